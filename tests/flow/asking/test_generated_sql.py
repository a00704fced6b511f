"""The SQL of typical questions, as snapshots a person has read; and that it runs.

To renew them after a wanted change: YIBIAO_RENEW_SNAPSHOTS=1 pytest tests/flow/asking/test_generated_sql.py
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, session_of
from tests.flow.standard.small import SMALL
from yibiao.flow.asking import ask_many
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Question, RowsQuestion
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.meanings import Measure

SNAPSHOTS = Path(__file__).parents[2] / "snapshots" / "asking"


def formula(text: str, register: str = "person") -> Node:
    return parse(text, register, SMALL)


QUESTIONS: dict[str, list[Question]] = {
    "list_of_old_people": [
        RowsQuestion(
            "person",
            (Column("姓名", Ref("person.name")), Column("年龄", Ref("person.age")), Column("住址", Ref("household.address"))),
            formula("年龄 >= 80 且 独居 且 家庭住址 包含 路"),
            ("年龄",),
            20,
        )
    ],
    "tag_of_a_detail": [RowsQuestion("person", (Column("等级", Ref("disability.grade")),), formula("重度残疾人 且 非 已婚"))],
    "detail_register": [RowsQuestion("disability", (Column("姓名", Ref("person.name")),), formula("老年人 且 残疾类别 = 肢体", "disability"))],
    "cross_tab": [
        CountQuestion("person", formula("年龄 >= 60 且 性别 = 男")),
        CountQuestion("person", formula("年龄 >= 60 且 性别 = 女")),
        CountQuestion("person", formula("年龄 >= 60"), Measure("distinct", Ref("person.household"))),
        CountQuestion("person", formula("年龄 >= 60"), Measure("ratio", part=formula("性别 = 女"))),
        CountQuestion("person", measure=Measure("avg", Ref("person.income_annual")), area="990101"),
    ],
    "by_area": [
        AreasQuestion(
            (
                ("户数", CountQuestion("household")),
                ("低保户", CountQuestion("household", formula("低保户", "household"))),
                ("人数", CountQuestion("person")),
            ),
            "grid",
        )
    ],
    "knowledge_and_arithmetic": [
        RowsQuestion("household", (), formula("人均年收入 < 700 且 家庭住址 无值 且 数(成员: 特长 包含 电工) >= 1", "household"))
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_sql_of_a_question_is_the_one_that_was_read(name: str) -> None:
    session = session_of(RECORDS)
    ask_many(QUESTIONS[name], CHIEF, "9901", session=session, day=DAY, standard=SMALL)
    sql = (
        "\n;\n".join(sql for sql in session.asked if "FROM areas WHERE code = $area" not in " ".join(sql.split()))
        + "\n"
    )
    file = SNAPSHOTS / f"{name}.sql"
    if os.environ.get("YIBIAO_RENEW_SNAPSHOTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(sql, "utf-8")
    assert file.read_text("utf-8") == sql
