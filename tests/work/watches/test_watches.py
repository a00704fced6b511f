"""Findings are kept once for each rule and record, move by what the ledger says, and are shown by right.

K1  found → decided → closed by itself → found again, on the same row, with a journal line each
K2  what somebody confirmed stays decided; what was said to be corrected and is not opens again
K3  who may not list by a rule's condition sees none of its findings; who may not count by it no number
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.edge.http.conftest import living
from tests.work.cast import CLOCK, DAY, MASTER_KEY, Cast
from yibiao.base.problems import ProblemError
from yibiao.base.vault import Vault
from yibiao.edge.estate import estate
from yibiao.edge.office import Office
from yibiao.edge.policies import answered, policy_of
from yibiao.edge.watching import desk, listed, run_watches, settle
from yibiao.edge.worker.daily import NIGHTLY, rules_are_asked
from yibiao.flow.standard import load
from yibiao.flow.watching import rules
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import NewRecord, change_record
from yibiao.work.ledgers.house import House
from yibiao.work.watches import actions
from yibiao.work.watches import rules as decide
from yibiao.work.watches.actions import Settled

OLD = {"person.name": "陈守望", "person.birth_date": "1938-01-01", "person.residence_status": "1"}


@pytest.fixture
def cast(db: None, tmp_path: Path) -> Iterator[Cast]:
    made = Cast(House(load(), Vault(MASTER_KEY), home=tmp_path, clock=CLOCK))
    with living(made):
        yield made


def office(cast: Cast, login: str, area: str) -> Office:
    return Office(cast.house, estate().mirror, cast.view(login, "填报"), directory.area(area), DAY)


def old(cast: Cast, area: str = "99010101") -> str:
    return str(cast.create(NewRecord("person", area, OLD))["record"])


def states(cast: Cast, area: str = "9901") -> dict[str, int]:
    (one,) = [
        one for one in desk(office(cast, "chen", area), "street_clerk")["rules"] if one["code"] == "elder_no_allowance"
    ]
    return {state: one[state] for state in decide.STATES if one[state]}


@pytest.mark.parametrize(("state", "outcome", "holds", "then"), [
    (None, "", True, "open"), (None, "", False, None), ("open", "", True, "open"), ("open", "", False, "closed"),
    ("handled", "corrected", True, "open"), ("handled", "confirmed", True, "handled"),
    ("handled", "no_case", True, "handled"), ("handled", "no_case", False, "closed"),
    ("closed", "no_case", True, "open"), ("closed", "", False, "closed"),
])  # fmt: skip
@pytest.mark.once
def test_a_run_moves_a_finding_by_what_the_ledger_says(state: str | None, outcome: str, holds: bool, then: str) -> None:
    assert decide.next_state(state, outcome, holds) == then


def test_a_finding_is_kept_once_decided_closed_by_itself_and_opened_again(cast: Cast) -> None:
    person = old(cast)
    old(cast, "99020101")
    assert run_watches(estate(), "shu") == {"opened": 2, "closed": 0}
    assert run_watches(estate(), "shu") == {"opened": 0, "closed": 0}
    clerk = office(cast, "chen", "9901")
    (row,) = listed(clerk, "elder_no_allowance", "open")["rows"]
    assert (row["record"], row["holds"], "陈守望" in row["cells"]) == (person, True, True)

    with pytest.raises(ProblemError) as refused:
        settle(clerk, "street_clerk", row["id"], Settled("no_case"))
    assert refused.value.problem.code == "WATCH_REASON"
    settle(clerk, "street_clerk", row["id"], Settled("confirmed", "在外地享受，已看存折"))
    with pytest.raises(ProblemError) as refused:
        settle(clerk, "street_clerk", row["id"], Settled("corrected"))
    assert refused.value.problem.code == "WATCH_SETTLED"
    run_watches(estate(), "shu")
    assert states(cast) == {"handled": 1}

    given = cast.create(NewRecord("elderly", "99010101", {"elderly.allowance_kind": "2"}, master=person))
    assert run_watches(estate(), "shu") == {"opened": 0, "closed": 1}
    assert states(cast) == {"closed": 1}
    (row,) = listed(clerk, "elder_no_allowance", "closed")["rows"]
    assert (row["holds"], row["cells"], row["note"]) == (False, [], "在外地享受，已看存折")
    change_record(cast.house, cast.house_act(), str(given["record"]), 1, {"elderly.allowance_kind": "0"})
    assert run_watches(estate(), "shu") == {"opened": 1, "closed": 0}
    (row,) = listed(clerk, "elder_no_allowance", "open")["rows"]
    assert (row["times"], row["closed"]) == (2, None)
    lines = [line for line in journal.lines(0, 1_000) if line["room"] == "watches"]
    assert [line["verb"] for line in lines] == [*["watches_run"] * 2, "finding_settled", *["watches_run"] * 3]


def test_said_to_be_corrected_and_still_there_opens_again(cast: Cast) -> None:
    old(cast)
    run_watches(estate(), "shu")
    clerk = office(cast, "chen", "9901")
    (row,) = listed(clerk, "elder_no_allowance", "open")["rows"]
    settle(clerk, "street_clerk", row["id"], Settled("corrected"))
    assert states(cast) == {"handled": 1}
    assert NIGHTLY[-1] is rules_are_asked
    rules_are_asked(estate(), DAY)
    assert states(cast) == {"open": 1}


def test_the_own_areas_and_the_own_rights_bound_what_is_seen_and_decided(cast: Cast) -> None:
    old(cast)
    run_watches(estate(), "shu")
    (row,) = listed(office(cast, "chen", "9901"), "elder_no_allowance", "open")["rows"]
    for login, role, area in (("zhao", "street_clerk", "99020101"), ("chen", "leader", "9901")):
        with pytest.raises(ProblemError) as refused:
            settle(office(cast, login, area), role, row["id"], Settled("corrected"))
        assert refused.value.problem.code == "HTTP_NOT_THERE"
    with pytest.raises(ProblemError):
        desk(office(cast, "chen", "9902"), "street_clerk")
    assert states(cast, "99010201") == {}
    for login in ("gao", "shu"):
        told = desk(office(cast, login, "99"), "leader")["rules"]
        assert not any(one["listable"] or one["handles"] for one in told)
        with pytest.raises(ProblemError):
            listed(office(cast, login, "99"), "elder_no_allowance", "open")


def test_a_rule_is_told_to_whoever_may_count_by_it_and_listed_for_whoever_may_list_by_it(cast: Cast) -> None:
    """The broken variant asks the handler's role instead of the view; here the view of a clerk loses one element."""
    (rule,) = [one for one in rules(cast.house.standard) if one.code == "moved_relief"]
    view, standard = cast.view("chen", "填报"), cast.house.standard
    assert decide.may_list(rule, view, standard) and decide.may_count(rule, view, standard)
    less = replace(
        view,
        elements=view.elements - {"person.residence_status"},
        countable=view.countable - {"person.residence_status"},
    )
    assert not decide.may_list(rule, less, standard) and not decide.may_count(rule, less, standard)
    counted = replace(less, countable=less.countable | {"person.residence_status"})
    assert decide.may_count(rule, counted, standard) and not decide.may_list(rule, counted, standard)
    seen = replace(office(cast, "chen", "9901"), view=counted)
    (told,) = [one for one in desk(seen, "street_clerk")["rules"] if one["code"] == "moved_relief"]
    assert (told["listable"], told["handles"]) == (False, False)
    with pytest.raises(ProblemError):
        listed(seen, "moved_relief", "open")


def test_a_rule_that_is_not_asked_any_more_closes_its_findings(cast: Cast) -> None:
    old(cast)
    text = rules(cast.house.standard)[0]
    assert actions.run(cast.house, estate().mirror, "shu", DAY, [text]) == {"opened": 1, "closed": 0}
    assert actions.run(cast.house, estate().mirror, "shu", DAY, []) == {"opened": 0, "closed": 1}


def test_a_policy_gives_people_a_budget_and_what_is_missing(cast: Cast) -> None:
    old(cast)
    old(cast, "99020101")
    cast.create(NewRecord("person", "99010201", {"person.name": "李不详", "person.residence_status": "1"}))
    policy = policy_of(cast.house.standard, "elder_allowance")
    found = answered(office(cast, "chen", "9901"), policy)
    assert found["whole"] == {"people": 1, "yuan": 100, "unknown": 1, "bands": [0, 0, 1]}
    assert [(one["code"], one["people"], one["unknown"]) for one in found["below"]] == [
        ("990101", 1, 0),
        ("990102", 0, 1),
    ]
    assert [(one["code"], one["count"]) for one in found["missing"]] == [("person.birth_date", 1)]
    assert [row["cells"][0] for row in found["rows"]] == ["陈守望"]
    whole = answered(office(cast, "gao", "99"), policy)
    assert (whole["whole"]["yuan"], whole["rows"]) == (200, [])
    with pytest.raises(ProblemError):
        policy_of(cast.house.standard, "no_such")
