"""A small standard for tests of formulas and questions, so that they do not move when the real one grows."""

from __future__ import annotations

from yibiao.flow.standard.model import Code, CodeList, Element, Register, Standard, Tag


def _element(code: str, label: str, domain: str, aliases: str = "", formula: str | None = None) -> Element:
    names = tuple(name for name in aliases.split() if name)
    return Element(code, label, code, domain, 1, names, formula=formula)


def _codes(name: str, label: str, codes: str) -> CodeList:
    entries = []
    for entry in codes.split():
        code, zh, *aliases = entry.split("|")
        entries.append(Code(code, zh, aliases=tuple(aliases)))
    return CodeList(name, label, name, tuple(entries))


_REGISTERS = (
    Register("person", "人口", "person", identifiers=("person.id_number",), nouns=("人", "居民", "成员")),
    Register("household", "家庭", "household", nouns=("户", "家庭户")),
    Register("dwelling", "房屋", "dwelling", nouns=("住房",)),
    Register("disability", "残疾", "disability", hangs_on="person", nouns=("残疾人",)),
    Register("low_income", "低保", "low income", hangs_on="household"),
    Register("visit", "走访", "visit", hangs_on="person", single=False),
)

_ELEMENTS = (
    _element("person.name", "姓名", "name", "名字"),
    _element("person.id_number", "公民身份号码", "citizen_id", "身份证号 身份证号码"),
    _element("person.gender", "性别", "code:gender"),
    _element("person.birth_date", "出生日期", "date", "出生年月"),
    _element("person.age", "年龄", "int:years", "", "周岁(出生日期)"),
    _element("person.education", "文化程度", "code:education", "学历"),
    _element("person.skills", "特长", "codes:skill"),
    _element("person.married", "已婚", "bool"),
    _element("person.income_annual", "年收入", "money:CNY"),
    _element("person.phone", "联系电话", "phone", "电话"),
    _element("person.household", "所属家庭", "ref:household"),
    _element("person.dwelling", "居住房屋", "ref:dwelling"),
    _element("person.lives_alone", "独居", "bool", "", "家庭人口数 = 1"),
    _element("household.number", "户编号", "text"),
    _element("household.address", "家庭住址", "address", "住址"),
    _element("household.size", "家庭人口数", "int:persons", "家庭人数", "数(人口)"),
    _element("household.income_annual", "家庭年收入", "money:CNY"),
    _element("household.income_per_head", "人均年收入", "money:CNY", "", "家庭年收入 / 家庭人口数"),
    _element("dwelling.address", "房屋地址", "address", "住址"),
    _element("dwelling.rooms", "房间数", "int"),
    _element("dwelling.is_rental", "是否出租", "bool"),
    _element("disability.kind", "残疾类别", "code:disability_kind"),
    _element("disability.grade", "残疾等级", "code:disability_grade"),
    _element("disability.area", "残疾区划", "area"),
    _element("low_income.kind", "救助类别", "code:relief_kind"),
    _element("low_income.amount_monthly", "月救助金额", "money:CNY"),
    _element("visit.date", "走访日期", "date"),
    _element("visit.note", "走访记录", "text"),
)

_LISTS = (
    _codes("gender", "性别代码", "0|未知的性别 1|男|男性 2|女|女性 9|未说明的性别"),
    _codes(
        "education",
        "学历代码",
        "10|研究生 20|大学本科|本科 60|普通高级中学|高中 70|初级中学|初中 80|小学 90|文盲或半文盲",
    ),
    _codes("skill", "特长代码", "1|音乐 2|（其他）特长 3|电工"),
    _codes("disability_kind", "残疾类别代码", "1|视力残疾|视力 2|听力残疾|听力 4|肢体残疾|肢体"),
    _codes("disability_grade", "残疾等级代码", "1|一级 2|二级 3|三级 4|四级"),
    _codes("relief_kind", "救助类别代码", "1|城市低保 2|农村低保"),
)

_TAGS = (
    Tag("老年人", "person", "年龄 >= 60", ("老人",)),
    Tag("独居老人", "person", "老年人 且 独居", ("独居老年人",)),
    Tag("重度残疾人", "person", "有(残疾: 残疾等级 属于 [一级, 二级])", ("重残",)),
    Tag("低保户", "household", "有(低保)"),
)

SMALL = Standard(
    elements={element.code: element for element in _ELEMENTS},
    registers={register.code: register for register in _REGISTERS},
    code_lists={codes.name: codes for codes in _LISTS},
    tags={tag.name: tag for tag in _TAGS},
)
