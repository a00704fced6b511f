"""How long the search for doubles takes. In: ``--persons N``. Out: figures, on stdout.

    python -m bench.doubles --persons 20000

A demo district, all of it looked through at once, register by register, as nobody may in a real house; CPU and wall seconds as in
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
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        os.environ.update(YIBIAO_HOME=folder, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(Path(folder), words.persons)


def measure(home: Path, persons: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.base.views import View
    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers import doubles
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    call_command("migrate", verbosity=0)
    watch, standard = Watch(), load()
    house = open_house(home, standard, create=True)
    load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, standard), DAY)
    count = load_records(house, demo.generate(persons, 1, DAY, standard))
    mirror = Mirror.open(house)
    print(f"{count} records")
    root = directory.area(directory.root_code())
    areas = (root.first, root.last)
    view = View("bench", "核查", (areas,), frozenset(standard.elements))
    for register in doubles.BLOCKS:
        with watch.step(f"doubles of {register}"):
            found = doubles.suspects(house, mirror, view, register, areas)
        print(f"  {len(found)} shown")
    session = mirror.session()
    for block in doubles.BLOCKS["person"]:
        with watch.step(f"  person, {block.reason}"):
            pairs = session.execute(doubles._sql(standard, "person", block, view.within(*areas)), {})
        print(f"  {len(pairs)} pairs")
    with watch.step("  person, sounds_alike"):
        heard = sum(1 for _ in doubles._sounding(session, standard, view.within(*areas)))
    print(f"  {heard} pairs")
    mirror.close()


if __name__ == "__main__":
    main()
