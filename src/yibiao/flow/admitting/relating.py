"""Which admitted forms a wanted one is a copy, a version or a part of. In: facts of both. Out: `Kin`, nearest first.

The relation is the one by which piles are consolidated; of a workbook with several tables the nearest counts.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yibiao.flow.admitting.shapes import Admitted, Kin
from yibiao.flow.consolidating.pairs import judged
from yibiao.flow.consolidating.profiles import Profile, Weights, profiles_of
from yibiao.flow.consolidating.shapes import FormFacts, Pair, Relation
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.standard.model import Standard

_ORDER = (
    Relation.SAME, Relation.VARIANT, Relation.CONTAINED, Relation.DERIVABLE, Relation.OVERLAPPING, Relation.CONFLICTING,
    Relation.SAME_TITLE,
)  # fmt: skip


def kin_of(
    wanted: Sequence[FormFacts], admitted: Sequence[Admitted], standard: Standard, period: str
) -> tuple[Kin, ...]:
    """Admitted forms that have to do with the wanted one. period: that of the application, which the title may lack."""
    given = [replace(form, id=f"wanted {at}", period=form.period or _known(period)) for at, form in enumerate(wanted)]
    others = [
        (entry, replace(form, id=f"{entry.number} {at}")) for entry in admitted for at, form in enumerate(entry.facts)
    ]
    forms = [*given, *(form for _, form in others)]
    profiles = profiles_of(forms, standard)
    weigh, names = Weights(profiles, standard), Names(forms, (), standard)
    found: dict[str, Kin] = {}
    for mine in profiles[: len(given)]:
        for (entry, _), theirs in zip(others, profiles[len(given) :], strict=True):
            kin = _kin(mine, theirs, entry, judged(mine, theirs, weigh, names))
            if kin is not None and (entry.number not in found or _near(kin) < _near(found[entry.number])):
                found[entry.number] = kin
    return tuple(sorted(found.values(), key=_near))


def _kin(mine: Profile, theirs: Profile, entry: Admitted, pair: Pair | None) -> Kin | None:
    """None where they are strangers, or where it is the admitted one that is a part of the wanted one."""
    if pair is None:
        return None
    relation = pair.relation
    if relation in (Relation.CONTAINED, Relation.DERIVABLE) and pair.a != mine.form.id:
        relation = Relation.OVERLAPPING
    zh, en = _told(pair, mine.form.id, entry.title)
    return Kin(entry.number, entry.title, entry.department, relation, pair.score, len(pair.shared), zh, en)


def _told(pair: Pair, mine: str, title: str) -> tuple[str, str]:
    """The reasons with both forms by name: 本表 is the wanted one."""
    zh, en = ("本表", f"《{title}》"), ("this form", f"“{title}”")
    if pair.a != mine:
        zh, en = zh[::-1], en[::-1]
    told_zh = pair.why_zh.replace("前者", zh[0]).replace("后者", zh[1])
    told_en = pair.why_en.replace("the first", en[0]).replace("the second", en[1]).replace("The first", en[0])
    return told_zh, told_en


def _near(kin: Kin) -> tuple[int, float, str]:
    return _ORDER.index(kin.relation), -kin.score, kin.number


def _known(period: str) -> str | None:
    return None if period == "once" else period
