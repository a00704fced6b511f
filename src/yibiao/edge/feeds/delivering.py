"""A delivery from quarantine to ledger, step by step. In: the estate, who acts, a delivery's id. Out: where it stands.

    prepare   received → profiled → planned → ready, or waiting with reasons
    apply     ready → applying → applied          the plan that was shown, made once more and compared first
    undo      applied → undone

Each step is kept before the next begins, so that one that was killed is begun again where it stopped. The ledger's
batch has the delivery's id: what was written is never written twice. Whoever acts, the delivery reaches no further
than the area of its source, and what no data officer may compare is left out of it.
Refuses (`ProblemError`): who has not the source's area in his charge, acts out of turn, a plan that is not fresh.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem, refuse_if
from yibiao.edge.desk import RECEIVING, Desk
from yibiao.edge.estate import Estate
from yibiao.edge.feeds.judging import BREAKER, Judge, Seen, columns_of, rows_of
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import lexicon_of
from yibiao.edge.receiving import receiver, same, within_reach
from yibiao.flow import pipeline
from yibiao.flow.keeping import Context, LedgerPlan, RowPlan, plan_from_json
from yibiao.flow.reading import LONG
from yibiao.flow.standardising import Lexicon, match
from yibiao.work.corrections import queries as corrections
from yibiao.work.corrections.actions import prove
from yibiao.work.directory import queries as directory
from yibiao.work.feeds import actions, queries, rules
from yibiao.work.feeds.actions import Told
from yibiao.work.jobs.actions import Cancelled
from yibiao.work.ledgers import actions as ledger
from yibiao.work.ledgers.actions import EVERYWHERE, Act
from yibiao.work.ledgers.batches import batch_of
from yibiao.work.ledgers.known import KnownInLedger

Step = Callable[[int, int], None]
NOTHING = "nothing"
STEPS = rules.UNDER_WAY


@dataclass(frozen=True)
class Bench:
    """Where a delivery is worked on. role "": the house or its operator acts, for nobody in particular."""

    estate: Estate
    login: str
    role: str
    judge: Judge = BREAKER

    def delivery(self, id: str) -> queries.DeliveryRow:
        found = queries.delivery(EVERYWHERE, id)
        if found is None:
            raise ProblemError(problem("HTTP_NOT_THERE", Place()))
        return found

    def desk(self, source: queries.SourceRow) -> Desk:
        """Rights are asked for anew at each step: a post that ended since lets nothing in any more."""
        house, mirror, view = self.estate.house, self.estate.mirror, None
        if self.role:
            day = self.estate.day()
            view = receiver(self.estate, self.login, self.role, day).view
            if not directory.covers(self.login, self.role, day, source.area):
                raise ProblemError(problem("CLI_MAY_NOT_WRITE", Place(), login=self.login))
        here = directory.area(source.area)
        areas = ((here.first, here.last),)
        known = KnownInLedger(house, areas, actor=self.login, purpose=RECEIVING, mirror=mirror)
        return Desk(house, self.login, areas, known, view)

    def advance(self, id: str, verb: str, told: Told | None = None) -> str:
        return actions.advance(self.login, id, verb, told, self.estate.house.clock)


def prepare(bench: Bench, id: str, step: Step) -> Mapping[str, Any]:
    """Measure, plan, judge, from wherever it stands. A file that cannot be read is refused, with the reason."""
    row = bench.delivery(id)
    source = source_of(row)
    desk, read = bench.desk(source), _Read(bench, row, source)
    while row.state in STEPS:
        step(STEPS.index(row.state), len(STEPS))
        seen = Seen(desk, source, row, queries.before(row))
        if row.state == "received":
            _profile(bench, seen, source, read)
        elif row.state == "profiled":
            plan = read.plan(desk)
            sealed = json.dumps(plan.as_json(), ensure_ascii=False, default=str).encode()
            told = Told(facts={"counts": plan.counts}, plan=sealed, vault=bench.estate.house.vault)
            bench.advance(id, "plan", told)
        else:
            judged = bench.judge.judged(seen, kept_plan(bench.estate, id))
            reasons = [found.as_json() for found in judged.problems]
            facts = {"reasons": reasons, "profile": {**row.profile, **judged.told}}
            bench.advance(id, "trip" if reasons else "clear", Told(facts=facts))
        row = bench.delivery(id)
    step(len(STEPS), len(STEPS))
    return {"delivery": id, "state": row.state, "counts": dict(row.counts), "reasons": len(row.reasons)}


def _profile(bench: Bench, seen: Seen, source: queries.SourceRow, read: _Read) -> None:
    id = seen.delivery.id
    try:
        plain = read.plain()
    except ProblemError as fault:
        bench.advance(id, "refuse", Told(fault.problem.sentence(), {"reasons": [fault.problem.as_json()]}))
        return
    columns = columns_of(plain)
    header = [each["label"] for each in columns]
    facts: dict[str, Any] = {"header": header, "rows": rows_of(plain), "reasons": [], "counts": {}}
    why = rules.why_not_columns(header, source.header)
    if why is None:
        facts["profile"] = dict(bench.judge.profile(seen, read.mapped()))
        bench.advance(id, "profile", Told(facts=facts))
        return
    facts["profile"] = {"rows": facts["rows"], "columns": columns}
    actions.propose_mapping(source.id, columns, bench.estate.house.clock)
    bench.advance(id, "hold", Told(facts=facts | {"reasons": [why.as_json()]}))


class _Read:
    """The file of a delivery, read once however many steps look at it."""

    def __init__(self, bench: Bench, row: queries.DeliveryRow, source: queries.SourceRow) -> None:
        self.bench, self.row, self.source = bench, row, source
        self.house = bench.estate.house
        self.found: pipeline.Matched | None = None

    def plain(self) -> pipeline.Matched:
        """As the matcher reads it, with what the house has learned: a proposal."""
        if self.found is None:
            content = queries.opened(self.house.vault, self.row.id, rules.CONTENT)
            if content is None:
                raise ProblemError(problem("FEEDS_CONTENT_GONE", Place(file=self.row.name)))
            lexicon = lexicon_of(self.house.home) or Lexicon()
            with laid_out(self.row.name, content) as path:
                self.found = pipeline.match(path, lexicon=lexicon, standard=self.house.standard, limits=LONG)
        return self.found

    def mapped(self) -> pipeline.Matched:
        """As the approved mapping reads it, and as nothing else does."""
        plain, columns = self.plain(), iter(self.source.mapping)
        forms = []
        for form in plain.forms:
            lexicon = Lexicon()
            for one in form.fields if form.table.layout == "list" else ():
                said = next(columns)
                if said["element"] or not said["special"]:
                    lexicon = lexicon.confirm(form.table.title, one.path, said["element"] or NOTHING)
            forms.append(match(form.table, self.house.standard, lexicon))
        return replace(plain, forms=tuple(forms))

    def plan(self, desk: Desk) -> LedgerPlan:
        """What the delivery would do to the ledger as it is now."""
        hidden = desk.hidden | directory.hidden_from_officers(self.house.standard)
        context = Context(
            self.row.name, self.source.name, self.row.day, self.house.standard, self.source.area, desk.area_of, hidden,
            corrections.watched(self.source.name),
            desk.abolished,
        )  # fmt: skip
        return within_reach(desk, pipeline.plan_of(self.mapped(), desk.known, context))


def kept_plan(estate: Estate, id: str) -> LedgerPlan:
    """The plan of a delivery as it was shown; `ProblemError` FEEDS_CONTENT_GONE."""
    sealed = queries.opened(estate.house.vault, id, rules.PLAN)
    if sealed is None:
        raise ProblemError(problem("FEEDS_CONTENT_GONE", Place()))
    return plan_from_json(json.loads(sealed))


def shown(bench: Bench, row: queries.DeliveryRow, plan: LedgerPlan, page: tuple[RowPlan, ...]) -> dict[str, Any]:
    """A page of a plan as JSON; what the ledger holds as this person may see it."""
    return bench.desk(source_of(row)).shown(replace(plan, rows=page, same=()))


def apply(bench: Bench, id: str, step: Step) -> Mapping[str, Any]:
    """Write what the plan says. Cancelled in the middle, what was written is taken back."""
    row = bench.delivery(id)
    source = source_of(row)
    desk = bench.desk(source)
    if row.state == "applied":  # killed between the last step and the word that it is done
        return {"delivery": id, "state": row.state, **row.written}
    if row.state == "ready" and not same(kept_plan(bench.estate, id), _Read(bench, row, source).plan(desk)):
        bench.advance(id, "again", Told(facts={"reasons": [], "counts": {}}))
        prepare(bench, id, lambda done, total: None)
        raise ProblemError(problem("RECEIVE_STALE", Place(file=row.name)))
    if row.state != "applying":
        bench.advance(id, "begin")
    act = Act(bench.login, RECEIVING, id, desk.areas)
    try:
        reply = ledger.apply_slices(bench.estate.house, act, kept_plan(bench.estate, id), id, step)
    except Cancelled:
        _take_back(bench, desk, id, lambda done, total: None)
        raise
    written = {name: reply[name] for name in ("created", "changed", "conflicts")}
    bench.advance(id, "finish", Told(facts={"written": written}))
    prove(bench.estate.house, source.name)
    return {"delivery": id, "state": "applied", **written}


def undo(bench: Bench, id: str, step: Step) -> Mapping[str, Any]:
    """Take back what the delivery wrote and nobody has touched since."""
    row = bench.delivery(id)
    desk = bench.desk(source_of(row))
    if row.state == "undone":
        return {"delivery": id, "state": row.state, **row.written}
    if row.state != "applied":
        raise ProblemError(problem("FEEDS_STATE", Place()))
    return {"delivery": id, "state": "undone", **_take_back(bench, desk, id, step)}


def _take_back(bench: Bench, desk: Desk, id: str, step: Step) -> dict[str, int]:
    """A delivery that wrote nothing has no batch; one whose batch is undone was killed before it could say so."""
    batch, told = batch_of(desk.areas, id), {"undone": 0, "refused": 0}
    if batch is not None and batch.undone is None:
        act = Act(bench.login, RECEIVING, id, desk.areas)
        reply = ledger.undo_slices(bench.estate.house, act, id, step)
        told = {"undone": reply["undone"], "refused": reply["refused"]}
    bench.advance(id, "undo", Told(facts={"written": dict(bench.delivery(id).written) | told}))
    return told


def source_of(row: queries.DeliveryRow) -> queries.SourceRow:
    found = queries.source(EVERYWHERE, row.source)
    assert found is not None
    return found


def release(bench: Bench, id: str, reason: str) -> None:
    """A person lets a held delivery go on; whoever brought it does not, where another could."""
    row = bench.delivery(id)
    bench.desk(source_of(row))
    others = queries.another_officer(row.area, row.login, bench.estate.day())
    refuse_if(rules.why_not_release(rules.Word(bench.login, row.login, others, reason), row.reasons))
    bench.advance(id, "release", Told(reason))


def refuse(bench: Bench, id: str, reason: str) -> None:
    """A person sends a delivery back; the same bytes may come again."""
    bench.desk(source_of(bench.delivery(id)))
    if not reason.strip():
        raise ProblemError(problem("FEEDS_REASON_WANTED", Place(field="reason")))
    bench.advance(id, "refuse", Told(reason))
