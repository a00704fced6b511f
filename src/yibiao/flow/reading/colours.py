"""Colours of an xlsx: direct, of the theme with a tint, by index. In: a colour element. Out: six hexadecimal digits.

ECMA-376 part 1, 18.8.3 (tint) and 18.8.27 (indexed colours); 20.1.6.2 (the theme's scheme; its first two pairs stand
swapped in spreadsheets). Refuses: nothing; a colour that is not understood is "" (the page's own).
"""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yibiao.base.problems import ProblemError
from yibiao.flow.reading.parts import Parts, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFFICE = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5", "70AD47")
"""The usual scheme, in the order in which spreadsheets number it."""
_HEX = re.compile(r"[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Palette:
    """The theme's colours in the order of spreadsheets."""

    theme: tuple[str, ...] = _OFFICE

    def colour(self, element: _Element | None) -> str:
        """The colour of a `color`, `fgColor` or `bgColor` element."""
        if element is None:
            return ""
        if (direct := (element.get("rgb") or "")[-6:]) and _HEX.fullmatch(direct):
            return direct.upper()
        number = element.get("theme") or ""
        if number.isdigit() and int(number) < len(self.theme):
            return tinted(self.theme[int(number)], element.get("tint"))
        indexed = element.get("indexed") or ""
        return _indexed(int(indexed)) if indexed.isdigit() and len(indexed) < 4 else ""


def _indexed(number: int) -> str:
    """One of the old 64 colours. The library is loaded here only: the child that reads a pile has no room for it."""
    from openpyxl.styles.colors import COLOR_INDEX

    return str(COLOR_INDEX[number])[-6:] if number < len(COLOR_INDEX) else ""


def palette_of(parts: Parts) -> Palette:
    """The scheme of the package's first theme, else the usual one."""
    name = next((name for name in sorted(parts.names) if re.fullmatch(r"xl/theme/theme\d*\.xml", name)), None)
    if name is None:
        return Palette()
    try:
        scheme = next(parts.root(name).iter("{*}clrScheme"), None)
    except ProblemError:
        return Palette()
    found = [_scheme_colour(entry) for entry in scheme if isinstance(entry.tag, str)] if scheme is not None else []
    if len(found) < 10 or not all(found[:10]):
        return Palette()
    dark, light, dark_too, light_too, *rest = found
    return Palette((light, dark, light_too, dark_too, *rest[:6]))


def _scheme_colour(entry: _Element) -> str:
    for child in entry:
        text = (child.get("val") if local(child.tag) == "srgbClr" else child.get("lastClr")) or ""
        if _HEX.fullmatch(text):
            return text.upper()
    return ""


def tinted(colour: str, tint: str | None) -> str:
    """Lighter (tint up to 1) or darker (down to -1), in lightness."""
    try:
        share = max(-1.0, min(1.0, float(tint or 0)))
    except ValueError:
        return colour
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    light = light * (1 + share) if share < 0 else light * (1 - share) + share
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
