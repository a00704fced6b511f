"""A template that was compiled gives the file that the steps give, byte by byte, whatever the values; and no other."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from bench import fidelity
from tests.corpus import need_corpus
from tests.flow.filling.forms import elders, opened, saved, sheet_of
from tests.flow.filling.test_laid import VALUES, cases, drawn, said
from yibiao.base.problems import ProblemError
from yibiao.flow.filling.ooxml import fill_workbook
from yibiao.flow.filling.ooxml.archive import pack, source_of
from yibiao.flow.filling.ooxml.awaited import TooIntricate
from yibiao.flow.filling.ooxml.compiled import Templates, blank, compiled, key_of, shape_of
from yibiao.flow.filling.plan import (
    BlankWrite,
    CellWrite,
    FillPlan,
    ListBlock,
    SheetCopy,
    SheetPlan,
    SideSheet,
    TickWrite,
    Value,
)

PEOPLE = 7
ELDERS = elders()


def steps(data: bytes, plan: FillPlan) -> tuple[bytes, Any]:
    return fill_workbook(data, plan, templates=None)


def like(plan: FillPlan, value: Value) -> FillPlan:
    """A plan of the same shape with other values."""
    sheets = []
    for sheet in plan.sheets:
        cells = tuple(
            CellWrite(c.row, c.column, value, c.number_format, soft=c.soft, percent=c.percent) for c in sheet.cells
        )
        blocks = tuple(
            ListBlock(
                b.slots, b.columns, ((value,) * len(b.columns),) * len(b.rows), b.after, b.style_row, b.clear, b.span,
                b.formats,
            )
            for b in sheet.blocks
        )  # fmt: skip
        blanks = tuple(BlankWrite(each.row, each.column, each.label, str(value)) for each in sheet.blanks)
        ticks = tuple(TickWrite(each.row, each.column, each.choices[:1], each.choices) for each in sheet.ticks)
        sheets.append(SheetPlan(sheet.name, sheet.index, cells, blocks, blanks, ticks))
    return FillPlan(tuple(sheets))


def roster(values: list[tuple[Value, ...]], *cells: CellWrite) -> FillPlan:
    """Records and single cells for `elders`: a list with a formula a row, totals, another sheet, notes, names."""
    block = ListBlock((5, 6, 7), (1, 2, 3, 4, 5), tuple(values), style_row=6, clear=(5, 6, 7), span=(1, 5))
    return FillPlan((SheetPlan("表", cells=cells, blocks=(block,)),))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cases(), VALUES)
def test_a_compiled_template_gives_the_bytes_of_the_steps(case: tuple[bytes, FillPlan], other: Value) -> None:
    data, plan = case
    templates = Templates()
    templates.filled(data, like(plan, other))  # whatever it was compiled for
    assert fill_workbook(data, plan, templates=templates) == steps(data, plan)
    assert said(fill_workbook(data, plan, templates=templates)[0]) == said(fill_workbook(data, plan, by_cell=True)[0])
    assert templates.counts["compiled"] + templates.counts["too intricate"] > 0


@settings(max_examples=14, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(*[VALUES] * 5), max_size=PEOPLE), st.lists(VALUES, min_size=4, max_size=4), st.booleans(), VALUES
)
def test_so_it_does_where_formulas_totals_names_and_notes_follow_the_rows(
    values: list[tuple[Value, ...]], singles: list[Value], soft: bool, other: Value
) -> None:
    cells = (
        CellWrite(2, 1, singles[0]), CellWrite(8, 3, singles[1], "0.0"), CellWrite(9, 6, singles[2], soft=soft),
        CellWrite(8, 5, singles[3]),
    )  # fmt: skip
    data, plan = ELDERS, roster(values, *cells)
    templates = Templates()
    templates.filled(data, like(plan, other))
    filled, problems = fill_workbook(data, plan, templates=templates)
    assert (filled, problems) == steps(data, plan)
    assert templates.counts == {"compiled": 1, "found": 1}
    careful, same = fill_workbook(data, plan, by_cell=True)
    assert said(filled) == said(careful)
    assert problems == same
    assert told_of(filled) == told_of(careful)


def told_of(data: bytes) -> dict[str, Any]:
    """What points at rows, in all sheets."""
    book, values = opened(data), opened(data, values=True)
    sheet: Any = book["表"]
    return {
        "print": (sheet.print_area, sheet.print_title_rows, sheet.auto_filter.ref),
        "rules": [(str(each.sqref), each.formula1) for each in sheet.data_validations.dataValidation],
        "colours": [str(each.sqref) for each in sheet.conditional_formatting],
        "others": [(cell.value, values["汇总"][cell.coordinate].value) for cell in book["汇总"]["A"]],
    }


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(["", "王小明", "1<2&3", " 前后 ", "\x07", "审核人：____"]), min_size=3, max_size=3),
    st.lists(st.sampled_from(["男", "女", "无此项"]), max_size=3), st.booleans(),
)  # fmt: skip
def test_so_it_does_with_blanks_and_boxes_in_texts(parts: list[str], chosen: list[str], rich: bool) -> None:
    """In plain texts and in such of several fonts; what is not there is told of in the same order."""
    book, sheet = sheet_of([["审核人：____ 填表人：____", None], ["□男 □女", None], ["数", "=A1"], ["无空", 7]])
    if rich:
        bold = TextBlock(InlineFont(b=True), "审核人：__")
        sheet["A1"] = CellRichText(bold, "__ 填表人：", TextBlock(InlineFont(i=True), "____"))
    data = saved(book)

    def plan(words: list[str], ticked: tuple[str, ...]) -> FillPlan:
        blanks = (
            BlankWrite(1, 1, "填表人", words[0]), BlankWrite(1, 1, "审核人", words[1]), BlankWrite(4, 1, "电话", words[2]),
        )  # fmt: skip
        ticks = (TickWrite(2, 1, ticked, ("男", "女")),)
        return FillPlan((SheetPlan("表", blanks=blanks, ticks=ticks, cells=(CellWrite(3, 1, words[0]),)),))

    templates = Templates()
    templates.filled(data, plan(["甲", "乙", "丙"], ("男",)))
    filled = fill_workbook(data, plan(parts, tuple(chosen)), templates=templates)
    assert filled == steps(data, plan(parts, tuple(chosen)))
    assert templates.counts == {"compiled": 1, "found": 1}


def test_what_was_compiled_for_one_area_holds_nothing_of_it() -> None:
    secret = "王秘密"
    plan = roster([(1, secret, "990101198001011234", "13800000000", 7)] * 5, CellWrite(2, 1, secret, "@"))
    plan = FillPlan((replace(plan.sheets[0], blanks=(BlankWrite(9, 1, "审核人", secret),)),))
    made = compiled(ELDERS, plan)
    made.filled(plan)
    assert secret not in repr(made)
    assert "990101198001011234" not in repr(made)
    assert secret not in repr(blank(plan))
    assert secret not in repr(shape_of(plan))
    held = b"".join(
        bytes(each) for _, part in made.parts if isinstance(part, tuple) for each in part if isinstance(each, bytes)
    )
    assert secret.encode() not in held


@pytest.mark.parametrize(
    ("plan", "why"),
    [
        (FillPlan((SheetPlan("表", copies=(SheetCopy("乙", (CellWrite(2, 1, "乙"),)),)),)), "come in"),
        (FillPlan((), SideSheet("说明", (("甲",),))), "come in"),
        (FillPlan((SheetPlan("表", blanks=(BlankWrite(5, 6, "倍数", "2"),)),)), "no text"),
        (FillPlan((SheetPlan("表", cells=(CellWrite(5, 2, "甲"), CellWrite(5, 2, "乙"))),)), "twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_compiled_takes_the_steps_and_says_so(plan: FillPlan, why: str) -> None:
    templates = Templates()
    assert fill_workbook(ELDERS, plan, templates=templates) == steps(ELDERS, plan)
    assert fill_workbook(ELDERS, plan, templates=templates) == steps(ELDERS, plan)
    assert templates.counts == {"too intricate": 2}
    with pytest.raises(TooIntricate, match=why):
        compiled(ELDERS, plan)


def test_a_template_known_without_a_side_sheet_or_copies_serves_no_plan_that_brings_them() -> None:
    templates, plain = Templates(), roster([(1, "甲", None, None, 1)])
    assert fill_workbook(ELDERS, plain, templates=templates) == steps(ELDERS, plain)
    [sheet] = plain.sheets
    for plan in (
        replace(plain, side=SideSheet("填报说明", (("一",),))),
        replace(plain, sheets=(replace(sheet, copies=(SheetCopy("表 (2)"),)),)),
    ):
        filled = fill_workbook(ELDERS, plan, templates=templates)
        assert filled == steps(ELDERS, plan)
        assert len(opened(filled[0]).sheetnames) > len(opened(steps(ELDERS, plain)[0]).sheetnames)


def other_template() -> bytes:
    book, sheet = sheet_of([["别的表"], ["说明"], ["甲"]])
    sheet["C3"] = "留"
    return saved(book)


def test_each_template_gets_its_own_and_one_byte_makes_another() -> None:
    plan = FillPlan((SheetPlan("表", cells=(CellWrite(3, 2, "甲"),)),))
    first, second = ELDERS, other_template()
    source, title = source_of(first), "xl/sharedStrings.xml"
    changed = pack(
        (name, source.read(name).replace("高龄".encode(), "低龄".encode()) if name == title else source.raw(name))
        for name in source.entries
    )
    templates = Templates()
    for data in (first, second, changed, first, second, changed):
        assert fill_workbook(data, plan, templates=templates) == steps(data, plan)
    assert templates.counts == {"compiled": 3, "found": 3}


@pytest.mark.parametrize("broken", ["whatever the file", "whatever the shape"])
def test_a_store_that_confused_templates_or_shapes_would_be_seen(broken: str) -> None:
    """The broken variants: a key without the file, a key without the shape."""

    def key(data: bytes, plan: FillPlan) -> Hashable:
        return key_of(data, plan)[1 if broken == "whatever the file" else 0]  # type: ignore[index]

    templates = Templates(key=key)
    one, other = roster([(1, "甲", "1", "2", 3)]), roster([(1, "甲", "1", "2", 3)], CellWrite(2, 1, "乙"))
    plans = [one, one] if broken == "whatever the file" else [one, other]
    datas = [ELDERS, other_template()] if broken == "whatever the file" else [ELDERS, ELDERS]
    fill_workbook(datas[0], plans[0], templates=templates)
    wrong = fill_workbook(datas[1], plans[1], templates=templates)
    assert wrong != steps(datas[1], plans[1])


def test_few_templates_are_kept_and_the_oldest_goes() -> None:
    templates = Templates(most=2)
    plans = [roster([(number, "甲", None, None, 1)] * number) for number in (1, 2, 3)]
    for plan in (*plans, plans[0]):
        fill_workbook(ELDERS, plan, templates=templates)
    assert templates.counts == {"compiled": 4}
    fill_workbook(ELDERS, plans[0], templates=templates)
    assert templates.counts == {"compiled": 4, "found": 1}


def test_two_threads_fill_at_once() -> None:
    """Each its own people, through one store, several shapes at a time."""
    templates, data, wrong = Templates(most=3), ELDERS, []

    def work(who: int) -> None:
        for number in range(40):
            plan = roster([(number, f"王{who}", None, date(2020, 1, 1 + who), Decimal(number))] * (number % 5))
            if fill_workbook(data, plan, templates=templates) != right[who, number]:
                wrong.append((who, number))

    right = {
        (who, number): steps(
            data, roster([(number, f"王{who}", None, date(2020, 1, 1 + who), Decimal(number))] * (number % 5))
        )
        for who in (0, 1)
        for number in range(40)
    }
    threads = [threading.Thread(target=work, args=(who,)) for who in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_more_rows_than_a_sheet_holds_are_refused_by_the_compiled_way_too() -> None:
    block = ListBlock((5,), (1,), ((None,),) * 1_048_576, style_row=5)
    with pytest.raises(ProblemError) as refused:
        fill_workbook(ELDERS, FillPlan((SheetPlan("表", blocks=(block,)),)), templates=Templates())
    assert refused.value.problem.code == "FILLING_TOO_MANY_ROWS"


def test_a_constant_of_the_template_stays_where_a_record_has_no_value() -> None:
    """A numbered list: its numbers stay in the rows that are text, and count in the total."""
    book, sheet = sheet_of([["序号", "姓名"], [1, None], [2, None], [3, None], ["=SUM(A2:A4)", None]])
    data = saved(book)
    block = ListBlock((2, 3, 4), (1, 2), ((None, "甲"), (20, "乙"), (None, None)), style_row=3)
    plan = FillPlan((SheetPlan("表", blocks=(block,)),))
    for filled in (fill_workbook(data, plan)[0], steps(data, plan)[0], fill_workbook(data, plan, by_cell=True)[0]):
        read: Any = load_workbook(BytesIO(filled), data_only=True)["表"]
        assert [cell.value for cell in read["A"]] == ["序号", 1, 20, 3, 24]
        assert [cell.value for cell in read["B"]] == ["姓名", "甲", "乙", None, None]


def test_a_form_whose_marks_were_drawn_by_somebody_is_compiled_all_the_same() -> None:
    data = drawn(lambda sheet: sheet.replace("<sheetData>", "<?later-0 0?><sheetData><?later 1?>"))
    plan = FillPlan((SheetPlan("Sheet", blocks=(ListBlock((1, 2, 3), (1,), (("甲",), ("乙",))),)),))
    assert fill_workbook(data, plan, templates=Templates()) == steps(data, plan)


@pytest.mark.corpus
def test_strangers_forms_come_out_the_same_byte_by_byte() -> None:
    need_corpus()
    templates, same = Templates(), 0
    for case in fidelity.cases(every=24):
        columns = tuple(range(case.column, case.column + 3))
        for values in (("甲", 7, None), (None, "13800000000", date(2020, 1, 2))):
            block = ListBlock(case.slots, columns, (values,) * (len(case.slots) + 2), style_row=case.after)
            plan = FillPlan((SheetPlan(case.sheet, blocks=(block,)),))
            assert fill_workbook(case.data, plan, templates=templates) == steps(case.data, plan), case.path.name
            same += 1
    assert same > 15
    assert templates.counts["found"] > templates.counts["too intricate"]
