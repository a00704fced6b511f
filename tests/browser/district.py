"""A district of 14 streets and 200 communities around the demo's few, and the words of those who keep them.

In: a served site. Out: the areas laid with a keeper each; the filings of a period confirmed and approved by those
whom a journey does not walk itself, by the same actions as of a person. Refuses: what those actions refuse.
"""

from __future__ import annotations

from tests.browser.conftest import Site

STREETS, COMMUNITIES = 14, 200
LAID = f"""
from yibiao.work.directory import actions, queries
from yibiao.work.directory.actions import NewArea, NewPerson
from yibiao.work.filings.rules import keeper_of
held = list(queries.open_areas())
root = next(row for row in held if row.level == "district")
streets = [row.code for row in held if row.level == "street"]
fresh = [NewArea(f"{{root.code}}{{number:03d}}", f"新设{{number}}街道", "street", root.code)
         for number in range(101, 101 + {STREETS} - len(streets))]
every = sorted([*streets, *(area.code for area in fresh)])
wanted = {COMMUNITIES} - sum(row.level == "community" for row in held)
below = [NewArea(f"{{every[number % {STREETS}]}}{{101 + number // {STREETS}:03d}}", f"新设{{number + 1}}社区", "community",
                 every[number % {STREETS}]) for number in range(wanted)]
actions.lay_areas([*fresh, *below], "test")
actions.appoint([NewPerson(f"k{{area.code}}", f"{{area.name}}的负责人", keeper_of(area.level), area.code)
                 for area in (*fresh, *below)], "test")
print(len(every), len(below) + {COMMUNITIES} - wanted)
"""
WORDS = """
from yibiao.edge.estate import estate
from yibiao.edge.filings import keeping
from yibiao.edge.http.caller import Caller
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries
from yibiao.work.filings.rules import keeper_of
held = estate()
people = {{(one.role, one.area): one.login for one in directory.people()}}
parents = {{row.code: row.parent for row in directory.areas()}}
def caller(level, area):
    role = keeper_of(level)
    return Caller(held, people[role, area], role, "填报", held.day())
def confirmed(row):
    if row.state == "open":
        keeping.confirm(caller(row.level, row.area), row, row.digest, "采不到" if row.needed else "")
period = next(row for row in queries.periods([(0, 10**9)]) if row.key == {key!r} and row.title == {title!r})
rows = queries.of_period(period.id)
communities = [row for row in rows if row.level == "community"]
for row in communities:
    confirmed(row)
    if parents[row.area] != {walked!r}:
        actor = keeping.actor_of(caller("street", parents[row.area]))
        actions.approve(actor, row.id, clock=held.house.clock)
streets = [row for row in rows if row.level == "street" and row.area != {walked!r}]
for row in streets:
    confirmed(row)
print(sum(parents[row.area] == {walked!r} for row in communities), len(streets))
"""


def laid(site: Site) -> tuple[int, int]:
    """(streets, communities) that the district has now."""
    streets, communities = site.says(LAID)[-1].split()
    return int(streets), int(communities)


def rest(site: Site, period: tuple[str, str], walked: str) -> tuple[int, int]:
    """Every community of a period (title, key) confirms, and every other street than `walked` approves and confirms.

    Returns (communities that wait for the street `walked`, streets that have confirmed).
    """
    title, key = period
    waiting, streets = site.says(WORDS.format(title=title, key=key, walked=walked))[-1].split()
    return int(waiting), int(streets)
