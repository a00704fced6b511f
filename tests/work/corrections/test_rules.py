"""A correction's life: who may say what, working days, whose it is; against a small model of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.work.cast import DAY
from yibiao.work.corrections import rules
from yibiao.work.corrections.rules import Actor, Answer, Facts

pytestmark = pytest.mark.once
DEPARTMENTS = ("公安局", "民政局", "残联")
BEGUN = Facts("open", "wang", "民政局", (), DAY)
OFFICER = Actor("xin", "department_officer", frozenset({"民政局"}), True, DAY)
OFFICE = Actor("shu", "data_officer", frozenset(), True, DAY)
SAID = {
    "corrected": Answer("corrected", DAY),
    "upheld": Answer("upheld", basis="档案"),
    "not_ours": Answer("not_ours", basis="不归我管", department="残联"),
}


def refused(facts: Facts, actor: Actor, answer: Answer) -> str:
    why = rules.why_not_answer(facts, actor, answer, DEPARTMENTS)
    return why.code if why is not None else ""


@pytest.mark.parametrize("word", rules.ANSWERS)
def test_only_the_department_answers_and_only_once(word: str) -> None:
    assert refused(BEGUN, OFFICER, SAID[word]) == ""
    for other in (
        replace(OFFICER, departments=frozenset({"残联"})),
        replace(OFFICER, inside=False),
        replace(OFFICER, role="street_clerk"),
        replace(OFFICER, role="leader"),
    ):
        assert refused(BEGUN, other, SAID[word]) == "HTTP_NOT_THERE"
    for state in set(rules.STATES) - {"open"}:
        assert refused(replace(BEGUN, state=state), OFFICER, SAID[word]) == "CORRECTIONS_ANSWERED"


def test_answers_say_a_day_or_their_grounds() -> None:
    for day in (None, DAY + timedelta(days=1), DAY - timedelta(days=400)):
        assert refused(BEGUN, OFFICER, Answer("corrected", day)) == "CORRECTIONS_DAY"
    for word in ("upheld", "not_ours"):
        assert refused(BEGUN, OFFICER, Answer(word, basis=" ", department="残联")) == "CORRECTIONS_BASIS"


def test_nobody_passes_it_back_and_forth_but_the_data_office_decides() -> None:
    passed = rules.after(BEGUN, SAID["not_ours"])
    assert (passed.state, passed.department, passed.passed) == ("open", "残联", ("民政局",))
    back = Answer("not_ours", basis="是民政局的", department="民政局")
    other = replace(OFFICER, departments=frozenset({"残联"}))
    assert refused(passed, other, back) == "CORRECTIONS_DEPARTMENT"
    assert refused(passed, OFFICE, back) == ""
    assert refused(passed, OFFICE, SAID["upheld"]) == "HTTP_NOT_THERE"
    for unknown in ("", "残联", "没有的局"):
        assert refused(passed, OFFICE, replace(back, department=unknown)) == "CORRECTIONS_DEPARTMENT"


def test_who_found_it_takes_it_back_while_it_waits() -> None:
    finder = Actor("wang", "grid_worker", frozenset(), True, DAY)
    assert rules.why_not_withdraw(BEGUN, finder) is None
    other = rules.why_not_withdraw(BEGUN, replace(finder, login="li"))
    late = rules.why_not_withdraw(replace(BEGUN, state="upheld"), finder)
    assert other is not None and other.code == "HTTP_NOT_THERE"
    assert late is not None and late.code == "CORRECTIONS_ANSWERED"


def test_days_are_working_days() -> None:
    assert rules.due(date(2026, 11, 27), 1) == date(2026, 11, 30)  # a Friday
    assert rules.due(date(2026, 11, 28), 10) == date(2026, 12, 11)


def test_a_sources_name_finds_its_department() -> None:
    assert rules.department_of("民政", DEPARTMENTS) == "民政局" == rules.department_of("民政局", DEPARTMENTS)
    assert rules.department_of("公安局户政科", DEPARTMENTS) == "公安局"
    assert rules.department_of("", DEPARTMENTS) == "" == rules.department_of("名单.xlsx", DEPARTMENTS)
    assert rules.department_of("民", ("民政局", "民宗局")) == ""


def test_a_delivery_proves_what_was_said() -> None:
    assert rules.verdict("新", "旧", "新") == "settled" == rules.verdict("另一个", "旧", None)
    assert rules.verdict("旧", "旧", "新") == "open" and rules.verdict("另一个", "旧", "新") == ""
    assert rules.together(["settled", "open", ""]) == "open" and rules.together(["settled", ""]) == ""
    assert rules.together(["settled"]) == "settled"


ACTS = st.tuples(
    st.sampled_from(("公安局", "民政局", "残联", "office")),
    st.sampled_from(rules.ANSWERS),
    st.sampled_from(DEPARTMENTS),
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.lists(ACTS, max_size=8))
def test_whatever_anybody_says_it_lies_with_one_department_until_that_one_has_answered(
    acts: list[tuple[str, str, str]],
) -> None:
    """The model: one holder, those who passed, an end."""
    facts, holder, passed, ended = BEGUN, "民政局", set[str](), ""
    for who, word, to in acts:
        actor = OFFICE if who == "office" else replace(OFFICER, departments=frozenset({who}))
        answer = Answer(word, DAY, "依据", to)
        lawful = not ended and (who == holder or (who == "office" and word == "not_ours"))
        lawful = lawful and (word != "not_ours" or (to != holder and (to not in passed or who == "office")))
        assert (refused(facts, actor, answer) == "") == lawful
        if lawful:
            facts = rules.after(facts, answer)
            passed, holder, ended = (passed | {holder}, to, "") if word == "not_ours" else (passed, holder, word)
        assert (facts.department, set(facts.passed), facts.state) == (holder, passed, ended or "open")
