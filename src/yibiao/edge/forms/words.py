"""A table from keywords. In: words, columns, an area. Out: conditions understood, columns, rows or a number, a file.

    understood  新生儿 二孩 → the condition as it is read, the words that were not, the columns there are
    asked       the same with rows (those whose view has rows) or the count alone
    laid_out    the rows as an xlsx that waits like any filled form, for the recipient's profile

Refuses (`ProblemError`): words of which nothing was understood, columns that the standard lacks, areas
outside the view.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from yibiao.base.problems import ProblemError, problem
from yibiao.edge.forms.behind import table_json
from yibiao.edge.forms.filling import keep, named
from yibiao.edge.forms.sight import drawn_json
from yibiao.edge.http.caller import Caller
from yibiao.edge.office import Office
from yibiao.edge.questions import code_of, columns_of, interpret, usual
from yibiao.flow import reading
from yibiao.flow.asking import behind, explain, without
from yibiao.flow.asking.nodes import Column, CountQuestion, Number, Rows, RowsQuestion
from yibiao.flow.asking.rights import touched
from yibiao.flow.consolidating.office import HEADER_ROW, write_workbook
from yibiao.flow.consolidating.sheets import Sheet as Page
from yibiao.flow.reading import Drawing
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standard.phrases import Understood
from yibiao.work.forms import rules
from yibiao.work.forms.actions import Sheet

FEW = 100
"""Rows on a page; the file has all."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """What a person wants: words, element codes of columns (none: the usual ones), area, day, the recipient's masks."""

    words: str
    columns: tuple[str, ...]
    area: str
    day: date
    profile: str = rules.PROFILES[0]
    seen_at: int | None = None
    """The journal line at which the ledger is looked at; None: now."""


def understood_json(caller: Caller, words: str) -> dict[str, Any]:
    """The condition, what was not read, what the words may mean otherwise, and the columns to pick from."""
    standard, view = caller.estate.house.standard, caller.view()
    found = interpret(words, standard)
    question = CountQuestion(found.register, found.node)
    register = standard.registers[found.register]
    first = [column.name for column in usual(found.register, view, standard)]
    return {
        "words": words,
        "register_zh": register.label_zh,
        "register_en": register.label_en,
        "condition": found.text,
        "left_out": without(question, standard),
        "used": list(found.used),
        "unread": list(found.unread),
        "doubtful": [asdict(entry) for entry in found.doubtful],
        "areas": list(found.areas),
        "rows": view.rows,
        "columns": [
            _column(element, view.may_read(element.code), view.masks.get(element.code), element.code in first)
            for element in sorted(_columns(found, standard), key=lambda entry: _place(entry.code, first))
        ],
    }


def _columns(found: Understood, standard: Standard) -> list[Element]:
    """Elements of the register; behind them those of the details that the words speak of."""
    details = {entry.code for entry in standard.details_of(found.register) if entry.single}
    spoken = {code.partition(".")[0] for _, code in (touched(found.node, standard) if found.node is not None else ())}
    registers = (found.register, *(code for code in standard.registers if code in spoken & details))
    listed = (element for register in registers for element in standard.of_register(register))
    return [element for element in listed if not element.domain.startswith("ref:")]


def _place(code: str, first: Sequence[str]) -> int:
    return first.index(code) if code in first else len(first)


def _column(element: Element, readable: bool, mask: str | None, usual: bool) -> dict[str, Any]:
    label = element.label_zh
    why = None if readable else problem("ASKING_COLUMN_WITHHELD", column=label, label=label).as_json()
    return {
        "code": element.code,
        "label_zh": element.label_zh,
        "label_en": element.label_en,
        "sensitivity": element.sensitivity,
        "masked": mask,
        "usual": usual,
        "withheld": why,
    }


def asked_json(caller: Caller, wish: Keywords) -> dict[str, Any]:
    """The number, and the first rows for those who may list them."""
    office = caller.office(wish.area, wish.day, wish.seen_at)
    question, columns = question_of(office, wish)
    count = office.answer([question])[0]
    assert isinstance(count, Number)
    told: dict[str, Any] = {
        "sentence": explain(question, office.house.standard),
        "count": count.value if isinstance(count.value, int) else None,
        "problem": count.problem.as_json() if count.problem else None,
        "columns": [],
        "rows": [],
        "doubts": [doubt.as_json() for doubt in office.doubts],
    }
    if count.problem or not office.view.rows:
        return told
    try:
        rows = office.answer([replace(behind(question, columns), limit=FEW)])[0]
    except ProblemError as refusal:  # a number may be had whose records may not be listed
        return told | {"problem": refusal.problem.as_json()}
    assert isinstance(rows, Rows)
    return told | table_json(rows, columns, office)


def question_of(office: Office, wish: Keywords) -> tuple[CountQuestion, tuple[Column, ...]]:
    """What the words ask, and the columns that were picked, else the usual ones."""
    found = interpret(wish.words, office.house.standard)
    question = CountQuestion(found.register, found.node)
    if not wish.columns:
        return question, columns_of(None, found, office)
    codes = [code_of(name, found, office.house.standard) for name in wish.columns]
    return question, tuple(Column(code, Ref(code)) for code in dict.fromkeys(codes))


def laid_out(caller: Caller, wish: Keywords) -> str:
    """The whole table as a file that waits for its owner."""
    office = caller.office(wish.area, wish.day, wish.seen_at)
    question, columns = question_of(office, wish)
    asked: RowsQuestion = behind(question, columns)
    rows = office.answer([asked])[0]
    assert isinstance(rows, Rows)
    rows = rules.masked_rows(asked, rows, wish.profile, office.house.standard)
    shown_rows = table_json(rows, columns, office)
    data, drawing = _written(shown_rows, wish.words, explain(question, office.house.standard), office)
    sight = _sight(shown_rows, drawing)
    sheet = Sheet(
        kind="table", title=wish.words[:200], name=named(wish.words[:40], office, ".xlsx"), area=office.area.code,
        first=office.area.first, last=office.area.last, day=wish.day, profile=wish.profile, rows=len(rows.ids),
        level=rules.level_of([asked], office.view, wish.profile, office.house.standard),
        elements=rules.read_of([asked], office.view, office.house.standard),
        done=sum(bool(cell) for row in shown_rows["rows"] for cell in row["cells"]),
        blank=sum(not cell for row in shown_rows["rows"] for cell in row["cells"]),
        data=data, sight=json.dumps(sight, ensure_ascii=False).encode(),
    )  # fmt: skip
    return keep(caller, office, sheet, frozenset(rows.ids))


def _written(table: dict[str, Any], title: str, sentence: str, office: Office) -> tuple[bytes, Drawing]:
    header = ("序号", *(column["label_zh"] for column in table["columns"]), "所在区划")
    body = tuple((at, *row["cells"], row["area_name"]) for at, row in enumerate(table["rows"], start=1))
    widths = (6, *(_width(header[at + 1], [row["cells"][at] for row in table["rows"][:200]])
                   for at in range(len(table["columns"]))), 14)  # fmt: skip
    then = "" if office.seen_at is None else "（按当时的台账）"
    remark = f"{office.area.name}，截至 {office.day:%Y-%m-%d}{then}，共 {len(body)} 条。口径：{sentence}"
    page = Page("名单", title, remark, header, widths, body)
    with tempfile.TemporaryDirectory(prefix="yibiao-") as folder:
        file = Path(folder) / "table.xlsx"
        write_workbook([page], file)
        return file.read_bytes(), reading.look(file)


def _width(label: str, texts: Sequence[str]) -> int:
    def units(text: str) -> int:
        return sum(2 if ord(sign) > 255 else 1 for sign in text)

    return max(6, min(40, max([units(label), *map(units, texts)]) + 2))


def _sight(table: dict[str, Any], drawing: Drawing) -> dict[str, Any]:
    """The page of the file, each value with its record."""
    fields = [
        {
            "table": 0, "sheet": "名单", "cell": "", "path": [column["label_zh"]], "element": column["code"],
            "special": None, "formula": None, "label_zh": column["label_zh"], "label_en": column["label_en"],
            "confidence": 1.0, "accepted": True, "reasons": [], "candidates": [], "filled": 0, "blank": 0,
            "keeper": None, "why": [],
        }
        for column in table["columns"]
    ]  # fmt: skip
    told = {
        (0, HEADER_ROW + 1 + at, column + 2): ("value", [row["id"], column])
        for at, row in enumerate(table["rows"])
        for column in range(len(fields))
    }
    return drawn_json(drawing, told, fields, (HEADER_ROW, HEADER_ROW))
