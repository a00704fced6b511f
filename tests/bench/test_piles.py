"""The drawn piles: every form can be drawn and opened, the truth agrees with the forms, a seed gives the same pile."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import xlrd
from docx import Document
from openpyxl import load_workbook

from bench.piles.draw import draw
from bench.piles.layout import lay_out
from bench.piles.make import make, relations, truth_of
from bench.piles.mutate import AREAS, mutate, plain, setting
from bench.piles.specs import LAYOUTS, Form, load, table
from bench.piles.values import domains, identity

FORMS = load()
BY_ID = {form.id: form for form in FORMS}


def read_back(path: Path) -> set[str]:
    """All texts of a drawn file, by libraries that the product's readers do not use alone."""
    if path.suffix == ".xlsx":
        sheet = load_workbook(path).active
        return {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}
    if path.suffix == ".xls":
        sheet = xlrd.open_workbook(path).sheet_by_index(0)
        return {str(value) for row in range(sheet.nrows) for value in sheet.row_values(row)}
    if path.suffix == ".docx":
        document = Document(str(path))
        cells = {cell.text for row in document.tables[0].rows for cell in row.cells}
        return cells | {paragraph.text.strip() for paragraph in document.paragraphs}
    return {part.strip('"') for line in path.read_text("utf-8-sig").splitlines() for part in line.split(",")}


def test_there_are_ninety_forms_of_twenty_departments_or_more():
    assert len(FORMS) >= 90
    assert len({form.department for form in FORMS}) >= 20
    assert set(Counter(form.layout for form in FORMS)) == set(LAYOUTS)
    assert len(BY_ID) == len(FORMS)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_form_draws_a_file_that_opens_and_holds_its_labels(form: Form, tmp_path: Path):
    path = tmp_path / f"{form.id}.{('xlsx', 'xls', 'docx', 'csv')[len(form.columns) % 4]}"
    draw(lay_out(plain(form), Random(1)), path)
    texts = read_back(path)
    assert form.titles[0] in texts
    whole = "".join(texts)
    assert [column.word for column in form.columns if column.word not in whole] == []


def unknown_codes(forms: tuple[Form, ...]) -> list[str]:
    asked = {asks for form in forms if form.layout != "crosstab" for asks in form.asks}
    return sorted(asks for asks in asked if not asks.startswith("local:") and asks not in domains())


def test_every_code_of_a_form_is_in_the_standard():
    assert unknown_codes(FORMS) == []


def test_a_code_that_the_standard_lacks_is_noticed():
    form = BY_ID["mz01"]
    wrong = replace(form, columns=(replace(form.columns[1], asks="person.nonesuch"),))
    assert unknown_codes((wrong,)) == ["person.nonesuch"]


def test_no_two_forms_ask_the_same_of_the_same_people_for_the_same_period():
    asked = Counter((form.scope, form.period, form.layout, form.asks) for form in FORMS)
    assert [key for key, number in asked.items() if number > 1] == []


def test_declared_relations_hold():
    for form in FORMS:
        for outer in form.within:
            assert form.scope == BY_ID[outer].scope and form.asks < BY_ID[outer].asks, (form.id, outer)
        assert all(BY_ID[source].layout == "list" and form.layout == "crosstab" for source in form.answered_by), form.id


def test_what_is_declared_is_found_between_unchanged_forms():
    found = {(a, b, kind) for a, b, kind in relations({form.id: plain(form) for form in FORMS})}
    declared = {(form.id, outer, "contained") for form in FORMS for outer in form.within}
    assert declared and declared <= found
    assert ("mz17", "mz04", "other_scope") in found or ("mz04", "mz17", "other_scope") in found


def test_a_seed_gives_the_same_pile_and_another_gives_another(tmp_path: Path):
    one, same, other = (make(tmp_path / name, 30, seed) for name, seed in (("a", 5), ("b", 5), ("c", 6)))
    assert one == same
    assert one["files"] != other["files"]
    csvs = sorted((tmp_path / "a").rglob("*.csv"))
    twins = [tmp_path / "b" / path.relative_to(tmp_path / "a") for path in csvs]
    assert csvs and [digest(path) for path in csvs] == [digest(path) for path in twins]


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_truth_names_every_file_and_only_those(tmp_path: Path):
    make(tmp_path, 40, 3, "report")
    truth = json.loads((tmp_path / "truth.json").read_text("utf-8"))
    drawn = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*") if path.name != "truth.json"}
    assert set(truth["files"]) == drawn and len(drawn) == 40
    assert {said["form"] for said in truth["files"].values()} <= set(BY_ID)
    assert all(a in drawn and b in drawn for a, b, _ in truth["pairs"])


def test_the_truth_of_a_card_names_its_labels_as_they_are_printed():
    """A heading that only arranges is not drawn on a card, so its truth must not say it."""
    seen = set()
    for form in FORMS:
        for seed in range(20):
            sheet = mutate(form, setting("tune"), Random(seed))
            if form.layout == "card" and "split" in sheet.done:
                drawn = {text.replace("/", "") for text in lay_out(sheet, Random(seed)).texts.values()}
                seen |= {label.replace("/", "") in drawn for label, _ in truth_of(sheet)["columns"]}
    assert seen == {True}


def test_the_two_settings_share_no_word_and_no_rate():
    tune, report = setting("tune"), setting("report")
    shared = [word for word in tune.words if set(tune.words[word]) & set(report.words[word])]
    assert shared == []
    assert not set(tune.local_words) & set(report.local_words)
    assert [name for name in tune.rates if tune.rates[name] == report.rates[name]] == []


def test_a_mutation_never_makes_two_columns_of_one_label_or_changes_the_scope():
    how = setting("report")
    for number, form in enumerate(FORMS):
        sheet = mutate(form, how, Random(number))
        labels = [(column.group, column.word) for column in sheet.columns]
        assert len(labels) == len(set(labels)), form.id
        assert len(sheet.columns) >= 3 and sheet.form.scope == form.scope


def test_every_mutation_happens():
    how = setting("report")
    seen = {name for number, form in enumerate(FORMS) for name in mutate(form, how, Random(number)).done}
    assert set(how.rates) | set(how.formats) - {"xlsx"} <= seen


def test_words_that_are_replaced_are_words_of_the_forms():
    used = {column.word for form in FORMS for column in form.columns}
    assert [row["word"] for row in table("synonyms.tsv") if row["word"] not in used] == []


def test_invented_people_have_identity_numbers_under_no_real_area():
    assert all(identity(Random(seed)).startswith("99") for seed in range(50))
    assert len(AREAS) == len(set(AREAS))
