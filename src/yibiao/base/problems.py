"""The catalogue of problems: code, place, Chinese and English sentence, remedy.

In: a code of the catalogue (``catalogue/*.toml``, one file a room), a `Place`, the values that its sentence names.
Out: a frozen `Problem`; `ProblemError` carries one where work cannot go on.
Refuses: a code that the catalogue does not know, a sentence whose values are missing (both are our own
faults: `LookupError`).

    Problem            a fact about the user's data; collected, shown, never raised past a stage's face
    └─ ProblemError    the same fact where nothing useful can be returned (a file that is no workbook, an unknown user)
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem sits. All parts optional; `cell` is an A1 reference, `field` an element code or a label."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    record: str | None = None

    def __str__(self) -> str:
        parts = (self.file, self.sheet, self.cell, self.field, self.record)
        return " · ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the catalogue; sentences are `str.format` templates. `retriable`: the same input may pass later."""

    code: str
    severity: str  # "error" refuses, "warning" goes on and says so, "question" waits for a person
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    retriable: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A catalogued problem at a place, with the values that its sentence names."""

    code: str
    place: Place = Place()
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        return catalogue()[self.code]

    def sentence(self, language: str = "zh") -> str:
        return (self.kind.zh if language == "zh" else self.kind.en).format(**self.values)

    def remedy(self, language: str = "zh") -> str:
        return (self.kind.remedy_zh if language == "zh" else self.kind.remedy_en).format(**self.values)

    def in_both(self) -> str:
        """Sentence and remedy in both languages, for pages that have no language of their own."""
        return f"{self.sentence('zh')}；{self.remedy('zh')} {self.sentence('en')}; {self.remedy('en')}"

    def as_json(self) -> dict[str, Any]:
        place = {
            key: value
            for key in ("file", "sheet", "cell", "field", "record")
            if (value := getattr(self.place, key)) is not None
        }
        return {
            "code": self.code,
            "severity": self.kind.severity,
            "place": place,
            "zh": self.sentence("zh"),
            "en": self.sentence("en"),
            "remedy_zh": self.remedy("zh"),
            "remedy_en": self.remedy("en"),
        }


class ProblemError(Exception):
    """Raised where a problem leaves nothing to return; the edge turns it into a reply or an exit code."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.code}: {problem.sentence('en')} [{problem.place}]")
        self.problem = problem


def refuse_if(why: Problem | None) -> None:
    """Raise what a rule says against an act; where it says nothing, the act goes on."""
    if why is not None:
        raise ProblemError(why)


@cache
def catalogue() -> Mapping[str, Kind]:
    """All kinds by code, from every ``catalogue/*.toml``; a code that stands twice is a `LookupError`."""
    kinds: dict[str, Kind] = {}
    folder = resources.files("yibiao.base") / "catalogue"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, entry in tomllib.loads(file.read_text("utf-8")).items():
            if code in kinds:
                raise LookupError(f"problem code {code} stands twice in the catalogue")
            kinds[code] = Kind(code=code, **entry)
    return kinds


def problem(code: str, place: Place | None = None, /, **values: Any) -> Problem:
    """Make a problem; an unknown code or a missing value is a `LookupError`, because it is our fault."""
    kind = catalogue().get(code)
    if kind is None:
        raise LookupError(f"no problem code {code} in the catalogue")
    for sentence in (kind.zh, kind.en, kind.remedy_zh, kind.remedy_en):
        missing = {name for _, name, _, _ in string.Formatter().parse(sentence) if name} - values.keys()
        if missing:
            raise LookupError(f"problem {code} needs {', '.join(sorted(missing))}")
    return Problem(code, place or Place(), values)
