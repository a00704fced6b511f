"""An xlsx filled as a plan says. In: the template's bytes and a `FillPlan`. Out: bytes, problems that arose.

One way with two ends: the steps (`steps`) change the template's parts; then values are written. A template whose plan
has been seen is past the steps already (`compiled`). An empty plan changes nothing. Refuses (`ProblemError`): a broken
package, a sheet that the file does not have, more rows than a sheet holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from yibiao.base.problems import Problem
from yibiao.flow.filling.ooxml.book import Book, open_book
from yibiao.flow.filling.ooxml.compiled import Templates
from yibiao.flow.filling.ooxml.marks import pieces
from yibiao.flow.filling.ooxml.package import bytes_of
from yibiao.flow.filling.ooxml.steps import take_steps
from yibiao.flow.filling.plan import FillPlan

TEMPLATES = Templates()
"""Of this process."""


def fill_workbook(
    data: bytes, plan: FillPlan, *, by_cell: bool = False, templates: Templates | None = TEMPLATES
) -> tuple[bytes, tuple[Problem, ...]]:
    """The filled workbook's bytes, and what could not be written where.

    by_cell: no row is written as text (`laid`); the file says the same, many times as slowly. templates: where compiled
    templates are kept; None: take all steps now.
    """
    if not plan.sheets and plan.side is None:
        return data, ()
    if templates is not None and not by_cell:
        filled = templates.filled(data, plan)
        if filled is not None:
            return filled
    book = open_book(data)
    take_steps(book, plan, by_cell=by_cell)
    return saved(book), tuple(book.problems)


def saved(book: Book) -> bytes:
    """The bytes of a workbook that is past all steps."""

    def told(tree: bytes) -> Iterator[bytes]:
        return pieces(book.marks.segments(tree), book.plan, book.pen, {})

    def looks() -> bytes | None:
        part = book.looks_part
        return bytes_of(book.styles.written(book.package.peek(part))) if part and book.styles.made else None

    book.package.pieces = {book.parts[name]: told for name in book.written}
    if book.looks_part:
        book.package.late[book.looks_part] = looks
    return book.package.save()
