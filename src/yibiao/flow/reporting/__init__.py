"""报: answers of many areas at once, kept so that they say the same for ever. In: questions, areas. Out: bytes.

    answer_all(questions, spots, asker)   the answers of each area, asked in as few queries as there are levels
    pack, unpack                          answers and plans as canonical bytes, and back
    sense_of, told, untold                how a form is read, as text that outlives a later reading
    gaps_of                               what is missing: which records, which elements
    compare, apply, mirrored              what changed between two answers of one form, and the second made from it

Refuses (`ProblemError`): what `flow.asking` refuses; bytes that are none of ours (`ValueError`).
"""

from yibiao.flow.reporting.asked import Item, Sense, sense_of, told, untold
from yibiao.flow.reporting.comparing import Differences, apply, compare, mirrored
from yibiao.flow.reporting.gaps import Gap, collecting, doubts_of, gaps_of, missing_in
from yibiao.flow.reporting.packing import digest_of, pack_answers, pack_plan, unpack_answers, unpack_plan
from yibiao.flow.reporting.splitting import Asker, Spot, answer_all

__all__ = [
    "Asker",
    "Differences",
    "Gap",
    "Item",
    "Sense",
    "Spot",
    "answer_all",
    "apply",
    "collecting",
    "compare",
    "digest_of",
    "doubts_of",
    "gaps_of",
    "missing_in",
    "mirrored",
    "pack_answers",
    "pack_plan",
    "sense_of",
    "told",
    "unpack_answers",
    "unpack_plan",
    "untold",
]
