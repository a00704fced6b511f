"""Consolidating 并: a pile of forms → families, proposals, ledgers, master table. Faces: `read_pile`, `consolidate`.

    piling.read_pile(folder, cache=None, progress=None) -> Pile
    consolidate(pile, standard, decisions=()) -> Consolidation
    keeping.save / keeping.decisions_in                 the JSON, the decisions of people

Refuses: see each.
"""

from yibiao.flow.consolidating.piling import read_pile
from yibiao.flow.consolidating.shapes import Action, Consolidation, Decision, Pile, Relation, Verdict
from yibiao.flow.consolidating.whole import consolidate

__all__ = ["Action", "Consolidation", "Decision", "Pile", "Relation", "Verdict", "consolidate", "read_pile"]
