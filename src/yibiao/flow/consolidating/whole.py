"""A pile → everything that is found in it, on one screen. In: pile, standard, decisions. Out: a `Consolidation`.

    fields      what the standard does not have, clustered
    pairs       which forms have to do with each other, and how
    families    variants of one form
    proposals   cancel, merge, generate, keep; decisions of people in their place
    ledgers, master table, burden

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yibiao.flow.consolidating.burden import burden_of
from yibiao.flow.consolidating.families import find_families
from yibiao.flow.consolidating.fields import propose
from yibiao.flow.consolidating.ledgers import smallest_ledgers
from yibiao.flow.consolidating.master import master_table
from yibiao.flow.consolidating.pairs import find_pairs, joined
from yibiao.flow.consolidating.profiles import Weights, profiles_of
from yibiao.flow.consolidating.proposals import decided, propose_actions
from yibiao.flow.consolidating.shapes import Action, Burden, Consolidation, Decision, Pile
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.standard.model import Standard


def consolidate(pile: Pile, standard: Standard, decisions: Sequence[Decision] = ()) -> Consolidation:
    """Everything that is found in the pile, the decisions of people applied."""
    elements, forms = propose(pile.forms)
    names = Names(forms, elements, standard)
    profiles = profiles_of(forms, standard)
    by_id = {profile.form.id: profile for profile in profiles}
    weigh = Weights(profiles, standard)
    pairs = find_pairs(profiles, weigh, names)
    families = find_families(profiles, pairs, weigh)
    heads = [by_id[family.head] for family in families]
    pairs = joined(pairs, find_pairs(heads, weigh, names))
    proposals = decided(propose_actions(by_id, families, pairs, weigh, names), decisions, by_id)
    whole = Pile(forms, pile.unreadable)
    return summed(Consolidation(whole, elements, pairs, families, proposals, (), (), Burden(*_NONE)), standard)


_NONE = ((0, 0), (0, 0), (0, 0), (0.0, 0.0))


def summed(found: Consolidation, standard: Standard) -> Consolidation:
    """Ledgers, master table and burden, as they follow from forms and proposals."""
    forms = found.pile.forms
    gone = {entry.form for entry in found.proposals if entry.action is Action.CANCEL}
    asking = [form for form in forms if form.id not in gone]
    return replace(
        found,
        ledgers=smallest_ledgers(asking, standard),
        master=master_table(asking, Names(forms, found.elements, standard), standard),
        burden=burden_of(forms, found.proposals),
    )
