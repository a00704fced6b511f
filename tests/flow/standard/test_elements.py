"""The shipped elements and registers: complete, in agreement with the fixed core, and fit to be matched."""

from __future__ import annotations

import re

import pytest

from yibiao.base.text import key
from yibiao.flow.standard import Standard, load

CORE = """
person.name 姓名 name 2 | person.id_number 公民身份号码 citizen_id 4 | person.gender 性别 code:GB/T+2261.1 1
person.birth_date 出生日期 date 2 | person.ethnicity 民族 code:GB/T+3304 2 | person.phone 联系电话 phone 3
person.registration_kind 户口类别 code:GA+324.1 1 | person.household 所属家庭 ref:household 1
household.number 户编号 text 1 | household.head_name 户主姓名 name 2 | household.address 家庭住址 address 3
dwelling.address 房屋地址 address 3 | dwelling.occupancy 居住情况 code:occupancy 1
organisation.credit_code 统一社会信用代码 credit_code 1 | organisation.industry 行业类别 code:GB/T+4754 1
place.kind 场所类别 code:place_kind 1 | place.lives_above 是否住人 bool 1
low_income.amount_monthly 月救助金额 money:CNY 3 | disability.certificate 残疾证号 disability_certificate 4
elderly.care_kind 养老方式 code:elder_care 2 | party.dues_paid_to 党费缴至 month 2
veteran.certificate 优待证号 text 3 | birth.contraception 避孕节育措施 code:contraception 4
employment.status 就业状况 code:employment_status 2 | insurance.pension_kind 养老保险类型 code:pension_insurance 2
""".replace("\n", "|")


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load()


@pytest.mark.parametrize("line", [part.strip() for part in CORE.split("|") if part.strip()])
def test_it_keeps_the_core_codes_as_they_were_fixed(standard: Standard, line: str) -> None:
    code, label, domain, sensitivity = line.split()
    element = standard.elements[code]
    assert (element.label_zh, element.domain, element.sensitivity) == (
        label,
        domain.replace("+", " "),
        int(sensitivity),
    )


def test_it_holds_at_least_450_elements_that_each_say_who_knows_them(standard: Standard) -> None:
    assert len(standard.elements) >= 450
    silent = [element.code for element in standard.elements.values() if not (element.keeper and element.sources)]
    assert silent == []


def test_every_register_has_elements_and_nouns(standard: Standard) -> None:
    assert {"person", "household", "dwelling", "organisation", "place", "facility"} <= standard.registers.keys()
    poor = [code for code, entry in standard.registers.items() if not (standard.of_register(code) and entry.nouns)]
    assert poor == []


def test_within_a_register_a_header_names_one_element(standard: Standard) -> None:
    for register in standard.registers:
        owners: dict[str, str] = {}
        for element in standard.of_register(register):
            for name in (element.label_zh, *element.aliases):
                assert owners.setdefault(key(name), element.code) == element.code, name


@pytest.mark.parametrize(
    ("register", "header", "code"),
    [
        ("person", "身份证号码", "person.id_number"),
        ("person", "手机号", "person.phone"),
        ("person", "户口所在地", "person.registration_address"),
        ("person", "户籍地址", "person.registration_address"),
        ("person", "家庭住址", "person.residence_address"),
        ("household", "户主电话", "household.head_phone"),
        ("dwelling", "房东电话", "dwelling.owner_phone"),
        ("organisation", "营业执照编号", "organisation.credit_code"),
        ("place", "灭火器", "place.extinguishers"),
        ("disability", "残疾人证号", "disability.certificate"),
    ],
)
def test_people_s_own_headers_are_aliases(standard: Standard, register: str, header: str, code: str) -> None:
    found = [e.code for e in standard.of_register(register) if header in (e.label_zh, *e.aliases)]
    assert found == [code]


def test_derived_elements_are_never_typed(standard: Standard) -> None:
    derived = {element.code for element in standard.elements.values() if element.derived}
    assert {"person.age", "person.lives_alone", "household.size", "household.resident_size"} <= derived
    assert {"household.income_per_head", "dwelling.residents"} <= derived
    assert all(standard.elements[code].keeper == "推算" for code in derived)


def test_the_most_sensitive_matters_are_marked_so(standard: Standard) -> None:
    for code in ("person.id_number", "person.religion", "person.bank_account", "birth.is_pregnant"):
        assert standard.elements[code].sensitivity == 4
    numbers = [e for e in standard.elements.values() if e.domain in {"citizen_id", "bank_account"}]
    assert all(element.sensitivity >= 3 for element in numbers)


def test_a_value_that_never_changes_never_grows_stale(standard: Standard) -> None:
    assert standard.elements["person.ethnicity"].half_life is None
    assert standard.elements["person.phone"].half_life == 540


def test_tags_never_profile_by_ethnicity_or_religion(standard: Standard) -> None:
    assert len(standard.tags) >= 60
    profiling = [tag.name for tag in standard.tags.values() if re.search("民族|宗教", tag.formula + tag.name)]
    assert profiling == []
