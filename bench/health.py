"""How long the ledger's health takes to measure. In: ``--persons N [--edited SHARE]``. Out: figures, on stdout.

    python -m bench.health --persons 20000

A demo district; a share of its persons is confirmed one by one, so that their stamps differ. CPU and wall seconds as in
`bench.ledger`. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from bench.ledger import DAY, Watch


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--edited", type=float, default=0.1, help="share of persons with stamps of their own")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        os.environ.update(YIBIAO_HOME=folder, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(Path(folder), words.persons, words.edited)


def measure(home: Path, persons: int, edited: float) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.directory import queries as directory
    from yibiao.work.health import actions
    from yibiao.work.health.queries import health
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror
    from yibiao.work.ledgers.models import Record

    call_command("migrate", verbosity=0)
    watch, standard = Watch(), load()
    house = open_house(home, standard, create=True)
    load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, standard), DAY)
    count = load_records(house, demo.generate(persons, 1, DAY, standard))
    for number, record in enumerate(Record.objects.filter(register="person")[: int(persons * edited)]):
        Record.objects.filter(id=record.id).update(
            stamps={**record.stamps, "person.phone": number % 40 + 1, f"person.{('height', 'weight')[number % 2]}": 1},
            checks={"person.residence_status": number + 1},
        )
    with watch.step("open the mirror", count):
        mirror = Mirror.open(house)
    for time in ("first", "second"):
        with watch.step(f"take the health, {time} time", count):
            areas = actions.take(house, mirror, "bench", DAY, {})
    print(f"{count} records, {areas} areas, {(home / 'ledger.db').stat().st_size / 1e6:.0f} MB")
    root = directory.area(directory.root_code())
    leader = next(row.login for row in directory.people() if row.role == "leader")
    view = directory.view_of(leader, "填报", DAY, standard)
    with watch.step("read the page"):
        health(house, view, root)
    mirror.close()


if __name__ == "__main__":
    main()
