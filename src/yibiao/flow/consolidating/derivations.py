"""Whether a statistics form follows from a list. In: two profiles, the standard. Out: a `Derivation` or None.

A cell is told by a list where the list holds what the cell counts by; where the matcher did not understand the cell,
where its label at the left and one at the top are a total, a value of a code list that a column of the list is filled
from (半护理 of 自理能力), or have a word of a column (服药人数, 服药情况); at the top also of the title of the list.
Any label at the left will do where the list says of what kind each row is (事件类型) and its title is near or its
office the same: no standard keeps the values of such a column. A clerk then counts rows and asks nobody.
Refuses: lists of other people or about other things, lists that are drawn up for a purpose and so hold only some of
them (to pay, to call, to ask who needs something), and forms of which the list tells less than the main part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yibiao.base.text import key as spelled
from yibiao.flow.consolidating.keys import COUNT
from yibiao.flow.consolidating.people import contrary, said, unsaid
from yibiao.flow.consolidating.profiles import Profile, one_office
from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.consolidating.titles import likeness
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.labels import trimmed

MAIN = 0.5
"""Share of a form's labels from which on the list tells it in the main; the rest is named."""
NEAR = 0.34
"""Likeness of two topics from which a form that names no people is held to be about those of the list."""
_ENDING = re.compile(r"(的)?(总数|总计|合计|小计|人数|户数|家次|人次|件数|数量|个数|宗数|次数|面积|金额|数|率|计)$")
_SOME = re.compile(r"需求|意愿|求助|申[请领]")
"""A title with these words is that of a list of those who want something."""
_SORT = re.compile(r"(类型|类别|种类|分类|性质|级别|等级|年级|行业|状况|状态)$")
"""The label of a column by whose values rows are counted, whatever the values are."""
_TOTAL = re.compile(r"^(总|应|已|未)?(合|总|小)?(计|数|人数|户数|人口|件数|个数)$")
_EMPTY = frozenset(
    {"情况", "人员", "其中", "时间", "日期", "信息", "统计", "基本", "有关", "其他", "姓名", "名称", "以上", "以下"}
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """share: the part of the cells that the list tells, 0 to 1. used: what it tells them by. missing: other labels."""

    share: float
    used: frozenset[str]
    missing: tuple[str, ...]


def derivation(a: Profile, b: Profile, standard: Standard) -> Derivation | None:
    """How the counts of `a` follow from the rows of the list `b`; None where they do not."""
    if not a.counts or b.form.subject != "records":
        return None
    known = _Known(b, standard)
    if not known.same_matter(a):
        return None
    cells = [entry for entry in a.form.fields if not entry.asks.startswith("special:")]
    told = [known.told(entry) for entry in cells]
    if not cells or sum(told) < MAIN * len(cells):
        return None
    missing = dict.fromkeys(_named(entry) for entry, is_told in zip(cells, told, strict=True) if not is_told)
    return Derivation(sum(told) / len(cells), frozenset(known.used), tuple(missing))


def _named(entry: FormField) -> str:
    return " › ".join(entry.path[len(entry.stub) :] or entry.path)


class _Known:
    """What a list tells: elements, words of its columns and values, its title."""

    def __init__(self, form: Profile, standard: Standard) -> None:
        self.form = form
        self.elements = [standard.elements[key] for key in sorted(form.keys) if key in standard.elements]
        self.registers = {element.register for element in self.elements}
        self.births = {element.code for element in self.elements if element.domain == "citizen_id"}
        labels = {spot.leaf for spot in form.spots.values()} | {spelled(element.label_zh) for element in self.elements}
        self.words = frozenset(pair for label in labels for pair in _pairs(label)) - _EMPTY
        self.titled = _pairs(form.topic) - _EMPTY
        self.values = frozenset(
            spelled(value) for element in self.elements for value in _values(element.domain, standard)
        )
        self.standard = standard
        self.used: set[str] = set()
        self.heard: dict[str, bool] = {}
        self.sorts = False

    def same_matter(self, form: Profile) -> bool:
        """The counts are about the rows of this list, all of them: the same people, or none left out by the list.

        Rows that are the values of a column of the list (诊断类型) prove it where the titles are near or one office
        sends both. Where only one of them names its people the titles have to be near; where none does, the register
        may stand in for the titles, but not that of persons, whom all lists are about.
        """
        rows = self.form
        if rows.turn != form.turn or contrary(form.form.people, rows.form.people) or unsaid(form, rows)[1]:
            return False
        if (rows.purpose and rows.purpose != form.purpose) or _SOME.search(rows.topic):
            return False
        if rows.form.people and not form.form.people and not all(said(each, form) for each in rows.form.people):
            return False
        near, house = likeness(form.topic, rows.topic) >= NEAR, one_office(form, rows)
        self.sorts = (near or house) and any(_SORT.search(spot.leaf) for spot in rows.spots.values())
        stubs = {entry.stub[-1] for entry in form.form.fields if entry.stub}
        if (near or house) and stubs and 2 * sum(map(self._valued, stubs)) >= len(stubs):
            return True
        if form.form.people and rows.form.people:
            return near or set(form.form.people) == set(rows.form.people)
        named = form.form.people or rows.form.people or form.form.register in (None, "person")
        return near or (not named and form.form.register == rows.form.register)

    def told(self, entry: FormField) -> bool:
        """Whether the cell follows from the rows."""
        if entry.asks.startswith(COUNT) and all(map(self._held, entry.needs)):
            return True
        stub, top = entry.stub[-1:], entry.path[len(entry.stub) :]
        return (self.sorts or all(map(self._word, stub))) and any(
            self._word(label) or self._titles(label) for label in top
        )

    def _held(self, need: str) -> bool:
        """The element, a record of the register, the number that birth and sex follow from (GB 11643), or what the
        list is limited by anyway.
        """
        if need in self.form.keys:
            self.used.add(need)
            return True
        element = self.standard.elements.get(need)
        born = element is not None and element.name in {"birth_date", "gender"} and bool(self.births)
        self.used |= self.births if born else set()
        given = element is not None and any(each.startswith(element.label_zh) for each in self.form.form.people)
        return born or given or (need.endswith(".") and need[:-1] in self.registers)

    def _word(self, label: str) -> bool:
        if label not in self.heard:
            word = spelled(trimmed(label)[0])
            stem = _ENDING.sub("", word) or word
            self.heard[label] = bool(_TOTAL.search(word) or self._value(stem) or self.words & _pairs(stem))
        return self.heard[label]

    def _valued(self, stub: str) -> bool:
        return self._value(spelled(trimmed(stub)[0]))

    def _titles(self, label: str) -> bool:
        return bool(self.titled & _pairs(spelled(trimmed(label)[0])))

    def _value(self, word: str) -> bool:
        """Whether it is a value that a column of the list is filled with, or a part or an addition to one."""
        return word in self.values or any(
            min(len(value), len(word)) >= 2 and (value in word or word in value) for value in self.values
        )


def _pairs(word: str) -> frozenset[str]:
    return frozenset(word[at : at + 2] for at in range(len(word) - 1))


def _values(domain: str, standard: Standard) -> tuple[str, ...]:
    """The words of the code list that a column is filled from."""
    kind, _, name = domain.partition(":")
    codes = standard.code_lists.get(name) if kind in {"code", "codes"} else None
    return tuple(word for code in codes.codes for word in (code.label_zh, *code.aliases)) if codes else ()
