"""What a source's delivery costs from quarantine to ledger and out again. In: ``--persons N --rows R``. Out: figures.

    python -m bench.delivering --persons 100000 --rows 100000 [--home DIR] [--first] [--alone] [--read-only]

A ledger of N people and a GBK text of R rows with nine columns, 1 % of which say another telephone number (the roster of
`bench.receiving`); with --first the ledger lacks the people of the text, and every row makes one. Each step that a
worker does is told as CPU seconds, children included, wall seconds and peak memory: the bytes sealed, profiled, planned,
judged, planned once more and compared, written in slices, undone. Beside it the bare work that nobody can do without,
done by polars where it is installed. The content of the ledger, a digest of all its tables but for versions, is told
before, applied and undone; undone it has to be what it was, or the bench fails. --alone: people without what hangs on
them, a fifth of a district's records, so that a million of them are laid in minutes. --read-only: nothing is written.
A home that is given is kept; it is used again. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.receiving import BARE, DAY, Watch, roster


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--home", type=Path)
    for name in ("first", "alone", "read-only"):
        parser.add_argument(f"--{name}", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ.update(YIBIAO_HOME=str(home), DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        measure(home, given)


def house_of(home: Path, persons: int, alone: bool) -> Any:
    """The house; a fresh one is filled with invented people."""
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house

    fresh = not (home / "ledger.db").exists()
    call_command("migrate", verbosity=0)
    house = open_house(home, load(), create=fresh)
    if fresh:
        load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, house.standard), DAY)
        records = demo.generate(persons, 1, DAY, house.standard)
        load_records(house, (one for one in records if not alone or one.register == "person"))
    return house


def measure(home: Path, given: argparse.Namespace) -> None:
    house, watch = house_of(home, given.persons, given.alone), Watch()
    from yibiao.edge.estate import Estate
    from yibiao.edge.feeds.delivering import Bench
    from yibiao.work.ledgers.mirror import Mirror

    with closing(Mirror.open(house)) as mirror, tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "名册.csv"
        roster(file, mirror, house.standard, given.rows)
        if given.first:
            strangers(file)
        bare = subprocess.run([sys.executable, "-c", BARE, str(file)], capture_output=True, text=True, check=False)  # noqa: S603
        print(f"{file.stat().st_size >> 20} MiB; polars: {(bare.stdout or bare.stderr).strip()}")
        bench = Bench(Estate(house, mirror, house.standard), "operator", "")
        watch.told("mirror and file")
        deliver(bench, file, watch, given.read_only)


def strangers(file: Path) -> None:
    """The same rows about people whom nobody knows: names of three rare signs, the last sign of the area in each number
    another, with its check digit, no telephone, a home next door."""
    from yibiao.flow.standard.domains.citizen_id import check_character

    head, *lines = file.read_text("gbk").splitlines()
    with file.open("w", encoding="gbk") as out:
        out.write(head + "\n")
        for count, line in enumerate(lines):
            row = line.split(",")
            row[0] = "".join(chr(0x5000 + count // 2_000**place % 2_000) for place in range(3))
            row[6] += "甲" if row[6] else ""
            number = f"{row[1][:5]}{(int(row[1][5]) + 5) % 10}{row[1][6:17]}"
            row[1], row[5] = number + check_character(number), ""
            out.write(",".join(row) + "\n")


def deliver(bench: Any, file: Path, watch: Watch, read_only: bool) -> None:
    from yibiao.edge.feeds import delivering
    from yibiao.work.feeds import actions

    id = approved(bench, file)
    watch.told("(its columns approved)")
    before = content(bench)

    def step(done: int, total: int) -> None:
        if done:
            watch.told(bench.delivery(id).state)

    print(delivering.prepare(bench, id, step))
    row = bench.delivery(id)
    if row.state == "waiting":
        print("released:", [each["code"] for each in row.reasons])
        bench.advance(id, "release", actions.Told("bench"))
    if read_only:
        return
    written(bench, id, watch)
    applied = content(bench)
    watch.told("(content looked at)")
    print(delivering.undo(bench, id, lambda done, total: None))
    watch.told("undone")
    after = content(bench)
    print(f"content before {before}, applied {applied}, undone {after}")
    if after != before or applied == before:
        raise SystemExit("the ledger is not what it was")


def written(bench: Any, id: str, watch: Watch) -> None:
    """The plan made once more and compared, then slice by slice."""
    from yibiao.edge.feeds import delivering

    compared: list[bool] = []

    def step(done: int, total: int) -> None:
        if not compared:
            compared.append(True)
            watch.told("planned once more and compared")

    print(delivering.apply(bench, id, step))
    watch.told("written in slices")


def approved(bench: Any, file: Path) -> str:
    """A delivery in quarantine whose source has approved columns."""
    from yibiao.edge.feeds import delivering
    from yibiao.work.directory import queries as directory
    from yibiao.work.feeds import actions, queries
    from yibiao.work.feeds.rules import NewSource
    from yibiao.work.ledgers.actions import EVERYWHERE

    vault, top = bench.estate.house.vault, min(directory.areas(), key=lambda row: len(row.code)).code
    code = f"s-{bench.estate.house.ids()[-12:]}"
    source = actions.set_source(vault, "operator", NewSource(code, "公安", "公安局", "户口登记条例", top, "operator"))
    brought = actions.Brought(source, file.name, file.read_bytes(), DAY, "operator", "")
    id, _ = actions.keep_delivery(vault, brought, job=False)
    delivering.prepare(bench, id, lambda done, total: None)
    row = queries.source(EVERYWHERE, source)
    assert row is not None
    actions.approve_mapping("operator", source, row.proposed, job=False)
    return str(id)


def content(bench: Any) -> str:
    """A digest of all that the ledger says: every table of the mirror, whatever the order of its rows and versions."""
    from yibiao.flow.asking import catalog

    session, total = bench.estate.mirror.session(), 0
    for register in bench.estate.house.standard.registers:
        table = catalog.table_name(register)
        sql = f'SELECT count(*), coalesce(sum(hash(t)), 0) FROM (SELECT * EXCLUDE (version, "@since") FROM "{table}") t'  # noqa: S608
        [(rows, hashes)] = session.execute(sql, {})
        total = (total * 1_000_003 + int(rows) + int(hashes)) % (1 << 128)
    return f"{total:032x}"


if __name__ == "__main__":
    main()
