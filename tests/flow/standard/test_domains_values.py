"""What people write in cells, and what the domains make of it."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.base.problems import catalogue
from yibiao.base.tables import Raw
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.dates import written
from yibiao.flow.standard.domains.numerals import chinese
from yibiao.flow.standard.domains.shape import Scalar
from yibiao.flow.standard.model import Code, CodeList, Standard

EVERYDAY = resources.files("yibiao.flow.standard.domains") / "data" / "everyday.tsv"
SEXES = CodeList(
    "性别",
    "性别",
    "GB/T 2261.1",
    (
        Code("0", "未知的性别", "unknown"),
        Code("1", "男", "male", ("男性", "男士")),
        Code("2", "女", "female", ("女性", "妇女")),
    ),
)
EDUCATION = CodeList(
    "学历",
    "文化程度",
    "GB/T 4658",
    (
        Code("10", "研究生教育", "", ("研究生", "硕士")),
        Code("20", "大学本科教育", "", ("本科", "大学本科", "大学")),
        Code("30", "大学专科教育", "", ("大专", "专科")),
        Code("60", "普通高级中学教育", "", ("高中",)),
        Code("70", "初级中学教育", "", ("初中",)),
    ),
)
PADDED = CodeList(
    "民族", "民族", "GB/T 3304", (Code("01", "汉族", "Han", ("汉",)), Code("02", "蒙古族"), Code("03", "回族"))
)
STANDARD = Standard({}, {}, {"性别": SEXES, "学历": EDUCATION, "民族": PADDED}, {})
ALL = [
    "name text address area file coordinates ref:household citizen_id credit_code disability_certificate bank_account phone".split(),
    "email plate date month year time int int:persons decimal decimal:kg money:CNY area_m2 area_mu percent bool".split(),
    ["code:性别", "codes:学历"],
]
SPECS = [spec for row in ALL for spec in row]


def read(spec: str, raw: Raw, unit: str | None = None) -> Scalar | None:
    return domain_of(spec, STANDARD).parse(raw, unit=unit).value


def fault(spec: str, raw: Raw) -> str:
    parsed = domain_of(spec, STANDARD).parse(raw)
    assert parsed.refused
    return parsed.problems[0].code


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("blank", [None, "", "  ", "/", "—", "——", "-", "不详", "未知", "\u3000", "N/A"])
def test_blanks_are_no_value_and_no_problem(spec: str, blank: Raw) -> None:
    parsed = domain_of(spec, STANDARD).parse(blank)
    assert (parsed.value, parsed.problems, parsed.doubtful) == (None, (), False)


@pytest.mark.parametrize("spec", SPECS)
@given(
    raw=st.one_of(
        st.text(max_size=40),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.from_regex(r"[0-9年月日.\-/一二三〇万元亩㎡约是否男女☑□ ]{1,20}", fullmatch=True),
    )
)
def test_nothing_that_a_cell_can_hold_breaks_a_domain(spec: str, raw: Raw) -> None:
    domain = domain_of(spec, STANDARD)
    parsed = domain.parse(raw)
    if parsed.value is not None:
        assert domain.from_json(domain.to_json(parsed.value)) == parsed.value
        assert domain.mask(parsed.value)
        assert domain.render(parsed.value) is not None
    elif parsed.problems:
        assert parsed.problems[0].kind.severity == "error"
        assert parsed.problems[0].sentence("zh")
        assert parsed.problems[0].sentence("en")


@given(st.dates(date(1850, 1, 1), date(2150, 12, 31)))
@pytest.mark.parametrize(
    "pattern", ["yyyy-mm-dd", "yyyy/mm/dd", "yyyy.m.d", "yyyy-m-d", "yyyymmdd", "yyyy年m月d日", "yyyy年mm月dd日"]
)
def test_every_writing_of_a_day_reads_back(pattern: str, day: date) -> None:
    assert read("date", written(day, pattern)) == day
    assert read("date", domain_of("date").render(day, pattern)) == day  # type: ignore[arg-type]


@given(st.integers(20000, 60000))
def test_a_number_is_the_serial_day_of_excel(serial: int) -> None:
    assert read("date", serial) == date.fromordinal(date(1899, 12, 30).toordinal() + serial)
    assert read("date", float(serial)) == read("date", serial)


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("1990.1.1", date(1990, 1, 1)),
        ("1990年01月02日", date(1990, 1, 2)),
        ("1990 1 2", date(1990, 1, 2)),
        ("1990—01—02", date(1990, 1, 2)),
        ("１９９０．１．２", date(1990, 1, 2)),
        ("1990-01-02 00:00:00", date(1990, 1, 2)),
        ("1990-01-02T08:30:00", date(1990, 1, 2)),
        (19900102, date(1990, 1, 2)),
        ("二〇二〇年十二月三十一日", date(2020, 12, 31)),
        ("二零二零年一月一日", date(2020, 1, 1)),
        ("31/12/1990", date(1990, 12, 31)),
        ("1990年1月2日出生", date(1990, 1, 2)),
        ("1990年元月2日", date(1990, 1, 2)),
        ("2020年1月2日（星期四）", date(2020, 1, 2)),
        ("二0二0年1月2日", date(2020, 1, 2)),
        ("12/31/1990", date(1990, 12, 31)),
        (datetime(2020, 1, 2, 3, 4), date(2020, 1, 2)),
        (date(2020, 1, 2), date(2020, 1, 2)),
    ],
)
def test_it_reads_a_day_without_doubt(raw: Raw, day: date) -> None:
    parsed = domain_of("date").parse(raw)
    assert (parsed.value, parsed.doubtful, parsed.problems) == (day, False, ())


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("90年1月", date(1990, 1, 1)),
        ("90.1.1", date(1990, 1, 1)),
        ("05.3.2", date(2005, 3, 2)),
        (1990.1, date(1990, 1, 1)),
        ("43831", date(2020, 1, 1)),
        ("900101", date(1990, 1, 1)),
    ],
)
def test_it_doubts_what_could_be_another_day(raw: Raw, day: date) -> None:
    parsed = domain_of("date").parse(raw)
    assert (parsed.value, parsed.doubtful) == (day, True)


@pytest.mark.parametrize("raw", ["1990.1", "1990年1月", "199001", "1990-01", "二〇二〇年一月", "2020年3月份"])
def test_a_missing_day_is_the_first_with_a_warning(raw: str) -> None:
    parsed = domain_of("date").parse(raw)
    assert isinstance(parsed.value, date)
    assert parsed.value.day == 1
    assert [problem.code for problem in parsed.problems] == ["DOMAIN_DATE_NO_DAY"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("民国79年1月1日", "DOMAIN_DATE_REPUBLIC"),
        ("1990-02-30", "DOMAIN_DATE_IMPOSSIBLE"),
        ("1990-13-01", "DOMAIN_DATE_IMPOSSIBLE"),
        ("1990-00-00", "DOMAIN_DATE_IMPOSSIBLE"),
        ("1590-01-01", "DOMAIN_DATE_YEAR"),
        ("1990", "DOMAIN_DATE_ONLY_YEAR"),
        ("1/2/1990", "DOMAIN_DATE_ORDER"),
        ("农历三月初三", "DOMAIN_DATE_LUNAR"),
        ("2020.1-2021.3", "DOMAIN_DATE_SPAN"),
        ("2019.9至今", "DOMAIN_DATE_SPAN"),
        ("长期", "DOMAIN_DATE_OPEN"),
        ("去年", "DOMAIN_DATE_WRITING"),
        (3, "DOMAIN_DATE_WRITING"),
    ],
)
def test_it_refuses_what_is_no_day(raw: Raw, code: str) -> None:
    assert fault("date", raw) == code


def test_a_day_is_written_as_the_form_wants_it() -> None:
    domain = domain_of("date")
    day = date(1990, 3, 5)
    assert domain.render(day) == day
    assert domain.render(day, "yyyy年m月d日") == "1990年3月5日"
    assert domain.render(day, "yyyy.mm") == "1990.03"
    assert domain.render(day, "text") == "1990-03-05"
    assert domain_of("month").render(day) == "1990-03"
    assert domain_of("month").render(day, "yyyy年m月") == "1990年3月"


def test_months_years_and_times() -> None:
    assert read("month", "2020年5月") == date(2020, 5, 1)
    assert read("year", "2020年") == 2020
    assert read("year", "二〇二〇") == 2020
    assert read("time", "下午3点05分") == "15:05"
    assert read("time", time(9, 30)) == "09:30"
    assert fault("time", "25:00") == "DOMAIN_TIME_WRITING"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("13812345678", "13812345678"),
        (13812345678, "13812345678"),
        (13812345678.0, "13812345678"),
        ("+86 138-1234-5678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("0571-87654321", "0571-87654321"),
        ("057187654321", "0571-87654321"),
        ("(0571)87654321-8001", "0571-87654321-8001"),
        ("0571－87654321转8001", "0571-87654321-8001"),
        ("02087654321", "020-87654321"),
        ("0086-571-87654321", "0571-87654321"),
        ("87654321", "87654321"),
        ("400-123-4567", "400-123-4567"),
        ("14286185009", "14286185009"),  # 86 inside a number is no country code
    ],
)
def test_phones(raw: Raw, number: str) -> None:
    parsed = domain_of("phone").parse(raw)
    assert (parsed.value, parsed.doubtful) == (number, False)


@pytest.mark.parametrize("raw", ["13812345678、13912345678", "13812345678/0571-87654321", "13812345678 13912345678"])
def test_of_several_phones_the_first_is_taken_with_doubt(raw: str) -> None:
    parsed = domain_of("phone").parse(raw)
    assert (parsed.value, parsed.doubtful) == ("13812345678", True)


@pytest.mark.parametrize("raw", ["1381234567", "12345", "张三", "138123456789"])
def test_no_phones(raw: str) -> None:
    assert fault("phone", raw) == "DOMAIN_PHONE_WRITING"


@pytest.mark.parametrize(
    ("raw", "unit", "amount"),
    [
        ("1,234.50", None, "1234.50"),
        ("¥1234", None, "1234.00"),
        ("￥ 1,234元", None, "1234.00"),
        ("1.2万", None, "12000.00"),
        ("1.2万元", None, "12000.00"),
        ("1.2", "万元", "12000.00"),
        ("1.2万", "万元", "12000.00"),
        (3, "单位：万元", "30000.00"),
        ("500元", "万元", "500.00"),
        (3, "万元", "30000.00"),
        (0.1 + 0.2, None, "0.30"),
        ("壹万贰仟元整", None, "12000.00"),
        ("500元/月", None, "500.00"),
    ],
)
def test_money(raw: Raw, unit: str | None, amount: str) -> None:
    assert read("money:CNY", raw, unit) == Decimal(amount)


def test_money_is_written_in_the_unit_of_the_form() -> None:
    domain = domain_of("money:CNY")
    assert domain.render(Decimal("12345.00")) == 12345
    assert domain.render(Decimal("12345.00"), None, "万元") == Decimal("1.2345")
    assert domain.to_json(Decimal("12345")) == "12345.00"


@given(st.integers(0, 99999))
def test_every_count_reads_back(number: int) -> None:
    assert read("int:persons", f"{number}人") == number
    assert read("int", f"{number:,}") == number
    assert read("int", float(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("三", 3), ("十", 10), ("十二", 12), ("二十", 20), ("一百零三", 103), ("两", 2), ("廿五", 25), ("三千二百", 3200)],
)
def test_chinese_numerals(text: str, number: int) -> None:
    assert chinese(text) == number
    assert read("int:persons", f"{text}人") == number


@pytest.mark.parametrize("raw", ["约50", "50余人", "50多", "50左右", "三十多户", "近50人"])
def test_an_estimate_is_doubtful(raw: str) -> None:
    parsed = domain_of("int:persons").parse(raw)
    assert parsed.doubtful
    assert parsed.value in (30, 50)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("3-5人", "DOMAIN_NUMBER_SPAN"),
        ("-1", "DOMAIN_NUMBER_NEGATIVE"),
        (3.5, "DOMAIN_NUMBER_WHOLE"),
        ("很多", "DOMAIN_NUMBER_WRITING"),
        ("3公斤", "DOMAIN_NUMBER_UNIT"),
        ("1" * 30, "DOMAIN_NUMBER_HUGE"),
        (float("inf"), "DOMAIN_NUMBER_HUGE"),
    ],
)
def test_no_counts(raw: Raw, code: str) -> None:
    assert fault("int:persons", raw) == code


def test_areas_of_floors_and_fields() -> None:
    assert read("area_m2", "90.5㎡") == read("area_m2", "90.5平方米") == read("area_m2", "90.5m2") == Decimal("90.50")
    assert fault("area_m2", "3亩") == "DOMAIN_NUMBER_UNIT"
    assert read("area_mu", "3亩") == Decimal(3)
    assert read("area_mu", "2公顷") == Decimal(30)
    assert read("area_mu", "6666.67平方米") == Decimal(10)


def test_percentages() -> None:
    assert read("percent", "12.5%") == Decimal("12.5")
    assert read("percent", 50) == Decimal(50)
    assert domain_of("percent").parse(0.125).doubtful


@pytest.mark.parametrize(
    "raw", ["是", "有", "√", "Y", "yes", 1, True, "✓", "☑", "对勾", "已", "☑是 □否", "是√ 否□", "■是□否"]
)
def test_yes(raw: Raw) -> None:
    assert read("bool", raw) is True


@pytest.mark.parametrize("raw", ["否", "无", "×", "N", 0, False, "未", "没有", "□是 ☑否", "是□ 否√", "不"])
def test_no(raw: Raw) -> None:
    assert read("bool", raw) is False


@pytest.mark.parametrize("raw", ["□是 □否", "是/否", "是□ 否□", "( )是 ( )否", "□"])
def test_a_choice_that_nobody_made_is_no_value(raw: str) -> None:
    assert domain_of("bool").parse(raw).value is None
    assert domain_of("bool").parse(raw).problems == ()


@pytest.mark.parametrize(
    "raw", ["☒是 ☐否", "(√)是 ( )否", "[x]是 [ ]否", "【√】是【】否", "是☑ 否□", "\uf052是 \uf0a3否"]
)
def test_every_kind_of_box_can_be_ticked(raw: str) -> None:
    assert read("bool", raw) is True


def test_boxes_with_two_ticks_are_refused() -> None:
    assert fault("bool", "☑是 ☑否") == "DOMAIN_CHOICE_TICKS"
    assert fault("bool", "也许") == "DOMAIN_BOOL_WRITING"


def test_yes_and_no_are_written_as_the_form_wants_them() -> None:
    domain = domain_of("bool")
    assert [domain.render(value) for value in (True, False)] == ["是", "否"]
    assert [domain.render(value, "tick") for value in (True, False)] == ["√", ""]
    assert [domain.render(value, "code") for value in (True, False)] == ["1", "0"]
    assert [domain.render(value, "有无") for value in (True, False)] == ["有", "无"]


@pytest.mark.parametrize("raw", ["2", 2, 2.0, "女", "女性", "2-女", "2女", "女(2)", "□男 ☑女", " 女 ", "female"])
def test_a_code_is_found_by_code_label_or_alias(raw: Raw) -> None:
    parsed = domain_of("code:性别", STANDARD).parse(raw)
    assert (parsed.value, parsed.doubtful) == ("2", False)


@pytest.mark.parametrize("raw", ["1", "01", 1, "汉", "汉族", "01汉族"])
def test_leading_zeros_that_excel_lost_come_back(raw: Raw) -> None:
    assert read("code:民族", raw) == "01"


@pytest.mark.parametrize("raw", ["本科毕业", "大学本科学历", "本科（在读）"])
def test_a_beginning_or_a_note_is_doubtful(raw: str) -> None:
    parsed = domain_of("code:学历", STANDARD).parse(raw)
    assert (parsed.value, parsed.doubtful) == ("20", True)


def test_an_ambiguous_or_unknown_label_is_refused_with_what_can_be_chosen() -> None:
    assert fault("code:性别", "中") == "DOMAIN_CODE_UNKNOWN"
    assert fault("code:学历", "大") == "DOMAIN_CODE_AMBIGUOUS"
    problem = domain_of("code:学历", STANDARD).parse("博士后").problems[0]
    assert "研究生教育" in problem.remedy("zh")


def test_a_code_shows_its_label_or_itself() -> None:
    domain = domain_of("code:性别", STANDARD)
    assert domain.render("2") == "女"
    assert domain.render("2", "code") == "2"


@pytest.mark.parametrize("raw", ["本科、高中", "高中,本科", "20;60", "☑本科 ☑高中 □初中", "本科/高中", "本科 高中"])
def test_several_codes_come_in_the_lists_order(raw: str) -> None:
    domain = domain_of("codes:学历", STANDARD)
    assert domain.parse(raw).value == "20,60"
    assert domain.render("20,60") == "大学本科教育、普通高级中学教育"


@pytest.mark.parametrize(
    ("raw", "value", "doubtful"),
    [
        ("张三", "张三", False),
        ("张 三", "张三", False),
        ("张\u3000三", "张三", False),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", False),
        ("John Smith", "John Smith", False),
        ("张三（户主）", "张三", True),
        ("张三、李四", "张三", True),
    ],
)
def test_names(raw: str, value: str, doubtful: bool) -> None:
    parsed = domain_of("name").parse(raw)
    assert (parsed.value, parsed.doubtful) == (value, doubtful)


def test_free_text_keeps_its_chinese_punctuation() -> None:
    assert read("text", " 已核实，\u3000无问题（１号楼） ") == "已核实， 无问题（1号楼）"


def test_a_day_in_a_column_of_text_has_no_midnight() -> None:
    assert read("text", datetime(2020, 1, 2)) == "2020-01-02"
    assert read("text", datetime(2020, 1, 2, 8, 30)) == "2020-01-02 08:30:00"


def test_words_and_places() -> None:
    assert fault("name", "张3") == "DOMAIN_NAME_WRITING"
    assert read("address", " 某某路 12号 3幢 101室 ") == "某某路12号3幢101室"
    assert read("area", "990101") == "990101"
    assert fault("area", "1") == "DOMAIN_AREA_WRITING"
    assert read("email", "Abc@Example.CN") == "Abc@example.cn"
    assert read("plate", "某A·12345") == "某A12345"
    assert read("plate", "某AD12345") == "某AD12345"
    assert fault("plate", "12345") == "DOMAIN_PLATE_WRITING"
    assert read("coordinates", "30.28，120.15") == "120.150000,30.280000"
    assert fault("coordinates", "这里") == "DOMAIN_COORDINATES"
    assert read("ref:household", "0190d5a2-8b5c-7abc-8def-0123456789ab") == "0190d5a2-8b5c-7abc-8def-0123456789ab"
    assert fault("ref:household", "张三家") == "DOMAIN_REFERENCE"


def test_profiles_tell_columns_apart() -> None:
    ids = ["11010519491231002X", "", "990105194912310023"]
    assert domain_of("citizen_id").profile(ids) == 1.0
    assert domain_of("phone").profile(ids) == 0.0
    assert domain_of("bank_account").profile(ids) == 0.0
    assert domain_of("name").profile(["张三", "李小四", "13812345678"]) == pytest.approx(2 / 3)
    assert domain_of("date").profile(["1990.1.1", "张三"]) == 0.5
    assert domain_of("code:性别", STANDARD).profile(["男", "女", "男"]) == 1.0
    assert domain_of("text").profile(["", "/"]) == 0.0


def test_samples_of_forms_are_masked_or_made_up_and_still_tell() -> None:
    assert domain_of("citizen_id").profile(["99010120020706XXXX", "9901**********1234", "990102199001010010"]) == 1.0
    assert domain_of("phone").profile(["1375530XXXX", "138****1234", "13812345678"]) == 1.0
    assert domain_of("name").profile(["注册资本", "经办人", "备注", "传真"]) == 0.0
    assert domain_of("name").profile(["张某某", "李**", "欧阳小明"]) == 1.0


@pytest.mark.parametrize(
    "slot", ["${data.lxfs}", "{{people.name}}", "年 月 日", "\uffa0", "____年__月__日", "YYYYMMDD", "yyyy-mm-dd"]
)
@pytest.mark.parametrize("spec", ["name", "date", "phone", "int", "bool", "text"])
def test_an_empty_slot_of_a_template_is_no_value(spec: str, slot: str) -> None:
    parsed = domain_of(spec).parse(slot)
    assert (parsed.value, parsed.problems) == (None, ())


@pytest.mark.parametrize(
    ("spec", "raw"),
    [("phone", "1375530XXXX"), ("citizen_id", "99010120020706XXXX"), ("citizen_id", "9901●●●●●●●●●●1234")],
)
def test_crosses_mask_as_stars_do(spec: str, raw: str) -> None:
    assert fault(spec, raw) == "DOMAIN_MASKED"


def test_a_specification_that_does_not_exist_is_our_fault() -> None:
    with pytest.raises(LookupError):
        domain_of("colour")
    with pytest.raises(LookupError):
        domain_of("code:颜色", STANDARD)
    assert domain_of("int:years (derived)").duckdb_type == "BIGINT"


def test_the_same_specification_gives_the_same_domain() -> None:
    assert domain_of("code:性别", STANDARD) is domain_of("code:性别", STANDARD)


def test_every_domain_problem_of_the_catalogue_has_both_languages() -> None:
    kinds = [kind for code, kind in catalogue().items() if code.startswith("DOMAIN_")]
    assert len(kinds) > 40
    assert all(kind.zh and kind.en and kind.remedy_zh and kind.remedy_en for kind in kinds)


def test_an_everyday_word_is_written_and_reads_back_as_its_code() -> None:
    words = [line.split("\t") for line in EVERYDAY.read_text("utf-8").splitlines()[1:]]
    assert len(words) > 10
    for name, code, word in words:
        domain = domain_of(f"code:{name}", load())
        parsed = domain.parse(word)
        assert (parsed.value, parsed.doubtful) == (code, False)
        assert domain.render(code) == word
        assert domain.render(code, "label") == load().code_lists[name].by_code[code].label_zh


def test_every_label_and_code_of_the_standard_reads_back_without_doubt() -> None:
    for name, codes in load().code_lists.items():
        domain = domain_of(f"code:{name}", load())
        for code in codes.codes:
            assert domain.parse(code.code).value == code.code
            shown = domain.parse(domain.render(code.code, "label")).value
            assert shown in (code.code, None) or codes.by_code[str(shown)].label_zh == code.label_zh


def test_an_entry_that_says_not_known_is_doubtful() -> None:
    parsed = domain_of("code:GB/T 2261.2", load()).parse("未知")
    assert (parsed.value, parsed.doubtful) == ("90", True)
    assert read_real("code:religion", "无") == "00"


def read_real(spec: str, raw: Raw) -> Scalar | None:
    return domain_of(spec, load()).parse(raw).value


def test_the_han_one_is_a_number_and_no_dash() -> None:
    assert read("int:persons", "一") == 1
