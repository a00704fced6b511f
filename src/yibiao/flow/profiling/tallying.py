"""Counts a delivery block by block. In: blocks of columns, raw and as read. Out: a `Profile`.

Every row is counted for what is filled, read, repeated and elsewhere; how values look is judged on at most `SAMPLE`
rows, drawn by lot: every second row of a list of couples would be all wives. Memory: 8 bytes a key
and the sample. Refuses: nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol, TypeVar, cast

import numpy as np

from yibiao.base.tables import Raw
from yibiao.flow.profiling.looking import looks_of
from yibiao.flow.profiling.profile import ColumnProfile, KeyProfile, Profile

SAMPLE = 20_000
SKETCH = 2_048
BIRTH, SEX, ID_NUMBER = "person.birth_date", "person.gender", "person.id_number"
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_CODE = re.compile(r"[0-9A-Z]{18}")
_FORMS = {"citizen_id": _NUMBER, "credit_code": _CODE}
_SIZED = ("date", "int", "decimal", "money", "amount", "number")
_AREA = "area"
_STAND_INS = frozenset({"1900-01-01", "1899-12-30", "1899-12-31", "1970-01-01", "9999-12-31", "2099-12-31"})
"""Days that programs write where they know none."""
Picks = list[int] | None
"""Places in a block that are looked at, None for all."""


_Text = str | None | Literal[False]
_Any = TypeVar("_Any")


class Told(Protocol):
    """A column of some rows; see `standardising.MeasuredColumn`."""

    @property
    def number(self) -> int: ...
    @property
    def label(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def raws(self) -> Sequence[Raw]: ...
    @property
    def told(self) -> Sequence[object]: ...


@dataclass
class _Column:
    """One column under way."""

    number: int
    label: str
    element: str
    kind: str
    filled: int = 0
    unread: int = 0
    failed: int = 0
    values: Counter[str] = field(default_factory=Counter)
    read: list[str] = field(default_factory=list)

    def add(self, one: Told, picks: Picks) -> None:
        told, raws = one.told, one.raws
        if not len(told):
            self.filled += sum(map(bool, map(str.strip, ["" if raw is None else str(raw) for raw in raws])))
        else:
            self.filled += len(told) - told.count(None)
            if False in told:
                self._loose([str(raw).strip() for raw, value in zip(raws, told, strict=True) if value is False])
            if self.kind in _SIZED:
                self.read += [str(value) for value in _picked(told, picks) if value]
        self.values.update(str(raw) for raw in _picked(raws, picks) if raw is not None)

    def _loose(self, texts: list[str]) -> None:
        """Values that are not settled at sight: a form that is right and a check digit that is not?"""
        self.unread += len(texts)
        form = _FORMS.get(self.kind)
        if form is not None:
            self.failed += sum(form.fullmatch(text) is not None for text in texts)

    def profile(self, day: date) -> ColumnProfile:
        values: Counter[str] = Counter()
        for text, times in self.values.items():
            values[text.strip()] += times
        values.pop("", None)
        looks = looks_of(values)
        sizes = [size for size in map(self._size, self.read) if size is not None]
        middle, least, most = (float(np.median(sizes)), min(sizes), max(sizes)) if sizes else (None, None, None)
        dates = self.kind == "date"
        return ColumnProfile(
            self.number, self.label, self.element, self.kind, self.filled, self.unread, self.failed,
            sampled=values.total(), distinct=len(values), top=max(values.values(), default=0), test=looks.test,
            garbled=looks.garbled, digits=looks.digits, shapes=looks.shapes, middle=middle, least=least, most=most,
            stand_ins=sum(text in _STAND_INS for text in self.read) if dates else 0,
            ahead=sum(size > day.toordinal() for size in sizes) if dates else 0,
        )  # fmt: skip

    def _size(self, text: str) -> float | None:
        try:
            if self.kind == "date":
                return float(date.fromisoformat(text).toordinal())
            return float(text)
        except ValueError:
            return None


def _picked(values: Sequence[_Any], picks: Picks) -> Sequence[_Any]:
    return values if picks is None else [values[place] for place in picks]


class Tally:
    """Counts the blocks of one delivery. rows: how many there will be; key: the element that names a row, "" for none;
    secret: what keys its digests; knows: whether a text names one of our areas."""

    def __init__(self, rows: int, day: date, key: str, secret: bytes, knows: Callable[[str], bool]) -> None:
        self.day, self.key, self.secret, self.knows = day, key, secret, knows
        self.share = SAMPLE / max(rows, SAMPLE)
        self.dice = np.random.default_rng(0)
        self.digest = hashlib.blake2b(key=secret, digest_size=8)
        self.rows = self.compared = self.contradicting = self.impossible = 0
        self.columns: dict[tuple[int, str], _Column] = {}
        self.keys: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []
        self.areas: Counter[Raw] = Counter()

    def add(self, block: Sequence[Told]) -> None:
        """Some rows more, every column of them."""
        if not block:
            return
        size = len(block[0].raws)
        self.rows += size
        picks = None if self.share == 1.0 else np.flatnonzero(self.dice.random(size) < self.share).tolist()
        told: dict[str, Sequence[object]] = {}
        for one in block:
            column = self.columns.setdefault(
                (one.number, one.label), _Column(one.number, one.label, one.element, one.kind)
            )
            column.add(one, picks)
            if one.element == _AREA:
                self.areas.update(one.raws)
            elif one.element:
                told.setdefault(one.element, one.told)
        self._persons(told)
        self.keys.append(self._digests(told.get(self.key, ())))

    def _digests(self, told: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        made = []
        for value in told:
            if isinstance(value, str):
                one = self.digest.copy()  # the secret is taken in once, not once for each
                one.update(value.encode())
                made.append(one.digest())
        return np.frombuffer(b"".join(made), ">u8").astype(np.uint64)

    def _persons(self, told: dict[str, Sequence[object]]) -> None:
        """What an identity number says of birth and sex (GB 11643—1999) against what the row says."""
        born, numbers, sexes = (cast(Sequence[_Text], told.get(code, ())) for code in (BIRTH, ID_NUMBER, SEX))
        latest, earliest = self.day.isoformat(), f"{self.day.year - 120}"
        self.impossible += sum(not earliest <= one <= latest for one in born if one)
        if not numbers or not (born or sexes):
            return
        nothing: Sequence[_Text] = [None] * len(numbers)
        wrong = [
            (day and day.replace("-", "") != number[6:14])
            or (sex in ("1", "2") and (sex == "1") is not (number[16] in "13579"))
            for number, day, sex in zip(numbers, born or nothing, sexes or nothing, strict=True)
            if number and (day or sex)
        ]
        self.compared += len(wrong)
        self.contradicting += sum(map(bool, wrong))

    def profile(self, form: str) -> Profile:
        """What was counted. form: what the bytes are (xlsx, csv …)."""
        keys = np.concatenate(self.keys) if self.keys else np.empty(0, np.uint64)
        single = np.unique(keys >> np.uint64(11))  # 53 bits, so that JSON keeps them
        key = KeyProfile(self.key, len(keys), len(keys) - len(single), tuple(single[:SKETCH].tolist()))
        areas = [(str(raw).strip(), times) for raw, times in self.areas.items() if raw is not None]
        elsewhere = sum(times for text, times in areas if text and not self.knows(text))
        return Profile(
            self.rows, self.day, form, tuple(column.profile(self.day) for column in self.columns.values()),
            key if self.key else None, self.compared, self.contradicting, self.impossible,
            sum(times for text, times in areas if text), elsewhere,
        )  # fmt: skip
