"""What filled forms must say, computed from the invented district alone: no database, no mirror, no SQL, no formulas.

In: the same persons, seed and day that `yibiao demo` was given. Out: plain Python over plain records.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from yibiao.flow.demo import DemoRecord, areas, generate, planted
from yibiao.flow.standard import load

RESIDENT = {"1", "3"}  # 常住, 流入
MOVED_OUT, CLOSED = "4", {"4", "5", "6"}  # 迁出; 注销, 吊销, 搬迁
Person = DemoRecord


def present(record: DemoRecord) -> bool:
    """Whether somebody lives and lives here, or something is still in business; the unknown are there."""
    values = record.values
    if record.register == "person":
        dead = values.get("person.death_date") is not None or values.get("person.death_cause") is not None
        status = values.get("person.residence_status")
        left = ("person.move_out_date", "person.move_out_reason", "person.move_out_place")
        moved = status == MOVED_OUT or status is None and any(values.get(code) is not None for code in left)
        return not dead and not moved
    return values.get(f"{record.register}.operating_status") not in CLOSED


def age(record: DemoRecord, day: date) -> int | None:
    """Full years, counted by comparing months and days."""
    born = record.values.get("person.birth_date")
    if not isinstance(born, str):
        return None
    birth = date.fromisoformat(born)
    return day.year - birth.year - (1 if (day.month, day.day) < (birth.month, birth.day) else 0)


def entered_twice(people: list[Person], day: date) -> list[Person]:
    """Two people of the first grid whom the demo enters a second time, with little more than their names: of those over
    sixty who live there, whose number and marital status are known, the first two."""
    born = date.fromordinal(day.toordinal() - 60 * 366).isoformat()
    grid = min(one.area_code for one in people)
    known = ("person.marital_status", "person.id_number")
    old = [
        one for one in people
        if one.area_code == grid and str(one.values.get("person.birth_date", "9")) < born
        and all(one.values.get(code) for code in known)
        and one.values.get("person.residence_status") == "1" and "person.death_date" not in one.values
    ]  # fmt: skip
    names = ("name", "birth_date", "gender", "phone", "residence_status")
    kept = [
        {code: one.values[code] for code in (f"person.{name}" for name in names) if code in one.values}
        for one in old[:2]
    ]
    return [replace(one, id=f"twice {one.id}", values=values) for one, values in zip(old, kept, strict=False)]


@dataclass
class Truth:
    """The district as lists; `within` decides by the tree of areas, not by the look of codes."""

    day: date
    records: dict[str, list[DemoRecord]]
    parents: dict[str, str | None]
    names: dict[str, str]
    levels: dict[str, str]
    details: dict[tuple[str, str], list[DemoRecord]] = field(default_factory=dict)
    household_of: dict[str, list[DemoRecord]] = field(default_factory=dict)

    @classmethod
    def of(cls, persons: int, seed: int, day: date) -> Truth:
        found: dict[str, list[DemoRecord]] = defaultdict(list)
        details: dict[tuple[str, str], list[DemoRecord]] = defaultdict(list)
        members: dict[str, list[DemoRecord]] = defaultdict(list)
        for record in planted(generate(persons, seed, day, load()), day, seed):
            found[record.register].append(record)
            if record.parent:
                details[record.register, record.parent].append(record)
            household = record.values.get("person.household")
            if isinstance(household, str):
                members[household].append(record)
        found["person"] += entered_twice(found["person"], day)
        tree = areas(persons, seed)
        return cls(
            day,
            found,
            {area.code: area.parent for area in tree},
            {area.code: area.name for area in tree},
            {area.code: area.level for area in tree},
            details,
            members,
        )

    def inside(self, code: str, area: str) -> bool:
        at: str | None = code
        while at is not None and at != area:
            at = self.parents[at]
        return at == area

    def children(self, area: str, level: str) -> list[str]:
        return [code for code in self.parents if self.levels[code] == level and self.inside(code, area)]

    def people(self, area: str, *conditions: Callable[[Person], bool]) -> list[Person]:
        every = self.in_area("person", area)
        return [person for person in every if all(condition(person) for condition in conditions)]

    def in_area(self, register: str, area: str) -> list[DemoRecord]:
        return [one for one in self.records[register] if self.inside(one.area_code, area) and present(one)]

    def aged(self, first: int, last: int = 200) -> Callable[[Person], bool]:
        return lambda person: (years := age(person, self.day)) is not None and first <= years <= last

    def has(self, register: str) -> Callable[[Person], bool]:
        return lambda person: bool(self.details.get((register, person.id)))

    def detail(self, person: Person, element: str) -> Any:
        register = element.partition(".")[0]
        found = self.details.get((register, person.id), [])
        return found[0].values.get(element) if found else None

    def resident(self, person: Person) -> bool:
        return person.values.get("person.residence_status") in RESIDENT

    def lives_alone(self, person: Person) -> bool:
        """In residence, and the only one in residence of the household."""
        household = person.values.get("person.household")
        if not self.resident(person) or not isinstance(household, str):
            return False
        return sum(1 for member in self.household_of[household] if present(member) and self.resident(member)) == 1


def value(element: str, *wanted: object) -> Callable[[DemoRecord], bool]:
    return lambda record: record.values.get(element) in wanted


def count(records: Iterable[DemoRecord]) -> int:
    return sum(1 for _ in records)
