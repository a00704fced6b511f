"""The whole data flow on one screen; nothing here decides anything. In: a file. Out: what each stage makes of it.

    read     file → tables                         读
    match    tables → what each field asks         规
    fill     form + an answerer → filled form      问·填
    plan     filled spreadsheet → ledger plan      连·存   (applied only by `work.ledgers`)
    profiled a department's lists → how they look   (what the circuit breaker judges)

Refuses (`ProblemError`): what the stages refuse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from yibiao.base.tables import Grid
from yibiao.flow import filling, keeping, linking, profiling, reading, standardising
from yibiao.flow.filling import Answerer, FillContext, Filled, FillOptions
from yibiao.flow.keeping import Context, LedgerPlan, SameRows
from yibiao.flow.linking import Alike
from yibiao.flow.profiling import Profile, Tally
from yibiao.flow.reading import LONG, Limits, Reading
from yibiao.flow.standard import load
from yibiao.flow.standard.formula.presence import departs
from yibiao.flow.standard.meanings import FormMatch
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecords, StandardRow
from yibiao.flow.standardising import Lexicon

SETS_FROM = 1_000
"""Rows from which a list is compared with the ledger as sets first."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A file as it was read, and what each of its tables asks."""

    reading: Reading
    forms: tuple[FormMatch, ...]


def read(file: Path, limits: Limits | None = None) -> Reading:
    """File → its tables, understood; parsed in a child with limited time and memory."""
    return reading.read(file, limits=limits)


def match(
    file: Path, *, lexicon: Lexicon | None = None, standard: Standard | None = None, limits: Limits | None = None
) -> Matched:
    """File → what each field of each of its tables asks."""
    found = read(file, limits)
    known = standard or load()
    return Matched(found, tuple(standardising.match(table, known, lexicon) for table in found.tables))


def fill(
    file: Path, answerer: Answerer, context: FillContext, *, lexicon: Lexicon | None = None,
    options: FillOptions | None = None, standard: Standard | None = None,
) -> Filled:  # fmt: skip
    """Form + an answerer → the form in its own layout, filled, with a report."""
    standard = standard or load()
    matched = match(file, lexicon=lexicon, standard=standard)
    return filling.fill(file, matched.forms, answerer, standard, context=context, options=options)


def plan(file: Path, known: KnownRecords, context: Context, *, lexicon: Lexicon | None = None) -> LedgerPlan:
    """Filled spreadsheet → what it would do to the ledger, a verdict a row; nothing is written."""
    return plan_of(match(file, lexicon=lexicon, standard=context.standard, limits=LONG), known, context)


def plan_of(matched: Matched, known: KnownRecords, context: Context, *, sets_from: int = SETS_FROM) -> LedgerPlan:
    """The same of a spreadsheet that is matched already; lists of `sets_from` rows are compared as sets first."""
    plans = [keep(form, matched.reading, known, context, sets_from) for form in matched.forms]
    rows = tuple(row for each in plans for row in each.rows)
    problems = (*matched.reading.workbook.problems, *(found for each in plans for found in each.problems))
    same = tuple(rows for each in plans for rows in each.same)
    return LedgerPlan(context.file, context.source, context.day, rows, problems, same)


def keep(
    form: FormMatch, found: Reading, known: KnownRecords, context: Context, sets_from: int = SETS_FROM
) -> LedgerPlan:
    """One table's part of the plan: standardise → link → keep; of a long list only the rows that say something new."""
    standard, grid = context.standard, found.workbook.grids[form.table.grid_index]
    long = form.table.body is not None and form.table.body[1] - form.table.body[0] + 1 >= sets_from
    same = _alike(form, grid, known, context) if long else Alike()
    left = same.others(form.table.data_rows()) if long else None
    tidy = standardising.standard_rows(form, grid, standard, left)
    rows, left_out = keeping.without_hidden(tidy.rows, context)
    rows = linking.homed(rows, known, standard, context.hidden, context.abolished)
    roots = linking.link_roots(rows, known, standard)
    apart = same.without(linking.named_in(roots) | context.watched.keys())
    if apart is not same:  # rows about one record meet: those that were thought to say nothing new are looked at too
        met: Sequence[StandardRow] = standardising.standard_rows(form, grid, standard, apart.others(same.rows)).rows
        met = linking.homed(met, known, standard, context.hidden, context.abolished)
        both = sorted(
            [*zip(rows, roots, strict=True), *zip(met, linking.link_roots(met, known, standard), strict=True)],
            key=lambda pair: pair[0].row,
        )
        rows, roots, same = [row for row, _ in both], [each for _, each in both], apart
    planned = keeping.plan(rows, linking.link_wholly(rows, roots, known, standard), context)
    problems = (*tidy.problems, *left_out, *planned.problems)
    ranges = same.ranges()
    alike = (SameRows(form.table.sheet, ranges),) if ranges else ()
    return LedgerPlan(planned.file, planned.source, planned.day, planned.rows, problems, alike)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a delivery is measured against. day: of the source's word; secret: what keys the digests of its keys; knows:
    whether a text names one of our areas."""

    day: date
    secret: bytes
    knows: Callable[[str], bool]


def profiled(matched: Matched, ground: Ground, standard: Standard) -> Profile:
    """Every list of a file, measured as one delivery; the key is the first identifier that its columns tell."""
    forms = [form for form in matched.forms if form.table.body is not None]
    rows = sum(form.table.body[1] - form.table.body[0] + 1 for form in forms if form.table.body)
    tally = Tally(rows, ground.day, _key(forms, standard), ground.secret, ground.knows)
    for form in forms:
        for block in standardising.measured(form, matched.reading.workbook.grids[form.table.grid_index], standard):
            tally.add(block)
    return tally.profile(matched.reading.workbook.format)


def _key(forms: Collection[FormMatch], standard: Standard) -> str:
    """What names a row: the strongest identifier of the register that the lists are about, "" where they tell none."""
    told = {one.meaning.element for form in forms for one in form.fields if one.accepted and one.meaning}
    registers = (standard.registers.get(form.register or "") for form in forms)
    named = (code for register in registers if register for code in linking.identifiers(register) if code in told)
    return next(named, "")


def effect(plan: LedgerPlan, standard: Standard) -> profiling.Effect:
    """What a plan would do to the ledger, in counts."""
    return profiling.effect_of(plan, partial(departs, standard))


def _alike(form: FormMatch, grid: Grid, known: KnownRecords, context: Context) -> Alike:
    """The rows of a list that say what the ledger has already: letter for letter, then those that read so."""
    table = standardising.comparable(form, grid, context.standard)
    if table is None or table.elements & context.hidden:
        return Alike()
    register, standing = context.standard.registers[table.register], standardising.standing(table)
    found = linking.agreed(register, standing, table.elements, known, standardising.forms(table))
    return linking.once(found, linking.agreed(register, table.told(found.rows), table.elements, known))
