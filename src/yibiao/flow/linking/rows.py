"""Rows of a received table to records of the ledger. In: standard rows, what the ledger knows. Out: links a row.

Households come before persons, because name and household name a person; details are found on their master. Refuses:
nothing; two rows about one record are doubtful from the second on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from yibiao.base.problems import Place, problem
from yibiao.flow.linking.details import link_details
from yibiao.flow.linking.dwellings import located
from yibiao.flow.linking.likely import suspected
from yibiao.flow.linking.steps import identifiers
from yibiao.flow.linking.waterfall import Sought, Waterfall
from yibiao.flow.linking.weighing import weighed
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecords, Link, StandardRow

_HOUSEHOLD = "person.household"
_LAST = ("person",)
"""Registers whose records may be named by others: these are linked last."""


RootLinks = list[dict[str, Link]]
"""For each row the link of each root register that it speaks of."""


def link_rows(rows: Sequence[StandardRow], known: KnownRecords, standard: Standard) -> tuple[tuple[Link, ...], ...]:
    """For each row the links of what it speaks of: the form's own root first, other roots, then details."""
    return link_wholly(rows, link_roots(rows, known, standard), known, standard)


def link_wholly(
    rows: Sequence[StandardRow], roots: RootLinks, known: KnownRecords, standard: Standard
) -> tuple[tuple[Link, ...], ...]:
    """The same of rows whose roots are linked: rows of a file are told apart here, so all that may meet are given."""
    return link_details(rows, _only_once(rows, roots, standard), known, standard)


def link_roots(rows: Sequence[StandardRow], known: KnownRecords, standard: Standard) -> RootLinks:
    """The roots of each row, its own first, whatever the other rows say."""
    roots = [_roots(row, standard) for row in rows]
    named = dict.fromkeys(root for each in roots for root in each)
    links: RootLinks = [{} for _ in rows]
    for register in sorted(named, key=lambda code: code in _LAST):
        numbers = [number for number, each in enumerate(roots) if register in each]
        sought = [_sought(rows[number], register, standard, links[number].get("household")) for number in numbers]
        found = Waterfall(standard.registers[register], known, standard).links(sought)
        if register == "dwelling":
            found = located(sought, found, known)
        if register == "person":
            found = weighed([each.values for each in sought], found, known)
            found = suspected(sought, found, known, standard)
        for number, link in zip(numbers, found, strict=True):
            links[number][register] = link
    return [{root: each[root] for root in names} for names, each in zip(roots, links, strict=True)]


def _root(register: str, standard: Standard) -> str:
    """The register at the top of what this one hangs on."""
    above = standard.registers[register].hangs_on
    return _root(above, standard) if above else register


def _roots(row: StandardRow, standard: Standard) -> tuple[str, ...]:
    known = (register for register in row.registers if register in standard.registers)
    return tuple(dict.fromkeys(_root(register, standard) for register in known))


def _sought(row: StandardRow, register: str, standard: Standard, household: Link | None) -> Sought:
    values: dict[str, Json] = {code: value for code, value in row.part(register).items() if code not in row.doubtful}
    if register == "person" and household is not None and household.record is not None:
        values.setdefault(_HOUSEHOLD, household.record.id)
    names = identifiers(standard.registers[register])
    refused = {remark.place.field for remark in row.problems if remark.kind.severity == "error"}
    bad = any(code in refused and values.get(code) is None for code in names)
    place = Place(sheet=row.sheet, cell=next(iter(row.cells.values()), None))
    return Sought(place, values, bad)


def _only_once(rows: Sequence[StandardRow], links: list[dict[str, Link]], standard: Standard) -> list[dict[str, Link]]:
    """Where a form has a row a thing, two rows about one thing are doubtful: from the second on where an identifier
    says so, all of them where only names and the like do."""
    alike: dict[tuple[str, object], list[int]] = {}
    for number, (row, each) in enumerate(zip(rows, links, strict=True)):
        home = standard.registers.get(row.register)
        if home is None:
            continue
        root = _root(row.register, standard)
        several = home.hangs_on is not None and not home.single and each[root].record is not None
        if not each[root].doubtful and not several:  # a person of the ledger may have two vehicles in two rows
            for mark in _marks(row.part(root), root, each[root], standard):
                alike.setdefault((root, mark), []).append(number)
    for (root, _), numbers in alike.items():
        if len(numbers) > 1:
            names = identifiers(standard.registers[root])
            certain = all(_by_identifier(rows[number], root, links[number][root], names) for number in numbers)
            for number in numbers[1:] if certain else numbers:
                other = numbers[0] if number != numbers[0] else numbers[1]
                links[number][root] = _repeated(rows[number], links[number][root], rows[other].row)
    return links


def _by_identifier(row: StandardRow, root: str, link: Link, names: tuple[str, ...]) -> bool:
    return link.step in names if link.record is not None else any(code in row.part(root) for code in names)


def _repeated(row: StandardRow, link: Link, other: int) -> Link:
    place = Place(sheet=row.sheet, cell=next(iter(row.cells.values()), None))
    candidates = (link.record.id,) if link.record else link.candidates
    return replace(link, record=None, candidates=candidates, problems=(problem("LINK_TWICE", place, first=other),))


def _marks(values: Mapping[str, Json], register: str, link: Link, standard: Standard) -> list[object]:
    """By what a second row about the same thing would be known: the record, or what a new one is called."""
    if link.record is not None:
        return [link.record.id]
    names = identifiers(standard.registers[register])
    marks: list[object] = [(code, values[code]) for code in names if code in values]
    pair = (values.get("person.name"), values.get("person.birth_date"))
    if not marks and register == "person" and all(pair):
        marks.append(pair)
    return marks
