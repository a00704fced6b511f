"""The shared strings of an xlsx package. In: parts. Out: the texts by number, exactly as stored. Refuses: nothing more
than `parts` does. Phonetic guides (rPh) are no text; _x000D_ is an escaped character (ECMA-376 part 1, 22.9.2.19).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yibiao.flow.reading.parts import Parts, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def rich_text(element: _Element) -> str:
    """The text of an `si` or `is`: its own `t` and those of its runs."""
    if len(element) == 1 and str(element[0].tag).endswith("}t"):  # nearly all of them
        return unescaped(element[0].text or "")
    pieces = []
    for child in element:
        tag = local(child.tag)
        if tag == "t":
            pieces.append(child.text or "")
        elif tag == "r":
            pieces.extend(part.text or "" for part in child if local(part.tag) == "t")
    return unescaped("".join(pieces))


def shared_strings(parts: Parts, name: str | None) -> list[str]:
    """All shared strings in order; none where the package has no such part."""
    if name is None or name not in parts:
        return []
    return [rich_text(element) for element in parts.events(name, ("si",))]
