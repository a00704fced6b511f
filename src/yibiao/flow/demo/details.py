"""Which detail records hang on whom. In: a home. Out: (register, how many) for each person. Refuses: nothing.

The rates stand in ``details.tsv``: ages, sex, a circumstance that is needed, a percentage, and at most how many
records. A register of persons that the file does not name gets a few records, so that no register of the standard
stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from yibiao.flow.demo.homelife import Home
from yibiao.flow.demo.homes import WOMAN
from yibiao.flow.demo.people import Person
from yibiao.flow.demo.tables import rows
from yibiao.flow.standard.model import Standard


@dataclass(frozen=True, slots=True)
class Rule:
    """Who has records of a register. `needs`: circumstances that all must hold, () for everybody."""

    register: str
    youngest: int
    oldest: int
    sex: str
    needs: frozenset[str]
    share: float
    most: int


def rules(standard: Standard) -> tuple[Rule, ...]:
    """The rules of the registers that this standard has."""
    found = []
    for row in rows("details"):
        first, _, last = row["ages"].partition("-")
        needs = frozenset(row["needs"].split(",")) - {"any"}
        rule = Rule(
            row["register"], int(first), int(last), row["sex"], needs, float(row["percent"]) / 100, int(row["most"])
        )
        if rule.register in standard.registers:
            found.append(rule)
    named = {rule.register for rule in found}
    for register in standard.details_of("person"):
        if register.code not in named:
            found.append(Rule(register.code, 18, 80, "", frozenset(), 0.02, 1))
    return tuple(found)


def circumstances(home: Home) -> None:
    """Writes the circumstances that rules ask for on each person of a home."""
    resident = home.resident
    parents_here = {id(other.member) for other in home.people if other.status != "2"}
    for person in home.people:
        flags, member = person.flags, person.member
        flags.update(
            name
            for name, holds in (
                ("low", home.poor == "low"),
                ("edge", home.poor == "edge"),
                ("poor", home.poor is not None),
                ("alone", len(resident) == 1 and person.status != "2"),
                ("head", person is home.head),
                ("party", person.party),
                ("veteran", person.veteran),
                ("disabled", person.disability is not None),
                ("floating", home.floating),
                ("settled", not home.floating and not home.separated),
                ("chronic", person.health == "有慢性病"),
                ("student", person.stage is not None),
                ("married", person.sex == WOMAN and person.marriage in ("21", "22")),
                ("worker", person.work in ("employed", "flexible", "farming", "unemployed", "home")),
                ("earner", person.work in ("employed", "flexible")),
                ("unemployed", person.work == "unemployed"),
                ("empty_nest", person.old and all(other.old for other in resident)),
                (
                    "left_old",
                    person.old and any(child.age >= 18 for child in member.children) and all(o.old for o in resident),
                ),
                ("without_parents", person.age < 18 and not _has_parent(person, parents_here)),
            )
            if holds
        )


def _has_parent(person: Person, here: set[int]) -> bool:
    return id(person.member.mother) in here or id(person.member.father) in here


def hanging(random: Random, person: Person, chosen: tuple[Rule, ...]) -> Iterator[tuple[str, int]]:
    """The registers that this person has records of, and how many."""
    age, flags = person.age, person.flags
    done: set[str] = set()
    for rule in chosen:
        if rule.youngest <= age <= rule.oldest and rule.needs <= flags and rule.register not in done:
            if rule.sex and rule.sex != person.sex:
                continue
            if random.random() < rule.share:
                done.add(rule.register)
                yield rule.register, 1 if rule.most == 1 else 1 + int(random.random() ** 2 * rule.most)
