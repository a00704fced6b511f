"""Identifiers of ours. In: nothing, or randomness. Out: UUIDv7 (RFC 9562) as lower-case text. Refuses: any other text.

UUIDv7 sorts by the time of making, so that new records lie together in every index.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from random import Random

import uuid_utils

IdMaker = Callable[[], str]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A fresh UUIDv7 as 36 lower-case characters."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether `text` is a UUIDv7 in our writing."""
    return _UUID.fullmatch(text) is not None


def seeded_ids(random: Random, first_millisecond: int) -> IdMaker:
    """A maker of reproducible UUIDv7 for demos and tests: one millisecond apart, random parts from `random`."""
    moment = first_millisecond

    def make() -> str:
        nonlocal moment
        moment += 1
        value = (moment & (1 << 48) - 1) << 80 | 7 << 76 | random.getrandbits(12) << 64
        return str(uuid.UUID(int=value | 2 << 62 | random.getrandbits(62)))

    return make
