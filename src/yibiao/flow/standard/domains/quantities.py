"""Numbers with a unit: counts, money, floor area, farmland, percentages. In: a cell, and the unit that the form
names.

Out: an `int` for counts, a `Decimal` else, in the domain's own unit: money in yuan, area in m², farmland in mu 亩,
percentages in percent. Guesses (约50, 50多) are doubtful. Refuses: what is no number, spans (3-5), negative counts,
halves of people, foreign units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from yibiao.base.text import clean
from yibiao.flow.standard.domains.numerals import number
from yibiao.flow.standard.domains.shape import Domain, Given, Json, Parsed, Scalar, Shown, is_blank

_ABOUT = re.compile(
    r"^(大?约|大概|近|将近|超过?|不足|至少|≈|~|>=?|<=?|≥|≤)|(左右|上下|以上|以下|余|多|来|\+)$|(?<=\d)(余|多)(?=\D+$)"
)
_SPAN = re.compile(r"\d\s*(-|~|—|–|至|到)\s*\d")
_UNIT = re.compile(r"[^\d.,+\-〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]+$")
_HUGE = Decimal(10) ** 15
_SQUARE_MU = Decimal(10000) / Decimal(15)  # one 亩 is 10000/15 m²

_COUNTED = (
    "人 名 位 口 户 家 个 岁 周岁 周 间 处 只 条 辆 台 套 具 张 件 次 份 年 月 日 天 "
    "栋 幢 层 楼 支 头 期 孩 胎 座 根 部 瓶 组 项 本 批 所 班 级 小时 分钟 学时"
)
_COUNTERS = {unit: Decimal(1) for unit in _COUNTED.split()} | {"万人": Decimal(10000), "万户": Decimal(10000)}
_MONEY = {
    "元": 1,
    "圆": 1,
    "元整": 1,
    "圆整": 1,
    "rmb": 1,
    "cny": 1,
    "人民币": 1,
    "元人民币": 1,
    "块": 1,
    "块钱": 1,
    "百元": 100,
    "千元": 1000,
    "万元": 10_000,
    "万元人民币": 10_000,
    "万元整": 10_000,
    "百万元": 1_000_000,
    "千万元": 10_000_000,
    "亿元": 100_000_000,
    "万": 10_000,
    "角": "0.1",
    "分": "0.01",
}
_SQUARES = "㎡ 平方米 平米 平 平方 方 个平方"
_AREA_M2 = {unit: Decimal(1) for unit in _SQUARES.split()} | {"万平方米": Decimal(10000), "万㎡": Decimal(10000)}
_AREA_MU = {unit: Decimal(1) / _SQUARE_MU for unit in _SQUARES.split()} | {
    "亩": Decimal(1),
    "分": Decimal("0.1"),
    "万亩": Decimal(10000),
    "公顷": Decimal(15),
    "顷": Decimal(100),
    "ha": Decimal(15),
}


@dataclass(frozen=True)
class Measure:
    """A number less its unit: the amount in the domain's unit, and whether it was a guess. `fault`: a problem's
    code."""

    amount: Decimal = Decimal(0)
    guessed: bool = False
    fault: str | None = None
    unit: str = ""
    """The unit that made the fault."""


def _scale(unit: str | None, units: dict[str, Decimal]) -> Decimal:
    """What one of the form's unit is in the domain's unit; 1 for none, or one that is not known here."""
    name = clean(unit or "").lower().replace("m2", "㎡").replace("单位:", "").strip()
    return units.get(name, Decimal(1))


def measure(given: Given, units: dict[str, Decimal]) -> Measure:
    """The number in a cell, in the unit that its text names, or else in the one that the form names."""
    form = _scale(given.unit, units)
    if isinstance(given.raw, int | float) and not isinstance(given.raw, bool):
        return Measure(Decimal(repr(given.raw)) * form)
    text = re.sub(r"[¥￥]|^(人民币|rmb|cny)", "", given.tight.lower()).replace("m2", "㎡").replace("m²", "㎡")
    text = re.sub(r"(/|每)(月|年|人|户|天|次|季度?)$", "", text)
    bare = _ABOUT.sub("", text)
    guessed = bare != text
    unit = _UNIT.search(bare)
    scale = form
    if unit is not None:
        named = _scale_and_rest(bare, unit.group(), units)
        if named is None:
            foreign = number(bare[: unit.start()]) is not None and len(unit.group()) <= 4
            fault = "DOMAIN_NUMBER_SPAN" if _SPAN.search(text) else "DOMAIN_NUMBER_WRITING"
            return Measure(fault="DOMAIN_NUMBER_UNIT" if foreign else fault, unit=unit.group())
        scale, bare = named
        shorter = _ABOUT.sub("", bare)
        guessed, bare = guessed or shorter != bare, shorter
    amount = number(bare)
    if amount is None:
        return Measure(fault="DOMAIN_NUMBER_SPAN" if _SPAN.search(text) else "DOMAIN_NUMBER_WRITING")
    if unit is None and bare[-1:] in "万亿":
        scale = Decimal(1)  # 1.2万 in a column of 万元 is 1.2万元, not 1.2亿
    return Measure(amount * scale, guessed)


def _scale_and_rest(text: str, unit: str, units: dict[str, Decimal]) -> tuple[Decimal, str] | None:
    """1.2万元 → (10000, "1.2"): the longest known unit at the end, 万 included; None for a unit not known here."""
    for length in range(len(unit) + 2, 0, -1):
        scale = units.get(text[-length:])
        if scale is not None and length < len(text):
            return scale, text[:-length]
    return None


@dataclass(frozen=True)
class Quantity(Domain):
    """What the number domains share. `places`: decimals kept; `least`: the smallest amount that makes sense."""

    units: tuple[tuple[str, Decimal], ...] = ()
    places: int = 2
    least: Decimal | None = None

    @cached_property
    def scales(self) -> dict[str, Decimal]:
        """Unit → what one of it is in the domain's unit."""
        return dict(self.units)

    def read(self, given: Given) -> Parsed:
        measured = measure(given, self.scales)
        if measured.fault:
            return given.refuse(measured.fault, value=given.text[:60], unit=measured.unit)
        if not measured.amount.is_finite() or abs(measured.amount) >= _HUGE:
            return given.refuse("DOMAIN_NUMBER_HUGE", value=given.text)
        if self.least is not None and measured.amount < self.least:
            return given.refuse("DOMAIN_NUMBER_NEGATIVE", value=given.text)
        return self.settle(given, measured)

    def settle(self, given: Given, measured: Measure) -> Parsed:
        value = measured.amount.quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP)
        if measured.guessed:
            return given.doubt(value, "DOMAIN_NUMBER_ABOUT", value=given.text)
        return Parsed(value)

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        if isinstance(value, str | bool) or not isinstance(value, int | Decimal):
            return str(value)
        scale = _scale(unit, self.scales)
        amount = Decimal(value) / scale
        plain = (
            amount.quantize(Decimal("1.000000"), ROUND_HALF_UP).normalize()
            if amount % 1
            else amount.to_integral_value()
        )
        return int(plain) if plain == plain.to_integral_value() else plain

    def to_json(self, value: Scalar) -> Json:
        return format(Decimal(str(value)).quantize(Decimal(1).scaleb(-self.places), ROUND_HALF_UP), "f")

    def from_json(self, kept: Json) -> Scalar:
        if isinstance(kept, bool) or not isinstance(kept, str | int):
            raise ValueError(f"{self.spec} keeps numbers, not {type(kept).__name__}")
        return Decimal(kept)

    @property
    def duckdb_type(self) -> str:
        return f"DECIMAL(18,{self.places})"


class Count(Quantity):
    """A whole number of something: int, int:persons, int:years."""

    def settle(self, given: Given, measured: Measure) -> Parsed:
        if measured.amount != measured.amount.to_integral_value():
            return given.refuse("DOMAIN_NUMBER_WHOLE", value=given.text)
        value = int(measured.amount)
        if measured.guessed:
            return given.doubt(value, "DOMAIN_NUMBER_ABOUT", value=given.text)
        return Parsed(value)

    def to_json(self, value: Scalar) -> Json:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"{self.spec} keeps whole numbers")
        return value

    def from_json(self, kept: Json) -> Scalar:
        if isinstance(kept, bool) or not isinstance(kept, int):
            raise ValueError(f"{self.spec} keeps whole numbers, not {type(kept).__name__}")
        return kept

    def fits(self, text: str) -> bool:
        return len(text) <= 8 and super().fits(text)

    @property
    def duckdb_type(self) -> str:
        return "BIGINT"


class Percent(Quantity):
    """Percent: 12.5 is 12.5 %. A bare cell between 0 and 1 is a share as Excel keeps it, which is doubtful."""

    def read(self, given: Given) -> Parsed:
        if isinstance(given.raw, float) and 0 < given.raw < 1:
            share = Decimal(repr(given.raw)) * 100
            return given.doubt(share.quantize(Decimal("0.01"), ROUND_HALF_UP), "DOMAIN_PERCENT_SHARE", value=given.text)
        text = re.sub(r"[%％]$|^百分之", "", given.tight)
        return super().read(
            Given(given.raw if isinstance(given.raw, int | float) else text, text, given.place, given.unit)
        )

    def fits(self, text: str) -> bool:
        return "%" in text and super().fits(text)


def _units(table: dict[str, Decimal] | dict[str, int | str]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((unit, Decimal(scale)) for unit, scale in table.items())


def count(spec: str) -> Count:
    """int or int:unit."""
    return Count(spec, _units(_COUNTERS), 0, Decimal(0))


def money(spec: str) -> Quantity:
    """money:CNY, in yuan."""
    return Quantity(spec, _units(_MONEY), 2, None)  # type: ignore[arg-type]


def decimal(spec: str) -> Quantity:
    """A bare number; decimal:unit allows that unit behind it."""
    own = spec.partition(":")[2].lower()
    more = {own: Decimal(1)} if own and not is_blank(own) else {}
    return Quantity(spec, _units(_COUNTERS | more), 6 if own == "degree" else 4, None)


def area_m2(spec: str) -> Quantity:
    """Floor area in m²."""
    return Quantity(spec, _units(_AREA_M2), 2, Decimal(0))


def area_mu(spec: str) -> Quantity:
    """Farmland in mu; m² and hectares are converted (15 mu are one hectare)."""
    return Quantity(spec, _units(_AREA_MU), 2, Decimal(0))


def percent(spec: str) -> Percent:
    """percent."""
    return Percent(spec, (), 2, None)
