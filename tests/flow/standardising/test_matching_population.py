"""Whom a form is about: a title narrows only by what limits; the rest is asked, and never narrows wrongly."""

from __future__ import annotations

import pytest

from yibiao.base.problems import Place, problem
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse
from yibiao.flow.standardising.matching.columns import match_labels
from yibiao.flow.standardising.matching.counting import counted
from yibiao.flow.standardising.matching.population import population_of, topic_only

STANDARD = load()


def test_a_quality_before_情况_is_the_topic_and_does_not_narrow() -> None:
    found = population_of("城乡劳动力就业情况调查登记表", "person", STANDARD)
    assert "就业" not in (found.text or "") and found.topics and found.unsure


def test_a_noun_before_情况_says_who_is_meant() -> None:
    found = population_of("失业人员情况登记表", "person", STANDARD)
    assert found.text == "失业人员" and not found.unsure


def test_a_topic_with_columns_of_its_detail_means_those_who_have_one() -> None:
    found = population_of("劳动力就业情况调查表", "person", STANDARD, details=("employment",))
    assert "有(就业)" in (found.text or "")


def test_the_list_of_a_register_is_not_narrowed_by_its_own_noun() -> None:
    found = population_of("临时救助资金发放明细表", "temporary_relief", STANDARD)
    assert (found.node, found.unsure) == (None, False)


def test_unread_decisive_words_are_a_question() -> None:
    assert population_of("餐饮等行业燃气使用场所安全检查表", "place", STANDARD).unsure
    assert problem("MATCH_POPULATION_UNSURE", Place(), title="a", read="b", unread="c").sentence("zh")


@pytest.mark.parametrize(("band", "topic"), [("年龄 >= 13 且 年龄 <= 15", True), ("年龄 >= 7 且 年龄 <= 12", False)])
def test_a_band_partly_outside_makes_the_title_a_topic(band: str, topic: bool) -> None:
    title = parse("年龄 >= 6 且 年龄 < 15", "person", STANDARD)
    assert topic_only(title, [parse(band, "person", STANDARD)], STANDARD) is topic


def test_人数_counts_people_and_sums_no_number_that_homes_typed() -> None:
    found = counted(("外出务工人数",), STANDARD, None)
    assert (found.meaning.register, found.meaning.measure.kind if found.meaning.measure else "") == ("person", "count")


def test_a_card_number_is_a_bank_account_only_where_the_form_moves_money() -> None:
    plain = match_labels(["姓名", "卡号"], "人员登记表", STANDARD)[1]
    assert not (plain.accepted and plain.meaning and plain.meaning.element == "person.bank_account")


def test_a_place_that_may_be_written_whole_is_an_address() -> None:
    field = match_labels(["姓名", "身份证号", "现居住地"], "人员登记表", STANDARD)[2]
    assert field.meaning is not None and field.meaning.element == "person.residence_address"


def test_to_file_people_one_by_one_is_a_kind_of_paper_behind_their_name_and_a_group_elsewhere() -> None:
    veterans = population_of("退役军人建档立卡台账", "person", STANDARD)
    assert veterans.text == population_of("退役军人台账", "person", STANDARD).text
    poor = population_of("建档立卡贫困人口花名册", "person", STANDARD)
    assert poor.text and "脱贫" in poor.text
