"""What a form may not ask of those who fill it in. In: a title, labels of columns. Out: which rule each hits, where.

What office software may not do is named in 《政务移动互联网应用程序规范化管理办法》; a form is the same on paper.
Patterns are data (`forbidden.toml`) and were chosen on the headers of strangers. Refuses: nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One thing that is forbidden. rule: name of the finding. but: what makes the same words innocent."""

    rule: str
    title: re.Pattern[str]
    column: re.Pattern[str]
    but: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """rule: name of the finding. words: what was hit. cell: of the column; "" for the title."""

    rule: str
    words: str
    cell: str


@cache
def patterns() -> tuple[Pattern, ...]:
    """What is forbidden, in the order of the file."""
    text = (resources.files("yibiao.flow.admitting") / "data" / "forbidden.toml").read_text("utf-8")
    return tuple(
        Pattern(said["rule"], *(re.compile(said[part]) for part in ("title", "column", "but")))
        for said in tomllib.loads(text).values()
    )


def hits_of(title: str, columns: Sequence[tuple[str, Sequence[str]]]) -> tuple[Hit, ...]:
    """What a form's title and columns (cell, header path) hit; each rule once a place.

    A column is judged by its own label and by what stands above it, together; innocent words may stand in the title.
    """
    written = _written(title)
    found = []
    for pattern in patterns():
        if pattern.title.search(written) and not pattern.but.search(written):
            found.append(Hit(pattern.rule, title, ""))
        for cell, path in columns:
            label = _written("".join(path))
            if pattern.column.search(label) and not pattern.but.search(label + written):
                found.append(Hit(pattern.rule, "›".join(path), cell))
    return tuple(found)


def _written(text: str) -> str:
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).lower()
