"""The word lists of phrases. In: data/phrases/words.toml. Out: frozen lists, longest word first. Refuses: nothing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class Words:
    """Words that are no elements, tags or codes; see the data file for what each list is for."""

    document: frozenset[str]
    here: frozenset[str]
    area_endings: tuple[str, ...]
    not_areas: frozenset[str]
    verbs: tuple[str, ...]
    negations: tuple[str, ...]
    both: frozenset[str]
    either: frozenset[str]
    endings: tuple[str, ...]
    nominal: frozenset[str]
    vague: frozenset[str]
    measures: Mapping[str, tuple[str, ...]]
    ranked: frozenset[str]
    counters: Mapping[str, Mapping[str, str]]
    events: Mapping[str, Mapping[str, str]]
    births: tuple[str, ...]
    said: Mapping[str, Mapping[str, str]]
    no_homes: tuple[str, ...]


def _longest_first(words: list[str]) -> tuple[str, ...]:
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def words() -> Words:
    """The shipped word lists, read once."""
    text = (resources.files("yibiao.flow.standard") / "data" / "phrases" / "words.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Words(
        document=frozenset(data["document"]),
        here=frozenset(data["here"]),
        area_endings=_longest_first(data["area_endings"]),
        not_areas=frozenset(data["not_areas"]),
        verbs=_longest_first(data["verbs"]),
        negations=_longest_first(data["negations"]),
        both=frozenset(data["and"]),
        either=frozenset(data["or"]),
        endings=_longest_first(data["endings"]),
        nominal=frozenset(data["nominal"]),
        vague=frozenset(data["vague"]),
        measures={kind: _longest_first(entries) for kind, entries in data["measures"].items()},
        ranked=frozenset(data["ranked"]),
        counters=data["counters"],
        events=data["events"],
        births=_longest_first(data["births"]["words"]),
        said=data["said"],
        no_homes=_longest_first(data["no_homes"]),
    )
