"""The people of a home. In: its members, where they live, randomness. Out: `Person`s whose attributes hang
together.

Rates follow what is published for the country (census of 2020, disability sample survey, party statistics) in round
numbers. Nobody's ethnic group or belief is used for anything: they are drawn at national shares. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from yibiao.base.clock import age_on
from yibiao.flow.demo.homes import MAN, WOMAN, Member
from yibiao.flow.demo.naming import full_name, given_name, mobile, surname
from yibiao.flow.demo.numbers import IdNumbers
from yibiao.flow.demo.tables import Weighted, rows

ETHNIC_GROUPS = Weighted.of((row["code"], float(row["share"])) for row in rows("ethnic_groups"))
_ADULT_EDUCATION = {
    1900: Weighted.of([("80", 50), ("90", 28), ("70", 15), ("60", 5), ("30", 1), ("20", 1)]),
    1950: Weighted.of([("80", 30), ("70", 42), ("60", 18), ("90", 5), ("41", 2), ("30", 2), ("20", 1)]),
    1970: Weighted.of([("70", 45), ("60", 15), ("80", 14), ("30", 11), ("20", 9), ("41", 5), ("14", 1)]),
    1985: Weighted.of([("70", 27), ("30", 23), ("20", 25), ("60", 13), ("41", 7), ("14", 4), ("80", 1)]),
}
_KINDS_OF_DISABILITY = Weighted.of([("4", 50), ("2", 14), ("1", 13), ("6", 9), ("5", 8), ("7", 4), ("3", 2)])
_GRADES = Weighted.of([("1", 14), ("2", 26), ("3", 25), ("4", 35)])
_STAGES = ((3, 5, "kindergarten"), (6, 11, "primary"), (12, 14, "junior"), (15, 17, "senior"), (18, 21, "college"))


@dataclass(slots=True)
class Person:
    """Somebody, with the facts that several records share."""

    record: str
    member: Member
    name: str
    sex: str
    born: date
    age: int
    id_number: str
    relation: str
    ethnic: str
    status: str  # residence status: 1 resident, 2 away, 3 came in
    education: str | None
    stage: str | None
    work: str | None  # employed, flexible, farming, unemployed, retired, home, student
    phone: str | None
    party: bool = False
    veteran: bool = False
    disability: tuple[str, str] | None = None
    health: str = "健康或良好"
    ability: str = "1"
    pregnant: bool = False
    marriage: str | None = None
    income: int | None = None
    flags: set[str] = field(default_factory=set)

    @property
    def old(self) -> bool:
        return self.age >= 60


def _named(random: Random, members: list[Member], born: dict[int, date]) -> dict[int, str]:
    """Names by member: children take their father's family name, or their mother's where he is not known."""
    names: dict[int, str] = {}
    pending = sorted(members, key=lambda member: -member.age)
    for member in pending:
        parent = member.father or member.mother
        if parent is not None and id(parent) in names:
            family = names[id(parent)][: 2 if names[id(parent)][:2] in ("欧阳", "上官", "诸葛", "司马", "夏侯") else 1]
        else:
            family = surname(random)
        names[id(member)] = family + given_name(random, born[id(member)].year, member.sex)
    return names


@dataclass(slots=True)
class Census:
    """Makes the people of one district; holds what must be distinct over all of it."""

    day: date
    numbers: IdNumbers = field(default_factory=IdNumbers)

    def people(self, random: Random, members: list[Member], ids: list[str], floating: bool) -> list[Person]:
        """The persons of a home in the order of its members."""
        today = self.day.toordinal()
        born = {
            id(member): date.fromordinal(today - int((member.age + 0.002 + random.random() * 0.996) * 365.2425))
            for member in members
        }
        names = _named(random, members, born)
        ethnic = ETHNIC_GROUPS.draw(random)
        district = 990201 + int(random.random() * 3) if floating else 990101
        return [
            self._person(random, member, record, (names[id(member)], born[id(member)], ethnic, floating, district))
            for member, record in zip(members, ids, strict=True)
        ]

    def _person(self, random: Random, member: Member, record: str, facts: tuple[str, date, str, bool, int]) -> Person:
        name, born, ethnic, floating, district = facts
        age = age_on(born, self.day)
        stage = _stage(random, age)
        work = _work(random, age, member.sex, stage)
        away = not floating and member.role in ("spouse", "child", "son") and 18 <= age < 50 and random.random() < 0.1
        person = Person(
            record, member, name, member.sex, born, age, self.numbers.next(born, member.sex, district), member.relation,
            ethnic, "3" if floating else "2" if away else "1", _education(random, born.year, age), stage, work,
            _phone(random, age),
        )  # fmt: skip
        _allegiance(random, person)
        _health(random, person)
        _marriage(random, person)
        _income(random, person)
        return person


def _stage(random: Random, age: int) -> str | None:
    for first, last, stage in _STAGES:
        if first <= age <= last:
            share = (
                0.58 if stage == "college" else 0.92 if stage == "senior" else 0.9 if stage == "kindergarten" else 0.995
            )
            return stage if random.random() < share else None
    return None


def _education(random: Random, born: int, age: int) -> str | None:
    if age < 6:
        return None
    if age < 18:
        return "80" if age < 12 else "70" if age < 15 else "60"
    if age < 22:
        return "20" if random.random() < 0.35 else "30" if random.random() < 0.5 else "60"
    pool = max(year for year in _ADULT_EDUCATION if year <= max(born, 1900))
    return _ADULT_EDUCATION[pool].draw(random)


def _work(random: Random, age: int, sex: str, stage: str | None) -> str | None:
    if stage is not None:
        return "student"
    if age < 16:
        return None
    retires = 60 if sex == MAN else 53
    chance = random.random()
    if age >= retires:
        return "farming" if chance < 0.06 and age < 75 else "flexible" if chance < 0.1 and age < 68 else "retired"
    for share, work in ((0.66, "employed"), (0.82, "flexible"), (0.86, "farming"), (0.9, "unemployed")):
        if chance < share:
            return work
    return "home"


def _phone(random: Random, age: int) -> str | None:
    share = (
        0.0 if age < 10 else 0.3 if age < 16 else 0.96 if age < 60 else 0.9 if age < 70 else 0.8 if age < 80 else 0.62
    )
    return mobile(random) if random.random() < share else None


def _allegiance(random: Random, person: Person) -> None:
    share = 0.0 if person.age < 20 else 0.05 if person.age < 30 else 0.09 if person.age < 60 else 0.12
    person.party = random.random() < share
    served = 0.0 if person.age < 21 else 0.05 if person.age < 60 else 0.09
    person.veteran = random.random() < (served if person.sex == MAN else 0.002 * (person.age > 20))


def _health(random: Random, person: Person) -> None:
    age = person.age
    share = 0.004 if age < 15 else 0.016 if age < 60 else 0.045 if age < 75 else 0.075
    if random.random() < share:
        person.disability = (_KINDS_OF_DISABILITY.draw(random), _GRADES.draw(random))
        person.health = "残疾"
    elif random.random() < (0.01 if age < 35 else 0.08 if age < 60 else 0.38):
        person.health = "有慢性病"
    elif random.random() < 0.005:
        person.health = "患有大病"
    elif random.random() < (0.02 if age < 60 else 0.15):
        person.health = "一般或较弱"
    if age >= 60:
        frail = 0.04 if age < 70 else 0.11 if age < 80 else 0.28 if age < 90 else 0.5
        if random.random() < frail:
            person.ability = (
                "2"
                if random.random() < 0.5
                else "3"
                if random.random() < 0.5
                else "4"
                if random.random() < 0.8
                else "5"
            )


def _marriage(random: Random, person: Person) -> None:
    member, age = person.member, person.age
    if member.spouse is not None:
        person.marriage = "21" if random.random() < 0.95 else "22"
    elif age < 20:
        person.marriage = "10"
    elif member.children or age >= 60:
        person.marriage = "30" if age >= 60 and random.random() < 0.85 else "40"
    else:
        single = 0.97 if age < 25 else 0.75 if age < 30 else 0.4 if age < 40 else 0.15
        person.marriage = "10" if random.random() < single else "40" if random.random() < 0.4 else "21"
    fertile = person.sex == WOMAN and 22 <= age <= 40 and member.spouse is not None
    person.pregnant = fertile and random.random() < 0.035


def _income(random: Random, person: Person) -> None:
    middle = {"employed": 68000, "flexible": 46000, "farming": 24000, "retired": 30000, "unemployed": 9000}.get(
        person.work or ""
    )
    if middle is not None:
        person.income = int(round(middle * random.lognormvariate(0, 0.4), -2))


def invented_relative(random: Random, family: str, age: int, sex: str, day: date) -> str:
    """The name of a relative who does not live here."""
    return family + given_name(random, day.year - age, sex) if family else full_name(random, day.year - age, sex)
