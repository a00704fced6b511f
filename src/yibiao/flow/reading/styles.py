"""The looks of an xlsx workbook. In: its styles part. Out: a look and a date kind for each cell format number.

Refuses: nothing; a styles part that is damaged or absent gives plain looks, because values matter more (WPS and Java
writers leave broken styles behind). ECMA-376 part 1, 18.8.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from yibiao.base.problems import ProblemError
from yibiao.base.tables import Look
from yibiao.flow.reading.parts import Parts, local
from yibiao.flow.reading.serials import BUILT_IN, kind_of_format

if TYPE_CHECKING:
    from lxml.etree import _Element

_CENTRED = frozenset({"center", "centerContinuous", "distributed"})


_PLAIN = Look()


@dataclass(slots=True)
class Styles:
    """Look and date kind by cell format number; numbers beyond the list are plain."""

    looks: list[Look] = field(default_factory=list)
    kinds: list[str | None] = field(default_factory=list)

    def look(self, number: int) -> Look:
        return self.looks[number] if 0 <= number < len(self.looks) else _PLAIN

    def kind(self, number: int) -> str | None:
        return self.kinds[number] if 0 <= number < len(self.kinds) else None


def read_styles(parts: Parts, name: str | None) -> Styles:
    """The styles of part `name`; plain where there is none."""
    if name is None or name not in parts:
        return Styles()
    try:
        root = parts.root(name)
    except ProblemError as error:
        if error.problem.code != "READ_CORRUPT":
            raise
        return Styles()
    groups = {local(child.tag): child for child in root}
    formats = {
        _number(entry.get("numFmtId")): entry.get("formatCode") or "" for entry in _children(groups.get("numFmts"))
    }
    fonts = [_font(entry) for entry in _children(groups.get("fonts"))]
    fills = [_filled(entry) for entry in _children(groups.get("fills"))]
    borders = [_bordered(entry) for entry in _children(groups.get("borders"))]
    styles = Styles()
    for entry in _children(groups.get("cellXfs")):
        code = _number(entry.get("numFmtId"))
        number_format = formats.get(code, BUILT_IN.get(code))
        bold, size = _at(fonts, entry.get("fontId"), (False, None))
        styles.kinds.append(kind_of_format(number_format))
        styles.looks.append(
            Look(
                bold=bold,
                filled=_at(fills, entry.get("fillId"), False),
                bordered=_at(borders, entry.get("borderId"), False),
                centred=any(child.get("horizontal") in _CENTRED for child in entry),
                font_size=size,
                number_format=None if number_format in (None, "General", "GENERAL") else number_format,
            )
        )
    return styles


def _children(group: _Element | None) -> list[_Element]:
    return [child for child in group if isinstance(child.tag, str)] if group is not None else []


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else -1


def _at(values: list[Any], text: str | None, otherwise: Any) -> Any:
    number = _number(text)
    return values[number] if 0 <= number < len(values) else otherwise


def _on(element: _Element) -> bool:
    return element.get("val", "1") not in ("0", "false")


def _font(entry: _Element) -> tuple[bool, float | None]:
    bold, size = False, None
    for child in entry:
        if local(child.tag) == "b":
            bold = _on(child)
        elif local(child.tag) == "sz":
            try:
                size = float(child.get("val", ""))
            except ValueError:
                size = None
    return bold, size


def _filled(entry: _Element) -> bool:
    patterns = [child.get("patternType", "none") for child in entry if local(child.tag) == "patternFill"]
    return bool(patterns and patterns[0] not in ("none", "gray125")) or any(
        local(child.tag) == "gradientFill" for child in entry
    )


def _bordered(entry: _Element) -> bool:
    sides = ("left", "right", "top", "bottom", "start", "end")
    return any(local(side.tag) in sides and side.get("style", "none") != "none" for side in entry)
