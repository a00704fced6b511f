"""People, homes, shops and whatever else the ledger keeps: find, look, check what was typed, show a masked value.

In: words to search by (in the body, never in the address), a record's id. Out: what the caller's view shows. Writes go
through `sync`, from the phone and from the desk alike. Refuses: in the words of what does not exist.
"""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.replies import ProblemReply
from yibiao.edge.http.shapes import SightReply, plain, problem_reply, sight_reply
from yibiao.edge.searching import same_persons, search
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.entries import missing, read_entries
from yibiao.work.directory import queries as directory
from yibiao.work.directory.rules import KEEPERS
from yibiao.work.ledgers import queries
from yibiao.work.ledgers.dossiers import Dossier, Link, dossier
from yibiao.work.ledgers.due import Due, due
from yibiao.work.ledgers.revealing import revealed

router = Router(tags=["records"])


class SearchGiven(Schema):
    """words: all must be found. tags: all must hold. gone: look among the dead and the departed."""

    register_code: str = Field(max_length=40)
    words: str = Field("", max_length=100)
    tags: list[str] = Field([], max_length=5)
    gone: bool = False
    most: int = Field(50, ge=1, le=500)


class FoundReply(Schema):
    id: str
    area_name: str
    values: dict[str, Json]


class SearchReply(Schema):
    """more: there are others than these."""

    rows: list[FoundReply]
    more: bool


@router.post("/search", response=SearchReply)
def find(request: HttpRequest, given: SearchGiven) -> SearchReply:
    rows, more = search(request.auth, given.register_code, given.words, given.tags, gone=given.gone, most=given.most)
    columns = rows.columns
    return SearchReply(
        rows=[
            FoundReply(id=record, area_name=area, values=dict(zip(columns, map(plain, values), strict=True)))
            for record, area, values in zip(rows.ids, rows.area_names, rows.values, strict=True)
        ],
        more=more,
    )


class LinkReply(Schema):
    """how: the element that refers, or "master"."""

    how: str
    register_code: str
    id: str
    title: str
    values: dict[str, Json]
    gone: str


class ConflictReply(Schema):
    """ours: what the record has; theirs: what `actor` wrote on `day` without having seen it."""

    id: int
    element: str
    ours: Json
    theirs: Json
    actor: str
    day: date


class DossierReply(Schema):
    """Everything on one page; see `work.ledgers.dossiers.Dossier`. revealable: masked elements that a grant lifts."""

    record: SightReply
    title: str
    gone: str
    tags: list[str]
    gaps: list[str]
    conflicts: list[ConflictReply]
    upward: list[LinkReply]
    family: list[LinkReply]
    below: list[LinkReply]
    details: list[SightReply]
    revealable: list[str]


class DueReply(Schema):
    """One record with something to look at: elements that are old, in conflict, unknown; ids of seeming doubles."""

    register_code: str
    id: str
    title: str
    area_name: str
    version: int
    old: list[str]
    conflicts: list[str]
    gaps: list[str]
    doubles: list[str]


class DuePageReply(Schema):
    due: list[DueReply]
    more: str


@router.get("/due", response=DuePageReply)
def looks(
    request: HttpRequest, area: str | None = Query(None, max_length=40), after: str = Query("", max_length=36),
    element: str = Query("", max_length=80),
) -> DuePageReply:  # fmt: skip
    request.auth.must_be(*KEEPERS)
    row = directory.area(area) if area else None
    reach = (row.first, row.last) if row else None
    found = due(request.auth.estate.house, request.auth.view(), area=reach, after=after, element=element)
    return DuePageReply(due=list(map(_due, found.due)), more=found.more)


def _due(each: Due) -> DueReply:
    return DueReply(
        register_code=each.register, id=each.id, title=each.title, area_name=each.area_name, version=each.version,
        old=list(each.old), conflicts=list(each.conflicts), gaps=list(each.gaps), doubles=list(each.doubles),
    )  # fmt: skip


class CheckGiven(Schema):
    """What was typed, by element code."""

    register_code: str = Field(max_length=40)
    values: dict[str, Json] = Field(max_length=200)
    fresh: bool = False


class CheckProblem(Schema):
    element: str
    problem: ProblemReply


class CheckReply(Schema):
    """values: as the ledger would keep them; follows: those of them that nobody typed. same: records within reach that
    seem to be the same; whoever is known elsewhere is not told of."""

    values: dict[str, Json]
    follows: list[str]
    problems: list[CheckProblem]
    same: list[FoundReply]


@router.post("/check", response=CheckReply)
def check(request: HttpRequest, given: CheckGiven) -> CheckReply:
    request.auth.must_be(*KEEPERS)
    standard, view = request.auth.estate.house.standard, request.auth.view()
    typed = {code: value for code, value in given.values.items() if view.may_read(code)}
    entries = read_entries(standard, given.register_code, typed, request.auth.day)
    found = [(code, each) for code, some in entries.problems.items() for each in some]
    if given.fresh:
        found += [(each.place.field or "", each) for each in missing(standard, given.register_code, entries.values)]
    return CheckReply(
        values=dict(entries.values),
        follows=sorted(entries.follows),
        problems=[CheckProblem(element=code, problem=problem_reply(each)) for code, each in found],
        same=[_found(each) for each in same_persons(request.auth, entries.values)] if given.fresh else [],
    )


def _found(each: queries.Reading) -> FoundReply:
    return FoundReply(id=each.id, area_name=each.area_name, values=dict(each.values))


@router.get("/{record}", response=DossierReply)
def page(request: HttpRequest, record: str) -> DossierReply:
    caller = request.auth
    view = caller.view()
    found = dossier(caller.estate.house, caller.estate.mirror, view, record)
    if found is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    lifted = caller.lifting(view)
    return _page(found, [code for code in found.sight.values if code in lifted])


def _page(found: Dossier, revealable: list[str]) -> DossierReply:
    names = directory.names_of(each.actor for each in found.conflicts)
    conflicts = [
        ConflictReply(
            id=each.id,
            element=each.element,
            ours=each.ours,
            theirs=each.theirs,
            actor=names.get(each.actor, each.actor),
            day=each.day,
        )
        for each in found.conflicts
    ]
    return DossierReply(
        record=sight_reply(found.sight), title=found.title, gone=found.gone, tags=list(found.tags),
        gaps=list(found.gaps), conflicts=conflicts, upward=list(map(_link, found.upward)),
        family=list(map(_link, found.family)), below=list(map(_link, found.below)),
        details=list(map(sight_reply, found.details)), revealable=sorted(revealable),
    )  # fmt: skip


def _link(link: Link) -> LinkReply:
    return LinkReply(
        how=link.how,
        register_code=link.register,
        id=link.id,
        title=link.title,
        values=dict(link.values),
        gone=link.gone,
    )


class PastChange(Schema):
    element: str
    old: Json
    new: Json


class PastReply(Schema):
    """verb: created, changed, confirmed, moved, ended. confirmed: elements that were found unchanged."""

    sequence: int
    moment: datetime
    actor: str
    verb: str
    version: int
    changes: list[PastChange]
    confirmed: list[str]


@router.get("/{record}/history", response=list[PastReply])
def history(request: HttpRequest, record: str) -> list[PastReply]:
    found = queries.history(request.auth.estate.house, request.auth.view(), record)
    if not found:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    names = directory.names_of(each.actor for each in found)
    return [_past(each, names.get(each.actor, each.actor)) for each in reversed(found)]


def _past(past: queries.Past, name: str) -> PastReply:
    changes = [
        PastChange(element=code, old=past.old.get(code), new=past.new.get(code))
        for code in sorted(past.old.keys() | past.new.keys())
    ]
    return PastReply(
        sequence=past.sequence, moment=past.moment, actor=name, verb=past.verb, version=past.version, changes=changes,
        confirmed=list(past.confirmed),
    )  # fmt: skip


class RevealGiven(Schema):
    element: str = Field(max_length=80)
    reason: str = Field(min_length=2, max_length=200)


class RevealReply(Schema):
    value: Json


@router.post("/{record}/reveal", response=RevealReply)
def reveal(request: HttpRequest, record: str, given: RevealGiven) -> RevealReply:
    caller = request.auth
    view = caller.view()
    lifted = caller.lifting(view)
    value = revealed(caller.estate.house, view, lifted.get(given.element), record, given.element, reason=given.reason)
    return RevealReply(value=value)
