"""An Office package (ECMA-376 part 2) as named parts. In: the bytes of a file. Out: the bytes with some parts changed.

Parts that nobody touched keep their bytes. Refuses (`ProblemError`): what is no package, a package that unpacks to more
than `LIMIT` bytes, a part that is no XML where XML must be.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.filling.ooxml.archive import Content, pack, source_of

LIMIT = 300_000_000
_RELATIONSHIP = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"

Xml = etree._Element
Pieces = Callable[[bytes], Iterator[bytes]]


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
    """The parts of one file; `peek` looks at a part, `tree` opens it for changes, `save` writes the opened anew."""

    def __init__(self, data: bytes) -> None:
        self._source = source_of(data)
        if self._source.size > LIMIT:
            raise ProblemError(problem("FILLING_TEMPLATE_TOO_BIG", limit=LIMIT // 1_000_000))
        self._entries = self._source.entries
        kept = self._source.trees()
        self._seen: dict[str, Xml] = {} if kept is None else kept
        self._shared = kept is not None
        self._folded = {name.lower(): name for name in self._entries}
        self._trees: dict[str, Xml] = {}
        self._new: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self.pieces: dict[str, Pieces] = {}
        """Parts of which some is text: how the bytes of such a part come, given those of its tree."""
        self.late: dict[str, Callable[[], bytes | None]] = {}
        """Parts that are known when those in pieces are written; None: it is as it was."""

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
            return bytes_of(self._trees[name])
        if name in self._new:
            return self._new[name]
        return self._source.read(name)

    def peek(self, name: str) -> Xml:
        """A part as XML, to be looked at only."""
        name = self._name(name)
        if name in self._trees:
            return self._trees[name]
        if name in self._new:
            return self.tree(name)
        if name not in self._seen:
            self._seen[name] = parse(self._source.read(name))
        return self._seen[name]

    def tree(self, name: str) -> Xml:
        """A part as XML; changes to it are saved."""
        name = self._name(name)
        if name not in self._trees:
            if name in self._new:
                self._trees[name] = parse(self._new[name])
            elif self._shared:
                self._trees[name] = copy.deepcopy(self.peek(name))
            else:
                self._trees[name] = self.peek(name)
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
        for entry in self.peek(_CONTENT_TYPES):
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
        return tuple(_relationship(entry, part) for entry in self.peek(name) if local(entry) == "Relationship")

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
        return pack(self.contents())

    def contents(self) -> Iterator[tuple[str, Content]]:
        """The parts as they are saved.

        Parts that come in pieces come right behind the content types: their cells may still ask for a look.
        """
        order = {name: number for number, name in enumerate(self)}
        first = (name for name in order if name == _CONTENT_TYPES or name in self.pieces)
        names = dict.fromkeys([*sorted(first, key=lambda name: (name in self.pieces, order[name])), *order])
        return ((name, self._content(name)) for name in names)

    def _content(self, name: str) -> Content:
        if name in self.pieces:
            return self.pieces[name](self.read(name))
        late = self.late.get(name)
        told = late() if late else None
        if told is not None:
            return told
        if name in self._trees or name in self._new:
            return self.read(name)
        return self._source.raw(name)


def bytes_of(tree: Xml) -> bytes:
    """A part's bytes."""
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
