"""The invented area tree. In: a number of persons and a seed. Out: province … grid, and how many people a grid
holds.

A grid holds about 330 homes (900 people), a community 5–8 grids, a street 5–8 communities; small districts still
have two streets with two communities of two grids. Refuses: fewer than one person (`ValueError`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from yibiao.flow.demo.naming import distinct, full_name, mobile
from yibiao.flow.demo.shapes import DemoArea
from yibiao.flow.demo.tables import rows

_PEOPLE_IN_A_GRID = 900
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Grid:
    """A grid: its place in the tree, its roads, who works there, how many people it holds."""

    index: int
    area: DemoArea
    community: DemoArea
    street: DemoArea
    district: DemoArea
    roads: tuple[str, str]
    persons: int
    worker: str
    worker_phone: str


def district_path() -> tuple[DemoArea, ...]:
    """Province, city, district that everything lies in."""
    path: list[DemoArea] = []
    for row in rows("district"):
        if row["outside"] == "0":
            path.append(DemoArea(row["code"], row["name"], row["level"], path[-1].code if path else None))
    return tuple(path)


@cache
def elsewhere() -> tuple[tuple[str, str], ...]:
    """Code and full name of the invented districts that people come from."""
    names = {row["code"]: row["name"] for row in rows("district")}
    province = names["99"]
    return tuple(
        (row["code"], province + names.get(row["code"][:4], "") + row["name"])
        for row in rows("district")
        if row["outside"] == "1" and row["level"] == "district"
    )


def _split(total: int, parts: int) -> list[int]:
    return [total // parts + (1 if index < total % parts else 0) for index in range(parts)]


def grids(persons: int, seed: int) -> tuple[Grid, ...]:
    """All grids in the order of their codes; the same seed gives the same names."""
    if persons < 1:
        raise ValueError("a demo district needs at least one person")
    random = Random(f"{seed}:areas")
    grid_count = max(8, round(persons / _PEOPLE_IN_A_GRID))
    community_count = max(4, round(grid_count / 6))
    streets = _split(community_count, max(2, round(community_count / 6)))
    per_community = iter(_split(grid_count, community_count))
    quotas = iter(_split(persons, grid_count))
    district = district_path()[-1]
    street_names = iter(distinct(random, "first", "second", len(streets)))
    community_names = iter(distinct(random, "first", "second", community_count + len(streets))[len(streets) :])
    found: list[Grid] = []
    for street_number, communities in enumerate(streets, 1):
        street = DemoArea(f"{district.code}{street_number:03d}", f"{next(street_names)}街道", "street", district.code)
        for number in range(1, communities + 1):
            community = DemoArea(f"{street.code}{number:03d}", f"{next(community_names)}社区", "community", street.code)
            for order in range(1, next(per_community) + 1):
                found.append(_grid(random, len(found), (district, street, community), (order, next(quotas))))
    return tuple(found)


def _grid(
    random: Random, index: int, path: tuple[DemoArea, DemoArea, DemoArea], order_and_quota: tuple[int, int]
) -> Grid:
    order, quota = order_and_quota
    district, street, community = path
    name = f"{community.name}第{_NUMERALS[order - 1] if order <= 10 else order}网格"
    area = DemoArea(f"{community.code}{order:03d}", name, "grid", community.code)
    first, second = distinct(random, "road_first", "road_second", 2)
    worker = full_name(random, 1985)
    return Grid(index, area, community, street, district, (first, second), quota, worker, mobile(random))


def areas(persons: int, seed: int) -> tuple[DemoArea, ...]:
    """The whole tree, a parent before its children."""
    found: dict[str, DemoArea] = {area.code: area for area in district_path()}
    for grid in grids(persons, seed):
        for area in (grid.street, grid.community, grid.area):
            found.setdefault(area.code, area)
    return tuple(found.values())
