"""What a delivery may become, whose word lets a held one go on, and which columns are those that were approved."""

from __future__ import annotations

import pytest

from yibiao.base.problems import Problem
from yibiao.work.feeds import actions, rules

pytestmark = pytest.mark.once


def code(found: object) -> str:
    return found.code if isinstance(found, Problem) else ""


def reached(moves: object = rules.MOVES) -> set[str]:
    """States to which some way leads from `received`."""
    found, before = {"received"}, 0
    while len(found) != before:
        before = len(found)
        found |= {after for states, after in dict(moves).values() if states & found}  # type: ignore[call-overload]
    return found


def test_every_state_is_reached_and_every_act_has_its_word_in_the_journal() -> None:
    assert reached() == set(rules.STATES)
    assert actions.TOLD.keys() == rules.MOVES.keys()


def writes_unplanned(moves: object = rules.MOVES) -> bool:
    """Whether some way leads to the ledger past the plan, or out of waiting without a release or a new beginning."""
    table = dict(moves)  # type: ignore[call-overload]
    to_ready = {verb: states for verb, (states, after) in table.items() if after == "ready"}
    to_ledger = {verb: states for verb, (states, after) in table.items() if after in ("applying", "applied")}
    out = {verb for verb, (states, _) in table.items() if "waiting" in states}
    return (
        to_ready != {"clear": {"planned"}, "release": {"waiting"}}
        or to_ledger != {"begin": {"ready"}, "finish": {"applying"}}
        or out != {"release", "again", "refuse"}
    )


def test_nothing_is_written_that_was_not_planned_and_cleared_or_released() -> None:
    assert not writes_unplanned()
    broken = {**rules.MOVES, "begin": (frozenset({"ready", "waiting"}), "applying")}
    assert writes_unplanned(broken), "a delivery that is held must not be written"


def test_an_act_out_of_turn_is_refused() -> None:
    assert rules.next_state("ready", "begin") == "applying"
    assert code(rules.next_state("waiting", "begin")) == "FEEDS_STATE"


def test_who_brought_a_held_delivery_does_not_release_it_where_another_could() -> None:
    own = rules.Word("shu", "shu", True, "问过部门")
    assert code(rules.why_not_release(own, [{"code": "X"}])) == "FEEDS_OWN"
    assert rules.why_not_release(rules.Word("shu", "shu", False, "问过部门"), [{"code": "X"}]) is None
    assert rules.why_not_release(rules.Word("shu", "kai", True, "问过部门"), [{"code": "X"}]) is None
    assert code(rules.why_not_release(rules.Word("shu", "kai", True, " "), [])) == "FEEDS_REASON_WANTED"
    columns = [{"code": "FEEDS_COLUMNS_CHANGED"}]
    assert code(rules.why_not_release(rules.Word("shu", "kai", True, "好"), columns)) == "FEEDS_NOT_RELEASED"


def test_columns_must_be_those_that_were_approved_in_their_order() -> None:
    assert code(rules.why_not_columns(["姓名"], [])) == "FEEDS_COLUMNS_NEW"
    assert rules.why_not_columns(["姓名", "电话"], ["姓名", "电话"]) is None
    changed = rules.why_not_columns(["姓名", "手机"], ["姓名", "电话"])
    assert code(changed) == "FEEDS_COLUMNS_CHANGED" and changed is not None and "手机" in changed.sentence("zh")
    assert code(rules.why_not_columns(["电话", "姓名"], ["姓名", "电话"])) == "FEEDS_COLUMNS_CHANGED"


GIVEN = rules.NewSource("minzheng-dibao", "民政低保名单", "民政局", "社会救助暂行办法", "99", "shu")


def test_a_source_says_under_which_law_and_who_answers() -> None:
    from dataclasses import replace

    assert rules.why_not_source(GIVEN) is None
    assert code(rules.why_not_source(replace(GIVEN, code="../x"))) == "FEEDS_CODE"
    assert code(rules.why_not_source(replace(GIVEN, basis=" "))) == "FEEDS_INCOMPLETE"
    assert code(rules.why_not_source(replace(GIVEN, kind="table"))) == "FEEDS_INCOMPLETE"
    assert code(rules.why_not_source(replace(GIVEN, period_days=0))) == "FEEDS_INCOMPLETE"
