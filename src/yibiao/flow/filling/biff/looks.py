"""Looks of an xls as looks of an xlsx. In: xlrd's tables of fonts, colours and formats. Out: openpyxl's style values.

Refuses: nothing; what a damaged table does not tell is plain.
"""

from __future__ import annotations

import copy
from typing import Any

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

_LINES = (
    None, "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot",
    "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)  # fmt: skip
_ACROSS = ("general", "left", "center", "right", "fill", "justify", "centerContinuous", "distributed")
_DOWN = ("top", "center", "bottom", "justify", "distributed")
_FILLS = (
    None, "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown", "darkUp",
    "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp", "lightGrid",
    "lightTrellis", "gray125", "gray0625",
)  # fmt: skip
_UNDERLINES = {1: "single", 2: "double", 0x21: "singleAccounting", 0x22: "doubleAccounting"}


class Looks:
    """Style values of a book by the number of an xlrd look, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[int, Any] = {}

    def put_on(self, cell: Any, number: int) -> None:
        """Give an openpyxl cell the look. Registering a look is slow, so further cells copy the first one's numbers."""
        if number in self._made:
            cell._style = copy.copy(self._made[number])
            return
        styles = self._book.xf_list
        for name, value in (self._make(styles[number]) if number < len(styles) else {}).items():
            setattr(cell, name, value)
        self._made[number] = cell._style

    def _make(self, look: Any) -> dict[str, Any]:
        known = self._book.format_map.get(look.format_key)
        code = known.format_str if known else "General"
        alignment, protection = look.alignment, look.protection
        return {
            "font": Font(**self._font(look.font_index)),
            "fill": self._fill(look.background),
            "border": self._border(look.border),
            "alignment": Alignment(
                horizontal=_pick(_ACROSS, alignment.hor_align),
                vertical=_pick(_DOWN, alignment.vert_align),
                text_rotation=alignment.rotation if 0 <= alignment.rotation <= 180 or alignment.rotation == 255 else 0,
                wrap_text=bool(alignment.text_wrapped) or None,
                shrink_to_fit=bool(alignment.shrink_to_fit) or None,
                indent=alignment.indent_level,
            ),
            "protection": Protection(locked=bool(protection.cell_locked), hidden=bool(protection.formula_hidden)),
            "number_format": "General" if code in (None, "", "GENERAL") else code,
        }

    def _colour(self, index: int | None) -> str | None:
        rgb = self._book.colour_map.get(index) if index is not None else None
        return "FF{:02X}{:02X}{:02X}".format(*rgb) if rgb else None

    def _font(self, number: int) -> dict[str, Any]:
        fonts = self._book.font_list
        if number >= len(fonts):
            return {}
        font = fonts[number]
        return {
            "name": font.name or None,
            "sz": font.height / 20 if font.height else None,
            "b": bool(font.bold) or font.weight >= 600,
            "i": bool(font.italic),
            "u": _UNDERLINES.get(font.underline_type),
            "strike": bool(font.struck_out),
            "color": self._colour(font.colour_index),
            "vertAlign": {1: "superscript", 2: "subscript"}.get(font.escapement),
        }

    def _fill(self, background: Any) -> PatternFill:
        pattern = _pick(_FILLS, background.fill_pattern)
        if pattern is None:
            return PatternFill()
        front = self._colour(background.pattern_colour_index) or "FF000000"
        back = self._colour(background.background_colour_index) or "FFFFFFFF"
        return PatternFill(pattern, fgColor=front, bgColor=back)

    def _border(self, border: Any) -> Border:
        sides: dict[str, Any] = {
            side: Side(
                _pick(_LINES, getattr(border, f"{side}_line_style")),
                self._colour(getattr(border, f"{side}_colour_index")),
            )
            for side in ("left", "right", "top", "bottom")
        }
        diagonal = Side(_pick(_LINES, border.diag_line_style), self._colour(border.diag_colour_index))
        return Border(
            **sides,
            diagonal=diagonal if diagonal.style else None,
            diagonalDown=bool(border.diag_down),
            diagonalUp=bool(border.diag_up),
        )

    def rich(self, text: str, runs: list[tuple[int, int]], first: int) -> str | CellRichText:
        """A text with fonts inside. runs: (where, font number); first: the font before the first run."""
        cuts = [(0, first), *((at, font) for at, font in runs if 0 <= at < len(text))]
        blocks = [
            (text[at : cuts[number + 1][0] if number + 1 < len(cuts) else len(text)], font)
            for number, (at, font) in enumerate(cuts)
        ]
        return CellRichText(*[TextBlock(self._inline(font), part) for part, font in blocks if part])

    def _inline(self, number: int) -> InlineFont:
        values = self._font(number)
        values["rFont"] = values.pop("name", None)
        return InlineFont(**{key: value for key, value in values.items() if value})


def _pick(names: tuple[str | None, ...], number: int) -> Any:
    return names[number] if 0 <= number < len(names) else None
