"""The shapes of filings as they are sent. In: nothing. Out: schemas. Refuses: what pydantic refuses."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from yibiao.edge.http.fills import Behind
from yibiao.edge.http.replies import ProblemReply

MOST = 2_000
Act = Literal["renew", "withdraw", "return", "unapprove", "stand_in"]
Part = Literal["complete", "stale", "lacking", "awaiting", "done", "approvable", "unready"]
"""A part of the desk."""
Profile = Literal["middle", "shown", "last_four", "hidden"]


class FilingReply(Schema):
    """A filing. rows: records; cells, held: asked, and answered by the ledger; needed: records that lack something.

    changed: values that differ from last time (null: there was none). digest: what a confirmation names. unanswered:
    labels of what stays blank, because the ledger lacks it or its meaning is not sure. waits: filings right below that
    are not approved. newer: those below that were asked anew after this one. parent: id of the filing above, "" at the
    top.
    """

    id: str
    parent: str
    period: str
    number: str
    key: str
    title: str
    department: str
    area: str
    area_name: str
    level: str
    state: str
    day: date
    due: date
    rows: int
    cells: int
    held: int
    needed: int
    unanswered: list[str]
    changed: int | None
    objections: int
    waits: int
    newer: int
    note: str
    digest: str
    whole: str
    code: str
    confirmed: datetime | None
    confirmed_by: str
    approved: datetime | None
    approved_by: str
    reminded: datetime | None


class DeskPart(Schema):
    """total: how many there are. rows: one page of them, those that are due first."""

    total: int
    rows: list[FilingReply]


class Desk(Schema):
    """Of the areas that the caller keeps: complete (one tap), stale (to be asked anew, because something below was),
    lacking, awaiting (others below), done. Right below them: approvable, unready."""

    complete: DeskPart
    stale: DeskPart
    lacking: DeskPart
    awaiting: DeskPart
    done: DeskPart
    approvable: DeskPart
    unready: DeskPart


class PeriodReply(Schema):
    """A period. counts: filings by state. late: after its day with something not approved. mine: may close it.

    retired: its form was taken back, so that nobody has to answer any more.
    """

    id: str
    number: str
    version: int
    key: str
    title: str
    department: str
    area_name: str
    levels: list[str]
    day: date
    due: date
    opened: datetime
    closed: datetime | None
    counts: dict[str, int]
    late: bool
    mine: bool
    retired: bool


class PeriodWhole(PeriodReply):
    """A period with its filings in tree order, as far as the caller may see them."""

    filings: list[FilingReply]


class Opening(Schema):
    """Open a period of these forms, as of a day (null: today). key: "" for the one that the day lies in."""

    numbers: list[str] = Field(min_length=1, max_length=500)
    day: date | None = None
    key: str = Field("", max_length=20)


class Openable(Schema):
    """An admitted form of which the caller may open a period. key: of that period; opened: it is there already."""

    number: str
    title: str
    department: str
    rhythm: str
    levels: list[str]
    key: str
    opened: bool


class JobStarted(Schema):
    """The job that makes the filings, or that prints them (its result: sheet, printed, left)."""

    job: str


class Confirmed(Schema):
    """A filing and the digest of the answers that were looked at. seconds: how long the page was before somebody, 0:
    not known; counted for the form, kept of nobody."""

    id: str
    digest: str
    seconds: int = Field(0, ge=0, le=86_400)


class Confirmation(Schema):
    """反馈确认 for one or many. note: why something is missing."""

    filings: list[Confirmed] = Field(min_length=1, max_length=MOST)
    note: str = Field("", max_length=500)


class Approval(Schema):
    """审定, 重新取数 or a reminder for one or many."""

    filings: list[str] = Field(min_length=1, max_length=MOST)


class Outcome(Schema):
    """What came of one filing of many."""

    id: str
    state: str
    problem: ProblemReply | None = None


class Word(Schema):
    """An act on a filing. reason: for return, unapprove and stand_in. digest: of the answers, for stand_in."""

    act: Act
    reason: str = Field("", max_length=500)
    digest: str = ""


class StateReply(Schema):
    """Where the filing stands now."""

    id: str
    state: str


class DoubtGiven(Schema):
    """An objection to one value: of a number (question alone), or of a record's column."""

    question: int
    column: str = ""
    record: str = ""
    reason: str = Field(min_length=1, max_length=500)


class AnswerGiven(Schema):
    """Why the value stands."""

    answer: str = Field(min_length=1, max_length=500)


class Sentence(Schema):
    """What changed since last time. nothing: it is the same."""

    zh: str
    en: str
    nothing: bool


class NumberReply(Schema):
    """A number with its meaning; before, delta: only where it differs from last time."""

    question: int
    sheet: str
    cell: str
    label: str
    sentence: str
    value: str | None
    before: str | None
    delta: str | None
    problem: ProblemReply | None


class FilingColumn(Schema):
    """A column of a list."""

    name: str
    label: str
    withheld: ProblemReply | None


class FilingCell(Schema):
    """A value as text. changed: it differs from last time."""

    text: str
    changed: bool


class FilingRowReply(Schema):
    """A record. change: "" added changed."""

    id: str
    area_name: str
    change: str
    cells: list[FilingCell]


class FilingList(Schema):
    """A list, changed rows first, at most some of them. gone: records that are not in it any more. records: its rows
    are records of the ledger, not areas."""

    question: int
    records: bool
    columns: list[FilingColumn]
    rows: list[FilingRowReply]
    total: int
    gone: int
    problem: ProblemReply | None


class GapReply(Schema):
    """How many records lack an element."""

    element: str
    label_zh: str
    label_en: str
    count: int


class ObjectionReply(Schema):
    """A word against a cell. outcome: "" while it is open, changed, stands, overruled. record: "" for a number."""

    id: str
    question: int
    record: str
    cell: str
    reason: str
    by: str
    made: datetime
    settled: datetime | None
    settled_by: str
    outcome: str
    answer: str


class StepReply(Schema):
    """One act."""

    act: str
    by: str
    at: datetime
    reason: str


class OtherFiling(Schema):
    """Another form's filing of the same area. later: its answers were asked after this one's."""

    id: str
    title: str
    later: bool


class FindingReply(Schema):
    """A number that can hardly be right. severity: wrong, doubtful. other: the filing that tells the fact otherwise."""

    cell: str
    severity: str
    problem: ProblemReply
    other: OtherFiling | None


class FilingWhole(Schema):
    """A filing with everything. acts: what the caller may do now. past: the same area's filings of other periods.

    retired: the form was taken back. mine: the caller keeps its area.
    """

    filing: FilingReply
    retired: bool
    mine: bool
    findings: list[FindingReply]
    acts: list[str]
    sentence: Sentence | None
    numbers: list[NumberReply]
    lists: list[FilingList]
    gaps: list[GapReply]
    objections: list[ObjectionReply]
    steps: list[StepReply]
    below: list[FilingReply]
    past: list[FilingReply]


class PersonGaps(Schema):
    """A record and the elements of it that are unknown."""

    register_code: str
    record: str
    title: str
    missing: list[str]


class HomeGaps(Schema):
    """A household with what is missing of whom."""

    household: str
    address: str
    people: list[PersonGaps]


class Reminded(Schema):
    """left_out: what is complete and needs nobody to be chased."""

    reminded: int
    left_out: int


class SheetWish(Schema):
    """How the recipient gets numbers that point at people. paper: as a PDF to be signed, with its verification code."""

    profile: Profile = "middle"
    paper: bool = False


class PrintWish(Schema):
    """Filings that become one PDF, each on pages of its own, with numbers masked for the recipient."""

    filings: list[str] = Field(min_length=1, max_length=MOST)
    profile: Profile = "middle"


class SheetReply(Schema):
    """The filled sheet to look at and to take out."""

    sheet: str


class Closed(Schema):
    """How many filings were frozen."""

    frozen: int


class Verified(Schema):
    """What anybody may know of a filing whose code he holds: that it is, whose, how far, and its digest; no value."""

    title: str
    number: str
    department: str
    area_name: str
    key: str
    state: str
    confirmed: datetime | None
    approved: datetime | None
    frozen: datetime | None
    digest: str


class BehindFiled(Behind):
    """The same of a number of a filing: its records as the ledger stood then, and what has become of them.

    filed, now: the number as it was filed, and as it is counted today. came: how many are counted today who were not;
    gone, changed: ids that are counted no more, that say something else. doubts: where the list does not make up the
    number. null: not to be had with these rights, or not compared.
    """

    filed: str | None = None
    now: str | None = None
    came: int | None = None
    gone: list[str] | None = None
    changed: list[str] | None = None
    doubts: list[ProblemReply] = []
