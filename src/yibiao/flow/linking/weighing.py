"""How likely a doubtful row is about its candidate: signs, weighed. In: row and record values. Out: a chance, a link.

    chance(row, record)  →  0 … 1, calibrated on drawn pairs (`python -m bench.train_weighing` fits `WEIGHTS`)
    decided(row, [...])  →  the one candidate that is certain enough, or None
    weighed(rows, links, known)  →  the links of a file's persons, doubts settled where they can be

The model is a logistic regression over agreements and contradictions, the additive form of Fellegi and Sunter (1969).
Names are compared by their signs and by their sounds without tones, zh/z, ng/n and l/n being one. Two right identity
numbers that differ are never weighed against anything: they are two people. Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import exp

from yibiao.base.text import key
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.rows import KnownRecords, Link

Values = Mapping[str, Json]
CERTAIN = 0.995
"""From here on a link is taken; on drawn rows that were not fitted on, 1 of 912 was wrong (docs/figures.md)."""
WEIGHED = "weighed"
"""The step of a link that was found so."""
SETTLED = frozenset({"LINK_MAYBE", "LINK_SEVERAL", "LINK_OTHER_NAME"})
"""Doubts that likeness may settle; who has another birth date or sex, or a wrong number, is for a person to look at."""
APART = 0.05
"""The next likely candidate must lie below this."""

WEIGHTS: Mapping[str, float] = {
    "": 0.79,
    "1 agree": -0.09,
    "2 agree": -1.21,
    "3 agree": -0.26,
    "4 agree": 0.91,
    "5 agree": 0.94,
    "born other": 0.32,
    "born same": 0.87,
    "home other": -1.18,
    "home same": 0.44,
    "home same numbers": 0.06,
    "home same numbers, same road": -0.44,
    "home same road": -0.96,
    "name other": -5.33,
    "name same": 0.73,
    "name same family": 1.39,
    "name slip": -0.09,
    "name slip, same family": 2.04,
    "name sounds alike": 1.56,
    "number same": 0.70,
    "others": -4.93,
    "phone other": -0.38,
    "phone same": 0.21,
    "phone slip": 0.81,
    "sex other": -1.79,
    "sex same": 2.08,
}
"""Printed by `python -m bench.train_weighing --train 1 2 3 4 5`."""
_LOOSE = ((re.compile("^zh"), "z"), (re.compile("^ch"), "c"), (re.compile("^sh"), "s"), (re.compile("ng$"), "n"),
          (re.compile("^l"), "n"))  # fmt: skip
_DIGITS = re.compile(r"[0-9]+")
_ROAD = re.compile(r"[\u4e00-\u9fff]{2}(?=路|街|巷|道|村|弄|小区|花园|新村|苑|园|坊|里)")


@lru_cache(maxsize=65_536)
def sound(name: str) -> tuple[str, ...]:
    """The syllables of a name as people mishear them: 张丽 and 章莉 sound alike."""
    from pypinyin import lazy_pinyin

    return tuple(_loosened(each) for each in lazy_pinyin(name))


def _loosened(syllable: str) -> str:
    for pattern, said in _LOOSE:
        syllable = pattern.sub(said, syllable)
    return syllable


def one_slip(one: str, other: str) -> bool:
    """Whether one sign differs, or two neighbours changed places."""
    if len(one) != len(other) or one == other:
        return False
    places = [number for number, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]
    if len(places) == 1:
        return True
    return (
        len(places) == 2 and places[1] == places[0] + 1
        and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    )  # fmt: skip


def signs(row: Values, record: Values, others: int) -> dict[str, float]:
    """What speaks for and against the two being one; what either does not say is no sign. others: candidates beside."""
    found: dict[str, float] = {"others": min(others, 4) / 4}
    for name, code, compare in (
        ("name", "person.name", _name), ("born", "person.birth_date", _born), ("phone", "person.phone", _number),
        ("number", "person.id_number", _number), ("sex", "person.gender", _plain),
        ("home", "person.residence_address", _home), ("origin", "person.registration_address", _home),
        ("household", "person.household", _plain),
    ):  # fmt: skip
        one, other = row.get(code), record.get(code)
        if one is not None and other is not None:
            found[f"{name} {compare(key(str(one)), key(str(other)))}"] = 1.0
    held = sum(name.endswith(("same", "sounds alike", "same road")) for name in found)
    found[f"{min(held, 5)} agree"] = 1.0
    return found


def _plain(one: str, other: str) -> str:
    return "same" if one == other else "other"


def _name(one: str, other: str) -> str:
    if one == other:
        return "same"
    if sound(one) == sound(other):
        return "sounds alike"
    if one_slip(one, other) or (len(one) != len(other) and (one in other or other in one)):
        return "slip, same family" if one[:1] == other[:1] else "slip"
    return "same family" if one[:1] == other[:1] else "other"


def _born(one: str, other: str) -> str:
    if one == other:
        return "same"
    same = sum(mine == theirs for mine, theirs in zip(one.split("-"), other.split("-"), strict=False))
    return "two parts" if same == 2 else "other"


def _number(one: str, other: str) -> str:
    return "same" if one == other else "slip" if one_slip(one, other) else "other"


def _home(one: str, other: str) -> str:
    """Addresses by their numbers and the words before 路, 小区 and the like: 建设路3号2幢401 and 建设路3-2-401."""
    if one == other:
        return "same"
    mine, theirs = _DIGITS.findall(one), _DIGITS.findall(other)
    road = bool(set(_ROAD.findall(one)) & set(_ROAD.findall(other)))
    if mine == theirs and mine:
        return "same numbers, same road" if road else "same numbers"
    return "same road" if road else "other"


def chance(row: Values, record: Values, others: int = 0) -> float:
    """How likely both are the same person, 0 … 1."""
    total = WEIGHTS.get("", 0.0) + sum(
        WEIGHTS.get(sign, 0.0) * much for sign, much in signs(row, record, others).items()
    )
    return 1 / (1 + exp(-max(-50.0, min(50.0, total))))


def decided(row: Values, candidates: Sequence[Values], certain: float = CERTAIN) -> int | None:
    """The place of the one candidate that is certain enough and alone in it."""
    more = len(candidates) - 1
    chances = [0.0 if two_numbers(row, one) else chance(row, one, more) for one in candidates]
    best = max(range(len(chances)), key=chances.__getitem__, default=None)
    if best is None or chances[best] < certain:
        return None
    return best if all(each < APART for place, each in enumerate(chances) if place != best) else None


def two_numbers(row: Values, record: Values) -> bool:
    one, other = row.get("person.id_number"), record.get("person.id_number")
    return one is not None and other is not None and key(str(one)) != key(str(other))


def weighed(rows: Sequence[Values], links: Sequence[Link], known: KnownRecords) -> list[Link]:
    """The links with doubts settled where one candidate is certain enough; a doubt about who contradicts stays."""
    open_rows = [number for number, link in enumerate(links) if link.candidates and _may_settle(link)]
    ids = sorted({one for number in open_rows for one in links[number].candidates})
    held = {one: record for one, record in zip(ids, known.get(ids), strict=True) if record is not None} if ids else {}
    found = list(links)
    for number in open_rows:
        records = [held[one] for one in links[number].candidates if one in held]
        if len(records) < len(links[number].candidates):
            continue  # somebody out of sight may be the one
        place = decided(rows[number], [record.values for record in records])
        if place is not None:
            found[number] = Link(links[number].register, records[place], WEIGHED)
    return found


def _may_settle(link: Link) -> bool:
    return link.record is None and {each.code for each in link.problems} <= SETTLED
