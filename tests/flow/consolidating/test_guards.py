"""What must never become one form, however alike the columns; each beside what would merge without the guard."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.flow.consolidating.piles import pile
from yibiao.flow.consolidating import Action, Pile, Relation, consolidate
from yibiao.flow.consolidating.profiles import Weights, profile_of
from yibiao.flow.consolidating.titles import senders, unsent
from yibiao.flow.standard import load

ALLOWANCE = (
    "| 序号 | 姓名 | 身份证号 | 户籍地址 | 高龄津贴类别 | 高龄津贴金额 | 高龄津贴享受日期 | 开户银行 | 银行账号 |"
)
RELIEF = "| 序号 | 姓名 | 低保证号 | 救助类别 | 保障人数 | 月救助金额 |"
ELDERLY = "| 序号 | 姓名 | 身份证号 | 自理能力 | 子女联系电话 | 养老服务需求 | 健康状况 | 居住状况 |"
VICTIMS = "| 案件编号 | 姓名 | 曾用名 | 籍贯 | 国籍 | 宗教信仰 | 职业 | 工作单位 | 与案件关系 | 户籍地址 |"
BUSINESS = "| 单位名称 | 统一社会信用代码 | 法定代表人 | 注册地址 | 备案事项 | 具体内容 | 附送材料 |"


def one_form(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """Whether (title, header) twice are taken for one form."""
    found = consolidate(pile(("a", *first), ("b", *second)), load())
    return len(found.families) == 1


@pytest.mark.parametrize(
    ("columns", "one", "other", "unguarded"),
    [
        (ALLOWANCE, "80周岁以上老年人津贴花名册", "90周岁以上老年人津贴花名册", "80岁以上老年人津贴名册"),
        (ELDERLY, "老年人关爱服务台账", "独居老年人关爱服务台账", "2025年老年人关爱服务登记表"),
        (RELIEF, "低保情况月报表", "低保情况年报表", "低保情况表"),
        (RELIEF, "2024年5月低保对象名单", "2024年第二季度低保对象名单", "2024年度低保对象名单"),
        (RELIEF, "低保金发放表", "低保对象公示表", "低保对象花名册"),
        (RELIEF, "低保对象名单", "停发低保待遇对象名单", "享受低保待遇对象名单"),
        (BUSINESS, "船舶管理业务变更备案表", "水路运输业务变更备案表", "船舶管理业务变更备案登记表"),
        (VICTIMS, "命案受害人登记表", "命案犯罪嫌疑人登记表", "命案受害人信息表"),
        (BUSINESS, "船舶经营许可证申请表", "船舶经营许可证换证申请表", "船舶经营许可证申请表（样表）"),
        (BUSINESS, "社区评估对象", "街道评估对象", "社区评估对象信息登记表"),
        (BUSINESS, "专项经费计划表", "专项经费支出表", "2024年度专项经费计划表"),
        (BUSINESS, "一级单元管理表", "二级单元管理表", "一级单元管理台账"),
        (BUSINESS, "走访情况汇总表（农户）", "走访情况汇总表（商户）", "走访情况汇总表（样表）"),
        (BUSINESS, "贷款结构情况表（一）", "贷款结构情况表（二）", "贷款结构情况表（2024版）"),
        (BUSINESS, "未授信客户名单", "已授信客户名单", "未授信客户登记表"),
    ],
    ids=[
        *("age", "narrower people", "period", "dated", "purpose", "ended", "matter", "group", "renewed", "level"),
        *("plan", "grade", "note", "part", "not yet"),
    ],
)
def test_equal_columns_asked_otherwise_stay_two_forms(columns: str, one: str, other: str, unguarded: str) -> None:
    assert not one_form((one, columns), (other, columns))
    assert one_form((one, columns), (unguarded, columns)), "without what tells them apart they are one"


@pytest.mark.parametrize(
    ("columns", "one", "other"),
    [
        (ALLOWANCE, "高龄津贴花名册", "80周岁以上老年人高龄津贴表"),
        ("| 姓名 | 身份证号 | 未参保原因 | 异地参保地 | 联系电话 |", "未参保人员登记表", "城乡居民医保未参保人员清单"),
        ("| 姓名 | 返乡日期 | 返乡原因 | 是否创业 | 创业项目 |", "返乡农民工创业情况登记表", "返乡入乡创业人员台账"),
        (
            "| 母亲姓名 | 出生日期 | 孩次 | 分娩医院 | 现住址 |",
            "2023年9月出生情况登记表",
            "2024年3月新出生人口登记台账",
        ),
    ],
    ids=["age in a word", "the residents' scheme", "in other words", "of other months"],
)
def test_one_population_said_in_two_ways_makes_one_form(columns: str, one: str, other: str) -> None:
    assert one_form((one, columns), (other, columns))


WOMEN = "| 姓名 | 身份证号 | 避孕节育措施 | 落实措施日期 | 孕检日期 | 子女数 |"
MARRIED = f"{WOMEN} 婚姻状况 |"
NEEDS = "| 姓名 | 身份证号 | 养老方式 | 生活自理能力 | 助餐需求 | 助浴需求 | 助洁需求 | 养老服务补贴 |"
FOREIGN = "| 英文姓名 | 国籍 | 境外证件种类 | 境外证件号码 | 入境日期 | 签证种类 | 停留期限 | 来华目的 |"


def of_one_office(first: tuple[str, str], second: tuple[str, str]) -> bool:
    """The same, both lying in one folder."""
    forms = pile(("a", *first), ("b", *second)).forms
    found = consolidate(Pile(tuple(replace(form, issuer="卫健") for form in forms)), load())
    return len(found.families) == 1


def test_narrower_people_are_in_the_wider_list_of_an_office_that_asks_what_narrows_them() -> None:
    wide, narrow = "育龄妇女信息登记表", "已婚育龄妇女台账"
    assert of_one_office((wide, MARRIED), (narrow, MARRIED))
    assert not one_form((wide, MARRIED), (narrow, MARRIED)), "another office looks after other people"
    assert not of_one_office((wide, WOMEN), (narrow, WOMEN)), "the list does not say who is married"


def test_people_named_in_two_words_are_no_two_matters() -> None:
    assert of_one_office(("居家养老服务需求摸底表", NEEDS), ("老年人养老服务需求调查表", NEEDS))
    assert not of_one_office(("居家养老服务需求摸底表", NEEDS), ("残疾人养老服务需求调查表", NEEDS))


def test_whom_a_form_is_about_shows_in_the_register_that_it_asks_of() -> None:
    assert of_one_office(("外国人登记台账", FOREIGN), ("境外人员临时住宿登记表", FOREIGN))
    plain = "| 姓名 | 性别 | 出生日期 | 职业 | 宗教信仰 | 健康状况 | 工作单位 | 政治面貌 |"
    assert not of_one_office(("外国人登记台账", plain), ("境外人员临时住宿登记表", plain))


def test_a_short_form_of_an_office_survives_mistyped_labels_and_not_other_content() -> None:
    short, mistyped = (
        "| 姓名 | 现住址 | 联系电话 | 退役日期 | 军衔 | 入伍日期 |",
        "| 姓名 | 现住址 | 联系电话 | 退人日期 | 衔级 | 伍入期日 |",
    )
    one, other = ("退役军人走访慰问名单", short), ("2024年退役军人走访慰问名单", mistyped)
    assert of_one_office(one, other)
    assert not of_one_office(one, ("退役军人走访慰问名单", "| 姓名 | 犬种 | 树龄 | 胸径 | 养护单位 |"))


def test_who_sends_a_form_is_no_part_of_its_matter() -> None:
    """A place or office in front of several titles of the pile sends them; in front of one it may be the matter."""
    two = (
        ("东山街道低保对象花名册", RELIEF),
        ("民政局低保对象花名册（试行）-最新", RELIEF),
        ("××镇低保对象花名册终稿", RELIEF),
    )
    others = (("走访情况登记表", BUSINESS), ("老年人关爱服务台账", ELDERLY), ("高龄津贴花名册", ALLOWANCE))
    sent = [(f"{place}{title}", columns) for place in ("东山街道", "民政局") for title, columns in others]
    forms = pile(*((str(at), *entry) for at, entry in enumerate((*two, *sent))))
    families = consolidate(forms, load()).families
    assert sorted(map(sorted, (family.forms for family in families))) == [
        ["0", "1", "2"], ["3", "6"], ["4", "7"], ["5", "8"],
    ]  # fmt: skip
    assert not one_form(("住宅小区管理台账", BUSINESS), ("老旧小区管理台账", BUSINESS))


def test_senders_are_found_by_the_different_titles_that_they_stand_before() -> None:
    titles = ["东山街道低保名单", "东山街道特困名单", "东山街道孤儿名单", "独居老人社区巡访表", "独居老人社区走访表"]
    assert senders(titles) == {"东山街道"}
    assert unsent("东山街道残疾人", senders(titles)) == "残疾人"
    assert not senders(titles[:2]), "two titles may have one beginning by chance"


def test_what_is_posted_of_a_roll_is_an_extract_and_no_version() -> None:
    roll = "| 姓名 | 性别 | 低保证号 | 救助类别 | 保障人数 | 月救助金额 | 批准日期 | 家庭住址 | 联系电话 | 银行账号 |"
    posted = "| 姓名 | 低保证号 | 救助类别 | 保障人数 |"
    of_two = consolidate(pile(("a", "低保对象花名册", roll), ("b", "低保对象公示表", posted)), load())
    assert {pair.relation for pair in of_two.pairs} == {Relation.CONTAINED}
    assert one_form(("低保对象花名册", roll), ("低保对象登记表", posted)), "a shorter copy of the roll is one"


def test_untitled_forms_of_common_columns_are_not_one() -> None:
    one = "| 姓名 | 电话 | 年龄 | 性别 | 民族 | 身份证号 | 楼栋 |"
    other = "| 姓名 | 电话 | 年龄 | 性别 | 民族 | 身份证号 | 楼栋 | 政治面貌 |"
    forms = pile(("a", "", one), ("b", "", other)).forms
    assert len(consolidate(Pile(forms), load()).families) == 2
    office = Pile(tuple(replace(form, issuer="卫健") for form in forms))
    assert len(consolidate(office, load()).families) == 1


def test_two_titles_over_one_set_of_columns_need_one_office_to_be_one_form() -> None:
    """Strangers ask the same columns of other things; one office that does keeps one form under two headings."""
    forms = pile(("a", "租住人员清单", BUSINESS), ("b", "房客花名册", BUSINESS))
    between = consolidate(forms, load())
    assert {pair.relation for pair in between.pairs} == {Relation.CONFLICTING}
    assert {entry.action for entry in between.proposals} == {Action.KEEP}
    one_office = Pile(tuple(replace(form, issuer="公安") for form in forms.forms))
    assert len(consolidate(one_office, load()).families) == 1


def test_a_form_without_a_title_joins_no_forms_that_are_titled_for_two_matters() -> None:
    forms = pile(("a", "变配电装置距可燃物检测记录", BUSINESS), ("c", "照明灯具距可燃物检测记录", BUSINESS))
    untitled = Pile((*forms.forms, replace(forms.forms[0], id="b", title=None)))
    families = consolidate(untitled, load()).families
    assert sorted(len(family.forms) for family in families) == [1, 2]


def test_what_forms_of_all_kinds_carry_proves_less_than_what_one_kind_does() -> None:
    form = pile(("a", "低保名单", "| 低保证号 | 档案盒号 |")).forms[0]
    one, many = (
        Weights([profile_of(replace(form, register=register), load()) for register in registers], load())(
            "new:档案盒号"
        )
        for registers in (("low_income",) * 3, ("low_income", "disability", "tree"))
    )
    assert many == one / 2


def test_a_form_of_two_readings_joins_no_forms_of_other_people() -> None:
    forms = pile(
        ("a", "80周岁以上老年人津贴花名册", ALLOWANCE),
        ("b", "老年人津贴发放登记表", ALLOWANCE),
        ("c", "90周岁以上老年人津贴花名册", ALLOWANCE),
    )
    families = consolidate(forms, load()).families
    assert not any({"a", "c"} <= set(family.forms) for family in families)


def test_the_same_content_under_another_title_is_said() -> None:
    forms = pile(("a", "低保对象花名册", RELIEF), ("b", "享受最低生活保障待遇家庭公示", RELIEF))
    why = [entry for entry in consolidate(forms, load()).proposals if entry.action is Action.CANCEL]
    assert len(why) == 1 and "标题不同" in why[0].why_zh and "公示" in why[0].why_zh


def test_the_same_title_over_other_content_is_said_where_the_form_is_kept() -> None:
    trees = "| 序号 | 树种 | 树龄 | 胸径 | 养护单位 | 古树编号 |"
    found = consolidate(pile(("a", "基本情况登记表", RELIEF), ("b", "基本情况登记表", trees)), load())
    assert {pair.relation for pair in found.pairs} == {Relation.SAME_TITLE}
    for entry in found.proposals:
        assert entry.action is Action.KEEP and "不可与《基本情况登记表》" in entry.why_zh


def test_a_small_form_is_no_part_of_a_wide_one_of_which_nothing_else_speaks() -> None:
    small, wide = (
        "| 接地系统 | 接地电阻 | 测试地点 | 设备名称 |",
        "| 树种 | 接地系统 | 接地电阻 | 测试地点 | 设备名称 | 学籍号 | 犬种 |",
    )
    apart = consolidate(pile(("a", "防雷检测记录", small), ("b", "隐患详情", wide)), load())
    assert not any(entry.action is Action.GENERATE for entry in apart.proposals)
    near = consolidate(pile(("a", "防雷检测记录", small), ("b", "防雷检测记录总表", wide)), load())
    assert any(entry.into for entry in near.proposals), "one topic: the small one is a part or a version"


def test_a_title_that_names_nothing_proves_nothing() -> None:
    one = "| 委托单位 | 检测地址 | 项目名称 | 联系人 | 建筑面积 | 检测人员 |"
    other = "| 委托单位 | 检测地址 | 项目名称 | 建筑面积 | 湿度 | 复检人员 | 温度 |"
    assert not one_form(("基本情况", one), ("基本情况", other))
    assert one_form(("消防设施检测", one), ("消防设施检测", other)), "a title that names the matter does"


OVERLAP = "| 姓名 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 | 致残原因 | 康复需求 | 辅具名称 | 胸径 | 树种 |"


@pytest.mark.parametrize(
    ("other", "relation"),
    [
        (
            "| 姓名 | 残疾证号 | 残疾类别 | 残疾等级 | 学校 | 年级 | 班级 | 学籍号 | 班主任 | 奖励 |",
            Relation.OVERLAPPING,
        ),
        ("| 姓名 | 身份证号 | 学校 | 年级 | 班级 | 学籍号 | 班主任 | 奖励 | 处分 | 专业 |", None),
    ],
    ids=["three questions beyond name and number, of ten", "name and number only"],
)
def test_what_is_filled_in_twice_is_counted_in_columns(other: str, relation: Relation | None) -> None:
    found = consolidate(pile(("a", "残疾人康复服务表", OVERLAP), ("b", "学生情况调查表", other)), load())
    assert [pair.relation for pair in found.pairs] == ([relation] if relation else [])
