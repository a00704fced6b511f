"""How each element of the standard gets an invented value. In: ``recipes.tsv`` and the standard. Out: a maker a
register.

A recipe line names an element (or ``*.name`` for every register), how often its value is known, and what to make:
choice, flag, int, money, decimal, past, ahead, month, year, text, number, name, mobile … Elements without a line
are made by their domain. Refuses: a recipe that the element's domain refuses (`ValueError`: the files are ours).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from fnmatch import fnmatchcase as fnmatch
from random import Random

from yibiao.flow.demo import naming, numbers
from yibiao.flow.demo.tables import Weighted, rows
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.domains.choices import OneCode
from yibiao.flow.standard.model import Element, Standard

Context = dict[str, str]
"""What a value may repeat: address, community, street, worker, worker_phone, branch, name, police …"""
Make = Callable[[Random, Context], Json]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the values of one register that no rule of ours has set."""

    lines: tuple[tuple[str, float, Make], ...]

    def fill(self, values: dict[str, Json], random: Random, context: Context) -> None:
        draw = random.random
        for code, known, make in self.lines:
            if draw() < known and code not in values:
                value = make(random, context)
                if value is not None:
                    values[code] = value


@dataclass(slots=True)
class Cook:
    """Turns recipe texts into makers for one standard and day."""

    standard: Standard
    day: date
    lines: dict[str, tuple[float, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = {row["element"]: (float(row["known"]) / 100, row["recipe"]) for row in rows("recipes")}

    def register(self, register: str) -> Maker:
        """The maker of a register: every element that is not derived."""
        found = []
        for element in self.standard.of_register(register):
            if element.derived or "derived" in element.domain:
                continue
            known, recipe = self._line(element)
            make = self._make(element, recipe)
            if known and make is not None:
                found.append((element.code, known, make))
        return Maker(tuple(found))

    def _line(self, element: Element) -> tuple[float, str]:
        """The line that names the element, else the first pattern that fits it, else what is usual for its domain."""
        line = self.lines.get(element.code) or self.lines.get(f"*.{element.name}")
        patterns = (kept for pattern, kept in self.lines.items() if "*" in pattern and fnmatch(element.code, pattern))
        line = line or next(patterns, None)
        if line is None or not _suits(line[1], element):
            return self._usual(element)
        return line

    def _usual(self, element: Element) -> tuple[float, str]:
        """A recipe by domain, for elements that the file does not name."""
        kind, _, unit = element.domain.partition(":")
        if kind == "text":
            return _usual_text(element)
        if kind == "date" and any(
            word in element.label_zh for word in ("有效期至", "截止", "到期", "下次", "期限", "预", "止")
        ):
            return 0.6, "ahead 10 900"
        if kind == "date" and any(
            word in element.label_zh for word in ("停", "注销", "迁出", "转出", "死亡", "离婚", "退出", "撤销")
        ):
            return 0.0, "none"
        return _USUAL.get(f"{kind}:{unit}") or _USUAL.get(kind) or (0.0, "none")

    def _make(self, element: Element, recipe: str) -> Make | None:
        word, _, rest = recipe.partition(" ")
        if word == "none":
            return None
        if word in ("choice", "any"):
            return self._choice(element, rest)
        if word in ("past", "ahead"):
            return _day(self.day, rest, 1 if word == "ahead" else -1)
        if word == "id":
            youngest, oldest = map(int, rest.split())
            day = self.day
            return lambda random, context: numbers.loose_id(random, day, youngest, oldest)
        return _MAKERS[word](rest, element, self.day)

    def _choice(self, element: Element, rest: str) -> Make | None:
        domain = domain_of(element.domain, self.standard)
        if not isinstance(domain, OneCode):
            raise ValueError(f"{element.code} has no code list to choose from")
        if rest:
            pairs = [(code, float(weight)) for code, _, weight in (part.partition("=") for part in rest.split())]
            unknown = [code for code, _ in pairs if code not in domain.codes.by_code]
            if unknown:
                raise ValueError(f"{element.code} has no code {', '.join(unknown)}")
        else:
            codes = [code for code in domain.codes.codes if not _vague(code.label_zh)] or list(domain.codes.codes)
            pairs = [(code.code, 1 / (1 + place)) for place, code in enumerate(codes[:12])]
        weighted = Weighted.of(pairs)
        return lambda random, context: weighted.draw(random)


def _suits(recipe: str, element: Element) -> bool:
    """Whether a pattern's recipe can make values of this domain: money for amounts only."""
    return not recipe.startswith("money") or element.domain.startswith("money")


def _vague(label: str) -> bool:
    return any(word in label for word in ("其他", "不详", "未知", "未说明"))


def _usual_text(element: Element) -> tuple[float, str]:
    label = element.label_zh
    for words, recipe in _TEXTS:
        if any(label.endswith(word) for word in words):
            return recipe
    return 0.0, "none"


_TEXTS: tuple[tuple[tuple[str, ...], tuple[float, str]], ...] = tuple(
    (tuple(row["endings"].split()), (float(row["known"]) / 100, row["recipe"])) for row in rows("texts")
)
_USUAL: dict[str, tuple[float, str]] = {
    row["domain"]: (float(row["known"]) / 100, row["recipe"]) for row in rows("domains")
}


def _day(day: date, rest: str, sign: int) -> Make:
    near, far = map(int, rest.split())
    today = day.toordinal()
    span = far - near

    def make(random: Random, context: Context) -> Json:
        return date.fromordinal(today + sign * int(near + random.random() * span)).isoformat()

    return make


def _flag(rest: str, element: Element, day: date) -> Make:
    share = float(rest) / 100
    return lambda random, context: random.random() < share


def _int(rest: str, element: Element, day: date) -> Make:
    low, high = map(int, rest.split())
    return lambda random, context: int(low + random.random() * (high - low + 1))


def _choice_int(rest: str, element: Element, day: date) -> Make:
    options = tuple(map(int, rest.split()))
    return lambda random, context: options[int(random.random() * len(options))]


def _number_with_places(rest: str, element: Element, day: date) -> Make:
    low, high, *steps = map(float, rest.split())
    step = steps[0] if steps else 1.0
    places = 6 if step < 0.01 else 4 if element.domain.startswith("decimal") else 2
    if element.domain.endswith(":degree"):
        places = 6
    whole = int((high - low) / step) + 1
    return lambda random, context: f"{low + int(random.random() * whole) * step:.{places}f}"


def _year(rest: str, element: Element, day: date) -> Make:
    first, last = map(int, rest.split())
    return lambda random, context: int(day.year - last + random.random() * (last - first + 1))


def _month(rest: str, element: Element, day: date) -> Make:
    first, last = map(int, rest.split())

    def make(random: Random, context: Context) -> Json:
        months = day.year * 12 + day.month - 1 - int(first + random.random() * (last - first + 1))
        return f"{months // 12:04d}-{months % 12 + 1:02d}-01"

    return make


def _text(rest: str, element: Element, day: date) -> Make:
    options = tuple(rest.split("|"))
    return lambda random, context: options[int(random.random() * len(options))]


def _number(rest: str, element: Element, day: date) -> Make:
    prefix, _, digits = rest.rpartition(" ")
    count = int(digits)
    return lambda random, context: f"{prefix}{int(random.random() * 10**count):0{count}d}"


def _repeat(rest: str, element: Element, day: date) -> Make:
    """The context's value of that name, with what stands behind it."""
    name, _, behind = rest.partition(" ")
    return lambda random, context: f"{context[name]}{behind}" if name in context else None


def _clock(rest: str, element: Element, day: date) -> Make:
    return lambda random, context: f"{8 + int(random.random() * 10):02d}:{int(random.random() * 12) * 5:02d}"


def _plate(rest: str, element: Element, day: date) -> Make:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    return lambda random, context: f"例A{''.join(letters[int(random.random() * len(letters))] for _ in range(5))}"


_MAKERS: dict[str, Callable[[str, Element, date], Make]] = {
    "flag": _flag,
    "int": _int,
    "choice_int": _choice_int,
    "money": _number_with_places,
    "decimal": _number_with_places,
    "year": _year,
    "month": _month,
    "text": _text,
    "number": _number,
    "repeat": _repeat,
    "time": _clock,
    "plate": _plate,
    "name": lambda rest, element, day: (
        lambda random, context: naming.full_name(random, 1955 + int(random.random() * 45))
    ),
    "mobile": lambda rest, element, day: lambda random, context: naming.mobile(random),
    "landline": lambda rest, element, day: lambda random, context: naming.landline(random),
    "credit": lambda rest, element, day: lambda random, context: numbers.credit_code(random),
    "account": lambda rest, element, day: lambda random, context: numbers.account(random),
    "email": lambda rest, element, day: lambda random, context: f"user{int(random.random() * 1e6)}@example.cn",
    "place": lambda rest, element, day: (
        lambda random, context: f"{120.10 + random.random() * 0.08:.6f},{30.20 + random.random() * 0.08:.6f}"
    ),
}
