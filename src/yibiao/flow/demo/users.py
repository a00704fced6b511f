"""The invented users: one or more for each role. In: the district's size, seed, day, standard. Out: `DemoUser`s.

Grid workers for the first sixty grids, secretaries for the first thirty communities, clerks for every street; two
department officers with different grants; data officer, leader, auditor; one resident. Refuses: nothing.
"""

from __future__ import annotations

from datetime import date
from random import Random

from yibiao.flow.demo.areas import Grid, district_path, grids
from yibiao.flow.demo.district import generate
from yibiao.flow.demo.naming import full_name
from yibiao.flow.demo.shapes import DemoUser
from yibiao.flow.demo.tables import rows
from yibiao.flow.standard.model import Standard


def users(persons: int, seed: int, day: date, standard: Standard) -> tuple[DemoUser, ...]:
    """The users of `generate` with the same arguments; a resident's record is one of its persons."""
    random = Random(f"{seed}:users")
    every = grids(persons, seed)
    found = [
        DemoUser(f"grid{n:03d}", grid.worker, "grid_worker", grid.area.code) for n, grid in enumerate(every[:60], 1)
    ]
    found += _at(
        random, "community", "community_secretary", list(dict.fromkeys(grid.community.code for grid in every))[:30]
    )
    found += _at(random, "street", "street_clerk", list(dict.fromkeys(grid.street.code for grid in every)))
    district = district_path()[-1].code
    for row in rows("officers"):
        elements = _granted(row, standard)
        found.append(
            DemoUser(
                row["username"],
                full_name(random, 1982),
                "department_officer",
                district,
                row["purpose"],
                elements,
                department=row["department"],
            )  # fmt: skip
        )
    for role in ("data_officer", "leader", "auditor"):
        found.append(DemoUser(role.partition("_")[0], full_name(random, 1978), role, district))
    found.append(_resident(persons, seed, day, standard, every[0]))
    return tuple(found)


def _at(random: Random, word: str, role: str, codes: list[str]) -> list[DemoUser]:
    return [DemoUser(f"{word}{n:02d}", full_name(random, 1980), role, code) for n, code in enumerate(codes, 1)]


def _granted(row: dict[str, str], standard: Standard) -> tuple[str, ...]:
    """The elements of an officer's registers, and the named ones of the others, in the standard's order."""
    whole = set(row["registers"].split())
    single = set(row["elements"].split())
    return tuple(code for code, element in standard.elements.items() if element.register in whole or code in single)


def _resident(persons: int, seed: int, day: date, standard: Standard, grid: Grid) -> DemoUser:
    """The first adult of the stream who has a phone."""
    for record in generate(persons, seed, day, standard):
        born = record.values.get("person.birth_date")
        if record.register == "person" and isinstance(born, str) and "person.phone" in record.values:
            if date.fromisoformat(born).year <= day.year - 19:
                return DemoUser(
                    "resident", str(record.values["person.name"]), "resident", record.area_code, record=record.id
                )
    return DemoUser("resident", grid.worker, "resident", grid.area.code)
