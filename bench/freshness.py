"""From a commit to a district's answer that contains it, and edits while reports run. In: ``--persons N``. Out: a table.

    python -m bench.freshness --persons 100000 [--home DIR] [--repeats 5]

A cross-tab over the district (ten age bands, both sexes, and of each who lives alone) is asked alone, and again right
after 1, 100 and (once) 10,000 records were changed, each by a journal line of its own: wall and CPU milliseconds, and the ratio
to the answer alone of the same repeat. Then one writer edits for some seconds, alone and while another thread asks the same
cross-tab without a pause: edits a second, p50 and p99. Writes are durable (`synchronous=FULL`). A home that is given is
kept and used again. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count, cycle
from pathlib import Path
from threading import Event, Thread
from typing import Any

from bench.filings import DAY, house_root, lay

CHANGES = (1, 100, 10_000)
SECONDS = 6.0


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--persons", type=int, default=20_000)
    read.add_argument("--home", type=Path)
    read.add_argument("--repeats", type=int, default=5)
    given = read.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ.update(YIBIAO_HOME=str(home), DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(home, given.persons, given.repeats)


def measure(home: Path, persons: int, repeats: int) -> None:
    import django

    django.setup()
    from yibiao.work.ledgers.mirror import Mirror

    house = lay(home, persons)
    with closing(Mirror.open(house)) as mirror:
        ask, edit = asking(house, mirror), editing(house)
        ask()
        print("| changed before | answer alone, ms | with the changes, ms | ratio | CPU ms |\n|---|---|---|---|---|")
        for changes in CHANGES:
            told = [fresh(ask, edit, changes) for _ in range(repeats if changes < 1_000 else 1)]
            alone, wall, cpu = (statistics.median(run[part] for run in told) * 1e3 for part in range(3))
            print(f"| {changes} | {alone:.0f} | {wall:.0f} | {wall / alone:.2f} | {cpu:.0f} |", flush=True)
        print("\n| edits | a second | p50 ms | p99 ms | slowest ms |\n|---|---|---|---|---|")
        row("alone", edits(edit))
        stop, asked = Event(), count()
        reports = Thread(target=lambda: [(ask(), next(asked)) for _ in iter(stop.is_set, True)], daemon=True)
        reports.start()
        took = edits(edit)
        stop.set()
        reports.join()
        row(f"while {next(asked)} reports were answered", took)


def fresh(ask: Callable[[], Any], edit: Callable[[], Any], changes: int) -> tuple[float, float, float]:
    """(the answer alone, the answer after `changes`, that one's CPU), seconds."""
    ask()
    begun = time.perf_counter()
    ask()
    alone = time.perf_counter() - begun
    for _ in range(changes):
        edit()
    begun, cpu = time.perf_counter(), time.process_time()
    ask()
    return alone, time.perf_counter() - begun, time.process_time() - cpu


def asking(house: Any, mirror: Any) -> Callable[[], Any]:
    """The cross-tab of the district, as the house sees it."""
    from yibiao.flow.asking.nodes import CountQuestion
    from yibiao.flow.standard.formula import parse
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.asking import answer

    root = house_root()
    view = directory.house_view("bench", (root.first, root.last), frozenset(house.standard.elements), DAY)
    conditions = [
        f"年龄 >= {low} 且 年龄 < {low + 10} 且 性别 = {gender}{more}"
        for low in range(0, 100, 10)
        for gender in ("男", "女")
        for more in ("", " 且 独居")
    ]
    questions = [CountQuestion("person", parse(text, "person", house.standard)) for text in conditions]
    return lambda: answer(house, mirror, view, questions, root.code, day=DAY)


def editing(house: Any) -> Callable[[], Any]:
    """One person after the other gets another phone number, each time as an act of its own."""
    from yibiao.work.ledgers.actions import Act, change_record
    from yibiao.work.ledgers.models import Record

    def people() -> Iterator[str]:
        return cycle(
            Record.objects.filter(register="person", ended="").order_by("id").values_list("id", flat=True)[:20_000]
        )

    those, numbers, begun = people(), count(), time.time_ns()

    def edit() -> None:
        record, number = next(those), next(numbers)
        version = Record.objects.values_list("version", flat=True).get(id=record)
        act = Act.of_the_house("bench", "bench", f"{begun}-{number}")
        change_record(house, act, record, version, {"person.phone": f"139{number:08}"})

    return edit


def edits(edit: Callable[[], Any]) -> list[float]:
    """Seconds of each edit, for `SECONDS`."""
    took, end = [], time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        begun = time.perf_counter()
        edit()
        took.append(time.perf_counter() - begun)
    return took


def row(name: str, took: list[float]) -> None:
    cuts = statistics.quantiles(took, n=100)
    print(
        f"| {name} | {len(took) / sum(took):.0f} | {cuts[49] * 1e3:.1f} | {cuts[98] * 1e3:.1f} | {max(took) * 1e3:.0f} |"
    )


if __name__ == "__main__":
    main()
