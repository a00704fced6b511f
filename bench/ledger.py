"""How much the ledger's writing, mirroring and starting cost. In: ``--persons N --home DIR``. Out: figures, on stdout.

    python -m bench.ledger --persons 20000

Everything in CPU seconds of this process beside wall seconds, and as a ratio to what the same machine needs in the same
run to hash one gigabyte with SHA-256: machines and hours differ, the ratio less. Refuses: a home that exists.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

DAY = date(2026, 11, 22)


class Watch:
    """Prints a line a step."""

    def __init__(self) -> None:
        start = time.process_time()
        block = bytes(1 << 20)
        whole = hashlib.sha256()
        for _ in range(1024):
            whole.update(block)
        self.unit = time.process_time() - start
        print(f"{'unit: SHA-256 of 1 GiB':34} cpu {self.unit:8.2f} s")

    @contextmanager
    def step(self, name: str, count: int = 1) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        each = f"{cpu / count * 1e6:8.0f} µs each" if count > 1 else ""
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:34} cpu {cpu:8.2f} s  wall {wall:8.2f} s  ratio {cpu / self.unit:7.2f}  {memory:6.0f} MB  {each}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--only-load", action="store_true", help="no mirror: shows that memory stays bounded")
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        os.environ.update(YIBIAO_HOME=folder, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(Path(folder), words.persons, words.only_load)


def measure(home: Path, persons: int, only_load: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house

    call_command("migrate", verbosity=0)
    watch, standard = Watch(), load()
    house = open_house(home, standard, create=True)
    load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, standard), DAY)
    with watch.step("invent the district"):
        count = sum(1 for _ in demo.generate(persons, 1, DAY, standard))
    with watch.step("invent and load it", count):
        load_records(house, demo.generate(persons, 1, DAY, standard))
    print(f"{count} records, {(home / 'ledger.db').stat().st_size / 1e6:.0f} MB")
    if not only_load:
        mirror(watch, house, count)


def mirror(watch: Watch, house: object, count: int) -> None:
    from yibiao.work.journal import queries as journal
    from yibiao.work.ledgers.actions import Act, change_record
    from yibiao.work.ledgers.mirror import Mirror
    from yibiao.work.ledgers.models import Record

    with watch.step("mirror from the records", count):
        Mirror.open(house).close()  # type: ignore[arg-type]
    with watch.step("mirror from its snapshot"):
        copy = Mirror.open(house)  # type: ignore[arg-type]
    people = list(Record.objects.filter(register="person").values_list("id", flat=True)[:200])
    with watch.step("single durable changes", len(people)):
        for number, person in enumerate(people):
            act = Act.of_the_house("bench", "bench", f"bench {number}")
            change_record(house, act, person, 1, {"person.phone": f"199{number:08}"})  # type: ignore[arg-type]
    with watch.step("mirror follows them", len(people)):
        copy.refresh()
    with watch.step("verify the chain", journal.last_sequence()):
        assert journal.verify_chain() == ()


if __name__ == "__main__":
    main()
