"""A list that comes row by row, as the CSV that a delivery keeps. In: rows of values. Out: bytes, columns in order.

Values are written as a person would type them: days and moments in ISO 8601, a number without a point where it has
none, 是/否. A column that shows itself late stands behind the others; rows before it have nothing there.
Refuses (`ProblemError`): more bytes or rows than a delivery may have.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.feeds import rules

MOST_ROWS = 1_500_000
_EXACT = 2**53


class Listed:
    """Grows row by row. Every row costs what its text costs: nothing else of it is kept."""

    def __init__(self, columns: Sequence[str] = (), largest: int = rules.LARGEST) -> None:
        self.columns: dict[str, int] = {name: place for place, name in enumerate(columns)}
        self.rows, self.largest = 0, largest
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._done: list[bytes] = []
        self._size = 0

    def add(self, row: Mapping[str, Any]) -> None:
        values = [""] * len(self.columns)
        for name, value in row.items():
            place = self.columns.setdefault(name, len(self.columns))
            values.extend([""] * (place + 1 - len(values)))
            values[place] = written(value)
        self._write(values)

    def add_in_order(self, values: Sequence[Any]) -> None:
        """A row whose values stand in the order of the columns."""
        self._write([written(value) for value in values])

    def _write(self, values: list[str]) -> None:
        self._writer.writerow(values)
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise ProblemError(problem("FEEDS_TOO_MANY_ROWS", Place(), most=MOST_ROWS))
        if self._text.tell() > 4 << 20:
            self._settle()

    def _settle(self) -> None:
        self._done.append(self._text.getvalue().encode())
        self._size += len(self._done[-1])
        self._text.seek(0)
        self._text.truncate()
        if self._size > self.largest:
            raise ProblemError(problem("FILES_TOO_LARGE", Place(), most=self.largest // 2**20))

    def as_bytes(self) -> bytes:
        """The whole list, its columns first."""
        self._settle()
        head = io.StringIO(newline="")
        csv.writer(head, lineterminator="\r\n").writerow(self.columns)
        return b"".join([b"\xef\xbb\xbf", head.getvalue().encode(), *self._done])


def written(value: Any) -> str:
    """A value of a database or of JSON as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else ""
    if isinstance(value, bytes | bytearray | memoryview):
        return ""  # pictures and the like are nothing for a ledger
    if isinstance(value, list | tuple):
        plain = all(not isinstance(each, list | tuple | Mapping) for each in value)
        return "、".join(map(written, value)) if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else str(value)
