"""The auditor finds who did what and who read whom, and is written down for looking; nobody else gets in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.edge.http.conftest import Browser
from tests.work.cast import DAY, Cast
from yibiao.edge.estate import estate
from yibiao.edge.worker.loop import once
from yibiao.work.jobs import queries as jobs
from yibiao.work.journal import actions, rules
from yibiao.work.journal.models import Head, JournalLine
from yibiao.work.journal.queries import lines, verify_chain
from yibiao.work.ledgers.queries import get_record, list_records

Enter = Callable[[str], Browser]


def search(browser: Browser, **wanted: Any) -> dict[str, Any]:
    reply = browser.ask("POST", "/journal/search", wanted)
    assert reply.status_code == 200, reply.json()
    return dict(reply.json())


@pytest.mark.parametrize("login", ["wang", "li", "chen", "xu", "gao", "shu"])
def test_nobody_but_the_auditor_reads_the_journal(signed: Enter, login: str) -> None:
    browser = signed(login)
    for path, given in (("search", {}), ("readers", {"record": "x"}), ("reads", {"login": "wang"}), ("check", {})):
        reply = browser.ask("POST", f"/journal/{path}", given)
        assert (reply.status_code, reply.json()["code"]) == (404, "HTTP_NOT_THERE"), path


def test_lines_are_found_by_actor_verb_room_subject_and_purpose(cast: Cast, signed: Enter) -> None:
    shen, record = signed("shen"), cast.person()
    get_record(cast.house, cast.view("li", "走访核实"), record)
    found = search(shen, subject=record, verb="read")["lines"]
    assert [(line["actor"], line["name"], line["purpose"]) for line in found] == [("li", "李", "走访核实")]
    assert search(shen, actor="li", room="ledgers")["lines"] == search(shen, purpose="走访", verb="read")["lines"]
    assert search(shen, actor="nobody") == {"lines": [], "more": False}


def test_pages_go_back_by_number_and_miss_nothing(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    for _ in range(7):
        cast.person()
    seen, before = [], None
    while True:
        page = search(shen, verb="record_created", limit=3, before=before)
        seen += [line["sequence"] for line in page["lines"]]
        if not page["more"]:
            break
        before = seen[-1]
    assert seen == sorted(seen, reverse=True) and len(set(seen)) == 7


def test_days_are_those_of_china_and_both_count(cast: Cast, signed: Enter) -> None:
    shen, record = signed("shen"), cast.person()  # the cast's clock stands at DAY
    day, before, after = DAY.isoformat(), (DAY - timedelta(1)).isoformat(), (DAY + timedelta(1)).isoformat()
    made = {"subject": record, "verb": "record_created"}
    assert len(search(shen, **made, first=day, until=day)["lines"]) == 1
    assert search(shen, **made, until=before)["lines"] == search(shen, **made, first=after)["lines"] == []


def test_each_look_into_the_journal_is_a_line_of_it(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    search(shen, actor="wang", purpose="走访")
    shen.ask("POST", "/journal/readers", {"record": "r1"})
    shen.ask("POST", "/journal/reads", {"login": "wang"})
    read = [(line["payload"]["how"], line["subject"], line["purpose"]) for line in lines(verb="journal_read")]
    assert read == [("search", "", "审计"), ("readers", "r1", "审计"), ("reads", "wang", "审计")]
    assert next(lines(verb="journal_read"))["payload"]["asked"] == {"actor": "wang", "purpose": "走访"}


def test_an_auditor_sees_who_read_a_record_and_what_a_person_read_for(cast: Cast, signed: Enter) -> None:
    shen, record = signed("shen"), cast.person()
    for purpose in ("走访", "走访", "高龄补贴"):
        get_record(cast.house, cast.view("li", purpose), record)
    get_record(cast.house, cast.view("zhao"), record)  # an outsider, who saw nothing, yet asked
    list_records(cast.house, cast.view("li"), "person")
    told = shen.ask("POST", "/journal/readers", {"record": record}).json()
    assert {(row["actor"], row["purpose"], row["times"]) for row in told} == {
        ("li", "走访", 2), ("li", "高龄补贴", 1), ("zhao", "走访", 1)
    }  # fmt: skip
    told = shen.ask("POST", "/journal/reads", {"login": "li"}).json()
    assert {(row["purpose"], row["times"]) for row in told} == {("走访", 3), ("高龄补贴", 1)}


def checked(browser: Browser) -> dict[str, Any]:
    job = browser.ask("POST", "/journal/check").json()["job"]
    assert once(estate())
    row = jobs.job_of("shen", job)
    assert row is not None and row.state == "done" and row.result is not None
    return dict(row.result)


def test_a_whole_chain_is_said_to_be_whole_and_the_check_is_written_down(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    cast.person()
    told = checked(shen)
    assert (told["whole"], told["found"], told["problems"]) == (True, 0, [])
    assert [line["payload"]["found"] for line in lines(verb="chain_checked")] == [0]


def tamper(sequence: int) -> None:
    """As somebody with the key of the database could: past the triggers."""
    with connection.cursor() as cursor:
        names = [row[0] for row in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()]
        for name in names:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE journal_journalline SET actor = 'nobody' WHERE sequence = %s", [sequence])


def test_a_changed_line_is_found(cast: Cast, signed: Enter) -> None:
    shen = signed("shen")
    cast.person()
    tamper(3)
    told = checked(shen)
    assert not told["whole"] and [each["code"] for each in told["problems"]] == ["JOURNAL_LINE_CHANGED"]


def test_lines_written_during_a_check_are_no_fault_but_lines_behind_a_resting_head_are(cast: Cast) -> None:
    cast.person()

    def meanwhile(done: int, total: int) -> None:
        if done == 0:
            cast.person()

    assert verify_chain(meanwhile) == ()
    head = Head.objects.get()
    last = JournalLine.objects.get(sequence=head.sequence)
    parts = {name: getattr(last, name) for name in rules.FIELDS} | {
        "sequence": head.sequence + 1,
        "id": "x",
        "key": None,
    }
    JournalLine(hash="0", **parts).save(force_insert=True)
    assert [found.code for found in verify_chain()] == ["JOURNAL_HEAD_DIFFERS"]


def test_a_line_that_stands_alone_is_chained_like_the_others(cast: Cast) -> None:
    actions.note(actions.Entry("shen", "journal_read", "journal"))
    assert verify_chain() == ()
