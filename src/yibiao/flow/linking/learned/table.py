"""Rows about people as columns of numbers. In: `Person` rows. Out: `Table`, one code a value; equal means equal.

Two births are kept: the declared one, from which is learned, and the known one, which falls back on the identity
number. Learning from the birth inside the number would teach that births always agree. Refuses: nothing; what is empty
is code 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from yibiao.base.text import key
from yibiao.flow.linking.addresses import parse_address
from yibiao.flow.standard.domains.citizen_id import birth_date, is_citizen_id, upgraded

Codes = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Person:
    """What one row of one source says. Birth is an ISO date or a part of one; unknown is the empty string."""

    source: str
    name: str
    id_number: str = ""
    birth: str = ""
    gender: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class Table:
    """The columns: codes of each kind of value, and for each kind the value behind a code."""

    source: Codes
    codes: Mapping[str, Codes]
    values: Mapping[str, tuple[str, ...]]
    often: Codes
    """How often the row's name stands in the source that has it most often: what a shared name is worth."""


@cache
def _syllables() -> Mapping[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict

    return {code: _toneless(readings.split(",")[0]) for code, readings in pinyin_dict.items()}


def _toneless(reading: str) -> str:
    bare = "".join(one for one in unicodedata.normalize("NFD", reading) if one.isascii())
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        bare = bare.replace(hard, soft)
    return ("n" + bare[1:] if bare.startswith("l") else bare).replace("ng", "n")


def sound(name: str) -> str:
    """The name as it is heard: no tones, zh=z, ch=c, sh=s, ng=n, l=n; other letters as they are."""
    return " ".join(_syllables().get(ord(one), one) for one in key(name))


def identity(number: str) -> str:
    """A valid number in eighteen characters, or the empty string."""
    text = number.strip().upper()
    text = upgraded(text) if len(text) == 15 and text.isdigit() else text
    return text if is_citizen_id(text) else ""


def _known_birth(row: Person) -> str:
    valid = "" if row.birth else identity(row.id_number)
    born = birth_date(valid) if valid else None
    return row.birth or (born.isoformat() if born else "")


_READ: Mapping[str, Callable[[Person], str]] = {
    "name": lambda row: key(row.name),
    "sound": lambda row: sound(row.name),
    "family": lambda row: sound(row.name[:1]),
    "identity": lambda row: identity(row.id_number),
    "written": lambda row: "" if identity(row.id_number) else row.id_number.strip().upper(),
    "tail": lambda row: row.id_number.strip().upper()[-4:] if len(row.id_number.strip()) == 18 else "",
    "declared": lambda row: row.birth,
    "birth": _known_birth,
    "gender": lambda row: row.gender,
    "phone": lambda row: row.phone,
    "place": lambda row: parse_address(row.address).place,
    "house": lambda row: parse_address(row.address).house,
    "unit": lambda row: parse_address(row.address).unit,
    "home": lambda row: parse_address(row.address).home,
}


def tabled(rows: Sequence[Person]) -> Table:
    """The columns of the rows; code 0 is the empty value in every kind."""
    codes, values = {}, {}
    for kind, read in _READ.items():
        seen: dict[str, int] = {"": 0}
        codes[kind] = np.array([seen.setdefault(read(row), len(seen)) for row in rows], dtype=np.int64)
        values[kind] = tuple(seen)
    sources: dict[str, int] = {}
    source = np.array([sources.setdefault(row.source, len(sources)) for row in rows], dtype=np.int64)
    return Table(source, codes, values, _often(codes["name"], source))


def _often(name: Codes, source: Codes) -> Codes:
    width = int(source.max(initial=0)) + 1
    both, counts = np.unique(name * width + source, return_counts=True)
    most = np.zeros(int(name.max(initial=0)) + 1, dtype=np.int64)
    np.maximum.at(most, both // width, counts)
    return most[name]
