"""Checks over a filled form: what it suggests by itself, what a changed number turns red, what is refused and where.

C1  a form's own sums hold on its right values, and a changed cell turns exactly the sums red that it stands in
C2  a formula that means nothing here is a problem with the check's code, never an error
C3  a name that this form lacks never silently means last period's or another form's
C4  what is unknown is not judged
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.problems import ProblemError
from yibiao.base.tables import RowRole, a1
from yibiao.flow.checking import (
    Check,
    Heading,
    Over,
    Severity,
    Sheet,
    agreements,
    forms_named,
    judge,
    jump,
    over_of,
    propose,
    refusal,
    sheet_of,
)
from yibiao.flow.reading.structure import recognise

COLUMNS = ("合计", "性别/男", "性别/女", "其中/独居", "其中/残疾人/人数", "其中/残疾人/其中：重度", "户数", "独居率")


def sheet(rows: list[list[int | None]], name: str = "990101-2026-0007") -> Sheet:
    """Rows of 合计 … 独居率 in B..I from row 3; a total row below them, summed here."""
    columns = tuple(Heading(at, tuple(path.split("/"))) for at, path in enumerate(COLUMNS, 2))
    total = [None if None in column else sum(filter(None, column)) for column in zip(*rows, strict=True)]
    names = [f"第{number}社区" for number in range(1, len(rows) + 1)]
    headings = [Heading(row, (name,)) for row, name in enumerate(names, 3)]
    headings.append(Heading(3 + len(rows), ("总计",), RowRole.TOTAL))
    cells = {
        a1(row.number, column.number): value
        for row, line in zip(headings, [*rows, total], strict=True)
        for column, value in zip(columns, line, strict=True)
    }
    return Sheet(name, cells, columns, tuple(headings), title="常住人口统计表（2026 年）", of_areas=True)


def line(men: int, women: int) -> list[int | None]:
    return [men + women, men, women, min(men, women), women, min(1, women), men, 7]


def own(formula: str, over: Over, code: str = "own-1") -> Check:
    return Check(code, over, formula, Severity.WRONG, "应当相等", "should be equal")


def cells_of(checks: tuple[Check, ...] | list[Check], filled: Sheet, **more: object) -> set[tuple[str, str]]:
    return {(one.check.code, one.cell) for one in judge(checks, filled, **more).findings}  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(st.data(), st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=2, max_size=6))
def test_a_forms_own_sums_hold_and_a_changed_cell_turns_exactly_its_sums_red(
    data: st.DataObject, people: list[tuple[int, int]]
) -> None:
    right = sheet([line(men, women) for men, women in people])
    checks = propose(right, percent=0)
    assert {check.formula for check in checks} == {
        "合计 = 男 + 女",
        "独居 <= 合计",
        "人数 <= 合计",
        "〈其中：重度〉 <= 人数",
        "总计 = 列和",
    }
    verdict = judge(checks, right)
    assert not verdict.findings
    assert not verdict.problems
    assert verdict.judged == 4 * len(right.rows) + 7  # one column holds rates

    row = data.draw(st.sampled_from(right.rows))
    column = data.draw(st.sampled_from([one for one in right.columns if one.leaf in ("男", "女")]))
    wrong = replace(right, cells={**right.cells, a1(row.number, column.number): 1001})
    sums = {f"B{row.number}", a1(right.rows[-1].number, column.number)}
    assert {cell for _, cell in cells_of(checks, wrong)} == sums


def test_a_part_that_exceeds_its_whole_is_shown_at_the_part_with_both_values() -> None:
    right = sheet([line(3, 4), line(5, 6)])
    wrong = replace(right, cells={**right.cells, "G3": 9, "G5": 10})
    found = judge(propose(right, percent=0), wrong).findings
    assert [(one.cell, one.values) for one in found] == [("G3", (("〈其中：重度〉", 9), ("人数", 4)))]
    said = found[0].problem
    assert said.code == "CHECKING_WRONG"
    assert "「重度」是「人数」的一部分，不能比它多" in said.sentence("zh")
    assert "人数=4" in said.sentence("zh")
    assert said.place.cell == "G3"


def test_neighbours_of_a_total_are_a_sum_only_as_long_as_the_values_bear_it_out() -> None:
    table = """
        | 各社区困难群体统计表 | < | < | < |
        | 社区 | 合计 | 低保 | 特困 |
        | 甲社区 | 5 | 2 | 3 |
        | 乙社区 | 7 | 3 | 4 |
        | 合计 | 12 | 5 | 7 |
    """
    read = grid(table, big=(1,), plain=(1,))
    (understood,) = recognise(workbook(read))
    filled = sheet_of(understood, read)
    assert [one.formula for one in propose(filled, percent=0)] == ["合计 = 低保 + 特困", "合计 = 列和"]
    overlapping = replace(filled, cells={**filled.cells, "C3": 4})
    assert [one.formula for one in propose(overlapping, percent=0)] == ["合计 = 列和"]
    assert [one.severity for one in propose(filled, percent=0)] == [Severity.DOUBTFUL, Severity.WRONG]


def test_a_card_suggests_what_its_labels_say_for_certain() -> None:
    labels = {"B2": ("总人口",), "D2": ("男",), "F2": ("女",), "B3": ("联系电话",), "D3": ("总户数",)}
    card = Sheet("社区登记卡", {"B2": 9, "D2": 4, "F2": 5}, labels=labels)
    assert [one.formula for one in propose(card)] == ["B2 = D2 + F2"]
    assert over_of("总人口 = 男 + 女", card) is Over.FORM


def test_a_jump_against_last_period_wants_a_second_look_and_no_last_period_wants_none() -> None:
    now, before = sheet([line(60, 60), line(5, 5)]), sheet([line(30, 30), line(1, 1)])
    checks = [check for check in propose(now) if check.code == "jump-B"]
    (finding, total) = judge(checks, now, last=before).findings
    assert (finding.cell, finding.problem.code) == ("B3", "CHECKING_DOUBTFUL")  # 10 against 2 is no leap in numbers
    assert finding.values == (("合计", 120), ("上期.合计", 60))
    assert total.cell == "B5"
    verdict = judge(checks, now)
    assert (verdict.findings, verdict.judged, verdict.unjudged) == ((), 0, 3)


def test_a_list_that_doubles_is_asked_about_by_its_number_of_rows() -> None:
    columns = (Heading(2, ("姓名",)), Heading(3, ("津贴（元）",)))
    short, long = (
        Sheet("高龄津贴名册", {}, columns, tuple(Heading(row) for row in range(4, 4 + rows))) for rows in (20, 60)
    )
    (check,) = propose(long)
    assert check.code == "jump-rows"
    assert judge([check], long, last=short).findings[0].values == (("行数", 60), ("上期.行数", 20))
    assert not judge([check], long, last=long).findings


def test_the_same_question_in_two_forms_must_get_one_answer() -> None:
    ours = replace(sheet([line(3, 4), line(5, 6)]), asks={"B5": "person:all:990101", "C5": "person:men:990101"})
    other = Sheet("990101-2026-0009", {"D8": 19}, columns=(Heading(4, ("人口",)),), rows=(Heading(8, ("全区",)),),
                  title="基本情况表", asks={"D8": "person:all:990101"})  # fmt: skip
    (check,) = agreements(ours, [other])
    assert check.formula == "B5 = 〈990101-2026-0009〉.D8"
    assert forms_named([check]) == ("990101-2026-0009",)
    (finding,) = judge([check], ours, others=[other]).findings
    assert (finding.cell, finding.values) == ("B5", (("B5", 18), ("〈990101-2026-0009〉.D8", 19)))
    assert not judge([check], ours, others=[replace(other, cells={"D8": 18})]).findings


@pytest.mark.parametrize(
    ("formula", "over", "code"),
    [
        ("合计 >", Over.LINE, "FORMULA_SYNTAX"),
        ("合计 = 男性人数", Over.LINE, "FORMULA_UNKNOWN_NAME"),
        ("男 + 女", Over.LINE, "CHECKING_NO_CONDITION"),
        ("合计 且 男", Over.LINE, "FORMULA_TYPE"),
        ("〈另一张表〉.合计 = 合计", Over.LINE, "FORMULA_UNKNOWN_NAME"),
    ],
)
def test_a_formula_without_a_meaning_is_a_problem_at_its_check_and_the_others_are_still_judged(
    formula: str, over: Over, code: str
) -> None:
    filled = sheet([line(3, 4)])
    verdict = judge([own(formula, over), own("合计 = 男 + 女", Over.LINE, "own-2")], filled)
    assert [(one.code, one.place.field) for one in verdict.problems] == [(code, "own-1")]
    assert verdict.judged == 2
    refused = refusal(own(formula, over), filled)
    assert refused is not None
    assert refused.code == code
    with pytest.raises(ProblemError):
        over_of(formula, filled)


def test_a_label_that_the_form_lost_is_unknown_and_not_the_one_of_last_period() -> None:
    before = sheet([line(3, 4)])
    now = replace(before, columns=tuple(one for one in before.columns if one.leaf != "女"))
    (problem,) = judge([own("合计 = 男 + 女", Over.LINE)], now, last=before).problems
    assert problem.code == "FORMULA_UNKNOWN_NAME"
    assert not judge([own("合计 >= 上期.女", Over.LINE)], now, last=before).problems


def test_a_blank_is_neither_right_nor_wrong() -> None:
    filled = sheet([[7, 3, None, 1, 1, 1, 1, 7], line(1, 1)])
    verdict = judge([own("合计 = 男 + 女", Over.LINE), own("总计 = 列和", Over.COLUMN)], filled)
    assert not verdict.findings
    assert verdict.unjudged == 3  # the row, the total row of 女, the column of 女


def test_names_are_labels_paths_letters_rows_and_addresses() -> None:
    filled = sheet([line(3, 4), line(5, 6)])
    for formula, over in [
        ("性别·男 + 女 = B列", Over.LINE),
        ("第1社区 + 第2社区 = 第5行", Over.COLUMN),
        ("B5 = B3 + B4 且 列和·男 = 第1社区·男 + C4 且 行数 = 2", Over.FORM),
        ("本表.合计 >= 〈其中：重度〉", Over.LINE),
    ]:
        assert over_of(formula, filled) is over
        verdict = judge([own(formula, over)], filled)
        assert not verdict.findings, formula
        assert verdict.judged


def test_a_check_is_kept_as_json_and_comes_back() -> None:
    check = jump(Over.LINE, "合计", "jump-B", (30, 10, "合计"))
    assert Check.of_json(check.as_json()) == check
    with pytest.raises(ValueError, match="sideways"):
        Check.of_json({**check.as_json(), "over": "sideways"})


def test_a_whole_that_is_made_up_in_two_ways_gets_two_checks_of_two_codes() -> None:
    paths = (("合计",), ("性别", "男"), ("性别", "女"), ("户口", "城镇"), ("户口", "农村"))
    form = Sheet("人口", {}, tuple(Heading(at, path) for at, path in enumerate(paths, 2)), (Heading(3, ("甲社区",)),))
    checks = propose(form, percent=0)
    assert [check.formula for check in checks] == ["合计 = 男 + 女", "合计 = 城镇 + 农村"]
    assert len({check.code for check in checks}) == 2
