"""The words of `data/words.toml`, compiled once. In: nothing. Out: roles, aspects, subjects, containers, kinds.

Refuses: nothing; a broken data file is our fault and raises what `tomllib` raises.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

DATA = resources.files("yibiao.flow.standardising.matching") / "data"


@dataclass(frozen=True)
class Words:
    """roles, subjects: word → name. aspects: group → word → name. kinds: pattern → kind, in order."""

    roles: Mapping[str, str]
    aspects: Mapping[str, Mapping[str, str]]
    subjects: Mapping[str, frozenset[str]]
    containers: re.Pattern[str]
    kinds: tuple[tuple[re.Pattern[str], str], ...]

    def roles_in(self, text: str) -> frozenset[str]:
        """Roles that `text` names; the longest word wins where words overlap."""
        found, rest = set(), text
        for word, role in self.roles.items():
            if word in rest:
                found.add(role)
                rest = rest.replace(word, "·")
        return frozenset(found)

    def aspects_in(self, text: str) -> Mapping[str, frozenset[str]]:
        """Group → names of the aspects that `text` mentions; groups without any are left out."""
        found = {
            group: frozenset(name for word, name in words.items() if word in text)
            for group, words in self.aspects.items()
        }
        return {group: names for group, names in found.items() if names}

    def kind_of(self, text: str) -> str | None:
        """What the ending (or beginning) of a label says about its values."""
        return next((kind for pattern, kind in self.kinds if pattern.search(text)), None)

    def subject_of(self, text: str) -> tuple[str, frozenset[str]]:
        """`text` less the longest leading noun that only names the table's subject, and the registers it points at."""
        for word, registers in self.subjects.items():
            if text.startswith(word) and len(text) > len(word) + 1:
                return text[len(word) :], registers
        return text, frozenset()


def _longest_first(table: Mapping[str, list[str]]) -> dict[str, str]:
    pairs = [(word, name) for name, words in table.items() for word in words]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@cache
def words() -> Words:
    """The compiled words."""
    raw = tomllib.loads((DATA / "words.toml").read_text("utf-8"))
    subjects: dict[str, set[str]] = {}
    for register, nouns in raw["subjects"].items():
        for noun in nouns:
            subjects.setdefault(noun, set()).add(register)
    ordered = sorted(subjects.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    containers = "|".join(map(re.escape, raw["containers"]["endings"]))
    whole = "|".join(map(re.escape, raw["containers"]["whole"]))
    return Words(
        roles=_longest_first(raw["roles"]),
        aspects={group: _longest_first(table) for group, table in raw["aspects"].items()},
        subjects={noun: frozenset(registers) for noun, registers in ordered},
        containers=re.compile(f"(?:(?:{containers})$)|(?:^(?:{whole})$)"),
        kinds=tuple((re.compile(pattern), entry["kind"]) for entry in raw["kinds"] for pattern in entry["patterns"]),
    )
