"""A zipped folder of forms, unpacked for one reading. In: a .zip. Out: its forms as files, what could not be unpacked.

No path of the archive is followed: each file gets a numbered folder of its own, in one of the run's that goes when it
ends. Names are UTF-8 where the archive or all its bytes say so, else GB 18030, as Windows writes them without a flag
(APPNOTE 6.3.10, 4.4.4 bit 11 and appendix D). A folder around everything is left out, as if it had been named itself.
Refuses (`ProblemError`): names that lead out of the folder, links, passwords, more files or bytes than a pile has,
damaged archives. One entry that is damaged or too large is listed and spoils nothing. Archives inside are not opened.
"""

from __future__ import annotations

import io
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.reading.limits import Limits, check_size

LISTING = 16 << 20
"""Bytes of the list of entries: 100,000 entries with long names. The parser takes it in one piece."""
LONGEST = 255
"""Bytes of a file's name on Linux; on Windows 255 characters are allowed, which may be three times as many bytes."""
_CHUNK = 1 << 20
_UTF8 = 0x800
_LOCKED = 0x1
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, LookupError)
"""What `zipfile` raises on archives whose inner offsets, sizes or methods are damaged."""


@dataclass(frozen=True, slots=True)
class Most:
    """What an archive may hold: entries, bytes of all forms unpacked; of one form as `Limits` say."""

    entries: int = 20_000
    unpacked: int = 1 << 30
    file: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """files: name within the archive → where it lies now. lost: names of entries that could not be unpacked."""

    files: dict[str, Path]
    lost: tuple[tuple[str, Problem], ...] = ()


class _TooMuch(Exception):
    """More asked for in one piece than the list of entries may take."""


class _Frugal(io.FileIO):
    """A file that gives no more than `LISTING` bytes at once: what a list of entries claims to need is not believed."""

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(LISTING + 1 if size is None or size < 0 else min(size, LISTING + 1)) or b""
        if len(found) > LISTING:
            raise _TooMuch
        return found


def is_zipped(path: Path) -> bool:
    """Whether the path is that of a zipped folder, by its name."""
    return path.suffix.lower() == ".zip" and path.is_file()


@contextmanager
def unpacked(archive: Path, wanted: Callable[[PurePosixPath], bool], most: Most | None = None) -> Iterator[Unpacked]:
    """The wanted entries as files, as long as the block lasts. wanted: whether a path within may hold forms."""
    most = most or Most()
    place = Place(file=archive.name)
    with _Frugal(archive) as file, tempfile.TemporaryDirectory(prefix="yibiao-") as folder:
        try:
            whole = zipfile.ZipFile(file)
            entries = whole.infolist()
        except _TooMuch as error:
            raise ProblemError(_too_large(place, "MB", LISTING >> 20, LISTING >> 20)) from error
        except (*_DAMAGE, OverflowError) as error:
            raise ProblemError(problem("PILE_ZIP_DAMAGED", place)) from error
        _check(entries, place, most)
        yield _unpack(whole, _chosen(entries, place, wanted, most), Path(folder), most.file)


def _check(entries: list[zipfile.ZipInfo], place: Place, most: Most) -> None:
    if len(entries) > most.entries:
        raise ProblemError(_too_large(place, "files", len(entries), most.entries))
    for entry in entries:
        if entry.flag_bits & _LOCKED:
            raise ProblemError(problem("PILE_ZIP_LOCKED", place))
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise ProblemError(problem("PILE_ZIP_UNSAFE", place, name=entry.filename[:80]))


def _too_large(place: Place, what: str, amount: int, limit: int) -> Problem:
    return problem("PILE_ZIP_TOO_LARGE", place, what=what, amount=amount, limit=limit)


def _chosen(
    entries: list[zipfile.ZipInfo], place: Place, wanted: Callable[[PurePosixPath], bool], most: Most
) -> dict[str, zipfile.ZipInfo]:
    """The entries that may hold forms by their names, in the order of these; of two of one name the later counts."""
    named: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for name, entry in zip(names_of(entries), entries, strict=True):
        inside = PurePosixPath(name.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in name[:3] or not _told(name):
            raise ProblemError(problem("PILE_ZIP_UNSAFE", place, name=name[:80]))
        if not name.endswith(("/", "\\")) and wanted(inside):
            named[inside] = entry
    whole = sum(entry.file_size for entry in named.values())
    if whole > most.unpacked:
        raise ProblemError(_too_large(place, "MB", whole >> 20, most.unpacked >> 20))
    around = {inside.parts[0] if len(inside.parts) > 1 else "" for inside in named}
    outer = around.pop() if len(around) == 1 else ""
    return {(inside.relative_to(outer) if outer else inside).as_posix(): named[inside] for inside in sorted(named)}


def _told(name: str) -> bool:
    """Whether a name may be shown as it is. A space of print or of Chinese text (U+00A0, U+3000) is one like any other,
    though `isprintable` says no; what steers a terminal or turns the direction of reading is not."""
    return all(sign.isprintable() or unicodedata.category(sign) == "Zs" for sign in name)


def names_of(entries: list[zipfile.ZipInfo]) -> list[str]:
    """The names as they were meant: without the UTF-8 flag they are bytes of a code page that nothing tells.

    All of them together decide: one short Chinese name in GBK may happen to be UTF-8, a folder of them is not.
    """
    raw = [None if entry.flag_bits & _UTF8 else entry.orig_filename.encode("cp437") for entry in entries]
    try:
        return [_decoded(entry, name, "utf-8") for entry, name in zip(entries, raw, strict=True)]
    except UnicodeDecodeError:
        return [_decoded(entry, name, "gb18030", "replace") for entry, name in zip(entries, raw, strict=True)]


def _decoded(entry: zipfile.ZipInfo, raw: bytes | None, coding: str, errors: str = "strict") -> str:
    return entry.orig_filename if raw is None else raw.decode(coding, errors)


def _unpack(whole: zipfile.ZipFile, chosen: dict[str, zipfile.ZipInfo], folder: Path, limits: Limits) -> Unpacked:
    files: dict[str, Path] = {}
    lost: list[tuple[str, Problem]] = []
    for number, (name, entry) in enumerate(chosen.items(), 1):
        target = _target(folder / str(number), PurePosixPath(name))
        try:
            if entry.file_size:
                check_size(name, entry.file_size, limits)
            with whole.open(entry) as source, target.open("wb") as out:
                while chunk := source.read(_CHUNK):
                    out.write(chunk)
        except ProblemError as error:
            lost.append((name, error.problem))
        except _DAMAGE:
            target.unlink(missing_ok=True)
            lost.append((name, problem("READ_CORRUPT", Place(file=name), what="zip")))
        else:
            files[name] = target
    return Unpacked(files, tuple(lost))


def _target(folder: Path, name: PurePosixPath) -> Path:
    """Where a file goes: under its own name, for its problems tell it; where that is too long, by its kind alone."""
    folder.mkdir()
    return folder / (name.name if len(name.name.encode()) <= LONGEST else f"_{name.suffix.lower()}")
