"""Whole forms: what a row is about, whom the title means, what is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flow.standardising.forms import by_label, card_form, crosstab_form, list_form
from yibiao.flow.standard import load
from yibiao.flow.standard.meanings import Measure, Subject
from yibiao.flow.standardising import Lexicon, match

# --- lists of records ---


def test_a_list_of_people_asks_for_a_record_a_row_of_whom_the_title_means() -> None:
    form = match(
        list_form(
            "80周岁以上老年人花名册",
            """
            | 序号 | 所属社区 | 基本情况›姓名 | 基本情况›性别 | 基本情况›公民身份号码 | 现住址 | 联系电话 | 备注 |
            |------|----------|---------------|---------------|-----------------------|--------|----------|------|
            |      |          |               |               |                       |        |          |      |
            """,
        ),
        load(),
    )
    assert (form.subject, form.register, form.population_text) == (Subject.RECORDS, "person", "年龄 >= 80")
    found = by_label(form)
    assert found["基本情况›姓名"] == "person.name"
    assert found["基本情况›公民身份号码"] == "person.id_number"
    assert found["现住址"] == "person.residence_address"
    assert found["序号"] == "special:serial"
    assert found["所属社区"] == "special:area"


@pytest.mark.parametrize(
    ("title", "population"),
    [
        ("残疾人基本信息登记表", "残疾人"),
        ("2026年第三季度低保户花名册", "低保对象"),
        ("退役军人信息采集表", "退役军人"),
        ("人员基本信息表", None),
    ],
)
def test_the_title_says_which_people_a_list_wants(title: str, population: str | None) -> None:
    form = match(list_form(title, "| 姓名 | 性别 | 身份证号 | 民族 | 联系电话 |"), load())
    assert form.register == "person"
    assert form.population_text == population


def test_words_of_the_title_that_the_population_leaves_out_are_listed() -> None:
    form = match(list_form("翡翠计划受助居民花名册", "| 姓名 | 性别 | 身份证号 | 民族 |"), load())
    assert form.unread


@pytest.mark.parametrize(
    ("title", "header", "register"),
    [
        ("企业信息登记表", "| 企业名称 | 统一社会信用代码 | 法定代表人 | 经营范围 | 联系电话 |", "organisation"),
        ("九小场所台账", "| 场所名称 | 场所类别 | 场所负责人 | 灭火器数量 | 联系电话 |", "place"),
        ("房屋信息表", "| 小区名称 | 楼幢 | 单元 | 房号 | 房主姓名 | 建筑面积 |", "dwelling"),
        ("农户登记表", "| 户编号 | 户主姓名 | 户主身份证号 | 家庭人口数 | 家庭年收入 | 家庭住址 |", "household"),
    ],
)
def test_the_columns_say_what_the_rows_are_about(title: str, header: str, register: str) -> None:
    assert match(list_form(title, header), load()).register == register


def test_a_field_points_at_the_first_row_that_awaits_a_record() -> None:
    form = match(list_form("人员名单", "| 姓名 | 性别 | 身份证号 |"), load())
    assert [field.cell for field in form.fields] == ["A3", "B3", "C3"]
    assert {field.sheet for field in form.fields} == {"表1"}


@pytest.mark.parametrize(
    ("header", "output"), [("出生日期(YYYYMMDD)", "yyyymmdd"), ("出生年月", "yyyy-mm"), ("出生日期", None)]
)
def test_a_date_is_wanted_as_the_header_writes_it(header: str, output: str | None) -> None:
    form = match(list_form("人员名单", f"| 姓名 | 身份证号 | {header} |"), load())
    meaning = form.fields[2].meaning
    assert meaning is not None
    assert (meaning.element, meaning.output) == ("person.birth_date", output)


def test_a_confirmed_column_of_a_form_is_taken_as_confirmed() -> None:
    table = list_form("人员名单", "| 姓名 | 身份证号 | 联系电话 |")
    lexicon = Lexicon().confirm("人员名单", ("联系电话",), "person.emergency_contact_phone")
    assert by_label(match(table, load(), lexicon))["联系电话"] == "person.emergency_contact_phone"


# --- a row an area ---


def test_a_list_of_communities_with_numbers_asks_for_counts_of_each() -> None:
    form = match(
        list_form(
            "各社区老年人情况汇总表", "| 序号 | 社区名称 | 户数 | 人口数 | 老年人›其中:80岁以上 | 残疾人 | 备注 |"
        ),
        load(),
    )
    assert form.subject is Subject.AREAS
    found = by_label(form)
    assert found["社区名称"] == "special:area"
    assert found["备注"] == "special:blank"
    assert "年龄 >= 80" in found["老年人›其中:80岁以上"]
    measures = {
        field.path[-1]: field.meaning.measure for field in form.fields if field.meaning and field.meaning.measure
    }
    assert measures["人口数"] == Measure()
    assert measures["户数"].kind == "distinct"


def test_a_list_with_names_of_people_is_no_list_of_areas() -> None:
    form = match(list_form("人员名单", "| 社区 | 姓名 | 身份证号 | 家庭人口数 |"), load())
    assert form.subject is Subject.RECORDS


# --- cross-tabs ---


def test_every_cell_of_a_crosstab_counts_what_its_row_and_column_say() -> None:
    table = crosstab_form(
        "常住人口统计表", "年龄段", ["合计", "性别›男", "其中›残疾人›人数"], ["0-6岁", "60岁以上", "合计"]
    )
    form = match(table, load())
    assert (form.subject, form.register, form.population_text) == (Subject.COUNTS, "person", "常住人口")
    found = by_label(form)
    assert found["60岁以上›性别›男"] == "年龄 >= 60 且 性别 = 男性 的人数"
    assert found["0-6岁›其中›残疾人›人数"] == "年龄 >= 0 且 年龄 <= 6 且 残疾人 的人数"
    assert found["合计›性别›男"] == "性别 = 男性 的人数"
    assert found["合计›合计"] == "人数"


def test_a_cell_with_a_word_that_was_not_read_is_never_accepted() -> None:
    table = crosstab_form("人口统计表", "年龄段", ["男", "翡翠计划受益"], ["60岁以上"])
    found = by_label(match(table, load()))
    assert found["60岁以上›男"] == "年龄 >= 60 且 性别 = 男性 的人数"
    assert found["60岁以上›翡翠计划受益"].startswith(("?", "-"))


def test_a_cell_that_computes_itself_is_left_to_the_form() -> None:
    table = crosstab_form("人口统计表", "年龄段", ["男", "女"], ["60岁以上"])
    points = (table.fill_points[0], replace(table.fill_points[1], formula=True))
    fields = match(replace(table, fill_points=points), load()).fields
    assert fields[1].meaning is not None
    assert fields[1].meaning.special == "total"


def test_rows_named_like_areas_make_a_row_an_area() -> None:
    table = crosstab_form("老年人统计表", "社区", ["60岁以上›男", "60岁以上›女"], ["甲社区", "乙社区"])
    form = match(table, load())
    assert form.subject is Subject.AREAS
    assert by_label(form)["甲社区›60岁以上›男"] == "年龄 >= 60 且 性别 = 男性 的人数"


# --- cards ---


def test_a_card_about_a_person_asks_for_values_of_one_record() -> None:
    form = match(card_form("居民信息登记卡", "姓名", "性别", "身份证号", "民族", "户籍地址", "监护人›姓名"), load())
    assert (form.subject, form.register) == (Subject.RECORD, "person")
    assert by_label(form)["监护人›姓名"] == "person.guardian_name"


def test_a_card_about_an_area_asks_for_counts() -> None:
    form = match(
        card_form("社区基本情况登记表", "人口›总户数", "人口›总人口数", "重点人群›残疾人数", "房屋场所›出租房屋数"),
        load(),
    )
    assert form.subject is Subject.AREA
    found = by_label(form)
    assert found["人口›总户数"] == "户数"
    assert found["重点人群›残疾人数"] == "残疾人 的人数"
    assert found["房屋场所›出租房屋数"].startswith("出租房")
