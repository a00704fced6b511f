"""Periods are opened in a process of its own, to be killed. In: home, database address, how many forms it may open. Out:
the periods acknowledged.

First it lays areas and admits six forms where there are none; then it opens what is not open yet, one form after the
other, as the job does. Who may not open all of them waits behind the last to be killed: however late the blow comes, it
comes in the middle. Refuses: nothing.
"""

from __future__ import annotations

import os
import signal
import sys

FORMS = 6
LEVELS = ("grid", "community", "street", "district")


def main(home: str, url: str, most: int) -> None:
    os.environ.update(YIBIAO_HOME=home, YIBIAO_DATABASE_URL=url, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
    import django

    django.setup()

    from pathlib import Path

    from tests.work.cast import AREAS, DAY
    from yibiao.edge import estate as held
    from yibiao.edge.estate import Estate
    from yibiao.edge.filings.opening import Wish, open_one
    from yibiao.flow.standard import load
    from yibiao.work.admissions import queries as admissions
    from yibiao.work.directory import actions as directory
    from yibiao.work.filings.rules import Actor
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    house = open_house(Path(home), load(), create=True)
    if not admissions.entries(0, 1_000, DAY):
        directory.lay_areas(AREAS, "test")
        admit(house)
    mirror = Mirror.open(house)
    estate = Estate(house, mirror, house.standard)
    held.hold(estate)
    actor = Actor("shu", "data_officer", frozenset({"99"}), DAY)
    numbers = tuple(row.number for row in admissions.entries(0, 1_000, DAY))
    for number in numbers[:most]:
        period, _ = open_one(estate, actor, number, Wish(numbers, DAY))
        sys.stdout.write(f"{number} {period}\n")
        sys.stdout.flush()
    if most < len(numbers):
        signal.pause()
    mirror.close()


def admit(house: object) -> None:
    """Six lists into the catalogue."""
    from datetime import date

    from yibiao.work.admissions.actions import NewEntry, Terms, publish
    from yibiao.work.forms.queries import Template

    terms = Terms(
        department="民政", area="99", basis="示例办法", purpose="统计", period="month", levels=LEVELS, due_days=5,
        lead_days=3, recipients=("科",), valid_from=date(2026, 1, 1), expires=date(2099, 12, 31),
    )  # fmt: skip
    for number in range(FORMS):
        data = f"名单{number}\n序号,姓名,出生日期,年龄\n1,,,\n2,,,\n".encode()
        template = Template(f"名单{number}", f"名单{number}.csv", data)
        publish(house.vault, "shu", NewEntry(terms, template, "xu"), house.clock)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
