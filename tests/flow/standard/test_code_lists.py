"""The shipped code lists: official codes where a national standard has them, every list says whose it is."""

from __future__ import annotations

import pytest

from yibiao.flow.standard import Standard, load


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load()


def labels(standard: Standard, name: str) -> dict[str, str]:
    return {code.code: code.label_zh for code in standard.code_lists[name].codes}


def test_every_list_names_its_standard_or_says_that_it_is_ours(standard: Standard) -> None:
    silent = [entry.name for entry in standard.code_lists.values() if len(entry.standard) < 4]
    assert silent == []
    assert standard.code_lists["GB/T 2261.1"].standard.startswith("GB/T 2261.1—2003")
    assert "Yibiao local list" in standard.code_lists["occupancy"].standard


def test_every_list_that_an_element_uses_is_there(standard: Standard) -> None:
    used = {e.domain.partition(":")[2] for e in standard.elements.values() if e.domain.startswith(("code:", "codes:"))}
    assert used <= standard.code_lists.keys()


def test_sex_and_marriage_have_the_codes_of_gb_2261(standard: Standard) -> None:
    assert labels(standard, "GB/T 2261.1") == {"0": "未知的性别", "1": "男性", "2": "女性", "9": "未说明的性别"}
    marriage = labels(standard, "GB/T 2261.2")
    assert list(marriage) == ["10", "20", "21", "22", "23", "30", "40", "90"]
    assert (marriage["10"], marriage["20"], marriage["30"], marriage["40"]) == ("未婚", "已婚", "丧偶", "离婚")


def test_there_are_56_peoples_and_two_more_codes(standard: Standard) -> None:
    peoples = labels(standard, "GB/T 3304")
    assert list(peoples) == [f"{number:02d}" for number in range(1, 57)] + ["97", "98"]
    assert (peoples["01"], peoples["05"], peoples["36"], peoples["46"], peoples["56"]) == (
        "汉族", "维吾尔族", "毛南族", "德昂族", "基诺族",
    )  # fmt: skip


def test_former_names_and_dirty_writings_are_aliases_only(standard: Standard) -> None:
    by_code = standard.code_lists["GB/T 3304"].by_code
    assert "毛难族" in by_code["36"].aliases and "崩龙族" in by_code["46"].aliases
    assert "漢族" in by_code["01"].aliases
    assert "57" not in by_code


def test_political_affiliation_counts_from_01_to_13(standard: Standard) -> None:
    affiliations = labels(standard, "GB/T 4762")
    assert list(affiliations) == [f"{number:02d}" for number in range(1, 14)]
    assert (affiliations["01"], affiliations["03"], affiliations["13"]) == ("中共党员", "共青团员", "群众")


def test_education_has_two_digits_and_its_groups(standard: Standard) -> None:
    by_code = standard.code_lists["GB/T 4658"].by_code
    assert (by_code["21"].label_zh, by_code["31"].label_zh, by_code["71"].label_zh) == (
        "大学本科毕业", "大学专科毕业", "初中毕业",
    )  # fmt: skip
    assert by_code["21"].parent == "20" and "大专" in by_code["30"].aliases


def test_family_relations_follow_gb_4761(standard: Standard) -> None:
    relations = labels(standard, "GB/T 4761")
    assert (relations["02"], relations["10"], relations["20"], relations["30"]) == ("户主", "配偶", "子", "女")
    assert (relations["51"], relations["52"], relations["41"], relations["64"]) == ("父亲", "母亲", "孙子", "外祖母")


def test_industry_has_20_sections_and_97_divisions(standard: Standard) -> None:
    codes = standard.code_lists["GB/T 4754"].codes
    sections = [code for code in codes if code.parent is None]
    divisions = {code.code: code for code in codes if code.parent is not None}
    assert [code.code for code in sections] == list("ABCDEFGHIJKLMNOPQRST")
    assert len(divisions) == 97 and divisions["62"].parent == "H" and divisions["83"].label_zh == "教育"


def test_disability_has_seven_kinds_and_four_grades(standard: Standard) -> None:
    assert len(labels(standard, "disability_kind")) == 7
    assert list(labels(standard, "disability_grade")) == ["1", "2", "3", "4"]


def test_a_child_code_stands_below_a_code_of_its_list(standard: Standard) -> None:
    for entry in standard.code_lists.values():
        orphans = [code.code for code in entry.codes if code.parent and code.parent not in entry.by_code]
        assert orphans == []


def test_health_has_the_one_digit_codes_of_gb_2261_3_and_ours_apart(standard: Standard) -> None:
    health = labels(standard, "GB/T 2261.3")
    assert [code for code in health if not code.startswith("L")] == ["1", "2", "3", "6"]
