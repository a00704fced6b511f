"""A small data standard, answers by hand, and the reading of forms drawn in code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from yibiao.base.problems import Problem
from yibiao.base.tables import ParsedTable
from yibiao.flow.asking.nodes import AreasQuestion, CountQuestion, Number, Question, Rows, RowsQuestion
from yibiao.flow.filling import FillContext
from yibiao.flow.reading.structure import recognise
from yibiao.flow.reading.workbook import read_workbook
from yibiao.flow.standard.formula.nodes import Scalar
from yibiao.flow.standard.meanings import FieldMatch, Meaning
from yibiao.flow.standard.model import Code, CodeList, Element, Register, Standard

SEX = CodeList(
    "GB/T 2261.1", "性别", "GB/T 2261.1", (Code("1", "男性", aliases=("男",)), Code("2", "女性", aliases=("女",)))
)


def element(code: str, label: str, domain: str, **more: object) -> Element:
    return Element(code, label, label, domain, 1, **more)  # type: ignore[arg-type]


ELEMENTS = (
    element("person.name", "姓名", "name"),
    element("person.gender", "性别", "code:GB/T 2261.1"),
    element("person.id_number", "公民身份号码", "citizen_id"),
    element("person.birth_date", "出生日期", "date"),
    element("person.age", "年龄", "int:years", formula="周岁(出生日期)"),
    element("person.phone", "联系电话", "phone", keeper="网格员"),
    element("person.alone", "是否独居", "bool"),
    element("person.income", "年收入", "money:CNY"),
)
STANDARD = Standard(
    {entry.code: entry for entry in ELEMENTS},
    {"person": Register("person", "人员", "person")},
    {SEX.name: SEX},
    {},
)
CONTEXT = FillContext(
    "990101001",
    "东山社区",
    date(2026, 11, 22),
    filler="填表员",
    phone="0990-1234567",
    area_names={"990101001001": "第一网格", "990101001002": "第二网格"},
)

People = Sequence[Mapping[str, Scalar | None]]


def tables_of(data: bytes, folder: Path, name: str = "form.xlsx") -> tuple[Path, tuple[ParsedTable, ...]]:
    """The form on disk and the tables that were recognised in it."""
    path = folder / name
    path.write_bytes(data)
    return path, recognise(read_workbook(path))


def matched(table: ParsedTable, row: int, column: int, meaning: Meaning | None, **more: object) -> FieldMatch:
    """A field at a cell, accepted unless said otherwise; its path is what the form says there."""
    path = next((entry.path for entry in table.columns if entry.column == column), ())
    point = next((entry.path for entry in table.fill_points if (entry.row, entry.column) == (row, column)), path)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values: dict[str, object] = {"formula": None, "confidence": 0.99, "accepted": meaning is not None, "path": point}
    values.update(more)
    cell = f"{letters[column - 1]}{row}"
    return FieldMatch(table.sheet, cell, meaning=meaning, row=row, column=column, **values)  # type: ignore[arg-type]


def answerer(
    people: People = (),
    numbers: Mapping[CountQuestion, Scalar | None] | Callable[[CountQuestion], Scalar | None] = lambda _: 0,
    areas: Sequence[str] = (),
    withheld: Mapping[str, Problem] | None = None,
) -> Callable[[Sequence[Question]], list[Rows | Number]]:
    """Answers by hand: people by element code, numbers by question, areas by code."""
    number = numbers if callable(numbers) else lambda question: numbers.get(question)

    def answer(questions: Sequence[Question]) -> list[Rows | Number]:
        return [_one(question, people, number, areas, withheld or {}) for question in questions]

    return answer


def _one(
    question: Question,
    people: People,
    number: Callable[[CountQuestion], Scalar | None],
    areas: Sequence[str],
    withheld: Mapping[str, Problem],
) -> Rows | Number:
    if isinstance(question, CountQuestion):
        return Number(number(question))
    if isinstance(question, AreasQuestion):
        values = tuple(
            tuple(number(CountQuestion(q.register, q.where, q.measure, code)) for _, q in question.columns)
            for code in areas
        )
        return Rows(tuple(name for name, _ in question.columns), tuple(areas), values)
    assert isinstance(question, RowsQuestion)
    some = people if question.record is None else [person for person in people if person["id"] == question.record]
    some = some[: question.limit] if question.limit else some
    codes = [getattr(column.of, "code", "") for column in question.columns]
    hidden = {c.name: withheld[code] for c, code in zip(question.columns, codes, strict=True) if code in withheld}
    values = tuple(tuple(None if code in withheld else person.get(code) for code in codes) for person in some)
    return Rows(
        tuple(column.name for column in question.columns),
        tuple(f"p{n}" for n in range(len(some))),
        values,
        hidden,
        area_codes=tuple("990101001001" for _ in some),
        area_names=tuple("第一网格" for _ in some),
    )


def person(number: int, **more: Scalar | None) -> dict[str, Scalar | None]:
    """An invented person under an unassigned area code."""
    known: dict[str, Scalar | None] = {
        "id": f"r{number}",
        "person.name": f"老人{number}",
        "person.gender": "1" if number % 2 else "2",
        "person.id_number": f"99010119400101{number:04d}",
        "person.birth_date": date(1940, 1, 1 + number % 28),
        "person.age": 86,
        "person.phone": None if number % 3 == 0 else f"1380000{number:04d}",
        "person.alone": number % 2 == 0,
        "person.income": 12000 + number,
    }
    return known | {key.replace("__", "."): value for key, value in more.items()}
