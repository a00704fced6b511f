"""Cross-tabs: stubs, column trees, counted cells."""

import pytest

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.tables import Layout, ParsedTable, RowRole
from yibiao.flow.reading.structure import recognise


def only(table: str, **options: tuple[int, ...]) -> ParsedTable:
    tables = recognise(workbook(grid(table, **options)))
    assert len(tables) == 1
    return tables[0]


def test_printed_rows_under_counted_columns_are_a_crosstab() -> None:
    found = only(
        """
        | 老年人口统计表 | < | < | < | < |
        | 年龄段 | 人数 | < | < | 其中独居 |
        | ^ | 合计 | 男 | 女 | ^ |
        | 60—69岁 | =C4+D4 |  |  |  |
        | 70—79岁 | =C5+D5 |  |  |  |
        | 80岁以上 | =C6+D6 |  |  |  |
        | 合计 | =SUM(B4:B6) |  |  |  |
        | 填表人：      审核人： | < | < | < | < |
        """,
        plain=(1, 8),
    )
    assert found.layout is Layout.CROSSTAB
    assert (found.header, found.body, found.footer) == ((2, 3), (4, 7), (8, 8))
    assert [stub.path for stub in found.stubs] == [("60—69岁",), ("70—79岁",), ("80岁以上",), ("合计",)]
    assert found.stubs[-1].role is RowRole.TOTAL
    points = {point.reference: point for point in found.fill_points}
    assert points["C5"].path == ("70—79岁", "人数", "男")
    assert (points["C5"].stub_path, points["C5"].column_path) == (("70—79岁",), ("人数", "男"))
    assert points["B4"].formula and not points["C4"].formula


def test_vertical_merges_and_of_which_rows_nest_the_stubs() -> None:
    found = only(
        """
        | 指标 | < | 计量单位 | 数量 |
        | 户籍人口 | 总人数 | 人 |  |
        | ^ | 其中：女性 | 人 |  |
        | ^ | 其中：低保 | 人 |  |
        | 流动人口 | 总人数 | 人 |  |
        | ^ | 其中：女性 | 人 |  |
        """
    )
    assert found.layout is Layout.CROSSTAB
    assert [stub.path for stub in found.stubs] == [
        ("户籍人口", "总人数"),
        ("户籍人口", "总人数", "其中:女性"),
        ("户籍人口", "总人数", "其中:低保"),
        ("流动人口", "总人数"),
        ("流动人口", "总人数", "其中:女性"),
    ]
    assert {stub.unit for stub in found.stubs} == {"人"}
    assert [point.reference for point in found.fill_points] == ["D2", "D3", "D4", "D5", "D6"]


def test_rows_that_are_numbered_and_named_hold_their_number_outside_the_path() -> None:
    found = only(
        """
        | 序号 | 项目 | 本月数 | 本年累计 |
        | 1 | 走访户数 |  |  |
        | 2 | 化解矛盾件数 |  |  |
        | 3 | 巡查次数 |  |  |
        """
    )
    assert found.layout is Layout.CROSSTAB
    assert found.stub_columns == (1, 2)
    assert found.fill_points[0].path == ("走访户数", "本月数")


def test_a_list_of_people_with_amounts_is_no_crosstab() -> None:
    found = only(
        """
        | 姓名 | 身份证号 | 低保金额 | 补贴金额 |
        | 王某 | 990101195001010010 | 500 | 60 |
        | 李某 | 990101195101010010 | 500 | 60 |
        """
    )
    assert found.layout is Layout.LIST


@pytest.mark.parametrize("head", ["名字", "户主", "家庭户主", "房东"])
def test_a_filled_list_is_none_however_its_people_are_headed(head: str) -> None:
    table = f"""
        | 序号 | {head} | 户编号 | 享受人数 | 月救助金额 |
        | 1 | 周二丙 |  | 24 | 2000 |
        | 2 | 李三小 |  | 80 | 800 |
        | 3 | 孙乙一 |  | 31 | 300 |
        """
    assert only(table).layout is Layout.LIST
    assert only(table.replace(head, "单位").replace("周二丙", "一村")).layout is Layout.CROSSTAB


def test_indented_rows_nest_under_the_row_above() -> None:
    found = only(
        """
        | 指标名称 | 合计人数 | 男性人数 | 女性人数 |
        | 一、就业人数 |  |  |  |
        | \u3000\u3000本地就业 |  |  |  |
        | \u3000\u3000外出就业 |  |  |  |
        | 二、失业人数 |  |  |  |
        """
    )
    assert [stub.path for stub in found.stubs][1] == ("一、就业人数", "本地就业")
    assert [stub.path for stub in found.stubs][3] == ("二、失业人数",)


def test_a_balance_sheet_names_the_rows_of_its_right_half_anew() -> None:
    found = only(
        """
        | 村集体资产负债表 | < | < | < | < | < |
        | 资产 | 行次 | 期末数 | 负债及权益 | 行次 | 期末数 |
        | 货币资金 | 1 |  | 短期借款 | 11 |  |
        | 应收款项 | 2 |  | 应付款项 | 12 |  |
        | 固定资产 | 3 |  | 资本 | 13 |  |
        | 资产总计 | 4 |  | 负债总计 | 14 |  |
        """,
        plain=(1,),
    )
    assert found.layout is Layout.CROSSTAB
    points = {point.reference: point.path for point in found.fill_points}
    assert points["C3"] == ("货币资金", "期末数")
    assert points["F4"] == ("应付款项", "期末数")
    assert set(points) == {"C3", "C4", "C5", "C6", "F3", "F4", "F5", "F6"}


COUNTS_WITH_A_DATE = """
    | 重点对象统计表 | < | < | < | < |
    | 单位 | 集中人数 | 分散人数 | 其他 | 录入系统日期 |
    | 一社区 |  |  |  |  |
    | 二社区 |  |  |  |  |
    | {last} |  |  |  |  |
    """


def test_one_date_that_an_office_added_makes_no_list_of_counts_with_a_total() -> None:
    assert only(COUNTS_WITH_A_DATE.format(last="合计")).layout is Layout.CROSSTAB
    assert only(COUNTS_WITH_A_DATE.format(last="三社区")).layout is not Layout.CROSSTAB, "a date of each row"
    two_dates = COUNTS_WITH_A_DATE.replace("其他", "检查日期").format(last="合计")
    assert only(two_dates).layout is not Layout.CROSSTAB


def test_births_are_counted_where_no_date_of_birth_is_asked() -> None:
    births = """
        | 人口情况统计表 | < | < | < |
        | 单位 | 出生合计 | {column} | 政策外出生 |
        | 一社区 |  |  |  |
        | 二社区 |  |  |  |
        | 合计 |  |  |  |
        """
    assert only(births.format(column="一孩")).layout is Layout.CROSSTAB
    assert only(births.format(column="出生年月")).layout is not Layout.CROSSTAB
