"""What the words of a formula may name. In: the standard. Out: elements, tags, registers and codes by their names.

Names are compared by `base.text.key` (width, case and punctuation do not count). Nearer registers win over farther,
labels over aliases. Refuses: nothing; an unknown name is None or an empty tuple, an ambiguous one several candidates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from yibiao.base.text import key
from yibiao.flow.standard.formula.kinds import Kind, domain_argument, kind_of
from yibiao.flow.standard.formula.links import to_one
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import CodeList, Element, Register, Standard


@dataclass(frozen=True, slots=True)
class Named:
    """What a name stands for: an element's code or a tag's name."""

    what: str  # "element" | "tag"
    code: str


@per_standard
def _scope(standard: Standard, home: str) -> Mapping[str, tuple[Named, ...]]:
    """Every name that a formula about `home` may use → what it stands for; several when it is ambiguous."""
    scope: dict[str, tuple[tuple[int, int], tuple[Named, ...]]] = {}
    for register, path in to_one(standard, home).items():
        for rank, name, named in _names_of(standard, register):
            place = (len(path), rank)
            before = scope.get(name)
            if before is None or place < before[0]:
                scope[name] = (place, (named,))
            elif place == before[0] and named not in before[1]:
                scope[name] = (place, (*before[1], named))
    return {name: candidates for name, (_, candidates) in scope.items()}


def _names_of(standard: Standard, register: str) -> Iterator[tuple[int, str, Named]]:
    for element in standard.of_register(register):
        yield 0, key(element.label_zh), Named("element", element.code)
        for alias in element.aliases:
            yield 2, key(alias), Named("element", element.code)
    for tag in standard.tags.values():
        if tag.register == register:
            yield 1, key(tag.name), Named("tag", tag.name)
            for alias in tag.aliases:
                yield 3, key(alias), Named("tag", tag.name)


def candidates(standard: Standard, home: str, name: str) -> tuple[Named, ...]:
    """What `name` may stand for in a formula about `home`: none, one, or several when it is ambiguous."""
    element = standard.elements.get(name)
    if element is not None:
        return (Named("element", name),) if element.register in to_one(standard, home) else ()
    register, dot, rest = name.partition(".")
    if dot:
        found = register_named(standard, register)
        if found is None or found.code not in to_one(standard, home):
            return ()
        return within(standard, found.code, rest)
    return _scope(standard, home).get(key(name), ())


def within(standard: Standard, register: str, name: str) -> tuple[Named, ...]:
    """What `name` stands for in `register` alone."""
    ranked = [(rank, named) for rank, entry, named in _names_of(standard, register) if entry == key(name)]
    best = min((rank for rank, _ in ranked), default=0)
    return tuple(dict.fromkeys(named for rank, named in ranked if rank == best))


@per_standard
def _registers(standard: Standard) -> Mapping[str, Register]:
    named: dict[str, Register] = {}
    for register in standard.registers.values():
        named.setdefault(key(register.code), register)
    for register in standard.registers.values():
        named.setdefault(key(register.label_zh), register)
    for register in standard.registers.values():
        for noun in register.nouns:
            named.setdefault(key(noun), register)
    return named


def register_named(standard: Standard, name: str) -> Register | None:
    """The register of this code, label or noun."""
    return standard.registers.get(name) or _registers(standard).get(key(name))


def code_list_of(standard: Standard, element: Element) -> CodeList | None:
    """The code list that the element's values come from, None for other kinds or a list that the standard lacks."""
    if kind_of(element) not in (Kind.CODE, Kind.CODES):
        return None
    return standard.code_lists.get(domain_argument(element.domain))


def codes_named(codes: CodeList, name: str) -> tuple[str, ...]:
    """The codes whose code, label or alias is `name`; labels win over aliases; several when ambiguous."""
    text = name.strip()
    if text in codes.by_code:
        return (text,)
    wanted = key(text)
    labelled = tuple(code.code for code in codes.codes if key(code.label_zh) == wanted)
    return labelled or tuple(code.code for code in codes.codes if any(key(alias) == wanted for alias in code.aliases))


@per_standard
def words(standard: Standard) -> frozenset[str]:
    """Every Chinese name that may stand in a formula about anything, for telling words apart without spaces."""
    found: set[str] = set()
    for element in standard.elements.values():
        found.update((element.label_zh, *element.aliases))
    for tag in standard.tags.values():
        found.update((tag.name, *tag.aliases))
    for register in standard.registers.values():
        found.update((register.label_zh, *register.nouns))
    for codes in standard.code_lists.values():
        for code in codes.codes:
            found.update((code.label_zh, *code.aliases))
    return frozenset(name.strip() for name in found if name.strip())


def nearest(name: str, known: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Up to `limit` of `known` that look most like `name`, best first."""
    hits = process.extract(name, list(dict.fromkeys(known)), scorer=fuzz.ratio, limit=limit, score_cutoff=40)
    return tuple(hit[0] for hit in hits)


def names_in_reach(standard: Standard, home: str) -> tuple[str, ...]:
    """Labels of elements and names of tags that a formula about `home` may use, nearest registers first."""
    names: list[str] = []
    for register in to_one(standard, home):
        names.extend(element.label_zh for element in standard.of_register(register))
        names.extend(tag.name for tag in standard.tags.values() if tag.register == register)
    return tuple(dict.fromkeys(names))
