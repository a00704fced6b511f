"""A delivery's jobs in worker processes that are killed. In: home, database address, how (`WAYS`). Out: a line of JSON.

    whole    one worker, nobody is killed
    killed   each worker ends itself with SIGKILL at its n-th sign of life, n = 0, 1, 2 …; the next one goes on, until
             one gets through. Signs are what the product has anyway: the step that a job reports between two
             transactions, and the clock that each transaction asks before its journal line. So a worker dies before,
             between and in the middle of all of them
    twice    as killed, but the writing takes no notice of what was written before: what the check has to see

Each worker is a fork that claims the job from the queue, as `serve` has it; between two of them the time goes by after
which a silent worker counts as dead. Told: what the ledger says before, applied, undone; how the workers ended.
Refuses: a worker that neither ends well nor by that signal.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

WAYS = ("whole", "killed", "twice")
NEW = 12
HEADER = "姓名,公民身份号码,本人电话"


class Mortal:
    """A clock, and a step, that end the process when they are asked once too often."""

    def __init__(self, asked: int | None) -> None:
        self.left = asked

    def __call__(self) -> datetime:
        from yibiao.base.clock import system_clock

        self.tick()
        return system_clock()

    def tick(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def main(home: str, url: str, way: str) -> None:
    os.environ.update(YIBIAO_HOME=home, YIBIAO_DATABASE_URL=url, DJANGO_SETTINGS_MODULE="yibiao.site.settings")
    import django

    django.setup()
    import yibiao.edge.worker.jobs  # noqa: F401 read once, not by each worker
    from yibiao.flow.standard import load
    from yibiao.flow.standardising.matching.index import index_of

    index_of(load())
    deaths = {}
    forked(partial(lay, Path(home)))
    forked(partial(tell, "before"))
    stages = (("prepare", "planned"), ("apply", "applied"), ("undo", "undone"))
    for kind, stage in stages[:2] if way == "twice" else stages:
        deaths[kind] = done(kind, way)
        forked(partial(tell, stage))
    print("deaths", json.dumps(deaths), flush=True)


def done(kind: str, way: str) -> int:
    """The job, by as many workers as it takes; how many of them were killed."""
    if kind != "prepare":
        forked(lambda: begin(kind))
    mortal = way == "killed" or (way == "twice" and kind == "apply")
    for asked in range(100):
        status = forked(partial(work, asked if mortal else None, way == "twice"), die=True)
        if status == 0:
            return asked
    raise AssertionError("never done")


def forked(what: Callable[[], Any], *, die: bool = False) -> int:
    """`what` in a process of its own."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            what()
            code = 0
        finally:
            sys.stdout.flush()
            os._exit(code)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status == 0 or (die and status == -signal.SIGKILL), status
    return status


def tell(stage: str) -> None:
    print(stage, json.dumps(found()), flush=True)


def lay(home: Path) -> None:
    """Areas and people, a source whose columns are approved, a delivery in quarantine with its job."""
    from tests.work.cast import Cast
    from yibiao.flow.standard import load
    from yibiao.work.feeds import actions
    from yibiao.work.feeds.rules import NewSource
    from yibiao.work.ledgers.house import open_house

    house = open_house(home, load(), create=True)
    cast = Cast(house)
    for number in range(2):
        cast.person("99010101", name=person(number)[0], id_number=person(number)[1], phone="13911112222")
    terms = NewSource("gaoling", "高龄津贴名单", "民政局", "老年人权益保障法第三十三条", "99", "shu")
    source = actions.set_source(house.vault, "shu", terms)
    means = ("person.name", "person.id_number", "person.phone")
    columns = [
        {"label": label, "element": element, "special": ""}
        for label, element in zip(HEADER.split(","), means, strict=True)
    ]
    actions.approve_mapping("shu", source, columns)
    rows = [",".join(person(number)) for number in range(1, NEW + 1)]
    content = "\n".join([HEADER, *rows]).encode()
    actions.keep_delivery(house.vault, actions.Brought(source, "名单.csv", content, date(2026, 11, 1), "shu"))


def person(number: int) -> tuple[str, str, str]:
    """Name, identity number with its check digit (area code 99…, in use nowhere), telephone."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    digits = f"9901011940{number % 12 + 1:02}{number % 27 + 1:02}{number:03}"
    check = "10X98765432"[sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11]
    return "张王李赵周吴郑陈"[number % 8] + "明", digits + check, f"138000{number:05}"


def begin(kind: str) -> None:
    """What the officer's button does."""
    from yibiao.work.feeds.models import Delivery
    from yibiao.work.jobs.actions import start_job

    start_job("shu", f"delivery_{kind}", {"delivery": Delivery.objects.get().id, "role": "data_officer"})


def work(asked: int | None, twice: bool) -> None:
    """A worker: the job that waits, or that a dead one left."""
    from yibiao.base.ids import new_id
    from yibiao.edge.estate import Estate, house_now
    from yibiao.edge.feeds import delivering
    from yibiao.edge.worker.jobs import WORK
    from yibiao.edge.worker.loop import once
    from yibiao.work.jobs.actions import SILENT
    from yibiao.work.jobs.models import Job
    from yibiao.work.ledgers import actions as ledger
    from yibiao.work.ledgers.actions import slices
    from yibiao.work.ledgers.mirror import Mirror

    for job in Job.objects.filter(state="running"):
        Job.objects.filter(id=job.id).update(beat=job.beat - 2 * SILENT, tries=0)
    slices.SLICE = 3  # so that a few rows are several transactions, however fast the machine is
    mortal, house = Mortal(asked), house_now()

    def heard(step: Callable[[int, int], None]) -> Callable[[int, int], None]:
        def told(count: int, total: int) -> None:
            mortal.tick()
            step(count, total)

        return told

    def again(estate: Estate, job: Any, step: Any) -> Mapping[str, Any]:
        """Writes under a name of its own each time."""
        plan, act = delivering.kept_plan(estate, job.given["delivery"]), ledger.Act.of_the_house("x", "x", new_id())
        return ledger.apply_slices(estate.house, act, plan, new_id(), heard(step))

    known = {kind: lambda estate, job, step, do=do: do(estate, job, heard(step)) for kind, do in WORK.items()} | (
        {"delivery_apply": again} if twice else {}
    )
    mirror = Mirror.open(house)
    assert once(Estate(replace(house, clock=mortal), mirror), known)
    failed = Job.objects.filter(state="failed").values_list("kind", "problem")
    assert not failed, list(failed)


def found() -> dict[str, Any]:
    """What the ledger says, without the ids that it drew, and whether it is whole."""
    import hashlib

    from yibiao.edge.estate import house_now
    from yibiao.work.feeds.models import Act, Delivery
    from yibiao.work.journal.models import JournalLine
    from yibiao.work.journal.queries import verify_chain
    from yibiao.work.ledgers import scrub, sealing
    from yibiao.work.ledgers.models import Batch, Change, Conflict, Record

    house = house_now()
    keys = sealing.Keys(house.vault)
    states = [sealing.state_of(row, keys) for row in Record.objects.all()]
    live = sorted(repr((each.register, each.area, sorted(each.values.items()))) for each in states if not each.ended)
    lines = list(JournalLine.objects.order_by("sequence").values_list("sequence", flat=True))
    return {
        "content": hashlib.sha256("\n".join(live).encode()).hexdigest(),
        "live": len(live), "records": len(states), "batches": Batch.objects.filter(whole=None).count(),
        "changes": sorted(Change.objects.values_list("verb", "version")), "conflicts": Conflict.objects.count(),
        "acts": list(Act.objects.order_by("id").values_list("verb", flat=True)),
        "state": list(Delivery.objects.values_list("state", flat=True)),
        "whole": lines == list(range(1, len(lines) + 1)) and not verify_chain() and not list(scrub.verify_records(house)),
    }  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:4])
