"""What to do with each form. In: families, pairs, decisions of people. Out: a proposal a form, its reason and effect.

    cancel     the head of its family asks all that it asks
    merge      a version of the head with columns of its own, which move into the head
    generate   another form, but every cell follows from one that is kept: an extract of it, or counts over its rows
    keep       the rest

A decision of a person outlives every later run. Refuses: nothing; a decision on a form that is gone is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yibiao.flow.consolidating.burden import minutes_of
from yibiao.flow.consolidating.profiles import Profile, Weights, shared_of
from yibiao.flow.consolidating.relations import Verdict
from yibiao.flow.consolidating.shapes import Action, Decision, Family, Pair, Proposal, Relation
from yibiao.flow.consolidating.shapes import Verdict as Word
from yibiao.flow.consolidating.telling import Names, because
from yibiao.flow.consolidating.titles import likeness

COVERED = 0.97


def propose_actions(
    profiles: Mapping[str, Profile], families: Sequence[Family], pairs: Sequence[Pair], weigh: Weights, names: Names
) -> tuple[Proposal, ...]:
    """One proposal a form, in the order of the forms."""
    found: dict[str, Proposal] = {}
    heads = {family.head for family in families}
    for family in families:
        for form in family.forms:
            if form != family.head:
                found[form] = _member(profiles[form], profiles[family.head], weigh, names)
    replaced = _replaced(heads, pairs, profiles)
    likes = _likes(heads, pairs)
    for head in sorted(heads):
        found[head] = _head(profiles, head, replaced.get(head), likes.get(head))
    return tuple(found[form] for form in profiles)


def _member(form: Profile, head: Profile, weigh: Weights, names: Names) -> Proposal:
    shared = shared_of(form, head, weigh)
    covered = shared.in_a >= COVERED
    relation = Relation.SAME if covered and shared.in_b >= COVERED else Relation.VARIANT
    if covered and relation is Relation.VARIANT:
        relation = Relation.CONTAINED
    zh, en = because(form, head, shared, Verdict(relation, shared.jaccard), names)
    action = Action.CANCEL if covered else Action.MERGE
    own = shared.only_a if action is Action.MERGE else shared.keys
    return Proposal(form.form.id, action, head.form.id, tuple(sorted(own)), zh, en, minutes_of(form.form))


def _replaced(heads: set[str], pairs: Sequence[Pair], profiles: Mapping[str, Profile]) -> dict[str, Pair]:
    """Heads that another kept head contains or answers. Best pair first; what is relied on is itself kept.

    Of several lists that tell one form, the one of the nearest title is taken: the roll itself before a list of needs.
    """
    found: dict[str, Pair] = {}
    relied: set[str] = set()
    order = {Relation.CONTAINED: 0, Relation.DERIVABLE: 1}
    fitting = [pair for pair in pairs if pair.relation in order and pair.a in heads and pair.b in heads]

    def rank(pair: Pair) -> tuple[int, float, float, str, str]:
        near = likeness(profiles[pair.a].theme, profiles[pair.b].theme) if pair.relation is Relation.DERIVABLE else 0.0
        return (order[pair.relation], -near, -pair.score, pair.a, pair.b)

    for pair in sorted(fitting, key=rank):
        if pair.a in found or pair.a in relied or pair.b in found:
            continue
        found[pair.a] = pair
        relied.add(pair.b)
    return found


def _likes(heads: set[str], pairs: Sequence[Pair]) -> dict[str, Pair]:
    """Of each head the likest other head that it must not be taken for: same title, or the same of other people."""
    found: dict[str, Pair] = {}
    for pair in pairs:
        if pair.relation in (Relation.SAME_TITLE, Relation.CONFLICTING) and {pair.a, pair.b} <= heads:
            found.setdefault(pair.a, pair)
            found.setdefault(pair.b, pair)
    return found


def _head(profiles: Mapping[str, Profile], head: str, pair: Pair | None, like: Pair | None) -> Proposal:
    if pair is None:
        zh, en = _warned(profiles, head, like) if like else ("", "")
        return Proposal(
            head,
            Action.KEEP,
            None,
            (),
            f"{zh}没有别的表能代替它，保留，并作为本组的统一表样。",
            f"{en}No other form can stand for it: it is kept, as the form of its family.",
            0.0,
        )
    share = pair.score if pair.relation is Relation.DERIVABLE else 1.0
    saved = round(minutes_of(profiles[head].form) * share, 2)
    return Proposal(head, Action.GENERATE, pair.b, pair.shared, pair.why_zh, pair.why_en, saved)


def _warned(profiles: Mapping[str, Profile], head: str, like: Pair) -> tuple[str, str]:
    """What the form must not be taken for, and why."""
    other = profiles[like.a if like.b == head else like.b].form
    one, two = ("前者", "后者") if like.a == head else ("后者", "前者")
    return (
        f"不可与《{other.name}》（{other.file}）混为一张（本表为{one}，彼为{two}）：{like.why_zh}",
        f"Not to be taken for {other.name} ({other.file}): {like.why_en} ",
    )


def decided(
    proposals: Sequence[Proposal], decisions: Sequence[Decision], profiles: Mapping[str, Profile]
) -> tuple[Proposal, ...]:
    """The proposals with the decisions of people in the place of ours; a later decision replaces an earlier one."""
    said = {decision.form: decision for decision in decisions}
    return tuple(_decided(entry, said.get(entry.form), profiles) for entry in proposals)


def _decided(entry: Proposal, decision: Decision | None, profiles: Mapping[str, Profile]) -> Proposal:
    if decision is None or (decision.into is not None and decision.into not in profiles):
        return entry
    kept = decision.action is Action.KEEP or decision.verdict is Word.REJECT
    action = Action.KEEP if kept else decision.action
    saved = 0.0 if kept else minutes_of(profiles[entry.form].form)
    return replace(entry, action=action, into=None if kept else decision.into, minutes_saved=saved, decision=decision)
