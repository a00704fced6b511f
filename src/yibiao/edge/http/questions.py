"""Questions in plain words: understood, answered, laid out as a file. In: words, columns, area. Out: conditions, rows.

Words travel in bodies, never in addresses. Refuses: words of which nothing was understood, areas out of reach.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yibiao.edge.forms import words as keywords
from yibiao.edge.forms.changes import changes_json
from yibiao.edge.forms.reach import reach_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.fills import Begun, ColumnReply, Profile, RecordReply
from yibiao.edge.http.papers import filler
from yibiao.edge.http.replies import ProblemReply
from yibiao.work.ledgers.moments import moment_of

router = Router(tags=["questions"])


class Words(Schema):
    """Keywords (新生儿 二孩) or a formula (年龄 >= 80 且 独居)."""

    words: str = Field(min_length=1, max_length=200)


class DoubtfulReply(Schema):
    """A word with several meanings, each as a clerk reads it."""

    word: str
    meanings: list[str]


class ColumnChoice(Schema):
    """A column that may be picked. masked: how it is shown; withheld: why it cannot be; usual: picked at first."""

    code: str
    label_zh: str
    label_en: str
    sensitivity: int
    masked: str | None
    usual: bool
    withheld: ProblemReply | None


class UnderstoodReply(Schema):
    """What was understood. rows: whether the caller may list at all; unread: words of which nothing was understood."""

    words: str
    register_zh: str
    register_en: str
    condition: str | None
    left_out: str
    used: list[str]
    unread: list[str]
    doubtful: list[DoubtfulReply]
    areas: list[str]
    rows: bool
    columns: list[ColumnChoice]


class TableWish(Words):
    """The same with columns (codes; none: the usual ones), area, day (null: today) and the recipient's masks.

    as_of: a day or a journal line: of the ledger as it stood then (null: as it is known now); without a day of its own
    the conditions speak of that day.
    """

    columns: list[str] = Field([], max_length=60)
    area: str
    day: date | None = None
    profile: Profile = "middle"
    as_of: str | None = Field(None, max_length=40)


class SinceWish(TableWish):
    """The same, compared with the ledger as it stood at `since`, a day or a journal line."""

    since: str = Field(max_length=40)


class AnswerReply(Schema):
    """The number, and the first rows for who may list them. problem: why there is no number, or no rows.

    doubts: what is to be said of an answer about then.
    """

    sentence: str
    count: int | None
    problem: ProblemReply | None
    columns: list[ColumnReply]
    rows: list[RecordReply]
    doubts: list[ProblemReply]


class SinceChange(Schema):
    """What is said otherwise of a record than it was then."""

    label_zh: str
    label_en: str
    old: str
    new: str


class SinceRecord(RecordReply):
    """A record that came, went (as it was then) or changed (as it is now)."""

    changes: list[SinceChange]


class SinceKind(Schema):
    """How many came, went or changed, and the first of them."""

    kind: Literal["came", "went", "changed"]
    count: int
    rows: list[SinceRecord]


class SinceReply(Schema):
    """The numbers then and now, and what changed, for who may list. problem: why lists are not compared."""

    before: int | None
    after: int | None
    problem: ProblemReply | None
    doubts: list[ProblemReply]
    columns: list[ColumnReply]
    kinds: list[SinceKind]


class AreaReply(Schema):
    """An area within reach; parent null: the top of it."""

    code: str
    name: str
    level: str
    parent: str | None


@router.post("/understood", response=UnderstoodReply)
def understood(request: HttpRequest, given: Words) -> dict[str, Any]:
    return keywords.understood_json(filler(request), given.words)


@router.post("/answers", response=AnswerReply)
def answers(request: HttpRequest, given: TableWish) -> dict[str, Any]:
    caller = filler(request)
    return keywords.asked_json(caller, wish(given, caller))


@router.post("/differences", response=SinceReply)
def differences(request: HttpRequest, given: SinceWish) -> dict[str, Any]:
    """What changed in the answer since a moment."""
    caller = filler(request)
    return changes_json(caller, wish(given, caller), moment_of(caller.estate.house, given.since))


@router.post("/tables", response=Begun)
def tables(request: HttpRequest, given: TableWish) -> dict[str, Any]:
    caller = filler(request)
    return {"filled": [keywords.laid_out(caller, wish(given, caller))], "job": None}


@router.get("/areas", response=list[AreaReply])
def areas(request: HttpRequest) -> list[dict[str, Any]]:
    return reach_of(filler(request))


def wish(given: TableWish, caller: Caller) -> keywords.Keywords:
    then = moment_of(caller.estate.house, given.as_of) if given.as_of else None
    day = given.day or (then.day if then else caller.day)
    seen_at = then.sequence if then else None
    return keywords.Keywords(given.words, tuple(given.columns), given.area, day, given.profile, seen_at)
