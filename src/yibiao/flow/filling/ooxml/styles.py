"""Looks of cells (styles.xml). In: a look's number and a number format. Out: the number of a look with that format.

Everything else of the look stays. What a template's looks are is read once (`Looks`, never changed); what one filling
adds to them is kept apart (`Styles`) and written when the part is saved. Refuses: nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_REVERSE, is_date_format

from yibiao.flow.filling.ooxml.package import Xml, local, namespace

_FIRST_OWN_FORMAT = 164
_EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that only East Asian Excel knows (ECMA-376 part 1, 18.8.30, zh-cn): all are dates or times."""

Made = tuple[int, str, bool]
"""A look with another number format: the look's number, the format's code, whether its text is quoted."""


@dataclass(frozen=True)
class Looks:
    """What a template's looks show. numbers: look → number of its format; formats: the template's own, by number."""

    numbers: tuple[int, ...] = ()
    formats: Mapping[int, str] = field(default_factory=dict)


def looks_of(root: Xml | None) -> Looks:
    """The looks of a styles part; none where there is no such part."""
    if root is None:
        return Looks()
    looks, formats = _child(root, "cellXfs"), _child(root, "numFmts")
    return Looks(
        tuple(int(entry.get("numFmtId") or 0) for entry in (looks if looks is not None else ())),
        {
            int(entry.get("numFmtId") or 0): entry.get("formatCode") or ""
            for entry in (formats if formats is not None else ())
        },
    )


def _child(root: Xml, name: str) -> Xml | None:
    return next((child for child in root if local(child) == name), None)


class Styles:
    """The looks of one filling; asked for the same change twice it makes one look."""

    def __init__(self, looks: Looks) -> None:
        self._numbers = list(looks.numbers)
        self._formats = dict(looks.formats)
        self._own: dict[int, str] = {}
        self._made: dict[Made, int] = {}
        self._dates: dict[int, bool] = {}
        self._shown: dict[int, str] = {}

    @property
    def made(self) -> tuple[Made, ...]:
        """The looks that were added, in their order: all that decides what the saved part is."""
        return tuple(self._made)

    def number_format(self, look: int) -> str:
        """The look's format code; General where it has none."""
        shown = self._shown.get(look)
        if shown is None:
            number = self._format_id(look)
            shown = self._shown[look] = self._formats.get(number) or BUILTIN_FORMATS.get(number, "General")
        return shown

    def _format_id(self, look: int) -> int:
        return self._numbers[look] if look < len(self._numbers) else 0

    def shows_dates(self, look: int) -> bool:
        if look not in self._dates:
            self._dates[look] = self._is_date(look)
        return self._dates[look]

    def _is_date(self, look: int) -> bool:
        number = self._format_id(look)
        if number in _EAST_ASIAN_DATES and number not in self._formats:
            return True
        return bool(is_date_format(self.number_format(look)))

    def with_format(self, look: int, code: str, quoted: bool = False) -> int:
        """The look with another number format. quoted: its text stays text when somebody edits the cell by hand."""
        if not self._numbers:
            return look
        wanted = (look, code, quoted)
        made = self._made.get(wanted)
        if made is None:
            made = self._made[wanted] = len(self._numbers)
            self._numbers.append(self._id_of(code))
        return made

    def _id_of(self, code: str) -> int:
        if code in BUILTIN_FORMATS_REVERSE:
            return int(BUILTIN_FORMATS_REVERSE[code])
        for number, known in self._formats.items():
            if known == code:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *self._formats]) + 1
        self._formats[number] = self._own[number] = code
        return number

    def written(self, root: Xml) -> Xml:
        """The template's styles part with what was added; `root` itself where nothing was."""
        if not self._made:
            return root
        root = copy.deepcopy(root)
        looks = _child(root, "cellXfs")
        assert looks is not None
        for look, _, quoted in self._made:
            new = copy.deepcopy(looks[look] if look < len(looks) else looks[0])
            new.set("numFmtId", str(self._numbers[len(looks)]))
            new.set("applyNumberFormat", "1")
            if quoted:
                new.set("quotePrefix", "1")
            looks.append(new)
        looks.set("count", str(len(looks)))
        if self._own:
            self._write_formats(root)
        return root

    def _write_formats(self, root: Xml) -> None:
        holder = _child(root, "numFmts")
        if holder is None:
            holder = etree.Element(f"{{{namespace(root)}}}numFmts")
            root.insert(0, holder)
        for number, code in self._own.items():
            entry = etree.SubElement(holder, f"{{{namespace(root)}}}numFmt")
            entry.set("numFmtId", str(number))
            entry.set("formatCode", code)
        holder.set("count", str(len(holder)))
