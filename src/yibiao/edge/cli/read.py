"""`yibiao read`: how a form was understood. In: a file. Out: its tables, rows counted from 1. For clerks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yibiao.base.tables import Layout, ParsedTable, a1
from yibiao.edge.cli.output import existing, print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.flow import pipeline

LAYOUTS = {Layout.LIST: "名单", Layout.CROSSTAB: "统计表", Layout.CARD: "登记卡"}


def table_json(table: ParsedTable) -> dict[str, Any]:
    """One table as `yibiao read --json` prints it; blocks are [first row, last row] or null."""
    return {
        "sheet": table.sheet,
        "layout": table.layout.value,
        "title": table.title,
        "header": list(table.header) if table.header else None,
        "body": list(table.body) if table.body else None,
        "footer": list(table.footer) if table.footer else None,
        "unit": table.unit,
        "columns": [{"column": column.column, "path": list(column.path)} for column in table.columns],
        "fill_points": [{"cell": point.reference, "path": list(point.path)} for point in table.fill_points],
        "meta": [{"label": field.label, "cell": a1(field.row, field.column)} for field in table.meta],
        "confidence": round(table.confidence, 3),
        "problems": [problem.as_json() for problem in table.problems],
    }


def table_lines(table: ParsedTable) -> list[str]:
    """The same for a person."""
    blocks = [
        f"{name} {rows[0]}–{rows[1]}"
        for name, rows in (
            (say("表头", "header"), table.header),
            (say("表体", "body"), table.body),
            (say("表尾", "footer"), table.footer),
        )
        if rows
    ]
    layout = say(LAYOUTS[table.layout], table.layout.value)
    lines = [f"【{table.sheet}】{table.title or say('（无标题）', '(no title)')} · {layout} · {' · '.join(blocks)}"]
    lines += [f"  {a1(1, column.column)[:-1]}  {' › '.join(column.path)}" for column in table.columns]
    lines += [f"  {point.reference}  {' › '.join(point.path)}" for point in table.fill_points]
    return lines


@click.command(
    "read",
    help=both(
        "读懂一个文件：版式、标题、表头、表体、表尾、每一栏。支持 xlsx、xls、csv、docx。",
        "Understand a file: layout, title, header, body, footer, every column. Reads xlsx, xls, csv, docx.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def read(file: Path, as_json: bool) -> None:
    reading = pipeline.read(existing(file))
    if as_json:
        print_json(
            {
                "file": file.name,
                "tables": [table_json(table) for table in reading.tables],
                "problems": [problem.as_json() for problem in reading.workbook.problems],
            }
        )
        return
    for table in reading.tables:
        tell("\n".join(table_lines(table)))
    print_problems(reading.workbook.problems)
