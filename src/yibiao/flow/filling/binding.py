"""What a form's fields ask. In: a `FormMatch`. Out: its questions, and which answer feeds which field.

    records, record   one RowsQuestion, a column a field
    counts, area      one CountQuestion a field
    areas             one AreasQuestion, a column a field; one CountQuestion a field for a total row

Refuses: nothing; a field that cannot be asked says why (`Use.why`) and stays blank.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import RowRole
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Question, RowsQuestion
from yibiao.flow.filling import levels
from yibiao.flow.standard.formula.nodes import All, Node, Ref
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Measure, Subject

_BY_ROW = (Subject.RECORDS, Subject.RECORD)


@dataclass(frozen=True, slots=True)
class Use:
    """How one field gets its value.

    column: name of its column in the answer of question 0 (rows, areas). question: its own question's number (counts).
    total: number of the question that gives the value of a total row. special: filled from what is known anyway.
    why: the reason why it stays blank. of: the formula of the value, for rendering.
    """

    field: FieldMatch
    column: str | None = None
    question: int | None = None
    total: int | None = None
    special: str | None = None
    of: Node | None = None
    why: Problem | None = None


@dataclass(frozen=True, slots=True)
class Binding:
    """One table of a form with its questions."""

    match: FormMatch
    questions: tuple[Question, ...]
    uses: tuple[Use, ...]


def bind(match: FormMatch, *, record: str | None = None, limit: int | None = None, totals: bool = True) -> Binding:
    """The questions of one table.

    record: the one record that a card is about. limit: most rows wanted of a card. totals: ask for totals of areas.
    """
    if match.subject in _BY_ROW:
        return _by_row(match, record, limit)
    if match.subject is Subject.AREAS:
        return _by_area(match, totals)
    return _by_count(match)


def condition(match: FormMatch, meaning: Meaning) -> Node | None:
    """The population and the field's own condition; the population only where the field counts the same register."""
    same = meaning.register in (None, match.register)
    parts = dict.fromkeys(
        part
        for node in (match.population if same else None, meaning.where)
        if node is not None
        for part in (node.parts if isinstance(node, All) else (node,))
    )
    if not parts:
        return None
    return next(iter(parts)) if len(parts) == 1 else All(tuple(parts))


def _by_row(match: FormMatch, record: str | None, limit: int | None) -> Binding:
    uses, columns = [], []
    for number, field in enumerate(match.fields):
        blank = _blank(field)
        if blank is not None:
            uses.append(blank)
            continue
        assert field.meaning is not None
        of = field.meaning.node or (Ref(field.meaning.element) if field.meaning.element else None)
        if of is None or match.register is None:
            uses.append(Use(field, why=_why("FILLING_NO_MEANING", field)))
            continue
        columns.append(Column(f"f{number}", of))
        uses.append(Use(field, column=f"f{number}", of=of))
    if match.register is None or not columns or not _enough(match, columns):
        silent = (use if use.why else replace(use, why=_why("FILLING_TOO_LITTLE", use.field)) for use in uses)
        return Binding(match, (), tuple(silent))
    most = limit if match.subject is Subject.RECORD else None
    question = RowsQuestion(match.register, tuple(columns), match.population, (), most, record)
    return Binding(match, (question,), tuple(uses))


def _enough(match: FormMatch, columns: list[Column]) -> bool:
    """Whether rows may be written at all: they are named, or a third of what is asked is known.

    A list of which only the telephone column is understood would get hundreds of rows that say nothing.
    """
    codes = [column.of.code for column in columns if isinstance(column.of, Ref)]
    named = any(code.endswith((".name", "_name", ".id_number", ".credit_code")) for code in codes)
    asked = [field for field in match.fields if _special(field) is None]
    return match.subject is Subject.RECORD or named or 3 * len(columns) >= len(asked)


def _count_or_use(match: FormMatch, field: FieldMatch) -> CountQuestion | Use:
    """The count that a field asks, or the use of one that asks none: it is settled already, or says why not."""
    blank = _blank(field)
    if blank is not None:
        return blank
    return count_of(match, field) or Use(field, why=_why("FILLING_NO_MEANING", field))


def _by_count(match: FormMatch) -> Binding:
    uses: list[Use] = []
    questions: list[Question] = []
    for field in match.fields:
        question = _count_or_use(match, field)
        if isinstance(question, Use):
            uses.append(question)
        else:
            uses.append(Use(field, question=len(questions), of=_measured(question)))
            questions.append(question)
    return Binding(match, tuple(questions), tuple(uses))


def _by_area(match: FormMatch, totals: bool) -> Binding:
    uses: list[Use] = []
    names: dict[CountQuestion, str] = {}
    for field in match.fields:
        question = _count_or_use(match, field)
        if isinstance(question, Use):
            uses.append(question)
        else:
            name = names.setdefault(question, f"f{len(names)}")
            total = int(name[1:]) + 1 if totals else None
            uses.append(Use(field, column=name, total=total, of=_measured(question)))
    if not names and not any(use.special and use.why is None for use in uses):
        return Binding(match, (), tuple(uses))
    columns = tuple((name, question) for question, name in names.items())
    rows = AreasQuestion(columns, level_of(match))
    return Binding(match, (rows, *(names if totals else ())), tuple(uses))


def level_of(match: FormMatch) -> str | None:
    """The level of the rows, by the label of the column that names them, by the printed names, else by the title.

    None: the direct children of the asked area.
    """
    table = match.table
    labels = [field.path[-1] for field in match.fields if field.path and _special(field) == "area"]
    heads = [column.path[-1] for column in table.columns if column.column in table.stub_columns and column.path]
    printed = [stub.path[-1] for stub in table.stubs if stub.path and stub.role is RowRole.DATA]
    for text in (*labels, *heads, *printed[:1], table.title or ""):
        level = levels.level_of(text)
        if level is not None:
            return level
    return None


def _special(field: FieldMatch) -> str | None:
    return field.meaning.special if field.meaning else None


def count_of(match: FormMatch, field: FieldMatch) -> CountQuestion | None:
    """The question of a counted field; None where it counts nothing."""
    meaning = field.meaning
    if meaning is None:
        return None
    register = meaning.register or match.register
    if register is None or (meaning.measure is None and meaning.where is None):
        return None
    return CountQuestion(register, condition(match, meaning), meaning.measure or Measure())


def _measured(question: CountQuestion) -> Node | None:
    """What a sum or an extreme has the unit of; a count has none."""
    return question.measure.of if question.measure.kind in ("sum", "avg", "min", "max") else None


def _blank(field: FieldMatch) -> Use | None:
    """A field that asks nothing: not understood, not sure enough, or filled without the ledger."""
    if field.meaning is None:
        return Use(field, why=_why("FILLING_NO_MEANING", field))
    if not field.accepted:
        confidence = f"{field.confidence:.0%}"
        return Use(field, why=_why("FILLING_NOT_SURE", field, confidence=confidence, formula=_guess(field)))
    if field.meaning.special in ("blank", "total"):
        code = "FILLING_BY_DESIGN" if field.meaning.special == "blank" else "FILLING_SUMMED_BY_FORM"
        return Use(field, special=field.meaning.special, why=_why(code, field))
    if field.meaning.special is not None:
        return Use(field, special=field.meaning.special)
    return None


def _guess(field: FieldMatch) -> str:
    element = field.meaning.element if field.meaning else None
    return field.formula or element or "?"


def _why(code: str, field: FieldMatch, **values: str) -> Problem:
    label = " › ".join(field.path) or field.cell
    return problem(code, Place(sheet=field.sheet, cell=field.cell, field=label), label=label, **values)
