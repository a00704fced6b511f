"""Forms as Markdown for tests of matching: a header row (› between levels) and sample rows. Out: a `ParsedTable`."""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.tables import Column, FillPoint, Layout, ParsedTable, Region, RowRole, Stub
from yibiao.flow.standard.meanings import FieldMatch, FormMatch


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _path(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("›"))


def list_form(title: str | None, markdown: str) -> ParsedTable:
    """A list: the first row is the header, the rows after the dashes are samples."""
    lines = [line for line in markdown.strip().splitlines() if line.strip()]
    header = _cells(lines[0])
    rows = [_cells(line) for line in lines[1:] if not set(line) <= set("|- ")]
    return ParsedTable(
        file="form.xlsx",
        sheet="表1",
        grid_index=0,
        layout=Layout.LIST,
        region=Region(1, 1, 3 + max(len(rows), 1), len(header)),
        title=title,
        header=(2, 2),
        body=(3, 3 + max(len(rows), 1)),
        columns=tuple(Column(i, _path(cell)) for i, cell in enumerate(header, 1)),
        samples={i: tuple(row[i - 1] for row in rows if row[i - 1]) for i in range(1, len(header) + 1) if rows},
        roles={3: RowRole.BLANK},
    )


def crosstab_form(title: str | None, head: str, columns: Sequence[str], stubs: Sequence[str]) -> ParsedTable:
    """A cross-tab: the label over the stubs, the columns, the stubs; every crossing wants a number."""
    paths, rows = [_path(cell) for cell in columns], [_path(stub) for stub in stubs]
    points = [
        FillPoint(row, column, (*stub, *path), stub_path=stub, column_path=path)
        for row, stub in enumerate(rows, 3)
        for column, path in enumerate(paths, 2)
    ]
    return ParsedTable(
        file="form.xlsx",
        sheet="表1",
        grid_index=0,
        layout=Layout.CROSSTAB,
        region=Region(1, 1, 2 + len(rows), 1 + len(paths)),
        title=title,
        header=(2, 2),
        body=(3, 2 + len(rows)),
        columns=(Column(1, (head,)), *(Column(i, path) for i, path in enumerate(paths, 2))),
        stubs=tuple(Stub(row, stub) for row, stub in enumerate(rows, 3)),
        stub_columns=(1,),
        fill_points=tuple(points),
    )


def card_form(title: str | None, *labels: str) -> ParsedTable:
    """A card: a blank behind each label."""
    return ParsedTable(
        file="form.xlsx",
        sheet="表1",
        grid_index=0,
        layout=Layout.CARD,
        region=Region(1, 1, 1 + len(labels), 2),
        title=title,
        body=(2, 1 + len(labels)),
        fill_points=tuple(FillPoint(row, 2, _path(label)) for row, label in enumerate(labels, 2)),
    )


def meant(field: FieldMatch) -> str:
    """What a field means in one word: element code, special, formula, or "-" for nothing; "?" before what is not accepted."""
    meaning = field.meaning
    if meaning is None:
        return "-"
    said = meaning.element or (f"special:{meaning.special}" if meaning.special else field.formula or "-")
    return said if field.accepted else f"?{said}"


def by_label(form: FormMatch | Sequence[FieldMatch]) -> dict[str, str]:
    """Path (› between levels) → what it means."""
    fields = form.fields if isinstance(form, FormMatch) else form
    return {"›".join(field.path): meant(field) for field in fields}
