"""政策找人: a policy asked of an area. In: a person at work, a code. Out: who, how much, what is missing.

One reading: people and yuan in the area and in each area below, of how many one cannot tell, and the facts without
which one cannot. Lists only for who may list. Refuses (`ProblemError`): policies that are not there, areas outside the
view, conditions that it may not count by.
"""

from __future__ import annotations

from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms.behind import table_json
from yibiao.edge.office import Office
from yibiao.edge.questions import usual
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Policy, Sums, policies, summed

FEW = 100
"""People on a page; the file has all."""


def policy_of(standard: Standard, code: str) -> Policy:
    found = next((one for one in policies(standard) if one.code == code), None)
    if found is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place(field=code)))
    return found


def fact_of(policy: Policy, code: str) -> str:
    """An element that the policy asks."""
    if code not in policy.facts:
        raise ProblemError(problem("HTTP_NOT_THERE", Place(field=code)))
    return code


def policy_json(policy: Policy) -> dict[str, Any]:
    """What the policy says."""
    names = ("code", "title", "title_en", "condition", "words", "period", "basis", "demo")
    bands = [{"when": band.when, "amount": int(band.amount)} for band in policy.bands]
    return {name: getattr(policy, name) for name in names} | {"bands": bands}


def answered(office: Office, policy: Policy) -> dict[str, Any]:
    """Sums here and below, missing facts, the first people entitled."""
    counts, missing = policy.counts(), policy.missing()
    below, *numbers = office.answer([policy.by_area(), *(one for _, one in (*counts, *missing))])
    assert isinstance(below, Rows)
    values = [_value(number) for number in numbers]
    lacking = zip(missing, values[len(counts) :], strict=True)
    return {
        "area": office.area.code,
        "area_name": office.area.name,
        "whole": _sums(summed(policy, values[: len(counts)])),
        "below": [
            {"code": code, "name": name, **_sums(summed(policy, row))}
            for code, name, row in zip(below.ids, below.area_names, below.values, strict=True)
        ],
        "missing": [_fact(office.house.standard, code, count) for (code, _), count in lacking if count],
        **listed(office, policy),
    }


def listed(office: Office, policy: Policy, fact: str = "") -> dict[str, Any]:
    """The first people entitled, or of whom `fact` is missing; why there are none for who may not list."""
    nobody: dict[str, Any] = {"columns": [], "rows": [], "problem": None}
    if not office.view.rows:
        return nobody
    columns = usual(policy.register, office.view, office.house.standard)
    try:
        rows = office.answer([policy.people(columns, FEW, fact)])[0]
    except ProblemError as refusal:  # a number may be had whose records may not be listed
        if refusal.problem.code != "ASKING_CONDITION_REFUSED":
            raise
        return nobody | {"problem": refusal.problem.as_json()}
    assert isinstance(rows, Rows)
    table = table_json(rows, columns, office)
    return {"columns": table["columns"], "rows": table["rows"], "problem": None}


def _value(number: object) -> int:
    assert isinstance(number, Number)
    if number.problem is not None:
        raise ProblemError(number.problem)
    return int(number.value or 0)  # type: ignore[arg-type]


def _sums(sums: Sums) -> dict[str, Any]:
    return {"people": sums.people, "yuan": int(sums.yuan), "unknown": sums.unknown, "bands": list(sums.bands)}


def _fact(standard: Standard, code: str, count: int) -> dict[str, Any]:
    element = standard.elements[code]
    return {"code": code, "label_zh": element.label_zh, "label_en": element.label_en, "count": count}
