"""What a check is and what it finds. In: nothing. Out: frozen values, also as JSON. Refuses: JSON that is no check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.standard.formula.memory import Held


class Over(StrEnum):
    """What the names of a formula stand for, and how often it is judged."""

    LINE = "line"  # names are columns; once for each row of the body
    COLUMN = "column"  # names are rows; once for each column that can be summed
    FORM = "form"  # names are cells; once


class Severity(StrEnum):
    """How sure the check is that somebody erred."""

    WRONG = "wrong"
    DOUBTFUL = "doubtful"


_CODES = {Severity.WRONG: "CHECKING_WRONG", Severity.DOUBTFUL: "CHECKING_DOUBTFUL"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold. code: unique in its form. zh, en: the sentence that a clerk reads when it does not.

    cell: where a finding is shown (A1); "": at the first name of the formula.
    """

    code: str
    over: Over
    formula: str
    severity: Severity
    zh: str
    en: str
    cell: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "over": self.over.value,
            "formula": self.formula,
            "severity": self.severity.value,
            "zh": self.zh,
            "en": self.en,
            "cell": self.cell,
        }

    @classmethod
    def of_json(cls, entry: Mapping[str, Any]) -> Check:
        """The check that `as_json` wrote; a word that none of ours is a `ValueError` or `KeyError`."""
        return cls(
            str(entry["code"]),
            Over(entry["over"]),
            str(entry["formula"]),
            Severity(entry["severity"]),
            str(entry["zh"]),
            str(entry["en"]),
            str(entry.get("cell", "")),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A check that does not hold, at a cell. values: every name of the formula as a reader calls it, with its value."""

    check: Check
    cell: str
    values: tuple[tuple[str, Held], ...]

    @property
    def problem(self) -> Problem:
        """The same for people: at the cell, with the formula and the values."""
        said = "，".join(f"{name}={'无' if value is None else value}" for name, value in self.values)
        check = self.check
        values = {"zh": check.zh, "en": check.en, "formula": check.formula, "values": said}
        return problem(_CODES[check.severity], Place(cell=self.cell, field=check.code), **values)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of the checks of one form.

    problems: formulas that mean nothing here, with the check's code as the place's field. judged: how often a check
    was decided; unjudged: how often a value was missing, so that it could not be.
    """

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    judged: int = 0
    unjudged: int = 0

    @property
    def wrong(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.check.severity is Severity.WRONG)
