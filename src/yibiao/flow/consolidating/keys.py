"""What a field asks as one text key, equal for equal questions. In: a meaning, the standard. Out: a key, its elements.

    person.phone                                   a value of a record
    count:person:年龄 >= 60 且 性别 = 女:count      how many satisfy a condition, parts in a fixed order
    special:serial                                 nothing of the ledger
    new:监护人姓名                                  not in the standard (less brackets, notes, enumeration)

Refuses: nothing; what means nothing is `new:` with its label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields, replace

from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.definitions import definition, parts
from yibiao.flow.standard.formula.nodes import All, Any, Has, Node, OneOf, Ref, Tagged
from yibiao.flow.standard.meanings import FieldMatch, Meaning
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.labels import read_label

NEW = "new:"
COUNT = "count:"
SPECIAL = "special:"
_CALENDAR = re.compile(r"\d{4}-\d\d")
SURE = 0.45
"""From this confidence on a meaning that nobody has confirmed yet is good enough to compare forms by."""


def key_of(field: FieldMatch, standard: Standard) -> str:
    """The key of what `field` asks."""
    meaning = field.meaning
    if meaning is not None and meaning.special:
        return SPECIAL + meaning.special
    if meaning is None or not (field.accepted or field.confidence >= SURE):
        return NEW + new_key(field.path)
    if meaning.measure is not None:
        return _count_key(meaning, standard)
    if meaning.element:
        return meaning.element
    if meaning.node is not None:
        return f"{COUNT}{meaning.register}:{_shown(meaning.node, meaning.register, standard)}:value"
    return NEW + new_key(field.path)


def new_key(path: Sequence[str]) -> str:
    """A header path as the key of something that the standard does not have."""
    label = read_label(path)
    return label.joined or label.leaf or "".join(path)


def _count_key(meaning: Meaning, standard: Standard) -> str:
    measure, register = meaning.measure, meaning.register
    assert measure is not None
    words = [measure.kind]
    words += [_shown(node, register, standard) for node in (measure.of, measure.part) if node is not None]
    return f"{COUNT}{register}:{_shown(meaning.where, register, standard)}:{' '.join(words)}"


def _shown(node: Node | None, register: str | None, standard: Standard) -> str:
    if node is None:
        return ""
    ordered = canonical(node)
    try:
        return show(ordered, register or "person", standard)
    except (LookupError, ValueError, AttributeError):
        return repr(ordered)


def canonical(node: Node) -> Node:
    """The same condition in the one order that every spelling of it shares: 且 and 或 flat, sorted, without repeats."""
    if isinstance(node, All | Any):
        kind = type(node)
        flat: list[Node] = []
        for part in map(canonical, node.parts):
            flat += part.parts if isinstance(part, kind) else [part]
        ordered = sorted(set(flat), key=repr)
        return ordered[0] if len(ordered) == 1 else kind(tuple(ordered))
    if isinstance(node, OneOf):
        return replace(node, of=canonical(node.of), values=tuple(sorted(set(node.values), key=repr)))
    changed = {
        entry.name: canonical(value) for entry in fields(node) if isinstance(value := getattr(node, entry.name), Node)
    }
    return replace(node, **changed) if changed else node


def population_key(node: Node | None, register: str | None, standard: Standard) -> str | None:
    """The canonical text of a form's population, None for everybody."""
    return _shown(node, register, standard) or None


def people_of(node: Node | None, register: str | None, standard: Standard) -> tuple[str, ...]:
    """The conditions of a population that all hold, as texts: 老年人 and 60周岁以上 are the same condition.

    Calendar dates (2024年5月出生登记表) say which time the form is of, and are left out.
    """
    if node is None:
        return ()
    whole = canonical(_opened(node, standard))
    parts = whole.parts if isinstance(whole, All) else (whole,)
    texts = (_condition(part, register, standard) for part in parts)
    return tuple(sorted(text for text in texts if not _CALENDAR.search(text)))


def _condition(node: Node, register: str | None, standard: Standard) -> str:
    """One condition as text; where any record of a register is enough, the register behind it: 有(低保) low_income."""
    text = _shown(node, register, standard)
    return f"{text} {node.register}." if isinstance(node, Has) and node.where is None else text


def _opened(node: Node, standard: Standard) -> Node:
    """The same condition with every tag as its formula, in the words of what is kept."""
    known = definition(standard, node)
    if known is not None and isinstance(node, Tagged):
        return _opened(known[2], standard)
    changed: dict[str, Node | tuple[Node, ...]] = {}
    for entry in fields(node):
        value = getattr(node, entry.name)
        if isinstance(value, Node):
            changed[entry.name] = _opened(value, standard)
        elif isinstance(value, tuple) and value and all(isinstance(part, Node) for part in value):
            changed[entry.name] = tuple(_opened(part, standard) for part in value)
    return replace(node, **changed) if changed else node


def elements_of(node: Node | None, standard: Standard) -> frozenset[str]:
    """Elements that a condition speaks about, tags and derived elements opened down to what is kept."""
    if node is None:
        return frozenset()
    found: set[str] = set()
    opened: set[Node] = set()
    waiting = [node]
    while waiting:
        entry = waiting.pop()
        if entry in opened:
            continue
        opened.add(entry)
        known = definition(standard, entry)
        if known is not None:
            waiting.append(known[2])
        elif isinstance(entry, Ref):
            found.add(entry.code)
        elif isinstance(entry, Has):
            found.add(f"{entry.register}.")
        waiting.extend(parts(entry) if known is None else ())
    return frozenset(found)


def needs_of(meaning: Meaning | None, standard: Standard) -> tuple[str, ...]:
    """What a list must hold so that this count follows from it."""
    if meaning is None or meaning.measure is None:
        return ()
    nodes = (meaning.where, meaning.measure.of, meaning.measure.part)
    return tuple(sorted(frozenset[str]().union(*(elements_of(node, standard) for node in nodes))))
