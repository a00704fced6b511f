"""Values of elements as SQL. In: the demo's recipes, the standard, a seed. Out: a DuckDB expression for each element.

Every expression is drawn from `hash(s, salt)`, where `s` is the number of the row and the salt comes from the seed and
the element's code, so that the same seed gives the same rows on the same engine. What the demo leaves to its Python
rules (recipe "none") gets what is usual for its domain, so that the conditions of real forms hit something; dates by
which somebody is gone stay rare. Identity numbers lie under the unassigned area 99 and carry no check digit. Refuses:
nothing; an element without any recipe stays unknown.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase as fits

from yibiao.flow.demo.tables import rows
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.domains.choices import OneCode
from yibiao.flow.standard.model import Element, Standard

GONE = ("死亡", "迁出", "注销", "停发", "停保", "转出", "离婚", "撤销", "火化")
"""In labels of what is known of those who are gone, and of few others."""
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
GIVEN = "安宁和平文武明远春夏秋冬梅兰竹菊山川河海子君若思"
PLACES = {"district": "'示例区'", "street": "street", "community": "community", "grid": "grid", "worker": "worker"}


@dataclass(frozen=True, slots=True)
class Values:
    """Makes the expressions of one standard. day: the day of the questions; seed: of the whole district."""

    standard: Standard
    day: date
    seed: int

    def sql(self, element: Element) -> str | None:
        """What the element holds in row `s`; None: nothing. The row must also have street, community, grid, worker."""
        share, recipe = self._recipe(element)
        word, _, rest = recipe.partition(" ")
        if word == "none" or not share:
            return None
        made = self._choice(element, rest) if word in ("choice", "any") else _MAKERS[word](self, element, rest)
        if made is None:
            return None
        return made if share >= 100 else f"CASE WHEN {self.draw(element, 'known')} % 100 < {share:.0f} THEN {made} END"

    def draw(self, element: Element, of: str = "value") -> str:
        """A number that hangs on the row, the element and the seed."""
        return f"hash(s, {zlib.crc32(f'{self.seed}/{element.code}/{of}'.encode())})"

    def _recipe(self, element: Element) -> tuple[float, str]:
        """(percent known, recipe) as the demo has it, else what is usual for its domain."""
        if any(word in element.label_zh for word in GONE):
            return 1, _usual(element)[1] if element.domain == "date" else "none"
        lines = {row["element"]: (float(row["known"]), row["recipe"]) for row in rows("recipes")}
        line = lines.get(element.code) or lines.get(f"*.{element.name}")
        patterns = (found for pattern, found in lines.items() if "*" in pattern and fits(element.code, pattern))
        line = line or next(patterns, None)
        if (
            line is None
            or line[1] == "none"
            or (line[1].startswith("money") and not element.domain.startswith("money"))
        ):
            return _usual(element)
        return line

    def _choice(self, element: Element, rest: str) -> str | None:
        domain = domain_of(element.domain, self.standard)
        kind, _, _ = element.domain.partition(":")
        if rest and isinstance(domain, OneCode):
            pairs = [(code, float(weight)) for code, _, weight in (part.partition("=") for part in rest.split())]
        else:
            found = getattr(domain, "codes", None)
            if found is None:
                return None
            pairs = [(code.code, 1 / (1 + place)) for place, code in enumerate(found.codes[:12])]
        drawn = weighted(pairs, self.draw(element))
        return f"[{drawn}]" if kind == "codes" else drawn


def weighted(pairs: list[tuple[str, float]], draw: str) -> str:
    """One of the texts, as often as its weight says, by a drawn number."""
    whole, below, cases = sum(weight for _, weight in pairs), 0.0, []
    for text, weight in pairs[:-1]:
        below += weight
        cases.append(f"WHEN {draw} % 1000 < {1000 * below / whole:.0f} THEN '{text}'")
    return f"CASE {' '.join(cases)} ELSE '{pairs[-1][0]}' END" if cases else f"'{pairs[-1][0]}'"


def one_of(texts: list[str], draw: str) -> str:
    return f"[{', '.join(repr(text) for text in texts)}][1 + CAST({draw} % {len(texts)} AS INTEGER)]"


def name(draw: str) -> str:
    """A name that nobody bears."""
    letter = [f"substr('{GIVEN}', 1 + CAST({draw} // {by} % {len(GIVEN)} AS INTEGER), 1)" for by in (97, 9973)]
    return f"(substr('{SURNAMES}', 1 + CAST({draw} % {len(SURNAMES)} AS INTEGER), 1) || {' || '.join(letter)})"


def digits(draw: str, count: int) -> str:
    return f"lpad(CAST({draw} % {10**count} AS VARCHAR), {count}, '0')"


def _usual(element: Element) -> tuple[float, str]:
    if element.domain == "text":
        for row in rows("texts"):
            if any(element.label_zh.endswith(word) for word in row["endings"].split()):
                return float(row["known"]), row["recipe"]
        return 10, "text 情况一|情况二|情况三"
    known = {row["domain"]: (float(row["known"]), row["recipe"]) for row in rows("domains")}
    return known.get(element.domain) or known.get(element.domain.partition(":")[0]) or (0.0, "none")


def _whole(values: Values, element: Element, rest: str) -> str:
    low, high = map(int, rest.split())
    return f"{low} + CAST({values.draw(element)} % {high - low + 1} AS INTEGER)"


def _amount(values: Values, element: Element, rest: str) -> str:
    low, high, *steps = map(float, rest.split())
    step = steps[0] if steps else 1.0
    return f"{low:g} + CAST({values.draw(element)} % {int((high - low) / step) + 1} AS INTEGER) * {step:g}"


def _day(sign: str) -> Callable[[Values, Element, str], str]:
    def make(values: Values, element: Element, rest: str) -> str:
        near, far = map(int, rest.split())
        return f"DATE '{values.day}' {sign} ({near} + CAST({values.draw(element)} % {far - near + 1} AS INTEGER))"

    return make


def _month(values: Values, element: Element, rest: str) -> str:
    first, last = map(int, rest.split())
    back = f"CAST({first} + {values.draw(element)} % {last - first + 1} AS INTEGER)"
    return f"CAST(date_trunc('month', DATE '{values.day}') - to_months({back}) AS DATE)"


def _year(values: Values, element: Element, rest: str) -> str:
    first, last = map(int, rest.split())
    return f"{values.day.year - last} + CAST({values.draw(element)} % {last - first + 1} AS INTEGER)"


def _number(values: Values, element: Element, rest: str) -> str:
    prefix, _, count = rest.rpartition(" ")
    return f"'{prefix}' || {digits(values.draw(element), int(count))}"


def _repeat(values: Values, element: Element, rest: str) -> str | None:
    what, _, behind = rest.partition(" ")
    if what == "address":
        return "community || (1 + s % 40) || '幢' || (100 + s % 899) || '室'"
    place = PLACES.get(what.removesuffix("_code").removesuffix("_phone"))
    if what.endswith("_phone"):
        return f"'199' || {digits(values.draw(element), 8)}"
    return None if place is None else f"{place} || '{behind}'"


_MAKERS: dict[str, Callable[[Values, Element, str], str | None]] = {
    "flag": lambda values, element, rest: f"{values.draw(element)} % 1000 < {10 * float(rest):.0f}",
    "int": _whole,
    "choice_int": lambda values, element, rest: (
        f"[{', '.join(rest.split())}][1 + CAST({values.draw(element)} % {len(rest.split())} AS INTEGER)]"
    ),
    "money": _amount,
    "decimal": _amount,
    "year": _year,
    "month": _month,
    "past": _day("-"),
    "ahead": _day("+"),
    "text": lambda values, element, rest: one_of(rest.split("|"), values.draw(element)),
    "number": _number,
    "repeat": _repeat,
    "time": lambda values, element, rest: f"{digits(values.draw(element), 1)} || ':30'",
    "plate": lambda values, element, rest: f"'例A' || {digits(values.draw(element), 5)}",
    "name": lambda values, element, rest: name(values.draw(element)),
    "mobile": lambda values, element, rest: f"'199' || {digits(values.draw(element), 8)}",
    "landline": lambda values, element, rest: f"'0999-' || {digits(values.draw(element), 8)}",
    "credit": lambda values, element, rest: f"'9199' || {digits(values.draw(element), 14)}",
    "account": lambda values, element, rest: f"'6200' || {digits(values.draw(element), 15)}",
    "email": lambda values, element, rest: f"'user' || {digits(values.draw(element), 6)} || '@example.cn'",
    "place": lambda values, element, rest: f"'120.1' || {digits(values.draw(element), 5)} || ',30.2'",
    "id": lambda values, element, rest: f"'99' || {digits(values.draw(element), 15)} || 'X'",
}
