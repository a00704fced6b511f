"""Small piles for tests: a form as a title and its columns. In: Markdown headers. Out: `FormFacts`, a `Pile`."""

from __future__ import annotations

from yibiao.base.tables import Column, FillPoint, Layout, ParsedTable, Region, Stub
from yibiao.flow import standardising
from yibiao.flow.consolidating.facts import Origin, facts_of
from yibiao.flow.consolidating.shapes import FormFacts, Pile
from yibiao.flow.standard import load


def form(name: str, title: str, header: str) -> FormFacts:
    """A list of two rows with the columns of `| 姓名 | 监护人 › 电话 |`, matched to the shipped standard."""
    labels = [part.strip() for part in header.strip().strip("|").split("|")]
    columns = tuple(Column(at, tuple(part.strip() for part in label.split("›"))) for at, label in enumerate(labels, 1))
    table = ParsedTable(
        f"{name}.xlsx", "Sheet1", 0, Layout.LIST, Region(1, 1, 4, len(labels)), title,
        header=(2, 2), body=(3, 4), columns=columns,
    )  # fmt: skip
    return facts_of(standardising.match(table, load()), Origin(name, f"{name}.xlsx", None), load())


def pile(*forms: tuple[str, str, str]) -> Pile:
    return Pile(tuple(form(*entry) for entry in forms))


def counted(name: str, title: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> FormFacts:
    """A cross-tab: a blank at every crossing of `rows` and `columns`."""
    points = tuple(
        FillPoint(3 + down, 2 + right, (stub, top), stub_path=(stub,), column_path=(top,))
        for down, stub in enumerate(rows)
        for right, top in enumerate(columns)
    )
    table = ParsedTable(
        f"{name}.xlsx", "Sheet1", 0, Layout.CROSSTAB, Region(1, 1, 2 + len(rows), 1 + len(columns)), title,
        header=(2, 2), body=(3, 2 + len(rows)), stub_columns=(1,), fill_points=points,
        columns=tuple(Column(2 + at, (top,)) for at, top in enumerate(columns)),
        stubs=tuple(Stub(3 + at, (stub,)) for at, stub in enumerate(rows)),
    )  # fmt: skip
    return facts_of(standardising.match(table, load()), Origin(name, f"{name}.xlsx", None), load())
