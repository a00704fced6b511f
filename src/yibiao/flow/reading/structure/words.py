"""What a cell's text looks like, read without its neighbours. In: a text. Out: yes or no, or its parts.

Only writing is judged here (numbers, dates, check boxes, colons, signature words), never meaning: the matching stage
knows what 姓名 means. Refuses: nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from yibiao.base.text import clean

_VARIABLE = re.compile(
    r"\$\{[^}]*\}|\{\{.*?\}\}|\$[PFV]\{[^}]*\}|#\{[^}]*\}|</?[#@][^>]*>|<%.*?%>|@\w+@|"
    r"^\{\.?[A-Za-z_][\w.:]*\}$|^\[@?[A-Za-z_][\w.+ ]*\]$|^\{\{.*$|^[^{]*\}\}$|^t\.\w+$|^&=.*$|^&\w+&$|"
    r"^\$[A-Za-z_][\w.]*$|^n:\w.*$|\{[A-Za-z_][\w.]*\}",
    re.DOTALL,
)
_BOX = re.compile(r"[□☐☑☒■▢◻◇○●〇]")
_RULE = re.compile(r"[_＿]{2,}|﹍{2,}|…{2,}|\.{6,}")
_DATE_BLANK = re.compile(
    r"^(自|从)?[（(]?[\d\s_X×xＸ]*年[\s_\dX×xＸ]*月([\s_\dX×xＸ]*日)?([\s_\dX×xＸ]*时)?([\s_\dX×xＸ]*分)?[）)]?"
    r"([至到—\-~]*[\s_\d]*(年[\s_\d]*月([\s_\d]*日)?)?(止)?)?$"
)
_NUMBER = re.compile(r"^[-+（(]?[¥￥$]?\d[\d,，]*(\.\d+)?%?[)）]?$")
_DATE = re.compile(
    r"^(\d{4}[-./年]\d{1,2}([-./月]\d{1,2}日?)?|\d{6,8})(\s*\d{1,2}[:：]\d{2}(:\d{2})?)?月?$|^\d{1,2}:\d{2}(:\d{2})?$"
)
_CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9\-_/.*#@:+ ]*\d[A-Za-z0-9\-_/.*#@:+ ]*$")
_ADDRESS = re.compile(r"^(https?://|www\.)|^[\w.+-]+@[\w-]+\.\w+$", re.IGNORECASE)
_SENTENCE = re.compile(r"[。；;！!？?]")
_PERIOD_LABEL = re.compile(
    r"^(\d{4}\s*年(度)?|\d{1,2}\s*月(份)?|第?[一二三四1-4]\s*季度|[上下]半年|\d{1,3}\s*[-—~至]\s*\d{1,3}\s*岁?)$"
)
_SIGN = re.compile(r"签字|签名|盖章|印章|公章|签章|手印|\(章\)|（章）|画押")
_FOOT = re.compile(
    r"((填[表报写]|制表|经办|复核|审核|审批|批准|编制|审查|主管|报送|核对|分管|会计|出纳|财务|法定代表|局长|主任|所长|站长|书记|"
    r"院长|校长|经理|领导|部门|单位|机构|公司|组长|村长|镇长|乡长|街道)+"
    r"(负责)?(人|员|者|领导|签字|签名|日期|时间|盖章|代表)*"
    r"|(统计|登记|负责|联系|报告|记录|检查|申请|录入|监督|验收|调查|收|发|办理|承办|评估|报表|制单|证明|见证)"
    r"(负责)?(人|员|者|签字|签名|日期|时间|盖章|代表)+)(电话|手机)?\s*([（(][^（）()]*[)）])?\s*[：:]"
)
_NOTE = re.compile(
    r"^[\s*※★#（(【\[]*(注|备注|附注|说明|注明|注意|注意事项|填表说明|填报说明|填写说明|填表须知|填写要求|填报要求|"
    r"使用说明|导入说明|编制说明|温馨提示|提示|声明|须知|备\s*注|附件|附|note|notes)"
    r"[】\])）]?\s*(\d+|[一二三])?\s*[：:、.．\n)）]",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"填写说明|填表说明|填报说明|导入说明|填写须知|填表须知|注意事项|填写要求|请勿|不要修改|不能修改|不得修改|请按|必填项|"
    r"带\s*[*＊]|[*＊]\s*(号)?(为|代表)|红色(字体)?|模板说明|操作说明|填写规范|如下要求|请从第"
)
_SAMPLE = re.compile(
    r"^[\s（(【\[]*(例|示例|样例|举例|范例|样本|填写示例|示例数据|填写样例|例子|例如|样表|example|sample|demo)[\s：:】\])）\d]*$"
    r"|^[（(【\[]?(例|示例|样例|例如|举例)[：:】\])）]",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"^[\s*]*(本页|本阶段|费用|本月|本期|全[部省市县区镇村街社]?|各项|金额)?"
    r"(合\s*计|总\s*计|共\s*计|累\s*计|总\s*数|总\s*和)"
)
_SUBTOTAL = re.compile(r"小\s*计|^(分\s*计|合计其中)")
_TOTAL_END = re.compile(r"(合计|总计|共计|累计|小计)\s*(金额|数|数量)?\s*[（(]?[^）)]{0,6}[)）]?\s*[:：]?$")
_BAND = re.compile(
    r"^[（(]?[一二三四五六七八九十]{1,3}[)）]?\s*[、.．\s]|^第[一二三四五六七八九十\d]+[部章节项类]|^[ⅠⅡⅢⅣⅤⅥIV]+[、.．]"
)
_UNIT_WORDS = (
    r"(人民币)?(百|千|万|亿)?(元|人|户|个|件|次|起|家|名|岁|天|日|月|年|小时|分钟|吨|公斤|千克|亩|公顷|平方米|平方公里|㎡|米|公里|"
    r"立方米|台|辆|套|份|间|栋|层|只|头|条|处|所|座|项|宗|例|床|张|册|本|字|分|块|株|棵|羽|尾|幅|根|支|班|组|村|所次|度|吨位|千瓦|客位|箱|车|人次|人月|人工时|户次|场次|"
    r"起数|份次|m2|m3|m²|m³|km2|km|cm|mm|kg|kw|kva|mpa|t|h|%|％|‰)"
)
_UNIT = re.compile(
    rf"^[（(]?\s*{_UNIT_WORDS}([\s/、（(·*]+({_UNIT_WORDS}|月|年|人|天|台)[)）]?)*\s*[)）]?$", re.IGNORECASE
)
_UNIT_LINE = re.compile(r"(?:计量|金额|货币|数据)?单位\s*[：:]\s*([^\s，,；;)）：:]{1,12})")
_INDEX = re.compile(r"^[（(]?(\d{1,3}|[甲乙丙丁戊己庚辛壬癸]|[①-⑳]|[A-Za-z]{1,2}|栏次)[)）]?([=＝].*)?$")
_ASKED = re.compile(
    r"(姓名|名称|性别|民族|国籍|籍贯|年龄|号码|证号|号|编码|编号|代码|日期|时间|年月|电话|手机|方式|地址|住址|住所|地|状况|情况|类型|类别|"
    r"性质|单位|职务|职业|职称|岗位|学历|学位|程度|面貌|关系|人数|户数|数|金额|面积|数量|备注|意见|原因|理由|邮编|邮箱|代表人|负责人|联系人|"
    r"项目|事项|内容|专业|等级|级别|户型|结构|用途|网格|社区|户主|配偶|监护人|对象)\s*([（(][^（）()]*[)）])?[：:]?$"
)
_LETTERS = re.compile(r"[A-Za-z\u3400-\u9fff\U00020000-\U0003ffff]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_COLON_PART = re.compile(r"([^\s：:；;，,。（）()□]{1,24}(?:[（(][^（）()：:]{0,20}[)）])?)\s*[：:]")
_TITLE_END = re.compile(
    r"(表|册|单|书|账|帐|台账|名单|名册|清单|统计|汇总|登记|情况|记录|申请|报告|计划|模板|模版|一览|花名册|月报|季报|年报|报表|"
    r"档案|卡|卡片|目录|名录|通[讯信]录|簿|[日周旬快]报|明细|证|函|公示|方案|通知|信息|数据)\s*([（(《\[【][^）)》\]】]*[)）》\]】])?\s*[一二三四五六七八九十\d]?"
    r"([-—–_\s]*(最[新终]版?|[终定]稿|修[订改]版?|新版|副本))?$"
)


@lru_cache(maxsize=8192)
def normal(text: str) -> str:
    """`clean`, with the spaces between Han characters dropped (姓　名 → 姓名)."""
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", clean(text))


def bare(text: str) -> str:
    """`text` less its template variables: ${name}, {{x}}, $P{..}, <#if ..>, @name@, [name], {name}."""
    return _VARIABLE.sub("", text.strip()) if text else ""


def name(text: str) -> str:
    """A label as a path holds it: variables, spaces between Han characters and the last colon dropped."""
    return normal(bare(text)).rstrip("：: ")


@lru_cache(maxsize=8192)
def is_placeholder(text: str) -> bool:
    """Nothing but template variables (and signs between them)."""
    return bool(_VARIABLE.search(text.strip())) and not _LETTERS.search(bare(text))


def has_boxes(text: str) -> bool:
    """Check boxes to tick."""
    return bool(_BOX.search(text))


def choices(text: str) -> tuple[str, ...]:
    """The texts behind the check boxes, in order: □男 □女 → ("男", "女")."""
    if not has_boxes(text):
        return ()
    parts = _BOX.split(unicodedata.normalize("NFKC", text))[1:]
    found = (re.split(r"[\n；;]|\s{2,}", part.strip(), maxsplit=1)[0].strip(" 、,，。") for part in parts)
    return tuple(part for part in found if part)


def is_unit(text: str) -> bool:
    """Nothing but a unit: 元, 平方米, 人次, %."""
    flat = clean(text)
    return bool(_UNIT.match(flat) or (len(flat) <= 6 and _UNIT.match(flat.replace(" ", ""))))


@lru_cache(maxsize=8192)
def is_filler(text: str) -> bool:
    """What a printed blank holds: a variable, boxes, 年 月 日, a ruled line, a bare unit, a place for a seal."""
    flat = clean(text)
    if not flat:
        return True
    if is_placeholder(flat) or has_boxes(flat) or _DATE_BLANK.match(flat) or is_unit(flat):
        return True
    if not flat.strip("*＊★※ ") or re.match(r"^[*＊]\s*\n", text.lstrip()):
        return True
    if _RULE.search(text) and not _LETTERS.search(_RULE.sub("", text)):
        return True
    if _VARIABLE.search(flat) and (is_unit(bare(flat)) or _DATE_BLANK.match(bare(flat))):
        return True
    if flat in {"至", "/", "-", "—", "——", "无", ":", "："}:
        return True
    return bool(_SIGN.search(flat)) and (re.search(r"年\s*月", flat) is not None or flat[0] in "（(")


def ends_as_label(text: str) -> bool:
    """Ends with a word that names things asked for (…号, …日期, …地址), as answers seldom do."""
    return len(normal(text)) <= 16 and bool(_ASKED.search(normal(text)))


@lru_cache(maxsize=8192)
def is_value(text: str) -> bool:
    """A number, date, code, address: what stands in a record, hardly ever in a header."""
    flat = clean(text)
    if _PERIOD_LABEL.match(flat):
        return False
    return bool(_NUMBER.match(flat) or _DATE.match(flat) or _ADDRESS.match(flat)) or _is_code(flat)


def _is_code(flat: str) -> bool:
    """A document or serial number: letters and digits, digits enough (TimeSpan1 is a name, A01-17 a number)."""
    digits = sum(character.isdigit() for character in flat)
    return bool(_CODE.match(flat)) and (digits >= 4 or digits >= 0.4 * len(flat))


def is_error(text: str) -> bool:
    """What a sheet shows where a formula failed: #DIV/0!, #REF!."""
    return bool(re.match(r"^#(DIV/0!|REF!|VALUE!|N/A|NAME\?|NUM!|NULL!)$", text.strip()))


def is_date(text: str) -> bool:
    """A day or month with its year, as a column of a calendar sheet may be called."""
    return bool(_DATE.match(clean(text))) and not clean(text).isdigit()


@lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    return bool(_NUMBER.match(clean(text)))


@lru_cache(maxsize=8192)
def is_label(text: str) -> bool:
    """Short words that can name a column or a blank: no value, no filler, no sentence."""
    flat = normal(bare(text))
    if _PERIOD_LABEL.match(flat):
        return True
    if not flat or is_filler(text) or is_value(text) or not _LETTERS.search(flat):
        return False
    stem = re.sub(r"[（(【\[][^）)】\]]*[)）】\]]?", "", flat)
    return len(stem) <= 26 and len(flat) <= 70 and not _SENTENCE.search(stem.rstrip("?？!！"))


def is_note(text: str) -> bool:
    """Begins as a note does (注：, 说明：, 填表说明)."""
    return bool(_NOTE.match(clean(text) + "\n")) or bool(re.match(r"^注\s*\d?[.、：: ]", clean(text)))


def is_instruction(text: str) -> bool:
    """Tells the filler how to fill."""
    return bool(_INSTRUCTION.search(text)) or is_note(text)


@lru_cache(maxsize=8192)
def is_signature(text: str) -> bool:
    """A line to sign, seal or date under a table."""
    flat = clean(text)
    return bool(_SIGN.search(flat) or _FOOT.search(flat) or re.search(r"(日期|时间)\s*[：:]", flat))


def is_opinion(text: str) -> bool:
    """A box for an opinion: 审核意见："""
    return bool(re.search(r"意\s*见", text))


def is_sentence(text: str) -> bool:
    """Printed prose that leaves no ruled blank to write on."""
    return len(text) > 20 and bool(re.search(r"[，。；]", text)) and not _RULE.search(text) and not has_boxes(text)


def is_statement(text: str) -> bool:
    """Printed prose to be signed or read, not a blank: declarations, promises, long explanations."""
    flat = clean(text)
    prose = (
        re.search(r"声\s*明|承\s*诺|申\s*明|保证|真实|本人|本单位|本企业|本公司|责任|hereby|declare", flat, re.I)
        is not None
    )
    return len(flat) > 40 and prose and not has_boxes(flat)


def are_hints(texts: list[str]) -> bool:
    """A row of hints, one a column: 必填, 选填, 文本, 格式…"""
    hints = ("必填", "选填", "可选", "可不填", "格式", "文本", "下拉", "长度", "如：", "如:", "例如", "默认")
    hit = sum(any(hint in text for hint in hints) for text in texts)
    return hit >= 2 and hit >= 0.6 * len(texts) and not any("*" in text and len(text) < 8 for text in texts)


def is_sample(text: str) -> bool:
    """Marks a row as an example."""
    return bool(_SAMPLE.match(clean(text)))


def is_total(text: str) -> bool:
    flat = normal(bare(text))
    return len(flat) <= 24 and bool(_TOTAL.match(flat) or _TOTAL_END.search(flat)) and not is_subtotal(text)


def is_subtotal(text: str) -> bool:
    return len(normal(text)) <= 24 and bool(_SUBTOTAL.search(normal(text)))


def is_band(text: str) -> bool:
    """A numbered section name: 一、基本情况, （二）…"""
    return bool(_BAND.match(clean(text)))


def is_index(text: str) -> bool:
    """One cell of an index row: 甲, 1, (2), ③, 3=1+2."""
    return bool(_INDEX.match(clean(text)))


def is_titleish(text: str) -> bool:
    """Ends as titles of forms do (…表, …台账, …申请书)."""
    return bool(_TITLE_END.search(normal(text)))


def is_form_name(text: str) -> bool:
    """Ends as only names of whole forms do (…申请表, …登记卡), not as sections do (…情况, …信息)."""
    return bool(re.search(r"(表|书|单|卡|册|证|函|台账|花名册|证明|报告)\s*([（(][^）)]*[)）])?$", normal(text)))


def has_colon(text: str) -> bool:
    return bool(re.search(r"[：:]", text)) and not re.search(r"\d[：:]\d", text)


def colon_parts(text: str) -> tuple[tuple[str, str], ...]:
    """Labels before colons and what stands behind each: 填报单位：某社区 日期： → (填报单位, 某社区), (日期, "")."""
    flat = unicodedata.normalize("NFKC", text)
    found = [hit for hit in _COLON_PART.finditer(flat) if _HAN.search(hit.group(1)) or hit.group(1).isalpha()]
    ends = [*(hit.start() for hit in found[1:]), len(flat)][: len(found)]
    return tuple((normal(hit.group(1)), clean(flat[hit.end() : end])) for hit, end in zip(found, ends, strict=True))


def unit_line(text: str) -> str | None:
    """The unit that a line above a table declares: 单位：万元 → 万元."""
    found = _UNIT_LINE.search(unicodedata.normalize("NFKC", text))
    return found.group(1) if found and is_unit(found.group(1)) else None
