"""Watches and policies as the people of the cast meet them over HTTP, as a job, at the command line's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.edge.http.conftest import Browser, living
from tests.work.cast import CLOCK, MASTER_KEY, Cast
from yibiao.base.vault import Vault
from yibiao.edge.cli.policy import lines
from yibiao.edge.cli.watch import findings_lines, rules_lines
from yibiao.edge.estate import estate
from yibiao.edge.worker.loop import once
from yibiao.flow.standard import load
from yibiao.work.ledgers.actions import NewRecord
from yibiao.work.ledgers.house import House

Enter = Callable[[str], Browser]


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(House(load(), Vault(MASTER_KEY), home=tmp_path, clock=CLOCK))
    values = {"person.name": "陈守望", "person.birth_date": "1938-01-01", "person.residence_status": "1"}
    made.create(NewRecord("person", "99010101", values))
    with living(made):
        yield made


def told(reply: Any) -> Any:
    assert reply.status_code == 200, reply.content
    return reply.json()


def test_a_data_officer_runs_the_rules_and_a_clerk_works_through_them(cast: Cast, signed: Enter) -> None:
    clerk, officer = signed("chen"), signed("shu")
    before = told(clerk.ask("GET", "/watches"))
    assert before["taken"] is None and len(rules_lines(before)) == 1
    assert clerk.ask("POST", "/watches/runs").status_code == 404
    job = officer.ask("POST", "/watches/runs").json()["job"]
    assert once(estate())
    assert told(officer.ask("GET", f"/jobs/{job}"))["result"] == {"opened": 1, "closed": 0}

    desk = told(clerk.ask("GET", "/watches"))
    (rule,) = [one for one in desk["rules"] if one["open"]]
    assert (rule["code"], rule["handles"]) == ("elder_no_allowance", True)
    assert any("elder_no_allowance" in line for line in rules_lines(desk))
    found = told(clerk.ask("GET", "/watches/elder_no_allowance/findings"))
    assert "陈守望" in findings_lines(found)[1]
    (row,) = found["rows"]
    short = {"outcome": "no_case", "note": "无"}
    assert clerk.ask("POST", f"/watches/findings/{row['id']}", short).json()["code"] == "WATCH_REASON"
    given = {"outcome": "no_case", "note": "人在外地享受"}
    for other in (officer, signed("zhao")):
        assert other.ask("POST", f"/watches/findings/{row['id']}", given).status_code == 404
    assert clerk.ask("POST", f"/watches/findings/{row['id']}", given).status_code == 204
    assert clerk.ask("POST", f"/watches/findings/{row['id']}", given).json()["code"] == "WATCH_SETTLED"
    (row,) = told(clerk.ask("GET", "/watches/elder_no_allowance/findings?state=handled"))["rows"]
    assert (row["by_name"], row["note"], row["holds"]) == ("陈", "人在外地享受", True)
    assert clerk.ask("GET", "/watches?area=9902").status_code == 404
    assert signed("wang").ask("GET", "/watches").status_code == 404


def test_a_policy_is_answered_with_its_budget_and_leaves_as_a_question_s_table(cast: Cast, signed: Enter) -> None:
    clerk = signed("chen")
    (policy,) = [one for one in told(clerk.ask("GET", "/policies")) if one["code"] == "elder_allowance"]
    assert policy["demo"] and policy["bands"][-1] == {"when": "年龄 >= 80", "amount": 100}
    found = told(clerk.ask("GET", "/policies/elder_allowance?area=9901"))
    assert (found["whole"]["people"], found["whole"]["yuan"]) == (1, 100)
    assert "陈守望" in list(lines(found))[-1]
    asked = told(clerk.ask("POST", "/questions/answers", {"words": policy["words"], "area": "9901"}))
    assert asked["count"] == 1
    made = told(clerk.ask("POST", "/questions/tables", {"words": policy["words"], "area": "9901"}))
    assert made["filled"]
    assert told(clerk.ask("GET", "/policies/elder_allowance/missing/person.birth_date?area=9901"))["rows"] == []
    for path in ("no_such?area=9901", "elder_allowance?area=9902", "elder_allowance/missing/person.name?area=9901"):
        assert clerk.ask("GET", f"/policies/{path}").status_code == 404
