"""The district of N people, asked beside PostgreSQL, SQLite and SQL by hand. Out: docs/district.md and .svg.

    nice python -m bench.district --persons 100000 [--home DIR] [--repeats 3] [--communities-written 20]

A home keeps the readings of the forms and the figures of each size; the documents show all sizes that it has figures
of. Communities have 5,000 people at every size, so that the curve shows what a larger ledger costs a community that
stays as it is. Refuses: nothing; without PostgreSQL's server its columns stay empty.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from bench.district import beside, drawing, engines, files, keeping
from bench.district.by_hand import ASKED_BY_HAND
from bench.district.forms import Form, read_all, spots_of
from bench.district.laying import PEOPLE_EACH, Size, lay
from yibiao.flow.asking.areas import Areas
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Question, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.asking.tidiness import tidy
from yibiao.flow.standard import load
from yibiao.flow.standard.model import Standard

DAY = date(2026, 11, 22)
DOCS = Path(__file__).resolve().parents[2] / "docs"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--forms", type=int, default=82)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--communities-written", type=int, default=20, help="for how many the workbooks are written")
    parser.add_argument("--home", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-district-") as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        found = measure(home, given)
        (home / f"figures-{given.persons}.json").write_text(json.dumps(found, indent=1))
        sizes = [json.loads(path.read_text()) for path in home.glob("figures-*.json")]
        drawing.write(DOCS, sorted(sizes, key=lambda size: size["persons"]))


def measure(home: Path, given: argparse.Namespace) -> dict[str, Any]:
    standard, clock = load(), time.perf_counter()
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    size = Size(given.persons, max(2, given.persons // PEOPLE_EACH), given.seed, DAY)
    lay(connection, standard, size)
    for table in ("lives", "spots"):
        connection.execute(f"DROP TABLE {table}")
    records = sum(connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in standard.registers)  # type: ignore[index]
    memory = keeping.held(connection)
    print(f"{records} records of {size.people} people laid in {time.perf_counter() - clock:.0f} s", flush=True)
    forms = read_all(home, given.forms, standard)
    ours = engines.Duck(connection)
    looked, ours.tidy = engines.measured(ours, lambda: tidy(ours, standard))
    ours.areas = Areas.of(ours)
    named = elements_of(forms, standard)
    clock = time.perf_counter()
    server = engines.postgres_of(connection, standard, named)
    if server is not None:
        server.tidy, server.areas = ours.tidy, ours.areas
    lite = engines.sqlite_of(connection, standard, named, ASKED_BY_HAND, home / f"lite-{given.persons}.db")
    print(f"the same rows in PostgreSQL and SQLite in {time.perf_counter() - clock:.0f} s", flush=True)
    tree = spots_of(connection.execute("SELECT * FROM areas ORDER BY first").fetchall())
    ground = beside.Ground(standard, DAY, tree, ours, server, lite)
    try:
        found = asked(ground, forms, given)
    finally:
        if server is not None:
            server.connection.close()
            server.server.stop()
        lite.connection.close()
        lite.path.unlink()
    snapshot = keeping.snapshot(connection, standard)
    found |= {
        "persons": size.people, "records": records, "communities": size.communities, "memory": memory,
        "snapshot": snapshot, "looked": looked.cpu, "forms": len(forms),
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
    return found


def asked(ground: beside.Ground, forms: list[Form], given: argparse.Namespace) -> dict[str, Any]:
    forms = beside.askable(ground, forms)
    cold, warm = beside.compiling(ground, forms)
    community = beside.middle_community(ground.tree, ground.ours)
    found: dict[str, Any] = {"compile": [cold, warm]}
    for name, spot, repeats in (
        ("community", community, max(3, given.repeats)),
        ("district", ground.tree[0], given.repeats),
    ):
        told = beside.run(ground, forms, spot, repeats)
        found[name] = {
            "costs": {engine: {form: asdict(cost) for form, cost in told.middle(engine).items()} for engine in told.costs},
            "failed": told.failed, "differs": told.differs,
        }  # fmt: skip
        said(name, found[name])
    found["together"] = beside.all_at_once(ground, forms, 4)
    ratios = [apart / together for _, together, apart in found["together"]]
    print(f"all communities at once: {median(ratios):.1f} times cheaper in the middle", flush=True)
    written, each = files.write_all(ground, forms, given.communities_written)
    assert ground.lite is not None
    rival = files.by_openpyxl(ground, forms, ground.lite, min(4, given.communities_written))
    found["files"] = {"written": asdict(written), "each": each, "openpyxl": rival}
    print(f"files: {written}", flush=True)
    return found


def said(name: str, place: dict[str, Any]) -> None:
    costs = place["costs"]
    for engine, each in costs.items():
        mine = sum(costs["ours"][form]["cpu"] for form in each)
        whole = sum(one["cpu"] for one in each.values())
        print(
            f"  {name:10} {engine:15} {len(each):3} forms {whole:8.2f} s CPU, {whole / mine:6.2f} of ours", flush=True
        )
    print(f"  not run: {place['failed']}; differ: {place['differs']}", flush=True)


def elements_of(forms: list[Form], standard: Standard) -> set[str]:
    """The elements that conditions name: what a good index would be on."""
    found: set[str] = set()
    for form in forms:
        for question in form.questions:
            for node in _conditions(question):
                found |= {code for what, code in touched(node, standard) if what == "element"}
    return found


def _conditions(question: Question) -> list[Any]:
    if isinstance(question, AreasQuestion):
        return [node for _, count in question.columns for node in _conditions(count)]
    if isinstance(question, CountQuestion):
        return [node for node in (question.where, question.measure.part) if node is not None]
    assert isinstance(question, RowsQuestion)
    return [] if question.where is None else [question.where]


if __name__ == "__main__":
    main()
