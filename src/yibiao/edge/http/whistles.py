"""Whistles 吹哨: somebody says, unnamed, that a form without a number is asked for. In: the form, who asks, how.

Out: a code by which the outcome is read; for the data office the list, and its word on each. The two open routes look
at no session and keep nothing of who asks: to slow machines down, this process counts by a digest under a key that it
throws away every day and never writes down. Refuses: more than some a day from one address; whoever is no data officer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import Counter
from datetime import date
from threading import Lock
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from yibiao.base.clock import system_clock, today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import estate
from yibiao.edge.http.caller import Caller
from yibiao.work.admissions import whistles
from yibiao.work.directory import queries as directory

router = Router(tags=["whistles"])
ROLE = "data_officer"
MOST = 40
"""Of one address in a day: a whole office may share one."""
Channel = Literal["paper", "chat", "mail", "phone", "system", "meeting", "other"]


class Turns:
    """How often an address has asked today. The key lives in memory, for a day: afterwards nobody can tell whose."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._day, self._key = date.min, b""
        self._counts: Counter[bytes] = Counter()

    def take(self, address: str, day: date) -> bool:
        """Whether one more may be had."""
        with self._alone:
            if day != self._day:
                self._day, self._key, self._counts = day, secrets.token_bytes(32), Counter()
            mark = hmac.new(self._key, address.encode(), hashlib.sha256).digest()
            self._counts[mark] += 1
            return self._counts[mark] <= MOST


TURNS = Turns()


class WhistleTold(Schema):
    """What is told. number: the one on the form, if it bears one."""

    form: str = Field(max_length=200)
    department: str = Field(max_length=120)
    since: date | None = None
    channel: Channel = "other"
    words: str = Field("", max_length=500)
    number: str = Field("", max_length=40)


class WhistleCode(Schema):
    code: str = Field(max_length=40)


class WhistleOutcome(Schema):
    """state: open, settled."""

    day: date
    form: str
    state: str
    answer: str


class WhistleReply(WhistleTold):
    """A whistle for the data office. answerer: the name of who answered."""

    id: str
    day: date
    state: str
    answer: str
    answerer: str


class WhistleWord(Schema):
    word: str = Field(max_length=300)


@router.post("", response={201: WhistleCode}, auth=None)
def blow(request: HttpRequest, given: WhistleTold) -> Status:
    _take_turn(request)
    return Status(201, WhistleCode(code=whistles.blow(estate().house.vault, whistles.Told(**given.dict()))))


@router.post("/outcome", response=WhistleOutcome, auth=None)
def outcome(request: HttpRequest, given: WhistleCode) -> dict[str, Any]:
    """The code travels in the body: addresses are written into logs."""
    _take_turn(request)
    found = whistles.outcome(estate().house.vault, given.code)
    return {name: getattr(found, name) for name in WhistleOutcome.model_fields}


@router.get("", response=list[WhistleReply])
def heard(request: HttpRequest) -> list[dict[str, Any]]:
    caller = officer(request)
    rows = whistles.heard(caller.estate.house.vault, _reach(caller))
    names = directory.names_of(row.answerer for row in rows)
    return [
        {name: getattr(row.told, name) for name in WhistleTold.model_fields}
        | {name: getattr(row, name) for name in ("id", "day", "state", "answer")}
        | {"answerer": names.get(row.answerer, "")}
        for row in rows
    ]


@router.post("/{whistle}/answer", response={204: None})
def settle(request: HttpRequest, whistle: str, given: WhistleWord) -> Status[None]:
    caller = officer(request)
    whistles.settle(caller.login, _reach(caller), whistle, given.word)
    return Status(204, None)


def officer(request: HttpRequest) -> Caller:
    """The caller, who acts as data officer."""
    caller: Caller = request.auth
    caller.must_be(ROLE)
    return caller


def _reach(caller: Caller) -> tuple[int, int]:
    area = directory.area(caller.post_area())
    return area.first, area.last


def _take_turn(request: HttpRequest) -> None:
    if not TURNS.take(str(request.META.get("REMOTE_ADDR", "")), today(system_clock)):
        raise ProblemError(problem("HTTP_TOO_OFTEN", Place()))
