"""Four homes whose values stand nowhere else, and everybody who asks. In: the database. Out: a `Scene`.

One home in each grid of the cast; every value is unique in the whole scene, so that a value in a reply says whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from tests.edge.http.matrix.oracle import GRANTED, Fact
from tests.flow.received import id_number
from tests.work.cast import DAY, GRIDS, PEOPLE, Cast, make_house
from yibiao.base.clock import system_clock, today
from yibiao.flow.standard import load
from yibiao.work.directory import actions as directory
from yibiao.work.ledgers.actions import NewRecord

PURPOSE = "救助核对"
LOGINS = ("wang", "li", "chen", "zhao", "xu", "gao", "shen", "shu", "min")
"""Grid worker, secretary, clerk, the outsider, officer, leader, auditor, data officer, a resident."""
POSTS = {person.login: person.area for person in PEOPLE} | {"min": "99010101"}
"""Login → area of the post; codes of areas below begin with it."""

LEVELS: Mapping[str, tuple[int, bool]] = {
    "person.name": (2, True),
    "person.former_name": (2, True),
    "person.wechat": (2, False),
    "person.work_unit": (2, False),
    "person.phone": (3, True),
    "person.emergency_contact_phone": (3, True),
    "person.income_annual": (3, False),
    "person.bank_account_name": (3, True),
    "person.id_number": (4, True),
    "person.bank_account": (4, True),
    "person.major_disease": (4, False),
    "household.address": (3, True),
    "disability.certificate": (4, True),
}
"""Element → its level and whether it names someone, read off the data standard by hand."""

SURNAMES = ("欧阳", "司徒", "上官", "慕容")


@dataclass
class Home:
    """One home of the scene: ids by register, and every value in it."""

    grid: str
    records: dict[str, str] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)

    def value(self, element: str) -> str:
        return next(fact.value for fact in self.facts if fact.element == element)


@dataclass
class Scene:
    """`files`: ids of others' files; `papers`, `sheets`, `exports`: what the probes have made so far; `piles`: and a form of each."""

    cast: Cast
    homes: dict[str, Home]
    files: list[str] = field(default_factory=list)
    papers: dict[str, str] = field(default_factory=dict)
    sheets: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    exports: list[str] = field(default_factory=list)
    piles: list[tuple[str, str]] = field(default_factory=list)

    def facts(self) -> Iterator[Fact]:
        for home in self.homes.values():
            yield from home.facts

    def homes_for(self, login: str | None) -> list[Home]:
        """One home of each relation to the person's area: inside it, and outside it under each area that both share."""
        found: dict[str, Home] = {}
        for home in self.homes.values():
            found.setdefault(relation(POSTS.get(login or "", ""), home.grid), home)
        return list(found.values())


def relation(area: str, grid: str) -> str:
    """ "inside", or the code of the smallest area that holds both."""
    if grid.startswith(area):
        return "inside"
    return next(grid[:length] for length in (6, 4, 2) if grid[:length] == area[:length])


def values_of(number: int) -> dict[str, str]:
    """The values of home `number` (0 to 3); identity numbers under an area code that is not assigned."""
    surname = SURNAMES[number]
    return {
        "person.name": f"{surname}檀{'甲乙丙丁'[number]}",
        "person.former_name": f"{surname}栩{'甲乙丙丁'[number]}",
        "person.wechat": f"wx-sentinel-{number}",
        "person.work_unit": f"第{'壹贰叁肆'[number]}檀木作坊",
        "person.phone": f"1391234567{number}",
        "person.emergency_contact_phone": f"1387654321{number}",
        "person.income_annual": f"73177159{number}",
        "person.bank_account_name": f"{surname}梓{'甲乙丙丁'[number]}",
        "person.id_number": id_number(f"195{number}0307", 7 + number),
        "person.bank_account": luhn(f"62284801{number}7319{number}5512"),
        "person.major_disease": f"檀氏{'甲乙丙丁'[number]}型症",
        "household.address": f"檀香路{7310 + number}号",
        "disability.certificate": "",
    }


def luhn(digits: str) -> str:
    """`digits` with the check digit of ISO/IEC 7812-1 behind them."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return digits + str(-total % 10)


def lay_scene() -> Scene:
    """The cast on the shipped standard, four homes, a resident and a grant."""
    cast = Cast(replace(make_house(), standard=load(), clock=system_clock))
    directory.appoint([directory.NewPerson("min", "民", "resident", POSTS["min"])], "test")
    day = today(system_clock)
    grant = directory.NewGrant(
        "xu", PURPOSE, "9901", min(day, DAY), day + timedelta(days=30), tuple(sorted(GRANTED)), rows=True
    )
    directory.give_grant(grant, "test")
    homes = {grid: lay_home(cast, grid, number) for number, grid in enumerate(GRIDS)}
    return Scene(cast, homes)


def lay_home(cast: Cast, grid: str, number: int) -> Home:
    given = values_of(number)
    given["disability.certificate"] = f"{id_number(f'196{number}0909', 31 + number)}4{number + 1}"
    home = Home(grid)
    address = {"household.address": given["household.address"]}
    home.records["household"] = str(cast.create(NewRecord("household", grid, address))["record"])
    person: dict[str, str | int | None] = {code: value for code, value in given.items() if code.startswith("person.")}
    person["person.income_annual"] = int(given["person.income_annual"])
    person |= {"person.household": home.records["household"], "person.birth_date": f"195{number}-03-07"}
    home.records["person"] = str(cast.create(NewRecord("person", grid, person))["record"])
    detail = {"disability.certificate": given["disability.certificate"]}
    new = NewRecord("disability", grid, detail, master=home.records["person"])
    home.records["disability"] = str(cast.create(new)["record"])
    home.facts = [Fact(grid, code, *LEVELS[code], given[code]) for code in LEVELS]
    return home
