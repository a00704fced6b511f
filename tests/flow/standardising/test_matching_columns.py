"""Header columns → elements: whose value, which of several like values, what a form is about."""

from __future__ import annotations

import pytest

from tests.flow.standardising.forms import by_label, meant
from yibiao.flow.standard import load
from yibiao.flow.standardising import Lexicon, match_labels

OWN = ["序号", "姓名", "性别", "身份证号"]


def elements(labels: list[str], title: str | None = None) -> dict[str, str]:
    """Label → element code that comes first, accepted or not."""
    return {
        label: meant(field).lstrip("?")
        for label, field in zip(labels, match_labels(labels, title, load()), strict=True)
    }


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("户籍地址", "person.registration_address"),
        ("现住址", "person.residence_address"),
        ("出生日期", "person.birth_date"),
        ("证件类型", "person.id_type"),
        ("身份证号码（必填）", "person.id_number"),
        ("配偶姓名", "person.spouse_name"),
        ("监护人›姓名", "person.guardian_name"),
        ("监护人›联系电话", "person.guardian_phone"),
        ("父亲›姓名", "person.father_name"),
        ("母亲›姓名", "person.mother_name"),
        ("与户主关系", "person.relation_to_head"),
        ("户主姓名", "household.head_name"),
        ("户主›身份证号", "household.head_id_number"),
        ("紧急联系人电话", "person.emergency_contact_phone"),
        ("婚姻状况", "person.marital_status"),
        ("政治面貌", "person.political_status"),
        ("文化程度", "person.education"),
        ("迁入日期", "person.move_in_date"),
        ("迁出日期", "person.move_out_date"),
    ],
)
def test_it_tells_confusable_columns_of_a_list_of_people_apart(label: str, code: str) -> None:
    assert elements([*OWN, "民族", "联系电话", label], "人员信息登记表")[label] == code


@pytest.mark.parametrize("phone", ["联系方式", "联系电话"])
def test_a_short_form_that_asks_for_the_id_number_is_plain(phone: str) -> None:
    assert taken(["姓名", "公民身份号码", phone])[phone] == "person.phone"


@pytest.mark.parametrize("whose", ["联系人", "包保干部", "帮扶责任人", "监护人"])
def test_a_phone_beside_somebody_else_is_asked_for(whose: str) -> None:
    assert "联系方式" not in taken(["姓名", "公民身份号码", whose, "联系方式"])


def test_without_the_id_number_a_short_form_is_not_plain() -> None:
    """What makes it plain is the number: the same columns without it are asked for."""
    assert "联系方式" not in taken(["姓名", "联系方式"])
    assert "联系方式" not in taken(["企业名称", "联系方式"])


def taken(labels: list[str]) -> dict[str, str]:
    """Label → element that is taken without asking."""
    fields = match_labels(labels, None, load())
    return {label: meant(field) for label, field in zip(labels, fields, strict=True) if field.accepted}


def test_it_reads_a_label_with_its_path_not_alone() -> None:
    found = elements([*OWN, "联系电话", "户主›姓名", "户主›联系电话", "监护人›联系电话"], "居民信息登记表")
    assert found["联系电话"] == "person.phone"
    assert found["户主›姓名"] == "household.head_name"
    assert found["户主›联系电话"] == "household.head_phone"
    assert found["监护人›联系电话"] == "person.guardian_phone"


def test_it_takes_the_form_as_context_for_a_label_that_many_registers_share() -> None:
    firms = elements(["企业名称", "统一社会信用代码", "法定代表人", "经营范围", "联系电话", "地址"], "企业基本信息表")
    people = elements([*OWN, "民族", "出生日期", "联系电话"], "人员花名册")
    places = elements(["场所名称", "场所类别", "场所负责人", "联系电话", "灭火器数量", "安全出口数量"], "九小场所台账")
    assert firms["联系电话"] == "organisation.phone"
    assert people["联系电话"] == "person.phone"
    assert places["联系电话"] == "place.manager_phone"


def test_a_bare_number_behind_another_persons_name_is_asked_about_never_guessed() -> None:
    fields = match_labels([*OWN, "民族", "监护人姓名", "联系电话"], "儿童信息登记表", load())
    taken = fields[-1].meaning.element if fields[-1].accepted and fields[-1].meaning else None
    assert taken in (None, "person.guardian_phone")


def test_a_group_label_makes_a_general_leaf_telling() -> None:
    found = elements([*OWN, "联系电话", "高龄津贴›类别", "高龄津贴›月发放金额(元)"], "80周岁以上老年人花名册")
    assert found["高龄津贴›类别"] == "elderly.allowance_kind"
    assert found["高龄津贴›月发放金额(元)"] == "elderly.allowance_amount"


def test_it_ignores_notes_stars_enumeration_and_units() -> None:
    found = elements(
        ["1、姓名*", "（2）性别", "身份证号码（18位）", "年收入（元）", "出生日期，yyyymmdd"], "人员信息表"
    )
    assert list(found.values()) == [
        "person.name",
        "person.gender",
        "person.id_number",
        "person.income_annual",
        "person.birth_date",
    ]


@pytest.mark.parametrize("label", ["创建时间", "操作人", "录入标识", "数据状态", "主键ID", "经办机构流水号"])
def test_it_accepts_no_element_for_a_column_that_no_ledger_keeps(label: str) -> None:
    fields = match_labels([*OWN, "民族", label], "人员信息表", load())
    assert not (fields[-1].accepted and fields[-1].meaning and fields[-1].meaning.element)


@pytest.mark.parametrize(
    ("label", "special"),
    [
        ("序号", "serial"),
        ("所属社区", "area"),
        ("所属网格", "area"),
        ("填表人", "filler"),
        ("填表日期", "date"),
        ("本人签字", "blank"),
    ],
)
def test_it_knows_columns_that_ask_for_no_value_of_the_record(label: str, special: str) -> None:
    found = by_label(match_labels(["姓名", "性别", "身份证号", label], "低保对象花名册", load()))
    assert found[label].lstrip("?") == f"special:{special}"


def test_values_below_a_header_settle_what_its_words_leave_open() -> None:
    labels = ["姓名", "性别", "号码"]
    phones = [("张三", "李四"), ("男", "女"), ("13800000001", "13800000002", "13900000003")]
    cards = [("张三", "李四"), ("男", "女"), ("990101199001011239", "990101198505052347", "99010119700303341X")]
    by_phone = match_labels(labels, "人员名单", load(), samples=phones)[2]
    by_card = match_labels(labels, "人员名单", load(), samples=cards)[2]
    assert "phone" in meant(by_phone)
    assert meant(by_card) != meant(by_phone)


def test_below_the_threshold_it_suggests_and_does_not_accept() -> None:
    field = match_labels(["名称", "地址", "数量"], None, load())[1]
    assert not field.accepted
    assert field.candidates
    assert any(reason.signal in ("threshold", "nothing") for reason in field.reasons)


def test_every_answer_gives_its_reasons_in_both_languages() -> None:
    for field in match_labels([*OWN, "户籍地址", "操作时间"], "人员信息表", load()):
        assert field.reasons
        assert all(reason.zh and reason.en for reason in field.reasons)


def test_an_empty_header_means_nothing_and_says_so() -> None:
    field = match_labels([""], None, load())[0]
    assert field.meaning is None
    assert field.reasons[0].signal == "empty"


# --- what people confirmed ---


def test_a_confirmed_meaning_beats_everything() -> None:
    lexicon = Lexicon().confirm("人员信息表", ("联系电话",), "person.emergency_contact_phone")
    field = match_labels([*OWN, "联系电话"], "人员信息表", load(), lexicon=lexicon)[-1]
    assert (meant(field), field.confidence, field.accepted) == ("person.emergency_contact_phone", 1.0, True)


def test_a_meaning_confirmed_for_one_form_holds_in_others_while_people_agree() -> None:
    lexicon = Lexicon().confirm("甲表", ("对象号",), "person.id_number")
    assert meant(match_labels(["对象号"], "乙表", load(), lexicon=lexicon)[0]) == "person.id_number"
    quarrel = lexicon.confirm("丙表", ("对象号",), "household.number")
    assert quarrel.meaning_of("乙表", ("对象号",)) is None
    assert quarrel.meaning_of("丙表", ("对象号",)) == ("household.number", True)


def test_people_can_confirm_that_a_column_means_nothing() -> None:
    lexicon = Lexicon().confirm("人员信息表", ("联系电话",), "nothing")
    assert match_labels([*OWN, "联系电话"], "人员信息表", load(), lexicon=lexicon)[-1].meaning is None


def test_a_later_decision_replaces_an_earlier_one_and_survives_json() -> None:
    lexicon = Lexicon().confirm("表", ("甲",), "person.name").confirm("表", ("甲",), "person.phone")
    again = Lexicon.from_json(lexicon.as_json())
    assert again == lexicon
    assert again.meaning_of("表", ("甲",)) == ("person.phone", True)


def test_a_confirmed_element_that_the_standard_no_longer_has_is_passed_over() -> None:
    lexicon = Lexicon().confirm("人员信息表", ("性别",), "person.no_such_element")
    assert meant(match_labels(OWN, "人员信息表", load(), lexicon=lexicon)[2]).lstrip("?") == "person.gender"
