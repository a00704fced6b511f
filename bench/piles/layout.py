"""A drawn form as cells, before any file format. In: a `Sheet`, a random source. Out: `Page`: texts, merges, header rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from bench.piles.mutate import Sheet
from bench.piles.specs import Column
from bench.piles.values import value


@dataclass
class Page:
    """Texts by (row, column) from 1; merges as (first row, first column, last row, last column); boxed: rows with a border."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    title_row: int = 1
    head: tuple[int, int] = (1, 1)
    boxed: tuple[int, int] = (1, 1)
    width: int = 1

    @property
    def height(self) -> int:
        return max(row for row, _ in self.texts)


def lay_out(sheet: Sheet, random: Random) -> Page:
    """Everything from the attachment line to the signatures."""
    page = Page()
    card = sheet.form.layout == "card"
    columns = _numbered(sheet)
    page.width = 6 if card else max(len(columns), 2)
    row = _above(page, sheet)
    start = row
    row = _card(page, sheet, row) if card else _table(page, sheet, columns, row, random)
    page.boxed = (start, row - 1)
    page.texts[row, 1] = random.choice(("填表人：", "制表人："))
    page.texts[row, page.width // 2 + 1] = "审核人："
    for at, note in enumerate(sheet.after, row + 1):
        page.texts[at, 1] = note
        page.merges.append((at, 1, at, page.width))
    return page


def _numbered(sheet: Sheet) -> list[Column]:
    if sheet.form.layout == "crosstab":
        return [Column("单位" if sheet.form.rows == ("@areas",) else "类别", "-"), *sheet.columns]
    return [Column("序号", "-"), *sheet.columns]


def _above(page: Page, sheet: Sheet) -> int:
    row = 1
    for line in sheet.before:
        page.texts[row, 1] = line
        row += 1
    page.title_row = row
    page.texts[row, 1] = sheet.title
    page.merges.append((row, 1, row, page.width))
    if sheet.blank_between:
        row += 1
    page.texts[row + 1, 1] = "填报单位（盖章）："
    page.texts[row + 1, page.width] = "单位：人" if sheet.form.layout == "crosstab" else "填报日期："
    return row + 2


def _table(page: Page, sheet: Sheet, columns: list[Column], row: int, random: Random) -> int:
    deep = any(column.group for column in columns)
    for at, column in enumerate(columns, 1):
        if column.group is None:
            page.texts[row, at] = column.word
            if deep:
                page.merges.append((row, at, row + 1, at))
            continue
        page.texts[row + 1, at] = column.word
        if at == 1 or columns[at - 2].group != column.group:
            page.texts[row, at] = column.group
            last = at
            while last < len(columns) and columns[last].group == column.group:
                last += 1
            if last > at:
                page.merges.append((row, at, row, last))
    page.head = (row, row + int(deep))
    row = page.head[1] + 1
    if sheet.indexed:
        page.texts |= {(row, at): str(at) for at in range(1, len(columns) + 1)}
        row += 1
    return _stubs(page, sheet, row) if sheet.form.layout == "crosstab" else _records(page, sheet, row, random)


def _stubs(page: Page, sheet: Sheet, row: int) -> int:
    for label in (*sheet.rows, "合计"):
        page.texts[row, 1] = label
        row += 1
    return row


def _records(page: Page, sheet: Sheet, row: int, random: Random) -> int:
    if sheet.example:
        page.texts[row, 1] = "示例"
        page.texts |= {
            (row, at): text for at, each in enumerate(sheet.columns, 2) if (text := value(each.asks, random))
        }
        row += 1
    for number in range(sheet.filled):
        page.texts[row, 1] = str(number + 1)
        for at, column in enumerate(sheet.columns, 2):
            if text := value(column.asks, random):
                page.texts[row, at] = text
        row += 1
    return row + random.randint(3, 8) * (2 if sheet.blank_between else 1)


def _card(page: Page, sheet: Sheet, row: int) -> int:
    """Three questions a row; opinions take a whole row."""
    page.head = (row, row)
    at = 1
    for column in sheet.columns:
        word = f"{column.group}{column.word}" if column.carries else column.word
        wide = word.endswith(("意见", "理由", "地址", "住址"))
        if wide and at > 1:
            row, at = row + 1, 1
        page.texts[row, at] = word
        if wide:
            page.merges.append((row, 2, row, 6))
        at = 7 if wide else at + 2
        if at > 5:
            row, at = row + 1, 1
    return row if at == 1 else row + 1
