"""Cards: labels and blanks in any direction."""

from tests.flow.reading.markdown import grid, workbook
from yibiao.base.tables import FillPoint, Layout, ParsedTable
from yibiao.flow.reading.structure import recognise


def only(table: str, **options: tuple[int, ...]) -> ParsedTable:
    tables = recognise(workbook(grid(table, **options)))
    assert len(tables) == 1
    return tables[0]


def points(table: ParsedTable) -> dict[str, FillPoint]:
    return {point.reference: point for point in table.fill_points}


CARD = """
    | **居民信息登记卡** | < | < | < | < |
    | 姓名 |  | 性别 | □男 □女 | 照片 |
    | 身份证号 |  | < | < | ^ |
    | 联系电话 |  | 民族 |  | < |
    | 现住址 |  | < | < | < |
    | 家庭成员 | 姓名 | 关系 | 工作单位 | 电话 |
    | ^ |  |  |  |  |
    | ^ |  |  |  |  |
    | 社区意见 | （盖章）\\n年 月 日 | < | < | < |
    | 注：本卡一式两份 | < | < | < | < |
"""


def test_a_card_has_no_header_and_its_body_is_its_labels_and_blanks() -> None:
    found = only(CARD, plain=(1, 10), big=(1,))
    assert found.layout is Layout.CARD
    assert (found.title, found.header, found.body, found.footer) == ("居民信息登记卡", None, (2, 9), (10, 10))


def test_blanks_take_the_label_at_their_left() -> None:
    found = points(only(CARD, plain=(1, 10), big=(1,)))
    assert found["B2"].path == ("姓名",)
    assert found["B3"].path == ("身份证号",)
    assert str(found["B3"].region) == "B3:D3"
    assert found["D4"].path == ("民族",)


def test_check_boxes_are_choices() -> None:
    assert points(only(CARD, plain=(1, 10), big=(1,)))["D2"].choices == ("男", "女")


def test_a_list_inside_a_card_numbers_its_records() -> None:
    found = points(only(CARD, plain=(1, 10), big=(1,)))
    assert (found["B7"].path, found["B7"].nth) == (("家庭成员", "姓名"), 1)
    assert (found["E8"].path, found["E8"].nth) == (("家庭成员", "电话"), 2)


def test_section_bands_lead_the_paths() -> None:
    found = only(
        """
        | 一、基本情况 | < | < | < |
        | 姓名 |  | 电话 |  |
        | 二、经营情况 | < | < | < |
        | 店名 |  | 地址 |  |
        """
    )
    assert found.body == (1, 4)
    assert points(found)["B2"].path == ("一、基本情况", "姓名")
    assert points(found)["D4"].path == ("二、经营情况", "地址")


def test_labels_over_several_rows_lead_the_paths() -> None:
    found = points(
        only(
            """
            | 监护人 | 姓名 |  | 电话 |  |
            | ^ | 住址 |  | < | < |
            | 被监护人 | 姓名 |  | 电话 |  |
            """
        )
    )
    assert found["C1"].path == ("监护人", "姓名")
    assert found["C2"].path == ("监护人", "住址")
    assert found["E3"].path[-1] == "电话"


def test_label_and_blank_in_one_cell_are_one_fill_point_a_label() -> None:
    found = only(
        """
        | 走访记录卡 | < |
        | 户主姓名：________ | 联系电话：________ |
        | 家庭住址：________ | 走访日期：  年  月  日 |
        """,
        plain=(1,),
    )
    assert found.layout is Layout.CARD
    named = {point.path[-1]: point for point in found.fill_points}
    assert set(named) == {"户主姓名", "联系电话", "家庭住址", "走访日期"}
    assert all(point.inline for point in named.values())


def test_variables_of_a_template_mark_blanks() -> None:
    found = points(only("| 姓名 | ${name} | 性别 | {{sex}} |\n| 住址 | @addr@ | 电话 | {phone} |"))
    assert {reference: point.path for reference, point in found.items()} == {
        "B1": ("姓名",),
        "D1": ("性别",),
        "B2": ("住址",),
        "D2": ("电话",),
    }


def test_before_and_after_columns_make_a_card_with_two_labels_a_blank() -> None:
    found = only(
        """
        | 变更事项 | 变更前 | 变更后 |
        | 企业名称 |  |  |
        | 法定代表人 |  |  |
        | 注册地址 |  |  |
        """
    )
    assert found.layout is Layout.CARD
    assert points(found)["C3"].path == ("法定代表人", "变更后")


def test_a_tall_photo_blank_takes_no_label_of_its_neighbours() -> None:
    found = points(
        only(
            """
            | 姓名 |  | 曾用名 |  |  |
            | 性别 |  | 民族 |  | ^ |
            | 学历 |  | 职业 |  | ^ |
            """
        )
    )
    assert "E1" not in found
    assert len(found) == 6


def test_a_card_without_frames_is_read_too() -> None:
    found = only(
        """
        | 信息卡 | < | < | < |
        | 姓名 | . | 电话 | . |
        | 住址 | . | 单位 | . |
        """,
        plain=(1, 2, 3),
    )
    assert found.layout is Layout.CARD
    assert points(found)["B2"].path == ("姓名",)


def test_a_filled_card_keeps_its_answers_as_samples() -> None:
    found = only(
        """
        | 户籍信息卡 | < | < | < |
        | 姓名 | 张某 | 性别 | 男 |
        | 民族 | 汉族 | 出生日期 | 1990-01-01 |
        | 住址 | 一组三号楼 | < | < |
        | 联系电话 | 13800000000 | 婚姻状况 | 已婚 |
        """,
        plain=(1,),
    )
    assert (found.layout, found.body) == (Layout.CARD, (2, 5))
    assert [(p.path[-1], p.sample) for p in found.fill_points][:3] == [
        ("姓名", "张某"),
        ("性别", "男"),
        ("民族", "汉族"),
    ]


def test_a_label_over_a_full_width_blank_names_it() -> None:
    found = only(
        """
        | 信访登记表 | < | < | < |
        | 来访人 | 联系电话 | 来访时间 | 人数 |
        |  |  |  |  |
        | 反映问题 | < | < | < |
        |  | < | < | < |
        | 处理结果 |  | < | < |
        """,
        plain=(1,),
    )
    assert found.layout is Layout.CARD
    assert [(p.reference, p.path, p.nth) for p in found.fill_points] == [
        ("A3", ("来访人",), 0),
        ("B3", ("联系电话",), 0),
        ("C3", ("来访时间",), 0),
        ("D3", ("人数",), 0),
        ("A5", ("反映问题",), 0),
        ("B6", ("处理结果",), 0),
    ]


def test_cells_that_each_hold_label_and_blank_do_not_name_each_other() -> None:
    found = only("| 走访时间：   年  月  日 | 走访地点： |\n| 走访人员： | 被走访人： |\n| 走访情况：\\n\\n | < |")
    assert [(p.reference, p.path) for p in found.fill_points] == [
        ("A1", ("走访时间",)),
        ("B1", ("走访地点",)),
        ("A2", ("走访人员",)),
        ("B2", ("被走访人",)),
        ("A3", ("走访情况",)),
    ]
