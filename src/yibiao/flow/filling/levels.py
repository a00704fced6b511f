"""Levels of areas as forms name them. In: a label (所属街道, 社区名称), an area. Out: the level, the name.

Refuses: nothing; a label of another level than the area's, whose name nobody told, gives None and stays blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

_LEVELS = (
    ("grid", re.compile(r"网格")),
    ("community", re.compile(r"社区|村|居委")),
    ("street", re.compile(r"街道|乡镇|镇街|街镇|各镇|各乡|镇名|镇[（(]|^(所属|所在)?[镇乡]$")),
    ("district", re.compile(r"区县|县区|县[（(]?[市区]|各县|各区|^(所属|所在)?县$")),
)
"""Words of levels of areas, as the directory names the levels."""

_ENDINGS = (
    ("grid", re.compile(r"网格$")),
    ("community", re.compile(r"(社区|村|居委会|村委会|居民委员会|村民委员会)$")),
    ("street", re.compile(r"(街道|镇|乡|街道办事处)$")),
    ("district", re.compile(r"[区县]$")),
)
"""How names of areas end; the first that fits says the level (a 社区 is no 区)."""

Path = Sequence[tuple[str, str]]
"""(level, name) from the outermost area down to the area itself."""


def level_of(text: str) -> str | None:
    """The one level that a label speaks of; None where it speaks of none or of several."""
    found = [level for level, words in _LEVELS if words.search(text)]
    return found[0] if len(found) == 1 else None


def name_at(label: str, name: str | None, path: Path) -> str | None:
    """The name that belongs under the label: the area's own, or that of the area above it at the label's level."""
    level = level_of(label)
    if level is None or name is None:
        return name
    if path:
        return next((above for its_level, above in path if its_level == level), None)
    own = next((its_level for its_level, ending in _ENDINGS if ending.search(name)), None)
    return name if own == level else None


def area_paths(areas: Iterable[tuple[str, str, str, str | None]]) -> dict[str, Path]:
    """Code → path, of (code, name, level, parent's code) in any order; a parent that nobody lists ends the path."""
    known = {code: (name, level, parent) for code, name, level, parent in areas}

    def path(code: str | None, below: frozenset[str] = frozenset()) -> tuple[tuple[str, str], ...]:
        if code is None or code not in known or code in below:
            return ()
        name, level, parent = known[code]
        return (*path(parent, below | {code}), (level, name))

    return {code: path(code) for code in known}


def path_of(paths: Mapping[str, Path], code: str | None) -> Path:
    return paths.get(code, ()) if code is not None else ()
