"""Invented rosters of a department. In: dice, a size. Out: rows as a department would send them, and the ledger's people.

Identity numbers are under the unassigned area 990101. Refuses: nothing.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from yibiao.base.blocks import LongCells, block_of
from yibiao.base.tables import Cell, Column, Grid, Layout, ParsedTable, Raw, Region, Workbook, a1
from yibiao.flow import pipeline
from yibiao.flow.keeping import Context, LedgerPlan
from yibiao.flow.reading import Reading
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Subject
from yibiao.flow.standard.rows import Form, KnownRecord, Provenance

STANDARD = load()
DAY = date(2026, 6, 1)
SOURCE = "公安人口库"
LONG_FROM = 1_000
ELEMENTS = {
    "姓名": "person.name",
    "身份证号": "person.id_number",
    "性别": "person.gender",
    "出生日期": "person.birth_date",
    "联系电话": "person.phone",
    "现住址": "person.residence_address",
    "死亡日期": "person.death_date",
}
HEADER = (*ELEMENTS, "所属社区")
AREAS = tuple(f"{name}社区" for name in ("东湖", "南山", "西桥", "北苑", "中心"))
_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文辉建华玉兰红梅春燕志国海波云飞雪晨"
_ROADS = "建设解放人民和平新华光明文化胜利"


@dataclass(frozen=True)
class Delivery:
    """What a department sends: a header, rows of texts, the day of its word."""

    header: tuple[str, ...]
    rows: list[list[Raw]]
    day: date = DAY
    elements: Mapping[str, str] = field(default_factory=lambda: ELEMENTS)


def person(dice: random.Random, serial: int) -> list[Raw]:
    """One row; `serial` makes the identity number the only one."""
    born = date(1930, 1, 1) + timedelta(days=dice.randrange(34_000))
    first17 = f"990{100 + serial // 1_000 % 900:03}{born:%Y%m%d}{serial % 1_000:03}"
    number = first17 + check_character(first17)
    name = dice.choice(_FAMILY) + "".join(dice.choice(_GIVEN) for _ in range(dice.choice((1, 2, 2))))
    phone = f"1{dice.choice('3578')}{dice.randrange(10**9):09}" if dice.random() < 0.8 else None
    address = f"{dice.choice(_ROADS)}路{dice.randrange(1, 300)}号{dice.randrange(1, 30)}幢{dice.randrange(101, 1800)}室"
    return [
        name,
        number,
        "男" if int(number[16]) % 2 else "女",
        born.isoformat(),
        phone,
        address,
        None,
        dice.choice(AREAS),
    ]


def roster(dice: random.Random, size: int) -> Delivery:
    return Delivery(HEADER, [person(dice, serial) for serial in range(size)])


class People:
    """The ledger's people as `KnownRecords`: found by hash."""

    def __init__(self, delivery: Delivery) -> None:
        said = Provenance(SOURCE, delivery.day - timedelta(days=30))
        self.records: list[KnownRecord] = []
        for number, row in enumerate(delivery.rows):
            values: dict[str, Json] = {}
            for label, value in zip(delivery.header, row, strict=True):
                code = ELEMENTS.get(label)
                if code and value is not None:
                    values[code] = (
                        {"男": "1", "女": "2"}.get(str(value), str(value)) if code == "person.gender" else str(value)
                    )
            traced = dict.fromkeys(values, said)
            self.records.append(KnownRecord("person", f"p{number}", 1, values, "99010101", provenance=traced))
        self._found: dict[tuple[str, ...], dict[tuple[Json, ...], list[KnownRecord]]] = {}

    def _index(self, codes: tuple[str, ...]) -> dict[tuple[Json, ...], list[KnownRecord]]:
        if codes not in self._found:
            index = self._found[codes] = defaultdict(list)
            for record in self.records:
                index[tuple(record.values.get(code) for code in codes)].append(record)
        return self._found[codes]

    def find(self, register: str, wanted: Sequence[Mapping[str, Json]]) -> Sequence[Sequence[KnownRecord]]:
        if register != "person":
            return [[] for _ in wanted]
        return [self._index(tuple(sorted(one))).get(tuple(one[code] for code in sorted(one)), []) for one in wanted]

    def hanging_on(self, register: str, masters: Sequence[str]) -> Sequence[Sequence[KnownRecord]]:
        return [[] for _ in masters]

    def addressed(self, register: str, element: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
        return iter(())

    def stems(self, register: str, element: str) -> Iterator[str]:
        return iter(())

    def get(self, records: Sequence[str]) -> Sequence[KnownRecord | None]:
        return [self.records[int(one[1:])] for one in records]

    def agreeing(
        self, register: str, named_by: str, blocks: Iterable[Mapping[str, Sequence[str | None]]],
        forms: Mapping[str, Form],
    ) -> Iterator[Sequence[str | None]]:  # fmt: skip
        index = self._index((named_by,))
        for block in blocks:
            told = [dict(zip(block, values, strict=True)) for values in zip(*block.values(), strict=True)]
            fits = {code: form.fits for code, form in forms.items()}
            yield [self._agrees(index.get((one[named_by],), []), one, fits) for one in told]

    def _agrees(
        self, found: list[KnownRecord], told: Mapping[str, str | None], fits: Mapping[str, Callable[[str], object]]
    ) -> str | None:
        if len(found) != 1 or any(told[code] and not fit(told[code] or "") for code, fit in fits.items()):
            return None
        held = found[0].values
        return found[0].id if all(value is None or held.get(code) == value for code, value in told.items()) else None


def matched(delivery: Delivery) -> pipeline.Matched:
    """The delivery as it is read under its approved mapping."""
    width, height = len(delivery.header), len(delivery.rows) + 1
    head = {(1, column): Cell(1, column, label) for column, label in enumerate(delivery.header, 1)}
    texts = [["" if value is None else str(value) for value in row] for row in delivery.rows]
    if len(texts) >= LONG_FROM:
        cells: Mapping[tuple[int, int], Cell] = LongCells(head, [block_of(2, list(zip(*texts, strict=True)))])
    else:
        body = ((row, column, text) for row, line in enumerate(texts, 2) for column, text in enumerate(line, 1))
        cells = head | {(row, column): Cell(row, column, text) for row, column, text in body if text}
    grid = Grid("名册", 0, cells, rows=height, columns=width)
    columns = tuple(Column(column, (label,)) for column, label in enumerate(delivery.header, 1))
    table = ParsedTable(
        file="名册.csv", sheet="名册", grid_index=0, layout=Layout.LIST, region=Region(1, 1, height, width), header=(1, 1),
        body=(2, height), columns=columns,
    )  # fmt: skip
    fields = tuple(_field(label, column, delivery) for column, label in enumerate(delivery.header, 1))
    form = FormMatch(table, Subject.RECORDS, "person", None, None, fields, 1.0)
    return pipeline.Matched(Reading(Workbook("名册.csv", "csv", (grid,)), (table,)), (form,))


def _field(label: str, column: int, delivery: Delivery) -> FieldMatch:
    meaning = Meaning(special="area") if label == "所属社区" else None
    if label in delivery.elements:
        meaning = Meaning(register="person", element=delivery.elements[label])
    return FieldMatch("名册", a1(2, column), (label,), meaning, None, 0.99, True, row=2, column=column)


def planned(found: pipeline.Matched, people: People, day: date) -> LedgerPlan:
    """What it would do to the ledger of these people."""
    areas = dict(zip(AREAS, ("99010101", "99010102", "99010103", "99010104", "99010105"), strict=True))
    context = Context("名册.csv", SOURCE, day, STANDARD, "990101", areas.get, frozenset())
    return pipeline.plan_of(found, people, context)


def later(delivery: Delivery, days: int = 30) -> Delivery:
    """The same rows, to be changed, of a later day."""
    return replace(delivery, rows=[list(row) for row in delivery.rows], day=delivery.day + timedelta(days=days))
