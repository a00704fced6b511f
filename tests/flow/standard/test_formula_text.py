"""Formulas as text: what people type is read, what is read is written in Chinese, and that is read back as the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow.standard.formulas import ANY_CONDITION
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.flow.standard.formula import check, parse, show
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.model import Element, Standard, Tag

# (register, what a person types, canonical text)
READ = [
    ("person", "年龄 >= 80 且 独居", "年龄 >= 80 且 独居"),
    ("person", "年龄大于等于80且独居", "年龄 >= 80 且 独居"),
    ("person", "年龄不小于80岁 并且 独居", "年龄 >= 80 且 独居"),
    ("person", "person.age≥８０", "年龄 >= 80"),
    ("person", "年龄 未满 18 或者 年龄超过60周岁", "年龄 < 18 或 年龄 > 60"),
    ("person", "性别＝女", "性别 = 女"),
    ("person", "性别 = 2", "性别 = 女"),
    ("person", "性别等于女性 或 学历 = 初中", "性别 = 女 或 文化程度 = 初级中学"),
    ("person", "学历 不等于 本科", "文化程度 != 大学本科"),
    ("person", "有（残疾：残疾等级 = 一级）", "有(残疾: 残疾等级 = 一级)"),
    ("person", "存在(残疾人: 残疾类别 = 视力)", "有(残疾: 残疾类别 = 视力残疾)"),
    ("person", "残疾等级属于【一级，二级】", "残疾等级 属于 [一级, 二级]"),
    ("person", "残疾等级 不属于 [三级、四级]", "残疾等级 不属于 [三级, 四级]"),
    ("person", "60 <= 年龄 < 80", "年龄 >= 60 且 年龄 < 80"),
    ("person", "79 ≥ 年龄 ≥ 60", "年龄 >= 60 且 年龄 <= 79"),
    ("person", "年龄 在 60 到 79", "年龄 >= 60 且 年龄 <= 79"),
    ("person", "年龄在60至79", "年龄 >= 60 且 年龄 <= 79"),
    ("person", "年龄 在 60 ~ 79", "年龄 >= 60 且 年龄 <= 79"),
    ("person", "数(成员：性别 = 男) > 2", "数(人口: 性别 = 男) > 2"),
    ("person", "周岁(出生日期) >= 18 且 非（已婚）", "周岁(出生日期) >= 18 且 非 已婚"),
    ("person", "已婚 = 否", "已婚 = 否"),
    ("person", "年收入 > 1.2万元", "年收入 > 12000"),
    ("person", "年收入 <= 12,000.50", "年收入 <= 12000.50"),
    ("person", "出生日期 >= 2025年1月1日 且 出生日期 <= 2025.12.31", "出生日期 >= 2025-01-01 且 出生日期 <= 2025-12-31"),
    ("person", '出生日期 >= "1990-01-01"', "出生日期 >= 1990-01-01"),
    ("person", "姓名 包含 王", '姓名 包含 "王"'),
    ("person", "名字 = 王芳", '姓名 = "王芳"'),
    ("person", '联系电话 = "139（分机）"', '联系电话 = "139（分机）"'),
    ("person", "特长 = 电工", "特长 包含 电工"),
    ("person", '特长 包含 "（其他）特长"', '特长 包含 "（其他）特长"'),
    ("person", "家庭住址 为空", "家庭住址 无值"),
    ("person", "非 家庭住址 有值", "家庭住址 无值"),
    ("person", "今日 - 出生日期 > 30", "今日 - 出生日期 > 30"),
    ("person", "独居老年人", "独居老人"),
    ("person", "(已婚 或 独居) 且 老人", "(已婚 或 独居) 且 老年人"),
    ("person", "已婚 or 独居 and 老人", "已婚 或 (独居 且 老年人)"),
    ("person", "房屋.住址 有值", "房屋地址 有值"),
    ("household", "人均年收入/12 < 700 且 低保户", "人均年收入 / 12 < 700 且 低保户"),
    ("household", "(家庭年收入 - 5) * 2 - -3 > 1", "(家庭年收入 - 5) * 2 - -3 > 1"),
    ("disability", "残疾等级 = 一级 且 性别 = 女 且 家庭住址 包含 路", '残疾等级 = 一级 且 性别 = 女 且 家庭住址 包含 "路"'),
]  # fmt: skip


@pytest.mark.parametrize(("register", "typed", "canonical"), READ)
def test_it_reads_what_people_type_and_writes_it_in_one_way(register: str, typed: str, canonical: str) -> None:
    assert show(parse(typed, register, SMALL), register, SMALL) == canonical


# (register, text, code, what the sentence and the remedy name)
REFUSED = [
    ("person", "年龄 >=", "FORMULA_SYNTAX", "第 6 列", "数字"),
    ("person", "", "FORMULA_SYNTAX", "第 1 列", "名称"),
    ("person", "性别 = 女 性别", "FORMULA_SYNTAX", "第 8 列", "且"),
    ("person", "# x", "FORMULA_SYNTAX", "第 1 列", "名称"),
    ("person", '姓名 = "王', "FORMULA_SYNTAX", "第 6 列", "名称"),
    ("person", "年零 >= 3", "FORMULA_UNKNOWN_NAME", "第 1 列", "年龄"),
    ("person", "已婚 且 独局", "FORMULA_UNKNOWN_NAME", "第 6 列", "独居"),
    ("person", "性别 = 妇", "FORMULA_UNKNOWN_CODE", "第 6 列", "女"),
    ("person", "住址 包含 路", "FORMULA_AMBIGUOUS_NAME", "第 1 列", "家庭.住址、房屋.住址"),
    ("person", "有(店铺)", "FORMULA_UNKNOWN_NAME", "第 3 列", "残疾"),
    ("person", "标签(空巢)", "FORMULA_UNKNOWN_NAME", "第 4 列", ""),
    ("person", "年龄 >= 出生日期", "FORMULA_TYPE", "第 1 列", "日期"),
    ("person", "已婚 且 出生日期 >= 80", "FORMULA_TYPE", "第 6 列", "日期"),
    ("person", "性别 >= 男", "FORMULA_TYPE", "没有大小", "代码"),
    ("person", "年龄 且 独居", "FORMULA_TYPE", "不是条件", "日期"),
    ("person", "出生日期 = 2025-02-30", "FORMULA_SYNTAX", "2025-02-30", "2025-01-31"),
    ("dwelling", "残疾等级 = 一级", "FORMULA_UNKNOWN_NAME", "第 1 列", ""),
    ("person", "(" * 60 + "独居" + ")" * 60, "FORMULA_TOO_LONG", "太深", "标签"),
    ("person", "年龄 + " * 100 + "1 > 0", "FORMULA_TOO_LONG", "太深", "标签"),
    ("person", "独居 或 " * 2000 + "独居", "FORMULA_TOO_LONG", "太长", "标签"),
]  # fmt: skip


@pytest.mark.parametrize(("register", "text", "code", "said", "remedy"), REFUSED)
def test_it_refuses_with_column_expectation_and_remedy(
    register: str, text: str, code: str, said: str, remedy: str
) -> None:
    with pytest.raises(ProblemError) as refused:
        parse(text, register, SMALL)
    problem = refused.value.problem
    assert problem.code == code
    assert said in problem.sentence("zh")
    assert remedy in problem.sentence("zh") + problem.remedy("zh")
    assert problem.sentence("en") and problem.remedy("en")


@settings(max_examples=180, deadline=None)
@given(ANY_CONDITION)
def test_what_is_shown_is_read_back_as_the_same(case: tuple[str, Node]) -> None:
    home, node = case
    assert check(node, home, SMALL) == ()
    assert parse(show(node, home, SMALL), home, SMALL) == node


@settings(max_examples=180, deadline=None)
@given(st.text("年龄性别独居且或非有数(（)）[]=<>!~-+*/.。,，:：\"'“”80 0一万岁person\\老人在到", max_size=30))
def test_any_text_is_read_or_refused_with_a_catalogued_problem(text: str) -> None:
    try:
        node = parse(text, "person", SMALL)
    except ProblemError as error:
        assert error.problem.code.startswith("FORMULA_")
    else:
        assert parse(show(node, "person", SMALL), "person", SMALL) == node


def test_a_definition_that_leads_back_to_itself_is_refused() -> None:
    tags = {
        "甲": Tag("甲", "person", "乙 且 独居"),
        "乙": Tag("乙", "person", "甲 或 已婚"),
    }
    standard = Standard(SMALL.elements, SMALL.registers, SMALL.code_lists, tags)
    with pytest.raises(ProblemError) as refused:
        parse("甲", "person", standard)
    assert refused.value.problem.code == "FORMULA_CYCLE"
    assert "甲 → 乙 → 甲" in refused.value.problem.sentence()


def test_a_derived_element_that_leads_back_to_itself_is_refused() -> None:
    size = Element("household.size", "家庭人口数", "size", "int", 1, formula="家庭人口数 + 1")
    standard = Standard({**SMALL.elements, size.code: size}, SMALL.registers, SMALL.code_lists, {})
    with pytest.raises(ProblemError) as refused:
        parse("家庭人口数 = 1", "household", standard)
    assert refused.value.problem.code == "FORMULA_CYCLE"


def test_check_names_the_part_that_means_nothing_without_any_text() -> None:
    from yibiao.flow.standard.formula.nodes import Compare, Ref, Value

    found = check(Compare(">", Ref("person.gender"), Value("1")), "person", SMALL)
    assert [problem.code for problem in found] == ["FORMULA_TYPE"]
    assert "性别 > 男" in found[0].sentence()
