"""New rows of a document's table, made from one pattern, are what filling each of them cell by cell gives."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from yibiao.flow.filling.ooxml.package import Xml, local
from yibiao.flow.filling.word import rows
from yibiao.flow.filling.word.rows import insert
from yibiao.flow.filling.word.tables import Table, cell_of, clear, content
from yibiao.flow.filling.word.texts import write_text

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LOOKS = ("", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:sz w:val="21"/></w:rPr>')
CELLS = st.builds(
    lambda span, look, text, mark: (
        f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/></w:tcPr><w:p><w:pPr>{mark}</w:pPr>'
        + (f"<w:r>{look}<w:t>{text}</w:t></w:r>" if text else "")
        + "</w:p></w:tc>"
    ),
    st.integers(1, 3), st.sampled_from(LOOKS), st.sampled_from(("", "样", "两")), st.sampled_from(LOOKS),
)  # fmt: skip
ROWS = st.lists(CELLS, min_size=1, max_size=4)
TEXTS = st.none() | st.sampled_from(("张三", "第一行\n第二行", " 前后 ", ""))


def table_of(samples: list[list[str]]) -> Table:
    inside = "".join(f"<w:tr>{''.join(cells)}</w:tr>" for cells in samples)
    return Table(etree.fromstring(f'<w:tbl xmlns:w="{W}">{inside}</w:tbl>'))


def one_by_one(table: Table, after: int, columns: list[int], texts: list[list[str | None]]) -> None:
    """The way that needs no pattern: each row a copy of the sample, each cell sought in it and written."""
    anchor: Xml = table.rows[after - 1]
    for each in texts:
        row = copy.deepcopy(table.rows[after - 1])
        for one in [one for one in content(row) if local(one) == "tc"]:
            clear(one)
        for column, text in zip(columns, each, strict=True):
            cell = cell_of(row, column)
            if cell is not None and text is not None:
                write_text(cell, text)
        anchor.addnext(row)
        anchor = row


@given(st.data(), st.lists(ROWS, min_size=1, max_size=3))
def test_a_row_of_the_pattern_is_a_row_filled_by_itself(data: st.DataObject, samples: list[list[str]]) -> None:
    columns = data.draw(st.lists(st.integers(1, 8), min_size=1, max_size=5, unique=True))
    texts = data.draw(st.lists(st.lists(TEXTS, min_size=len(columns), max_size=len(columns)), max_size=3))
    after = data.draw(st.integers(1, len(samples)))
    quick, slow = table_of(samples), table_of(samples)
    insert(quick, after, None, columns, texts)
    one_by_one(slow, after, columns, texts)
    assert etree.tostring(quick.element) == etree.tostring(slow.element)


def test_of_two_columns_in_one_cell_the_later_that_says_something_shows() -> None:
    wide = '<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr><w:p/></w:tc>'
    table = table_of([[wide]])
    insert(table, 1, None, [1, 2], [["甲", "乙"], ["甲", None], [None, None]])
    assert ["".join(map(str, row.itertext())) for row in table.element][1:] == ["乙", "甲", ""]
    assert len(rows.Pattern(table.rows[0], [1, 2]).spots) == 1
