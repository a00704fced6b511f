"""The mirror's snapshot: one sealed file in the home. In: named parts of bytes, a header. Out: the same, or nothing.

    magic (8) | length of header (4) | header (JSON) | sealed (parts with their lengths)

Written beside and renamed, so that a killed process leaves the old one. Refuses: nothing with an exception; a file that
is missing, torn, changed, of another home or of another schema is None, and the mirror is built from the records.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yibiao.base.problems import ProblemError
from yibiao.base.vault import Vault

FILE = "mirror.snapshot"
_MAGIC = b"YBMIRR01"
_USE = "mirror snapshot"


@dataclass(frozen=True, slots=True)
class Header:
    """Where the snapshot stands: the journal line that it has seen, its hash, the schema that it was built for."""

    sequence: int
    hash: str
    schema: str

    def as_bytes(self) -> bytes:
        return json.dumps([self.sequence, self.hash, self.schema]).encode()


def write(home: Path, vault: Vault, header: Header, parts: Mapping[str, bytes]) -> None:
    """Replace the home's snapshot in one step."""
    head = header.as_bytes()
    plain = b"".join(_framed(name.encode()) + _framed(part) for name, part in parts.items())
    sealed = vault.seal(vault.subkey(_USE), plain, b"snapshot|" + head)
    beside = home / f"{FILE}.{os.getpid()}"
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_MAGIC + struct.pack(">I", len(head)) + head + sealed)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, home / FILE)
    finally:
        beside.unlink(missing_ok=True)


def read(home: Path, vault: Vault) -> tuple[Header, dict[str, bytes]] | None:
    """The home's snapshot, or None."""
    try:
        whole = (home / FILE).read_bytes()
        if whole[: len(_MAGIC)] != _MAGIC:
            return None
        (length,) = struct.unpack_from(">I", whole, len(_MAGIC))
        start = len(_MAGIC) + 4
        head = whole[start : start + length]
        plain = vault.open(vault.subkey(_USE), whole[start + length :], b"snapshot|" + head)
        return Header(*json.loads(head)), _parts(plain)
    except (OSError, ProblemError, ValueError, TypeError, struct.error):
        return None


def _framed(part: bytes) -> bytes:
    return struct.pack(">Q", len(part)) + part


def _parts(plain: bytes) -> dict[str, bytes]:
    found: list[bytes] = []
    place = 0
    while place < len(plain):
        (length,) = struct.unpack_from(">Q", plain, place)
        found.append(plain[place + 8 : place + 8 + length])
        place += 8 + length
    return {name.decode(): part for name, part in zip(found[::2], found[1::2], strict=True)}
