"""Files of rows, as jobs: plan, apply, undo. In: the estate, a job of one who may. Out: ids and counts.

Rights are asked for anew when the work begins: a post that ended since brings nothing in any more. Cancelled in the
middle, what was written is taken back before the job ends.
Refuses (`ProblemError`): a plan that the ledger has moved away from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.desk import RECEIVING, Desk
from yibiao.edge.estate import Estate
from yibiao.edge.receiving import Wish, keep_plan, kept_plan, make_plan, receiver, same
from yibiao.work.jobs.actions import Cancelled
from yibiao.work.jobs.queries import JobRow
from yibiao.work.ledgers import actions
from yibiao.work.ledgers.actions import Act
from yibiao.work.ledgers.batches import batch_of

Step = Callable[[int, int], None]


def plan_import(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: plan (its id), counts by verdict, rows, problems (how many of the file as a whole)."""
    wish = Wish.from_json(job.given)
    step(0, 2)
    plan, columns = make_plan(estate, _desk(estate, job), wish)
    step(1, 2)
    kept = keep_plan(estate, job.login, wish, plan, columns)
    step(2, 2)
    return {"plan": kept, "counts": plan.counts, "rows": sum(plan.counts.values()), "problems": len(plan.problems)}


def apply_import(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: batch, created, changed, conflicts. The batch has the id of its plan, so a plan enters once."""
    desk, plan_id = _desk(estate, job), job.given["plan"]
    kept = kept_plan(estate, job.login, plan_id)
    begun = batch_of(desk.areas, plan_id)
    if begun is None:
        fresh = same(kept.plan, make_plan(estate, desk, kept.wish)[0])
    else:
        fresh = begun.undone is None  # a worker that died is taken up again; what was undone needs a new look
    if not fresh:
        raise ProblemError(problem("RECEIVE_STALE", Place(file=kept.plan.file)))
    act = Act(job.login, RECEIVING, plan_id, desk.areas)
    try:
        return actions.apply_slices(estate.house, act, kept.plan, plan_id, step)
    except Cancelled:
        if batch_of(desk.areas, plan_id) is not None:
            actions.undo_slices(estate.house, act, plan_id, lambda done, total: None)
        raise


def undo_import(estate: Estate, job: JobRow, step: Step) -> Mapping[str, Any]:
    """Result: batch, undone, refused (how many changes that somebody has touched since)."""
    desk, batch = _desk(estate, job), job.given["batch"]
    act = Act(job.login, RECEIVING, batch, desk.areas)
    return actions.undo_slices(estate.house, act, batch, step)


def _desk(estate: Estate, job: JobRow) -> Desk:
    return receiver(estate, job.login, job.given["role"], estate.day())
