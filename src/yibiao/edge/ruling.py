"""Rules of one's own 自建规则: written, tried, approved by somebody else, retired. In: who acts. Out: replies.

A trial asks the rule of the whole of an area as the night would, keeps nothing, and tells counts by area to whoever may
count by its condition; people only to whoever may list by it. Refuses (`ProblemError`): what `work.watches` refuses,
areas out of charge.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.forms.behind import table_json
from yibiao.edge.office import Office
from yibiao.edge.questions import usual
from yibiao.flow.asking.nodes import Rows, RowsQuestion
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Rule, read_rules
from yibiao.work.directory import queries as directory
from yibiao.work.watches import actions, queries
from yibiao.work.watches import rules as decide

FEW = 5
"""People shown of a trial."""
TEXTS = ("code", "title", "title_en", "register", "where", "why", "why_en", "do", "do_en", "basis", "severity")
FALLS_BACK = {"title_en": "title", "why_en": "why", "do_en": "do"}
"""A house that speaks one language writes one."""


def toml_of(given: Mapping[str, Any]) -> str:
    """A rule's fields as TOML; JSON's strings are TOML's."""
    words = {name: str(given.get(name) or given.get(FALLS_BACK.get(name, ""), "")) for name in TEXTS}
    lines = [f"{name} = {json.dumps(text, ensure_ascii=False)}" for name, text in words.items()]
    lines.append(f"handlers = {json.dumps(list(given.get('handlers', ())))}")
    if given.get("was"):
        lines += [f"was = {json.dumps(given['was'], ensure_ascii=False)}", f"days = {int(given.get('days') or 0)}"]
    return "\n".join(["[[rule]]", *lines]) + "\n"


def only(text: str, standard: Standard) -> Rule:
    """The one rule of a text."""
    read = read_rules(text, standard)
    if len(read) != 1:
        raise ProblemError(problem("WATCH_CODE", Place(field="code"), code=read[0].code))
    return read[0]


def tried(office: Office, text: str) -> dict[str, Any]:
    """Of how many it would hold, by the areas below; the first few where the view may list."""
    house, area = office.house, office.area
    rule = only(text, house.standard)
    if not decide.may_count(rule, office.view, house.standard):
        raise ProblemError(problem("WATCH_RULE", Place(field="where"), code=rule.code, zh="您的权限不能按这个条件计数",
                                   en="your rights do not reach this condition"))  # fmt: skip
    hits = actions.tried(house, office.mirror, rule, office.day, (area.first, area.last))
    below = [one for one in directory.areas() if one.parent == area.code]
    numbers = {one.code: one.first for one in directory.areas()}
    held = Counter(next((one.code for one in below if one.first <= numbers[code] <= one.last), area.code)
                   for code in hits.values())  # fmt: skip
    names = directory.area_names()
    return {
        "condition": rule.condition, "count": len(hits), "asked": office.day,
        "below": [{"code": code, "name": names.get(code, code), "count": held[code]} for code in sorted(held)],
        **_sample(office, rule, hits),
    }  # fmt: skip


def _sample(office: Office, rule: Rule, hits: Mapping[str, str]) -> dict[str, Any]:
    if not decide.may_list(rule, office.view, office.house.standard):
        return {"columns": [], "rows": []}
    columns = usual(rule.register, office.view, office.house.standard)
    rows = office.answer([RowsQuestion(rule.register, columns, rule.where)])[0]
    assert isinstance(rows, Rows)
    table = table_json(rows, columns, office)
    return {"columns": table["columns"], "rows": [row for row in table["rows"] if row["id"] in hits][:FEW]}


def own_json(row: queries.OwnRow, actor: decide.Word, names: Mapping[str, str]) -> dict[str, Any]:
    """A rule of one's own, and what this person may do with it now."""
    word = decide.Word(actor.login, actor.role, row.author, row.state)
    may = ["approve"] if decide.why_not_approve(word) is None else []
    may += ["retire"] if decide.why_not_retire(word, "-") is None else []
    names_of_rule = ("title", "title_en", "condition", "severity")
    told = {name: getattr(row.rule, name) for name in names_of_rule} if row.rule is not None else {}
    kept = ("id", "code", "text", "area", "replaces", "state", "made", "approved", "reason")
    plain = {name: getattr(row, name) for name in kept}
    return {
        "title": row.code, "title_en": row.code, "condition": "", "severity": "low", **told, **plain, "may": may,
        "area_name": directory.area_names().get(row.area, row.area), "author_name": names.get(row.author, row.author),
        "approver_name": names.get(row.approver, row.approver),
    }  # fmt: skip
