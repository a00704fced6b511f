"""How much a file may cost. In: nothing. Out: frozen limits, a source of bytes. Refuses: files beyond `file_bytes`.

The numbers bound what a hostile file can take (RELIABILITY T9): bytes in, bytes unpacked, cells out, seconds, memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yibiao.base.problems import Place, ProblemError, problem

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
"""The last row and column of an xlsx sheet (ECMA-376 part 1, 18.3.1.73 and Excel's own limits)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts, seconds. `area` bounds rows × columns of a sheet, `memory` the child's address space,
    `answer` what it may send back. blocks_from: rows from which a delimited text comes as blocks, of at most
    `block_cells` cells; 0: never."""

    file_bytes: int = 64 << 20
    unpacked_bytes: int = 256 << 20
    part_ratio: int = 200
    parts: int = 5_000
    cells: int = 2_000_000
    area: int = 10_000_000
    merges: int = 50_000
    memory: int = 1536 << 20
    answer: int = 512 << 20
    cpu_seconds: int = 15
    wall_seconds: float = 20.0
    blocks_from: int = 0
    block_cells: int = 24_000_000


LONG = Limits(
    file_bytes=256 << 20, area=24_000_000, answer=768 << 20, cpu_seconds=60, wall_seconds=120.0,
    blocks_from=5_000,
)  # fmt: skip
"""For whoever takes a list in, not for a form: a million rows of 24 columns. Only delimited texts come as blocks; the
unpacked size of a package is bounded as ever."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file's name and bytes; readers never open a path themselves, but for one that is written in C++ and seeks in
    the file: `path` says where the same bytes lie."""

    name: str
    data: bytes
    limits: Limits = Limits()
    path: str = ""

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix.lower().lstrip(".")

    def place(self, sheet: str | None = None, cell: str | None = None) -> Place:
        return Place(file=self.name, sheet=sheet, cell=cell)

    def refuse(self, code: str, sheet: str | None = None, **values: object) -> ProblemError:
        """The error to raise when this file leaves nothing to return."""
        return ProblemError(problem(code, self.place(sheet), **values))


def check_size(name: str, size: int, limits: Limits) -> None:
    """Refuse an empty file and one of more than `limits.file_bytes`, before any byte is read."""
    if size == 0:
        raise ProblemError(problem("READ_EMPTY_FILE", Place(file=name)))
    if size > limits.file_bytes:
        values = {"what": "MB", "amount": size >> 20, "limit": limits.file_bytes >> 20}
        raise ProblemError(problem("READ_TOO_LARGE", Place(file=name), **values))


def source_of(path: Path, limits: Limits | None = None) -> Source:
    """The bytes of `path`, refused when empty or too large."""
    limits = limits or Limits()
    check_size(path.name, path.stat().st_size, limits)
    return Source(path.name, path.read_bytes(), limits, str(path))
