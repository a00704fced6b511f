"""Mistakes are planted for the watch rules; nobody comes or goes by it, and the same arguments plant the same."""

from __future__ import annotations

from collections import Counter

from tests.flow.demo.test_district import DAY, records, standard
from yibiao.flow.demo import DemoRecord, planted
from yibiao.flow.watching import rules

PLANTED = ("dead_relief", "moved_relief", "two_reliefs", "disability_expired", "permit_expired", "relief_review_due",
           "child_no_guardian", "let_no_tenant")  # fmt: skip


def test_nobody_comes_or_goes_and_a_few_records_differ() -> None:
    before, after = list(records()), list(planted(records(), DAY))
    assert after == list(planted(records(), DAY))
    known = {one.id: one for one in before}
    new = [one for one in after if one.id not in known]
    assert [one for one in after if one.id in known and one.parent] != []
    assert [one.id for one in after if one.id in known] == [one.id for one in before]
    assert {one.register for one in new} <= {"low_income", "extreme_poverty"} and len(new) == len(
        {one.id for one in new}
    )
    changed = [one for one in after if one.id in known and one != known[one.id]]
    assert 0 < len(changed) + len(new) <= 3 * len(PLANTED)


def test_what_is_planted_is_what_the_rules_look_for() -> None:
    codes = {rule.code for rule in rules(standard())}
    assert set(PLANTED) <= codes
    days = Counter(_past(one) for one in planted(records(), DAY))
    natural = Counter(_past(one) for one in records())
    for code in ("disability.valid_to", "migrant.valid_to", "low_income.next_review"):
        assert days[code] > natural[code] == 0


def _past(one: DemoRecord) -> str:
    """Which of the dates that must not be over is over."""
    codes = ("disability.valid_to", "migrant.valid_to", "low_income.next_review")
    return next((code for code in codes if str(one.values.get(code, "9")) < DAY.isoformat()), "")
