"""A home: who lives in it, where, under what circumstances. In: nothing. Out: what its records share. Refuses:
nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from yibiao.flow.demo.areas import Grid
from yibiao.flow.demo.people import Person


@dataclass(slots=True)
class Dwelling:
    """A room of the grid's buildings."""

    record: str
    code: str
    address: str
    estate: str
    building: str
    unit: str
    floor: int
    room: str
    floors: int
    floor_area: int
    rooms: int
    built: int


@dataclass(slots=True)
class Home:
    """A household with its dwelling. `poor`: none, "low" (低保), "edge" (低保边缘)."""

    record: str
    number: str
    grid: Grid
    dwelling: Dwelling
    floating: bool
    kind: str
    people: list[Person] = field(default_factory=list)
    poor: str | None = None
    registered_address: str = ""
    registered_area: str = ""
    separated: bool = False

    @property
    def head(self) -> Person:
        return self.people[0]

    @property
    def income(self) -> int:
        return sum(person.income or 0 for person in self.people)

    @property
    def resident(self) -> list[Person]:
        return [person for person in self.people if person.status in ("1", "3")]
