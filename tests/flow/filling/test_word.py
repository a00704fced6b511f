"""Tables of a docx are filled in the fonts of the document."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.flow.filling.cast import CONTEXT, STANDARD, answerer, matched, person, tables_of
from tests.flow.filling.test_fill import card_match, el
from yibiao.base.problems import ProblemError
from yibiao.flow.filling import BlankWrite, CellWrite, FillPlan, ListBlock, SheetPlan, TickWrite, fill, write
from yibiao.flow.standard.meanings import FormMatch, Meaning, Subject


def table_document(rows: list[list[str]], title: str = "登记表") -> Document:
    document = docx.Document()
    document.add_paragraph(title)
    table = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("填表说明：略")
    return document


def saved(document: Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def texts(data: bytes, table: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in docx.Document(io.BytesIO(data)).tables[table].rows]


def filled(document: Document, plan: SheetPlan) -> bytes:
    written = write(saved(document), FillPlan((plan,)))
    assert (written.suffix, written.problems) == (".docx", ())
    return written.data


def test_a_cell_is_written_in_the_font_of_its_place() -> None:
    document = table_document([["姓名", "某某"], ["电话", ""]])
    run = document.tables[0].cell(0, 1).paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(14), True
    data = filled(document, SheetPlan("table0", cells=(CellWrite(1, 2, "老人1"), CellWrite(2, 2, 7))))
    assert texts(data) == [["姓名", "老人1"], ["电话", "7"]]
    again = docx.Document(io.BytesIO(data)).tables[0].cell(0, 1).paragraphs[0].runs[0]
    assert (again.font.size, again.font.bold) == (Pt(14), True)


def test_a_list_grows_by_rows_like_its_sample() -> None:
    document = table_document([["序号", "姓名"], ["", ""], ["", ""], ["合计", ""]])
    document.tables[0].rows[1].height = Pt(30)
    block = ListBlock((2, 3), (1, 2), tuple((n, f"老人{n}") for n in range(1, 5)), style_row=2)
    data = filled(document, SheetPlan("table0", blocks=(block,)))
    assert texts(data) == [["序号", "姓名"], *[[str(n), f"老人{n}"] for n in range(1, 5)], ["合计", ""]]
    assert docx.Document(io.BytesIO(data)).tables[0].rows[2].height == Pt(30)


def test_merged_cells_are_found_by_the_columns_they_cover() -> None:
    document = table_document([["姓名", "", "照片"], ["住址", "", ""]])
    table = document.tables[0]
    table.cell(1, 0).merge(table.cell(1, 0))
    table.cell(0, 2).merge(table.cell(1, 2))
    table.cell(1, 0).merge(table.cell(1, 1))
    data = filled(document, SheetPlan("table0", cells=(CellWrite(2, 3, "照"), CellWrite(1, 2, "甲"))))
    again = docx.Document(io.BytesIO(data)).tables[0]
    assert (again.cell(0, 1).text, again.cell(0, 2).text.strip().splitlines()[-1]) == ("甲", "照")


def test_boxes_and_blanks_inside_a_text_keep_their_runs() -> None:
    document = table_document([["", ""]])
    paragraph = document.tables[0].cell(0, 0).paragraphs[0]
    paragraph.add_run("联系电话：")
    paragraph.add_run("        ").underline = True
    boxes = document.tables[0].cell(0, 1).paragraphs[0]
    boxes.add_run("□")
    boxes.add_run("男 □女")
    plan = SheetPlan("table0", blanks=(BlankWrite(1, 1, "联系电话", "0990-1"),), ticks=(TickWrite(1, 2, ("男",)),))
    data = filled(document, plan)
    assert texts(data) == [["联系电话：0990-1", "☑男 □女"]]
    runs = docx.Document(io.BytesIO(data)).tables[0].cell(0, 0).paragraphs[0].runs
    assert [(run.text, run.underline) for run in runs if run.text] == [("联系电话：", None), ("0990-1", True)]


def test_a_blank_at_the_end_of_a_paragraph_is_filled_there() -> None:
    document = table_document([["", ""]])
    document.tables[0].cell(0, 0).paragraphs[0].add_run("核准日期：")
    document.tables[0].cell(0, 0).add_paragraph("    年    月    日")
    data = filled(document, SheetPlan("table0", blanks=(BlankWrite(1, 1, "核准日期", "见附件"),)))
    assert texts(data)[0][0] == "核准日期：见附件\n    年    月    日"


def test_a_check_box_of_the_symbol_font_is_ticked_in_that_font() -> None:
    document = table_document([["", ""]])
    run = document.tables[0].cell(0, 0).paragraphs[0].add_run()
    symbol = OxmlElement("w:sym")
    symbol.set(qn("w:font"), "Wingdings 2")
    symbol.set(qn("w:char"), "F0A3")
    run._r.append(symbol)
    document.tables[0].cell(0, 0).paragraphs[0].add_run("男")
    data = filled(document, SheetPlan("table0", ticks=(TickWrite(1, 1, ("男",)),)))
    [again] = docx.Document(io.BytesIO(data)).tables[0]._tbl.iter(qn("w:sym"))
    assert again.get(qn("w:char")) == "F052"


def test_a_card_goes_to_further_pages_for_further_records(tmp_path: Path) -> None:
    document = table_document([["姓名", "", "性别", "□男 □女"], ["出生日期", "", "联系电话", ""]])
    path, (table,) = tables_of(saved(document), tmp_path, "card.docx")
    fields = tuple(
        matched(table, row, column, meaning)
        for row, column, meaning in (
            (1, 2, el("name")),
            (1, 4, el("gender")),
            (2, 2, el("birth_date")),
            (2, 4, el("phone")),
        )
    )
    match = FormMatch(table, Subject.RECORD, "person", None, None, fields, 0.9)
    done = fill(path, [match], answerer([person(1), person(2)]), STANDARD, context=CONTEXT)
    assert texts(done.data) == [
        ["姓名", "老人1", "性别", "☑男 □女"],
        ["出生日期", "1940-01-02", "联系电话", "13800000001"],
    ]
    assert texts(done.data, 1)[0] == ["姓名", "老人2", "性别", "□男 ☑女"]
    assert done.suffix == ".docx"


def test_an_empty_plan_gives_the_document_back() -> None:
    data = saved(table_document([["姓名", ""]]))
    assert write(data, FillPlan()).data == data


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(ProblemError, match="FILLING_NO_SUCH_SHEET"):
        write(saved(table_document([["姓名", ""]])), FillPlan((SheetPlan("table7", 7, (CellWrite(1, 1, "x"),)),)))


def test_card_matches_of_sheets_and_documents_are_bound_alike(tmp_path: Path) -> None:
    document = table_document([["姓名", "", "性别", "□男 □女"], ["出生日期", "", "联系电话", ""]])
    _, (table,) = tables_of(saved(document), tmp_path, "card.docx")
    assert card_match(table).subject is Subject.RECORD
    assert Meaning(special="blank").element is None
