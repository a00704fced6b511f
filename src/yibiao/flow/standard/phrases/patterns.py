"""Numbers in phrases: ages, bands, grades, amounts, periods. In: text from a position on. Out: conditions, lengths.

以上, 及以上, 满 include the number, 及以下 and 含 too; plain 以下, 不满, 未满 do not, because age bands of one table
must not overlap (18岁以下 beside 18岁至35岁, docs/decisions/0006-words.md). Refuses: nothing; what is no number gives
nothing.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from yibiao.flow.standard.domains.numerals import number
from yibiao.flow.standard.formula.names import code_list_of, codes_named
from yibiao.flow.standard.formula.nodes import All, Compare, Node, Ref, Scalar, Value
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.phrases.vocabulary import codes_condition, quantities, with_descendants
from yibiao.flow.standard.phrases.words import words

_N = r"(\d+(?:\.\d+)?|[〇零一二两三四五六七八九十百]+)"
_YEARS = r"(?:周岁|岁)"
_FROM = r"(及以上|以上|及其以上|\(含\)以上|含以上|及以下|以下|及其以下|\(含\)以下|以内|起)"
_AGE_BAND = re.compile(rf"(?:年满|满)?{_N}{_YEARS}?(?:[-~]|至|到){_N}{_YEARS}(\(含\)|之间|以下)?")
_AGE_BOUND = re.compile(rf"(?:年满|满)?{_N}{_YEARS}(?:\(含{_N}?{_YEARS}?\))?{_FROM}")
_AGE_LESS = re.compile(rf"(?:不满|未满|不足|小于|低于|未到){_N}{_YEARS}")
_AGE_MORE = re.compile(rf"(?:年满|已满|满){_N}{_YEARS}")
_AGE_OVER = re.compile(rf"(?:超过|大于|高于){_N}{_YEARS}")
_AGE = re.compile(rf"{_N}{_YEARS}")
_UNIT = r"(万|亿)?(?:元/月|元|平方米|平米|㎡|m2|亩|人|户|个|年|月|天|次|处|辆|间|%)?"
_AMOUNT = re.compile(rf"(?:达到|达|在|为|有)?{_N}{_UNIT}(?:\(含\))?{_FROM}")
_COMPARED = re.compile(
    rf"(?:在)?(低于|小于|少于|不足|未达到|高于|大于|超过|多于|不低于|不少于|不超过|不高于|达到|等于|为|是){_N}{_UNIT}"
)
_SIGNS = {
    "低于": "<", "小于": "<", "少于": "<", "不足": "<", "未达到": "<", "高于": ">", "大于": ">", "超过": ">",
    "多于": ">",
    "不低于": ">=", "不少于": ">=", "达到": ">=", "不超过": "<=", "不高于": "<=", "等于": "=", "为": "=", "是": "=",
}  # fmt: skip
_GRADE = re.compile(r"([一-鿿A-Za-z0-9]{1,6}?)(?:\(含\))?(及以上|以上|及以下|以下)(?:文化程度|学历|文化|残疾)?")
_YEAR = r"(\d{4})年(?:度)?"
_MONTH = r"(\d{1,2})月(?:份)?"
_PERIOD = re.compile(
    rf"(?:{_YEAR}{_MONTH}(?:至|到|-|~){_MONTH}|{_YEAR}{_MONTH}|{_YEAR}|(本年度|本年|今年|去年|上年|本月|当月|上月))"
)
_SIDE = re.compile(r"(以来|以后|之后|以前|之前|前|后|内|期间)?")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read at a position: how many characters, and the condition."""

    length: int
    node: Node


def _number(text: str) -> int | Decimal:
    value = number(text)
    assert value is not None
    return int(value) if value == value.to_integral_value() else value


def from_sign(said: str) -> str:
    """The comparison that 以上, 以下 and their kin say."""
    if said.endswith("上") or said == "起":
        return ">="
    return "<=" if said.startswith(("及", "(含", "以内")) or said == "以内" else "<"


def ages(text: str, at: int, age: str) -> Iterator[Read]:
    """Conditions on the age element `age` that begin at `at`."""
    of = Ref(age)
    if found := _AGE_BAND.match(text, at):
        low, high = _number(found.group(1)), _number(found.group(2))
        yield Read(len(found.group()), All((Compare(">=", of, Value(low)), Compare("<=", of, Value(high)))))
    if found := _AGE_BOUND.match(text, at):
        sign = "<=" if "(含" in found.group() and found.group(3).endswith("下") else from_sign(found.group(3))
        yield Read(len(found.group()), Compare(sign, of, Value(_number(found.group(1)))))
    for pattern, sign in ((_AGE_LESS, "<"), (_AGE_MORE, ">="), (_AGE_OVER, ">"), (_AGE, "=")):
        if found := pattern.match(text, at):
            yield Read(len(found.group()), Compare(sign, of, Value(_number(found.group(1)))))


def amounts(standard: Standard, register: str, text: str, at: int) -> Iterator[tuple[Read, tuple[str, ...]]]:
    """Comparisons of a named number: 年收入5万元以上, 面积超过90平方米; with the elements that the name may mean."""
    named = quantities(standard, register, True)
    for end in range(len(text), at + 1, -1):
        quantity = named.get(text[at:end])
        if quantity is None:
            continue
        for found, sign, value in _compared(text, end):
            yield Read(end - at + found, Compare(sign, Ref(quantity.codes[0]), Value(value))), quantity.codes


def _compared(text: str, at: int) -> Iterator[tuple[int, str, Scalar]]:
    if found := _AMOUNT.match(text, at):
        yield len(found.group()), from_sign(found.group(3)), _times(found.group(1), found.group(2))
    if found := _COMPARED.match(text, at):
        yield len(found.group()), _SIGNS[found.group(1)], _times(found.group(2), found.group(3))


def _times(digits: str, unit: str | None) -> int | Decimal:
    value = Decimal(_number(digits)) * {"万": 10_000, "亿": 100_000_000}.get(unit or "", 1)
    return int(value) if value == value.to_integral_value() else value


def counted(register: str, text: str, at: int) -> Iterator[Read]:
    """Bare counts: 3人以上户, 三口之家."""
    for word, code in words().counters.get(register, {}).items():
        pattern = re.compile(rf"{_N}{word}(?:{_FROM})?")
        if found := pattern.match(text, at):
            sign = from_sign(found.group(2)) if found.group(2) else "="
            yield Read(len(found.group()), Compare(sign, Ref(code), Value(_number(found.group(1)))))


def grades(standard: Standard, register: str, text: str, at: int) -> Iterator[Read]:
    """Bands of ranked code lists: 初中及以下, 二级以上. Both ends count (民法典 art. 1259)."""
    found = _GRADE.match(text, at)
    if found is None:
        return
    for element in (*standard.of_register(register), *_details(standard, register)):
        codes = code_list_of(standard, element)
        if codes is None or codes.name not in words().ranked or element.derived:
            continue
        named = codes_named(codes, found.group(1))
        if len(named) != 1:
            continue
        order = [code.code for code in codes.codes]
        top = with_descendants(codes, named)
        if found.group(2).endswith("上"):
            chosen = tuple(order[: order.index(top[-1]) + 1])
        else:
            chosen = tuple(order[order.index(top[0]) :])
        yield Read(len(found.group()), codes_condition(element, chosen))
        return


def _details(standard: Standard, register: str) -> Iterator:  # type: ignore[type-arg]
    for detail in standard.details_of(register):
        if detail.single:
            yield from standard.of_register(detail.code)


def periods(text: str, at: int, day: date | None) -> tuple[int, date, date] | None:
    """(length, first day, last day) of the period that begins at `at`; words like 本月 need the day."""
    found = _PERIOD.match(text, at)
    if found is None:
        return None
    from_year, first_month, last_month, year, month, whole, word = found.groups()
    if word:
        bounds = _relative(word, day)
        return None if bounds is None else (len(found.group()), *bounds)
    try:
        if from_year:
            return len(found.group()), *_months(int(from_year), int(first_month), int(last_month))
        if year:
            return len(found.group()), *_months(int(year), int(month), int(month))
        return len(found.group()), *_months(int(whole), 1, 12)
    except ValueError:
        return None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _relative(word: str, day: date | None) -> tuple[date, date] | None:
    if day is None:
        return None
    if word in ("本月", "当月"):
        return _months(day.year, day.month, day.month)
    if word == "上月":
        before = day.replace(day=1) - timedelta(days=1)
        return _months(before.year, before.month, before.month)
    return _months(day.year - (word in ("去年", "上年")), 1, 12)


def during(element: str, first: date, last: date, side: str = "") -> Node:
    """The date element lies in the period, or before or after it."""
    of = Ref(element)
    if side in ("以前", "之前", "前"):
        return Compare("<", of, Value(first))
    if side in ("以后", "之后", "后", "以来"):
        return Compare(">=" if side == "以来" else ">", of, Value(first if side == "以来" else last))
    return All((Compare(">=", of, Value(first)), Compare("<=", of, Value(last))))


def events(register: str, text: str, at: int, day: date | None) -> Iterator[Read]:
    """Dated events: 2025年出生, 本月新生儿, 2020年以后迁入."""
    period = periods(text, at, day)
    if period is None:
        return
    length, first, last = period
    side = _SIDE.match(text, at + length)
    assert side is not None
    rest = at + length + len(side.group())
    known = words().events.get(register, {})
    for word in sorted(known, key=len, reverse=True):
        if text.startswith(word, rest):
            yield Read(rest + len(word) - at, during(known[word], first, last, side.group()))
            break
    if "出生" in known:
        for word in words().births:
            if text.startswith(word, rest):
                yield Read(rest + len(word) - at, during(known["出生"], first, last, side.group()))
                break


def bare_period(text: str, at: int) -> int:
    """The length of a period that only says when the form is for: 2025年度, 三季度, 上半年; 0 when there is none."""
    found = re.compile(
        r"(截至|截止)?(\d{4}年度?(第?[一二三四1-4]季度|上半年|下半年|\d{1,2}月(份|底|末)?(\d{1,2}日)?|底|末|终)?"
        r"|第?[一二三四1-4]季度|上半年|下半年|\d{1,2}月份?|本年度|本年|今年|本月|当月|上月|去年)"
    ).match(text, at)
    return len(found.group()) if found else 0
