"""Five measures of a delivery, each a share of something that can be counted again, and the workbook that says them."""

from __future__ import annotations

import io
import random
from dataclasses import replace
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from bench.poisons.judged import SECRET
from bench.poisons.rosters import AREAS, DAY, STANDARD, Delivery, People, later, matched, planned, roster
from yibiao.base.problems import Place, problem
from yibiao.flow import pipeline
from yibiao.flow.profiling import Due, Quality, quality_of, quality_workbook

pytestmark = pytest.mark.once
BEFORE = roster(random.Random(9), 100)


def quality(now: Delivery, days: int = 0) -> Quality:
    found = matched(now)
    profile = pipeline.profiled(found, pipeline.Ground(now.day, SECRET, AREAS.__contains__), STANDARD)
    effect = pipeline.effect(planned(found, People(BEFORE), now.day), STANDARD)
    return quality_of(profile, effect, Due(now.day + timedelta(days=days), 30))


def shares(found: Quality) -> dict[str, float | None]:
    return {each.name: each.share for each in found.measures}


def test_each_measure_falls_by_what_was_spoilt_and_no_other() -> None:
    now = later(BEFORE)
    for row in now.rows:
        row[6] = "2026-06-02" if row is now.rows[0] else None
    sound = shares(quality(now))
    assert sound["uniqueness"] == sound["validity"] == sound["freshness"] == 1.0
    for row in now.rows[:20]:
        row[5] = "改到别处"
    assert (shares(quality(now))["agreement"] or 0) < (sound["agreement"] or 0)
    now.rows[1][1] = str(now.rows[1][1])[:-1] + "?"
    assert (shares(quality(now))["validity"] or 0) < 1.0
    now.rows[2] = list(now.rows[3])
    assert (shares(quality(now))["uniqueness"] or 0) < 1.0
    blank = sum(value is None for row in now.rows for value in row[:7])
    measured = next(each for each in quality(now).measures if each.name == "completeness")
    assert measured.whole == 700 and measured.part == 700 - blank


def test_a_late_delivery_is_less_fresh_by_the_days_it_is_late() -> None:
    assert [shares(quality(BEFORE, days))["freshness"] for days in (0, 30, 45, 60, 400)] == [1.0, 1.0, 0.5, 0.0, 0.0]


def test_the_workbook_says_measures_columns_and_problems() -> None:
    found, empty = quality(BEFORE), problem("PROFILE_EMPTY", Place())
    book = load_workbook(
        io.BytesIO(quality_workbook(found, [(empty.sentence("zh"), empty.remedy("zh"))], "公安人口库 2026-06-01"))
    )
    assert book.sheetnames == ["质量", "各列", "需要核对"]
    told = [[cell.value for cell in row] for row in book["质量"].iter_rows()]
    assert told[0][0] == "公安人口库 2026-06-01" and len(told) == 2 + len(found.measures)
    assert told[2][1:] == [found.measures[0].part, found.measures[0].whole, pytest.approx(found.measures[0].share)]
    assert [row[0].value for row in book["各列"].iter_rows(min_row=2)] == [column.label for column in found.columns]
    assert "一行数据" in str(book["需要核对"]["A2"].value)
    assert DAY == found.day


def test_a_label_that_looks_like_a_formula_stays_text() -> None:
    found = quality(BEFORE)
    columns = (replace(found.columns[0], label="=1+1"), *found.columns[1:])
    book = load_workbook(io.BytesIO(quality_workbook(replace(found, columns=columns), [], "=2+2")))
    assert (book["各列"]["A2"].data_type, book["质量"]["A1"].data_type) == ("s", "s")
