"""Admitted forms over the cast under the shipped standard. In: a cast. Out: a `Scene` that publishes, opens, acts.

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.house.sources import ROOT
from tests.work.cast import DAY, Cast, make_house
from tests.work.mirrors import lent
from yibiao.edge import estate as held
from yibiao.edge.estate import Estate
from yibiao.edge.filings.keeping import fixed
from yibiao.edge.filings.opening import Wish, open_one
from yibiao.edge.http.caller import Caller
from yibiao.flow.standard import load
from yibiao.flow.standardising import Lexicon
from yibiao.work.admissions.actions import NewEntry, Terms, publish
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries, rules
from yibiao.work.filings.queries import FilingRow
from yibiao.work.filings.rules import Actor
from yibiao.work.forms.queries import Template

COUNTS = ROOT / "examples" / "常住人口统计表.xlsx"
ROSTER = "人员花名册\n序号,姓名,出生日期,手机号码\n1,,,\n2,,,\n"
Meant = tuple[tuple[str, str], ...]
LEVELS = ("community", "street", "district")


class Scene:
    """The house at work on filings."""

    def __init__(self, cast: Cast, estate: Estate) -> None:
        self.cast, self.estate = cast, estate

    def admit(self, data: bytes, name: str, said: Meant = (("手机号码", "person.phone"),), **terms: object) -> str:
        """A form enters the catalogue; its number. said: what columns mean, by a person's word."""
        given = {
            "department": "民政", "area": "99", "basis": "示例办法第三条", "purpose": "人口统计", "period": "month",
            "levels": LEVELS, "due_days": 5, "lead_days": 3, "recipients": ("民政科",),
            "valid_from": date(2026, 1, 1), "expires": date(2099, 12, 31), **terms,
        }  # fmt: skip
        lexicon = Lexicon()
        for label, element in said:
            lexicon = lexicon.confirm("人员花名册", (label,), element)
        template = Template(Path(name).stem, name, data, lexicon.as_json())
        return publish(
            self.estate.house.vault, "shu", NewEntry(Terms(**given), template, "xu"), self.estate.house.clock
        )

    def actor(self, login: str, role: str, day: date = DAY) -> Actor:
        return Actor(login, role, directory.offices_of(login, role, DAY), day)

    def caller(self, login: str, role: str, purpose: str = "填报") -> Caller:
        return Caller(self.estate, login, role, purpose, DAY)

    @property
    def officer(self) -> Actor:
        return self.actor("shu", "data_officer")

    def open(self, number: str, day: date = DAY, key: str = "") -> str:
        return open_one(self.estate, self.officer, number, Wish((number,), day, key))[0]

    def keeper(self, row: FilingRow) -> Actor:
        """Somebody who answers for the filing's area."""
        return Actor(f"keeper of {row.area}", rules.keeper_of(row.level), frozenset({row.area}), DAY)

    def above(self, row: FilingRow, day: date = DAY) -> Actor:
        """Somebody who stands above it."""
        parent = queries.filing(row.parent) if row.parent else None
        role, area = (rules.keeper_of(parent.level), parent.area) if parent else (rules.ABOVE, row.period.area)
        return Actor(f"above {row.area}", role, frozenset({area}), day)

    def confirm(self, row: FilingRow, note: str = "缺的采不到") -> str:
        seen = fixed(self.estate, row, row.digest)
        vault, clock = self.estate.house.vault, self.estate.house.clock
        return actions.confirm(vault, self.keeper(row), row.id, seen, note, clock=clock).state

    def filing(self, period: str, area: str) -> FilingRow:
        return next(row for row in queries.of_period(period) if row.area == area)


@contextmanager
def scene(home: Path, standard: bool = True) -> Iterator[Scene]:
    """A house with a mirror, held by this process as long as the block lasts."""
    made = make_house()
    cast = Cast(replace(made, standard=load(), home=home) if standard else replace(made, home=home))
    with lent(cast.house) as mirror:
        estate = Estate(cast.house, mirror, cast.house.standard)
        held.hold(estate)
        try:
            yield Scene(cast, estate)
        finally:
            held.hold(None)
