"""xls, csv, docx, html and 2003 XML come back as grids, whatever the file's name says."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import docx
import pytest
import python_calamine
import xlwt
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls

from tests.corpus import need_corpus
from tests.flow.reading.packages import package, parts_of, put
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Region
from yibiao.flow.reading.workbook import read_workbook

LINES = '姓名,身份证号,备注\n张三,990101199001011234,"住东头,\n独居"\n李四,0012,\n'


def old_excel(path: Path) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("花名册")
    title = xlwt.easyxf("font: bold on, height 320; align: horiz center; borders: bottom thin; pattern: pattern solid")
    page.write_merge(0, 0, 0, 3, "低保花名册", title)
    page.write(1, 0, "0012")
    page.write(1, 1, datetime(1990, 1, 2), xlwt.easyxf(num_format_str='YYYY"年"M"月"D"日"'))
    page.write(1, 2, 12.5)
    page.write(1, 3, xlwt.Formula("C2*2"))
    page.row(1).hidden = True
    page.col(2).hidden = True
    book.save(str(path))
    return path


def test_an_xls_keeps_merges_looks_dates_and_marks_formulas(tmp_path: Path) -> None:
    grid = read_workbook(old_excel(tmp_path / "a.xls")).grids[0]
    look = grid.cells[1, 1].look
    assert grid.name == "花名册" and grid.merges == (Region(1, 1, 1, 4),)
    assert (look.bold, look.centred, look.bordered, look.filled, look.font_size) == (True, True, True, True, 16.0)
    assert [grid.cells[2, column].value for column in (1, 2, 3)] == ["0012", date(1990, 1, 2), 12.5]
    assert [grid.cells[2, column].formula for column in (3, 4)] == [None, ""]
    assert 2 in grid.hidden_rows and 3 in grid.hidden_columns


@pytest.mark.parametrize("name", ["a.et", "a.xlsx", "a"])
def test_the_bytes_decide_what_an_xls_is(tmp_path: Path, name: str) -> None:
    book = read_workbook(old_excel(tmp_path / name))
    assert book.format == "xls"
    assert [remark.code for remark in book.problems] == (["READ_MISLABELLED"] if name == "a.xlsx" else [])


def test_an_xlsx_named_xls_is_read_as_xlsx(tmp_path: Path) -> None:
    book = read_workbook(put(tmp_path, "a.xls", package()))
    assert book.format == "xlsx" and [remark.code for remark in book.problems] == ["READ_MISLABELLED"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_the_encodings_of_chinese_offices(tmp_path: Path, encoding: str) -> None:
    grid = read_workbook(put(tmp_path, "名册.csv", LINES.encode(encoding))).grids[0]
    assert grid.name == "名册" and (grid.rows, grid.columns) == (3, 3)
    assert grid.cells[2, 2].value == "990101199001011234" and grid.cells[3, 2].value == "0012"
    assert grid.cells[2, 3].value == "住东头,\n独居"


@pytest.mark.parametrize("mark", ["\t", ";", "|", ","])
def test_the_mark_between_fields_is_found(tmp_path: Path, mark: str) -> None:
    text = "\n".join(mark.join(row) for row in (["姓名", "年龄", "住址"], ["张三", "81", "东，头"], ["李四", "7", ""]))
    grid = read_workbook(put(tmp_path, "a.txt", text.encode())).grids[0]
    assert (grid.rows, grid.columns, grid.text(2, 2)) == (3, 3, "81")


def test_bytes_that_no_encoding_reads_are_remarked(tmp_path: Path) -> None:
    data = "姓名,年龄\n张三,8\n".encode() * 20 + b"\xff\xfe\xff,1\n"
    book = read_workbook(put(tmp_path, "a.csv", data))
    assert book.grids[0].text(1, 1) == "姓名"
    assert [remark.code for remark in book.problems] == ["READ_ENCODING"]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_web_page_named_xls_gives_its_tables(tmp_path: Path, encoding: str) -> None:
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body><table>'
        '<tr><th colspan="2">基本信息</th><th rowspan="2">备注</th></tr><tr><td>姓&nbsp;名</td><td>年<br>龄</td></tr>'
        "<tr><td>张三</td><td>81</td><td>无</td></tr></table><table><tr><td>二</td></tr></table></body></html>"
    )
    book = read_workbook(put(tmp_path, "a.xls", page.encode(encoding)))
    first, second = book.grids
    assert book.format == "html" and second.text(1, 1) == "二"
    assert first.merges == (Region(1, 1, 1, 2), Region(1, 3, 2, 3))
    assert [first.text(2, 1), first.text(2, 2), first.text(3, 3)] == ["姓 名", "年\n龄", "无"]
    assert first.cells[1, 1].look.bold


def test_a_spreadsheet_2003_file_named_xls_is_read(tmp_path: Path) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    page = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="名册"><Table>'
        '<Row><Cell ss:MergeAcross="1"><Data ss:Type="String">花名册</Data></Cell></Row>'
        '<Row ss:Index="3"><Cell ss:Index="2"><Data ss:Type="Number">12</Data></Cell>'
        '<Cell ss:Formula="=RC[-1]"><Data ss:Type="DateTime">1990-01-02T00:00:00.000</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    book = read_workbook(put(tmp_path, "a.xls", page.encode()))
    grid = book.grids[0]
    assert book.format == "xml" and grid.merges == (Region(1, 1, 1, 2),)
    assert (grid.cells[3, 2].value, grid.cells[3, 3].value) == (12, date(1990, 1, 2))
    assert grid.cells[3, 3].formula == "RC[-1]"


def test_every_table_of_a_document_comes_with_its_merges_and_surroundings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("困难群众申请表")
    document.add_paragraph("填报单位：")
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "姓名"
    table.cell(0, 2).merge(table.cell(2, 2)).text = "照片"
    table.cell(1, 0).text = "一"
    inner = table.cell(2, 0).add_table(1, 1)
    inner.cell(0, 0).text = "里"
    document.add_paragraph("第二张")
    document.add_table(1, 2).cell(0, 1).text = "电话"
    document.add_paragraph("经办人签字：")
    document.save(str(tmp_path / "a.docx"))
    grids = read_workbook(tmp_path / "a.docx").grids
    assert [grid.name for grid in grids] == ["table0", "table1", "table2"]
    assert grids[0].before == ("困难群众申请表", "填报单位：")
    assert set(grids[0].merges) == {Region(1, 1, 1, 2), Region(1, 3, 3, 3)}
    assert (grids[0].text(1, 1), grids[0].text(2, 1), grids[0].text(3, 1)) == ("姓名", "一", "")
    assert grids[1].text(1, 1) == "里"
    assert (grids[2].before, grids[2].after) == (("第二张",), ("经办人签字：",))


def test_word_2003_xml_and_flat_documents_named_doc_are_read(tmp_path: Path) -> None:
    old = "http://schemas.microsoft.com/office/word/2003/wordml"
    rows = (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>姓名</w:t></w:r></w:p></w:tc></w:tr>'
        "<w:tr><w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
    )
    page = f'<?xml version="1.0"?><w:wordDocument xmlns:w="{old}"><w:body>{rows}</w:body></w:wordDocument>'
    book = read_workbook(put(tmp_path, "a.doc", page.encode()))
    assert (book.format, book.problems) == ("wordxml", ())
    assert book.grids[0].text(1, 1) == "姓名" and book.grids[0].merges == (Region(1, 1, 2, 1),)
    flat = "http://schemas.microsoft.com/office/2006/xmlPackage"
    part = f'<pkg:part><pkg:xmlData><w:document xmlns:w="{old}"><w:body>{rows}</w:body></w:document></pkg:xmlData></pkg:part>'
    page = f'<?xml version="1.0"?><pkg:package xmlns:pkg="{flat}">{part}</pkg:package>'
    assert read_workbook(put(tmp_path, "a.xml", page.encode())).grids[0].text(1, 1) == "姓名"


def test_check_box_symbols_controls_and_deleted_text_are_read_as_shown(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_table(1, 1).cell(0, 0).paragraphs[0]
    run = paragraph.add_run()
    symbol = OxmlElement("w:sym")
    symbol.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}char", "F0A8")
    run._r.append(symbol)
    control = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:r><w:t>男</w:t></w:r></w:sdtContent></w:sdt>"
    deleted = f"<w:del {nsdecls('w')}><w:r><w:delText>女</w:delText></w:r></w:del>"
    paragraph._p.append(parse_xml(control))
    paragraph._p.append(parse_xml(deleted))
    document.save(str(tmp_path / "a.docx"))
    assert read_workbook(tmp_path / "a.docx").grids[0].text(1, 1) == "□男"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "READ_EMPTY_FILE"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "READ_UNSUPPORTED"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "READ_UNSUPPORTED"),
        (b"Rar!\x1a\x07\x01\0", "READ_ARCHIVE"),
        (bytes(range(256)) * 8, "READ_UNKNOWN_FORMAT"),
        (b"   \n \n", "READ_NO_CELLS"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "READ_UNSUPPORTED"),
        (package({"a.txt": "x"}), "READ_ARCHIVE"),
        (package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "READ_UNSUPPORTED"),
        (package(parts_of() | {"xl/workbook.xml": "<workbook/>"}), "READ_CORRUPT"),
    ],
)
def test_what_is_no_form_is_refused_with_what_to_do(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(ProblemError) as refusal:
        read_workbook(put(tmp_path, "a.xlsx", data))
    assert refusal.value.problem.code == code
    assert refusal.value.problem.remedy("zh") and refusal.value.problem.place.file == "a.xlsx"


def test_a_workbook_of_pictures_is_named_as_such(tmp_path: Path) -> None:
    empty = parts_of(
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    )
    with pytest.raises(ProblemError) as refusal:
        read_workbook(put(tmp_path, "a.xlsx", package(empty | {"xl/media/image1.png": b"\x89PNG"})))
    assert refusal.value.problem.code == "READ_ONLY_PICTURES"


@pytest.mark.corpus
def test_xls_values_are_those_that_an_independent_reader_finds() -> None:
    """calamine agrees on every visible text and number of a spread of strangers' old sheets."""
    compared = 0
    for path in sorted((need_corpus() / "forms").rglob("*.xls"))[::6]:
        book = read_workbook(path)
        if book.format != "xls":
            continue
        theirs = python_calamine.CalamineWorkbook.from_path(str(path))
        for grid in book.grids:
            for row, line in enumerate(theirs.get_sheet_by_name(grid.name).to_python(skip_empty_area=False), 1):
                for column, value in enumerate(line, 1):
                    cell = grid.cells.get((row, column))
                    if isinstance(value, (str, float)) and value != "" and cell is not None and cell.value is not None:
                        assert cell.value == value, (path.name, grid.name, row, column)
                        compared += 1
    assert compared > 1_000
