"""One place decides who sees what: the view. Refusal and success share their set-up."""

from __future__ import annotations

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, GRID_WORKER, NOBODY, OUTSIDER, STATISTICIAN, DuckSession, session_of
from tests.flow.standard.small import SMALL
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import Answer, ask, ask_many, behind
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Age, Node, Ref
from yibiao.flow.standard.meanings import Measure

NAMES = (Column("姓名", Ref("person.name")),)


@pytest.fixture
def session() -> DuckSession:
    return session_of(RECORDS)


def formula(text: str, register: str = "person") -> Node:
    return parse(text, register, SMALL)


def put(question: Question, view: View, session: DuckSession, area: str = "9901") -> Answer:
    return ask(question, view, area, session=session, day=DAY, standard=SMALL)


def rows(question: RowsQuestion | AreasQuestion, view: View, session: DuckSession, area: str = "9901") -> Rows:
    answer = put(question, view, session, area)
    assert isinstance(answer, Rows)
    return answer


def number(question: CountQuestion, view: View, session: DuckSession, area: str = "9901") -> Number:
    answer = put(question, view, session, area)
    assert isinstance(answer, Number)
    return answer


def refusal(question: Question, view: View, session: DuckSession, area: str = "9901") -> str:
    with pytest.raises(ProblemError) as refused:
        put(question, view, session, area)
    return refused.value.problem.code


def test_the_chief_sees_the_area_that_she_asks_about_and_no_more(session: DuckSession) -> None:
    assert rows(RowsQuestion("person", NAMES), CHIEF, session).ids == ("p1", "p2", "p3", "p4")
    assert rows(RowsQuestion("person", NAMES), CHIEF, session, "99").ids == ("p1", "p2", "p3", "p4", "p5")
    assert rows(RowsQuestion("person", NAMES), CHIEF, session, "99010102").ids == ("p2", "p3")


def test_rows_say_where_they_lie(session: DuckSession) -> None:
    answer = rows(RowsQuestion("person", NAMES), CHIEF, session)
    assert answer.area_codes == ("99010101", "99010102", "99010102", "99010201")
    assert answer.area_names == ("一网格", "二网格", "二网格", "三网格")


@pytest.mark.parametrize("view", [OUTSIDER, NOBODY])
@pytest.mark.parametrize("area", ["9901", "990101", "99010101", "99010999", "' OR 1=1 --"])
def test_an_outsider_gets_nothing_not_even_a_count(session: DuckSession, view: View, area: str) -> None:
    questions: tuple[Question, ...] = (
        RowsQuestion("person", NAMES),
        CountQuestion("person"),
        AreasQuestion((("人数", CountQuestion("person")),)),
    )
    for question in questions:
        assert refusal(question, view, session, area) == "ASKING_AREA_OUTSIDE"
    with pytest.raises(ProblemError):
        ask_many(questions, view, area, session=session, day=DAY, standard=SMALL)
    assert all("person" not in sql for sql in session.asked)


def test_an_unknown_area_is_refused_with_the_words_of_a_foreign_one(session: DuckSession) -> None:
    said = []
    for area in ("9901", "0000"):
        with pytest.raises(ProblemError) as refused:
            put(CountQuestion("person"), OUTSIDER, session, area)
        said.append(refused.value.problem.sentence().replace(area, "X"))
    assert said[0] == said[1]


def test_who_sees_a_part_gets_that_part_and_is_told(session: DuckSession) -> None:
    answer = rows(RowsQuestion("person", NAMES), GRID_WORKER, session)
    assert answer.ids == ("p1",)
    assert [problem.code for problem in answer.problems] == ["ASKING_AREA_PARTLY"]
    counted = number(CountQuestion("person"), GRID_WORKER, session)
    assert counted.value == 1 and counted.problem is not None and counted.problem.code == "ASKING_AREA_PARTLY"
    assert rows(RowsQuestion("person", NAMES), GRID_WORKER, session, "99010101").problems == ()


def test_a_cell_that_names_a_foreign_area_is_empty_and_says_why(session: DuckSession) -> None:
    near = View("community", "test", ((3, 5),), CHIEF.elements)
    questions = [CountQuestion("person", area=code) for code in ("99010102", "990102", "9902")]
    answers = ask_many(questions, near, "990101", session=session, day=DAY, standard=SMALL)
    assert [(one.value, one.problem and one.problem.code) for one in answers if isinstance(one, Number)] == [
        (2, None),
        (None, "ASKING_AREA_OUTSIDE"),
        (None, "ASKING_AREA_OUTSIDE"),
    ]
    assert refusal(CountQuestion("person", area="9902"), near, session, "990101") == "ASKING_AREA_OUTSIDE"
    assert refusal(CountQuestion("person", area="9902"), CHIEF, session, "9901") == "ASKING_AREA_OUTSIDE"


def test_a_column_that_may_not_be_read_is_withheld_and_said_so(session: DuckSession) -> None:
    columns = (
        *NAMES,
        Column("低保金额", Ref("low_income.amount_monthly")),
        Column("残疾等级", Ref("disability.grade")),
    )
    answer = rows(RowsQuestion("person", columns), GRID_WORKER, session)
    assert answer.values == (("王甲", None, "1"),)
    assert answer.withheld["低保金额"].code == "ASKING_COLUMN_WITHHELD"
    assert "amount_monthly" not in session.asked[-1]


@pytest.mark.parametrize(
    "text",
    [
        "月救助金额 > 0",
        "姓名 有值 或 月救助金额 > 0",
        "有(低保)",
        "低保户",
        "有(家庭: 有(低保: 月救助金额 > 0))",
        "数(低保) = 0",
    ],
)
def test_filtering_by_what_may_not_be_counted_is_refused(session: DuckSession, text: str) -> None:
    for question in (RowsQuestion("person", NAMES, formula(text)), CountQuestion("person", formula(text))):
        assert refusal(question, GRID_WORKER, session) == "ASKING_CONDITION_REFUSED"
    assert number(CountQuestion("person", formula(text)), CHIEF, session).value is not None


def test_sorting_by_what_may_not_be_counted_is_refused(session: DuckSession) -> None:
    columns = (*NAMES, Column("金额", Ref("low_income.amount_monthly")))
    assert refusal(RowsQuestion("person", columns, order=("金额",)), GRID_WORKER, session) == "ASKING_CONDITION_REFUSED"
    assert rows(RowsQuestion("person", columns, order=("金额",)), CHIEF, session).ids[0] == "p1"


def test_statistics_only_views_get_numbers_and_no_rows(session: DuckSession) -> None:
    assert refusal(RowsQuestion("person", NAMES), STATISTICIAN, session) == "ASKING_NO_ROWS"
    assert number(CountQuestion("person", formula("年龄 >= 80 且 性别 = 女")), STATISTICIAN, session).value == 1
    mean = CountQuestion("person", measure=Measure("avg", Ref("person.income_annual")))
    assert str(number(mean, STATISTICIAN, session).value) == "10000.25"
    least = CountQuestion("person", measure=Measure("min", Ref("person.income_annual")))
    assert refusal(least, STATISTICIAN, session) == "ASKING_CONDITION_REFUSED"
    assert (
        refusal(CountQuestion("person", formula('姓名 = "王甲"')), STATISTICIAN, session) == "ASKING_CONDITION_REFUSED"
    )


def test_a_register_of_which_nothing_may_be_counted_has_no_count(session: DuckSession) -> None:
    assert refusal(CountQuestion("low_income"), STATISTICIAN, session) == "ASKING_CONDITION_REFUSED"
    assert number(CountQuestion("low_income"), CHIEF, session).value == 1


def test_masked_values_never_leave_whole(session: DuckSession) -> None:
    columns = (Column("身份证", Ref("person.id_number")), Column("电话", Ref("person.phone")))
    answer = rows(RowsQuestion("person", columns), GRID_WORKER, session)
    assert answer.values[0][1] == "***"
    assert "*" in str(answer.values[0][0])
    assert "19400101" not in str(answer) and "13900000001" not in str(answer)
    assert rows(RowsQuestion("person", columns), CHIEF, session).values[0][0] == "990101194001010023"


def test_a_computation_with_a_masked_value_is_withheld(session: DuckSession) -> None:
    veiled = View("veiled", "test", ((1, 9),), CHIEF.elements, masks={"person.birth_date": "full"})
    computed = (Column("周岁", Age(Ref("person.birth_date"))), Column("年龄", Ref("person.age")))
    answer = rows(RowsQuestion("person", computed), veiled, session)
    assert "周岁" in answer.withheld and answer.values[0] == (None, 86)


def test_areas_that_are_not_wholly_seen_have_no_row(session: DuckSession) -> None:
    near = View("two grids", "test", ((4, 4), (6, 8)), CHIEF.elements)
    question = AreasQuestion((("人数", CountQuestion("person")),))
    assert rows(question, near, session).ids == ("990102",)
    assert rows(AreasQuestion(question.columns, "grid"), near, session).ids == ("99010101", "99010201", "99010202")
    assert rows(question, CHIEF, session).values == ((3,), (1,))


def test_refused_columns_by_area_are_withheld(session: DuckSession) -> None:
    columns = (
        ("人数", CountQuestion("person")),
        ("低保", CountQuestion("person", formula("有(低保)"))),
    )
    answer = rows(AreasQuestion(columns), View("x", "t", ((1, 9),), frozenset({"person.name"})), session)
    assert answer.values == ((3, None), (1, None)) and list(answer.withheld) == ["低保"]


def test_behind_a_number_stand_exactly_its_records(session: DuckSession) -> None:
    question = CountQuestion("person", formula("年龄 >= 76"))
    found = rows(behind(question, NAMES), CHIEF, session)
    assert found.ids == ("p1", "p2", "p3")
    assert number(question, CHIEF, session).value == len(found.ids)
    share = CountQuestion("person", formula("年龄 >= 76"), Measure("ratio", part=formula("性别 = 女")))
    assert rows(behind(share), CHIEF, session).ids == ("p1", "p3")
    assert str(number(share, CHIEF, session).value) == "66.67"


def test_one_record_can_be_asked_for_and_is_nothing_to_an_outsider(session: DuckSession) -> None:
    question = RowsQuestion("person", NAMES, record="p2")
    assert rows(question, CHIEF, session).values == (("李乙",),)
    assert rows(question, GRID_WORKER, session).values == ()


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (RowsQuestion("shop", ()), "ASKING_UNKNOWN_REGISTER"),
        (RowsQuestion("person", NAMES, Ref("person.age")), "ASKING_NO_CONDITION"),
        (RowsQuestion("person", NAMES, Ref("person.nothing")), "FORMULA_TYPE"),
        (RowsQuestion("person", NAMES, order=("年龄",)), "ASKING_NO_COLUMN"),
        (RowsQuestion("person", (*NAMES, *NAMES)), "ASKING_NO_COLUMN"),
    ],
)
def test_questions_without_a_meaning_are_refused(session: DuckSession, question: Question, code: str) -> None:
    assert refusal(question, CHIEF, session) == code


def test_text_of_a_question_never_stands_in_the_sql(session: DuckSession) -> None:
    sharp = "'; DROP TABLE person; --"
    found = rows(
        RowsQuestion("person", (Column(f'a"b{sharp}', Ref("person.name")),), formula(f'姓名 = "{sharp}"')),
        CHIEF,
        session,
    )
    assert found.ids == ()
    assert number(CountQuestion("person"), CHIEF, session).value == 4
    hit = RowsQuestion("person", (Column(f'a"b{sharp}', Ref("person.name")),), record="p1")
    assert rows(hit, CHIEF, session).values == (("王甲",),)


def test_three_hundred_cells_are_one_query(session: DuckSession) -> None:
    conditions = [formula(f"年龄 >= {age} 且 性别 = {gender}") for age in range(150) for gender in ("男", "女")]
    before = len(session.asked)
    answers = ask_many(
        [CountQuestion("person", one) for one in conditions], CHIEF, "9901", session=session, day=DAY, standard=SMALL
    )
    assert len(answers) == 300
    assert sum("FROM person" in sql for sql in session.asked[before:]) == 1


# the fence must be able to fall: a session that forgets the area shows what these tests would see without it


class WithoutFence(DuckSession):
    """Runs every question as if the area step let everything through."""

    def execute(self, sql, parameters):  # type: ignore[no-untyped-def]
        import re

        return super().execute(re.sub(r"area BETWEEN \d+ AND \d+", "TRUE", sql), parameters)


def test_the_area_fence_is_what_keeps_foreign_rows_out() -> None:
    broken = WithoutFence(session_of(RECORDS).connection)
    assert rows(RowsQuestion("person", NAMES), GRID_WORKER, broken).ids == ("p1", "p2", "p3", "p4", "p5")
    with pytest.raises(AssertionError):
        test_who_sees_a_part_gets_that_part_and_is_told(broken)
    with pytest.raises(AssertionError):
        test_the_chief_sees_the_area_that_she_asks_about_and_no_more(broken)


def test_the_check_of_elements_is_what_keeps_refused_conditions_out(session: DuckSession) -> None:
    everything = View("broken", "test", GRID_WORKER.areas, CHIEF.elements)
    question = CountQuestion("person", formula("月救助金额 > 0"))
    assert number(question, everything, session).value == 1  # what GRID_WORKER would learn without the check
    assert refusal(question, GRID_WORKER, session) == "ASKING_CONDITION_REFUSED"


# lists tell of each record what their condition says


CLERK = View(
    "clerk", "test", ((1, 9),), CHIEF.elements - {"low_income.kind", "low_income.amount_monthly", "person.income_annual"},
    masks={"person.id_number": "partial", "person.phone": "full"},
    countable=frozenset({"low_income.kind", "low_income.amount_monthly", "person.income_annual"}),
)  # fmt: skip
"""Reads the ledger, may only count incomes, sees identity numbers masked and of phones that there is one."""
BY_SECRETS = [
    "年收入 > 0",
    "有(低保)",
    "低保户",
    "年收入 有值 或 姓名 有值",
    '联系电话 = "13900000001"',
    "联系电话 有值",
]


@pytest.mark.parametrize("text", [*BY_SECRETS, '公民身份号码 包含 "1940"', '公民身份号码 属于 ["1", "2"]'])
def test_nobody_is_listed_by_what_may_only_be_counted_or_is_masked(session: DuckSession, text: str) -> None:
    listed = RowsQuestion("person", NAMES, formula(text))
    assert refusal(listed, CLERK, session) == "ASKING_CONDITION_REFUSED"
    assert refusal(behind(CountQuestion("person", formula(text)), NAMES), CLERK, session) == "ASKING_CONDITION_REFUSED"
    assert rows(listed, CHIEF, session).columns == ("姓名",)


def test_lists_are_not_put_in_the_order_of_what_is_masked(session: DuckSession) -> None:
    for code in ("person.id_number", "person.phone", "person.income_annual"):
        question = RowsQuestion("person", (*NAMES, Column("x", Ref(code))), order=("x",))
        assert refusal(question, CLERK, session) == "ASKING_CONDITION_REFUSED"


@pytest.mark.parametrize(
    "text", ['公民身份号码 包含 "1940"', '非 公民身份号码 包含 "1940"', '公民身份号码 属于 ["1", "2"]']
)
def test_a_mask_is_not_read_piece_by_piece_by_counting(session: DuckSession, text: str) -> None:
    assert refusal(CountQuestion("person", formula(text)), CLERK, session) == "ASKING_CONDITION_REFUSED"
    assert number(CountQuestion("person", formula(text)), CHIEF, session).sql
    assert number(CountQuestion("person", formula("公民身份号码 有值")), CLERK, session).value == 1


@pytest.mark.parametrize("text", ['公民身份号码 = "990101194001010023"', "公民身份号码 有值"])
def test_who_holds_the_whole_number_may_look_its_owner_up(session: DuckSession, text: str) -> None:
    assert "p1" in rows(RowsQuestion("person", NAMES, formula(text)), CLERK, session).ids


def test_what_may_only_be_counted_is_not_counted_about_somebody_named(session: DuckSession) -> None:
    assert number(CountQuestion("person", formula("年收入 > 0")), CLERK, session).value is not None
    named = formula('姓名 = "王甲"')
    for question in (
        CountQuestion("person", formula('年收入 > 0 且 姓名 = "王甲"')),
        CountQuestion("person", formula('有(低保) 且 姓名 != "王甲"')),
        CountQuestion("person", named, Measure("sum", Ref("person.income_annual"))),
        CountQuestion("person", named, Measure("ratio", part=formula("年收入 > 0"))),
    ):
        assert refusal(question, CLERK, session) == "ASKING_CONDITION_REFUSED"
        assert number(question, CHIEF, session).sql
