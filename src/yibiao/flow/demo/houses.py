"""Buildings, dwellings, households. In: a grid, randomness. Out: rooms one after another, and the values of their
records.

A grid has one or two estates of buildings with 6 to 17 floors; about one room in twelve stands empty. Refuses:
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from yibiao.flow.demo import naming, numbers
from yibiao.flow.demo.areas import Grid
from yibiao.flow.demo.homelife import Dwelling, Home
from yibiao.flow.demo.naming import parts, pick
from yibiao.flow.standard.domains import Json


@dataclass(frozen=True, slots=True)
class Building:
    """A building: its number in its estate, stairwells, floors, rooms on a floor of a stairwell."""

    record: str
    code: str
    name: str
    estate: str
    address: str
    units: int
    floors: int
    per_floor: int
    built: int
    floor_area: int


def buildings(random: Random, grid: Grid, day: date, new_id: Callable[[], str]) -> Iterator[Building]:
    """The grid's buildings, without end: the caller stops when everybody has a room."""
    estates = [pick(random, parts("estate_first")) + pick(random, parts("estate_second")) for _ in range(2)]
    base = f"{grid.district.name}{grid.street.name}{grid.community.name}"
    built = [day.year - 3 - int(random.random() * 32) for _ in estates]
    number = 0
    while True:
        at = 0 if number < 6 else 1
        estate, road, year = estates[at], grid.roads[at], built[at]
        number += 1
        tall = year > 2005
        floors = 11 + int(random.random() * 7) if tall else 6
        yield Building(
            new_id(), f"{grid.area.code}{number:03d}", f"{estate}{number}幢", estate,
            f"{base}{road}{10 + 2 * number}号{estate}{number}幢", 2 if tall else 3, floors, 2, year,
            70 + int(random.random() * 50),
        )  # fmt: skip


def dwellings(building: Building, new_id: Callable[[], str]) -> Iterator[Dwelling]:
    """The rooms of a building, stairwell by stairwell from the ground up."""
    for unit in range(1, building.units + 1):
        for floor in range(1, building.floors + 1):
            for door in range(1, building.per_floor + 1):
                room = f"{floor}{door:02d}"
                area = building.floor_area + 15 * (door - 1)
                yield Dwelling(
                    new_id(), f"{building.code}{unit:02d}{floor:02d}{door:02d}",
                    f"{building.address}{unit}单元{room}室", building.estate,
                    building.name[len(building.estate) :], f"{unit}单元", floor, room,
                    building.floors, area, 2 if area < 75 else 3 if area < 110 else 4, building.built,
                )  # fmt: skip


def building_values(building: Building) -> dict[str, Json]:
    """A building's record."""
    rooms = building.units * building.floors * building.per_floor
    return {
        "building.code": building.code,
        "building.name": building.name,
        "building.estate": building.estate,
        "building.address": building.address,
        "building.floors": building.floors,
        "building.units": building.units,
        "building.households": rooms,
        "building.built_year": building.built,
        "building.floor_area": f"{rooms * (building.floor_area + 8)}.00",
        "building.elevators": building.units if building.floors > 6 else 0,
    }


def dwelling_values(random: Random, dwelling: Dwelling, home: Home | None, day: date) -> dict[str, Json]:
    """A dwelling's record; `home` is who lives there, None: it stands empty."""
    values: dict[str, Json] = {
        "dwelling.code": dwelling.code,
        "dwelling.address": dwelling.address,
        "dwelling.estate": dwelling.estate,
        "dwelling.community": dwelling.estate,
        "dwelling.building": dwelling.building,
        "dwelling.unit": dwelling.unit,
        "dwelling.floor": dwelling.floor,
        "dwelling.room": dwelling.room,
        "dwelling.floor_area": f"{dwelling.floor_area}.00",
        "dwelling.rooms": dwelling.rooms,
        "dwelling.layout": f"{dwelling.rooms}室1厅1卫" if dwelling.rooms < 4 else "4室2厅2卫",
        "dwelling.use": "1",
        "dwelling.ownership": "1",
        "dwelling.built_year": dwelling.built,
        "dwelling.floors_above": dwelling.floors,
        "dwelling.structure": "2" if dwelling.floors > 6 else "3",
    }
    rented = home is not None and home.floating
    values["dwelling.is_rental"] = rented
    values["dwelling.occupancy"] = (
        "3" if home is None else "4" if rented and home.kind == "shared_flat" else "2" if rented else "1"
    )
    if home is not None and not rented:
        values["dwelling.owner_name"] = home.head.name
        values["dwelling.owner_id_number"] = home.head.id_number
        if home.head.phone:
            values["dwelling.owner_phone"] = home.head.phone
    elif random.random() < 0.85:
        values["dwelling.owner_name"] = naming.full_name(random, 1970)
        values["dwelling.owner_phone"] = naming.mobile(random)
        if random.random() < 0.6:
            values["dwelling.owner_id_number"] = numbers.loose_id(random, day, 30, 70)
    if rented:
        start = day.toordinal() - 20 - int(random.random() * 700)
        values["dwelling.lease_start"] = date.fromordinal(start).isoformat()
        if random.random() < 0.8:
            values["dwelling.lease_end"] = date.fromordinal(start + 365 * (1 + int(random.random() * 3))).isoformat()
    return values


def household_values(random: Random, home: Home) -> dict[str, Json]:
    """A household's record."""
    head, people = home.head, home.people
    values: dict[str, Json] = {
        "household.number": home.number,
        "household.head_name": head.name,
        "household.head_id_number": head.id_number,
        "household.head_gender": head.sex,
        "household.address": home.dwelling.address,
        "household.dwelling": home.dwelling.record,
        "household.registered_size": 0 if home.floating else len(people),
        "household.labour_force": sum(16 <= person.age < 60 and person.ability == "1" for person in people),
        "household.migrant_count": sum(person.status == "2" for person in people),
        "household.student_count": sum(person.stage is not None for person in people),
        "household.kind": "3"
        if home.floating
        else "2"
        if home.kind == "shared_flat"
        else "7"
        if home.poor == "low"
        else "1",
        "household.housing_kind": "3" if home.floating else "2" if random.random() < 0.75 else "7",
        "household.housing_area": f"{home.dwelling.floor_area}.00",
        "household.housing_rooms": home.dwelling.rooms,
        "household.housing_built_year": home.dwelling.built,
    }
    if head.phone:
        values["household.head_phone"] = head.phone
    if home.poor or random.random() < 0.65:
        income = home.income
        values["household.income_annual"] = f"{income}.00"
        wages = sum(person.income or 0 for person in people if person.work in ("employed", "flexible"))
        values["household.wage_income"] = f"{wages}.00"
        values["household.income_source"] = "1" if wages * 2 > income else "5"
        values["household.economic_condition"] = "4" if home.poor == "low" else "3" if home.poor else "2"
    if home.poor:
        values["household.relief_family"] = "1" if home.poor == "low" else "3"
    elif any(person.disability for person in people):
        values["household.relief_family"] = "5"
    return values
