"""存: what a received file would do to the ledger, before anything is done. In: linked rows. Out: a `LedgerPlan`.

    plan(rows, links, context) -> LedgerPlan       per row new | changed | same | doubtful | refused, with reasons
    LedgerPlan.as_json() / plan_from_json(data)    for the preview, and to apply later what was looked at

Refuses: nothing with an exception; a row that cannot be kept says why. Applying: `to_apply()` in
its order; `RecordPlan.key` names a record within the plan, `master_key` points to a record that the plan makes.
"""

from yibiao.flow.keeping.planning import Context, plan, without_hidden
from yibiao.flow.keeping.plans import (
    FieldChange,
    FieldConflict,
    LedgerPlan,
    RecordPlan,
    RowPlan,
    SameRows,
    Verdict,
    plan_from_json,
)

__all__ = [
    "Context",
    "plan",
    "FieldChange",
    "FieldConflict",
    "LedgerPlan",
    "RecordPlan",
    "RowPlan",
    "SameRows",
    "Verdict",
    "plan_from_json",
    "without_hidden",
]
