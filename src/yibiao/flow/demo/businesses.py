"""Firms, places, facilities of a grid. In: the grid, randomness. Out: the values of their records. Refuses:
nothing.

What kinds there are, how they are called and how often, stands in ``businesses.tsv`` and ``facilities.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from yibiao.flow.demo import naming, numbers
from yibiao.flow.demo.areas import Grid
from yibiao.flow.demo.tables import Weighted, rows
from yibiao.flow.standard.domains import Json


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of business. `place`: its code among the 九小场所, or "". `details`: registers that such a firm has."""

    word: str
    kind: str
    industry: str
    place: str
    scope: str
    details: tuple[str, ...] = ()


def _trade(row: dict[str, str]) -> Trade:
    return Trade(row["word"], row["kind"], row["industry"], row["place"], row["scope"], tuple(row["details"].split()))


_TRADES: Weighted[Trade] = Weighted.of((_trade(row), float(row["weight"])) for row in rows("businesses"))
_EVERYWHERE = tuple(_trade(row) for row in rows("businesses") if row["every"] == "community")
_FACILITIES: Weighted[tuple[str, str]] = Weighted.of(
    ((row["kind"], row["name"]), float(row["weight"])) for row in rows("facilities")
)
_HAZARDS = ("电线私拉乱接", "灭火器过期", "疏散通道堆物", "未设置应急照明", "违规住人", "燃气软管老化")


def trades(random: Random, grid: Grid) -> Iterator[Trade]:
    """About thirty businesses for a thousand people, and what every community has in its first grid."""
    if grid.area.code.endswith("001"):
        yield from _EVERYWHERE
    for _ in range(round(grid.persons * 0.03 + random.random())):
        yield _TRADES.draw(random)


def organisation_values(random: Random, trade: Trade, grid: Grid, day: date) -> dict[str, Json]:
    """A firm's, shop's or institution's record."""
    manager = naming.full_name(random, 1978)
    phone = naming.mobile(random)
    word = naming.pick(random, naming.parts("estate_first"))
    tail = {"30": "有限公司", "40": "店"}.get(trade.kind, "")
    name = f"{grid.district.name}{word}{trade.word}{tail if not trade.word.endswith(tail or '店') else ''}"
    road = grid.roads[int(random.random() * 2)]
    address = f"{grid.district.name}{grid.street.name}{grid.community.name}{road}{1 + int(random.random() * 200)}号"
    values: dict[str, Json] = {
        "organisation.name": name,
        "organisation.short_name": f"{word}{trade.word}",
        "organisation.credit_code": numbers.credit_code(
            random, "92" if trade.kind == "40" else "52" if trade.kind == "61" else "91"
        ),
        "organisation.kind": trade.kind,
        "organisation.industry": trade.industry,
        "organisation.address": address,
        "organisation.registered_address": address,
        "organisation.legal_person": manager,
        "organisation.manager": manager,
        "organisation.manager_phone": phone,
        "organisation.contact": manager,
        "organisation.contact_phone": phone,
        "organisation.phone": phone,
        "organisation.business_scope": trade.scope,
        "organisation.scale": "4" if trade.kind == "40" else "3",
        "organisation.main_business": trade.scope.partition("、")[0],
    }
    if random.random() < 0.6:
        number = numbers.loose_id(random, day, 25, 62)
        values["organisation.legal_person_id_number"] = number
        values["organisation.manager_id_number"] = number
    if random.random() < 0.1:
        values.pop("organisation.credit_code")
    return values


def place_values(random: Random, trade: Trade, firm: dict[str, Json]) -> dict[str, Json]:
    """The record of the place where a small business is run."""
    values: dict[str, Json] = {
        "place.name": firm["organisation.short_name"],
        "place.kind": trade.place,
        "place.industry": trade.industry,
        "place.address": firm["organisation.address"],
        "place.manager": firm["organisation.manager"],
        "place.manager_phone": firm["organisation.manager_phone"],
        "place.fire_manager": firm["organisation.manager"],
        "place.fire_manager_phone": firm["organisation.manager_phone"],
        "place.has_gas": trade.place == "4",
    }
    if "organisation.credit_code" in firm:
        values["place.credit_code"] = firm["organisation.credit_code"]
    if random.random() < 0.16:
        values["place.hazard"] = _HAZARDS[int(random.random() * len(_HAZARDS))]
        values["place.rectified"] = "1" if random.random() < 0.7 else "2" if random.random() < 0.6 else "0"
    else:
        values["place.rectified"] = "3"
    return values


def facility_values(random: Random, grid: Grid, number: int) -> dict[str, Json]:
    """The record of a public facility."""
    kind, name = _FACILITIES.draw(random)
    road = grid.roads[number % 2]
    return {
        "facility.code": f"{grid.area.code}F{number:03d}",
        "facility.name": f"{road}{name}",
        "facility.kind": kind,
        "facility.address": f"{grid.district.name}{grid.street.name}{road}{1 + int(random.random() * 200)}号旁",
        "facility.keeper_unit": f"{grid.street.name}办事处",
        "facility.owner_unit": f"{grid.street.name}办事处",
        "facility.quantity": 1 + int(random.random() * 3),
    }
