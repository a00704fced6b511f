"""A folder of files: copies, bad files, what a second run reads again."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from yibiao.base.problems import ProblemError
from yibiao.flow.consolidating import read_pile
from yibiao.flow.standardising import Lexicon

HEADER = ["序号", "姓名", "身份证号", "残疾证号", "残疾等级"]


def write(file: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["残疾人花名册"])
    sheet.merge_cells("A1:E1")
    sheet.append(HEADER)
    for at in range(1, 4):
        sheet.append([at])
    file.parent.mkdir(parents=True, exist_ok=True)
    book.save(file)


def test_a_copy_is_a_form_of_its_own_and_a_bad_file_spoils_nothing(tmp_path: Path) -> None:
    write(tmp_path / "残联" / "一.xlsx")
    (tmp_path / "残联" / "二.xlsx").write_bytes((tmp_path / "残联" / "一.xlsx").read_bytes())
    (tmp_path / "坏.xlsx").write_bytes(b"no workbook")
    (tmp_path / "~$一.xlsx").write_bytes(b"lock")
    pile = read_pile(tmp_path)
    assert [form.file for form in pile.forms] == ["残联/一.xlsx", "残联/二.xlsx"]
    assert len({form.id for form in pile.forms}) == 2
    assert pile.forms[0].issuer == "残联" and "person.name" in pile.forms[0].asks
    assert [name for name, _ in pile.unreadable] == ["坏.xlsx"]


def test_a_second_run_reads_only_what_is_new(tmp_path: Path) -> None:
    folder, cache = tmp_path / "in", tmp_path / "cache"
    write(folder / "一.xlsx")
    first = read_pile(folder, cache)
    told: list[str] = []
    again = read_pile(folder, cache, lambda done, whole, name: told.append(name))
    assert again == first and not told
    (folder / "二.csv").write_text(",".join(HEADER) + "\n1,,,,\n", "utf-8")
    read_pile(folder, cache, lambda done, whole, name: told.append(name))
    assert told == ["二.csv"]


def test_what_people_confirm_costs_only_the_files_that_have_the_label(tmp_path: Path) -> None:
    folder, cache = tmp_path / "in", tmp_path / "cache"
    write(folder / "一.xlsx")
    (folder / "二.csv").write_text("姓名,身份证号,认养灯号\n,,\n", "utf-8")
    read_pile(folder, cache)
    told: list[str] = []
    lexicon = Lexicon().confirm(None, ("认养灯号",), "person.phone")
    again = read_pile(folder, cache, lambda done, whole, name: told.append(name), lexicon=lexicon)
    assert told == ["二.csv"]
    assert "person.phone" in again.forms[1].asks
    read_pile(folder, cache, lambda done, whole, name: told.append(name), lexicon=lexicon)
    assert told == ["二.csv"]
    forgotten = read_pile(folder, cache, lambda done, whole, name: told.append(name))
    assert told == ["二.csv", "二.csv"] and "person.phone" not in forgotten.forms[1].asks


def test_a_cache_file_that_was_cut_short_is_made_anew(tmp_path: Path) -> None:
    folder, cache = tmp_path / "in", tmp_path / "cache"
    write(folder / "一.xlsx")
    first = read_pile(folder, cache)
    for file in cache.iterdir():
        file.write_text("[[", "utf-8")
    assert read_pile(folder, cache) == first


def test_a_path_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProblemError):
        read_pile(tmp_path / "none")
