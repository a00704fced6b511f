"""One pass for all areas. In: the questions of forms, areas of a tree, a way to ask. Out: the answers of each area.

    a list      asked once about the whole, cut by the area that each row lies in
    a number    asked once a level, a row an area; about the whole by itself
    a table     a row an area: asked once for each level that its rows may have, cut by the area above

What was asked for an area alone, by one who sees that area, would have given the same answers (tested). What lies
beyond an area is unknown to its answer (decision 0007), so a question that reaches other records by a link (a person's
household) is asked once for each level, whose areas are each seen by themselves. A question that names an area of its
own is asked area by area. Refuses (`ProblemError`): what `flow.asking` refuses about the whole.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice, pairwise
from operator import le
from typing import Protocol, TypeVar

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.asking import Answer
from yibiao.flow.asking.columns import rows_at
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.model import Standard

T = TypeVar("T")


class Asker(Protocol):
    """Answers questions about the area of a code, and sees no further; each: a level whose areas are each seen by
    themselves (`flow.asking.ask_many`)."""

    def __call__(self, questions: Sequence[Question], area: str, each: str | None = None) -> Sequence[Answer]: ...


@dataclass(frozen=True, slots=True)
class Spot:
    """An area: its number and the last number below it, its level, the code of the one above."""

    code: str
    level: str
    first: int
    last: int
    parent: str | None


def answer_all(
    questions: Sequence[Question], spots: Sequence[Spot], tree: Sequence[Spot], asker: Asker, standard: Standard
) -> dict[str, tuple[Answer, ...]]:
    """The answers of each spot, in the order of the questions.

    spots: where answers are wanted, all of them below or equal to tree[0]. tree: all areas that rows may lie in.
    """
    whole = _Whole(tree, asker, standard)
    asked = tuple(dict.fromkeys(questions))
    answers = {question: whole.each(question, spots, asked) for question in asked}
    return {spot.code: tuple(answers[question][spot.code] for question in questions) for spot in spots}


class _Whole:
    """The area above all others, asked about once for each kind of question."""

    def __init__(self, tree: Sequence[Spot], asker: Asker, standard: Standard) -> None:
        self.root, self.tree, self.asker, self.standard = tree[0], tree, asker, standard
        self.number = {spot.code: spot.first for spot in tree}
        self._counts: dict[tuple[bool, tuple[str, ...]], dict[CountQuestion, dict[str, Answer]]] = {}

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        """Code → levels of the direct children."""
        found: dict[str, dict[str, None]] = {}
        for spot in self.tree:
            if spot.parent is not None:
                found.setdefault(spot.parent, {})[spot.level] = None
        return {code: tuple(levels) for code, levels in found.items()}

    def each(self, question: Question, spots: Sequence[Spot], every: Sequence[Question]) -> dict[str, Answer]:
        if isinstance(question, CountQuestion) and question.area is not None:
            return self._one_by_one(question, spots)
        if not linked(question, self.standard):
            return self._together(question, spots, every, None)
        found: dict[str, Answer] = {}
        for level in dict.fromkeys(spot.level for spot in spots):
            here = [spot for spot in spots if spot.level == level]
            if level in self._nested:  # an area within one of its own level is no area by itself
                found |= self._one_by_one(question, here)
            else:
                found |= self._together(question, here, every, level)
        return found

    def _one_by_one(self, question: Question, spots: Sequence[Spot]) -> dict[str, Answer]:
        return {spot.code: self._alone(question, spot.code) for spot in spots}

    def _together(
        self, question: Question, spots: Sequence[Spot], every: Sequence[Question], each: str | None
    ) -> dict[str, Answer]:
        if isinstance(question, RowsQuestion):
            return self._lists(question, spots, each)
        if isinstance(question, AreasQuestion):
            return self._tables(question, spots, each)
        return self._numbers(question, spots, every, each)

    @cached_property
    def _nested(self) -> frozenset[str]:
        """Levels of which one area lies within another."""
        by_level: dict[str, list[Spot]] = {}
        for spot in self.tree:
            by_level.setdefault(spot.level, []).append(spot)
        return frozenset(
            level
            for level, here in by_level.items()
            if any(other.first <= one.last for one, other in pairwise(sorted(here, key=lambda spot: spot.first)))
        )

    def _alone(self, question: Question, code: str, each: str | None = None) -> Answer:
        try:
            return self.asker([question], code, each)[0]
        except ProblemError as refusal:
            return Number(None, refusal.problem)

    def _lists(self, question: RowsQuestion, spots: Sequence[Spot], each: str | None) -> dict[str, Answer]:
        answer = self._alone(replace(question, limit=None), self.root.code, each)
        if not isinstance(answer, Rows):
            return {spot.code: answer for spot in spots}
        return _cut(answer, [self.number[code] for code in answer.area_codes], spots, question.limit)

    def _tables(self, question: AreasQuestion, spots: Sequence[Spot], each: str | None) -> dict[str, Answer]:
        if question.level is not None:
            answer = self._alone(question, self.root.code, each)
            if not isinstance(answer, Rows):
                return {spot.code: answer for spot in spots}
            return _cut(answer, [self.number[code] for code in answer.ids], spots, None)
        found: dict[str, Answer] = {}
        by_level: dict[str, Answer] = {}
        parents = {spot.code: spot.parent for spot in self.tree}
        for spot in spots:
            levels = self._children.get(spot.code, ())
            if len(levels) != 1:
                found[spot.code] = self._alone(question, spot.code)
                continue
            (level,) = levels
            if level not in by_level:
                by_level[level] = self._alone(replace(question, level=level), self.root.code, each)
            answer = by_level[level]
            if isinstance(answer, Rows):
                answer = _taken(answer, [at for at, code in enumerate(answer.ids) if parents[code] == spot.code])
            found[spot.code] = answer
        return found

    def _numbers(
        self, question: CountQuestion, spots: Sequence[Spot], every: Sequence[Question], each: str | None
    ) -> dict[str, Answer]:
        """The question's own, asked with all others of its kind at once."""
        levels = tuple(dict.fromkeys(spot.level for spot in spots if spot.code != self.root.code))
        kind = each is not None, levels
        if kind not in self._counts:
            alike = [
                one
                for one in every
                if isinstance(one, CountQuestion) and one.area is None and linked(one, self.standard) == kind[0]
            ]
            self._counts[kind] = self._counted(alike, levels, apart=kind[0])
        found = self._counts[kind][question]
        return found if each is None else {spot.code: found[spot.code] for spot in spots}

    def _counted(
        self, questions: Sequence[CountQuestion], levels: Iterable[str], *, apart: bool
    ) -> dict[CountQuestion, dict[str, Answer]]:
        """All numbers of all areas of these levels, and of the whole. apart: each area is seen by itself."""
        found: dict[CountQuestion, dict[str, Answer]] = {question: {} for question in questions}
        columns = tuple((f"n{at}", question) for at, question in enumerate(questions))
        for level in levels:
            answer = self._alone(AreasQuestion(columns, level), self.root.code, level if apart else None)
            for at, (name, question) in enumerate(columns):
                if not isinstance(answer, Rows):
                    found[question] |= dict.fromkeys((s.code for s in self.tree if s.level == level), answer)
                    continue
                for code, values in zip(answer.ids, answer.values, strict=True):
                    found[question][code] = _number(values[at], answer, name)
        for question, answer in zip(questions, self.asker(questions, self.root.code), strict=True):
            found[question][self.root.code] = replace(answer, sql="") if isinstance(answer, Number) else answer
        return found


def linked(question: Question, standard: Standard) -> bool:
    """Whether the question reaches records that may lie in another area. Details lie where the record that they hang
    on lies, and move with it."""
    if isinstance(question, AreasQuestion):
        return any(linked(count, standard) for _, count in question.columns)
    home = standard.registers[question.register]
    near = {home.code, home.hangs_on} | {code for code, one in standard.registers.items() if one.hangs_on == home.code}
    if isinstance(question, RowsQuestion):
        nodes = [question.where, *(column.of for column in question.columns)]
    else:
        nodes = [question.where, question.measure.of, question.measure.part]
    return any(register not in near for node in nodes if node is not None for register in _reached(node, standard))


def _reached(node: Node, standard: Standard) -> Iterator[str]:
    """The registers that a formula speaks of, through tags and derived elements."""
    for what, code in touched(node, standard):
        if what == "register":
            yield code
            continue
        element = standard.elements[code]
        yield element.register
        if element.formula:
            yield from _reached(parse(element.formula, element.register, standard), standard)


def _number(value: object, rows: Rows, name: str) -> Number:
    why = rows.withheld.get(name)
    if why is None and value is None:
        why = problem("ASKING_NOTHING_KNOWN")
    return Number(value, why)  # type: ignore[arg-type]  # the engine's types are those of the catalog


def _cut(answer: Rows, numbers: Sequence[int], spots: Sequence[Spot], limit: int | None) -> dict[str, Answer]:
    """The rows of each area. Rows in tree order are cut by halving, others are looked through."""
    ordered = all(map(le, numbers, islice(numbers, 1, None)))
    found: dict[str, Answer] = {}
    for spot in spots:
        if ordered:
            low, high = bisect_left(numbers, spot.first), bisect_right(numbers, spot.last)
            places: Sequence[int] = range(low, high)
        else:
            places = [at for at, number in enumerate(numbers) if spot.first <= number <= spot.last]
        found[spot.code] = _taken(answer, places if limit is None else places[:limit])
    return found


def _taken(rows: Rows, places: Sequence[int]) -> Rows:
    def some(values: tuple[T, ...]) -> tuple[T, ...]:
        if isinstance(places, range):  # rows that stand together, as those of an area mostly do, are copied as a whole
            return values[places.start : places.stop]
        return tuple([values[at] for at in places]) if values else ()

    return replace(
        rows, ids=some(rows.ids), values=rows_at(rows.values, places), area_codes=some(rows.area_codes),
        area_names=some(rows.area_names),
    )  # fmt: skip
