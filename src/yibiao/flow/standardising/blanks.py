"""What was written into a card's blank. In: a fill point and its cell's value. Out: the value without label and boxes.

    联系人：张三        → 张三     (the label stands in the same cell)
    ☑男 □女            → 男       (the ticked choice)

Refuses: nothing; an untouched blank gives None.
"""

from __future__ import annotations

import re

from yibiao.base.tables import FillPoint, Raw
from yibiao.base.text import key

_TICKED = "☑☒■√✓✔●◉⊠"
_EMPTY = "□☐○◯◻"
_BOX = re.compile(f"([{_TICKED}{_EMPTY}])\\s*([^{_TICKED}{_EMPTY}]*)")
_BEHIND = re.compile(f"([^{_TICKED}{_EMPTY}\\s]+)\\s*([{_TICKED}{_EMPTY}])")
_LINE = re.compile(r"[_＿]{2,}")


def written_value(point: FillPoint, raw: Raw) -> Raw:
    """The value of a fill point, None where nobody has written anything."""
    if not isinstance(raw, str):
        return raw
    text = _behind_label(raw, point.path[-1] if point.path else "") if point.inline else raw
    if any(box in text for box in _TICKED + _EMPTY):
        return _ticked(text)
    text = _LINE.sub("", text).strip()
    return text or None


def _behind_label(text: str, label: str) -> str:
    """What follows the colon behind the label, up to the next label on the line (two or more blanks and a colon)."""
    wanted = key(label)
    for piece in re.split(r"[ \u3000\t]{2,}|\n", text):
        head, colon, tail = re.sub("：", ":", piece, count=1).partition(":")
        if colon and (not wanted or key(head) == wanted or wanted in key(head)):
            return tail
    return ""


def _ticked(text: str) -> str | None:
    """The choices whose box is ticked, joined by 、; the boxes stand before their words, or all behind them."""
    if text.lstrip()[0] in _TICKED + _EMPTY:
        pairs = [(box, word.strip(" 、，,;；")) for box, word in _BOX.findall(text)]
    else:
        pairs = [(box, word) for word, box in _BEHIND.findall(text)]
    chosen = [word for box, word in pairs if box in _TICKED and word]
    return "、".join(chosen) or None
