"""What it costs to receive a file of people whom the ledger mostly has. In: ``--persons N --rows R``. Out: figures.

    python -m bench.receiving --persons 100000 --rows 100000 [--home DIR] [--row-by-row] [--apply]

A demo ledger of N people; a GBK text of R rows with nine columns, of which 99 % say what the ledger has (people who are
in it; behind those strangers, who are new) and 1 % another telephone number. Measured in CPU seconds, children
included, a stage each: reading (decode, split, recognise, match), planning (standardise, compare, link, plan), writing
in slices. Beside it the bare work that nobody can do without: the same file decoded, split, white space stripped and
identity numbers checked by polars where it is installed (else that line says so), the fastest library that we know.
With --apply the plan is written while another process changes a record every 50 ms; how long those edits wait is told
(the home is changed: give it a copy). A home that is given is kept and used again. Refuses: nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import quantiles
from typing import Any

DAY = date(2026, 11, 22)
COLUMNS = "姓名,身份证号,性别,出生日期,民族,联系电话,现住址,文化程度,婚姻状况"
ASKED = (
    "SELECT name, id_number, gender, CAST(birth_date AS VARCHAR), ethnicity, phone, residence_address, education, "
    "marital_status, id FROM person WHERE id_number IS NOT NULL AND id > $after ORDER BY id LIMIT $n"
)
LISTS = {2: "GB/T 2261.1", 4: "GB/T 3304", 7: "GB/T 4658", 8: "GB/T 2261.2"}
BARE = """
import sys, time
try:
    import polars as pl
except ImportError:
    raise SystemExit("not installed: left out")
start = time.process_time()
text = open(sys.argv[1], "rb").read().decode("gbk").encode()
frame = pl.read_csv(text, infer_schema=False)
frame = frame.with_columns(pl.all().str.strip_chars().replace({"": None}))
number = pl.col("身份证号")
digits = [number.str.slice(place, 1).cast(pl.Int32, strict=False) * pow(2, 17 - place, 11) for place in range(17)]
check = pl.sum_horizontal(digits) % 11
right = pl.lit("10X98765432").str.slice(check.cast(pl.Int64), 1)
frame.select((number.str.slice(17, 1) == right).sum()).item()
memory = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(f"{time.process_time() - start:8.2f} s CPU, {int(memory) // 1024} MiB")
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--row-by-row", action="store_true", help="as if nothing were compared as sets")
    parser.add_argument("--apply", action="store_true")
    parser.add_argument("--edits", help=argparse.SUPPRESS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yibiao-bench-") as folder:
        home = given.home or Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        os.environ.update(YIBIAO_HOME=str(home), DJANGO_SETTINGS_MODULE="yibiao.site.settings")
        if given.edits:
            edit(home, given.edits)
        else:
            measure(home, given)


class Watch:
    """Prints a line a step: CPU seconds with those of ended children, wall, the most memory of this process meanwhile
    (Linux) and what of it was not there before."""

    def __init__(self) -> None:
        self.cpu, self.wall, self.held = self._cpu(), time.perf_counter(), self._memory("VmRSS")

    @staticmethod
    def _memory(what: str) -> int:
        """MiB of this process: VmRSS now, VmHWM at most."""
        lines = Path("/proc/self/status").read_text().splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith(what))) >> 10

    @staticmethod
    def _cpu() -> float:
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + ended.ru_utime + ended.ru_stime

    def told(self, what: str) -> float:
        cpu, wall = self._cpu() - self.cpu, time.perf_counter() - self.wall
        most = self._memory("VmHWM")
        print(f"{what:44} {cpu:8.2f} s CPU {wall:8.2f} s wall {most:6} MiB ({most - self.held:+})", flush=True)
        Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
        self.cpu, self.wall, self.held = self._cpu(), time.perf_counter(), self._memory("VmRSS")
        return cpu


def house_of(home: Path, persons: int) -> Any:
    import django

    django.setup()
    from django.core.management import call_command

    from yibiao.flow import demo
    from yibiao.flow.standard import load
    from yibiao.work.ledgers.actions import load_places, load_records
    from yibiao.work.ledgers.house import open_house

    fresh = not (home / "ledger.db").exists()
    call_command("migrate", verbosity=0)
    standard = load()
    house = open_house(home, standard, create=fresh)
    if fresh:
        load_places(demo.areas(persons, 1), demo.users(persons, 1, DAY, standard), DAY)
        load_records(house, demo.generate(persons, 1, DAY, standard))
    return house


def people(mirror: Any, rows: int) -> Iterator[list[Any]]:
    """What the ledger has, a piece at a time: a million at once would be most of the memory that is told."""
    after = ""
    while rows:
        some = mirror.session().execute(ASKED, {"n": min(rows, 50_000), "after": after})
        if not some:
            return
        yield from (list(each[:-1]) for each in some)
        rows, after = rows - len(some), str(some[-1][-1])


def roster(file: Path, mirror: Any, standard: Any, rows: int) -> None:
    """The file: people of the ledger, one of a hundred with another telephone number."""
    dice = random.Random(20261122)
    labels = {
        place: {one.code: one.label_zh for one in standard.code_lists[name].codes} for place, name in LISTS.items()
    }
    with file.open("w", encoding="gbk") as out:
        out.write(COLUMNS + "\n")
        for found in people(mirror, rows):
            row = [text or "" for text in found]
            for place, named in labels.items():
                row[place] = named.get(row[place], "")
            if dice.random() < 0.01:
                row[5] = f"1380000{dice.randrange(10_000):04}"
            out.write(",".join(row) + "\n")


def measure(home: Path, given: argparse.Namespace) -> None:
    house, watch = house_of(home, given.persons), Watch()
    from yibiao.flow import pipeline
    from yibiao.flow.keeping import Context
    from yibiao.flow.reading import LONG
    from yibiao.work.ledgers.actions import EVERYWHERE
    from yibiao.work.ledgers.known import KnownInLedger
    from yibiao.work.ledgers.mirror import Mirror

    with tempfile.TemporaryDirectory() as folder, closing(Mirror.open(house)) as mirror:
        file = Path(folder) / "名册.csv"
        roster(file, mirror, house.standard, given.rows)
        bare = subprocess.run([sys.executable, "-c", BARE, str(file)], capture_output=True, text=True, check=False)  # noqa: S603
        print(f"{file.stat().st_size >> 20} MiB; polars: {(bare.stdout or bare.stderr).strip()}")
        known = KnownInLedger(house, EVERYWHERE, actor="bench", purpose="数据接收", mirror=mirror)
        context = Context(file.name, "公安", DAY, house.standard)
        watch.told("mirror and file")
        matched = pipeline.match(file, standard=house.standard, limits=LONG)
        read = watch.told("read, recognised, matched")
        sets_from = sys.maxsize if given.row_by_row else pipeline.SETS_FROM
        plan = pipeline.plan_of(matched, known, context, sets_from=sets_from)
        planned = watch.told("standardised, compared, linked, planned")
        print(plan.counts, f"{len(plan.rows)} rows as objects, {(read + planned) / given.rows * 1e6:.1f} µs a row")
        if given.apply:
            write(home, house, plan, watch)


def write(home: Path, house: Any, plan: Any, watch: Watch) -> None:
    """The plan in slices, while others write."""
    from yibiao.work.ledgers.actions import Act, apply_slices
    from yibiao.work.ledgers.models import Record

    ids = Record.objects.filter(register="person", ended="").order_by("-id").values_list("id", flat=True)[:50]
    command = [sys.executable, "-m", "bench.receiving", "--home", str(home), "--edits", ",".join(ids)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True) as other:  # noqa: S603
        assert other.stdout is not None and other.stdin is not None
        print(f"edits alone:    {other.stdout.readline().strip()}")
        watch.told("(waited for the other process)")
        batch = house.ids()
        reply = apply_slices(house, Act.of_the_house("bench", "bench", batch), plan, batch, lambda done, total: None)
        watch.told(f"written: {reply['created']} new, {reply['changed']} changed")
        other.stdin.write("\n")
        other.stdin.flush()
        print(f"edits meanwhile: {other.stdout.readline().strip()}")


def edit(home: Path, ids: str) -> None:
    """The other process: a change every 50 ms, alone for three seconds, then until a line comes in."""
    import select

    house = house_of(home, 0)
    alone = time.perf_counter() + 3
    _edits(house, ids.split(","), "alone", lambda: time.perf_counter() < alone)
    _edits(house, ids.split(","), "meanwhile", lambda: not select.select([sys.stdin], [], [], 0)[0])


def _edits(house: Any, ids: list[str], phase: str, go_on: Any) -> None:
    from yibiao.work.ledgers.actions import Act, change_record
    from yibiao.work.ledgers.models import Record

    took, number, run = [], 0, house.ids()
    while go_on():
        record = ids[number % len(ids)]
        version = Record.objects.values_list("version", flat=True).get(id=record)
        act = Act.of_the_house("other", "bench", f"{run} {number}")
        start = time.perf_counter()
        change_record(house, act, record, version, {"person.remark": f"{phase} {number}"})
        took.append((time.perf_counter() - start) * 1e3)
        number += 1
        time.sleep(0.05)
    cuts = quantiles(took, n=100) if len(took) > 1 else took * 99
    print(f"{len(took)}, p50 {cuts[49]:.0f} ms, p99 {cuts[98]:.0f} ms, slowest {max(took):.0f} ms", flush=True)


if __name__ == "__main__":
    main()
