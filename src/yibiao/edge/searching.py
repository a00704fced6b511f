"""Looking for people, homes and shops by what one knows of them. In: a caller, words. Out: rows of the ledger.

Refuses (`ProblemError`): registers and tags that the view may not list by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.text import clean
from yibiao.flow.asking.nodes import Column, Find, Rows, RowsQuestion
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.faces import faces
from yibiao.flow.standard.formula.nodes import All, Any, Compare, Node, Ref, Tagged, Value
from yibiao.flow.standard.formula.reading import read
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.ledgers import queries
from yibiao.work.ledgers.asking import answer

if TYPE_CHECKING:
    from yibiao.edge.http.caller import Caller

MOST_WORDS = 6


def search(
    caller: Caller, register: str, words: str, tags: Sequence[str], *, gone: bool = False, most: int = 50
) -> tuple[Rows, bool]:
    """The rows with the register's face, and whether there are more of them than `most`."""
    standard = caller.estate.house.standard
    question = question_of(standard, register, words, tags, gone=gone, most=most)
    if question is None:
        raise ProblemError(problem("HTTP_NOT_THERE", Place()))
    root = directory.root_code()
    (found,) = answer(caller.estate.house, caller.estate.mirror, caller.view(), [question], root, day=caller.day)
    assert isinstance(found, Rows)
    more = len(found.ids) > most
    cut = replace(
        found, ids=found.ids[:most], values=found.values[:most], area_codes=found.area_codes[:most],
        area_names=found.area_names[:most],
    )  # fmt: skip
    return cut, more


def question_of(
    standard: Standard, register: str, words: str, tags: Sequence[str], *, gone: bool, most: int
) -> RowsQuestion | None:
    """The question; None where nobody looks for records of this register by themselves, or a tag is not its own."""
    face = faces(standard).get(register)
    if face is None or any(name not in face.tags for name in tags):
        return None
    typed = tuple(clean(words).split()[:MOST_WORDS])
    conditions: list[Node] = [Tagged(name) for name in tags]
    if gone:
        ways = [read(each.formula, register, standard)[0] for each in standard.registers[register].gone]
        conditions += [Any(tuple(ways))] if ways else []
    return RowsQuestion(
        register,
        tuple(Column(element.code, Ref(element.code)) for element in face.face),
        where=All(tuple(conditions)) if conditions else None,
        limit=most + 1,
        find=Find(typed, tuple(Ref(element.code) for element in face.find)) if typed else None,
    )


def same_persons(caller: Caller, values: Mapping[str, Json]) -> list[queries.Reading]:
    """Live records in the caller's view that seem to be this person: by identifier, else by name and birth date."""
    house, view = caller.estate.house, caller.view()
    number = values.get("person.id_number")
    if number is not None:
        found = queries.find_by_identifier(house, view, "person.id_number", number)
        if found:
            return list(found)
    pair = [(code, values.get(code)) for code in ("person.name", "person.birth_date")]
    if any(value is None for _, value in pair):
        return []
    where = All(tuple(_equal(house.standard, code, value) for code, value in pair))
    question = RowsQuestion("person", (Column("person.name", Ref("person.name")),), where, limit=5)
    root = directory.root_code()
    (rows,) = answer(house, caller.estate.mirror, view, [question], root, day=caller.day)
    assert isinstance(rows, Rows)
    return [each for record in rows.ids if (each := queries.get_record(house, view, record)) is not None]


def _equal(standard: Standard, code: str, value: Json) -> Node:
    return Compare("=", Ref(code), Value(domain_of(standard.elements[code].domain, standard).from_json(value)))
