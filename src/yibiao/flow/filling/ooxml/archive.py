"""The zip around the parts of an Office package. In: a file's bytes. Out: its entries; a new file from parts.

A part that nobody touched keeps its compressed bytes (they were checked against their CRC once), so that filling a form
costs what changes and not what its department laid around it. Zip as in APPNOTE 6.3.10, sections 4.3 to 4.5, without
zip64: no part of a form comes near 4 GiB. Refuses (`ProblemError`): what is no zip, a damaged entry.
"""

from __future__ import annotations

import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from lxml import etree

from yibiao.base.problems import ProblemError, problem

try:  # the same format, several times as fast; the standard library's own where there is no wheel for the machine
    from isal import isal_zlib as swift
except ImportError:
    import zlib as swift  # type: ignore[no-redef]

_KEPT = 16
_KEPT_BYTES = 1_000_000
_KEPT_UNPACKED = 8_000_000
_SMALL, _FAST = 6, 1
_SHORT = 1 << 18
_STORED, _DEFLATED = 0, 8
_UTF8 = 0x800
_DAY = 0x21  # 1980-01-01, as an archive's day; files are the same whenever they are made
_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_MOST = 0xFFFF_FFFF
_MOST_ENTRIES = 0xFFFF
_FAULTS = (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError, struct.error)


@dataclass(frozen=True, slots=True)
class Raw:
    """An entry as it lies in the file: method 0 or 8, CRC-32, bytes unpacked."""

    data: memoryview
    method: int
    crc: int
    size: int


Content = bytes | Raw | Iterator[bytes]


class Source:
    """The entries of one file, opened once however often it is filled."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=str(error))) from error
        self._data = memoryview(data)
        self.size = sum(entry.file_size for entry in self._archive.infolist())
        self.entries = {
            entry.filename.replace("\\", "/").lstrip("/"): entry
            for entry in self._archive.infolist()
            if not entry.filename.endswith("/")
        }
        self._whole: set[str] = set()
        self._alone = threading.Lock()
        self._trees = threading.local()

    def trees(self) -> dict[str, etree._Element] | None:
        """Parsed parts that are kept from one filling to the next and never changed, for each thread its own; None of a
        file whose trees would be too big to keep."""
        return self._trees.__dict__ if self.size <= _KEPT_UNPACKED else None

    def read(self, name: str) -> bytes:
        """A part's bytes."""
        try:
            with self._alone:
                return self._archive.read(self.entries[name])
        except _FAULTS as error:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=f"{name}: {error}")) from error

    def raw(self, name: str) -> Content:
        """A part as it lies in the file, where that can be passed on."""
        entry = self.entries[name]
        if name not in self._whole:
            found = self.read(name)  # its CRC is right, or this raises
            if entry.compress_type not in (_STORED, _DEFLATED) or entry.flag_bits & 1:
                return found
            self._whole.add(name)
        start = entry.header_offset
        fields = _LOCAL.unpack(self._data[start : start + _LOCAL.size])
        start += _LOCAL.size + int(fields[-2]) + int(fields[-1])
        return Raw(self._data[start : start + entry.compress_size], entry.compress_type, entry.CRC, entry.file_size)


def source_of(data: bytes) -> Source:
    """The entries of a file; from memory for the many areas that fill the same form."""
    return _kept(data) if len(data) <= _KEPT_BYTES else Source(data)


@lru_cache(maxsize=_KEPT)
def _kept(data: bytes) -> Source:
    return Source(data)


def pack(parts: Iterable[tuple[str, Content]]) -> bytes:
    """A file of these parts, in their order. A part given in pieces is never whole in memory but packed."""
    out, central = bytearray(), bytearray()
    count = 0
    for name, content in parts:
        head, start = name.encode(), len(out)
        out += bytes(_LOCAL.size) + head
        method, crc, size = _add(out, content)
        packed = len(out) - start - _LOCAL.size - len(head)
        if max(size, len(out)) > _MOST:
            raise ProblemError(problem("FILLING_TEMPLATE_TOO_BIG", limit=_MOST // 1_000_000))
        told = 20, _UTF8, method, 0, _DAY, crc, packed, size, len(head), 0
        out[start : start + _LOCAL.size] = _LOCAL.pack(b"PK\3\4", *told)
        central += _CENTRAL.pack(b"PK\1\2", 20, *told, 0, 0, 0, 0, start) + head
        count += 1
        if count > _MOST_ENTRIES:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=f"more than {_MOST_ENTRIES} parts"))
    at = len(out)
    out += central
    out += _END.pack(b"PK\5\6", 0, 0, count, count, len(central), at, 0)
    return bytes(out)


def packed(content: bytes) -> Raw:
    """The part as it will lie in the file."""
    return Raw(memoryview(_deflated(content, _SMALL)), _DEFLATED, zlib.crc32(content), len(content))


def _deflated(content: bytes, level: int) -> bytes:
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(content) + deflate.flush()


def _add(out: bytearray, content: Content) -> tuple[int, int, int]:
    """Append the content; (method, CRC-32, bytes unpacked). What is short is deflated alike on every machine."""
    if isinstance(content, bytes):
        content = packed(content)
    if isinstance(content, Raw):
        out += content.data
        return content.method, content.crc, content.size
    head, short = b"", True
    for piece in content:
        head += piece
        if len(head) > _SHORT:
            short = False
            break
    if short:
        out += _deflated(head, _FAST)
        return _DEFLATED, zlib.crc32(head), len(head)
    swiftly = swift.compressobj(_FAST, zlib.DEFLATED, -zlib.MAX_WBITS)
    crc = size = 0
    for piece in chain((head,), content):
        crc, size = swift.crc32(piece, crc), size + len(piece)
        out += swiftly.compress(piece)
    out += swiftly.flush()
    return _DEFLATED, crc, size
