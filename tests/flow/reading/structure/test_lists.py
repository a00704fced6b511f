"""Lists: header trees, what stands around them, what their rows are for."""

import pytest

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.tables import Layout, ParsedTable, RowRole
from yibiao.flow.reading.structure import recognise


def only(table: str, **options: tuple[int, ...]) -> ParsedTable:
    tables = recognise(workbook(grid(table, **options)))
    assert len(tables) == 1
    return tables[0]


def test_it_reads_title_meta_header_body_and_footer_of_a_list() -> None:
    found = only(
        """
        | **高龄老人津贴发放花名册** | < | < | < | < |
        | 填报单位： | < | . | 填报日期： 年 月 日 | < |
        | 序号 | 姓名 | 身份证号码 | 年龄 | 金额（元） |
        | 1 |  |  |  |  |
        | 2 |  |  |  |  |
        | 合计 | < | < | < |  |
        | 填表人： | . | 审核人： | . | . |
        """,
        plain=(1, 2, 7),
        big=(1,),
    )
    assert found.layout is Layout.LIST
    assert (found.title, found.title_cell) == ("高龄老人津贴发放花名册", (1, 1))
    assert (found.header, found.body, found.footer) == ((3, 3), (4, 6), (7, 7))
    assert [column.path for column in found.columns] == [
        ("序号",),
        ("姓名",),
        ("身份证号码",),
        ("年龄",),
        ("金额(元)",),
    ]
    assert found.columns[4].unit == "元"
    assert found.roles[6] is RowRole.TOTAL
    labels = {field.label: field.where for field in found.meta}
    assert labels == {"填报单位": "head", "填报日期": "head", "填表人": "footer", "审核人": "footer"}


def test_merges_make_a_tree_of_three_levels() -> None:
    found = only(
        """
        | 序号 | 户主信息 | < | < | 家庭收入（元） | < |
        | ^ | 姓名 | 联系方式 | < | 上年 | 本年 |
        | ^ | ^ | 手机 | 座机 | ^ | ^ |
        |  |  |  |  |  |  |
        |  |  |  |  |  |  |
        """
    )
    assert (found.header, found.body) == ((1, 3), (4, 5))
    assert [column.path for column in found.columns] == [
        ("序号",),
        ("户主信息", "姓名"),
        ("户主信息", "联系方式", "手机"),
        ("户主信息", "联系方式", "座机"),
        ("家庭收入(元)", "上年"),
        ("家庭收入(元)", "本年"),
    ]
    assert [column.unit for column in found.columns][-2:] == ["元", "元"]


def test_five_levels_are_read() -> None:
    found = only(
        """
        | 社区 | 人口 | < | < | < | < |
        | ^ | 户籍 | < | < | < | 流动 |
        | ^ | 老年 | < | < | 其他 | ^ |
        | ^ | 独居 | < | 同住 | ^ | ^ |
        | ^ | 男 | 女 | ^ | ^ | ^ |
        |  |  |  |  |  |  |
        """
    )
    assert found.header == (1, 5)
    assert found.columns[2].path == ("人口", "户籍", "老年", "独居", "女")
    assert found.columns[5].path == ("人口", "流动")


def test_a_group_label_without_a_merge_reaches_over_the_blanks_at_its_right() -> None:
    found = only(
        """
        | 序号 | 姓名 | 监护人 |  |  | 备注 |
        |  |  | 姓名 | 电话 | 关系 |  |
        | 1 |  |  |  |  |  |
        | 2 |  |  |  |  |  |
        """
    )
    assert found.header == (1, 2)
    assert [column.path for column in found.columns] == [
        ("序号",),
        ("姓名",),
        ("监护人", "姓名"),
        ("监护人", "电话"),
        ("监护人", "关系"),
        ("备注",),
    ]


def test_index_and_unit_rows_belong_to_the_header() -> None:
    found = only(
        """
        | 村名 | 户数 | 人口 | 面积 |
        | — | 户 | 人 | 亩 |
        | 甲 | 1 | 2 | 3 |
        |  |  |  |  |
        """
    )
    assert (found.header, found.body) == ((1, 3), (4, 4))
    assert (found.roles[2], found.roles[3]) == (RowRole.UNITS, RowRole.INDEX)
    assert [column.unit for column in found.columns] == [None, "户", "人", "亩"]


def test_instructions_above_the_header_are_notes_and_not_the_title() -> None:
    found = only(
        """
        | 填写说明：1. 带*为必填项；2. 请勿修改表头 | < | < | < |
        | *姓名 | *身份证号 | 手机号 | 地址 |
        |  |  |  |  |
        """
    )
    assert (found.title, found.header, found.body) == (None, (2, 2), (3, 3))
    assert any("请勿修改表头" in note for note in found.notes)


def test_sample_and_hint_rows_below_the_header_are_part_of_the_body_but_not_data() -> None:
    found = only(
        """
        | 姓名 | 身份证号 | 性别 | 备注 |
        | 必填，真实姓名 | 必填，18位 | 必填 | 可不填 |
        | 例：张某 | 990101199001011234 | 男 |  |
        |  |  |  |  |
        """
    )
    assert (found.header, found.body) == ((1, 1), (2, 4))
    assert (found.roles[2], found.roles[3]) == (RowRole.INSTRUCTION, RowRole.SAMPLE)
    assert list(found.data_rows()) == [4]


def test_a_header_alone_expects_its_first_row_below() -> None:
    found = only("| 姓名 | 性别 | 民族 |", plain=(1,))
    assert (found.header, found.body, found.footer) == ((1, 1), (2, 2), None)


def test_an_export_ends_at_its_last_record_and_the_note_is_the_footer() -> None:
    rows = "\n".join(f"| {n} | 李某{n} | 男 | 1990-01-0{n} |" for n in range(1, 8))
    found = only(f"| 序号 | 姓名 | 性别 | 出生日期 |\n{rows}\n| 注：数据截至月底 | < | < | < |")
    assert (found.header, found.body, found.footer) == ((1, 1), (2, 8), (9, 9))
    assert found.samples[2][:2] == ("李某1", "李某2")


def test_group_bands_and_subtotals_are_told_apart() -> None:
    found = only(
        """
        | 序号 | 姓名 | 人数 | 金额 |
        | 一、低保户 | < | < | < |
        | 1 | 王某 | 3 | 900 |
        | 小计 | < | 3 | 900 |
        | 二、特困户 | < | < | < |
        | 2 | 赵某 | 1 | 800 |
        | 总计 | < | 4 | 1700 |
        """
    )
    assert found.body == (2, 7)
    assert [found.roles[row] for row in range(2, 8)] == [
        RowRole.GROUP,
        RowRole.DATA,
        RowRole.SUBTOTAL,
        RowRole.GROUP,
        RowRole.DATA,
        RowRole.TOTAL,
    ]


def test_two_lists_under_each_other_are_two_tables() -> None:
    tables = recognise(
        workbook(
            grid(
                """
                | 表一 党员名册 | < | < |
                | 序号 | 姓名 | 入党时间 |
                | 1 |  |  |
                | 2 |  |  |
                | . | . | . |
                | 表二 志愿者名册 | < | < |
                | 序号 | 姓名 | 服务时长 |
                | 1 |  |  |
                | 2 |  |  |
                """,
                plain=(1, 5, 6),
            )
        )
    )
    assert [(t.title, t.header, t.body) for t in tables] == [
        ("表一 党员名册", (2, 2), (3, 4)),
        ("表二 志愿者名册", (7, 7), (8, 9)),
    ]


def test_a_template_row_of_variables_is_the_body() -> None:
    found = only(
        """
        | ${bank}走访名单 | < | < |
        | {{rows}}序号 | 姓名 | 电话 |
        | [_index] | [name] | [phone] |
        | 编制人：{{user}} | < | < |
        """
    )
    assert (found.header, found.body, found.footer) == ((2, 2), (3, 3), (4, 4))
    assert found.columns[0].path == ("序号",)
    assert found.roles[3] is RowRole.BLANK


def test_the_title_may_stand_beside_a_letterhead_and_below_it() -> None:
    found = only(
        """
        | 某某工程有限公司 | < | 编号： | . |
        | ^ | ^ | 日期： | . |
        | **安全费用申请表** | < | < | < |
        | 序号 | 项目 | 数量 | 金额 |
        | 1 |  |  |  |
        """,
        plain=(1, 2, 3),
        big=(1, 3),
    )
    assert found.title == "安全费用申请表"


@pytest.mark.parametrize("title", ["班级学生通讯录", "常住人口登记簿", "低保对象名单-最新", "低保对象名单 修订版"])
def test_a_title_ends_in_many_words_and_what_is_added_when_it_is_sent_again(title: str) -> None:
    rows = "| 填报单位（盖章）： | . | 填报日期： |\n| 序号 | 姓名 | 电话 |\n| 1 | 王小明 | 13800000000 |\n| 2 | 李某 | . |"
    assert only(f"| {title} | . | . |\n{rows}", plain=(1, 2, 3, 4, 5)).title == title


def test_pure_text_and_empty_sheets_give_no_table() -> None:
    text = grid("| 填表说明 |\n| 1. 本表一式两份，由社区保存。 |\n| 2. 请按时上报。 |", plain=(1, 2, 3))
    assert recognise(workbook(text)) == ()
    assert recognise(workbook(grid("| . |"))) == ()


def test_unit_line_and_secrecy_line_are_meta() -> None:
    found = only(
        """
        | 收支统计表 | < | < |
        | 填报单位：某村 | . | 单位：万元 |
        | 项目 | 收入金额 | 支出金额 |
        |  |  |  |
        |  |  |  |
        """,
        plain=(1, 2),
    )
    assert found.unit == "万元"
    assert ("填报单位", "某村") in [(field.label, field.value) for field in found.meta]


def test_a_second_list_in_the_same_frame_begins_at_its_header() -> None:
    tables = recognise(
        workbook(
            grid(
                """
                | 一、帮扶对象名单 | < | < | < |
                | 序号 | 姓名 | 身份证号 | 电话 |
                | 1 |  |  |  |
                | 2 |  |  |  |
                | 二、帮扶干部名单 | < | < | < |
                | 序号 | 姓名 | 单位 | 电话 |
                | 1 |  |  |  |
                | 2 |  |  |  |
                """
            )
        )
    )
    assert [(t.header, t.body, t.footer) for t in tables] == [((2, 2), (3, 4), None), ((6, 6), (7, 8), None)]


def test_units_of_their_own_row_leave_the_path() -> None:
    found = only(
        """
        | 户主 | 承包地 | < | 流转 |
        | ^ | 块数 | 面积 | 面积 |
        | ^ | 块 | 亩 | 亩 |
        | 1 | 2 | 3 | 4 |
        |  |  |  |  |
        """
    )
    assert (found.header, found.body) == ((1, 4), (5, 5))
    assert [(c.path, c.unit) for c in found.columns][1:] == [
        (("承包地", "块数"), "块"),
        (("承包地", "面积"), "亩"),
        (("流转", "面积"), "亩"),
    ]


def test_a_row_of_hints_above_the_labels_is_no_header() -> None:
    found = only(
        """
        | 必填 | 必填 | 选填 | 选填 |
        | 姓名 | 身份证号 | 手机号 | 备注 |
        |  |  |  |  |
        """
    )
    assert (found.header, found.body) == ((2, 2), (3, 3))


def test_group_labels_written_in_every_cell_are_a_level() -> None:
    found = only(
        """
        | 序号 | 学生 | 学生 | 家长 | 家长 |
        |  | 姓名 | 班级 | 姓名 | 电话 |
        | 1 |  |  |  |  |
        | 2 |  |  |  |  |
        """
    )
    assert found.header == (1, 2)
    assert [column.path for column in found.columns][1:] == [
        ("学生", "姓名"),
        ("学生", "班级"),
        ("家长", "姓名"),
        ("家长", "电话"),
    ]


def test_a_note_beside_the_list_is_no_column() -> None:
    found = only(
        """
        | 姓名 | 性别 | 电话 | . | 填写说明：1.请勿修改表头 2.电话必填项不能为空 |
        |  |  |  | . | . |
        |  |  |  | . | . |
        """
    )
    assert [column.path for column in found.columns] == [("姓名",), ("性别",), ("电话",)]


def test_field_codes_under_the_labels_and_totals_are_no_samples() -> None:
    found = only(
        """
        | 姓名 | 性别 | 金额 |
        | name | sex | amount |
        | 王某 | 男 | 20 |
        | 合计 |  | 20 |
        """
    )
    assert found.roles[2] is RowRole.INSTRUCTION
    assert found.samples == {1: ("王某",), 2: ("男",), 3: ("20",)}
