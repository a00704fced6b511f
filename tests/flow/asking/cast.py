"""A small street and its people, for tests that name them; everybody here is invented."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from yibiao.flow.standard.formula import Record

DAY = date(2026, 11, 22)


def person(
    id: str, area: int, name: str, gender: str, born: date | None, household: str | None, **more: object
) -> Record:
    values = {
        "person.name": name,
        "person.gender": gender,
        "person.birth_date": born,
        "person.household": household,
        **{f"person.{key}": value for key, value in more.items()},
    }
    return Record("person", id, values, None, area)  # type: ignore[arg-type]


RECORDS = [
    Record("household", "h1", {"household.number": "一户", "household.address": "甲路1号"}, None, 4),
    Record("household", "h2", {"household.number": "二户", "household.income_annual": Decimal("20000")}, None, 5),
    Record("household", "h3", {"household.number": "三户"}, None, 7),
    person("p1", 4, "王甲", "2", date(1940, 1, 1), "h1", id_number="990101194001010023", phone="13900000001"),
    person("p2", 5, "李乙", "1", date(1946, 11, 22), "h2", income_annual=Decimal("8000")),
    person("p3", 5, "李丙", "2", date(1950, 5, 5), "h2", income_annual=Decimal("12000.50")),
    person("p4", 7, "赵丁", "1", None, "h3", income_annual=None),
    person("p5", 9, "钱戊", "2", date(1930, 3, 3), None),
    Record("disability", "d1", {"disability.kind": "4", "disability.grade": "1"}, "p1", 4),
    Record("low_income", "l1", {"low_income.kind": "1", "low_income.amount_monthly": Decimal("900")}, "h1", 4),
]
