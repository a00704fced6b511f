"""How values look, whatever they say. In: the distinct texts of a column, how often each stands. Out: counts.

A text's form is found by one table of signs, so that a column of telephones is looked at once, not once for each.
Refuses: nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

SHAPES = 6
HAN, DIGIT, WIDE_DIGIT, LETTER = "汉", "9", "９", "A"
_TEST_WORDS = re.compile(r"测试|试用|示例|样例|\b[Tt]est\b|\bTEST\b")
_TEST_WHOLE = re.compile(
    r"aaa+|abc|asdf?|qwer\w*|xxx+|foo|bar|张三|李四|王五|某某某?|1{6,}|0{6,}|12345\d*", re.IGNORECASE
)
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff]|锟斤拷|烫烫|屯屯|[ÃÂåæçèé][\x80-\xbf]|[À-ÿ]{2}")
_RUN = re.compile(r"(.)\1*", re.DOTALL)
_LOOKED_AT = set(f"{HAN}{DIGIT}{WIDE_DIGIT}{LETTER}")


class _Signs(dict[int, str]):
    """Each character's sign: Han, digit, letter; others stand for themselves."""

    def __missing__(self, code: int) -> str:
        text = chr(code)
        found = text
        if "\u3400" <= text <= "\u9fff":
            found = HAN
        elif text.isdigit():
            found = DIGIT if text.isascii() else WIDE_DIGIT
        elif text.isascii() and text.isalpha():
            found = LETTER
        self[code] = found
        return found


_SIGNS = _Signs()


def shape(text: str) -> str:
    """How a text looks, without what it says: 汉{3}, 9{11}, 9{4}-9{2}-9{2}."""
    return _counted(text.translate(_SIGNS))


def _counted(signs: str) -> str:
    runs = (found[0] for found in _RUN.finditer(signs))
    return "".join(f"{run[0]}{{{len(run)}}}" if run[0] in _LOOKED_AT else run for run in runs)[:60]


@dataclass(frozen=True, slots=True)
class Looks:
    """test, garbled, digits: values that look like tests, that are in the wrong encoding, that have a digit in them."""

    shapes: Mapping[str, int]
    test: int
    garbled: int
    digits: int


def looks_of(values: Mapping[str, int]) -> Looks:
    """What the column's values look like; values: text → how often."""
    signs: Counter[str] = Counter()
    for text, times in values.items():
        signs[text.translate(_SIGNS)] += times
    shapes: Counter[str] = Counter()
    for form, times in signs.items():
        shapes[_counted(form)] += times
    together = "\n".join(values)
    tests = _TEST_WORDS.search(together) is not None
    return Looks(
        dict(shapes.most_common(SHAPES)),
        sum(times for text, times in values.items() if _TEST_WHOLE.fullmatch(text) or (tests and _is_test(text))),
        sum(times for text, times in values.items() if _GARBLED.search(text)) if _GARBLED.search(together) else 0,
        sum(times for form, times in signs.items() if DIGIT in form or WIDE_DIGIT in form),
    )


def _is_test(text: str) -> bool:
    return _TEST_WORDS.search(text) is not None
