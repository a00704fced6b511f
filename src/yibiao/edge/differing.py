"""What changed in the answer to one question between two moments. In: two offices, a count. Out: a `Difference`.

Counted then and now; for who may list: who came, who went, and of whom something else is said in a column that is kept
(what is computed grows older by itself, as ages do; that is no change). Both times through the view of today.
Refuses (`ProblemError`): what asking refuses; a list of too many is not compared, and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.office import Office
from yibiao.flow.asking import behind
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Rows
from yibiao.flow.reporting.comparing import RowChange, RowsChange, compare
from yibiao.flow.standard.formula.nodes import Scalar

MOST = 20_000
"""Records on both sides together whose lists are compared."""

Fields = tuple[tuple[str, Scalar | None, Scalar | None], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """before, after: the numbers. rows: who came and went; None where lists may not be had, or are too long (`why`).

    changed: record → (column, old, new) of what is kept; () where it lies in another area only.
    """

    before: Scalar | None
    after: Scalar | None
    rows: RowsChange | None = None
    changed: Mapping[str, tuple[RowChange, Fields]] | None = None
    why: Problem | None = None


def difference(
    before: Office, after: Office, question: CountQuestion, columns: tuple[Column, ...], *, most: int = MOST
) -> Difference:
    """From `before` to `after`, about one question."""
    numbers = [_number(office, question) for office in (before, after)]
    told = Difference(*numbers)
    if not after.view.rows:
        return told
    listed = behind(question, columns)
    plain = CountQuestion(question.register, listed.where, area=question.area)
    lengths = numbers if plain == question else [_number(office, plain) for office in (before, after)]
    if sum(length for length in lengths if isinstance(length, int)) > most:
        return replace(told, why=problem("LEDGERS_TOO_MANY_TO_COMPARE", Place(), most=most))
    try:
        (old,), (new,) = before.answer([listed]), after.answer([listed])
    except ProblemError as refusal:  # a number may be had whose records may not be listed
        return replace(told, why=refusal.problem)
    assert isinstance(old, Rows) and isinstance(new, Rows)
    changes = compare([old], [new]).rows
    rows = changes[0] if changes else RowsChange(0, new.columns)
    return replace(told, rows=rows, changed=_kept(rows, after))


def _kept(rows: RowsChange, office: Office) -> dict[str, tuple[RowChange, Fields]]:
    elements = office.house.standard.elements
    found = {}
    for change in rows.changed:
        fields = tuple(
            field for field in change.fields(rows.columns)
            if field[0] not in rows.left_out and not elements[field[0]].derived
        )  # fmt: skip
        if fields or change.moved:
            found[change.new.id] = (change, fields)
    return found


def _number(office: Office, question: CountQuestion) -> Scalar | None:
    answer = office.answer([question])[0]
    assert isinstance(answer, Number)
    if answer.problem:
        raise ProblemError(answer.problem)
    return answer.value
