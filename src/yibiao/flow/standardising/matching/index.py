"""What the standard's elements look like to a header: names, roles, kinds; found by spelling or by likeness.

In: a `Standard`. Out: an `Index`, built once a standard. Special columns (序号, 填表人, 所属社区) and columns that the
standard never holds (创建时间, 操作人) are targets too, so that they win openly instead of by a threshold.
Refuses: nothing.

Likeness: cosine of character 1–3-gram TF-IDF (`grams`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from yibiao.base.text import key
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standardising.matching.grams import Grams
from yibiao.flow.standardising.matching.labels import trimmed
from yibiao.flow.standardising.matching.words import DATA, words

NOTHING = "nothing"
SPECIAL = "special:"
_FAR = 0.05
"""Cosines up to here say nothing."""
_SEARCHED, _LIKE = 120, 20
"""Names looked at, targets kept."""

_KINDS_OF_DOMAIN = {
    "name": {"name", "person"},
    "phone": {"phone"},
    "citizen_id": {"id"},
    "credit_code": {"number"},
    "disability_certificate": {"number"},
    "bank_account": {"number"},
    "date": {"date"},
    "month": {"date"},
    "year": {"date"},
    "datetime": {"date"},
    "money": {"money"},
    "int": {"count"},
    "decimal": {"count"},
    "area_m2": {"floor"},
    "area_mu": {"floor"},
    "percent": {"rate"},
    "bool": {"yesno"},
    "address": {"address"},
    "area": {"address", "area"},
    "code": {"kind", "status"},
    "codes": {"kind", "status"},
    "plate": {"number"},
    "time": {"date"},
    "coordinates": {"address"},
    "file": {"photo"},
    "email": {"email"},
    "postcode": {"postcode"},
}


@dataclass(frozen=True)
class Target:
    """Something a column may mean: an element, a special column, or nothing. names: key spellings, label first."""

    code: str
    names: tuple[str, ...]
    register: str | None = None
    family: str | None = None
    detail: bool = False
    kinds: frozenset[str] = frozenset()
    name_roles: tuple[frozenset[str], ...] = ()
    name_aspects: tuple[Mapping[str, frozenset[str]], ...] = ()

    @property
    def element(self) -> bool:
        return self.family is not None

    @property
    def roles(self) -> frozenset[str]:
        """The roles that its own label names."""
        return self.name_roles[0] if self.name_roles else frozenset()


def family_of(standard: Standard, register: str) -> str:
    """The register that a detail register finally hangs on."""
    seen = set()
    while register in standard.registers and register not in seen:
        seen.add(register)
        master = standard.registers[register].hangs_on
        if master is None:
            break
        register = master
    return register


def _kinds(element: Element) -> frozenset[str]:
    base = element.domain.partition(":")[0].strip()
    kinds = set(_KINDS_OF_DOMAIN.get(base, ()))
    for name in (element.label_zh, *element.aliases):
        if kind := words().kind_of(key(trimmed(name)[0])):
            kinds.add(kind)
    return frozenset(kinds)


def _target(code: str, names: Iterable[str], element: Element | None, standard: Standard) -> Target:
    texts = tuple(dict.fromkeys(text for name in names if (text := key(trimmed(name)[0]))))
    family = family_of(standard, element.register) if element else None
    return Target(
        code=code,
        names=texts,
        register=element.register if element else None,
        family=family,
        detail=bool(element and element.register != family),
        kinds=_kinds(element) if element else frozenset(k for text in texts if (k := words().kind_of(text))),
        name_roles=tuple(words().roles_in(text) for text in texts),
        name_aspects=tuple(words().aspects_in(text) for text in texts),
    )


def _lines(name: str) -> list[list[str]]:
    text = (DATA / name).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _targets(standard: Standard) -> Iterable[Target]:
    held: set[str] = set()
    for element in standard.elements.values():
        target = _target(element.code, (element.label_zh, *element.aliases), element, standard)
        held.update(target.names)
        yield target
    for special, names in _lines("specials.tsv"):
        yield _target(SPECIAL + special, names.split(), None, standard)
    # A word of the list that the standard has come to hold means something after all; 名称, 状态 stay doubtful.
    unheld = (line[0] for line in _lines("nothing.txt") if len(line[0]) <= 2 or key(line[0]) not in held)
    yield _target(NOTHING, unheld, None, standard)


@dataclass(eq=False)
class Index:
    """Search over all names; `owner` says whose each is. Equal only to itself, so that it can be remembered by."""

    targets: Mapping[str, Target]
    exact: Mapping[str, tuple[str, ...]]
    weights: Mapping[str, float]
    """Character → how telling it is (inverse document frequency over the names)."""
    grams: Grams = field(repr=False)
    owner: tuple[str, ...] = ()

    def likeness(self, text: str) -> dict[str, float]:
        """Code → best cosine with one of its names, the 20 best targets at most."""
        cosines = self.grams.cosines(text)
        near = np.flatnonzero(cosines > _FAR)
        best: dict[str, float] = {}
        for i in near[np.argsort(-cosines[near], kind="stable")][:_SEARCHED].tolist():
            if len(best) >= _LIKE:
                break
            best.setdefault(self.owner[i], float(cosines[i]))
        return best

    def uncovered(self, text: str, other: str) -> float:
        """Share of the telling weight of `text` whose characters `other` does not have, 0..1."""
        have, total, missing = Counter(other), 0.0, 0.0
        for char in text:
            weight = self.weights.get(char, self.weights[""])
            total += weight
            if have[char] > 0:
                have[char] -= 1
            else:
                missing += weight
        return missing / total if total else 0.0


def build_index(standard: Standard) -> Index:
    """Index a standard; use `index_of` where the same standard is asked again."""
    targets = {target.code: target for target in _targets(standard)}
    pairs = [(name, target.code) for target in targets.values() for name in target.names]
    exact: dict[str, list[str]] = {}
    for name, code in pairs:
        if code not in exact.setdefault(name, []):
            exact[name].append(code)
    counts = Counter(char for name, _ in pairs for char in set(name))
    weights = {char: math.log((1 + len(pairs)) / (1 + n)) + 1 for char, n in counts.items()}
    weights[""] = math.log(1 + len(pairs)) + 1
    return Index(
        targets=targets,
        exact={name: tuple(codes) for name, codes in exact.items()},
        weights=weights,
        grams=Grams([name for name, _ in pairs]),
        owner=tuple(code for _, code in pairs),
    )


class _Held:
    """A standard as a cache key: the same object, held so that its identity stays its own."""

    __slots__ = ("standard",)

    def __init__(self, standard: Standard) -> None:
        self.standard = standard

    def __hash__(self) -> int:
        return id(self.standard)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.standard is self.standard


@lru_cache(maxsize=4)
def _cached(held: _Held) -> Index:
    return build_index(held.standard)


def index_of(standard: Standard) -> Index:
    """The index of this very standard, built at its first use."""
    return _cached(_Held(standard))
