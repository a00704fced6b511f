"""Who is gone from a home but still in the ledger. In: a home, its census, a seed. Out: people who died or moved out.

About 1 % of the present moved out and 0.5 % died, within seven years before the day. They come on top of the persons
that were asked for, with randomness and ids of their own, so that everybody else is the same with or without them.
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from random import Random

from yibiao.base.ids import IdMaker
from yibiao.flow.demo.homelife import Home
from yibiao.flow.demo.homes import MAN, WOMAN, Member
from yibiao.flow.demo.people import Census, Person
from yibiao.flow.demo.tables import Weighted
from yibiao.flow.standard.domains import Json

_MOVED, _DIED = 0.01, 0.005  # of the people of a home
_YEARS = 7 * 365
_CAUSES = Weighted.of([("心脏病", 30), ("脑血管病", 25), ("恶性肿瘤", 25), ("呼吸系统疾病", 12), ("意外伤害", 8)])
_REASONS = Weighted.of([("1", 40), ("4", 20), ("5", 15), ("7", 12), ("2", 8), ("3", 5)])
_SON, _DAUGHTER, _FATHER, _MOTHER, _OTHER = "20", "30", "51", "52", "99"


@dataclass(frozen=True, slots=True)
class Departed:
    """Somebody who is gone; `values`: what their record says beside what it said when they were here."""

    person: Person
    left: date
    values: Mapping[str, Json] = field(default_factory=dict)


def departed(random: Random, home: Home, census: Census, new_id: IdMaker) -> Iterator[Departed]:
    """Those who are gone from this home; nobody for most homes."""
    for _ in home.people:
        chance = random.random()
        if chance < _MOVED + _DIED:
            moved = chance < _MOVED
            person = _somebody(random, home, census, new_id(), moved)
            left = _since(random, person, census.day)
            yield Departed(person, left, _moved(random, home, left) if moved else _died(random, left))


def until(values: Mapping[str, Json], left: date) -> dict[str, Json]:
    """The values of a record less what would have happened after `left` (visits, certificates that expire later)."""
    return {code: value for code, value in values.items() if not _later(code, value, left)}


def _later(code: str, value: Json, left: date) -> bool:
    return code.endswith("_date") and isinstance(value, str) and value > left.isoformat()


def _somebody(random: Random, home: Home, census: Census, record: str, moved: bool) -> Person:
    """A grown child or a lodger who moved out, a parent or an old relative who died."""
    sex, head = MAN if random.random() < 0.5 else WOMAN, home.head
    if moved:
        age = head.age - 22 - int(random.random() * 10)
        relation = _SON if sex == MAN else _DAUGHTER
        role = "gone child" if age >= 18 else "gone lodger"
    else:
        age = head.age + 22 + int(random.random() * 10)
        relation = _FATHER if sex == MAN else _MOTHER
        role = "gone parent" if age <= 98 else "gone relative"
    if role == "gone lodger":
        age, relation = 19 + int(random.random() * 25), _OTHER
    if role == "gone relative":
        age, relation = 62 + int(random.random() * 30), _OTHER
    person = census.people(random, [Member(role, sex, age, relation)], [record], home.floating)[0]
    person.status = "1"  # what the ledger said last, and still says of the dead
    return person


def _moved(random: Random, home: Home, left: date) -> dict[str, Json]:
    place = home.registered_address if home.floating else home.grid.district.name
    values: dict[str, Json] = {
        "person.residence_status": "4",
        "person.move_out_date": left.isoformat(),
        "person.move_out_place": place,
    }
    if random.random() < 0.8:
        values["person.move_out_reason"] = _REASONS.draw(random)
    return values


def _died(random: Random, left: date) -> dict[str, Json]:
    values: dict[str, Json] = {"person.death_date": left.isoformat(), "person.phone": None}
    if random.random() < 0.7:
        values["person.death_cause"] = _CAUSES.draw(random)
    return values


def _since(random: Random, person: Person, day: date) -> date:
    return date.fromordinal(max(person.born.toordinal() + 1, day.toordinal() - 1 - int(random.random() * _YEARS)))
