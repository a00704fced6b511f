"""疑似重复: pairs that may be about one thing, side by side; merged, told apart, parted again. In: an area. Out: pairs.

Values are masked as anywhere else. Refuses: whoever answers for no more than one door (404); what
`work.ledgers.actions.merging` refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.shapes import SightReply, sight_reply
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import doubles
from yibiao.work.ledgers.actions import Pair, merge_records, split_records, tell_apart

router = Router(tags=["doubles"])
MERGING = ("community_secretary", "street_clerk")
"""Who answers for what several grid workers keep."""
COUNTING = "data_officer"
"""Who answers for the data and sees nobody's: he is told how many pairs wait, and where."""
PURPOSE = "疑似重复"


class DoubleReply(Schema):
    """reasons: words of `work.ledgers.doubles`. likely: else only possible. apart_by: a number in which they differ,
    which must be put right before they can be merged."""

    one: SightReply
    other: SightReply
    reasons: list[str]
    likely: bool
    apart_by: str


class DoublesReply(Schema):
    """registers: those in which doubles are looked for."""

    registers: list[str]
    pairs: list[DoubleReply]


class DoublesCount(Schema):
    """At most so many pairs: numbers that tell two apart have not been looked at."""

    register_code: str
    likely: int
    possible: int


class MergerReply(Schema):
    """A merge that can be taken back: actor, moment, what it left and what it ended."""

    id: str
    record: str
    double: str
    register_code: str
    area_name: str
    moment: datetime
    actor: str


class MergeGiven(Schema):
    """taken: elements in which the double's word counts where both say something."""

    stays: str = Field(max_length=36)
    double: str = Field(max_length=36)
    taken: list[str] = Field([], max_length=200)
    reason: str = Field("", max_length=300)


class MergedReply(Schema):
    merger: str
    record: str
    version: int


class ApartGiven(Schema):
    one: str = Field(max_length=36)
    other: str = Field(max_length=36)


class ApartReply(Schema):
    record: str
    other: str


class LeftReply(Schema):
    record: str
    elements: list[str]


class SplitReply(Schema):
    """left: what was written since and stays on the record that had stayed."""

    record: str
    double: str
    left: list[LeftReply]


@router.get("", response=DoublesReply)
def pairs(
    request: HttpRequest, area: str = Query("", max_length=40), register_code: str = Query("person", max_length=40)
) -> DoublesReply:
    caller = _merging(request)
    where = directory.area(area or caller.post_area())
    house, mirror = caller.estate.house, caller.estate.mirror
    found = doubles.suspects(house, mirror, caller.view(), register_code, (where.first, where.last))
    shown = [
        DoubleReply(one=sight_reply(each.one), other=sight_reply(each.other), reasons=list(each.reasons),
                    likely=each.likely, apart_by=each.apart_by)
        for each in found
    ]  # fmt: skip
    return DoublesReply(registers=list(doubles.BLOCKS), pairs=shown)


@router.get("/counts", response=list[DoublesCount])
def counts(request: HttpRequest, area: str = Query("", max_length=40)) -> list[DoublesCount]:
    """How many pairs wait in an area of the data officer's charge; nobody is named."""
    caller: Caller = request.auth
    caller.must_be(COUNTING)
    code = area or caller.post_area()
    if not directory.covers(caller.login, caller.role, caller.day, code):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    where, house = directory.area(code), caller.estate.house
    named = [
        element for block in doubles.BLOCKS.values() for one in block for element in (*one.same, one.near, one.first)
    ]
    view = directory.house_view(PURPOSE, (where.first, where.last), list(filter(None, named)), caller.day)
    found = doubles.counted(house, caller.estate.mirror, view, doubles.BLOCKS, (where.first, where.last))
    return [DoublesCount(register_code=name, likely=one.likely, possible=one.possible) for name, one in found.items()]


@router.post("/merge", response=MergedReply)
def merge(request: HttpRequest, given: MergeGiven) -> Mapping[str, Any]:
    caller = _merging(request)
    house, mirror, view = caller.estate.house, caller.estate.mirror, caller.view()
    taken = frozenset(filter(view.may_read, given.taken))
    pair = Pair(given.stays, given.double, taken, given.reason)
    return merge_records(house, caller.act(), pair, doubles.naming(house, mirror, given.double))


@router.post("/apart", response=ApartReply)
def apart(request: HttpRequest, given: ApartGiven) -> Mapping[str, Any]:
    caller = _merging(request)
    return tell_apart(caller.estate.house, caller.act(), given.one, given.other)


@router.get("/mergers", response=list[MergerReply])
def merged(request: HttpRequest) -> list[MergerReply]:
    caller = _merging(request)
    found = doubles.mergers(caller.estate.house, caller.view())
    names = directory.names_of(each["actor"] for each in found)
    return [
        MergerReply(**{**each, "register_code": each["register"], "actor": names.get(each["actor"], each["actor"])})
        for each in found
    ]


@router.post("/mergers/{merger}/split", response=SplitReply)
def split(request: HttpRequest, merger: str) -> Mapping[str, Any]:
    caller = _merging(request)
    reply = split_records(caller.estate.house, caller.act(), merger)
    view = caller.view()
    left = [{**each, "elements": list(filter(view.may_read, each["elements"]))} for each in reply["refused"]]
    return {**reply, "left": left}


def _merging(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(*MERGING)
    return caller
