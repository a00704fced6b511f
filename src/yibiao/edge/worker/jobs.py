"""What kinds of long work there are, on one screen. In: a job's kind. Out: the function that does it.

A function takes (estate, job, step) and returns the result for the owner: ids and counts, never values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yibiao.edge.estate import Estate
from yibiao.edge.health import health_job
from yibiao.edge.reconciling import reconcile_lists
from yibiao.edge.watching import watches_job
from yibiao.edge.worker.checks import chain_check
from yibiao.edge.worker.feeds import apply_delivery, fetch_source, prepare_delivery, undo_delivery
from yibiao.edge.worker.filings import open_periods, print_filings
from yibiao.edge.worker.fills import fill_areas
from yibiao.edge.worker.imports import apply_import, plan_import, undo_import
from yibiao.edge.worker.piles import consolidate_pile
from yibiao.work.jobs.queries import JobRow

Step = Callable[[int, int], None]
"""(done, total): a sign of life; raises `Cancelled`."""
Work = Callable[[Estate, JobRow, Step], Mapping[str, Any]]

WORK: dict[str, Work] = {
    "chain_check": chain_check,
    "import_plan": plan_import,
    "import_apply": apply_import,
    "import_undo": undo_import,
    "source_fetch": fetch_source,
    "delivery_prepare": prepare_delivery,
    "delivery_apply": apply_delivery,
    "delivery_undo": undo_delivery,
    "fill": fill_areas,
    "pile_read": consolidate_pile,
    "periods_open": open_periods,
    "filings_print": print_filings,
    "reconciliation": reconcile_lists,
    "health": health_job,
    "watches": watches_job,
}
"""Kind → the function that does it."""
