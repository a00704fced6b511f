"""What stands around a bare label: the title, the person at the start of a card's row; and what a title restricts."""

from __future__ import annotations

import pytest

from yibiao.base.tables import FillPoint
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse, show
from yibiao.flow.standardising.matching import match_labels
from yibiao.flow.standardising.matching.around import in_row, under_title
from yibiao.flow.standardising.matching.population import population_of, topic_only


def points(*labels: str) -> list[FillPoint]:
    return [FillPoint(2, 2 * place, (label,)) for place, label in enumerate(labels, 1)]


def test_a_bare_label_means_what_the_title_names() -> None:
    labels = ["序号", "姓名", "身份证号码", "类别", "金额（元）"]
    fields = match_labels(labels, "高龄津贴发放花名册", load())
    assert [field.meaning.element for field in fields[3:] if field.meaning] == [
        "elderly.allowance_kind",
        "elderly.allowance_amount",
    ]
    assert [field.path for field in fields] == [(label,) for label in labels]


def test_a_bare_label_without_a_known_whole_stays_as_it_is() -> None:
    assert under_title(("类别",), "工作安排表", load()) == ("类别",)
    assert under_title(("姓名",), "高龄津贴发放花名册", load()) == ("姓名",)


def test_a_row_of_a_card_goes_on_about_the_person_it_began_with() -> None:
    assert in_row(points("父亲姓名", "联系电话"), load()) == [("父亲姓名",), ("父亲", "联系电话")]
    assert in_row(points("紧急联系人", "关系", "电话"), load())[1] == ("紧急联系人", "关系")


def test_a_row_that_began_with_ones_own_name_stays_ones_own() -> None:
    assert in_row(points("姓名", "监护人", "联系电话"), load())[2] == ("联系电话",)


POPULATIONS = [
    ("新生儿信息登记册", ("newborn",), "有(新生儿)"),
    ("登记失业人员花名册", ("unemployment",), "有(失业)"),
    ("党员花名册", ("party",), "党员"),
    ("流动人口登记台账", ("migrant",), "流动人口"),
    ("80岁以上老年人花名册", ("elderly",), "年龄 >= 80"),
]


@pytest.mark.parametrize(("title", "details", "text"), POPULATIONS)
def test_columns_of_a_detail_register_make_its_noun_mean_its_records(
    title: str, details: tuple[str, ...], text: str
) -> None:
    assert population_of(title, "person", load(), details).text == text


def test_a_title_that_excludes_what_a_cell_asks_restricts_nothing() -> None:
    standard = load()
    working, jobless, women = (parse(text, "person", standard) for text in ("就业人员", "失业人员", "性别 = 女"))
    assert show(working, "person", standard) == "就业人员"
    assert topic_only(working, [women, jobless], standard)
    assert not topic_only(working, [women], standard)
    assert not topic_only(parse("年龄 >= 60", "person", standard), [parse("年龄 >= 80", "person", standard)], standard)
    assert topic_only(parse("年龄 >= 60", "person", standard), [parse("年龄 < 18", "person", standard)], standard)
