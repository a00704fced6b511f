"""Replies that several nouns share, and how ledger words become them. In: sights, problems. Out: schemas."""

from __future__ import annotations

import gzip
from collections import Counter
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from yibiao.base.problems import Problem
from yibiao.edge.http.replies import ProblemReply, shown
from yibiao.flow.standard.domains import Json
from yibiao.work.ledgers.facts import Fact, Sight


class Origin(Schema):
    """Who said a value ("" where nobody is known), on which day; checked: somebody found it unchanged on that day."""

    source: str
    day: date | None
    checked: bool


class SightReply(Schema):
    """A record as the caller sees it. origin: of the values that `origins` does not name. derived: computed values."""

    register_code: str
    id: str
    area: str
    area_name: str
    master: str | None
    version: int
    values: dict[str, Json]
    masked: list[str]
    derived: list[str]
    origin: Origin | None
    origins: dict[str, Origin]


def sight_reply(sight: Sight) -> SightReply:
    """Most values of a record come from one origin: it stands once."""
    said = {fact.element: _origin(fact) for fact in sight.facts if fact.fresh != "derived"}
    usual = Counter(said.values()).most_common(1)[0][0] if said else None
    return SightReply(
        register_code=sight.register, id=sight.id, area=sight.area, area_name=sight.area_name, master=sight.master,
        version=sight.version, values=dict(sight.values), masked=sorted(f.element for f in sight.facts if f.masked),
        derived=sorted(fact.element for fact in sight.facts if fact.fresh == "derived"),
        origin=_told(usual) if usual else None,
        origins={element: _told(origin) for element, origin in said.items() if origin != usual},
    )  # fmt: skip


def _origin(fact: Fact) -> tuple[str, date | None, bool]:
    return fact.source, fact.day, fact.checked


def _told(origin: tuple[str, date | None, bool]) -> Origin:
    return Origin(source=origin[0], day=origin[1], checked=origin[2])


def problem_reply(found: Problem) -> ProblemReply:
    """What is out of reach reads like what does not exist."""
    return ProblemReply(**shown(found))


def compressed(request: HttpRequest, reply: Schema) -> HttpResponse:
    """A long reply, packed where the browser takes it: a pack goes over a phone's line. It repeats nothing that was
    sent with the request, so that its length tells nothing."""
    content = reply.model_dump_json().encode("utf-8")
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(gzip.compress(content, 5) if packed else content, content_type="application/json")
    if packed:
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding"
    return answer


def plain(value: Any) -> Json:
    """An engine's value as JSON: days and amounts as text, as the ledger keeps them."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)
