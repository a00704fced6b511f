"""Areas read as names, and every number says whom it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tests.flow.filling.cast import STANDARD, element
from yibiao.base.tables import Layout, ParsedTable, Region
from yibiao.flow.filling.counts import question_of
from yibiao.flow.filling.placing import FillContext, names_of
from yibiao.flow.filling.rendering import Hints, Renderer
from yibiao.flow.standard import load
from yibiao.flow.standard.formula.nodes import Compare, Ref, Value
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Measure, Subject

BORN_IN = element("person.birth_place", "出生地", "area")
WITH_PLACES = replace(STANDARD, elements={**STANDARD.elements, BORN_IN.code: BORN_IN})
PLACE = Ref(BORN_IN.code)
NAMES = {"990101": "东区", "990101001": "东山街道"}
OLD = Compare(">=", Ref("person.age"), Value(80))


def test_an_area_is_written_by_its_name_and_an_unknown_code_as_it_is() -> None:
    renderer = Renderer(WITH_PLACES, NAMES)
    assert renderer.render("990101001", PLACE, Hints(path=("出生地",))) == "东山街道"
    assert renderer.render("990199", PLACE, Hints(path=("出生地",))) == "990199"
    assert renderer.render("东山街道", PLACE, Hints(path=("出生地",))) == "东山街道"


def test_a_column_that_wants_the_code_gets_the_code() -> None:
    assert Renderer(WITH_PLACES, NAMES).render("990101", PLACE, Hints(path=("出生地代码",))) == "990101"


def test_a_choice_of_the_form_stands_for_an_area_by_its_name() -> None:
    assert Renderer(WITH_PLACES, NAMES).render("990101", PLACE, Hints(choices=("西区", "东区"))) == "东区"


def test_the_names_are_those_below_those_above_and_the_area_itself() -> None:
    paths = {"990101001": (("district", "东区"), ("street", "东山街道"))}
    context = FillContext("990101", "东区", date(2026, 11, 22), area_names={"990101002": "西山街道"}, area_paths=paths)
    assert names_of(context) == {"990101": "东区", "990101001": "东山街道", "990101002": "西山街道"}


def test_a_number_says_who_is_left_out_of_it() -> None:
    meaning = Meaning("person", where=OLD, measure=Measure())
    entry = FieldMatch("表", "B2", ("80岁以上",), meaning, "年龄 >= 80 的人数", 0.97, True)
    table = ParsedTable("form.xlsx", "表", 0, Layout.CROSSTAB, Region(1, 1, 2, 2))
    match = FormMatch(table, Subject.COUNTS, "person", None, None, (entry,), 1.0)
    assert question_of(match, entry, load()) == "年龄 >= 80 的人数（不含已死亡、已迁出）"
    assert question_of(match, entry, STANDARD) == "年龄 >= 80 的人数"
