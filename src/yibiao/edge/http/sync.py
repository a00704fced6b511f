"""What was done at the door, with or without network. In: operations of one device in their order. Out: what became of
each, and the records as they are now. Sent again, an operation changes nothing and gets the same answer.

Refuses: roles that keep no ledger (404); one operation's fault is that operation's outcome, never the whole reply's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema

from yibiao.base.clock import CHINA
from yibiao.edge.http.packs import PackedReply, packed_reply
from yibiao.edge.http.replies import ProblemReply
from yibiao.edge.http.shapes import problem_reply
from yibiao.flow.standard.domains import Json
from yibiao.work.corrections.actions import settle
from yibiao.work.corrections.rules import LONGEST, Actor
from yibiao.work.directory.rules import KEEPERS
from yibiao.work.ledgers.actions import Decision, Operation, Outcome, apply_operations
from yibiao.work.ledgers.actions.field import found_value
from yibiao.work.ledgers.packs import packed

router = Router(tags=["sync"])
conflicts = Router(tags=["conflicts"])
MOST = 50


class OperationGiven(Schema):
    """See `work.ledgers.actions.field.Operation`."""

    id: str = Field(max_length=36)
    kind: Literal["create", "change", "confirm", "move", "end"]
    record: str = Field(max_length=36)
    register_code: str = Field("", max_length=40)
    base: int = Field(0, ge=0, le=2**31)
    values: dict[str, Json] = Field({}, max_length=200)
    elements: list[str] = Field([], max_length=200)
    area: str = Field("", max_length=40)
    master: str | None = Field(None, max_length=36)
    why: str = Field("", max_length=40)
    moment: datetime | None = None


class SyncGiven(Schema):
    """device: a name that the device gave itself, the same for all that it sends."""

    device: str = Field(min_length=1, max_length=60)
    operations: list[OperationGiven] = Field(max_length=MOST)


class OutcomeReply(Schema):
    """state: applied, conflict (in `elements`), refused (`problems` say why), waits (for an earlier refused one)."""

    id: str
    record: str
    state: Literal["applied", "conflict", "refused", "waits"]
    version: int
    elements: list[str]
    problems: list[ProblemReply]


class SyncReply(Schema):
    outcomes: list[OutcomeReply]
    records: list[PackedReply]


@router.post("", response=SyncReply)
def sync(request: HttpRequest, given: SyncGiven) -> SyncReply:
    caller = request.auth
    caller.must_be(*KEEPERS)
    house, view = caller.estate.house, caller.view()
    act = replace(caller.act(), writer=f"{caller.login}/{given.device}")
    outcomes = apply_operations(house, view, act, [_operation(each) for each in given.operations])
    touched = {each.record for each in outcomes if each.kind in ("applied", "conflict")}
    now = packed(house, caller.estate.mirror, view, touched) if touched else ()
    return SyncReply(outcomes=list(map(_outcome, outcomes)), records=list(map(packed_reply, now)))


def _moment(given: datetime | None) -> datetime | None:
    """The device's time; a clock that stands before this century or behind it tells nothing."""
    if given is None or not 2000 <= given.year < 2100:
        return None
    return given if given.tzinfo is not None else given.replace(tzinfo=CHINA)


def _operation(given: OperationGiven) -> Operation:
    return Operation(
        given.id, given.kind, given.record, given.register_code, given.base, given.values, tuple(given.elements),
        given.area, given.master, given.why, _moment(given.moment),
    )  # fmt: skip


def _outcome(outcome: Outcome) -> OutcomeReply:
    return OutcomeReply(
        id=outcome.id, record=outcome.record, state=outcome.kind, version=outcome.version,
        elements=list(outcome.elements), problems=list(map(problem_reply, outcome.problems)),
    )  # fmt: skip


class DecisionGiven(Schema):
    """Whose value counts: what the ledger has, what the source says, or neither: then `value` is what was found. words:
    how it is known, for the department whose value is wrong."""

    take: Literal["ours", "theirs", "neither"]
    value: Json = None
    words: str = Field("", max_length=LONGEST)


class DecisionReply(Schema):
    """told: what became of a wrong source's word: "" (it was right, or nobody's), told, waiting, reopened, upheld,
    nobody (nobody here answers for that source). correction: its id."""

    record: str
    version: int
    state: Literal["kept", "taken", "neither"]
    told: Literal["", "told", "waiting", "reopened", "upheld", "nobody"]
    correction: str


@conflicts.post("/{conflict}", response=DecisionReply)
def decide(request: HttpRequest, given: DecisionGiven, conflict: int = Path(ge=1, le=2**53)) -> DecisionReply:
    """Decide; the department of a source that was wrong is told by itself."""
    caller = request.auth
    caller.must_be(*KEEPERS)
    house, view = caller.estate.house, caller.view()
    value = found_value(house, view, conflict, given.value) if given.take == "neither" else None
    actor = Actor(caller.login, caller.role, frozenset(), True, caller.day)
    done = settle(house, view, actor, caller.act(), (conflict, Decision(given.take, value), given.words))
    reply = done.reply
    return DecisionReply(
        record=reply["record"], version=reply["version"], state=reply["state"], told=done.told,
        correction=done.correction,
    )  # fmt: skip
