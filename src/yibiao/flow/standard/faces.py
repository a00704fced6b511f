"""How a record shows itself on a screen: what heads it, what finds it, in which groups its values stand.

In: the data standard, `data/faces.tsv` (register, part, labels, element names; a name with a dot is of another
register). Out: one `Face` a register that people look up by itself. Refuses: nothing; of a smaller standard only what
it knows is shown (`unknown_names` says what the shipped one lacks: tested).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Element, Standard

OTHERS = ("其他", "Other")


@dataclass(frozen=True, slots=True)
class Group:
    """Values that belong together on a page."""

    label_zh: str
    label_en: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """must: without these a record is not begun. face: what a line of a list shows, the heading first. find: what is
    searched. important: what should be known of everybody, so that a gap is worth a question. tags: by which a list is
    narrowed."""

    register: str
    must: tuple[Element, ...]
    face: tuple[Element, ...]
    find: tuple[Element, ...]
    important: tuple[Element, ...]
    tags: tuple[str, ...]
    groups: tuple[Group, ...]


@per_standard
def faces(standard: Standard) -> Mapping[str, Face]:
    """The faces of the registers that people look up by themselves, in the order of the data file."""
    return {register: _face(standard, register) for register in _rows() if register in standard.registers}


@per_standard
def groups_of(standard: Standard, register: str) -> tuple[Group, ...]:
    """The groups of a register; one group for a register that has no face (a detail)."""
    face = faces(standard).get(register)
    if face is not None:
        return face.groups
    entry = standard.registers[register]
    return (Group(entry.label_zh, entry.label_en, standard.of_register(register)),)


def _face(standard: Standard, register: str) -> Face:
    rows = _rows()[register]
    parts = {part: _elements(standard, register, names) for part, _, _, names in rows if part not in ("group", "tags")}
    tags = tuple(name for part, _, _, names in rows if part == "tags" for name in names if name in standard.tags)
    groups = [Group(zh, en, _elements(standard, register, names)) for part, zh, en, names in rows if part == "group"]
    named = {element.code for group in groups for element in group.elements}
    rest = tuple(element for element in standard.of_register(register) if element.code not in named)
    groups += [Group(*OTHERS, rest)] if rest else []
    groups = [group for group in groups if group.elements]
    return Face(register, parts["must"], parts["face"], parts["find"], parts["important"], tags, tuple(groups))


def _elements(standard: Standard, register: str, names: tuple[str, ...]) -> tuple[Element, ...]:
    codes = [name if "." in name else f"{register}.{name}" for name in names]
    return tuple(standard.elements[code] for code in codes if code in standard.elements)


@cache
def _rows() -> Mapping[str, list[tuple[str, str, str, tuple[str, ...]]]]:
    text = (resources.files("yibiao.flow.standard") / "data" / "faces.tsv").read_text("utf-8")
    found: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {}
    for row in csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        entry = (row["part"], row["label_zh"], row["label_en"], tuple(row["elements"].split("|")))
        found.setdefault(row["register"], []).append(entry)
    return found


def unknown_names(standard: Standard) -> tuple[str, ...]:
    """Elements and tags of the data file that the standard lacks: () for the shipped one (tested)."""
    codes = {
        name if "." in name else f"{register}.{name}"
        for register, rows in _rows().items()
        for part, _, _, names in rows
        for name in names
        if part != "tags"
    }
    tags = {name for rows in _rows().values() for part, _, _, names in rows if part == "tags" for name in names}
    return tuple(sorted((codes - standard.elements.keys()) | (tags - standard.tags.keys())))
