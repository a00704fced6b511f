"""Data come back to the demo district, so that its pages show what they are for. In: an open home. Out: nothing.

A bureau's list of elders is taken in as a source's first delivery and says otherwise of three people than their grid
worker has seen; he has settled one, so the bureau has a correction to answer. The second delivery is spoilt and waits.
Somebody is entered twice. Then the watch rules are asked. All by the same actions as of a person; nobody exists.
Refuses: what these actions refuse; a district too small for any of it has less of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

SOURCE, NAME, DEPARTMENT = "minzheng-laoling", "民政局高龄老人名单", "民政局"
BASIS = "政务数据共享条例；老年人权益保障法第三十三条（示例）"
HEADER = ("姓名", "公民身份号码", "婚姻状况")
ELEMENTS = ("person.name", "person.id_number", "person.marital_status", "person.birth_date", "person.phone",
            "person.gender", "person.residence_status", "person.death_date")  # fmt: skip
FIRST, SECOND, SEEN = 40, 9, 3
"""Rows of the two deliveries; people whom the grid worker has seen."""
WORKER, OFFICER = "grid001", "data"


def bring_examples(day: date) -> None:
    """All of it, in the home that this process has open."""
    from yibiao.edge.estate import estate
    from yibiao.edge.watching import run_watches
    from yibiao.work.directory import queries as directory

    held, people = estate(), {who.login: who for who in directory.people()}
    elders = _elders(held.house, day)
    if WORKER in people and len(elders) >= FIRST:
        own = [one for one in elders if one.area == people[WORKER].area][:SEEN]
        _seen(held, own, held.day())
        _delivered(held, people[OFFICER].area, elders[:FIRST], {one.id for one in own})
        _settled(held, [one.id for one in own])
        _twice(held, own)
    run_watches(held, "demo")


def _elders(house: Any, day: date) -> list[Any]:
    """Living people over sixty whose marital status is known, by the order of the district."""
    from yibiao.base.views import View
    from yibiao.work.ledgers.actions import EVERYWHERE
    from yibiao.work.ledgers.queries import list_records

    view = View("demo", "demo", EVERYWHERE, frozenset(ELEMENTS))
    born = (day - timedelta(days=60 * 366)).isoformat()
    found = list_records(house, view, "person", limit=1_000)
    return [
        one for one in found
        if str(one.values.get("person.birth_date", "9")) < born and not one.values.get("person.death_date")
        and one.values.get("person.residence_status") == "1" and one.values.get("person.marital_status")
        and one.values.get("person.id_number")
    ]  # fmt: skip


def _act(login: str, key: str, day: date) -> Any:
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.actions import Act

    return Act(login, "走访核实", f"demo {key}", directory.writing_areas(login, day))


def _seen(held: Any, own: Sequence[Any], day: date) -> None:
    """The grid worker has asked them himself; what the ledger has is his own word from now on."""
    from yibiao.work.ledgers.actions import change_record

    for number, one in enumerate(own):
        status, act = one.values["person.marital_status"], _act(WORKER, f"seen {number}", day)
        change_record(held.house, act, one.id, one.version, {"person.marital_status": None})
        change_record(held.house, _act(WORKER, f"wrote {number}", day), one.id, one.version + 1,
                      {"person.marital_status": status})  # fmt: skip


def _delivered(held: Any, area: str, elders: Sequence[Any], otherwise: set[str]) -> None:
    """The source, its first delivery in the ledger, its second one held."""
    from yibiao.edge.feeds import delivering
    from yibiao.work.feeds import actions, queries
    from yibiao.work.feeds.rules import KEEPER, NewSource
    from yibiao.work.ledgers.actions import EVERYWHERE

    house, day = held.house, held.day()
    bench = delivering.Bench(held, OFFICER, KEEPER)
    source = actions.set_source(house.vault, OFFICER, NewSource(SOURCE, NAME, DEPARTMENT, BASIS, area, OFFICER))
    labels = {code.code: code.label_zh for code in house.standard.code_lists["GB/T 2261.2"].codes}
    rows = [
        (one.values["person.name"], one.values["person.id_number"],
         "丧偶" if one.id in otherwise else labels[str(one.values["person.marital_status"])])
        for one in elders
    ]  # fmt: skip
    for number, content in enumerate((rows, [(*row[:2], "未婚") for row in rows[:SECOND]])):
        brought = actions.Brought(source, f"高龄老人名单{number + 1}.csv", _csv(content),
                                  day - timedelta(days=30 - 29 * number), OFFICER)  # fmt: skip
        id, _ = actions.keep_delivery(house.vault, brought, job=False)
        delivering.prepare(bench, id, _silent)
        if number == 0:
            known = queries.source(EVERYWHERE, source)
            actions.approve_mapping(OFFICER, source, known.proposed if known else (), job=False)
            if delivering.prepare(bench, id, _silent)["state"] == "ready":
                delivering.apply(bench, id, _silent)


def _csv(rows: Sequence[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    return text.getvalue().encode("utf-8-sig")


def _settled(held: Any, records: Sequence[str]) -> None:
    """The worker has settled the first contradiction; the bureau is told by itself."""
    from yibiao.work.corrections.actions import settle
    from yibiao.work.corrections.rules import Actor
    from yibiao.work.directory import queries as directory
    from yibiao.work.ledgers.actions import Decision
    from yibiao.work.ledgers.rechecks import rechecks

    day = held.day()
    view = directory.view_of(WORKER, "走访核实", day, held.house.standard, "grid_worker")
    first = next((one for one in rechecks(held.house, view) if one.record in records[:1]), None)
    if first is not None:
        actor = Actor(WORKER, "grid_worker", frozenset(), True, day)
        settle(
            held.house, view, actor, _act(WORKER, "settled", day), (first.conflict, Decision("ours"), "上门看过证件")
        )


def _twice(held: Any, own: Sequence[Any]) -> None:
    """Somebody is entered a second time without number, as happens when two write the same person down."""
    from yibiao.work.ledgers.actions import NewRecord, create_record

    names = ("person.name", "person.birth_date", "person.gender", "person.phone", "person.residence_status")
    for number, one in enumerate(own[:2]):
        values = {code: one.values[code] for code in names if one.values.get(code) is not None}
        create_record(held.house, _act(WORKER, f"twice {number}", held.day()), NewRecord("person", one.area, values))


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
