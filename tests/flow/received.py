"""Received forms and a small ledger as Markdown tables. In: tables in text. Out: forms matched by hand, known records.

A form's header names labels; `MEANINGS` says what they mean. A ledger's header names `id`, `master`, `area` and elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from tests.flow.reading.markdown import grid
from yibiao.base.tables import Column, Grid, Layout, ParsedTable, Region, a1
from yibiao.flow.keeping import Context, LedgerPlan, plan
from yibiao.flow.linking import link_rows
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Meaning, Subject
from yibiao.flow.standard.rows import KnownRecord, Link, Provenance, StandardRow
from yibiao.flow.standardising.rows import Standardised, standard_rows

STANDARD = load()
TODAY = date(2026, 6, 1)
MEANINGS = {
    "姓名": "person.name",
    "身份证号": "person.id_number",
    "性别": "person.gender",
    "出生日期": "person.birth_date",
    "年龄": "person.age",
    "电话": "person.phone",
    "民族": "person.ethnicity",
    "婚姻": "person.marital_status",
    "住址": "person.residence_address",
    "户号": "person.household",
    "户主": "household.head_name",
    "家庭住址": "household.address",
    "低保证号": "low_income.certificate",
    "月救助金额": "low_income.amount_monthly",
    "车牌号": "vehicle.plate",
    "颜色": "vehicle.colour",
    "单位名称": "organisation.name",
    "信用代码": "organisation.credit_code",
}


def id_number(born: str, serial: int = 1) -> str:
    """A right identity number of the unassigned area 990101; odd serials are men."""
    first17 = f"990101{born}{serial:03}"
    return first17 + check_character(first17)


def form(table: str, register: str = "person", unsure: Sequence[str] = ()) -> tuple[FormMatch, Grid]:
    """A list whose first row is its header, every known label matched by hand; labels in `unsure` are not accepted."""
    page = grid(table, name="名册")
    labels = {column: page.text(1, column) for column in range(1, page.columns + 1)}
    parsed = ParsedTable(
        file="名册.xlsx",
        sheet=page.name,
        grid_index=0,
        layout=Layout.LIST,
        region=Region(1, 1, page.rows, page.columns),
        header=(1, 1),
        body=(2, page.rows),
        columns=tuple(Column(column, (label,)) for column, label in labels.items()),
    )
    fields = tuple(_field(label, column, label not in unsure) for column, label in labels.items())
    return FormMatch(parsed, Subject.RECORDS, register, None, None, fields, 1.0), page


def _field(label: str, column: int, accepted: bool) -> FieldMatch:
    meaning = Meaning(special="area") if label == "社区" else None
    if label in MEANINGS:
        meaning = Meaning(register=MEANINGS[label].partition(".")[0], element=MEANINGS[label])
    return FieldMatch("名册", a1(2, column), (label,), meaning, None, 0.99, accepted, row=2, column=column)


def standardised(table: str, register: str = "person", unsure: Sequence[str] = ()) -> Standardised:
    return standard_rows(*form(table, register, unsure), STANDARD)


class Ledger:
    """A ledger in memory that answers as the real one does; `asked` counts how often."""

    def __init__(self, *tables: str, said: Mapping[str, tuple[str, date]] | None = None) -> None:
        provenance = {code: Provenance(*word) for code, word in (said or {}).items()}
        self.records = [record for table in tables for record in _records(table, provenance)]
        self.asked = 0

    def find(self, register: str, wanted: Sequence[Mapping[str, Json]]) -> Sequence[Sequence[KnownRecord]]:
        self.asked += 1
        return [
            [
                record
                for record in self.records
                if record.register == register and all(record.values.get(code) == value for code, value in each.items())
            ]
            for each in wanted
        ]

    def hanging_on(self, register: str, masters: Sequence[str]) -> Sequence[Sequence[KnownRecord]]:
        return [[r for r in self.records if r.register == register and r.master == master] for master in masters]

    def addressed(self, register: str, element: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
        for record in self.records:
            text = str(record.values.get(element) or "")
            if record.register == register and set(re.findall("[0-9]+", text)[-1:]) & set(numbers):
                yield record.id, text

    def stems(self, register: str, element: str) -> Iterator[str]:
        told = {str(record.values.get(element) or "") for record in self.records if record.register == register}
        found = (re.match("(.*[^0-9])[0-9]+[^0-9]*$", text) for text in sorted(told))
        yield from sorted({each.group(1) for each in found if each})

    def get(self, records: Sequence[str]) -> Sequence[KnownRecord | None]:
        by_id = {record.id: record for record in self.records}
        return [by_id.get(each) for each in records]


def _records(table: str, provenance: Mapping[str, Provenance]) -> Sequence[KnownRecord]:
    page = grid(table)
    names = [page.text(1, column) for column in range(1, page.columns + 1)]
    found = []
    for row in range(2, page.rows + 1):
        told = {name: page.text(row, column) for column, name in enumerate(names, 1) if page.text(row, column)}
        values: dict[str, Json] = {name: text for name, text in told.items() if "." in name}
        register = next(iter(values)).partition(".")[0]
        place = {"area": told.get("area", "990101"), "master": told.get("master")}
        found.append(KnownRecord(register, told["id"], 3, values, provenance=provenance, **place))
    return found


def linked(rows: Sequence[StandardRow], ledger: Ledger) -> list[tuple[Link, ...]]:
    return list(link_rows(rows, ledger, STANDARD))


def planned(
    table: str, ledger: Ledger, register: str = "person", source: str = "社区采集", area: str | None = "990101"
) -> LedgerPlan:
    """The whole receive way for one table."""
    rows = standardised(table, register).rows
    areas = {"东社区": "990101001", "西社区": "990101002"}
    context = Context("名册.xlsx", source, TODAY, STANDARD, area, areas.get)
    return plan(rows, linked(rows, ledger), context)


def verdicts(made: LedgerPlan) -> list[str]:
    return [row.verdict.value for row in made.rows]


def codes(made: LedgerPlan, row: int = 0) -> list[str]:
    return [each.code for each in made.rows[row].problems]
