"""Blanks and check boxes inside a text. In: a cell's text and what to put there. Out: a `Splice` of that text, or None.

A splice, not a new text, because the writers must keep the runs (underline, font) around it.
Refuses: nothing; a label or a choice that does not stand in the text gives None.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BOXES = {"□": "☑", "☐": "☑", "▢": "☑", "◻": "☑", "\uf0a3": "☑", "\uf06f": "☑", "○": "●", "◯": "●", "〇": "●"}
_TICKED = frozenset("☑☒■●√✓✔")
_BRACKET_BOX = re.compile(r"[（(\[【［][\s\u3000]*[）)\]】］]")
_BLANK = re.compile(r"[_＿﹍…\s\u3000]*")
_DATE_BLANK = re.compile(r"[_＿\s\u3000Xx×]*年[_＿\s\u3000Xx×]*月([_＿\s\u3000Xx×]*日)?")
_AFTER_LABEL = re.compile(r"[\s\u3000]*[：:]?")


@dataclass(frozen=True, slots=True)
class Splice:
    """text[start:end] becomes `text`."""

    start: int
    end: int
    text: str

    def apply(self, whole: str) -> str:
        return whole[: self.start] + self.text + whole[self.end :]


def width(text: str) -> int:
    """Columns that a text takes on paper: a Han character or full-width sign two, others one."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _label_end(text: str, label: str) -> int | None:
    """Where the label ends in the text; spaces inside the label do not count (姓  名 is 姓名)."""
    letters = [re.escape(sign) for sign in label.rstrip("：: \u3000") if not sign.isspace()]
    if not letters:
        return 0
    found = re.search(r"[\s\u3000]*".join(letters), text)
    return found.end() if found else None


def fill_blank(text: str, label: str, value: str) -> Splice | None:
    """The blank behind `label` becomes `value`; a following label keeps its distance as far as there is room.

    年 月 日 behind the label is taken as one blank, when the value is a date written the same way.
    """
    start = _label_end(text, label)
    if start is None:
        return None
    colon = _AFTER_LABEL.match(text, start)
    start = colon.end() if colon else start
    dated = _DATE_BLANK.match(text, start)
    if dated and "年" in value:
        return Splice(start, dated.end(), value)
    blank = _BLANK.match(text, start)
    end = blank.end() if blank else start
    hole = text[start:end]
    line_break = hole.find("\n")
    if line_break >= 0:
        end, hole = start + line_break, hole[:line_break]
    rest = text[end:]
    if not rest or rest.startswith("\n"):
        return Splice(start, end, value)
    underscores = hole.strip()
    if underscores:
        head = start + hole.index(underscores[0])
        return Splice(head, head + len(hole.rstrip()) - hole.index(underscores[0]), value)
    gap = max(2, width(hole) - width(value)) if hole else 0
    return Splice(start, end, value + " " * gap)


def _box_before(text: str, at: int) -> tuple[int, int] | None:
    """The empty box that ends right before `at`, spaces between allowed."""
    end = len(text[:at].rstrip(" \u3000"))
    if end and text[end - 1] in _BOXES:
        return end - 1, end
    for found in _BRACKET_BOX.finditer(text):
        if found.end() == end:
            return found.span()
    return None


def _box_after(text: str, at: int) -> tuple[int, int] | None:
    """The empty box that begins right behind `at`, spaces between allowed."""
    start = at + len(text[at:]) - len(text[at:].lstrip(" \u3000"))
    if start < len(text) and text[start] in _BOXES:
        return start, start + 1
    found = _BRACKET_BOX.match(text, start)
    return found.span() if found else None


def tick(text: str, choice: str) -> Splice | None:
    """The box of `choice` ticked: □男 → ☑男, 男□ → 男☑, （ ）男 → （√）男.

    Boxes stand before their choices when the text's first sign (less a label) is a box, else behind them.
    """
    signs = sorted({*_BOXES, *_TICKED})
    first_box = min((text.find(sign) for sign in signs if sign in text), default=-1)
    bracket = _BRACKET_BOX.search(text)
    if bracket and (first_box < 0 or bracket.start() < first_box):
        first_box = bracket.start()
    if first_box < 0:
        return None
    lead = re.split(r"[：:\n]", text[:first_box])[-1].strip()
    look = (_box_before, _box_after) if not lead else (_box_after, _box_before)
    for find in look:
        for found in re.finditer(re.escape(choice), text):
            whole = _is_whole_choice(text, found.start(), found.end())
            spot = find(text, found.start() if find is _box_before else found.end()) if whole else None
            if spot:
                return Splice(*spot, _ticked(text[spot[0] : spot[1]]))
    return None


def _is_whole_choice(text: str, start: int, end: int) -> bool:
    """有 is not the 有 of 没有 nor of 有限: a Han character may not touch the choice."""
    touching = (text[start - 1] if start else " ") + (text[end] if end < len(text) else " ")
    return not any(sign.isalnum() for sign in touching)


def _ticked(box: str) -> str:
    return _BOXES.get(box) or f"{box[0]}√{box[-1]}"
