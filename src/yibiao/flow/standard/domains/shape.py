"""What every value domain 值域 can do. In: a raw cell and its place. Out: a `Parsed` value, or a problem with a
remedy.

Refuses: masked values (`138****1234` is no phone: it must never overwrite one), Excel's error values, and whatever
the concrete domain refuses. Blanks (空, 无, /, —, 不详 …) are no refusal: they give the value None and no problem.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import Raw
from yibiao.base.text import clean

Scalar = str | int | Decimal | bool | date
"""The same as in `formula.nodes`, which stands above this room and may ask it."""
Shown = str | int | Decimal | date
Json = str | int | bool | None

BLANKS = frozenset(
    [
        "",
        "无",
        "暂无",
        "没有",
        "不详",
        "未知",
        "不明",
        "不清楚",
        "未填",
        "未填写",
        "未提供",
        "未登记",
        "未采集",
        "空",
        "待补充",
        "待定",
        "不适用",
    ]
    + ["略", "n/a", "na", "none", "null", "nan", "nil", "unknown", "?", "??", "...", "……", "....", ".", "、", ",", "`"]
)
_STROKES = re.compile(r"[-/\\—–―_~·.丨|]+")
_CELL_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!)", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"[$#]\{[^}]*\}|\{\{.*\}\}|[年月日\s_.:时分]*年[_\s]*月[年月日\s_.:时分]*|y{4}\W?m{1,2}\W?(d{1,2})?|[□○]+",
    re.IGNORECASE,
)
_FILLERS = "\u1160\u3164 "  # Hangul fillers look empty and are no white space
_SPACES_IN_WRITING = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell as a value. Refused: value None and an "error" problem. Doubtful: a value that a person should look
    at."""

    value: Scalar | None = None
    problems: tuple[Problem, ...] = ()
    doubtful: bool = False

    @property
    def refused(self) -> bool:
        return self.value is None and bool(self.problems)


NOTHING = Parsed()


@dataclass(frozen=True, slots=True)
class Given:
    """What a domain reads: the raw cell, its cleaned text, its place, the unit that the form names (万元, 亩), or
    None."""

    raw: Raw
    text: str
    place: Place = field(default_factory=Place)
    unit: str | None = None

    @property
    def tight(self) -> str:
        """The text without any white space."""
        return _SPACES_IN_WRITING.sub("", self.text)

    def refuse(self, code: str, /, **values: Any) -> Parsed:
        return Parsed(None, (problem(code, self.place, **values),))

    def warn(self, value: Scalar, code: str, /, **values: Any) -> Parsed:
        """A value that is sure enough to be taken, with a remark."""
        return Parsed(value, (problem(code, self.place, **values),))

    def doubt(self, value: Scalar, code: str, /, **values: Any) -> Parsed:
        """A value that a person should look at before it counts."""
        return Parsed(value, (problem(code, self.place, **values),), doubtful=True)


def cell_text(raw: Raw) -> str:
    """What a person reads in a cell: whole floats without .0, days in ISO writing without midnight, cleaned text."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return clean(raw).strip(_FILLERS).lstrip("'").strip()
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else repr(raw)
    if isinstance(raw, datetime):
        return raw.date().isoformat() if raw.time() == time() else raw.isoformat(" ")
    if isinstance(raw, date | time):
        return raw.isoformat()
    return str(raw)


def is_blank(text: str) -> bool:
    """Whether a cleaned text says that there is nothing to say, or is a template's empty slot (${x}, 年 月 日)."""
    if text.lower() in BLANKS or _STROKES.fullmatch(text) is not None:
        return True
    return text[0] in "$#{_年yY□○" and _PLACEHOLDER.fullmatch(text) is not None


@dataclass(frozen=True)
class Domain(ABC):
    """A value domain. `spec` is its specification in the data standard, e.g. "money:CNY"."""

    spec: str

    @abstractmethod
    def read(self, given: Given) -> Parsed:
        """The value in a cell that is neither blank, masked nor an error value."""

    def blank(self, text: str) -> bool:
        """Whether this text means "nothing stands here" in this domain."""
        return is_blank(text)

    def hidden(self, text: str) -> bool:
        """Whether this text is a masked value."""
        return "*" in text

    def parse(self, raw: Raw, place: Place | None = None, unit: str | None = None) -> Parsed:
        """The value of a raw cell; `unit` is what the form's header names (万元, 亩), where it does."""
        text = cell_text(raw)
        if self.blank(text):
            return NOTHING
        given = Given(raw, text, place or Place(), unit)
        if self.hidden(text):
            return given.refuse("DOMAIN_MASKED")
        if text[0] == "#" and _CELL_ERROR.match(text):
            return given.refuse("DOMAIN_CELL_ERROR", value=text)
        return self.read(given)

    def render(self, value: Scalar, output: str | None = None, unit: str | None = None) -> Shown:
        """What goes into a cell: `output` "mask", "text", "code", "label", "tick" or a date format; None: the
        usual."""
        if output == "mask":
            return self.mask(value)
        shown = self.show(value, output, unit)
        return str(shown) if output == "text" else shown

    def show(self, value: Scalar, output: str | None, unit: str | None) -> Shown:
        """`render` for what is not masked; an `output` that means nothing here is the usual one."""
        return str(value)

    def mask(self, value: Scalar) -> str:
        """The value so that a reader recognises that there is one, and learns no more than the field's practice
        shows."""
        return "***"

    def to_json(self, value: Scalar) -> Json:
        """The value as the ledger's documents keep it."""
        return str(value)

    def from_json(self, kept: Json) -> Scalar:
        """The inverse of `to_json`; what it never wrote is a `ValueError`."""
        if not isinstance(kept, str):
            raise ValueError(f"{self.spec} keeps text, not {type(kept).__name__}")
        return kept

    def fits(self, text: str) -> bool:
        """Whether a sample text looks like this domain: stricter than `parse` where that helps to tell columns
        apart."""
        parsed = self.parse(text)
        return parsed.value is not None and not parsed.doubtful

    def profile(self, texts: Iterable[str]) -> float:
        """The share (0..1) of the non-blank sample texts that fit; 0.0 when all are blank."""
        samples = [text for text in texts if not is_blank(cell_text(text))]
        return sum(map(self.fits, samples)) / len(samples) if samples else 0.0

    @property
    def duckdb_type(self) -> str:
        """The column type of the mirror: VARCHAR, DATE, BIGINT, DECIMAL(18,2) or BOOLEAN."""
        return "VARCHAR"
