"""Thirty ways to spoil a delivery, and the changes that a lawful month brings. In: dice, a delivery. Out: another one.

Each poison touches at least 3 % of the rows, or three of them; milder ones are called lawful noise (RELIABILITY G14).
Refuses: nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from bench.poisons.rosters import AREAS, DAY, HEADER, Delivery, later, person

NAME, NUMBER, SEX, BORN, PHONE, ADDRESS, DIED, AREA = range(8)
Poison = Callable[[random.Random, Delivery], Delivery]


def some(dice: random.Random, whole: Delivery, share: float, least: int = 3) -> list[list[object]]:
    """A share of the rows, at least so many."""
    return dice.sample(whole.rows, min(len(whole.rows), max(least, round(share * len(whole.rows)))))  # type: ignore[arg-type]


def every(column: int, value: Callable[[list[object]], object], share: float = 1.0) -> Poison:
    """A poison of one column."""

    def spoil(dice: random.Random, whole: Delivery) -> Delivery:
        for row in some(dice, whole, share, 10):
            row[column] = value(row)
        return whole

    return spoil


def cut(share: float) -> Poison:
    return lambda dice, whole: replace(whole, rows=whole.rows[: round(len(whole.rows) * share)])


def shifted(share: float) -> Poison:
    def spoil(dice: random.Random, whole: Delivery) -> Delivery:
        for row in some(dice, whole, share, 10):
            row[:] = [row[-1], *row[:-1]]
        return whole

    return spoil


def slipped(column: int) -> Poison:
    """A column that stands one row too low."""

    def spoil(dice: random.Random, whole: Delivery) -> Delivery:
        values = [row[column] for row in whole.rows]
        for row, value in zip(whole.rows, [None, *values], strict=False):
            row[column] = value
        return whole

    return spoil


def twice(share: float) -> Poison:
    return lambda dice, whole: replace(whole, rows=[*whole.rows, *(list(row) for row in some(dice, whole, share, 5))])  # type: ignore[list-item]


def others(dice: random.Random, whole: Delivery) -> Delivery:
    size = len(whole.rows)
    return replace(whole, rows=[person(dice, 400_000 + number) for number in range(size)])


def tests(dice: random.Random, whole: Delivery) -> Delivery:
    for row in some(dice, whole, 0.03, 4):
        row[NAME], row[PHONE] = dice.choice(("测试", "张三", "test", "测试用户")), "11111111111"
    return whole


def one_digit(dice: random.Random, whole: Delivery) -> Delivery:
    for row in some(dice, whole, 0.05, 6):
        number = str(row[NUMBER])
        row[NUMBER] = number[:-1] + ("1" if number[-1] != "1" else "2")
    return whole


def renamed(dice: random.Random, whole: Delivery) -> Delivery:
    return replace(whole, header=tuple("手机" if label == "联系电话" else label for label in whole.header))


def swapped(dice: random.Random, whole: Delivery) -> Delivery:
    """Two headers changed places, the columns did not."""
    for row in whole.rows:
        row[PHONE], row[ADDRESS] = row[ADDRESS], row[PHONE]
    return whole


def dropped(dice: random.Random, whole: Delivery) -> Delivery:
    header = tuple(label for label in whole.header if label != "联系电话")
    return replace(whole, header=header, rows=[row[:PHONE] + row[PHONE + 1 :] for row in whole.rows])


def old(dice: random.Random, whole: Delivery) -> Delivery:
    return replace(whole, day=DAY - timedelta(days=300))


def moved(dice: random.Random, whole: Delivery) -> Delivery:
    """Everybody's row belongs to somebody else from the number on: sorted by one column only."""
    numbers = sorted(str(row[NUMBER]) for row in whole.rows)
    for row, number in zip(whole.rows, numbers, strict=True):
        row[NUMBER] = number
    return whole


def _mojibake(value: object) -> str:
    return str(value).encode().decode("gbk", "replace")


def _day_and_month(value: object) -> str:
    year, month, day = str(value).split("-")
    return f"{year}-{day}-{month}" if int(day) <= 12 else f"{year}-{month}-{day}"


POISONS: dict[str, Poison] = {
    "cut in half": cut(0.5),
    "last tenth missing": cut(0.9),
    "nothing in it": cut(0.0),
    "exported twice": twice(1.0),
    "some rows twice": twice(0.03),
    "no telephone at all": every(PHONE, lambda row: None),
    "a tenth without address": every(ADDRESS, lambda row: None, 0.1),
    "columns shifted": shifted(1.0),
    "columns shifted in a tenth": shifted(0.1),
    "telephones a row too low": slipped(PHONE),
    "names a row too low": slipped(NAME),
    "sorted by one column": moved,
    "another district": every(AREA, lambda row: "外地社区"),
    "some of another district": every(AREA, lambda row: "外地社区", 0.03),
    "other people": others,
    "names in the wrong encoding": every(NAME, lambda row: _mojibake(row[NAME])),
    "question marks for names": every(NAME, lambda row: "??"),
    "numbers rounded by a spreadsheet": every(NUMBER, lambda row: str(row[NUMBER])[:15] + "000"),
    "numbers in scientific notation": every(NUMBER, lambda row: f"{float(str(row[NUMBER])[:17]) * 10:.5E}"),
    "a wrong digit here and there": one_digit,
    "everybody dead": every(DIED, lambda row: "2026-05-01"),
    "a twentieth dead": every(DIED, lambda row: "2026-05-01", 0.05),
    "test rows": tests,
    "one telephone filled down": every(PHONE, lambda row: "13800000000"),
    "one name filled down": every(NAME, lambda row: "王伟"),
    "default birth dates": every(BORN, lambda row: "1900-01-01", 0.05),
    "day and month exchanged": every(BORN, lambda row: _day_and_month(row[BORN])),
    "sexes exchanged": every(SEX, lambda row: "女" if row[SEX] == "男" else "男"),
    "masked telephones": every(PHONE, lambda row: row[PHONE] and f"{str(row[PHONE])[:3]}****{str(row[PHONE])[7:]}"),
    "telephone and address exchanged": swapped,
    "a column renamed": renamed,
    "a column left out": dropped,
    "an old file": old,
    "everybody moved": every(ADDRESS, lambda row: f"新村{str(row[NUMBER])[-5:-1]}号", 0.2),
}


def lawful(dice: random.Random, before: Delivery) -> Delivery:
    """The next month: births, deaths, moves, new telephones, a slip of the pen or two."""
    now = later(before)
    size = len(now.rows)

    def few(low: float, high: float) -> list[list[object]]:
        return dice.sample(now.rows, round(dice.uniform(low, high) * size))  # type: ignore[arg-type]

    for row in few(0.003, 0.02):
        row[PHONE] = f"139{dice.randrange(10**8):08}"
    for row in few(0.001, 0.01):
        row[ADDRESS] = f"新华路{dice.randrange(1, 300)}号{dice.randrange(1, 30)}幢{dice.randrange(101, 1800)}室"
        row[AREA] = dice.choice(AREAS)
    for row in few(0.0, 0.01):
        row[PHONE] = None
    for row in few(0.0005, 0.003):
        row[DIED] = (date(2026, 6, 1) + timedelta(days=dice.randrange(29))).isoformat()
    if dice.random() < 0.5:
        one_digit_wrong = dice.choice(now.rows)
        one_digit_wrong[NUMBER] = str(one_digit_wrong[NUMBER])[:-1] + "0"
    gone = {id(row) for row in few(0.001, 0.008)}
    rows = [row for row in now.rows if id(row) not in gone]
    rows += [person(dice, 300_000 + number) for number in range(round(dice.uniform(0.001, 0.012) * size))]
    if dice.random() < 0.2:
        rows.append(list(dice.choice(rows)))
    if dice.random() < 0.3:
        dice.shuffle(rows)
    assert HEADER == now.header
    return replace(now, rows=rows)
