"""The parts of an OOXML package, scanned before any parser sees them. In: bytes of a zip. Out: `Parts`, XML events.

Refuses: bombs (size, ratio, count), unsafe names and links, encrypted entries, DTDs and entities, damaged zips. Nothing
is ever unpacked to disk and no archive inside the archive is opened (RELIABILITY T9).
"""

from __future__ import annotations

import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

from yibiao.flow.reading.limits import Source

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHUNK = 1 << 20
_DTD = tuple(mark.encode(code) for mark in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
)
"""What `zipfile` raises on archives whose inner offsets, sizes or methods are damaged."""
_SMALL = 32 << 20
"""Parts below this size may be squeezed as much as they like: they do no harm."""


class Parts:
    """Part names (without the leading slash, lower case for look-up) and their streams."""

    def __init__(self, source: Source, archive: zipfile.ZipFile, names: dict[str, str]) -> None:
        self.source = source
        self.names = names
        self._archive = archive
        self._scanned: set[str] = set()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def stream(self, name: str) -> IO[bytes]:
        return self._archive.open(self.names[name.lower()])

    def read(self, name: str) -> bytes:
        with self.stream(name) as stream:
            return stream.read()

    def scan(self, name: str) -> None:
        """Refuse a part with a DTD: neither Excel nor WPS writes one (XXE, billion laughs, quadratic blow-up)."""
        if name.lower() not in self._scanned:
            if _has_dtd(self, name):
                raise self.source.refuse("READ_XML_ENTITIES", part=name)
            self._scanned.add(name.lower())

    def root(self, name: str) -> _Element:
        """The XML tree of a small part; entities and networks are never resolved."""
        from lxml import etree

        self.scan(name)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.read(name), parser)
        except (etree.XMLSyntaxError, *_DAMAGE) as error:
            raise self.source.refuse("READ_CORRUPT", what=name) from error

    def events(self, name: str, tags: tuple[str, ...]) -> Iterator[_Element]:
        """The finished elements of `tags` (any namespace) in the order of the part; each is emptied after its turn."""
        from lxml import etree

        self.scan(name)
        wanted = tuple("{*}" + tag for tag in tags)
        try:
            with self.stream(name) as stream:
                walk = etree.iterparse(
                    stream, events=("end",), tag=wanted, resolve_entities=False, no_network=True, huge_tree=False
                )
                for _, element in walk:
                    yield element
                    element.clear()
                    while element.getprevious() is not None:
                        del element.getparent()[0]
        except (etree.XMLSyntaxError, *_DAMAGE) as error:
            raise self.source.refuse("READ_CORRUPT", what=name) from error

    def related(self, name: str) -> dict[str, tuple[str, str]]:
        """Relation id → (last word of its type, target part); relations to the outside are left out."""
        folder, leaf = posixpath.split(name)
        relations = posixpath.join(folder, "_rels", leaf + ".rels")
        if relations not in self:
            return {}
        found = {}
        for entry in self.root(relations):
            target = (entry.get("Target") or "").replace("\\", "/")
            if entry.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[entry.get("Id") or ""] = ((entry.get("Type") or "").rpartition("/")[2], path)
        return found


def local(tag: object) -> str:
    """The tag without its namespace; comments and instructions have none."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def open_parts(source: Source) -> Parts:
    """The package, after the scan; raises the first reason to refuse it."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
        entries = archive.infolist()
    except (*_DAMAGE, OverflowError) as error:
        cut = b"PK\x05\x06" not in source.data[-66_000:]
        raise (source.refuse("READ_TRUNCATED") if cut else source.refuse("READ_CORRUPT", what="zip")) from error
    _check_entries(source, entries)
    names = {entry.filename.replace("\\", "/").lstrip("/").lower(): entry.filename for entry in entries}
    if len(names) < len(entries):
        raise source.refuse("READ_CORRUPT", what="zip: names stand twice")
    return Parts(source, archive, names)


def _check_entries(source: Source, entries: list[zipfile.ZipInfo]) -> None:
    limits = source.limits
    if len(entries) > limits.parts:
        raise source.refuse("READ_TOO_LARGE", what="parts", amount=len(entries), limit=limits.parts)
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked // max(1, len(source.data))
    if unpacked > limits.unpacked_bytes:
        raise source.refuse("READ_ZIP_BOMB", unpacked_mb=unpacked >> 20, ratio=ratio)
    for entry in entries:
        own = entry.file_size // max(1, entry.compress_size)
        if entry.file_size > _SMALL and own > limits.part_ratio:
            raise source.refuse("READ_ZIP_BOMB", unpacked_mb=entry.file_size >> 20, ratio=own)
        if ".." in entry.filename.replace("\\", "/").split("/") or "\0" in entry.filename or ":" in entry.filename[:3]:
            raise source.refuse("READ_HOSTILE_NAME", name=entry.filename[:80])
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise source.refuse("READ_HOSTILE_NAME", name=entry.filename[:80])
        if entry.flag_bits & 1:
            raise source.refuse("READ_ENCRYPTED")


def _has_dtd(parts: Parts, name: str) -> bool:
    tail = b""
    try:
        with parts.stream(name) as stream:
            while chunk := stream.read(_CHUNK):
                window = tail + chunk
                if any(mark in window for mark in _DTD):
                    return True
                tail = window[-32:]
    except _DAMAGE as error:
        raise parts.source.refuse("READ_CORRUPT", what=name) from error
    return False
