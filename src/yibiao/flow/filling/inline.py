"""Blanks and check boxes inside a text. In: a cell's text and what to put there. Out: a `Splice` of that text, or None.

A splice, not a new text, because the writers must keep the runs (underline, font) around it.
Refuses: nothing; a label or a choice that does not stand in the text gives None.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_BOXES = {"□": "☑", "☐": "☑", "▢": "☑", "◻": "☑", "\uf0a3": "☑", "\uf06f": "☑", "○": "●", "◯": "●", "〇": "●"}
_SPACES = " \u3000\u00a0\t\n"
_TICKED = frozenset("☑☒■●√✓✔")
_BRACKET_BOX = re.compile(r"[（(\[【［][\s\u3000]*[）)\]】］]")
_BLANK = re.compile(r"[_＿﹍…\s\u3000]*")
_DATE_BLANK = re.compile(r"[_＿\s\u3000Xx×]*年[_＿\s\u3000Xx×]*月([_＿\s\u3000Xx×]*日)?")
_PLACEHOLDER = re.compile(r"\{\{[^{}\n]{0,60}\}\}|[$#]\{[^{}\n]{0,60}\}|@\w{1,40}@|#\w{1,40}#|\{\w{1,40}\}")
_AFTER_VALUE = re.compile(r"[岁元人户个名年月日号亩㎡万份次套间米%％,，;；。、)）(（/]|平方|公顷")
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


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as labels are compared (NFKC, lower case, no white space), and where each of its signs stands."""
    signs, places = [], []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKC", sign).lower():
            if not one.isspace():
                signs.append(one)
                places.append(place)
    return "".join(signs), places


def find_all(text: str, wanted: str) -> list[tuple[int, int]]:
    """Where `wanted` stands in the text, however it is spaced and whatever width its signs have."""
    folded, places = _folded(text)
    key, _ = _folded(wanted)
    found, at = [], folded.find(key) if key else -1
    while at >= 0:
        found.append((places[at], places[at + len(key) - 1] + 1))
        at = folded.find(key, at + 1)
    return found


def _label_end(text: str, label: str) -> int | None:
    """Where the label ends in the text; an empty label stands at the beginning."""
    label = label.rstrip("：: \u3000")
    if not label:
        return 0
    found = find_all(text, label)
    return found[0][1] if found else None


def fill_blank(text: str, label: str, value: str) -> Splice | None:
    """The blank behind `label` becomes `value`; a following label keeps its distance as far as there is room.

    A place holder (${name}, {{name}}, @name@) is a blank; a text that says something already is none.

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
    holder = _PLACEHOLDER.match(rest)
    if holder:
        return Splice(end, end + holder.end(), value)
    if not hole and not _AFTER_VALUE.match(rest):
        return None
    underscores = hole.strip()
    if underscores:
        head = start + hole.index(underscores[0])
        return Splice(head, head + len(hole.rstrip()) - hole.index(underscores[0]), value)
    gap = max(2, width(hole) - width(value)) if hole else 0
    return Splice(start, end, value + " " * gap)


def _box_before(text: str, at: int) -> tuple[int, int] | None:
    """The empty box that ends right before `at`, spaces between allowed."""
    end = len(text[:at].rstrip(_SPACES))
    if end and text[end - 1] in _BOXES:
        return end - 1, end
    for found in _BRACKET_BOX.finditer(text):
        if found.end() == end:
            return found.span()
    return None


def _box_after(text: str, at: int) -> tuple[int, int] | None:
    """The empty box that begins right behind `at`, spaces between allowed."""
    start = at + len(text[at:]) - len(text[at:].lstrip(_SPACES))
    if start < len(text) and text[start] in _BOXES:
        return start, start + 1
    found = _BRACKET_BOX.match(text, start)
    return found.span() if found else None


def tick(text: str, choice: str, choices: Sequence[str] = ()) -> Splice | None:
    """The box of `choice` ticked: □男 → ☑男, 男□ → 男☑, （ ）男 → （√）男.

    choices: all texts that have a box. Boxes stand before them when a box comes before the first of them, else behind;
    one choice alone decides by the text that leads up to the first box.
    """
    first_box = _first_box(text)
    if first_box < 0:
        return None
    spots = [spot[0] for option in choices for spot in find_all(text, option) if _is_whole_choice(text, *spot)]
    if len(choices) > 1 and spots:
        before = first_box < min(spots)
    else:
        before = not re.split(r"[：:\n]", text[:first_box].rstrip())[-1].strip()
    look: tuple[Callable[[str, int], tuple[int, int] | None], ...]
    look = (_box_before,) if len(choices) > 1 and spots else (_box_before, _box_after)
    if not before:
        look = (_box_after,) if len(look) == 1 else (_box_after, _box_before)
    for find in look:
        for begin, end in find_all(text, choice):
            whole = _is_whole_choice(text, begin, end)
            spot = find(text, begin if find is _box_before else end) if whole else None
            if spot:
                return Splice(*spot, _ticked(text[spot[0] : spot[1]]))
    return None


def _first_box(text: str) -> int:
    """Where the first box stands, ticked or not; -1 where there is none."""
    signs = [text.find(sign) for sign in sorted({*_BOXES, *_TICKED}) if sign in text]
    bracket = _BRACKET_BOX.search(text)
    return min([*signs, *([bracket.start()] if bracket else [])], default=-1)


def _is_whole_choice(text: str, start: int, end: int) -> bool:
    """有 is not the 有 of 没有 nor of 有限: a Han character may not touch the choice."""
    touching = (text[start - 1] if start else " ") + (text[end] if end < len(text) else " ")
    return not any(sign.isalnum() for sign in touching)


def _ticked(box: str) -> str:
    return _BOXES.get(box) or f"{box[0]}√{box[-1]}"
