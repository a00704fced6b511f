"""The data standard: elements, code lists, tags, additions of the house. In: a code, words. Out: no personal data.

Everyone may look; additions are made by data officers, each with a reason. While a tag's formula is typed, its count is
shown: through the officer's view like every question, journalled, and broken off after `HASTE` seconds.
Refuses: additions that do not fit, taking back what holds data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.text import key
from yibiao.edge import estate as held
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.replies import ProblemReply
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse, show, value_kind
from yibiao.flow.standard.formula.kinds import Kind
from yibiao.flow.standard.formula.nodes import All, Node
from yibiao.flow.standard.model import Code, Element, Standard
from yibiao.flow.standard.supplement import KINDS, Addition
from yibiao.work.ledgers import usage
from yibiao.work.ledgers.asking import answer
from yibiao.work.supplements import actions, queries

router = Router(tags=["standard"])
HASTE = 2.0
"""Seconds after which counting while somebody types is broken off."""


class ElementReply(Schema):
    """One data element as its users see it. own: added by this installation; own_aliases: among its aliases."""

    code: str
    register_code: str
    label_zh: str
    label_en: str
    domain: str
    sensitivity: int
    aliases: list[str]
    own_aliases: list[str]
    unit: str | None
    legal_basis: str | None
    sources: list[str]
    half_life: int | None
    keeper: str | None
    formula: str | None
    own: bool


class RegisterReply(Schema):
    code: str
    label_zh: str
    label_en: str
    hangs_on: str | None
    elements: int


class CodeReply(Schema):
    code: str
    label_zh: str
    label_en: str
    aliases: list[str]
    parent: str | None
    own: bool


class ListReply(Schema):
    name: str
    label_zh: str
    standard: str
    codes: int


class ListName(Schema):
    name: str


class TagReply(Schema):
    name: str
    register_code: str
    formula: str
    aliases: list[str]
    label_en: str
    own: bool


class NewAddition(Schema):
    """kind: alias, code, tag, element. of: what it is added to. parts: label_zh, formula … by kind."""

    kind: str
    of: str = Field(max_length=80)
    name: str = Field(min_length=1, max_length=80)
    parts: dict[str, str] = {}
    reason: str = Field(max_length=200)


class AdditionReply(Schema):
    """problem: why it does not count any more, after an update of the shipped standard."""

    id: str
    kind: str
    of: str
    name: str
    parts: dict[str, str]
    reason: str
    author: str
    made: datetime
    taken_back: datetime | None
    taken_back_by: str
    taken_back_why: str
    problem: ProblemReply | None = None


class AdditionId(Schema):
    id: str


class AdditionReason(Schema):
    reason: str = Field(max_length=200)


class FormulaDraft(Schema):
    """A formula as far as it is typed. area: where to count, the officer's own where it is missing."""

    register_code: str
    formula: str = Field(max_length=2_000)
    area: str = ""


class FormulaTrial(Schema):
    """shown: the formula as the machine understood it; parts: its conditions one by one; column: where it stops being
    understood, from 1; count: records in the area, null where it was not counted (`problem` says why)."""

    shown: str = ""
    parts: list[str] = []
    problem: ProblemReply | None = None
    column: int | None = None
    count: int | None = None
    area_name: str = ""


def reply(element: Element, shipped: Standard) -> ElementReply:
    names = ("code", "label_zh", "label_en", "domain", "sensitivity", "unit", "formula", "legal_basis", "half_life",
             "keeper")  # fmt: skip
    before = shipped.elements.get(element.code)
    own_aliases = [alias for alias in element.aliases if before is None or alias not in before.aliases]
    return ElementReply(
        register_code=element.register, aliases=list(element.aliases), own_aliases=own_aliases,
        sources=list(element.sources), own=before is None, **{name: getattr(element, name) for name in names},
    )  # fmt: skip


def shipped_of(estate: held.Estate) -> Standard:
    return estate.shipped or load()


@router.get("/elements", response=list[ElementReply], auth=None)
def elements(
    request: HttpRequest, register_code: str = "", sensitivity: int | None = None, words: str = ""
) -> list[ElementReply]:
    """All elements, or those of a register, of a level, with words in label, alias or code."""
    estate, wanted = held.estate(), key(words)
    known = estate.house.standard
    found = known.of_register(register_code) if register_code else tuple(known.elements.values())
    found = tuple(one for one in found if sensitivity is None or one.sensitivity == sensitivity)
    shipped = shipped_of(estate)
    return [reply(one, shipped) for one in found if not wanted or any(wanted in name for name in _names(one))]


def _names(element: Element) -> list[str]:
    return [key(name) for name in (element.label_zh, element.label_en, element.code, *element.aliases)]


@router.get("/elements/{code}", response=ElementReply, auth=None)
def element(request: HttpRequest, code: str) -> ElementReply:
    estate = held.estate()
    found = estate.house.standard.elements.get(code)
    if found is None:
        raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", code=code))
    return reply(found, shipped_of(estate))


@router.get("/registers", response=list[RegisterReply], auth=None)
def registers(request: HttpRequest) -> list[dict[str, Any]]:
    standard = held.estate().house.standard
    names = ("code", "label_zh", "label_en", "hangs_on")
    return [
        {name: getattr(one, name) for name in names} | {"elements": len(standard.of_register(one.code))}
        for one in standard.registers.values()
    ]


@router.get("/lists", response=list[ListReply], auth=None)
def lists(request: HttpRequest) -> list[dict[str, Any]]:
    standard = held.estate().house.standard
    return [
        {"name": one.name, "label_zh": one.label_zh, "standard": one.standard, "codes": len(one.codes)}
        for one in standard.code_lists.values()
    ]


@router.post("/lists/codes", response=list[CodeReply], auth=None)
def codes(request: HttpRequest, given: ListName) -> list[CodeReply]:
    """The values of one list; its name holds strokes, so it travels in the body."""
    estate = held.estate()
    found, before = (one.code_lists.get(given.name) for one in (estate.house.standard, shipped_of(estate)))
    if found is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    known = before.by_code if before else {}
    return [_code(one, own=one.code not in known) for one in found.codes]


def _code(one: Code, *, own: bool) -> CodeReply:
    return CodeReply(
        code=one.code, label_zh=one.label_zh, label_en=one.label_en, aliases=list(one.aliases), parent=one.parent,
        own=own,
    )  # fmt: skip


@router.get("/tags", response=list[TagReply], auth=None)
def tags(request: HttpRequest) -> list[TagReply]:
    estate = held.estate()
    known = shipped_of(estate).tags
    return [
        TagReply(
            name=one.name, register_code=one.register, formula=one.formula, aliases=list(one.aliases),
            label_en=one.label_en, own=one.name not in known,
        )
        for one in estate.house.standard.tags.values()
    ]  # fmt: skip


@router.get("/additions", response=list[AdditionReply])
def additions(request: HttpRequest) -> list[dict[str, Any]]:
    caller = officer(request)
    rows = queries.supplements(shipped_of(caller.estate))
    names = ("id", "kind", "of", "name", "parts", "reason", "author", "made", "taken_back", "taken_back_by",
             "taken_back_why")  # fmt: skip
    return [
        {name: getattr(row, name) for name in names} | {"problem": row.problem.as_json() if row.problem else None}
        for row in rows
    ]


@router.post("/additions", response={201: AdditionId})
def add(request: HttpRequest, given: NewAddition) -> Status:
    """Counts from the next question on, for everyone."""
    caller = officer(request)
    if given.kind not in KINDS:
        raise ProblemError(problem("HTTP_BAD_REQUEST", Place(field="kind"), fields="kind"))
    wanted = Addition("", given.kind, given.of.strip(), given.name.strip(), given.parts)
    shipped = shipped_of(caller.estate)
    made = actions.add(shipped, wanted, given.reason, caller.login, key=caller.key or None)
    held.renew()
    return Status(201, AdditionId(id=made))


@router.post("/additions/{addition}/take_back", response={204: None})
def take_back(request: HttpRequest, addition: str, given: AdditionReason) -> Status:
    caller = officer(request)
    _must_hold_no_data(caller, addition)
    actions.take_back(shipped_of(caller.estate), addition, given.reason, caller.login)
    held.renew()
    return Status(204, None)


def _must_hold_no_data(caller: Caller, wanted: str) -> None:
    """What has data stays: taken back, it would hide them without a trace."""
    row = next((one for one in queries.standing() if one.id == wanted), None)
    standard, mirror = caller.estate.house.standard, caller.estate.mirror
    if row is None:
        return
    code = f"{row.of}.{row.name}"
    used = (row.kind == "element" and code in standard.elements and usage.element_has_data(standard, mirror, code)) or (
        row.kind == "code" and usage.code_has_data(standard, mirror, row.of, row.name)
    )
    if used:
        raise ProblemError(problem("SUPPLEMENT_HAS_DATA", Place(), name=row.name))


@router.post("/tags/try", response=FormulaTrial)
def try_formula(request: HttpRequest, given: FormulaDraft) -> FormulaTrial:
    """What a formula means and how many it finds; a formula that is not understood is no error here, but the answer."""
    caller = officer(request)
    standard = caller.estate.house.standard
    if given.register_code not in standard.registers:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    try:
        node = parse(given.formula, given.register_code, standard)
        if value_kind(node, standard) not in (Kind.CONDITION, Kind.BOOL):
            return FormulaTrial(
                shown=show(node, given.register_code, standard), problem=_told(problem("STANDARD_NO_CONDITION"))
            )
    except ProblemError as refusal:
        return FormulaTrial(problem=_told(refusal.problem), column=refusal.problem.values.get("column"))
    parts = node.parts if isinstance(node, All) else (node,)
    told = [show(part, given.register_code, standard) for part in parts]
    understood = FormulaTrial(shown=show(node, given.register_code, standard), parts=told)
    return _counted(caller, given, node, understood)


def _counted(caller: Caller, given: FormulaDraft, node: Node, trial: FormulaTrial) -> FormulaTrial:
    office = caller.office(given.area or caller.post_area())
    trial.area_name = office.area.name
    asked = CountQuestion(given.register_code, node)
    try:
        [found] = answer(
            office.house, office.mirror, office.view, [asked], office.area.code, day=office.day, seconds=HASTE
        )
    except ProblemError as refusal:
        trial.problem = _told(refusal.problem)
        return trial
    if isinstance(found, Number):
        trial.count = int(found.value) if isinstance(found.value, int) else None
        trial.problem = _told(found.problem) if found.problem else None
    return trial


def _told(found: Problem) -> ProblemReply:
    return ProblemReply(**found.as_json())


def officer(request: HttpRequest) -> Caller:
    """The caller, who acts as data officer."""
    caller: Caller = request.auth
    caller.must_be("data_officer")
    return caller
