"""Text as Chinese office files hold it. In: any string of a cell. Out: the same in one writing. Refuses: nothing.

`clean` keeps what a person reads; `key` keeps only what two spellings of one label share.
"""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0\u3000\u200b\ufeff]+")
_BRACKETS = re.compile(r"[(\[【〔{〈《][^)\]】〕}〉》]*[)\]】〕}〉》]")
_KEEP = re.compile(r"[^0-9a-z\u3400-\u9fff\U00020000-\U0003ffff%]+")


def clean(text: str) -> str:
    """NFKC (full width to half width), every run of white space one space, ends stripped."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def key(text: str) -> str:
    """What two spellings of a label share: NFKC, lower case, only letters, digits, % and Han characters."""
    return _KEEP.sub("", unicodedata.normalize("NFKC", text).lower())


def without_brackets(text: str) -> str:
    """`text` less its bracketed notes, as in 年收入（元）; what remains may be empty."""
    return clean(_BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


def bracketed(text: str) -> tuple[str, ...]:
    """The notes in brackets, innermost writing, in order: 年收入（元） → ("元",)."""
    normal = unicodedata.normalize("NFKC", text)
    return tuple(clean(match.group()[1:-1]) for match in _BRACKETS.finditer(normal))
