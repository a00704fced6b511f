"""Counted cells and columns: what a label path counts. In: labels, the register of the form. Out: `Counted`.

    0-6岁 › 性别 › 男 → records of person where 年龄 >= 0 且 年龄 <= 6 且 性别 = 男性, counted

The reading of the words is `standard.phrases`; here it becomes a meaning with a confidence. A label with a word that
was not read, or read in two ways, is never accepted. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.meanings import Meaning, Measure, Reason
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases import Labelled, understand_label
from yibiao.flow.standardising.matching.labels import read_label

_SURE, _BARE, _DOUBTFUL = 0.97, 0.9, 0.4
_COUNTING = ("count", "rate")
_TOTALS = frozenset(["合计", "总计", "小计", "共计", "总数", "计", "人数", "户数"])


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted meaning, its sentence, how sure it is, and why."""

    meaning: Meaning
    text: str
    confidence: float
    sure: bool
    reasons: tuple[Reason, ...] = ()
    unread: tuple[str, ...] = field(default=())


def sentence(labelled: Labelled, standard: Standard) -> str:
    """What is counted, as a clerk reads it: 年龄 >= 60 且 性别 = 男性 的人数."""
    what = _measured(labelled.measure, labelled.register, standard)
    return f"{labelled.text} 的{what}" if labelled.text else what


def _measured(measure: Measure, register: str, standard: Standard) -> str:
    if measure.kind == "ratio":
        part = show(measure.part, register, standard) if measure.part else ""
        return f"{part} 占比" if part else "占比"
    if measure.kind == "distinct":
        return "户数"
    if measure.kind in ("sum", "avg", "min", "max") and measure.of is not None:
        word = {"sum": "合计", "avg": "平均", "min": "最小", "max": "最大"}[measure.kind]
        return f"{show(measure.of, register, standard)}{word}"
    return {"person": "人数", "household": "户数"}.get(register, f"{standard.registers[register].label_zh}数")


def counted(path: Sequence[str], standard: Standard, register: str | None) -> Counted:
    """What the labels `path` count. register: that of the form, tried first; another one where it reads better."""
    return _counted(standard, tuple(path), register)


@per_standard
def _counted(standard: Standard, path: tuple[str, ...], register: str | None) -> Counted:
    found = understand_label(path, standard, register)
    if register is not None and not found.sure:
        other = understand_label(path, standard)
        if other.sure:
            found = other
    found = _people(path, found, standard, register)
    sure = found.sure and _says_something(path, found)
    confidence = _DOUBTFUL if not sure else (_SURE if found.measured or found.where is not None else _BARE)
    meaning = Meaning(register=found.register, where=found.where, measure=found.measure)
    return Counted(meaning, sentence(found, standard), confidence, sure, _reasons(found, sure), found.unread)


def _people(path: Sequence[str], found: Labelled, standard: Standard, register: str | None) -> Labelled:
    """A label in 人数 counts the people it names where it can: 外出务工人数 is no sum of a number that homes typed."""
    last = path[-1] if path else ""
    if found.measure.kind == "count" or found.register not in ("household", "area") or not last.endswith("人数"):
        return found
    if register not in (None, "person"):
        return found
    people = understand_label((*path[:-1], last.removesuffix("人数") + "人员"), standard, "person")
    return people if people.sure and people.where is not None else found


def _says_something(path: Sequence[str], found: Labelled) -> bool:
    """合计 alone counts everyone only where something else in the path was read, or where it is all that there is."""
    if found.where is not None or found.measured:
        return True
    return all(read_label((part,)).leaf in _TOTALS for part in path if part)


def _reasons(found: Labelled, sure: bool) -> tuple[Reason, ...]:
    if sure:
        words = "、".join(found.used) or "—"
        return (Reason("phrase", _SURE, f"读懂了：{words}", f"understood: {words}"),)
    lost = "、".join((*found.unread, *(one.word for one in found.doubtful))) or "—"
    return (Reason("phrase", _DOUBTFUL, f"未读懂：{lost}", f"not understood: {lost}"),)


def looks_counted(path: Sequence[str]) -> bool:
    """Whether the ending of a label promises a number of things or people (or a share)."""
    label = read_label(path)
    return label.kind in _COUNTING or label.leaf in _TOTALS
