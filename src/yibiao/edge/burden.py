"""The burden account of those whom a person answers for. In: who asks. Out: an account, the same as a workbook.

    data_officer, leader     their whole area      street_clerk     the own street
    department_officer       the own department's forms, in the area of the post

What a form costs is told by the cells of its filings of the last year; of a form without any, by the catalogue of
forms, and what of it the ledger knows by its columns.
Refuses: nothing; a person without such a post has an account without forms.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from yibiao.base.vault import Vault
from yibiao.flow.burdening import Account, Answered, Dealing, Demand, Measured, account, sheets
from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.keys import COUNT
from yibiao.flow.consolidating.office import write_workbook
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.flow.standard.model import Standard
from yibiao.work.admissions import queries as admissions
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries as filings
from yibiao.work.filings import rules
from yibiao.work.filings.dealings import dealings

ROLES = ("data_officer", "leader", "street_clerk", "department_officer")
YEAR = timedelta(days=365)
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
    streets = streets_of(areas)
    lowest = {entry.number: entry.levels[0] for entry in entries if entry.levels}
    demands = [
        Demand(
            entry.number, entry.title, entry.department, entry.period, entry.kind, entry.minutes,
            known_share(facts.get(entry.number, ()), standard),
            *typing(areas, entry.levels, (entry.first, entry.last), inside),
        )
        for entry in entries
    ]  # fmt: skip
    since = day - YEAR
    answered = [
        Answered(row.number, row.area, streets.get(row.area, ""), row.cells, row.held, row.held)
        for row in filings.burden_facts(*inside, since, day)
        if row.level == lowest.get(row.number)
    ]
    return account(
        demands, answered, _dealt(entries, since, day), _timed([entry.number for entry in entries], since, day)
    )


def _timed(numbers: Sequence[str], since: date, until: date) -> list[Measured]:
    """How long confirming took, period by period: counts of the whole district, whoever's account this is."""
    return [
        Measured(number, {rules.STEPS[step]: count for step, count in steps.items()})
        for number, periods in filings.efforts(numbers, since, until).items()
        for steps in periods
    ]


def _dealt(entries: Sequence[admissions.EntryRow], since: date, until: date) -> list[Dealing]:
    """Short notice is less than the days that the catalogue promises."""
    promised = {entry.number: entry.lead_days for entry in entries}
    return [
        Dealing(
            number, len(one.notices), sum(days < promised[number] for days in one.notices), one.objections, one.open
        )
        for number, one in dealings(promised, since, until).items()
    ]


def workbook(found: Account, area: str) -> bytes:
    """The account as an Excel file."""
    with TemporaryDirectory(prefix="yibiao-") as folder:
        target = Path(folder) / "burden.xlsx"
        write_workbook(sheets(found, area), target)
        return target.read_bytes()


def typing(
    areas: Sequence[directory.AreaRow], levels: Sequence[str], asked: Interval, inside: Interval
) -> tuple[int, Mapping[str, int]]:
    """(how many areas type a form that is asked in an interval, those inside another by the name of their street).

    The lowest of its levels types, the others confirm.
    """
    lowest, streets = levels[0] if levels else "", streets_of(areas)
    found = [area for area in areas if area.level == lowest and asked[0] <= area.first <= asked[1]]
    within = [streets[area.code] for area in found if inside[0] <= area.first <= inside[1]]
    return len(found), Counter(within)


def streets_of(areas: Iterable[directory.AreaRow]) -> dict[str, str]:
    """Code → name of the street that an area lies in; an area above the streets stands under its own name."""
    within: dict[str, str] = {}
    found: dict[str, str] = {}
    for area in areas:  # in tree order: what lies above comes first
        street = area.name if area.level == "street" else within.get(area.parent or "")
        if street is not None:
            within[area.code] = street
        found[area.code] = area.name if street is None else street
    return found


def known_share(tables: Iterable[FormFacts], standard: Standard) -> float:
    """Of what the tables ask, the share that the ledger holds or counts, by their columns."""
    asked = [field for table in tables for field in table.fields if not is_special(field.asks)]
    return sum(_known(field, standard) for field in asked) / len(asked) if asked else 0.0


def _known(field: FormField, standard: Standard) -> bool:
    wanted = field.needs if field.asks.startswith(COUNT) else (field.asks,)
    return all(code in standard.elements for code in wanted)
