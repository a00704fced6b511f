"""How a form is read, told so that it outlives any later reading. In: bindings. Out: `Sense`, and JSON of it and back.

Formulas travel as the text that people see (`show`), and come back through the parser. Each item is one thing that a
person looks at: a number with its label and cell, or a column of a list. Refuses (`ProblemError`): text that no longer
means anything under the standard, because an element was taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yibiao.flow.asking import explain
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Question, RowsQuestion
from yibiao.flow.filling import Binding
from yibiao.flow.filling.binding import Use
from yibiao.flow.filling.placing import label_of
from yibiao.flow.reporting.packing import digest_of
from yibiao.flow.standard.formula import parse, show
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.meanings import Measure
from yibiao.flow.standard.model import Standard


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was asked. question: its place among all questions. column: of a list or table, "" for a number.

    label: the path of its heading. element: where it shows the plain value of one. sentence: what a number means.
    """

    table: int
    sheet: str
    cell: str
    label: str
    question: int
    column: str
    element: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Sense:
    """The questions of a form, and what each is for. unanswered: labels of what the ledger is not asked, because it was
    not understood or the standard lacks it; signatures and remarks, which are nobody's question, are none of them."""

    title: str
    questions: tuple[Question, ...]
    items: tuple[Item, ...]
    unanswered: tuple[str, ...] = ()


def sense_of(bindings: Sequence[Binding], standard: Standard) -> Sense:
    """How a form is read now."""
    questions = tuple(question for binding in bindings for question in binding.questions)
    title = next((binding.match.table.title for binding in bindings if binding.match.table.title), "") or ""
    uses = (use for binding in bindings for use in binding.uses)
    unanswered = tuple(label_of(use.field) for use in uses if use.why is not None and use.special is None)
    return Sense(title, questions, tuple(_items(bindings, standard)), unanswered)


def _items(bindings: Sequence[Binding], standard: Standard) -> Iterator[Item]:
    before = 0
    for number, binding in enumerate(bindings):
        for use in binding.uses:
            if use.why is None and (use.column is not None or use.question is not None):
                yield _item(number, binding, use, before, standard)
        before += len(binding.questions)


def _item(table: int, binding: Binding, use: Use, before: int, standard: Standard) -> Item:
    field, at = use.field, use.question if use.question is not None else 0
    question, sentence = binding.questions[at], ""
    if isinstance(question, CountQuestion):
        sentence = explain(question, standard)
    elif isinstance(question, AreasQuestion):
        count = next((count for name, count in question.columns if name == use.column), None)
        sentence = explain(count, standard) if count is not None else ""
    element = use.of.code if isinstance(use.of, Ref) and isinstance(question, RowsQuestion) else ""
    return Item(table, field.sheet, field.cell, label_of(field), before + at, use.column or "", element, sentence)


def told(sense: Sense, standard: Standard) -> dict[str, Any]:
    """JSON of a sense."""
    items = [{name: getattr(item, name) for name in Item.__slots__} for item in sense.items]
    questions = [question_text(question, standard) for question in sense.questions]
    return {"title": sense.title, "questions": questions, "items": items, "unanswered": list(sense.unanswered)}


def untold(plain: Mapping[str, Any], standard: Standard) -> Sense:
    """The inverse of `told`."""
    questions = tuple(question_of(entry, standard) for entry in plain["questions"])
    items = tuple(Item(**entry) for entry in plain["items"])
    return Sense(plain["title"], questions, items, tuple(plain["unanswered"]))


def digest(plain: Mapping[str, Any]) -> str:
    """What a sense is known by."""
    return digest_of(json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def question_text(question: Question, standard: Standard) -> dict[str, Any]:
    """A question as JSON whose formulas are the text that people see."""
    if isinstance(question, AreasQuestion):
        counts = [[name, question_text(count, standard)] for name, count in question.columns]
        return {"kind": "areas", "level": question.level, "columns": counts}

    def text(node: Node | None) -> str | None:
        return None if node is None else show(node, question.register, standard)

    if isinstance(question, RowsQuestion):
        columns = [[column.name, text(column.of)] for column in question.columns]
        return {"kind": "rows", "register": question.register, "where": text(question.where), "columns": columns,
                "order": list(question.order), "limit": question.limit}  # fmt: skip
    measure = question.measure
    return {"kind": "count", "register": question.register, "where": text(question.where), "measure": measure.kind,
            "of": text(measure.of), "part": text(measure.part), "area": question.area}  # fmt: skip


def question_of(plain: Mapping[str, Any], standard: Standard) -> Question:
    """The inverse of `question_text`."""
    if plain["kind"] == "areas":
        columns = tuple((name, question_of(count, standard)) for name, count in plain["columns"])
        return AreasQuestion(columns, plain["level"])  # type: ignore[arg-type]  # counts only, as they were told

    def node(text: str | None) -> Node | None:
        return None if text is None else parse(text, plain["register"], standard)

    if plain["kind"] == "rows":
        shown = tuple(Column(name, parse(of, plain["register"], standard)) for name, of in plain["columns"])
        return RowsQuestion(plain["register"], shown, node(plain["where"]), tuple(plain["order"]), plain["limit"])
    measure = Measure(plain["measure"], node(plain["of"]), node(plain["part"]))
    return CountQuestion(plain["register"], node(plain["where"]), measure, plain["area"])
