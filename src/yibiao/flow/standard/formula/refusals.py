"""Refusals of formulas, each with its column. In: what was found where. Out: `ProblemError`s to raise.

Columns are counted from 1 in the text as it was written. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.problems import Place, Problem, ProblemError, problem


def syntax(text: str, column: int, found: str, expected: Sequence[str]) -> ProblemError:
    """Something else was expected at `column`."""
    values = {"formula": text, "column": column, "found": found or "（末尾）", "expected": "、".join(expected)}
    return ProblemError(problem("FORMULA_SYNTAX", Place(field=text), **values))


def unknown_name(text: str, column: int, name: str, near: Sequence[str]) -> ProblemError:
    """`name` names nothing here; `near` are names that look like it."""
    zh = f"是不是想写：{'、'.join(near)}？" if near else "请用数据元的名称、别名或代码"
    en = f"did you mean {', '.join(near)}?" if near else "use the label, an alias or the code of an element"
    values = {"formula": text, "column": column, "name": name, "near": "、".join(near), "near_zh": zh, "near_en": en}
    return ProblemError(problem("FORMULA_UNKNOWN_NAME", Place(field=text), **values))


def ambiguous_name(text: str, column: int, name: str, meanings: Sequence[str]) -> ProblemError:
    """`name` may stand for each of `meanings`."""
    values = {"formula": text, "column": column, "name": name, "meanings": "、".join(meanings)}
    return ProblemError(problem("FORMULA_AMBIGUOUS_NAME", Place(field=text), **values))


def unknown_code(text: str, column: int, value: str, codes: tuple[str, Sequence[str]]) -> ProblemError:
    """`value` stands in no code of the list `codes` (its label, labels that may be meant)."""
    values = {"formula": text, "column": column, "value": value, "list": codes[0], "near": "、".join(codes[1])}
    return ProblemError(problem("FORMULA_UNKNOWN_CODE", Place(field=text), **values))


def wrong_type(text: str, column: int, sentence: tuple[str, str]) -> ProblemError:
    """What stands at `column` cannot be what is needed there (said in Chinese and English)."""
    values = {"formula": text, "column": column, "zh": sentence[0], "en": sentence[1]}
    return ProblemError(problem("FORMULA_TYPE", Place(field=text), **values))


def cycle(names: Sequence[str]) -> ProblemError:
    """The definitions `names` lead back to the first."""
    return ProblemError(problem("FORMULA_CYCLE", Place(field=names[0]), chain=" → ".join(names)))


def too_long(text: str, limit: str) -> ProblemError:
    """The text is longer or deeper than anybody writes by hand."""
    return ProblemError(problem("FORMULA_TOO_LONG", Place(field=text[:60]), limit=limit))


def found(refused: Problem) -> ProblemError:
    """A problem that `check` found, as an error."""
    return ProblemError(refused)
