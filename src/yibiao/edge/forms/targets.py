"""Elements that a person's words may mean. In: words, the standard. Out: the best matches, by label, alias, register.

Refuses: nothing; words that nothing resembles give an empty list.
"""

from __future__ import annotations

from typing import Any

from rapidfuzz import fuzz

from yibiao.base.text import key
from yibiao.flow.standard.model import Element, Standard

MOST = 20
_ENOUGH = 55.0


def targets_for(words: str, standard: Standard) -> list[dict[str, Any]]:
    """At most `MOST` elements, the nearest first; the words may name the register too (残疾 等级)."""
    wanted = key(words[:60])
    if not wanted:
        return []
    scored = [(_score(wanted, element, standard), element) for element in standard.elements.values()]
    best = sorted((pair for pair in scored if pair[0] >= _ENOUGH), key=lambda pair: (-pair[0], pair[1].code))
    return [_told(element, standard) for _, element in best[:MOST]]


def _score(wanted: str, element: Element, standard: Standard) -> float:
    register = standard.registers[element.register]
    names = [key(name) for name in (element.label_zh, element.label_en, *element.aliases) if name]
    whole = key(register.label_zh + element.label_zh)
    if wanted in names or wanted in (whole, key(element.code)):
        return 200.0 - len(element.code) / 100
    inside = 100.0 if any(wanted in name for name in (*names, whole)) else 0.0
    near = max(fuzz.ratio(wanted, name) for name in (*names, whole))
    person = 3.0 if element.register == "person" else 0.0
    return inside + near / 2 + person if inside else near + person - 5


def _told(element: Element, standard: Standard) -> dict[str, Any]:
    register = standard.registers[element.register]
    return {
        "element": element.code,
        "label_zh": f"{register.label_zh} · {element.label_zh}",
        "label_en": f"{register.label_en} · {element.label_en}",
        "sensitivity": element.sensitivity,
    }
