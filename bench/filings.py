"""How fast the periods of a district's forms are opened. In: ``--persons N --forms M``. Out: figures, on stdout.

    python -m bench.filings --persons 100000 --forms 82 [--home DIR] [--profile FILE]

A district of 14 streets and 200 communities (two grids each); the people are the demo's, laid into these areas. The forms
are those of `bench.piles`, each drawn once, admitted for community, street and district. Measured: opening all of them
(read, matched, asked, cut, packed, sealed, kept), and the same answers asked area by area for a sample. A home that is
given is kept and used again; its periods are not opened twice. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

DAY = date(2026, 11, 22)
STREETS, COMMUNITIES, GRIDS_EACH = 14, 200, 2
LEVELS = ("community", "street", "district")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--forms", type=int, default=82)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--profile", type=Path, help="where cProfile's figures of the opening go")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ.update(YIBIAO_HOME=str(home), DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(home, given.persons, given.forms, given.profile)


def measure(home: Path, persons: int, forms: int, profile: Path | None) -> None:
    import django

    django.setup()
    from yibiao.edge import estate as held
    from yibiao.edge.estate import Estate
    from yibiao.work.ledgers.mirror import Mirror

    house = lay(home, persons)
    clock = Watch()
    with closing(Mirror.open(house)) as mirror:
        estate = Estate(house, mirror, house.standard)
        held.hold(estate)
        clock.told("mirror")
        numbers = admit(house, home, forms)
        clock.told(f"{len(numbers)} forms admitted")
        open_all(estate, numbers, clock, profile)
        alone(estate, numbers, clock)
        held.hold(None)


class Watch:
    """Prints a line a step: wall and CPU seconds, the most memory so far."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def told(self, what: str) -> float:
        wall, cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{what:58} wall {wall:8.2f} s  cpu {cpu:8.2f} s  {memory:6.0f} MiB", flush=True)
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return cpu


def lay(home: Path, persons: int) -> Any:
    """The house with its areas and people, made once."""
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.demo.areas import district_path
    from yibiao.flow.demo.shapes import DemoArea
    from yibiao.flow.standard import load
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house

    fresh = not (home / "ledger.db").exists()
    call_command("migrate", verbosity=0)
    standard = load()
    house = open_house(home, standard, create=fresh)
    if not fresh:
        return house
    root, clock = district_path()[-1].code, Watch()
    areas, grids = list(district_path()), []
    streets = [f"{root}{number:03d}" for number in range(1, STREETS + 1)]
    areas += [DemoArea(code, f"街道{code[-3:]}", "street", root) for code in streets]
    for number in range(COMMUNITIES):
        street = streets[number * STREETS // COMMUNITIES]
        areas.append(DemoArea(f"{street}{number:03d}", f"社区{number:03d}", "community", street))
        for order in range(GRIDS_EACH):
            grids.append(f"{street}{number:03d}{order:03d}")
            areas.append(DemoArea(grids[-1], f"网格{grids[-1][-6:]}", "grid", areas[-1 - order].code))
    load_places(areas, (), DAY)
    load_records(house, laid(demo.generate(persons, 1, DAY, standard), grids, persons))
    clock.told(f"{persons} people laid into {len(grids)} grids")
    return house


def laid(records: Iterator[Any], grids: list[str], persons: int) -> Iterator[Any]:
    """Records in the order of the stream, evenly over the grids: whoever comes together stays together."""
    seen = count()
    at = 0
    for record in records:
        if record.register == "person":
            at = min(next(seen) * len(grids) // persons, len(grids) - 1)
        yield replace(record, area_code=grids[at])


def admit(house: Any, home: Path, forms: int) -> list[str]:
    """The numbers of the forms, drawn and published once."""
    from bench.piles.make import make
    from yibiao.work.admissions import queries
    from yibiao.work.admissions.actions import NewEntry, Terms, publish
    from yibiao.work.forms.queries import Template

    root = house_root()
    known = [row.number for row in queries.entries(root.first, root.last, DAY)]
    if known:
        return known[:forms]
    folder = home / "drawn"
    drawn = make(folder, forms, 1, "report", forms)
    terms = Terms(
        department="部门", area=root.code, basis="示例办法", purpose="统计", period="month", levels=LEVELS, due_days=5,
        lead_days=3, recipients=("科室",), valid_from=date(2026, 1, 1), expires=date(2027, 12, 31),
    )  # fmt: skip
    files = drawn["files"]
    return [
        publish(house.vault, "bench", NewEntry(terms, Template(told["title"], Path(name).name, (folder / name).read_bytes()), "xu"))
        for name, told in files.items()  # type: ignore[attr-defined]
    ]  # fmt: skip


def house_root() -> Any:
    from yibiao.flow.demo.areas import district_path
    from yibiao.work.directory import queries as directory

    return directory.area(district_path()[-1].code)


def open_all(estate: Any, numbers: list[str], clock: Watch, profile: Path | None) -> None:
    """Every form's period, one after the other, as the job does it; a form of which nothing can be asked is counted."""
    from yibiao.base.problems import ProblemError
    from yibiao.edge.filings.opening import Wish, open_one
    from yibiao.work.filings import queries
    from yibiao.work.filings.models import Filing, Period
    from yibiao.work.filings.rules import Actor

    root = house_root().code
    actor = Actor("bench", "data_officer", frozenset({root}), DAY)
    last = Period.objects.order_by("-day").values_list("day", flat=True).first()
    day = DAY if last is None else last + timedelta(days=31)
    before, each, problems, seconds = database(estate), [], Counter[str](), time.perf_counter()
    watch = cProfile.Profile()
    if profile is not None:
        watch.enable()
    for number in numbers:
        start = time.perf_counter()
        try:
            open_one(estate, actor, number, Wish((number,), day))
        except ProblemError as refused:
            problems[refused.problem.code] += 1
            continue
        each.append(time.perf_counter() - start)
    if profile is not None:
        watch.disable()
        watch.dump_stats(profile)
    seconds = time.perf_counter() - seconds
    clock.told(f"{len(each)} periods opened, as of {day}; not opened: {dict(problems)}")
    rows = Filing.objects.filter(period__day=day)
    bytes_kept = sum(len(bytes(sealed)) for sealed in rows.values_list("answers", flat=True).iterator(chunk_size=200))
    first = queries.of_period(rows.values_list("period", flat=True)[0])
    print(
        f"{rows.count()} filings ({len(first)} a form), {rows.count() / seconds:.0f} filings/s; a form {median(each):.2f} s"
        f" in the middle, {max(each):.2f} s at most; answers {bytes_kept / 1e6:.1f} MB sealed, database grew by "
        f"{(database(estate) - before) / 1e6:.1f} MB"
    )


def database(estate: Any) -> int:
    return sum(path.stat().st_size for path in estate.house.home.glob("ledger.db*"))


def alone(estate: Any, numbers: list[str], clock: Watch) -> None:
    """A sample of forms asked area by area, beside all areas of the same forms in one pass."""
    from yibiao.edge.filings.forming import form_of
    from yibiao.edge.filings.opening import entry_view, parts_of, places_of
    from yibiao.work.admissions import queries as admissions
    from yibiao.work.ledgers.asking import answer

    together = apart = asked = 0.0
    for number in numbers[:: max(1, len(numbers) // 8)]:
        entry = admissions.entry(number, DAY)
        template = admissions.template_of(estate.house.vault, number)
        assert entry is not None and template is not None
        form = form_of(estate, template)
        if not form.sense.questions:
            continue
        view, (tree, spots) = entry_view(estate, form, entry), places_of(entry.area, entry.levels)
        start = time.perf_counter()
        parts_of(estate, form, view, (tree, spots), DAY, before={})
        together += time.perf_counter() - start
        sample = [spot for spot in spots if spot.level == "community"][:: COMMUNITIES // 4]
        start = time.perf_counter()
        for spot in sample:
            answer(estate.house, estate.mirror, view, form.sense.questions, spot.code, day=DAY)
        apart += (time.perf_counter() - start) / len(sample) * len(spots)
        asked += 1
    clock.told(f"{asked:.0f} forms asked in both ways")
    print(
        f"all areas in one pass {together:.2f} s, area by area {apart:.1f} s (from a sample): {apart / together:.0f} times"
    )


if __name__ == "__main__":
    main()
