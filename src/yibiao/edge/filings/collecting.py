"""What has to be collected for a filing, and from whom. In: a caller, a filing. Out: households with their gaps.

The smallest list: each record once, with the elements that are unknown now; grouped by household where the register has
one. Asked anew through the caller's view, so what was filled in meanwhile is gone from it. Refuses (`ProblemError`):
views without rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from yibiao.edge.filings import keeping
from yibiao.edge.filings.forming import wanted
from yibiao.edge.http.caller import Caller
from yibiao.flow.asking.nodes import Column, Rows, RowsQuestion
from yibiao.flow.reporting import collecting
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.model import Standard
from yibiao.work.filings.queries import FilingRow

MOST = 300
"""Records of one list."""


def collection(caller: Caller, row: FilingRow) -> list[dict[str, Any]]:
    """Households (or single records) with what is missing of whom."""
    standard = caller.estate.house.standard
    office = caller.office(row.area, row.period.day)
    important = wanted(standard)
    found: dict[str, dict[str, Any]] = {}
    for question in collecting(keeping.sense_of(standard, row).questions, standard, important):
        asked = [column.name for column in question.columns if office.view.may_read(column.name)]
        if not asked:
            continue
        home = _home(question.register, standard)
        faced = _face(question.register, standard, office.view.may_read)
        extra = [Column(f"face {code}", Ref(code)) for code in (*faced, *home)]
        columns = (*(column for column in question.columns if column.name in asked), *extra)
        answer = office.answer([replace(question, columns=columns, limit=MOST)])[0]
        if isinstance(answer, Rows):
            for entry in _entries(question, answer, asked, (faced, home)):
                _add(found, entry)
    return [{**home, "people": list(home["people"].values())} for home in found.values()]


def _face(register: str, standard: Standard, may: Any) -> list[str]:
    face = faces(standard).get(register)
    return [element.code for element in (face.face[:1] if face else ()) if may(element.code)]


def _home(register: str, standard: Standard) -> list[str]:
    """The element that points at the household, and the household's address."""
    own = [element.code for element in standard.of_register(register) if element.domain == "ref:household"]
    return [own[0], "household.address"] if own and "household.address" in standard.elements else []


def _entries(
    question: RowsQuestion, answer: Rows, asked: list[str], shown: tuple[list[str], list[str]]
) -> Iterator[dict[str, Any]]:
    faced, home = shown
    at = {name: number for number, name in enumerate(answer.columns)}
    for record, values in zip(answer.ids, answer.values, strict=True):
        missing = [code for code in asked if values[at[code]] is None]
        title = " ".join(str(values[at[f"face {code}"]] or "") for code in faced)
        household = str(values[at[f"face {home[0]}"]] or "") if home else ""
        address = str(values[at[f"face {home[1]}"]] or "") if home else ""
        yield {"register": question.register, "record": record, "title": title, "household": household,
               "address": address, "missing": missing}  # fmt: skip


def _add(found: dict[str, dict[str, Any]], entry: dict[str, Any]) -> None:
    key = entry["household"] or entry["record"]
    home = found.setdefault(key, {"household": entry["household"], "address": entry["address"], "people": {}})
    person = home["people"].setdefault(
        entry["record"],
        {"register_code": entry["register"], "record": entry["record"], "title": entry["title"], "missing": []},
    )
    person["missing"] = list(dict.fromkeys([*person["missing"], *entry["missing"]]))
