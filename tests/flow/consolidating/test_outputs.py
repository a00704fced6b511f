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
from yibiao.flow.consolidating.sheets import Book
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
    outside = re.findall(r'(?:src|href)\s*=\s*"|url\(|@import', text)
    assert not outside
    assert "<svg" in text and "每月分钟（估算）" in text


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
