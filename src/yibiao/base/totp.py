"""Codes of a second factor: six digits that change every thirty seconds (RFC 6238 over RFC 4226). In: a secret, a
moment. Out: codes, and which step a given code belongs to.

A step that has been used counts no more, so a code that was looked over a shoulder is of no use.
Refuses: nothing with an exception; a code that fits no step in reach gives None.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30
"""Seconds that a code is shown."""
DIGITS = 6
SLACK = 1
"""Steps that a phone's clock may be off, each way (RFC 6238, 5.2)."""
SECRET_BYTES = 20

RandomBytes = Callable[[int], bytes]


def new_secret(random: RandomBytes) -> bytes:
    """160 bits, as RFC 4226 (4, R6) advises."""
    return random(SECRET_BYTES)


def step_of(moment: datetime) -> int:
    """The number of the period that `moment` (aware) lies in."""
    return int(moment.timestamp()) // PERIOD


def code_at(secret: bytes, step: int, digits: int = DIGITS, algorithm: str = "sha1") -> str:
    """The code of one step, with leading zeros."""
    whole = hmac.digest(secret, step.to_bytes(8, "big"), algorithm)
    start = whole[-1] & 0x0F
    number = int.from_bytes(whole[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, code: str, moment: datetime, used: int = -1) -> int | None:
    """The step in reach that `code` belongs to and that lies behind `used`, else None."""
    now = step_of(moment)
    fitting = [
        step
        for step in range(now - SLACK, now + SLACK + 1)
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode())
    ]
    return next((step for step in fitting if step > used), None)


def shown_secret(secret: bytes) -> str:
    """The secret as a person types it into an app: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def enrolment_address(secret: bytes, login: str, issuer: str) -> str:
    """The otpauth address that authenticator apps read from a QR code."""
    asked = {"secret": shown_secret(secret), "issuer": issuer, "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{quote(f'{issuer}:{login}')}?{urlencode(asked, quote_via=quote)}"
