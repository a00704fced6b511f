"""Judges the checks of a form. In: checks, the filled form, last period's, other forms. Out: a `Verdict`.

What is unknown is not judged: a comparison with a missing value is neither kept nor broken (docs/decisions/0002).
Refuses: nothing; a formula that cannot be read or means nothing here is a problem of the verdict.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import a1
from yibiao.flow.checking.checks import Check, Finding, Over, Verdict
from yibiao.flow.checking.ground import HERE, Ground, ground
from yibiao.flow.checking.shape import Sheet
from yibiao.flow.standard.formula import names, refusals
from yibiao.flow.standard.formula.checking import as_problem, findings, value_kind
from yibiao.flow.standard.formula.definitions import walk
from yibiao.flow.standard.formula.evaluating import evaluate
from yibiao.flow.standard.formula.kinds import Kind
from yibiao.flow.standard.formula.memory import Held, Record
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.formula.showing import element_text, register_text
from yibiao.flow.standard.model import Standard

_FORM = re.compile(r"〈([^〈〉]+)〉\s*[.．]")


def judge(checks: Sequence[Check], sheet: Sheet, *, last: Sheet | None = None, others: Sequence[Sheet] = ()) -> Verdict:
    """The verdict of `checks` over one filled form.

    last: the same form, answered for the period before (None: nothing about it is judged); others: the forms that
    formulas name by number or title (`forms_named` says which).
    """
    grounds: dict[Over, Ground] = {}
    found: list[Finding] = []
    problems: list[Problem] = []
    judged = unjudged = 0
    for check in checks:
        here = grounds.setdefault(check.over, _ground_of(grounds, check.over, sheet, last, others))
        try:
            node = meaning(check.formula, here)
        except ProblemError as error:
            place = replace(error.problem.place, field=check.code)
            problems.append(Problem(error.problem.code, place, error.problem.values))
            continue
        for truth, finding in _judged(check, node, here):
            judged += truth is not None
            unjudged += truth is None
            if truth is False:
                found.append(finding)
    return Verdict(tuple(found), tuple(problems), judged, unjudged)


def _ground_of(
    grounds: dict[Over, Ground], over: Over, sheet: Sheet, last: Sheet | None, others: Sequence[Sheet]
) -> Ground:
    return grounds[over] if over in grounds else ground(over, sheet, last, others)


def meaning(formula: str, here: Ground) -> Node:
    """The condition that `formula` says on this ground; `ProblemError` when it says none."""
    node = _meaning(here.standard, formula, tuple((known.code, known.names) for known in here.known))
    if isinstance(node, Problem):
        raise ProblemError(node)
    return node


@per_standard
def _meaning(standard: Standard, formula: str, known: tuple[tuple[str, tuple[str, ...]], ...]) -> Node | Problem:
    try:
        node, columns = read(formula, HERE, standard)
        for fault in findings(node, HERE, standard):
            return as_problem(fault, standard, formula, columns.get(id(fault.node)))
        for part in walk(node):
            if isinstance(part, Ref):
                _refuse_unnamed(standard, formula, columns.get(id(part), 1), (part, dict(known)))
    except ProblemError as error:
        return error.problem
    if value_kind(node, standard) not in (Kind.CONDITION, Kind.BOOL):
        return problem("CHECKING_NO_CONDITION", Place(field=formula), formula=formula)
    return node


def _refuse_unnamed(standard: Standard, text: str, column: int, part: tuple[Ref, dict[str, tuple[str, ...]]]) -> None:
    """A label that this form lacks must not silently mean the one of last period or of another form."""
    ref, known = part
    register = standard.elements[ref.code].register
    if register == HERE:
        return
    written = text[column - 1 :].lstrip("〈")
    if not any(written.startswith(name) for name in (*known[register], register)):
        label = standard.elements[ref.code].label_zh
        raise refusals.unknown_name(text, column, label, names.nearest(label, names.names_in_reach(standard, HERE)))


def _judged(check: Check, node: Node, here: Ground) -> Iterator[tuple[Held, Finding]]:
    named = tuple(dict.fromkeys(part.code for part in walk(node) if isinstance(part, Ref)))
    for number, record in here.records:
        truth = evaluate(node, record, here.context)
        cell = check.cell or _cell(check.over, number, named)
        yield truth, Finding(check, cell, _values(named, record, here) if truth is False else ())


def _values(named: Sequence[str], record: Record, here: Ground) -> tuple[tuple[str, Held], ...]:
    return tuple((_said(here.standard, code), evaluate(Ref(code), record, here.context)) for code in named)


def _said(standard: Standard, code: str) -> str:
    """A name as it has to be written: with its form, unless it is the judged form's own."""
    register, name = code.partition(".")[0], element_text(standard, HERE, code)
    if register == HERE or "." in name:
        return name
    return f"{register_text(standard, register)}.{name}"


def _cell(over: Over, number: int, named: Sequence[str]) -> str:
    """Where a finding is shown: the first name of the form itself, in the row or column that is judged."""
    own = [code.partition(".")[2] for code in named if code.startswith(f"{HERE}.")]
    first = next((suffix for suffix in own if not suffix.startswith(("sum", "rows"))), "")
    if over is Over.FORM:
        return first.upper() or "A1"
    at = first.removeprefix("at_").upper()
    if over is Over.LINE:
        return f"{at or 'A'}{number}"
    return a1(int(at) if at else 1, number)


def forms_named(checks: Iterable[Check]) -> tuple[str, ...]:
    """The numbers and titles of other forms that these checks speak of, in order: what `judge` wants as `others`."""
    return tuple(dict.fromkeys(name for check in checks for name in names_of(check.formula)))


def names_of(formula: str) -> tuple[str, ...]:
    """The same of one formula as it was typed; a field of this form in 〈〉 may be among them."""
    return tuple(_FORM.findall(formula))


def over_of(formula: str, sheet: Sheet, *, last: Sheet | None = None, others: Sequence[Sheet] = ()) -> Over:
    """What a formula is about where nobody says: its names as columns, else as rows, else as cells.

    `ProblemError` of the first reading when none of them gives it a meaning.
    """
    first: ProblemError | None = None
    for over in Over:
        try:
            meaning(formula, ground(over, sheet, last, others))
        except ProblemError as error:
            first = first or error
        else:
            return over
    assert first is not None
    raise first


def refusal(check: Check, sheet: Sheet, *, last: Sheet | None = None, others: Sequence[Sheet] = ()) -> Problem | None:
    """Why `check` cannot be kept for this form; None when it can."""
    try:
        meaning(check.formula, ground(check.over, sheet, last, others))
    except ProblemError as error:
        return error.problem
    return None
