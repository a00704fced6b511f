"""An import file for another system, made under the caller's rights. In: a kept mapping, area, day. Out: what waits.

    ask, through the view → mask, by the recipient's profile → the mapping's columns → seal among the filled sheets

It leaves the house like any filled sheet: asked for, released by another where it must be, marked, traced. Several
files travel as one zip. Refuses (`ProblemError`): areas outside the view, views without rows, what cannot be written.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.edge.forms.filling import keep
from yibiao.edge.forms.sight import Told, drawn_json
from yibiao.edge.forms.telling import labels_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import laid_out
from yibiao.edge.office import Office
from yibiao.flow import reading, returning
from yibiao.flow.asking.nodes import Rows, RowsQuestion
from yibiao.flow.returning import About, Made, Mapping, Returned
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.meanings import Meaning
from yibiao.flow.standard.model import Standard
from yibiao.work.forms import rules
from yibiao.work.forms.actions import Sheet
from yibiao.work.returns import actions
from yibiao.work.returns.queries import MappingRow


@dataclass(frozen=True, slots=True)
class Wish:
    """Of which area (code) and day, and how the recipient gets numbers that point at a person."""

    area: str
    day: date
    profile: str = rules.PROFILES[0]


def made(caller: Caller, kept: MappingRow, wish: Wish) -> tuple[str, tuple[Problem, ...]]:
    """The id of the receipt that waits for the other system's answer, and what that system will not take."""
    office = caller.office(wish.area, wish.day)
    if not office.view.rows:
        raise ProblemError(problem("ASKING_NO_ROWS", Place()))
    standard = office.house.standard
    mapping = returning.read_mapping(kept.text, standard)
    question = returning.question_of(mapping)
    rows = office.answer([question])[0]
    assert isinstance(rows, Rows)
    rows = rules.masked_rows(question, rows, wish.profile, standard)
    found = returning.files_of(mapping, rows, standard, About(office.area.name, wish.day))
    name, data = _bundled(found.files)
    sheet = _sheet(mapping, (question, rows), office, wish)
    sight = json.dumps(_sight(mapping, rows, office), ensure_ascii=False).encode()
    sheet = replace(sheet, name=name, data=data, sight=sight)
    filled = keep(caller, office, sheet, frozenset(rows.ids))
    sent = actions.Sent(
        kept.id, mapping.title, mapping.system, office.view.purpose, filled, office.area.code, office.area.first,
        office.area.last, wish.day, name, len(rows.ids), _digest(data),
        [(part.name, part.rows, _digest(part.data)) for part in found.files],
    )  # fmt: skip
    return actions.note_made(caller.login, sent), _said(question, rows, mapping, found)


def _said(question: RowsQuestion, rows: Rows, mapping: Mapping, found: Returned) -> tuple[Problem, ...]:
    """Columns that this viewer or this recipient may not have come first."""
    heads = {f"c{at}": target.head for at, target in enumerate(mapping.targets)}
    withheld = [replace(why, values={**why.values, "column": heads[name]}) for name, why in rows.withheld.items()]
    return (*withheld, *rows.problems, *found.problems)


def _bundled(files: tuple[Made, ...]) -> tuple[str, bytes]:
    if len(files) == 1:
        return files[0].name, files[0].data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in files:
            packed.writestr(part.name, part.data)
    return f"{files[0].name.rpartition('_')[0]}.zip", out.getvalue()


def _sheet(mapping: Mapping, asked: tuple[RowsQuestion, Rows], office: Office, wish: Wish) -> Sheet:
    (question, rows), standard = asked, office.house.standard
    blank = sum(value is None for row in rows.values for value in row)
    return Sheet(
        kind="table", title=f"{mapping.system} · {mapping.title}"[:200], name="", area=office.area.code,
        first=office.area.first, last=office.area.last, day=wish.day, profile=wish.profile, rows=len(rows.ids),
        level=rules.level_of([question], office.view, wish.profile, standard),
        elements=rules.read_of([question], office.view, standard),
        done=sum(map(len, rows.values)) - blank, blank=blank, data=b"", sight=b"",
    )  # fmt: skip


def _sight(mapping: Mapping, rows: Rows, office: Office) -> dict[str, Any]:
    """The file as one page, whatever its format: each value with its record, so that it is marked like any other."""
    standard = office.house.standard
    whole = replace(mapping, format="xlsx", split=0)
    page = returning.files_of(whole, rows, standard, About(office.area.name, office.day)).files[0]
    with laid_out(page.name, page.data) as path:
        drawing = reading.look(path)
    asked = [(at, target) for at, target in enumerate(mapping.targets) if target.of is not None]
    fields = [_field(target.head, target.of, standard) for _, target in asked]
    head = len(mapping.above) + 1
    told: Told = {
        (0, head + 1 + at, column + 1): ("value", [record, field])
        for at, record in enumerate(rows.ids)
        for field, (column, _) in enumerate(asked)
    }
    return drawn_json(drawing, told, fields, (head, head))


def _field(head: str, of: object, standard: Standard) -> dict[str, Any]:
    code = of.code if isinstance(of, Ref) else None
    label_zh, label_en = labels_of(Meaning(element=code), standard)
    return {
        "table": 0, "sheet": "", "cell": "", "path": [head], "element": code, "special": None, "formula": None,
        "label_zh": label_zh or head, "label_en": label_en or head, "confidence": 1.0, "accepted": True, "reasons": [],
        "candidates": [], "filled": 0, "blank": 0, "keeper": None, "why": [],
    }  # fmt: skip


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
