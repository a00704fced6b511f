"""The caller's own area for his phone. In: what the phone has. Out: a page of records, what it must forget.

Only roles that work at the door have one. Refuses: every other role, as if there were no such thing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from yibiao.edge.http.shapes import SightReply, compressed, sight_reply
from yibiao.work.ledgers.packs import Packed, pack

router = Router(tags=["packs"])
CARRIERS = ("grid_worker", "community_secretary")


class PackedReply(Schema):
    """initials: letters of each place of the name, apart by dots. conflicts: how many are open."""

    record: SightReply
    initials: str
    gone: str
    tags: list[str]
    conflicts: int


class PackReply(Schema):
    """See `work.ledgers.packs`: until and scope of the first page hold for the whole pack."""

    scope: str
    until: int
    anew: bool
    records: list[PackedReply]
    dropped: list[str]
    more: str


@router.get("/mine", response=PackReply)
def mine(
    request: HttpRequest,
    since: int = Query(0, ge=0, le=2**53),
    scope: str = Query("", max_length=64),
    after: str = Query("", max_length=36),
) -> HttpResponse:
    caller = request.auth
    caller.must_be(*CARRIERS)
    found = pack(caller.estate.house, caller.estate.mirror, caller.view(), since=since, scope=scope, after=after)
    reply = PackReply(
        scope=found.scope, until=found.until, anew=found.anew, records=list(map(packed_reply, found.records)),
        dropped=list(found.dropped), more=found.more,
    )  # fmt: skip
    return compressed(request, reply)


def packed_reply(each: Packed) -> PackedReply:
    return PackedReply(
        record=sight_reply(each.sight), initials=each.initials, gone=each.gone, tags=list(each.tags),
        conflicts=each.conflicts,
    )  # fmt: skip
