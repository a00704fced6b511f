"""What a consolidation is given back as: a workbook, a page, JSON, bindings."""

from __future__ import annotations

import json
import re
from pathlib import Path

from openpyxl import load_workbook

from tests.flow.consolidating.piles import pile
from yibiao.base.problems import Place, problem
from yibiao.flow.consolidating import Action, Consolidation, Decision, Pile, Verdict, consolidate
from yibiao.flow.consolidating.office import write_workbook
from yibiao.flow.consolidating.report import page
from yibiao.flow.consolidating.saving import add_decision, decisions_in, form_named, save, whole_in
from yibiao.flow.consolidating.sheets import Book, Sheet
from yibiao.flow.standard import load
from yibiao.flow.standardising import Lexicon

TROUBLE = ("坏.xlsx", problem("PILE_NO_TABLE", Place(file="坏.xlsx")))


def found() -> Consolidation:
    forms = pile(
        ("a", '=HYPERLINK("http://x.invalid")<script>', "| 姓名 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 |"),
        ("b", "残疾人花名册", "| 姓名 | 身份证号 | 残疾证号 | 残疾等级 | 残疾类别 | 胸径 |"),
        ("c", "退役军人花名册", "| 姓名 | 身份证号 | 入伍日期 | 退役日期 | 残疾等级 |"),
    ).forms
    return consolidate(Pile(forms, (TROUBLE,)), load())


def test_the_workbook_has_its_six_sheets_a_frozen_header_and_no_formulas(tmp_path: Path) -> None:
    file = tmp_path / "合并方案.xlsx"
    write_workbook(Book(found(), load()).sheets(), file)
    book = load_workbook(file)
    assert book.sheetnames == ["清单", "字段标准", "重复矩阵", "合并建议", "总表", "无法识别"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert all(sheet.freeze_panes and sheet.print_title_rows for sheet in book)


def test_a_file_that_could_not_be_read_is_listed_with_its_remedy(tmp_path: Path) -> None:
    sheet = Book(found(), load()).unreadable()
    assert sheet.rows[0][1] == "坏.xlsx"
    assert sheet.rows[0][5] == TROUBLE[1].remedy("zh")


def test_the_page_asks_nothing_from_outside_and_escapes_what_forms_say() -> None:
    text = page(Book(found(), load()))
    assert "<script" not in text and "&lt;script&gt;" in text
    outside = re.findall(r'(?:src|href)\s*=\s*"(?!#)|url\(|@import', text)
    assert not outside
    assert "<svg" in text and "每月分钟（估算）" in text


def test_the_page_can_be_walked_by_headings_and_read_without_its_pictures() -> None:
    text = page(Book(found(), load()))
    linked = re.findall(r'href="#([a-z]+)"', text)
    assert linked == re.findall(r'<h2 id="([a-z]+)"', text) and len(linked) == 6
    assert all("aria-label=" in picture for picture in re.findall(r"<svg[^>]*>", text))
    assert text.count("<caption>") == text.count("<table")
    assert not re.findall(r"<th(?! scope)[ >]", text)


def test_a_column_that_many_forms_have_is_listed_once_with_its_places() -> None:
    forms = pile(*((f"f{at}", f"第{at}表", "| 姓名 | 身份证号 | 胸径尺寸 |") for at in range(6))).forms
    rows = Book(consolidate(Pile(forms), load()), load()).unreadable().rows
    said = [row for row in rows if "胸径尺寸" in str(row[4])]
    assert len(said) == 1 and "共 6 处" in str(said[0][4]) and "等 6 个" in str(said[0][1])


def test_a_matrix_of_many_families_prints_on_several_pages_that_keep_their_names(tmp_path: Path) -> None:
    names = tuple(str(at) for at in range(1, 121))
    rows = tuple((at, f"表{at}", *(None for _ in names)) for at in range(1, 121))
    file = tmp_path / "a.xlsx"
    write_workbook(
        [Sheet("重复矩阵", "重复矩阵", "", ("序号", "组", *names), (6, 34, *(4 for _ in names)), rows, True)], file
    )
    sheet = load_workbook(file)["重复矩阵"]
    assert sheet.page_setup.fitToWidth == 2 and sheet.print_title_cols == "$A:$B"


def test_the_json_holds_everything_and_the_bindings_are_a_lexicon(tmp_path: Path) -> None:
    save(found(), tmp_path)
    whole = whole_in(tmp_path)
    assert {"pile", "elements", "pairs", "families", "proposals", "ledgers", "master", "burden"} <= set(whole)
    lexicon = Lexicon.from_json(json.loads((tmp_path / "bindings" / "lexicon.json").read_text("utf-8")))
    assert lexicon.meaning_of("残疾人花名册", ("姓名",)) == ("person.name", True)


def test_decisions_are_kept_in_order_with_author_and_reason(tmp_path: Path) -> None:
    save(found(), tmp_path)
    form = form_named(whole_in(tmp_path), "残疾人花名册")
    said = Decision(form, Verdict.REJECT, "王主任", "另有用途", "2026-01-01T00:00:00+08:00", Action.KEEP)
    add_decision(tmp_path, said)
    assert decisions_in(tmp_path) == (said,)
