"""Formulas and drop-downs of xls sheets, from records written here byte by byte."""

from __future__ import annotations

import struct

import pytest

from yibiao.base.tables import Region
from yibiao.flow.reading.biff import extras_of


def record(code: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", code, len(body)) + body


BEGIN, END = record(0x0809, b"\0" * 16), record(0x000A)
NO_TEXT = struct.pack("<HB", 1, 0) + b"\0"


def rule(tokens: bytes, kind: int = 3) -> bytes:
    """A DV record over C4:C10 and E1."""
    where = struct.pack("<H4H4H", 2, 3, 9, 2, 2, 0, 0, 4, 4)
    return record(
        0x01BE,
        struct.pack("<I", kind)
        + NO_TEXT * 4
        + struct.pack("<HH", len(tokens), 0)
        + tokens
        + struct.pack("<HH", 0, 0)
        + where,
    )


def spelled(text: str) -> bytes:
    return struct.pack("<BBB", 0x17, len(text), 1) + text.encode("utf-16-le")


SHEETS = {0: "表", 1: "字'典"}.get


def test_formula_cells_are_found_and_those_of_charts_are_not() -> None:
    cell = record(0x0006, struct.pack("<HH", 4, 2) + bytes(18))
    other = record(0x0006, struct.pack("<HH", 0, 0) + bytes(18))
    found = extras_of(b"xx" + BEGIN + cell + BEGIN + other + END + END + other, 2, SHEETS)
    assert found.formulas == {(5, 3)}


@pytest.mark.parametrize(
    ("tokens", "formula"),
    [
        (spelled("男\0女"), '"男,女"'),
        (struct.pack("<B4H", 0x25, 0, 4, 0, 0), "A1:A5"),
        (struct.pack("<BH4H", 0x3B, 1, 0, 4, 0xC001, 0xC001), "'字''典'!B1:B5"),
    ],
)
def test_lists_are_told_as_an_xlsx_would_write_them(tokens: bytes, formula: str) -> None:
    found = extras_of(BEGIN + rule(tokens) + END, 0, SHEETS)
    assert found.lists == [((Region(4, 3, 10, 3), Region(1, 5, 1, 5)), formula)]


@pytest.mark.parametrize("data", [rule(spelled("男"), kind=1), rule(b"\x23\x01\0"), record(0x01BE, b"\0"), rule(b"")])
def test_other_rules_and_broken_records_are_passed_over(data: bytes) -> None:
    assert extras_of(BEGIN + data + END, 0, SHEETS).lists == []


def test_a_start_beyond_the_stream_finds_nothing() -> None:
    assert extras_of(BEGIN, 9_999, SHEETS).formulas == set()
