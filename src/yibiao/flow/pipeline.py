"""The whole data flow on one screen; nothing here decides anything. In: a file. Out: what each stage makes of it.

    read     file → tables                         读
    match    tables → what each field asks         规
    fill     form + an answerer → filled form      问·填
    plan     filled spreadsheet → ledger plan      连·存   (applied only by `work.ledgers`)

Refuses (`ProblemError`): what the stages refuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from yibiao.flow import filling, keeping, linking, reading, standardising
from yibiao.flow.filling import Answerer, FillContext, Filled, FillOptions
from yibiao.flow.keeping import Context, LedgerPlan
from yibiao.flow.reading import Reading
from yibiao.flow.standard import load
from yibiao.flow.standard.meanings import FormMatch
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecords
from yibiao.flow.standardising import Lexicon


@dataclass(frozen=True, slots=True)
class Matched:
    """A file as it was read, and what each of its tables asks."""

    reading: Reading
    forms: tuple[FormMatch, ...]


def read(file: Path) -> Reading:
    """File → its tables, understood; parsed in a child with limited time and memory."""
    return reading.read(file)


def match(file: Path, *, lexicon: Lexicon | None = None, standard: Standard | None = None) -> Matched:
    """File → what each field of each of its tables asks."""
    found = read(file)
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
    return plan_of(match(file, lexicon=lexicon, standard=context.standard), known, context)


def plan_of(matched: Matched, known: KnownRecords, context: Context) -> LedgerPlan:
    """The same of a spreadsheet that is matched already."""
    plans = [keep(form, matched.reading, known, context) for form in matched.forms]
    rows = tuple(row for each in plans for row in each.rows)
    problems = (*matched.reading.workbook.problems, *(found for each in plans for found in each.problems))
    return LedgerPlan(context.file, context.source, context.day, rows, problems)


def keep(form: FormMatch, found: Reading, known: KnownRecords, context: Context) -> LedgerPlan:
    """One table's part of the plan: standardise → link → keep."""
    standard = context.standard
    tidy = standardising.standard_rows(form, found.workbook.grids[form.table.grid_index], standard)
    rows, left_out = keeping.without_hidden(tidy.rows, context)
    links = linking.link_rows(rows, known, standard)
    planned = keeping.plan(rows, links, context)
    problems = (*tidy.problems, *left_out, *planned.problems)
    return LedgerPlan(planned.file, planned.source, planned.day, planned.rows, problems)
