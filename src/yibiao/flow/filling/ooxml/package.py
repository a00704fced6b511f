"""An Office package (ECMA-376 part 2) as named parts. In: the bytes of a file. Out: the bytes with some parts changed.

Parts that nobody touched keep their bytes. Refuses (`ProblemError`): what is no package, a package that unpacks to more
than `LIMIT` bytes, a part that is no XML where XML must be.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from yibiao.base.problems import ProblemError, problem

LIMIT = 300_000_000
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"

Xml = etree._Element


@dataclass(frozen=True, slots=True)
class Relationship:
    """One arrow from a part to another. `target` is a part name, or a foreign address where `external`."""

    id: str
    kind: str  # last word of its type: worksheet, drawing, comments …
    target: str
    external: bool


def parse(data: bytes) -> Xml:
    """XML without entities, network or unlimited depth."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=str(error))) from error


def local(element: Xml) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def namespace(element: Xml) -> str:
    tag = element.tag
    assert isinstance(tag, str)
    return tag[1 : tag.index("}")] if tag.startswith("{") else ""


class Package:
    """The parts of one file; `tree` parses a part once, `save` writes the parsed ones anew."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=str(error))) from error
        if sum(entry.file_size for entry in self._archive.infolist()) > LIMIT:
            raise ProblemError(problem("FILLING_TEMPLATE_TOO_BIG", limit=LIMIT // 1_000_000))
        self._entries = {
            entry.filename.replace("\\", "/").lstrip("/"): entry
            for entry in self._archive.infolist()
            if not entry.filename.endswith("/")
        }
        self._folded = {name.lower(): name for name in self._entries}
        self._trees: dict[str, Xml] = {}
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()

    def __contains__(self, name: str) -> bool:
        name = self._name(name)
        return name in self._new or (name in self._entries and name not in self._dropped)

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in {**self._entries, **self._new} if name not in self._dropped)

    def _name(self, name: str) -> str:
        return self._folded.get(name.lower(), name)

    def read(self, name: str) -> bytes:
        """A part's bytes as they would be saved now."""
        name = self._name(name)
        if name in self._trees:
            return _bytes(self._trees[name])
        if name in self._new:
            return self._new[name]
        try:
            return self._archive.read(self._entries[name])
        except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
            raise ProblemError(problem("FILLING_BROKEN_PACKAGE", detail=f"{name}: {error}")) from error

    def tree(self, name: str) -> Xml:
        """A part as XML; changes to it are saved."""
        name = self._name(name)
        if name not in self._trees:
            self._trees[name] = parse(self.read(name))
        return self._trees[name]

    def put(self, name: str, data: bytes, content_type: str | None = None) -> None:
        """A new or replaced part; its content type where the package has no default that fits."""
        self._new[name] = data
        self._folded[name.lower()] = name
        self._dropped.discard(name)
        self._trees.pop(name, None)
        if content_type:
            self.declare(name, content_type)

    def drop(self, name: str) -> None:
        """Remove a part, its declaration and the arrows that point at it."""
        name = self._name(name)
        self._dropped.add(name)
        self._new.pop(name, None)
        for entry in list(self.tree(_CONTENT_TYPES)):
            if (entry.get("PartName") or "").lstrip("/").lower() == name.lower():
                self.tree(_CONTENT_TYPES).remove(entry)

    def content_type(self, name: str) -> str | None:
        """The declared type of a part, by its name or by its ending."""
        ending = name.rpartition(".")[2].lower()
        default = None
        for entry in self.tree(_CONTENT_TYPES):
            if (entry.get("PartName") or "").lstrip("/").lower() == name.lower():
                return entry.get("ContentType")
            if (entry.get("Extension") or "").lower() == ending:
                default = entry.get("ContentType")
        return default

    def declare(self, name: str, content_type: str) -> None:
        """Say what a part is, in its own entry where the ending says something else."""
        if self.content_type(name) == content_type:
            return
        types = self.tree(_CONTENT_TYPES)
        for entry in list(types):
            if (entry.get("PartName") or "").lstrip("/").lower() == name.lower():
                types.remove(entry)
        entry = etree.SubElement(types, f"{{{namespace(types)}}}Override")
        entry.set("PartName", f"/{name}")
        entry.set("ContentType", content_type)

    def relationships(self, part: str) -> tuple[Relationship, ...]:
        """The arrows that leave a part ("" for the package itself)."""
        name = _rels_name(part)
        if name not in self:
            return ()
        return tuple(_relationship(entry, part) for entry in self.tree(name) if local(entry) == "Relationship")

    def relate(self, part: str, kind_url: str, target: str) -> str:
        """A new arrow from a part to a part; its id."""
        name = _rels_name(part)
        if name not in self:
            self.put(name, f'<Relationships xmlns="{_RELATIONSHIP}"/>'.encode())
        rels = self.tree(name)
        taken = {entry.get("Id") for entry in rels}
        new_id = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
        entry = etree.SubElement(rels, f"{{{_RELATIONSHIP}}}Relationship")
        entry.set("Id", new_id)
        entry.set("Type", kind_url)
        entry.set("Target", f"/{target}")
        return new_id

    def unrelate(self, part: str, target: str) -> None:
        """Take away the arrows from a part to a part."""
        rels = self.tree(_rels_name(part))
        gone = {arrow.id for arrow in self.relationships(part) if arrow.target.lower() == target.lower()}
        for entry in list(rels):
            if entry.get("Id") in gone:
                rels.remove(entry)

    def fresh_name(self, pattern: str) -> str:
        """The first free name of a pattern such as xl/worksheets/sheet{}.xml."""
        number = 1
        while pattern.format(number).lower() in self._folded:
            number += 1
        return pattern.format(number)

    def save(self) -> bytes:
        """The package: old parts in their order, then the new ones."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for name in self:
                entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, self.read(name))
        return out.getvalue()


def _bytes(tree: Xml) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _rels_name(part: str) -> str:
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _relationship(entry: Xml, part: str) -> Relationship:
    target = (entry.get("Target") or "").replace("\\", "/")
    external = entry.get("TargetMode") == "External"
    if not external:
        folder = part.rpartition("/")[0]
        target = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
    return Relationship(entry.get("Id") or "", (entry.get("Type") or "").rpartition("/")[2], target, external)
