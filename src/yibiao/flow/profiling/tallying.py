"""Counts a delivery block by block. In: blocks of columns, raw and as read. Out: a `Profile`.

Every row is counted for what is filled, read, repeated and elsewhere; how values look is judged on at most `SAMPLE`
rows, spread evenly. Memory: 8 bytes a key and the sample. Refuses: nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

import numpy as np

from yibiao.base.tables import Raw
from yibiao.flow.profiling.profile import ColumnProfile, KeyProfile, Profile

SAMPLE = 20_000
SKETCH = 2_048
SHAPES = 6
BIRTH, SEX, ID_NUMBER = "person.birth_date", "person.gender", "person.id_number"
_TEST = re.compile(
    r"测试|试用|示例|样例|\btest\b|^(?:aaa+|abc|asdf?|qwer\w*|xxx+|foo|bar)$|^(?:张三|李四|王五|某某某?)$|^(?:1{6,}|0{6,}|12345\d*)$",
    re.IGNORECASE,
)
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff]|锟斤拷|烫烫|屯屯|[ÃÂåæçèé][\x80-\xbf]|[À-ÿ]{2}")
_NUMBER = re.compile(r"[0-9]{17}[0-9Xx]|[0-9]{15}")
_CODE = re.compile(r"[0-9A-Z]{18}")
_AREA = "area"
_SIGNS = ((re.compile("[\u3400-\u9fff]+"), "汉"), (re.compile("[0-9]+"), "9"), (re.compile("[A-Za-z]+"), "A"))


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


def shape(text: str) -> str:
    """How a text looks, without what it says: 汉3, 9{11}, 9{4}-9{2}-9{2}."""
    for pattern, sign in _SIGNS:
        text = pattern.sub(lambda found, sign=sign: f"{sign}{{{len(found[0])}}}", text)  # type: ignore[misc]
    return text[:60]


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

    def add(self, one: Told, first: int, step: int) -> None:
        told, raws = one.told, one.raws
        if not len(told):
            self.filled += sum(raw is not None and bool(str(raw).strip()) for raw in raws)
        else:
            self.filled += len(told) - sum(value is None for value in told)
            loose = [str(raw).strip() for raw, value in zip(raws, told, strict=True) if value is False]
            self.unread += len(loose)
            form = {"citizen_id": _NUMBER, "credit_code": _CODE}.get(self.kind)
            self.failed += sum(form.fullmatch(text) is not None for text in loose) if form else 0
            self.read += [str(value) for value in told[first::step] if value]
        seen = (str(raw).strip() for raw in raws[first::step] if raw is not None)
        self.values.update(text for text in seen if text)

    def profile(self) -> ColumnProfile:
        shapes: Counter[str] = Counter()
        found = {"test": 0, "garbled": 0, "digits": 0}
        for text, times in self.values.items():
            shapes[shape(text)] += times
            found["test"] += times if _TEST.search(text) else 0
            found["garbled"] += times if _GARBLED.search(text) else 0
            found["digits"] += times if any(sign.isdigit() for sign in text) else 0
        return ColumnProfile(
            self.number, self.label, self.element, self.kind, self.filled, self.unread, self.failed,
            sampled=self.values.total(), distinct=len(self.values),
            top=max(self.values.values(), default=0), shapes=dict(shapes.most_common(SHAPES)), middle=self._middle(),
            **found,
        )  # fmt: skip

    def _middle(self) -> float | None:
        numbers = [value for value in map(self._size, self.read) if value is not None]
        return float(np.median(numbers)) if numbers else None

    def _size(self, text: str) -> float | None:
        try:
            if self.kind == "date":
                return float(date.fromisoformat(text).toordinal())
            return float(text) if self.kind in ("int", "decimal", "money", "amount", "number") else None
        except ValueError:
            return None


class Tally:
    """Counts the blocks of one delivery. rows: how many there will be; key: the element that names a row, "" for none;
    secret: what keys its digests; knows: whether a text names one of our areas."""

    def __init__(self, rows: int, day: date, key: str, secret: bytes, knows: Callable[[str], bool]) -> None:
        self.day, self.key, self.secret, self.knows = day, key, secret, knows
        self.step = max(1, rows // SAMPLE)
        self.rows = self.compared = self.contradicting = self.impossible = 0
        self.columns: dict[tuple[int, str], _Column] = {}
        self.keys: list[np.ndarray[tuple[int], np.dtype[np.uint64]]] = []
        self.areas: Counter[str] = Counter()

    def add(self, block: Sequence[Told]) -> None:
        """Some rows more, every column of them."""
        if not block:
            return
        first = -self.rows % self.step
        self.rows += len(block[0].raws)
        told: dict[str, Sequence[object]] = {}
        for one in block:
            column = self.columns.setdefault(
                (one.number, one.label), _Column(one.number, one.label, one.element, one.kind)
            )
            column.add(one, first, self.step)
            if one.element == _AREA:
                self.areas.update(str(raw).strip() for raw in one.raws if raw is not None and str(raw).strip())
            elif one.element:
                told.setdefault(one.element, one.told)
        self._persons(told)
        self.keys.append(self._digests(told.get(self.key, ())))

    def _digests(self, told: Sequence[object]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
        made = [
            hashlib.blake2b(value.encode(), key=self.secret, digest_size=8).digest()
            for value in told
            if isinstance(value, str)
        ]
        return np.frombuffer(b"".join(made), ">u8").astype(np.uint64)

    def _persons(self, told: dict[str, Sequence[object]]) -> None:
        """What an identity number says of birth and sex (GB 11643—1999) against what the row says."""
        born = told.get(BIRTH, ())
        latest, earliest = self.day.isoformat(), f"{self.day.year - 120}"
        self.impossible += sum(isinstance(one, str) and (one > latest or one < earliest) for one in born)
        numbers, sexes = told.get(ID_NUMBER, ()), told.get(SEX, ())
        if not numbers or not (born or sexes):
            return
        for place, number in enumerate(numbers):
            if not isinstance(number, str):
                continue
            day = born[place] if born else None
            sex = sexes[place] if sexes else None
            wrong = isinstance(day, str) and day.replace("-", "") != number[6:14]
            wrong = wrong or (sex in ("1", "2") and int(number[16]) % 2 != int(str(sex)) % 2)
            self.compared += isinstance(day, str) or isinstance(sex, str)
            self.contradicting += wrong

    def profile(self, form: str) -> Profile:
        """What was counted. form: what the bytes are (xlsx, csv …)."""
        keys = np.concatenate(self.keys) if self.keys else np.empty(0, np.uint64)
        single = np.unique(keys >> np.uint64(11))  # 53 bits, so that JSON keeps them
        key = KeyProfile(self.key, len(keys), len(keys) - len(single), tuple(single[:SKETCH].tolist()))
        elsewhere = sum(times for text, times in self.areas.items() if not self.knows(text))
        return Profile(
            self.rows, self.day, form, tuple(column.profile() for column in self.columns.values()),
            key if self.key else None, self.compared, self.contradicting, self.impossible,
            self.areas.total(), elsewhere,
        )  # fmt: skip
