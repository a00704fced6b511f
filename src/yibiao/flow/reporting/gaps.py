"""What is missing of an answer: the smallest list of what has to be collected. In: questions, answers. Out: `Gap`s.

    a list      the records with an unknown value, and which elements
    a number    the records that a condition cannot judge, because what it speaks of is unknown: counted by questions
                of their own (`doubts_of`), listed by others (`missing_in`)

An element that is computed counts as what it is computed from. What a reader may not see is no gap. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import Column, CountQuestion, Question, Rows, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import All, Known, Node, Not, Ref
from yibiao.flow.standard.formula.nodes import Any as AnyOf
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard


@dataclass(frozen=True, slots=True)
class Gap:
    """One record and the elements of it that are unknown, in the order of the standard."""

    register: str
    record: str
    area: str
    elements: tuple[str, ...]


def gaps_of(questions: Sequence[Question], answers: Sequence[Answer], standard: Standard) -> tuple[Gap, ...]:
    """The gaps of an area's answers, one for each record."""
    found: dict[str, tuple[str, str, dict[str, None]]] = {}
    for question, answer in zip(questions, answers, strict=True):
        if isinstance(question, RowsQuestion) and isinstance(answer, Rows):
            for record, area, codes in _in_list(question, answer, standard):
                found.setdefault(record, (question.register, area, {}))[2].update(dict.fromkeys(codes))
    order = _order(standard)
    return tuple(
        Gap(register, record, area, tuple(sorted(codes, key=order.__getitem__)))
        for record, (register, area, codes) in found.items()
        if codes
    )


@per_standard
def _order(standard: Standard) -> dict[str, int]:
    return {code: at for at, code in enumerate(standard.elements)}


def _in_list(question: RowsQuestion, rows: Rows, standard: Standard) -> Iterator[tuple[str, str, list[str]]]:
    asked = [
        (at, codes)
        for at, (column, codes) in enumerate(zip(question.columns, _shown(standard, question), strict=True))
        if codes and column.name not in rows.withheld
    ]
    for number, record in enumerate(rows.ids):
        values = rows.values[number]
        missing = [code for at, codes in asked if values[at] is None for code in codes]
        if missing:
            yield record, rows.area_codes[number] if rows.area_codes else "", missing


@per_standard
def _shown(standard: Standard, question: RowsQuestion) -> tuple[list[str], ...]:
    """Of each column the elements that it is made of; the same for the answers of two hundred areas."""
    return tuple(stored_in(column.of, question.register, standard) for column in question.columns)


def stored_in(node: Node, register: str, standard: Standard) -> list[str]:
    """The stored elements of this very register that a value is made of: what can be asked of that record."""
    found: dict[str, None] = {}
    for what, code in touched(node, standard):
        if what != "element":
            continue
        element = standard.elements[code]
        if element.formula:
            inner = parse(element.formula, element.register, standard)
            found |= dict.fromkeys(stored_in(inner, element.register, standard))
        elif element.register == register:
            found[code] = None
    return list(found)


def doubts_of(
    questions: Iterable[Question], standard: Standard, wanted: Container[str]
) -> tuple[tuple[str, CountQuestion], ...]:
    """(element, how many records have no value of it): what makes numbers doubtful, among the elements `wanted`.

    A record that another condition leaves out is counted all the same: next month's number may need it.
    """
    return tuple(
        (code, CountQuestion(register, Not(Known(Ref(code)))))
        for register, codes in _needed(questions, standard).items()
        for code in codes
        if code in wanted
    )


def missing_in(questions: Iterable[Question], standard: Standard, wanted: Container[str]) -> tuple[RowsQuestion, ...]:
    """Questions for the records behind the doubts: one for each register, a column for each element."""
    found = []
    for register, codes in _needed(questions, standard).items():
        asked = tuple(code for code in codes if code in wanted)
        if asked:
            found.append(_unknown(register, asked))
    return tuple(found)


def collecting(questions: Sequence[Question], standard: Standard, wanted: Container[str]) -> tuple[RowsQuestion, ...]:
    """Questions for what has to be collected: the records of lists and numbers that lack a wanted element."""
    found = list(missing_in(questions, standard, wanted))
    for question in questions:
        if not isinstance(question, RowsQuestion):
            continue
        codes = dict.fromkeys(
            code
            for column in question.columns
            for code in stored_in(column.of, question.register, standard)
            if code in wanted
        )
        if codes:
            lacking = _unknown(question.register, tuple(codes))
            assert lacking.where is not None
            where = lacking.where if question.where is None else All((question.where, lacking.where))
            found.append(RowsQuestion(question.register, lacking.columns, where))
    return tuple(found)


def _needed(questions: Iterable[Question], standard: Standard) -> dict[str, dict[str, None]]:
    """Register → the stored elements that its numbers speak about."""
    needed: dict[str, dict[str, None]] = {}
    for question in _counts(questions):
        for node in (question.where, question.measure.of, question.measure.part):
            if node is not None:
                codes = stored_in(node, question.register, standard)
                needed.setdefault(question.register, {}).update(dict.fromkeys(codes))
    return needed


def _counts(questions: Iterable[Question]) -> Iterator[CountQuestion]:
    for question in questions:
        if isinstance(question, CountQuestion):
            yield question
        elif not isinstance(question, RowsQuestion):
            yield from (count for _, count in question.columns)


def _unknown(register: str, codes: tuple[str, ...]) -> RowsQuestion:
    parts: tuple[Node, ...] = tuple(Not(Known(Ref(code))) for code in codes)
    where = parts[0] if len(parts) == 1 else AnyOf(parts)
    return RowsQuestion(register, tuple(Column(code, Ref(code)) for code in codes), where)
