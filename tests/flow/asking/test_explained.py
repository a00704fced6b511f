"""A question can say in Chinese what it asks."""

from __future__ import annotations

from tests.flow.standard.small import SMALL
from yibiao.flow.asking import explain
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, RowsQuestion
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.meanings import Measure

OLD = parse("年龄 >= 80 且 独居", "person", SMALL)


def test_lists_say_their_columns_order_and_limit() -> None:
    question = RowsQuestion("person", (Column("姓名", Ref("person.name")),), OLD, ("姓名",), 20)
    assert explain(question, SMALL) == "列出满足“年龄 >= 80 且 独居”的人口的姓名，按姓名排序，最多 20 条"
    assert explain(RowsQuestion("person", ()), SMALL) == "列出人口的编号"


def test_numbers_say_what_is_counted() -> None:
    said = {
        "人口的数量": CountQuestion("person"),
        "满足“年龄 >= 80 且 独居”的人口（区划 990101）的数量": CountQuestion("person", OLD, area="990101"),
        "人口的户数": CountQuestion("person", measure=Measure("distinct", Ref("person.household"))),
        "人口的不同姓名数": CountQuestion("person", measure=Measure("distinct", Ref("person.name"))),
        "人口的年收入合计": CountQuestion("person", measure=Measure("sum", Ref("person.income_annual"))),
        "人口的占比（其中“年龄 >= 80 且 独居”）": CountQuestion("person", measure=Measure("ratio", part=OLD)),
    }
    assert {sentence: explain(question, SMALL) for sentence, question in said.items()} == {s: s for s in said}


def test_areas_say_their_level_and_columns() -> None:
    question = AreasQuestion((("人数", CountQuestion("person")), ("户数", CountQuestion("household"))), "grid")
    assert explain(question, SMALL) == "按网格逐个统计：人数：人口的数量；户数：家庭的数量"
