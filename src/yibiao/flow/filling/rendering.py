"""A value as the form wants to read it. In: a value of the ledger, its element, the form's hints. Out: a cell's value.

The hints, strongest first: what the matcher says (`Meaning.output`), the column's drop-down list, the words of its
header (万元, 打√, YYYYMMDD), its samples. Refuses: nothing; a value that no choice stands for is written as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from yibiao.base.text import key
from yibiao.flow.filling.plan import Value
from yibiao.flow.standard.domains import Domain, domain_of
from yibiao.flow.standard.formula.nodes import Node, Ref, Scalar
from yibiao.flow.standard.model import Element, Standard

_PATTERN = re.compile(r"(?i)y{4}[-./年]?m{1,2}[-./月]?(?:d{1,2}日?)?月?")
_SAMPLE_DATES = (
    (re.compile(r"\d{8}"), "yyyymmdd"),
    (re.compile(r"\d{6}"), "yyyymm"),
    (re.compile(r"\d{4}\.\d{2}\.\d{2}"), "yyyy.mm.dd"),
    (re.compile(r"\d{4}\.\d{1,2}\.\d{1,2}"), "yyyy.m.d"),
    (re.compile(r"\d{4}/\d{2}/\d{2}"), "yyyy/mm/dd"),
    (re.compile(r"\d{4}/\d{1,2}/\d{1,2}"), "yyyy/m/d"),
    (re.compile(r"\d{4}-\d{2}-\d{2}"), "yyyy-mm-dd"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "yyyy年m月d日"),
    (re.compile(r"\d{4}年\d{1,2}月"), "yyyy年m月"),
    (re.compile(r"\d{4}\.\d{2}"), "yyyy.mm"),
    (re.compile(r"\d{4}-\d{2}"), "yyyy-mm"),
)
_TICK_HEADER = re.compile(r"[打划画]\s*[“\"「]?\s*[√✓✔vV]|√")
_AREA_CODES = "GB/T 2260"
_YES = frozenset({"是", "有", "√", "y", "yes", "1", "true"})
_NO = frozenset({"否", "无", "×", "n", "no", "0", "false", "没有", "不是"})


@dataclass(frozen=True, slots=True)
class Hints:
    """What the form says about how a value wants to be written."""

    output: str | None = None
    path: tuple[str, ...] = ()
    unit: str | None = None
    choices: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


_Way = tuple[Element | None, Domain | None, str | None]
"""What all values of one type in a column share: their element, its domain, how the form wants them written."""


@dataclass(frozen=True)
class Renderer:
    """Writes values by the domains of one data standard. areas: code → name, for elements whose value is an area."""

    standard: Standard
    areas: Mapping[str, str] = field(default_factory=dict)

    def render(self, value: Scalar | None, of: Node | None, hints: Hints) -> Value:
        """The cell's value; None where nothing is known."""
        return None if value is None else self._shown(value, of, hints, self._way(value, of, hints))

    def column(self, values: Iterable[Scalar | None], of: Node | None, hints: Hints) -> list[Value]:
        """The cells' values of a column; what several rows hold is looked at once."""
        known: dict[type, tuple[_Way, dict[Scalar, Value]]] = {}  # by type: True equals 1
        shown: list[Value] = []
        for value in values:
            if value is None:
                shown.append(None)
                continue
            if value.__class__ not in known:
                known[value.__class__] = self._way(value, of, hints), {}
            way, alike = known[value.__class__]
            if value not in alike:
                alike[value] = self._shown(value, of, hints, way)
            shown.append(alike[value])
        return shown

    def _way(self, value: Scalar, of: Node | None, hints: Hints) -> _Way:
        element = self._element(of)
        domain = domain_of(element.domain, self.standard) if element is not None else None
        return element, domain, hints.output or _output(value, element, hints)

    def _shown(self, value: Scalar, of: Node | None, hints: Hints, way: _Way) -> Value:
        if isinstance(value, str) and "*" in value:
            return value  # masked on its way here: no domain may read it
        element, domain, output = way
        if hints.choices and (chosen := self.choose(value, of, hints.choices)) is not None:
            return chosen
        if domain is None:
            return _plain(value, output)
        if (name := self._area(value, element, hints)) is not None:
            return name
        shown = domain.render(value, output, hints.unit)
        return shown if shown != "" else None

    def choose(self, value: Scalar, of: Node | None, choices: Sequence[str]) -> str | None:
        """Which of a form's choices stands for the value: by label, alias or code, then by what begins alike."""
        names = [key(name) for name in self.names(value, of)]
        keyed = [(key(choice), choice) for choice in choices]
        for name in names:
            for folded, choice in keyed:
                if name and folded == name:
                    return choice
        if isinstance(value, bool):
            return None
        close = [choice for folded, choice in keyed if folded and names and _alike(folded, names[0])]
        return close[0] if len(close) == 1 else None

    def names(self, value: Scalar, of: Node | None) -> list[str]:
        """Everything that a form may call the value, the usual name first."""
        if isinstance(value, bool):
            return sorted(_YES if value else _NO)
        element = self._element(of)
        if (name := self._area(value, element, Hints())) is not None:
            return [name, str(value)]
        kind, _, listed = (element.domain if element else "").partition(":")
        codes = self.standard.code_lists.get(listed) if kind in ("code", "codes") else None
        code = codes.by_code.get(str(value)) if codes else None
        return [code.label_zh, *code.aliases, code.code] if code else [str(value)]

    def _area(self, value: Scalar, element: Element | None, hints: Hints) -> str | None:
        """The name of an area: of the ledger's own first, then of GB/T 2260; None where unknown."""
        if element is None or element.domain.partition(" ")[0] != "area" or _wants_code(hints):
            return None
        listed = self.standard.code_lists.get(_AREA_CODES)
        code = listed.by_code.get(str(value)) if listed else None
        return self.areas.get(str(value)) or (code.label_zh if code else None)

    def _element(self, of: Node | None) -> Element | None:
        return self.standard.elements.get(of.code) if isinstance(of, Ref) else None


def _wants_code(hints: Hints) -> bool:
    """The form asks for the code itself: 籍贯代码."""
    return hints.output == "code" or bool(hints.path) and key(hints.path[-1]).endswith(("代码", "编码", "码"))


def _alike(choice: str, name: str) -> bool:
    """汉 for 汉族, 小学 for 小学教育: one begins with the other."""
    return choice.startswith(name) or name.startswith(choice)


def _output(value: Scalar, element: Element | None, hints: Hints) -> str | None:
    """What the header and the samples say."""
    header = " ".join(hints.path)
    samples = [sample.strip() for sample in hints.samples if sample.strip()]
    if isinstance(value, bool):
        return _yes_no(header, samples)
    if isinstance(value, date):
        return date_pattern(header, samples)
    if element is not None and element.domain.startswith("code") and samples:
        return "code" if all(re.fullmatch(r"[0-9A-Z]{1,4}", sample) for sample in samples) else None
    return None


def _yes_no(header: str, samples: Sequence[str]) -> str | None:
    if _TICK_HEADER.search(header) or any(sample in ("√", "✓", "✔") for sample in samples):
        return "√×" if "×" in samples or "×" in header else "tick"
    if any(sample in ("有", "无") for sample in samples) or header.rpartition(" ")[2].startswith(("有无", "有没有")):
        return "有无"
    return None


def date_pattern(header: str, samples: Sequence[str]) -> str | None:
    """How the form writes dates: by its header's pattern, by its first sample, 年月 alone; None: as a date."""
    found = _PATTERN.search(header)
    if found:
        return found.group().lower()
    for sample in samples:
        for shape, pattern in _SAMPLE_DATES:
            if shape.fullmatch(sample):
                return pattern
    return "yyyy-mm" if header.rstrip(" )）").endswith("年月") else None


def _plain(value: Scalar, output: str | None) -> Value:
    """A computed value, which has no domain."""
    if isinstance(value, bool):
        yes, no = {"tick": ("√", None), "有无": ("有", "无"), "√×": ("√", "×")}.get(output or "", ("是", "否"))
        return yes if value else no
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, Decimal):
        return number(value)
    return value


def number(value: Decimal) -> int | Decimal:
    """At most two places after the point, and an `int` where none is needed."""
    rounded = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()
