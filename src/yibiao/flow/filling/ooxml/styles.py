"""Looks of cells (styles.xml). In: a look's number and a number format. Out: the number of a look with that format.

Everything else of the look stays. Refuses: nothing.
"""

from __future__ import annotations

import copy
from collections.abc import Callable

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_REVERSE, is_date_format

from yibiao.flow.filling.ooxml.package import Xml, local, namespace

_FIRST_OWN_FORMAT = 164
_EAST_ASIAN_DATES = frozenset([*range(27, 37), *range(50, 59)])
"""Built-in formats that only East Asian Excel knows (ECMA-376 part 1, 18.8.30, zh-cn): all are dates or times."""


class Styles:
    """The looks of one workbook; asked for the same change twice it makes one look."""

    def __init__(self, root: Xml | None = None, own: Callable[[], Xml] | None = None) -> None:
        """root: the looks as the template has them; own: opens them for a change, the first time that one is made."""
        self._root, self._own = root, own
        self._made: dict[tuple[int, str, bool], int] = {}
        self._dates: dict[int, bool] = {}
        self._shown: dict[int, str] = {}
        self._looks = self._child("cellXfs")
        formats = self._child("numFmts")
        self._formats = {
            int(entry.get("numFmtId") or 0): entry.get("formatCode") or ""
            for entry in (formats if formats is not None else ())
        }

    def _child(self, name: str) -> Xml | None:
        if self._root is None:
            return None
        return next((child for child in self._root if local(child) == name), None)

    def number_format(self, look: int) -> str:
        """The look's format code; General where it has none."""
        shown = self._shown.get(look)
        if shown is None:
            number = self._format_id(look)
            shown = self._shown[look] = self._formats.get(number) or BUILTIN_FORMATS.get(number, "General")
        return shown

    def _format_id(self, look: int) -> int:
        if self._looks is None or look >= len(self._looks):
            return 0
        return int(self._looks[look].get("numFmtId") or 0)

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
        if self._looks is None:
            return look
        wanted = (look, code, quoted)
        if wanted not in self._made:
            self._open()
            base = self._looks[look] if look < len(self._looks) else self._looks[0]
            new = copy.deepcopy(base)
            new.set("numFmtId", str(self._id_of(code)))
            new.set("applyNumberFormat", "1")
            if quoted:
                new.set("quotePrefix", "1")
            self._looks.append(new)
            self._looks.set("count", str(len(self._looks)))
            self._made[wanted] = len(self._looks) - 1
        return self._made[wanted]

    def _open(self) -> None:
        """From now on on a copy of its own."""
        if self._own is not None:
            self._root, self._own = self._own(), None
            self._looks = self._child("cellXfs")

    def _id_of(self, code: str) -> int:
        if code in BUILTIN_FORMATS_REVERSE:
            return int(BUILTIN_FORMATS_REVERSE[code])
        for number, known in self._formats.items():
            if known == code:
                return number
        number = max([_FIRST_OWN_FORMAT - 1, *self._formats]) + 1
        self._formats[number] = code
        assert self._root is not None
        holder = self._child("numFmts")
        if holder is None:
            holder = etree.Element(f"{{{namespace(self._root)}}}numFmts")
            self._root.insert(0, holder)
        entry = etree.SubElement(holder, f"{{{namespace(self._root)}}}numFmt")
        entry.set("numFmtId", str(number))
        entry.set("formatCode", code)
        holder.set("count", str(len(holder)))
        return number
