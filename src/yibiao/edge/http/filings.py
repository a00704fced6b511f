"""报送: periods and filings. In: numbers of admitted forms, filings, words. Out: what waits, answers, states.

    /filings/desk       what waits for the caller, by what is to be done; a street has thousands, so by the page
    /filings/periods    opened periods with how far they are; open, close, remind
    /filings/prints     many of them as one PDF, by a job
    /filings/{id}       one filing: answers through the caller's view, gaps, objections, changes; the acts on it

Refuses: what the caller's view does not cover is not there; what `work.filings.rules` refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.filings import behind, collecting, keeping, printing, sheets, showing
from yibiao.edge.filings.opening import may_open
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.filing_shapes import (
    AnswerGiven,
    Approval,
    BehindFiled,
    Closed,
    Confirmation,
    Desk,
    DeskPart,
    DoubtGiven,
    FilingWhole,
    HomeGaps,
    JobStarted,
    Openable,
    Opening,
    Outcome,
    Part,
    PeriodReply,
    PeriodWhole,
    PrintWish,
    Reminded,
    SheetReply,
    SheetWish,
    StateReply,
    Verified,
    Word,
)
from yibiao.edge.http.replies import shown as told
from yibiao.work.admissions import queries as admissions
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries, rules
from yibiao.work.filings import desk as waiting
from yibiao.work.filings.actions import Done, Doubt
from yibiao.work.filings.queries import FilingRow, PeriodRow
from yibiao.work.jobs import actions as jobs

router = Router(tags=["filings"])
ROLES = ("grid_worker", "community_secretary", "street_clerk", "data_officer", "department_officer", "leader")


FURTHEST = 10**6
codes = Router(tags=["filings"])


@codes.get("/{code}", response=Verified, auth=None)
def verified(request: HttpRequest, code: str) -> dict[str, Any]:
    row = queries.by_code(code)
    if row is None or row.state not in ("confirmed", *rules.SETTLED):
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    period = row.period
    return {
        "title": period.title, "number": period.number, "department": period.department, "key": period.key,
        "area_name": directory.area_names().get(row.area, ""), "state": row.state, "confirmed": row.confirmed,
        "approved": row.approved, "frozen": period.closed, "digest": row.whole,
    }  # fmt: skip


def filer(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(*ROLES)
    return caller


@router.get("/desk", response=Desk)
def desk(request: HttpRequest, words: str = "") -> dict[str, Any]:
    """Every part with its first page. words: of a form's title or an area's name."""
    actor = keeping.actor_of(filer(request))
    return {name: _part(actor, name, words) for name in waiting.PARTS}


@router.get("/desk/{part}", response=DeskPart)
def desk_part(request: HttpRequest, part: Part, words: str = "", after: int = 0, most: int = 40) -> dict[str, Any]:
    """The further ones of a part."""
    return _part(keeping.actor_of(filer(request)), part, words, max(0, min(after, FURTHEST)), max(1, most))


def _part(actor: rules.Actor, name: str, words: str, after: int = 0, most: int = 40) -> dict[str, Any]:
    total, rows = waiting.part(actor, name, words[:100], after=after, most=most)
    return {"total": total, "rows": showing.lights(rows)}


@router.get("/periods", response=list[PeriodReply])
def periods(request: HttpRequest) -> list[dict[str, Any]]:
    caller = filer(request)
    rows = queries.periods(caller.view().areas, caller.login)
    counts = queries.counts([row.id for row in rows])
    names = directory.area_names()
    return [_period(caller, row, dict(counts.get(row.id, {})), names) for row in rows]


@router.get("/openable", response=list[Openable])
def openable(request: HttpRequest, day: date | None = None) -> list[dict[str, Any]]:
    """The valid forms that the caller may dispatch, with the period that a day (null: today) lies in."""
    caller = filer(request)
    actor, at = keeping.actor_of(caller), day or caller.day
    found = [
        entry
        for first, last in directory.post_intervals(caller.login, caller.day)
        for entry in admissions.entries(first, last, caller.day, state="valid")
        if rules.receives_top(actor, entry.issuer, entry.area)
    ]
    opened = queries.opened_keys(entry.number for entry in found)
    return [
        {
            "number": entry.number, "title": entry.title, "department": entry.department, "rhythm": entry.period,
            "levels": list(entry.levels), "key": (key := rules.period_key(entry.period, at)),
            "opened": key in opened.get(entry.number, ()),
        }
        for entry in {entry.number: entry for entry in found}.values()
    ]  # fmt: skip


@router.post("/periods", response={202: JobStarted})
def open_periods(request: HttpRequest, given: Opening) -> Status:
    caller = filer(request)
    actor, day = keeping.actor_of(caller), given.day or caller.day
    for number in given.numbers:
        may_open(actor, number)
    wish = {"role": caller.role, "numbers": given.numbers, "day": day.isoformat(), "key": given.key}
    return Status(202, {"job": jobs.start_job(caller.login, "periods_open", wish)})


@router.get("/periods/{period}", response=PeriodWhole)
def period(request: HttpRequest, period: str) -> dict[str, Any]:
    caller = filer(request)
    row = _period_of(caller, period)
    filings = [each for each in queries.of_period(row.id) if showing.may_see(caller, each)]
    if row.issuer == caller.login:
        actions.note_opening(caller.login, row.id, clock=caller.estate.house.clock)
    counts = queries.counts([row.id]).get(row.id, {})
    return _period(caller, row, dict(counts), directory.area_names()) | {"filings": showing.lights(filings)}


@router.post("/periods/{period}/close", response=Closed)
def close(request: HttpRequest, period: str) -> dict[str, int]:
    caller = filer(request)
    row = _period_of(caller, period)
    return {"frozen": actions.close(keeping.actor_of(caller), row.id, clock=caller.estate.house.clock)}


@router.post("/remind", response=Reminded)
def remind(request: HttpRequest, given: Approval) -> dict[str, int]:
    caller = filer(request)
    reminded, left = actions.remind(keeping.actor_of(caller), given.filings, clock=caller.estate.house.clock)
    return {"reminded": reminded, "left_out": left}


@router.post("/confirm", response=list[Outcome])
def confirm(request: HttpRequest, given: Confirmation) -> list[dict[str, Any]]:
    caller = filer(request)
    told = {one.id: one for one in given.filings}

    def confirmed(row: FilingRow) -> Done:
        return keeping.confirm(caller, row, told[row.id].digest, given.note, told[row.id].seconds)

    return _each(caller, list(told), confirmed)


@router.post("/renew", response=list[Outcome])
def renew(request: HttpRequest, given: Approval) -> list[dict[str, Any]]:
    caller = filer(request)
    actor = keeping.actor_of(caller)
    return _each(caller, given.filings, lambda row: keeping.renew(caller.estate, actor, row))


@router.post("/approve", response=list[Outcome])
def approve(request: HttpRequest, given: Approval) -> list[dict[str, Any]]:
    caller = filer(request)
    actor, clock = keeping.actor_of(caller), caller.estate.house.clock
    return _each(caller, given.filings, lambda row: actions.approve(actor, row.id, clock=clock))


@router.post("/prints", response={202: JobStarted})
def prints(request: HttpRequest, given: PrintWish) -> Status:
    """One PDF of many filings, as a job: what cannot be printed together is said before it begins."""
    caller = filer(request)
    printing.chosen(caller, given.filings)
    wish = {"role": caller.role, "purpose": caller.purpose, "filings": list(dict.fromkeys(given.filings)),
            "profile": given.profile, "verify": request.build_absolute_uri("/v/")}  # fmt: skip
    return Status(202, {"job": jobs.start_job(caller.login, "filings_print", wish)})


@router.get("/{filing}", response=FilingWhole)
def filing(request: HttpRequest, filing: str, against: str = "") -> dict[str, Any]:
    """against: another filing of the same form (a period, an area) to compare with; else the period before."""
    caller = filer(request)
    row = showing.visible(caller, filing)
    if row.period.issuer == caller.login:
        actions.note_opening(caller.login, row.period.id, clock=caller.estate.house.clock)
    return showing.whole(caller, row, against)


@router.post("/{filing}/acts", response=StateReply)
def act(request: HttpRequest, filing: str, given: Word) -> dict[str, str]:
    caller = filer(request)
    row = showing.visible(caller, filing)
    return _state(_acted(caller, row, given))


@router.post("/{filing}/objections", response=StateReply)
def objection(request: HttpRequest, filing: str, given: DoubtGiven) -> dict[str, str]:
    caller = filer(request)
    row = showing.visible(caller, filing)
    at = {"question": given.question, "column": given.column, "record": given.record}
    sense = keeping.sense_of(caller.estate.house.standard, row)
    mark = keeping.value_mark(caller.estate, sense.questions, keeping.answers_of(caller.estate, row), at)
    clock = caller.estate.house.clock
    doubt = Doubt(at, keeping.label_at(sense, at), mark)
    return _state(actions.object_to(keeping.actor_of(caller), row.id, doubt, given.reason, clock=clock)[1])


@router.post("/{filing}/objections/{objection}", response=StateReply)
def settle(request: HttpRequest, filing: str, objection: str, given: AnswerGiven) -> dict[str, str]:
    caller = filer(request)
    row = showing.visible(caller, filing)
    clock = caller.estate.house.clock
    return _state(actions.settle(keeping.actor_of(caller), row.id, objection, given.answer, clock=clock))


@router.get("/{filing}/behind/{question}", response=BehindFiled)
def behind_number(request: HttpRequest, filing: str, question: int) -> dict[str, Any]:
    """The records that a number counted, as the ledger stood then."""
    caller = filer(request)
    return behind.behind(caller, showing.visible(caller, filing), question)


@router.get("/{filing}/gaps", response=list[HomeGaps])
def gaps(request: HttpRequest, filing: str) -> list[dict[str, Any]]:
    caller = filer(request)
    return collecting.collection(caller, showing.visible(caller, filing))


@router.post("/{filing}/sheet", response=SheetReply)
def sheet(request: HttpRequest, filing: str, given: SheetWish) -> dict[str, str]:
    caller = filer(request)
    wish = sheets.Wish(given.profile, request.build_absolute_uri("/v/") if given.paper else "")
    return {"sheet": sheets.sheet_of(caller, showing.visible(caller, filing), wish)}


def _acted(caller: Caller, row: FilingRow, given: Word) -> Done:
    actor, clock = keeping.actor_of(caller), caller.estate.house.clock
    if given.act == "renew":
        return keeping.renew(caller.estate, actor, row)
    if given.act == "withdraw":
        return actions.withdraw(actor, row.id, clock=clock)
    if given.act == "return":
        return actions.give_back(actor, row.id, given.reason, clock=clock)
    if given.act == "unapprove":
        return actions.unapprove(actor, row.id, given.reason, clock=clock)
    return keeping.stand_in(caller, row, given.digest, given.reason)


def _each(caller: Caller, filings: list[str], act: Callable[[FilingRow], Done]) -> list[dict[str, Any]]:
    """One after the other; what is refused says why, and the others go on."""
    outcomes = []
    for key in filings:
        try:
            outcomes.append({**_state(act(showing.visible(caller, key))), "problem": None})
        except ProblemError as refusal:
            outcomes.append({"id": key, "state": "", "problem": told(refusal.problem)})
    return outcomes


def _state(done: Done) -> dict[str, str]:
    return {"id": done.filing, "state": done.state}


def _period_of(caller: Caller, key: str) -> PeriodRow:
    row = queries.period(key)
    mine = row is not None and (row.issuer == caller.login or _meets(caller, row))
    if row is None or not mine:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    return row


def _meets(caller: Caller, row: PeriodRow) -> bool:
    return bool(showing.view_of(caller, row).within(row.first, row.last))


def _period(caller: Caller, row: PeriodRow, counts: dict[str, int], names: Any) -> dict[str, Any]:
    fields = ("id", "number", "version", "key", "title", "department", "day", "due", "opened", "closed")
    open_ones = sum(count for state, count in counts.items() if state not in rules.SETTLED)
    actor = keeping.actor_of(caller)
    return {name: getattr(row, name) for name in fields} | {
        "retired": row.closed is None and bool(admissions.retired_of([row.number])),
        "area_name": names.get(row.area, row.area), "levels": list(row.levels), "counts": counts,
        "late": row.closed is None and bool(open_ones) and caller.day > row.due,
        "mine": rules.receives_top(actor, row.issuer, row.area),
    }  # fmt: skip
