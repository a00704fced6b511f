"""A source that is fetched is asked when its turn comes; what comes is a delivery like any other.

S1  its list is kept in quarantine once, judged like a file; the same list again is the same delivery
S2  a side that fails says why, is asked again sooner, and holds nobody up
S3  whoever dies in the middle has kept nothing, and it is asked again
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.edge.http.conftest import living
from tests.edge.http.test_feeds import TERMS, work
from tests.edge.http.test_imports import person
from tests.edge.outside.department import Answer, Department, said, serving
from tests.work.cast import Cast, make_house
from yibiao.base.problems import ProblemError
from yibiao.edge.estate import estate
from yibiao.edge.feeds import fetching
from yibiao.edge.feeds.fetching import Timetable, checked_reach, fetch
from yibiao.edge.worker.loop import once
from yibiao.flow.standard import load
from yibiao.work.feeds import actions, queries, rules
from yibiao.work.feeds.models import Delivery
from yibiao.work.feeds.rules import Fetched, NewSource, next_fetch
from yibiao.work.jobs.models import Job
from yibiao.work.journal.queries import verify_chain
from yibiao.work.ledgers.actions import EVERYWHERE
from yibiao.work.ledgers.models import Record

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(replace(make_house(), standard=load()))
    with living(made):
        yield made


@pytest.fixture
def base(tmp_path: Path) -> Path:
    file = tmp_path / "department.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE 名单 (姓名 TEXT, 公民身份号码 TEXT, 本人电话 TEXT)")
    grown(file, 1, 2)
    return file


def grown(file: Path, *numbers: int) -> None:
    with sqlite3.connect(file) as connection:
        connection.executemany("INSERT INTO 名单 VALUES (?, ?, ?)", [person(number)[:3] for number in numbers])


def source_of(
    cast: Cast, kind: str, reach: Mapping[str, str], secret: str = "", code: str = "minzheng"
) -> queries.SourceRow:
    words = TERMS | {"login": "shu", "kind": kind, "reach": reach, "secret": secret, "code": code}
    actions.set_source(cast.house.vault, "operator", NewSource(**words))  # type: ignore[arg-type]
    row = queries.source(EVERYWHERE, code)
    assert row is not None
    return row


def table_of(cast: Cast, base: Path, table: str = "名单", code: str = "minzheng") -> queries.SourceRow:
    return source_of(cast, "table", {"url": f"sqlite:///{base}", "table": table}, code=code)


def again(row: queries.SourceRow) -> queries.SourceRow:
    now = queries.source(EVERYWHERE, row.id)
    assert now is not None
    return now


def test_a_table_is_kept_once_and_judged_like_a_file(cast: Cast, base: Path) -> None:
    row = table_of(cast, base)
    id, fresh = fetch(estate(), row, "shu")
    work()
    kept = queries.delivery(EVERYWHERE, id)
    assert fresh and kept is not None and (kept.state, kept.rows, kept.login) == ("waiting", 2, "shu")
    assert [each["code"] for each in kept.reasons] == ["FEEDS_COLUMNS_NEW"] and Record.objects.count() == 0
    assert {each["element"] for each in again(row).proposed} >= {"person.id_number", "person.phone"}
    assert fetch(estate(), again(row), "shu") == (id, False) and Delivery.objects.count() == 1
    grown(base, 3)
    assert fetch(estate(), again(row), "shu")[1] and Delivery.objects.count() == 2
    now = again(row)
    assert (now.failed, now.tries) == (None, 0) and now.fetched is not None
    assert verify_chain() == ()


def test_pages_of_an_address_are_kept_and_the_token_is_nowhere_to_be_seen(cast: Cast) -> None:
    def answers(path: str, given: Mapping[str, str]) -> Answer:
        names = ("姓名", "公民身份号码", "本人电话")
        return said(
            {"rows": [dict(zip(names, person(int(given["page"]))[:3], strict=True))] if given["page"] < "4" else []}
        )

    with serving(Department(answers)) as department:
        row = source_of(cast, "api", {"url": f"{department.url}/list", "pages": "page"}, "quiet-word")
        id, _ = fetch(estate(), row, "shu")
    assert department.asked[0][2]["Authorization"] == "Bearer quiet-word"
    work()
    kept = queries.delivery(EVERYWHERE, id)
    assert kept is not None and kept.rows == 3
    content = queries.opened(cast.house.vault, id, rules.CONTENT)
    assert content is not None and b"quiet-word" not in content


def test_who_fails_says_why_and_holds_nobody_up(cast: Cast, base: Path) -> None:
    bad, good = table_of(cast, base, "没有这张表", "bad"), table_of(cast, base, code="good")
    assert len(Timetable()(estate())) == 2
    work()
    assert Delivery.objects.count() == 1 and again(good).failed is None
    now = again(bad)
    assert now.failed is not None and now.failed["code"] == "FEEDS_NO_TABLE" and "没有这张表" in now.failed["zh"]
    assert now.tries == 1 and now.fetched is not None and now.next_fetch == now.fetched + timedelta(hours=1)
    assert again(good).next_fetch == again(good).fetched + timedelta(days=30)  # type: ignore[operator]
    assert Timetable()(estate()) == (), "nobody's turn"


def test_the_timetable_looks_once_a_minute(cast: Cast, base: Path) -> None:
    table, moment = Timetable(), [NOW]
    cast.house = replace(cast.house, clock=lambda: moment[0])
    with living(cast):
        assert table(estate()) == ()
        table_of(cast, base)
        assert table(estate()) == ()
        moment[0] += timedelta(minutes=1)
        assert len(table(estate())) == 1


def test_whoever_dies_in_the_middle_has_kept_nothing(cast: Cast, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    row = table_of(cast, base)

    def dying(reach: Mapping[str, str], secret: str, step: fetching.Step) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setitem(fetching.READERS, "table", dying)  # type: ignore[arg-type]
    Timetable()(estate())
    with pytest.raises(KeyboardInterrupt):
        once(estate())
    assert Delivery.objects.count() == 0 and Job.objects.get(kind="source_fetch").state == "running"
    monkeypatch.undo()
    Job.objects.filter(kind="source_fetch").update(beat=NOW - timedelta(days=1))
    work()
    assert Delivery.objects.count() == 1 and again(row).tries == 0


@pytest.mark.parametrize(
    ("kind", "reach"),
    [
        ("table", {"url": "postgresql://u:p@h/d", "table": "t"}), ("api", {"url": "ftp://h"}),
        ("api", {"url": "http://h", "pages": "somehow"}), ("api", {"url": "http://h", "first": "one"}),
        ("api", {"url": "http://h", "size": "size=many"}),
    ],
)  # fmt: skip
def test_a_reach_that_cannot_be_is_refused_before_anything_is_asked(kind: str, reach: Mapping[str, str]) -> None:
    with pytest.raises(ProblemError) as caught:
        checked_reach(kind, reach)
    assert caught.value.problem.code == "FEEDS_ADDRESS"


def test_files_and_closed_sources_are_not_fetched(cast: Cast, base: Path) -> None:
    closed = table_of(cast, base)
    actions.close_source("shu", closed.id, "机构改革")
    for row in (again(closed), source_of(cast, "file", {}, code="file")):
        with pytest.raises(ProblemError) as caught:
            fetch(estate(), row, "shu")
        assert caught.value.problem.code == "FEEDS_NOT_FETCHED" and row.next_fetch is None


def test_a_side_that_fails_is_asked_less_and_less_often() -> None:
    waits = [next_fetch(Fetched("api", "approved", 1, NOW, tries)) for tries in range(1, 8)]
    hours = [(at - NOW) / timedelta(hours=1) for at in waits if at is not None]
    assert hours == [1, 2, 4, 8, 16, 24, 24] and next_fetch(Fetched("api", "draft", 7, NOW, 0)) == NOW + timedelta(
        days=7
    )
    first = next_fetch(Fetched("api", "draft", 7, None, 0))
    assert first is not None and first < NOW


def test_lists_larger_than_a_delivery_may_be_are_not_kept(
    cast: Cast, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from yibiao.edge.outside import lists

    monkeypatch.setattr(lists, "MOST_ROWS", 1)
    row = table_of(cast, base)
    with pytest.raises(ProblemError) as caught:
        fetch(estate(), row, "shu")
    assert caught.value.problem.code == "FEEDS_TOO_MANY_ROWS" and Delivery.objects.count() == 0
    assert again(row).failed is not None
