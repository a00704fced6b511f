"""The burden account of those whom a person answers for. In: who asks. Out: an account, the same as a workbook.

    data_officer, leader     their whole area      street_clerk     the own street
    department_officer       the own department's forms, in the area of the post

What a form costs stands in the catalogue of forms; what of it the ledger knows is told by its columns.
Refuses: nothing; a person without such a post has an account without forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from yibiao.base.vault import Vault
from yibiao.flow.burdening import Account, Demand, account, sheets
from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.keys import COUNT
from yibiao.flow.consolidating.office import write_workbook
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.flow.standard.model import Standard
from yibiao.work.admissions import queries as admissions
from yibiao.work.directory import queries as directory

ROLES = ("data_officer", "leader", "street_clerk", "department_officer")
Interval = tuple[int, int]


@dataclass(frozen=True)
class Reach:
    """Whose account it is: the areas, and of a department's officer the department."""

    area: directory.AreaRow
    department: str | None


def reach(login: str, role: str | None, day: date) -> Reach | None:
    """Of the first post in this role; None without one."""
    held = next((post for post in directory.posts_of(login, day) if post.role == role and role in ROLES), None)
    if held is None:
        return None
    return Reach(directory.area(held.area), held.department if role == "department_officer" else None)


def account_of(vault: Vault, standard: Standard, whose: Reach, day: date) -> Account:
    """The account of every form that is in force on this day."""
    inside = (whose.area.first, whose.area.last)
    entries = admissions.entries(*inside, day, state="valid", department=whose.department)
    facts = admissions.facts_of_all(vault, [entry.number for entry in entries])
    areas = tuple(directory.areas())
    return account(
        [
            Demand(
                entry.number, entry.title, entry.department, entry.period, entry.kind, entry.minutes,
                known_share(facts.get(entry.number, ()), standard),
                *typing(areas, entry.levels, (entry.first, entry.last), inside),
            )
            for entry in entries
        ]
    )  # fmt: skip


def workbook(found: Account, area: str) -> bytes:
    """The account as an Excel file."""
    with TemporaryDirectory(prefix="yibiao-") as folder:
        target = Path(folder) / "burden.xlsx"
        write_workbook(sheets(found, area), target)
        return target.read_bytes()


def typing(
    areas: Iterable[directory.AreaRow], levels: Sequence[str], asked: Interval, inside: Interval
) -> tuple[int, Mapping[str, int]]:
    """(how many areas type a form that is asked in an interval, those inside another by the name of their street).

    The lowest of its levels types, the others confirm; an area above the streets stands under its own name.
    """
    lowest, street, everywhere = levels[0] if levels else "", None, 0
    found: dict[str, int] = {}
    for area in areas:
        if area.level == "street":
            street = area
        if area.level != lowest or not asked[0] <= area.first <= asked[1]:
            continue
        everywhere += 1
        if inside[0] <= area.first <= inside[1]:
            name = street.name if street is not None and street.first <= area.first <= street.last else area.name
            found[name] = found.get(name, 0) + 1
    return everywhere, found


def known_share(tables: Iterable[FormFacts], standard: Standard) -> float:
    """Of what the tables ask, the share that the ledger holds or counts, by their columns."""
    asked = [field for table in tables for field in table.fields if not is_special(field.asks)]
    return sum(_known(field, standard) for field in asked) / len(asked) if asked else 0.0


def _known(field: FormField, standard: Standard) -> bool:
    wanted = field.needs if field.asks.startswith(COUNT) else (field.asks,)
    return all(code in standard.elements for code in wanted)
