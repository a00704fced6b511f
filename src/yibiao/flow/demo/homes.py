"""Who lives together. In: randomness and a kind of home. Out: its members, the head first, with ages and relations.

The kinds and their weights are data (``homes.tsv``); the weights are fitted to the census of 2020, so that ages
come out as a pyramid. Relations are GB/T 4761 codes. Refuses: nothing; a child that fits no parent is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from random import Random

from yibiao.flow.demo.tables import Weighted, ages, rows

MAN, WOMAN = "1", "2"


@dataclass(slots=True)
class Member:
    """Somebody of a home. `role` is ours (head, spouse, child …), `relation` the code of GB/T 4761."""

    role: str
    sex: str
    age: int
    relation: str = "99"
    mother: Member | None = None
    father: Member | None = None
    spouse: Member | None = None
    children: list[Member] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of home: (role, youngest, oldest) of each member, the head first."""

    name: str
    members: tuple[tuple[str, int, int], ...]


def _member(text: str) -> tuple[str, int, int]:
    role, _, span = text.partition(":")
    first, _, last = span.partition("-")
    return role, int(first or 0), int(last or 120)


@cache
def kinds() -> Weighted[Kind]:
    """The kinds of homes with their weights."""
    return Weighted.of(
        (Kind(row["kind"], tuple(map(_member, row["members"].split(";")))), float(row["weight"]))
        for row in rows("homes")
    )


def _other(sex: str) -> str:
    return WOMAN if sex == MAN else MAN


def _near(random: Random, age: int, sex: str) -> int:
    """The age of a spouse: wives are two years younger on average."""
    return max(20, round(random.gauss(age + (-2 if sex == WOMAN else 2), 2.5)))


def _marry(one: Member, other: Member) -> None:
    one.spouse, other.spouse = other, one


def _parent_of(child: Member, *parents: Member | None) -> None:
    for parent in parents:
        if parent is None:
            continue
        parent.children.append(child)
        if parent.sex == MAN:
            child.father = parent
        else:
            child.mother = parent


def _child_age(random: Random, parents: list[Member], first: int, last: int) -> int | None:
    """An age at which every parent was between 20 and 45 (fathers 55) at birth; None when there is none."""
    low = max([first] + [parent.age - (45 if parent.sex == WOMAN else 55) for parent in parents])
    high = min([last] + [parent.age - 20 for parent in parents])
    if low > high:
        return None
    wanted = round(random.gauss(parents[0].age - 27.5, 4))
    return min(max(wanted, low), high) if low <= wanted <= high else random.randint(low, high)


def compose(random: Random, kind: Kind) -> list[Member]:
    """The members of a home of this kind, the head first."""
    _, first, last = kind.members[0]
    age = ages(first, last).draw(random)
    old = kind.name in ("one_old", "grandparents")
    head = Member("head", MAN if random.random() < (0.42 if old else 0.66) else WOMAN, age, "02")
    home = [head]
    for role, first, last in kind.members[1:]:
        member = _add(random, home, role, (first, last))
        if member is not None:
            home.append(member)
    _relate_children(home)
    return home


def _add(random: Random, home: list[Member], role: str, span: tuple[int, int]) -> Member | None:
    head = home[0]
    if role == "spouse":
        sex = _other(head.sex)
        member = Member(role, sex, _near(random, head.age, sex), "12" if sex == WOMAN else "11")
        _marry(head, member)
        return member
    if role in ("father", "mother"):
        return _parent(random, home, role)
    if role == "other":
        return Member(role, MAN if random.random() < 0.55 else WOMAN, ages(*span).draw(random), "99")
    return _descendant(random, home, role, span)


def _parent(random: Random, home: list[Member], role: str) -> Member | None:
    head = home[0]
    sex = MAN if role == "father" else WOMAN
    age = head.age + random.randint(21, 32)
    married = next((member for member in home if member.role == "father"), None)
    if married is not None:
        age = _near(random, married.age, WOMAN)
    if not head.age + 18 <= age <= 104:
        return None
    member = Member(role, sex, age, "51" if sex == MAN else "52")
    if married is not None:
        _marry(married, member)
    _parent_of(head, member)
    return member


def _descendant(random: Random, home: list[Member], role: str, span: tuple[int, int]) -> Member | None:
    """Children, a married son and his wife, grandchildren."""
    head = home[0]
    couple = [head] + [member for member in home if member.role == "spouse"]
    son = next((member for member in home if member.role == "son"), None)
    if role == "his_wife":
        if son is None:
            return None
        wife = Member(role, WOMAN, _near(random, son.age, WOMAN), "38")
        _marry(son, wife)
        return wife
    if role == "grandchild" and son is not None:
        couple = [member for member in home if member.role in ("son", "his_wife")]
    if role == "grandchild" and son is None:
        age: int | None = random.randint(max(span[0], head.age - 64), max(span[0], min(span[1], head.age - 44)))
        couple = []
    else:
        age = _child_age(random, couple, *span)
    if age is None:
        return None
    boy = role == "son" or random.random() < 0.525
    member = Member(role, MAN if boy else WOMAN, age)
    if role == "grandchild":
        member.relation = "41" if boy else "42"
    _parent_of(member, *couple)
    return member


def _relate_children(home: list[Member]) -> None:
    """长子, 次女, 独生子 …: children of the head in the order of their ages."""
    children = sorted((member for member in home if member.role in ("child", "son")), key=lambda member: -member.age)
    if len(children) == 1:
        children[0].relation = "21" if children[0].sex == MAN else "31"
        return
    seen = {MAN: 0, WOMAN: 0}
    for child in children:
        child.relation = str((22 if child.sex == MAN else 32) + min(seen[child.sex], 4))
        seen[child.sex] += 1
