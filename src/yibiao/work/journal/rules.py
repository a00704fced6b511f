"""The hash chain, decided without a database. In: what a line says, the hash before it. Out: its hash, found faults.

The hash is SHA-256 over the canonical JSON of the line (sorted keys, no spaces, UTF-8) with the hash before it inside.
Refuses (`ValueError`): floating-point numbers and unknown types in a payload: two engines write them differently.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from yibiao.base.problems import Place, Problem, problem

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """What a journal line says, as the hash covers it."""

    sequence: int
    id: str
    moment: datetime
    device_moment: datetime | None
    actor: str
    verb: str
    room: str
    subject: str
    purpose: str
    payload: Mapping[str, Any]
    reply: Mapping[str, Any] | None
    writer: str
    key: str | None
    previous: str


FIELDS = tuple(field.name for field in fields(Line))


def canonical(value: Any) -> bytes:
    """One writing for one value: what is hashed must not depend on who serialises it."""
    _refuse_inexact(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def _refuse_inexact(value: Any) -> None:
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise ValueError("canonical JSON has text keys only")
        for part in value.values():
            _refuse_inexact(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_inexact(part)
    elif value is not None and not isinstance(value, str | int):
        raise ValueError(f"canonical JSON cannot hold {type(value).__name__}")


def moment_text(moment: datetime | None) -> str | None:
    """UTC to the microsecond, in one writing."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def hash_of(line: Line) -> str:
    """SHA-256, hexadecimal."""
    said: dict[str, Any] = {name: getattr(line, name) for name in FIELDS}
    said["moment"], said["device_moment"] = moment_text(line.moment), moment_text(line.device_moment)
    return hashlib.sha256(canonical(said)).hexdigest()


def faults(lines: Iterable[tuple[Line, str]], head: tuple[int, str]) -> Iterable[Problem]:
    """What does not fit in the chain: (line, stored hash) in order, and the head's (sequence, hash)."""
    expected, previous = 1, FIRST_HASH
    for line, stored in lines:
        place = Place(record=str(line.sequence))
        if line.sequence != expected:
            yield problem("JOURNAL_GAP", place, expected=expected, found=line.sequence)
        if line.previous != previous:
            yield problem("JOURNAL_CHAIN_BROKEN", place, sequence=line.sequence)
        if hash_of(line) != stored:
            yield problem("JOURNAL_LINE_CHANGED", place, sequence=line.sequence)
        expected, previous = line.sequence + 1, stored
    if head != (expected - 1, previous):
        yield problem("JOURNAL_HEAD_DIFFERS", Place(), last=expected - 1, head=head[0])
