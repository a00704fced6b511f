"""Phrases of questions and titles in plain Chinese, and the formula that each means."""

from __future__ import annotations

from datetime import date

import pytest

from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Node, OneOf, Ref
from yibiao.flow.standard.phrases import understand, understand_label

DAY = date(2026, 11, 22)

# phrase, register, text form (None: all records)
PHRASES = [
    ("80岁以上独居老人", "person", "年龄 >= 80 且 独居老人"),
    ("60-79周岁女性", "person", "年龄 >= 60 且 年龄 <= 79 且 性别 = 女性"),
    ("0—3岁婴幼儿", "person", "年龄 >= 0 且 年龄 <= 3"),
    ("0-17岁儿童", "person", "年龄 >= 0 且 年龄 <= 17"),
    ("60岁以上儿童", "person", "年龄 >= 60 且 儿童"),
    ("低保户", "household", "低保户"),
    ("低保人员", "person", "低保对象"),
    ("二级以上重度残疾人", "person", "残疾等级 属于 [一级, 二级]"),
    ("2025年出生", "person", "出生日期 >= 2025-01-01 且 出生日期 <= 2025-12-31"),
    ("本月新生儿", "person", "出生日期 >= 2026-11-01 且 出生日期 <= 2026-11-30"),
    ("女党员", "person", "性别 = 女性 且 党员"),
    ("户籍人口", "person", "户籍人口"),
    ("未参保人员", "person", "未参加医保人员"),
    ("育龄妇女", "person", "育龄妇女"),
    ("享受高龄津贴的老人", "person", "享受高龄津贴人员 且 老年人"),
    ("年满60周岁", "person", "年龄 >= 60"),
    ("80周岁及以上", "person", "年龄 >= 80"),
    ("不满3岁", "person", "年龄 < 3"),
    ("男", "person", "性别 = 男性"),
    ("女", "person", "性别 = 女性"),
    ("其中:女", "person", "性别 = 女性"),
    ("城镇", "person", "户口类别 属于 [非农业家庭户口, 非农业集体户口]"),
    ("农村", "person", "户口类别 属于 [农业家庭户口, 农业集体户口]"),
    ("有车", "person", "有(车辆)"),
    ("××街道80岁以上老人花名册", "person", "年龄 >= 80"),
    ("2025年示例社区残疾人基本情况统计表", "person", "残疾人"),
    ("独居、空巢老人", "person", "独居老人 或 空巢老人"),
    ("独居或空巢的老人", "person", "(独居 或 是否空巢) 且 老年人"),
    ("60岁以上老人和残疾人", "person", "年龄 >= 60 或 残疾人"),
    ("80岁以上独居老人和残疾人", "person", "年龄 >= 80 且 (独居老人 或 残疾人)"),
    ("九小场所", "place", "九小场所"),
    ("出租房", "dwelling", "出租房"),
    ("流动人口登记表", "person", "流动人口"),
    ("宠物登记表", "pet", None),
    ("企业名单", "organisation", None),
    ("退役军人", "person", "退役军人"),
    ("失业人员", "person", "失业人员"),
    ("年收入5万元以上家庭", "household", "家庭年收入 >= 50000"),
    ("三口之家", "household", "家庭人口数 = 3"),
    ("3人以上户", "household", "家庭人口数 >= 3"),
    ("肢体残疾", "person", "肢体残疾人"),
    ("一级残疾", "person", "残疾等级 = 一级"),
    ("已婚", "person", "婚姻状况 属于 [已婚, 初婚, 再婚, 复婚]"),
    ("丧偶老人", "person", "丧偶人员 且 老年人"),
    ("汉族", "person", "民族 = 汉族"),
    ("回族党员", "person", "民族 = 回族 且 党员"),
    ("留守儿童", "person", "留守儿童"),
    ("困境儿童花名册", "person", "困境儿童"),
    ("孤儿", "person", "孤儿人员"),
    ("60周岁以上低保人员", "person", "年龄 >= 60 且 低保对象"),
    ("月收入低于1000元", "person", "月收入 < 1000"),
    ("1990年以前出生的党员", "person", "出生日期 < 1990-01-01 且 党员"),
    ("八十岁以上老人", "person", "年龄 >= 80"),
    ("空置房", "dwelling", "空置房"),
    ("空巢老人", "person", "空巢老人"),
    ("精神病患者", "person", "严重精神障碍患者"),
    ("退休党员", "person", "退休人员 且 党员"),
    ("在校大学生", "person", "大学生"),
    ("70岁以上", "person", "年龄 >= 70"),
    ("75周岁以上老年人", "person", "年龄 >= 75"),
    ("100岁以上老人", "person", "年龄 >= 100"),
    ("百岁老人", "person", "百岁老人"),
    ("65岁及以上老年人健康管理", "person", "年龄 >= 65"),
    ("18周岁以下", "person", "年龄 < 18"),
    ("未满18周岁", "person", "年龄 < 18"),
    ("14周岁以下儿童", "person", "年龄 < 14"),
    ("不足6周岁", "person", "年龄 < 6"),
    ("满16周岁", "person", "年龄 >= 16"),
    ("超过60周岁", "person", "年龄 > 60"),
    ("16至59岁劳动力", "person", "年龄 >= 16 且 年龄 <= 59"),
    ("16-59周岁男性", "person", "年龄 >= 16 且 年龄 <= 59 且 性别 = 男性"),
    ("三至六岁儿童", "person", "年龄 >= 3 且 年龄 <= 6"),
    ("60～69岁", "person", "年龄 >= 60 且 年龄 <= 69"),
    ("60岁（含）以上", "person", "年龄 >= 60"),
    ("60周岁（含60周岁）以上", "person", "年龄 >= 60"),
    ("6岁儿童", "person", "年龄 = 6"),
    ("5周岁", "person", "年龄 = 5"),
    ("1985年出生的人", "person", "出生日期 >= 1985-01-01 且 出生日期 <= 1985-12-31"),
    ("2024年1月出生", "person", "出生日期 >= 2024-01-01 且 出生日期 <= 2024-01-31"),
    ("2025年1月至6月出生", "person", "出生日期 >= 2025-01-01 且 出生日期 <= 2025-06-30"),
    ("2020年以后出生", "person", "出生日期 > 2020-12-31"),
    ("2000年以前出生", "person", "出生日期 < 2000-01-01"),
    ("今年出生", "person", "出生日期 >= 2026-01-01 且 出生日期 <= 2026-12-31"),
    ("去年死亡", "person", "死亡日期 >= 2025-01-01 且 死亡日期 <= 2025-12-31"),
    ("2025年死亡人员", "person", "死亡日期 >= 2025-01-01 且 死亡日期 <= 2025-12-31"),
    ("2025年迁入人口", "person", "迁入日期 >= 2025-01-01 且 迁入日期 <= 2025-12-31"),
    ("2024年入党的党员", "person", "入党日期 >= 2024-01-01 且 入党日期 <= 2024-12-31 且 党员"),
    ("2023年以来退役", "person", "退役日期 >= 2023-01-01"),
    ("2025年新生儿", "person", "出生日期 >= 2025-01-01 且 出生日期 <= 2025-12-31"),
    ("本年度新出生人口", "person", "出生日期 >= 2026-01-01 且 出生日期 <= 2026-12-31"),
    ("男性", "person", "性别 = 男性"),
    ("妇女", "person", "女性居民"),
    ("女性残疾人", "person", "性别 = 女性 且 残疾人"),
    ("少数民族", "person", "民族 != 汉族"),
    ("满族群众", "person", "民族 = 满族"),
    ("未婚男性", "person", "未婚人员 且 性别 = 男性"),
    ("离异", "person", "离异人员"),
    ("已婚育龄妇女", "person", "已婚育龄妇女"),
    ("预备党员", "person", "预备党员"),
    ("共青团员", "person", "团员"),
    ("流动党员", "person", "流动党员"),
    ("低保", "person", "低保对象"),
    ("低保对象", "person", "低保对象"),
    ("低保家庭", "household", "低保户"),
    ("特困人员", "person", "特困人员"),
    ("特困供养人员", "person", "特困人员"),
    ("五保户", "person", "特困人员"),
    ("重度残疾人", "person", "重度残疾人"),
    ("二级以上残疾人", "person", "残疾等级 属于 [一级, 二级]"),
    ("三级以下残疾人", "person", "残疾等级 属于 [三级, 四级]"),
    ("三级残疾", "person", "残疾等级 = 三级"),
    ("四级肢体残疾", "person", "残疾等级 = 四级 且 肢体残疾人"),
    ("视力残疾人", "person", "视力残疾人"),
    ("听力残疾儿童", "person", "听力残疾人 且 儿童"),
    ("智力残疾", "person", "智力残疾人"),
    ("精神残疾人", "person", "精神残疾人"),
    ("持证残疾人", "person", "残疾人"),
    ("一户多残家庭", "household", "一户多残家庭"),
    ("空巢独居老人", "person", "是否空巢 且 独居老人"),
    ("独居老人", "person", "独居老人"),
    ("留守老人", "person", "留守老人"),
    ("留守妇女", "person", "留守妇女"),
    ("失能老人", "person", "失能老人"),
    ("高龄老人", "person", "高龄老人"),
    ("高龄独居老人", "person", "高龄独居老人"),
    ("享受低保", "person", "低保对象"),
    ("未享受低保", "person", "非 低保对象"),
    ("领取高龄津贴人员", "person", "享受高龄津贴人员"),
    ("参加城乡居民医保人员", "person", "是否参加医疗保险"),
    ("未参加养老保险", "person", "养老保险类型 = 未参保"),
    ("失业登记人员", "person", "失业人员"),
    ("就业困难人员", "person", "就业困难人员"),
    ("灵活就业人员", "person", "灵活就业人员"),
    ("外出务工人员", "person", "外出务工人员"),
    ("退休人员", "person", "退休人员"),
    ("农民工", "person", "外出务工人员"),
    ("志愿者", "person", "志愿者"),
    ("在校学生", "person", "在校学生"),
    ("社区矫正对象", "person", "社区矫正对象"),
    ("刑满释放人员", "person", "刑满释放人员"),
    ("严重精神障碍患者", "person", "严重精神障碍患者"),
    ("慢性病患者", "person", "慢性病患者"),
    ("孕妇", "person", "孕妇"),
    ("二孩", "person", "二孩"),
    ("人户分离", "person", "人户分离"),
    ("空挂户", "person", "空挂户人员"),
    ("常住人口", "person", "常住人口"),
    ("流动人口", "person", "流动人口"),
    ("外来人口", "person", "流动人口"),
    ("境外人员", "person", "境外人员"),
    ("农业户口", "person", "户口类别 = 农业家庭户口"),
    ("非农业户口", "person", "户口类别 = 非农业家庭户口"),
    ("有犬", "person", "有(犬只)"),
    ("有宠物", "person", "有(犬只)"),
    ("养犬户", "person", "养犬人员"),
    ("有车家庭", "household", "车辆数量 >= 1"),
    ("无车家庭", "household", "车辆数量 = 0"),
    ("无业", "person", "失业人员"),
    ("独居且残疾", "person", "独居 且 残疾人"),
    ("低保或特困", "person", "低保对象 或 特困人员"),
    ("低保、特困人员", "person", "低保对象 或 特困人员"),
    ("老人、残疾人、儿童", "person", "老年人 或 残疾人 或 儿童"),
    ("党员和团员", "person", "党员 或 团员"),
    ("60岁以上男性和55岁以上女性", "person", "(年龄 >= 60 且 性别 = 男性) 或 (年龄 >= 55 且 性别 = 女性)"),
    ("低保户、特困户", "household", "低保户 或 特困户"),
    ("残疾人和低保人员", "person", "残疾人 或 低保对象"),
    ("人均年收入低于8000元", "person", "家庭人均年收入 < 8000"),
    ("人均年收入1万元以下家庭", "household", "家庭人均年收入 < 10000"),
    ("年收入10万元以上", "person", "年收入 >= 100000"),
    ("养老金3000元以上", "person", "养老金金额 >= 3000"),
    ("出租房屋", "dwelling", "出租房"),
    ("群租房", "dwelling", "群租房"),
    ("空置房屋", "dwelling", "空置房"),
    ("危房", "dwelling", "危房"),
    ("商户", "organisation", None),
    ("个体工商户", "organisation", "个体工商户"),
    ("餐饮店", "place", "餐饮场所"),
    ("小旅馆", "place", "住宿场所"),
    ("九小场所台账", "place", "九小场所"),
    ("有隐患场所", "place", "有隐患场所"),
    ("车辆登记表", "vehicle", None),
    ("犬只登记台账", "pet", None),
    ("承包地", "farmland", None),
    ("某某街道2025年度60岁以上老年人统计表", "person", "年龄 >= 60"),
    ("示例镇东风村低保户花名册", "household", "低保户"),
    ("××社区残疾人花名册", "person", "残疾人"),
    ("××区2025年第三季度流动人口汇总表", "person", "流动人口"),
    ("全村80岁以上老人名单", "person", "年龄 >= 80"),
    ("辖区内重度残疾人情况一览表", "person", "重度残疾人"),
    ("社区退役军人基本信息登记表", "person", "退役军人"),
    ("脱贫户", "household", "脱贫户"),
    ("事实无人抚养儿童", "person", "事实无人抚养儿童"),
    ("适龄儿童", "person", "适龄儿童"),
    ("学龄前儿童", "person", "学龄前儿童"),
]


@pytest.mark.parametrize(("phrase", "register", "text"), PHRASES)
def test_a_phrase_means_what_a_clerk_means(phrase: str, register: str, text: str | None) -> None:
    found = understand(phrase, load(), day=DAY)
    assert (found.register, found.node) == (register, formula(text, register))
    assert found.sure


def formula(text: str | None, register: str) -> Node | None:
    return None if text is None else parse(text, register, load())


@pytest.mark.parametrize(("phrase", "register", "text"), [case for case in PHRASES if case[2]])
def test_what_is_understood_can_be_typed_as_a_formula(phrase: str, register: str, text: str) -> None:
    found = understand(phrase, load(), day=DAY)
    assert found.text is not None
    assert parse(found.text, register, load()) == found.node


# what was not read, what has two meanings, what is an area, what is a period
def test_words_that_were_not_read_are_said() -> None:
    found = understand("会拉二胡的老人", load())
    assert (found.text, found.unread, found.sure) == ("老年人", ("会拉二胡",), False)


def test_a_word_with_two_meanings_is_not_guessed() -> None:
    found = understand("四级", load(), "person")
    assert found.node is None
    assert [doubt.word for doubt in found.doubtful] == ["四级"]
    assert len(found.doubtful[0].meanings) > 1
    assert not found.sure


def test_a_word_with_two_meanings_is_settled_by_what_stands_beside_it() -> None:
    assert understand("四级肢体残疾", load()).text == "残疾等级 = 四级 且 肢体残疾人"
    assert understand("残疾等级为四级", load()).text == "残疾等级 = 四级"


def test_a_label_under_the_name_of_an_element_is_its_value() -> None:
    found = understand_label(("政治面貌", "群众", "人数"), load(), "person")
    assert (found.text, found.sure) == ("政治面貌 = 群众", True)
    found = understand_label(("年收入", "5万元以上"), load(), "person")
    assert (found.text, found.measure.kind, found.sure) == ("年收入 >= 50000", "count", True)


def test_two_values_of_one_element_side_by_side_mean_either() -> None:
    assert understand("一级二级残疾人", load()).node == formula("残疾等级 属于 [一级, 二级]", "person")


def test_areas_and_periods_of_a_title_are_told_apart_from_conditions() -> None:
    found = understand("某某街道2025年度60岁以上老年人统计表", load())
    assert (found.text, found.areas, found.periods) == ("年龄 >= 60", ("某某街道",), ("2025年度",))


def test_words_of_time_need_the_day() -> None:
    dated = understand("本月新生儿", load(), day=date(2024, 2, 29))
    assert dated.text == "出生日期 >= 2024-02-01 且 出生日期 <= 2024-02-29"
    assert understand("本月新生儿", load()).text == "新生儿"


def test_grades_of_schooling_take_in_everything_below_or_above() -> None:
    below, above = understand("初中及以下", load()).node, understand("大专以上学历", load()).node
    assert isinstance(below, OneOf) and isinstance(above, OneOf)
    assert below.of == above.of == Ref("person.education")
    assert {"70", "71", "80"} <= set(below.values) and not {"60", "61", "40"} & set(below.values)
    assert {"10", "20", "21", "30"} <= set(above.values) and not {"40", "60", "70"} & set(above.values)


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "   ",
        "表",
        "？？？",
        "㊙",
        "1" * 200,
        "且或、",
        "岁以上",
        "-",
        "一二三四五六七八九十" * 20,
        "13月32日",
        "9999年13月出生",
    ],
)
def test_any_phrase_gets_an_answer(phrase: str) -> None:
    found = understand(phrase, load())
    assert found.register in load().registers


# path, register, condition, measure kind
LABELS = [
    (("60岁以上", "男", "人数"), "person", "年龄 >= 60 且 性别 = 男性", "count"),
    (("其中", "女"), "person", "性别 = 女性", "count"),
    (("人口", "合计"), "person", None, "count"),
    (("小计",), "person", None, "count"),
    (("户数",), "person", None, "distinct"),
    (("低保", "户数"), "person", "低保对象", "distinct"),
    (("低保户", "户数"), "household", "低保户", "count"),
    (("户籍人口", "其中：女"), "person", "户籍人口 且 性别 = 女性", "count"),
    (("年龄结构", "18-59岁", "男"), "person", "年龄 >= 18 且 年龄 <= 59 且 性别 = 男性", "count"),
    (("18岁以下",), "person", "年龄 < 18", "count"),
    (("60周岁及以上（人）",), "person", "年龄 >= 60", "count"),
    (("党员数",), "person", "党员", "count"),
    (("农户数",), "household", None, "count"),
    (("低保家庭", "总人口"), "household", "低保户", "sum"),
    (("残疾人", "占比"), "person", None, "ratio"),
    (("60岁以上", "残疾人占比（%）"), "person", "年龄 >= 60", "ratio"),
    (("参保率",), "person", None, "ratio"),
    (("平均年龄",), "person", None, "avg"),
    (("低保金额（元）",), "person", None, "sum"),
    (("建筑面积（平方米）",), "dwelling", None, "sum"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "register", "text", "kind"), LABELS)
def test_labels_of_a_cross_tab_become_counted_conditions(
    path: tuple[str, ...], register: str, text: str | None, kind: str
) -> None:
    found = understand_label(path, load())
    assert (found.register, found.where, found.measure.kind) == (register, formula(text, register), kind)
    assert found.sure


def test_a_label_keeps_the_register_that_it_is_given() -> None:
    found = understand_label(("低保户",), load(), "person")
    assert (found.register, found.text) == ("person", "低保对象")


def test_a_label_says_what_it_could_not_read() -> None:
    found = understand_label(("广场舞队",), load(), "person")
    assert found.unread and not found.sure


COUNTED = [
    (("残疾人", "其中：重度"), "person", "残疾人 且 重度残疾人", "count"),
    (("党员", "流动"), "person", "党员 且 流动党员", "count"),
    (("失能老人", "其中：重度"), "person", "失能老人 且 生活自理能力 = 重度失能", "count"),
    (("学历", "大专及以上"), "person", "文化程度 属于 [研究生教育, 大学本科教育, 大学专科教育]", "count"),
    (("肢体残疾", "按等级分", "一级"), "person", "肢体残疾人 且 残疾等级 = 一级", "count"),
    (("0-3岁", "男"), "person", "年龄 >= 0 且 年龄 <= 3 且 性别 = 男", "count"),
    (("低保户",), "person", "低保对象", "distinct"),
    (("低保户", "人数"), "person", "低保对象", "count"),
    (("总户数（户）",), "person", None, "distinct"),
    (("出租房屋（套）",), "dwelling", "出租房", "count"),
    (("个体工商户数",), "organisation", "个体工商户", "count"),
    (("低保户数",), "person", "低保对象", "distinct"),
]


@pytest.mark.parametrize(("path", "register", "text", "kind"), COUNTED)
def test_a_label_in_a_table_about_people_counts_what_it_names(
    path: tuple[str, ...], register: str, text: str | None, kind: str
) -> None:
    standard = load()
    found = understand_label(path, standard, "person")
    assert (found.register, found.measure.kind, found.sure) == (register, kind, True)
    if path[0] == "学历":
        assert found.text is not None and "博士" in found.text and "高中" not in found.text
    else:
        assert found.where == formula(text, register)


def test_a_share_of_the_whole_population_has_all_conditions_in_its_part() -> None:
    found = understand_label(("60岁及以上", "其中：80岁及以上", "占总人口比重（%）"), load(), "person")
    assert (found.measure.kind, found.where) == ("ratio", None)
    assert found.measure.part == formula("年龄 >= 60 且 年龄 >= 80", "person")


def test_homes_in_unsafe_dwellings_are_homes_and_no_dwellings() -> None:
    assert understand_label(("危房户数",), load(), "household").register == "household"
