"""The stream of the district's records. In: a number of persons, a seed, a day, the standard. Out: records, parents
first.

Grid by grid, building by building, home by home; what is held in memory does not grow with the number of persons
(only the counters of identity numbers do, up to one a birthday). Every grid has its own randomness, so that a part
can be made again. Refuses: fewer than one person (`ValueError`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from yibiao.base.ids import IdMaker, new_id, seeded_ids
from yibiao.flow.demo import businesses, houses
from yibiao.flow.demo.areas import Grid, elsewhere, grids
from yibiao.flow.demo.detail_values import WRITERS, rental
from yibiao.flow.demo.details import Rule, circumstances, hanging, rules
from yibiao.flow.demo.gone import departed, until
from yibiao.flow.demo.homelife import Dwelling, Home
from yibiao.flow.demo.homes import compose, kinds
from yibiao.flow.demo.naming import full_name, parts, pick
from yibiao.flow.demo.people import Census, Person
from yibiao.flow.demo.person_values import person_values
from yibiao.flow.demo.recipes import Context, Cook, Maker
from yibiao.flow.demo.shapes import DemoRecord
from yibiao.flow.demo.tables import rows
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Element, Standard

_EMPTY = 0.08  # share of rooms that stand empty
_WRITTEN = frozenset(["person", "household", "dwelling", "building", "organisation", "place", "facility"])
_KINDS_FLOATING = frozenset(["one_young", "couple", "one_child", "shared_flat", "two_children"])


@dataclass(slots=True)
class Scribe:
    """Writes records: what rules of ours say first, recipes for the rest, only elements that the standard has."""

    standard: Standard
    day: date
    new_id: IdMaker
    makers: dict[str, Maker] = field(default_factory=dict)
    known: dict[str, frozenset[str]] = field(default_factory=dict)
    coded: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    """Register → element → code, label or alias → code: rules of ours may say a word, and a list may lack it."""
    free: tuple[tuple[str, str, float], ...] = ()
    attached: dict[str, tuple[tuple[str, float, int], ...]] = field(default_factory=dict)
    gone_id: IdMaker = new_id
    """The ids of those who are gone, apart, so that everybody else keeps theirs."""

    def __post_init__(self) -> None:
        cook = Cook(self.standard, self.day)
        shares = {row["register"]: (float(row["percent"]) / 100, int(row["most"])) for row in rows("attached")}
        masters = [register.code for register in self.standard.registers.values() if register.hangs_on is None]
        said = {row["register"]: (row["every"], float(row["per_thousand"]) / 1000) for row in rows("happenings")}
        self.free = tuple((code, *said.get(code, ("", 0.001))) for code in masters if code not in _WRITTEN)
        for register in self.standard.registers.values():
            code = register.code
            self.makers[code] = cook.register(code)
            self.coded[code] = {
                element.code: _names(element, self.standard)
                for element in self.standard.of_register(code)
                if element.domain.startswith("code:")
            }
            self.known[code] = frozenset(
                element.code for element in self.standard.of_register(code) if not element.derived
            )
            self.attached[code] = tuple(
                (detail.code, *shares.get(detail.code, (0.03, 1)))
                for detail in self.standard.details_of(code)
                if detail.code != "rental"
            )

    def apart(self) -> Scribe:
        """The same scribe for those who are gone."""
        other = copy(self)
        other.new_id = self.gone_id
        return other

    def record(
        self,
        register: str,
        values: Mapping[str, Json],
        random: Random,
        context: Context,
        at: tuple[str, str | None, str],
    ) -> DemoRecord:
        """`at`: area code, parent, own id."""
        known = self.known[register]
        kept: dict[str, Json] = {code: value for code, value in values.items() if code in known and value is not None}
        for code, names in self.coded[register].items():
            if code in kept:
                named = names.get(str(kept.pop(code)))
                if named is not None:
                    kept[code] = named
        self.makers[register].fill(kept, random, context)
        return DemoRecord(register, at[2], at[0], kept, at[1])

    def details(self, register: str, parent: DemoRecord, random: Random, context: Context) -> Iterator[DemoRecord]:
        """Detail records of things that are no persons, at their rates."""
        for code, share, most in self.attached[register]:
            if random.random() < share:
                for _ in range(1 + int(random.random() * most)):
                    yield self.record(code, {}, random, context, (parent.area_code, parent.id, self.new_id()))


def _names(element: Element, standard: Standard) -> dict[str, str]:
    """Every name of every code of an element's list; codes win over labels, labels over aliases."""
    codes = standard.code_lists[element.domain.partition(":")[2]].codes
    names = {alias: entry.code for entry in codes for alias in entry.aliases}
    return names | {entry.label_zh: entry.code for entry in codes} | {entry.code: entry.code for entry in codes}


def generate(persons: int, seed: int, day: date, standard: Standard) -> Iterator[DemoRecord]:
    """The records of a district of exactly `persons` people on `day`, and of some who died or moved out before it.

    The same arguments give the same records.
    """
    moment = (day.toordinal() - 719163) * 86_400_000 - persons * 20
    scribe = Scribe(standard, day, seeded_ids(Random(f"{seed}:ids"), moment))
    scribe.gone_id = seeded_ids(Random(f"{seed}:gone"), moment - persons - 86_400_000)
    chosen = rules(standard)
    census = Census(day)
    for grid in grids(persons, seed):
        random = Random(f"{seed}:{grid.area.code}")
        yield from _homes(random, grid, scribe, census, chosen)
        yield from _businesses(random, grid, scribe)
        yield from _happenings(random, grid, scribe)


def _context(random: Random, grid: Grid, address: str = "") -> Context:
    return {
        "address": address or f"{grid.district.name}{grid.street.name}{grid.community.name}",
        "grid": grid.area.name,
        "grid_code": grid.area.code,
        "community": grid.community.name,
        "community_code": grid.community.code,
        "street": grid.street.name,
        "district": grid.district.name,
        "district_code": grid.district.code,
        "worker": grid.worker,
        "worker_phone": grid.worker_phone,
        "police_officer": full_name(random, 1980, "1"),
    }


def _homes(
    random: Random, grid: Grid, scribe: Scribe, census: Census, chosen: tuple[Rule, ...]
) -> Iterator[DemoRecord]:
    left, number = grid.persons, 0
    context = _context(random, grid)
    for building in houses.buildings(random, grid, scribe.day, scribe.new_id):
        if left <= 0:
            return
        at = (grid.area.code, None, building.record)
        context["address"] = building.address
        if "building" in scribe.makers:
            yield scribe.record("building", houses.building_values(building), random, context, at)
        for dwelling in houses.dwellings(building, scribe.new_id):
            context["address"] = dwelling.address
            if left <= 0:
                break
            if random.random() < _EMPTY:
                yield _dwelling(random, grid, dwelling, None, (scribe, context))
                continue
            number += 1
            home = _home(random, grid, dwelling, census, (scribe.new_id, number, left))
            left -= len(home.people)
            yield from _records_of_home(random, home, (scribe, context), census, chosen)


def _dwelling(
    random: Random, grid: Grid, dwelling: Dwelling, home: Home | None, tools: tuple[Scribe, Context]
) -> DemoRecord:
    scribe, context = tools
    values = houses.dwelling_values(random, dwelling, home, scribe.day)
    return scribe.record("dwelling", values, random, context, (grid.area.code, None, dwelling.record))


def _home(random: Random, grid: Grid, dwelling: Dwelling, census: Census, rest: tuple[IdMaker, int, int]) -> Home:
    """A home of at most as many people as the grid still lacks."""
    new_id, number, left = rest
    kind = kinds().draw(random)
    members = compose(random, kind)[:left]
    for member in members:
        member.children = [child for child in member.children if child in members]
        if member.spouse is not None and member.spouse not in members:
            member.spouse = None
    floating = kind.name in _KINDS_FLOATING and random.random() < (0.85 if kind.name == "shared_flat" else 0.24)
    home = Home(new_id(), f"{grid.area.code}H{number:04d}", grid, dwelling, floating, kind.name)
    home.people = census.people(random, members, [new_id() for _ in members], floating)
    _registration(random, home)
    poor = 0.012 + 0.08 * any(person.disability for person in home.people) + 0.02 * (home.head.age >= 70)
    if not floating and random.random() < poor:
        home.poor = "low" if random.random() < 0.7 else "edge"
        for person in home.people:
            person.income = min(person.income, 14000) if person.income else person.income
    circumstances(home)
    return home


def _registration(random: Random, home: Home) -> None:
    """Where the household is registered: here, elsewhere in the district, or far away."""
    if home.floating:
        code, name = elsewhere()[int(random.random() * len(elsewhere()))]
        town = f"{pick(random, parts('first'))}{pick(random, parts('second'))}镇"
        village = f"{pick(random, parts('estate_first'))}村{1 + int(random.random() * 99)}号"
        home.registered_area = code
        home.registered_address = f"{name}{town}{village}"
    elif random.random() < 0.13:
        home.separated = True
        home.registered_area = home.grid.district.code
        home.registered_address = f"{home.grid.district.name}{home.grid.roads[0]}{1 + int(random.random() * 300)}号"
    else:
        home.registered_area = home.grid.community.code
        home.registered_address = home.dwelling.address


def _records_of_home(
    random: Random, home: Home, tools: tuple[Scribe, Context], census: Census, chosen: tuple[Rule, ...]
) -> Iterator[DemoRecord]:
    scribe, context = tools
    area = home.grid.area.code
    dwelling = _dwelling(random, home.grid, home.dwelling, home, (scribe, context))
    yield dwelling
    yield from scribe.details("dwelling", dwelling, random, context)
    household = scribe.record(
        "household", houses.household_values(random, home), random, context, (area, None, home.record)
    )
    yield household
    for person in home.people:
        values = person_values(random, person, home, scribe.day)
        yield scribe.record("person", values, random, context, (area, None, person.record))
        yield from _details_of(random, person, home, (scribe, context), chosen)
    yield from _departed(home, scribe, context, census, chosen)
    yield from scribe.details("household", household, random, context)
    if home.floating and "rental" in scribe.makers:
        values = rental(random, home, dict(dwelling.values), scribe.day)
        yield scribe.record("rental", values, random, context, (area, home.dwelling.record, scribe.new_id()))


def _departed(
    home: Home, scribe: Scribe, context: Context, census: Census, chosen: tuple[Rule, ...]
) -> Iterator[DemoRecord]:
    """Those who are gone, with the details that they had."""
    random, area, apart = Random(f"{home.record}:gone"), home.grid.area.code, scribe.apart()
    for one in departed(random, home, census, scribe.gone_id):
        person = one.person
        person.flags.update(_had(person, home))
        values = {**person_values(random, person, home, scribe.day), **one.values}
        record = scribe.record("person", values, random, context, (area, None, person.record))
        yield replace(record, values=until(record.values, one.left))
        for record in _details_of(random, person, home, (apart, context), chosen):
            yield record


def _had(person: Person, home: Home) -> Iterator[str]:
    """The circumstances that gave those who are gone a detail record."""
    if person.disability is not None:
        yield "disabled"
    if home.poor == "low":
        yield from ("low", "poor")
    if person.party:
        yield "party"
    if person.veteran:
        yield "veteran"


def _details_of(
    random: Random, person: Person, home: Home, tools: tuple[Scribe, Context], chosen: tuple[Rule, ...]
) -> Iterator[DemoRecord]:
    scribe, context = tools
    area = home.grid.area.code
    for register, count in hanging(random, person, chosen):
        write = WRITERS.get(register)
        for order in range(count):
            values = write(random, person, home, scribe.day, order) if write else {}
            yield scribe.record(register, values, random, context, (area, person.record, scribe.new_id()))


def _businesses(random: Random, grid: Grid, scribe: Scribe) -> Iterator[DemoRecord]:
    area = grid.area.code
    context = _context(random, grid)
    for trade in businesses.trades(random, grid):
        values = businesses.organisation_values(random, trade, grid, scribe.day)
        context["address"] = str(values["organisation.address"])
        firm = scribe.record("organisation", values, random, context, (area, None, scribe.new_id()))
        yield firm
        yield from scribe.details("organisation", firm, random, context)
        for code in trade.details:
            if code in scribe.makers:
                yield scribe.record(code, {}, random, context, (area, firm.id, scribe.new_id()))
        if trade.place:
            shop = businesses.place_values(random, trade, values)
            place = scribe.record("place", shop, random, context, (area, None, scribe.new_id()))
            yield place
            yield from scribe.details("place", place, random, context)
    for number in range(1, 4 + round(grid.persons / 150)):
        thing = businesses.facility_values(random, grid, number)
        context["address"] = str(thing["facility.address"])
        facility = scribe.record("facility", thing, random, context, (area, None, scribe.new_id()))
        yield facility
        yield from scribe.details("facility", facility, random, context)


def _happenings(random: Random, grid: Grid, scribe: Scribe) -> Iterator[DemoRecord]:
    """Records of the registers that hang on nothing and that no rule writes: disputes, incidents, the grid itself …"""
    context = _context(random, grid)
    first = grid.area.code.endswith("001")
    for code, every, share in scribe.free:
        count = 1 if every == "grid" or every == "community" and first else int(grid.persons * share + random.random())
        for _ in range(count):
            yield scribe.record(code, {}, random, context, (grid.area.code, None, scribe.new_id()))
