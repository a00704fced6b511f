"""How one form stands to another. In: two profiles and what they share. Out: a `Relation`, its score, which way.

The columns decide; the title helps where they say little (name, number, telephone are no proof of a duplicate), and
population and period may forbid. Thresholds were tuned on generated piles (`bench/consolidating.py`).
Refuses: nothing; what shares too little is unrelated.
"""

from __future__ import annotations

from dataclasses import dataclass

from yibiao.flow.consolidating.derivations import derivation
from yibiao.flow.consolidating.people import other_people, reworded, unsaid
from yibiao.flow.consolidating.profiles import Profile, Shared, one_office
from yibiao.flow.consolidating.shapes import Relation
from yibiao.flow.consolidating.titles import contrast, other_matter, within
from yibiao.flow.standard.model import Standard

EQUAL = 0.97
UNTITLED_VARIANT = 0.64
"""Enough of the columns where the titles have nothing to do with each other: about two thirds."""
VARIANT = 0.52
TITLED_VARIANT = 0.34
"""Enough of the columns where the title is the same too."""
INSIDE = 0.9
OVERLAP = 0.3
OVERLAP_SMALLER = 0.25
TWICE_FILLED = 2 / 3
"""So much of the smaller form is filled in twice, be it only what every list asks."""
OFFICE_VARIANT = 0.24
"""Enough of them where one office asks the same people under the same title: a short form with two labels mistyped."""
SPECIFIC = 4.5
"""Shared weight beyond the common columns from which on the columns alone prove a duplicate; about two rare ones."""
ONE = 2.0
"""Weight of one column that few forms ask."""
FEW = 3
LONG = 12
"""As many shared questions prove one matter where no title, people or office does; a wide form holds any five."""
SAME_TOPIC = 0.85
NEAR_TOPIC = 0.4
ONE_MATTER = 0.72
"""Likeness from which on titles alone name one matter; chosen on strangers' forms (社区报告对象, 街道报告对象: .52)."""
EXTRACT = 0.75
"""A form to post on the wall or to call people by that holds less than this part of another is an extract of it."""
EXTRACTS = frozenset({"posting", "calling"})
ONE_OFFICE = 0.8
"""Enough of the columns for two forms of one office that are headed in two ways and name no people."""
OTHER_PEOPLE = 0.45
"""Below this likeness of the titles, populations that read differently are taken to be other people."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """relation and score, 0 to 1. turned: the second form is the one that is contained or derivable.

    told, missing: of a derivable form the elements of the list that tell it, the labels that no row tells.
    """

    relation: Relation
    score: float
    turned: bool = False
    told: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()


def relate(a: Profile, b: Profile, shared: Shared, standard: Standard) -> Verdict:
    """What `b` is to `a`."""
    score = shared.jaccard
    if alike(a, b, shared):
        if differs(a, b, shared):
            return Verdict(Relation.CONFLICTING, score)
        if kin(a, b, shared):
            return Verdict(Relation.SAME if score >= EQUAL else Relation.VARIANT, score)
        if score >= INSIDE and unproven(a, b, shared):
            return Verdict(Relation.CONFLICTING, score)
    for form, rows, turned in ((a, b, False), (b, a, True)):
        if (found := derivation(form, rows, standard)) is not None:
            return Verdict(Relation.DERIVABLE, found.share, turned, found.used, found.missing)
    if contained(a, b, shared):
        return Verdict(Relation.CONTAINED, max(shared.in_a, shared.in_b), turned=shared.in_b > shared.in_a)
    if overlapping(shared):
        return Verdict(Relation.OVERLAPPING, score)
    if a.topic and a.topic == b.topic and a.counts == b.counts:
        return Verdict(Relation.SAME_TITLE, score)
    return Verdict(Relation.UNRELATED, score)


def contained(a: Profile, b: Profile, shared: Shared) -> bool:
    """All but a trace of what the one asks the other asks too, of the same people.

    Where the shared columns are few and common, that both come from one office or speak of one topic and that
    nothing is left over has to stand in for what they do not prove; some column must be no common one. Cards ask much
    that is asked of every applicant, so their topics have to be near.
    """
    inside = max(shared.in_a, shared.in_b)
    if inside < INSIDE or a.counts != b.counts or differs(a, b, shared) or other_affair(a, b):
        return False
    near = shared.title >= NEAR_TOPIC or one_office(a, b)
    named = bool(a.form.people) and a.form.people == b.form.people
    if a.form.layout == "card" and not near:
        return False
    if not near and not named:
        return inside >= EQUAL and len(shared.keys) >= LONG and shared.specific >= 2 * SPECIFIC
    if shared.specific >= SPECIFIC:
        return True
    return near and inside >= EQUAL and len(shared.keys) >= FEW and shared.specific >= ONE


def overlapping(shared: Shared) -> bool:
    """A real part in common: much of both, or a quarter of the smaller form and more than every list asks.

    Whoever fills them in counts columns and does not weigh them: three questions beyond name and number that are a
    quarter of the smaller form, or two thirds of it whatever they are, are filled in twice.
    """
    if shared.jaccard >= OVERLAP and shared.specific > 0:
        return True
    if max(shared.in_a, shared.in_b) >= OVERLAP_SMALLER and shared.specific >= 2 * SPECIFIC:
        return True
    number = len(shared.keys)
    if shared.rare >= FEW and number >= OVERLAP_SMALLER * shared.smaller:
        return True
    return number >= max(FEW, TWICE_FILLED * shared.smaller)


def alike(a: Profile, b: Profile, shared: Shared) -> bool:
    """The columns are enough of the same for one form, the title taken into account."""
    near = shared.title >= NEAR_TOPIC or bool(a.form.people and a.form.people == b.form.people)
    needed = VARIANT if near else UNTITLED_VARIANT
    if shared.title >= SAME_TOPIC:
        needed = OFFICE_VARIANT if one_office(a, b) and a.form.people == b.form.people else TITLED_VARIANT
    if a.form.subject != b.form.subject:
        needed = max(needed, 0.8)
    return shared.jaccard >= needed


def differs(a: Profile, b: Profile, shared: Shared) -> bool:
    """They ask the same of different people or for different periods."""
    return apart(a, b) or otherwise(a, b, shared)


def apart(a: Profile, b: Profile) -> bool:
    """No third form that is like both can make one form of these: another period, age, narrower people."""
    return bool(a.period and b.period and a.period != b.period) or other_people(a, b)


def otherwise(a: Profile, b: Profile, shared: Shared) -> bool:
    """Each narrows the people in its own way, and nothing shows that one thing was meant.

    Nearly equal columns with some condition in common show it, in forms of one office two thirds; or near titles.
    """
    if not all(unsaid(a, b)):
        return False
    needed = UNTITLED_VARIANT if one_office(a, b) else INSIDE
    if set(a.form.people) & set(b.form.people) and shared.jaccard >= needed and shared.specific >= 2 * SPECIFIC:
        return False
    return shared.title < OTHER_PEOPLE


def other_affair(a: Profile, b: Profile) -> bool:
    """They are titled for two matters, and not for the same people in two words."""
    if contrast(a.form.title, b.form.title):
        return True
    return other_matter(a.topic, b.topic) and not reworded(a, b)


def kin(a: Profile, b: Profile, shared: Shared) -> bool:
    """The columns prove it, or the titles agree.

    A list to pay by and one to post on the wall are two forms, and so are two of one make for two matters. Two of the
    same named people for the same purpose need no more than two thirds of the columns (通讯录, 联系表).
    """
    if a.purpose and b.purpose and a.purpose != b.purpose or other_affair(a, b):
        return False
    if bool(a.purpose) != bool(b.purpose) and {a.purpose, b.purpose} & EXTRACTS and _extract(shared):
        return False
    if not (a.theme and b.theme):
        return shared.specific >= SPECIFIC or shared.jaccard >= ONE_OFFICE or one_office(a, b)
    if shared.title >= ONE_MATTER:
        return True
    if unproven(a, b, shared):
        return False
    if shared.title >= NEAR_TOPIC or (shared.jaccard >= 0.95 and _one_people(a, b, shared)):
        return True
    if not a.form.people and not b.form.people and one_office(a, b) and shared.jaccard >= ONE_OFFICE:
        return shared.specific >= ONE
    if (
        a.form.people
        and a.form.people == b.form.people
        and a.purpose
        and a.purpose == b.purpose
        and shared.specific > 0
    ):
        return shared.jaccard >= UNTITLED_VARIANT
    return shared.specific >= SPECIFIC and shared.jaccard >= VARIANT


def _extract(shared: Shared) -> bool:
    """The one is a part of the other and much less than it: of a roll the columns that are posted on the wall."""
    inside, beyond = max(shared.in_a, shared.in_b), min(shared.in_a, shared.in_b)
    return inside >= INSIDE and beyond < EXTRACT


def unproven(a: Profile, b: Profile, shared: Shared) -> bool:
    """Each has a title of its own, and nothing shows that one thing was meant: neither one office nor people that both
    name nor that the one title says all that the other says.

    Whoever keeps the same columns of streets and of communities has two forms: equal columns are no proof.
    """
    titled = bool(a.theme and b.theme) and shared.title < ONE_MATTER
    hinted = within(a.theme, b.theme) or set(a.form.people) & set(b.form.people)
    return titled and not hinted and not one_office(a, b)


def _one_people(a: Profile, b: Profile, shared: Shared) -> bool:
    """Forms of equal columns are of one people: said by both, or hinted at by the titles or by what they are for."""
    if a.form.people == b.form.people:
        return bool(a.form.people) or shared.title >= 0.3
    return bool(a.purpose) and a.purpose == b.purpose and shared.specific > 0
