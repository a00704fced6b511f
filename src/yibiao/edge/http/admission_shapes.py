"""How admission looks over the wire. In: rows, reviews. Out: JSON of the schemas here. Refuses: nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

from ninja import Schema
from pydantic import Field

from yibiao.edge.admissions import Asked
from yibiao.flow.admitting import Change, Review, Terms
from yibiao.work.admissions.queries import EntryRow
from yibiao.work.admissions.rules import Actor, acts_of
from yibiao.work.admissions.wanted import ApplicationRow, StepRow

Period = Literal["day", "week", "month", "quarter", "half", "year", "once"]
Level = Literal["grid", "community", "street", "district"]
Kind = Literal["regular", "once", "late"]


class EntryReply(Schema):
    """A form of the catalogue. minutes: a month when typed by hand, all areas together, estimated. idle: who asked
    for it opened none of its last periods, so it is proposed to be cancelled."""

    number: str
    version: int
    title: str
    department: str
    area: str
    basis: str
    purpose: str
    period: Period
    levels: list[Level]
    due_days: int
    lead_days: int
    recipients: list[str]
    kind: Kind
    valid_from: date
    expires: date
    state: Literal["coming", "valid", "expired", "retired"]
    reason: str
    level: int
    minutes: float
    idle: bool = False


class EntryElement(Schema):
    """What a column of the form tells."""

    code: str
    label_zh: str
    label_en: str
    level: int


class EntryWhole(EntryReply):
    """The form with its versions (newest first) and what may be done. issuer: name of who applied."""

    issuer: str
    versions: list[EntryReply]
    elements: list[EntryElement]
    acts: list[Literal["retire", "change"]]


class PublicNumber(Schema):
    """What anybody may know of a number. Unknown: only number and state are told."""

    number: str
    state: Literal["coming", "valid", "expired", "retired", "unknown"]
    title: str = ""
    department: str = ""
    basis: str = ""
    purpose: str = ""
    valid_from: date | None = None
    expires: date | None = None


class NumberMark(Schema):
    """The sign that stands on the form: the address of the public page and its QR code as SVG."""

    address: str
    svg: str


class WantedTerms(Schema):
    """On what terms a form is to be asked; see `flow.admitting.Terms`. reasons: finding → the applicant's word."""

    department: str = Field("", max_length=120)
    basis: str = Field("", max_length=300)
    purpose: str = Field("", max_length=200)
    period: Period = "month"
    levels: list[Level] = []
    due_days: int = Field(5, ge=0, le=366)
    lead_days: int = Field(5, ge=0, le=366)
    recipients: list[str] = []
    valid_from: date
    expires: date
    kind: Kind = "regular"
    urgent: str = Field("", max_length=200)
    reasons: dict[str, str] = {}


class WantedForm(Schema):
    """A form that is wanted. Exactly one of file (an upload) and application (one's own, again) is not empty. columns:
    table:cell → an element, or "nothing". changes: number of the form that it changes."""

    file: str = ""
    application: str = ""
    terms: WantedTerms
    columns: dict[str, str] = {}
    changes: str = ""


class WantedColumn(Schema):
    """place: table:cell. standing: see `flow.admitting.shapes.Standing`. also: admitted forms that ask it too."""

    place: str
    path: list[str]
    asks: str
    means: str
    standing: Literal["held", "derived", "asked", "new", "nothing"]
    register_zh: str
    formula: str
    also: list[str]
    level: int
    sure: bool


class WantedKin(Schema):
    number: str
    title: str
    department: str
    relation: str
    score: float
    shared: int
    why_zh: str
    why_en: str


class WantedFinding(Schema):
    """One rule that has something to say. stops: it keeps the application from being submitted as it is."""

    code: str
    severity: Literal["blocks", "reason", "notes"]
    cites: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    answered: bool
    stops: bool


class WantedOffer(Schema):
    """all: columns that ask something; now: of these the ledger answers. level, areas: who types, how many. minutes,
    left: a month, when all is typed and when only the rest is."""

    all: int
    now: int
    asked: int
    new: int
    level: str
    areas: int
    minutes: float
    left: float


class WantedReview(Schema):
    title: str
    name: str
    columns: list[WantedColumn]
    kin: list[WantedKin]
    offer: WantedOffer
    findings: list[WantedFinding]
    second: bool
    stopped: bool


class WantedBrought(Schema):
    """An upload that was read."""

    file: str
    title: str
    name: str


class ApplicationReply(Schema):
    """applicant: name. mine: the caller's own. acts: what the caller may do with it now. overdue: a late request that
    should have been decided."""

    id: str
    title: str
    department: str
    applicant: str
    mine: bool
    kind: Kind
    changes: str
    state: Literal["draft", "submitted", "returned", "seconding", "approved", "published", "refused", "withdrawn"]
    number: str
    level: int
    minutes: float
    made: datetime
    changed: datetime
    submitted: datetime | None
    overdue: bool
    acts: list[str]


class ApplicationMade(Schema):
    application: str


class ApplicationStep(Schema):
    verb: str
    name: str
    at: datetime
    before: str
    after: str
    reason: str


class ApplicationChange(Schema):
    kind: Literal["added", "dropped", "renamed", "meant", "kept"]
    before: str
    after: str


class ApplicationWhole(ApplicationReply):
    """diff: column by column, of a change only."""

    terms: WantedTerms
    steps: list[ApplicationStep]
    review: WantedReview
    diff: list[ApplicationChange]


class ApplicationWord(Schema):
    """An act on an application, with a reason where one is wanted."""

    verb: Literal["submit", "withdraw", "return", "refuse", "approve", "publish"]
    reason: str = Field("", max_length=300)


def entry_reply(row: EntryRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in EntryReply.model_fields if name != "idle"}


def terms_of(given: WantedTerms, department: str, area: str) -> Terms:
    plain = given.model_dump(exclude={"department"})
    plain.update({name: tuple(plain[name]) for name in ("levels", "recipients")})
    return Terms(department=department, area=area, **plain)


def review_reply(asked: Asked, found: Review) -> dict[str, Any]:
    columns = [
        {
            "place": f"{one.table}:{one.cell}", "path": list(one.path), "asks": one.asks, "means": one.means,
            "standing": one.standing.value, "register_zh": one.register, "formula": one.formula, "also": list(one.also),
            "level": one.level, "sure": one.sure,
        }
        for one in found.columns
    ]  # fmt: skip
    findings = [
        {name: getattr(one, name) for name in WantedFinding.model_fields} for one in found.findings
    ]  # fmt: skip
    kin = [
        {**{name: getattr(one, name) for name in WantedKin.model_fields}, "relation": one.relation.value}
        for one in found.kin
    ]
    offer = {name: getattr(found.offer, name) for name in WantedOffer.model_fields}
    return {"title": asked.title, "name": asked.name, "columns": columns, "kin": kin, "offer": offer,
            "findings": findings, "second": found.second, "stopped": found.stopped}  # fmt: skip


def application_reply(row: ApplicationRow, actor: Actor, names: Mapping[str, str], overdue: bool) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ApplicationReply.model_fields if hasattr(row, name)}
    return {**plain, "applicant": names.get(row.login, row.login), "mine": row.login == actor.login,
            "overdue": overdue, "acts": list(acts_of(row.stand, actor))}  # fmt: skip


def step_reply(row: StepRow, names: Mapping[str, str]) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ApplicationStep.model_fields if hasattr(row, name)}
    return {**plain, "name": names.get(row.login, row.login)}


def change_reply(one: Change) -> dict[str, str]:
    return {"kind": one.kind, "before": one.before, "after": one.after}


def terms_reply(terms: Terms) -> dict[str, Any]:
    plain = {name: getattr(terms, name) for name in WantedTerms.model_fields}
    return {**plain, "levels": list(terms.levels), "recipients": list(terms.recipients), "reasons": dict(terms.reasons)}
