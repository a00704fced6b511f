"""How long one waits who has guessed wrongly. In: failures so far, when the last was. Out: seconds to wait.

Slow, never locked out: waits grow from half a minute to a quarter of an hour and end by themselves. Guesses are counted
by address and by account, but a browser in which the person has signed in before is counted apart, so that nobody
shuts somebody else out by guessing (OWASP: Slow Down Online Guessing Attacks with Device Cookies).
Refuses: nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta

FREE = {"account": 10, "device": 10, "address": 100}
"""Failures within `MEMORY` that cost no waiting. Many people share the address of an office."""
MEMORY = timedelta(hours=1)
"""After this long without a failure all is forgotten."""
FIRST, LONGEST = 30, 900
"""Seconds of the first and of the longest wait."""


def wait(kind: str, failures: int, last: datetime, now: datetime) -> int:
    """Seconds until the next try may be made; 0: now."""
    over = failures - FREE[kind]
    if over < 0 or now - last >= MEMORY:
        return 0
    pause = min(FIRST * 2 ** min(over, 10), LONGEST)
    return max(0, int(pause - (now - last).total_seconds() + 0.999))


def counted(failures: int, last: datetime, now: datetime) -> int:
    """How many failures count when the next is added."""
    return 1 if now - last >= MEMORY else failures + 1
