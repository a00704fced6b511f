"""Whether anything was tampered with, as a job of an auditor. In: the estate. Out: lines looked at, faults found.

Refuses: nothing; what does not fit is the result, the first `SHOWN` problems in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from yibiao.edge.estate import Estate
from yibiao.work.jobs.queries import JobRow
from yibiao.work.journal import actions, queries
from yibiao.work.ledgers.scrub import verify_records

SHOWN = 100


def chain_check(estate: Estate, job: JobRow, step: Any) -> Mapping[str, Any]:
    """Result: lines, whole, found (how many), problems (the first of them). The check is a journal line itself."""
    lines = queries.last_sequence()
    faults = list(queries.verify_chain(step))
    step(lines, lines)
    faults += islice(verify_records(estate.house), SHOWN)
    told = {"lines": lines, "found": len(faults)}
    actions.note(actions.Entry(job.login, "chain_checked", "journal", purpose=job.given["purpose"], payload=told))
    return {**told, "whole": not faults, "problems": [each.as_json() for each in faults[:SHOWN]]}
