"""The burden account: what is counted, what stays unsaid, and that departments are listed by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from yibiao.flow.burdening import Account, Answered, Dealing, Demand, Measured, account, sheets
from yibiao.flow.burdening.accounting import FEWEST, measured
from yibiao.flow.consolidating.office import write_workbook

ELDERS = Demand("99-2026-0001", "高龄老人名册", "民政局", "month", "regular", 400, 0.8, 8, {"北街道": 3, "南街道": 1})
SIGNS = Demand("99-2026-0002", "宣传排查表", "城管局", "week", "late", 90, 0.0, 4, {"北街道": 2})


def filings(number: int, *, areas: int) -> list[Answered]:
    return [Answered("99-2026-0001", f"社区{at % areas}", "北街道", 200, 150, 160) for at in range(number)]


def test_without_filings_the_columns_of_a_form_are_the_estimate() -> None:
    found = account([ELDERS])
    (north, south) = found.streets if found.streets[0].name == "北街道" else found.streets[::-1]
    assert (north.before, south.before) == (150.0, 50.0)  # 400 minutes over 8 areas, 3 and 1 of them in reach
    assert north.after == pytest.approx(3 * (50 * 0.2 + 1), abs=0.05)
    assert (found.whole.repeat, found.whole.filings, found.whole.saved) == (0.8, 0, 156.0)


def test_real_cells_take_the_place_of_the_estimate() -> None:
    found = account([ELDERS], filings(2, areas=2))
    assert found.whole.before == 200 * 0.25 * 4
    assert found.whole.after == pytest.approx(4 * (50 * 0.25 + 1))
    assert (found.whole.repeat, found.whole.filings) == (0.8, 2)


def test_looking_over_never_costs_more_than_typing() -> None:
    tiny = replace(ELDERS, minutes=2.0, known=0.1)
    assert account([tiny]).whole.saved == 0


def test_filings_of_a_street_out_of_reach_count_for_nothing() -> None:
    elsewhere = [replace(one, street="西街道") for one in filings(8, areas=8)]
    assert account([ELDERS], elsewhere) == account([ELDERS])


def test_a_measured_time_is_shown_only_where_nobody_can_be_meant() -> None:
    assert measured([Measured(ELDERS.number, {10: FEWEST})]) == 5.0  # evenly spread from nothing to ten
    assert measured([Measured(ELDERS.number, {3: 2, 10: FEWEST - 2})]) == pytest.approx(4.2, abs=0.05)
    assert measured([Measured(ELDERS.number, {3: 2, 10: FEWEST - 3})]) is None
    few = Measured(ELDERS.number, {10: FEWEST - 1})
    assert measured([few] * 40) is None, "one clerk may answer for an area for years"
    assert measured([]) is None


def test_times_are_told_of_forms_and_departments_and_never_of_a_street() -> None:
    found = account([ELDERS, SIGNS], filings(6, areas=6), (), [Measured(ELDERS.number, {10: FEWEST})])
    assert [line.measured for line in found.forms if line.key == ELDERS.number] == [5.0] == [found.whole.measured]
    assert {line.name: line.measured for line in found.departments} == {"城管局": None, "民政局": 5.0}
    assert {line.measured for line in found.streets} == {None}  # a street may be one person


def test_departments_are_scored_by_name_and_what_was_not_seen_is_not_nought() -> None:
    found = account([ELDERS, SIGNS], (), [Dealing(ELDERS.number, 6, 2, 3, 1)])
    assert [score.department for score in found.scores] == ["城管局", "民政局"]
    signs, elders = found.scores
    assert (signs.late, signs.once, signs.opened, signs.unanswered) == (1, 0, None, None)
    assert (elders.opened, elders.urgent, elders.objections, elders.unanswered) == (6, 2, 3, 1)


def ranked(found: Account) -> list[str]:
    """The broken variant: the most burdensome first."""
    return [line.name for line in sorted(found.departments, key=lambda line: -line.before)]


def test_no_order_is_a_ranking() -> None:
    found = account([ELDERS, replace(SIGNS, minutes=4)])
    names = [line.name for line in found.departments]
    assert names == sorted(names) and ranked(found) != names


def test_the_workbook_says_what_the_account_says_and_withholds_in_words(tmp_path: Path) -> None:
    found = account([ELDERS, SIGNS], filings(3, areas=3))
    file = tmp_path / "book.xlsx"
    write_workbook(sheets(found, "示例区"), file)
    book = load_workbook(file)
    assert book.sheetnames == ["减负账", "按部门", "按街道", "部门评价", "口径"]
    row = next(row for row in book["减负账"].iter_rows(values_only=True) if row[1] == "高龄老人名册")
    assert row[2:] == ("民政局", 1, 200, 54, 146, "80%", 3, "未实测")
    assert "尚无" in [cell.value for cell in book["部门评价"][4]]
