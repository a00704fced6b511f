"""The only writers of the ledger, one file a family of verbs. In: a house, an act. Out: replies. Refuses: see each.

records   create, change, confirm, move, end, erase one record
field     one operation of a device, as it was made at the door
bulk      load many records in chunks
demo      the demo district
plans     apply a ledger plan, undo a batch
slices    the same for long ones, step by step
conflicts a person decides
merging   two records about one thing become one, and two again
"""

from yibiao.work.ledgers.actions.bulk import load_bulk
from yibiao.work.ledgers.actions.conflicts import Decision, reopen_conflict, resolve_conflict
from yibiao.work.ledgers.actions.demo import load_places, load_records
from yibiao.work.ledgers.actions.field import Operation, Outcome, apply_operation, apply_operations
from yibiao.work.ledgers.actions.merging import Pair, merge_records, split_records, tell_apart
from yibiao.work.ledgers.actions.plans import apply_plan, undo_batch
from yibiao.work.ledgers.actions.records import (
    NewRecord,
    change_record,
    confirm_record,
    create_record,
    end_record,
    erase_record,
    move_record,
)
from yibiao.work.ledgers.actions.slices import apply_slices, undo_slices
from yibiao.work.ledgers.actions.writing import EVERYWHERE, Act, Reply

__all__ = [
    "EVERYWHERE",
    "Act",
    "Decision",
    "NewRecord",
    "Operation",
    "Outcome",
    "Pair",
    "Reply",
    "apply_operation",
    "apply_operations",
    "apply_plan",
    "apply_slices",
    "change_record",
    "confirm_record",
    "create_record",
    "end_record",
    "erase_record",
    "load_bulk",
    "load_places",
    "load_records",
    "merge_records",
    "move_record",
    "reopen_conflict",
    "resolve_conflict",
    "split_records",
    "tell_apart",
    "undo_batch",
    "undo_slices",
]
