"""What it costs to ask about then: ordinary questions, the first about then, the next. In: persons, changes. Out: figures.

    python -m bench.past --persons 20000 --changes 1000 10000 40000

An invented district in a home of its own; each step adds changes up to the number named, then a new mirror is opened, asked
about now, asked about then for the first time (which loads the past) and again, and follows one more change. Wall and CPU
seconds; the best of five for questions. Nothing is asserted. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 11, 22)
QUESTIONS = ("年龄 >= 80 且 独居", "有(残疾) 且 年龄 < 60", "家庭人口数 >= 4")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--changes", type=int, nargs="*", default=[1_000, 10_000])
    parser.add_argument(
        "--only-now", action="store_true", help="ordinary questions alone: for a comparison with before"
    )
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        os.environ.update(YIBIAO_HOME=folder, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(Path(folder), words.persons, words.changes, words.only_now)


def measure(home: Path, persons: int, steps: list[int], only_now: bool) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house
    from yibiao.work.ledgers.mirror import Mirror

    call_command("migrate", verbosity=0)
    standard = load()
    house = open_house(home, standard, create=True)
    load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, standard), DAY)
    count = load_records(house, demo.generate(persons, 1, DAY, standard))
    print(f"{count} records")
    mirror = Mirror.open(house)
    ask_now(mirror, standard)
    mirror.close()
    made = 0
    for wanted in [] if only_now else steps:
        change(house, made, wanted)
        made = wanted
        then(house, standard, made)


def change(house: Any, done: int, wanted: int) -> None:
    """Changes of values by plans, as imports make them: each person in turn, then again."""
    from django.db import transaction

    from yibiao.work.ledgers.actions import Act, change_record
    from yibiao.work.ledgers.models import Record

    people = list(Record.objects.filter(register="person", ended="").order_by("id").values_list("id", flat=True))
    for start in range(done, wanted, 500):
        with transaction.atomic():
            for number in range(start, min(start + 500, wanted)):
                act = Act.of_the_house("bench", "bench", f"bench {number}")
                version = 1 + number // len(people)
                values = {"person.phone": f"199{number:08}"}
                change_record(house, act, people[number % len(people)], version, values)


def then(house: Any, standard: Any, made: int) -> None:
    from yibiao.work.journal import queries as journal
    from yibiao.work.ledgers.mirror import Mirror

    line = journal.last_sequence() - made // 2
    mirror = Mirror.open(house)
    print(f"-- {made} changes, asked about line {line} of {journal.last_sequence()}")
    ask_now(mirror, standard)

    def session() -> None:
        mirror.session_at(line).close()

    once("first session of then (loads the past)", session)
    best("next session of then", session)
    ask_then(mirror, standard, line)
    change(house, made, made + 1)
    once("refresh with the past, after one change", mirror.refresh)
    mirror.close()


def ask_now(mirror: Any, standard: Any) -> None:
    for text in QUESTIONS:
        best(f"now:  {text}", lambda text=text: asked(mirror.session(), standard, text))


def ask_then(mirror: Any, standard: Any, line: int) -> None:
    def work(text: str) -> None:
        session = mirror.session_at(line)
        asked(session, standard, text)
        session.close()

    for text in QUESTIONS:
        best(f"then: {text}", lambda text=text: work(text))


def asked(session: Any, standard: Any, text: str) -> Any:
    from yibiao.base.views import View
    from yibiao.flow.asking import ask_many, behind
    from yibiao.flow.asking.nodes import Column, CountQuestion
    from yibiao.flow.standard.formula import parse
    from yibiao.flow.standard.formula.nodes import Ref

    view = View("bench", "bench", ((1, 10**6),), frozenset(standard.elements))
    count = CountQuestion("person", parse(text, "person", standard))
    columns = tuple(Column(code, Ref(code)) for code in ("person.name", "person.age", "household.address"))
    top = session.execute("SELECT code FROM areas WHERE parent IS NULL", {})[0][0]
    return ask_many([count, behind(count, columns)], view, top, session=session, day=DAY, standard=standard)


def once(name: str, work: Callable[[], Any]) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:<46}{wall * 1000:9.1f} ms wall{cpu * 1000:9.1f} ms CPU")


def best(name: str, work: Callable[[], Any]) -> None:
    work()
    walls, cpus = [], []
    for _ in range(5):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    print(f"{name:<46}{min(walls) * 1000:9.1f} ms wall{min(cpus) * 1000:9.1f} ms CPU")


if __name__ == "__main__":
    main()
