"""Cross-tabs: rows with printed labels, columns with labels, numbers (or blanks for numbers) at the crossings.

In: a `Sheet`, a `ListBlock`, its columns. Out: whether it is one, its stub columns, its stubs and fill points.
Refuses: nothing; a list of records has no stubs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from yibiao.base.tables import Column, FillPoint, RowRole, Stub
from yibiao.flow.reading.structure import words
from yibiao.flow.reading.structure.blocks import Sheet
from yibiao.flow.reading.structure.columns import row_role
from yibiao.flow.reading.structure.lists import ListBlock

_NUMBERED = re.compile(r"^(序号|编号|行次|代码|行号|项次|栏次|NO\.?|No\.?|序)$")
_MEASURE = re.compile(
    r"数$|数[（(]|人数|户数|金额|额$|额[（(]|率|合计|小计|总计|累计|占比|比例|面积|产值|收入|支出|费用|数量|完成|计划|"
    r"^\d{4}年|^\d{1,2}月|季度|年度|当月|当年|本月|本年|本期|上期|上年|同期|增[长减幅]|岁|^男|^女|次数|件数|个数|^(星期|周)[一二三四五六日天]$|[(（]\S{0,4}[元人户个件次吨%]\s*[)）]|[得总]分|[分率]比$"
)
_INDICATOR = re.compile(r"^(统计|考核|主要)?指标(名称)?$")
_ASIDE = re.compile(r"^(计量)?单位$|^(备注|说明)$")
_JUDGED = re.compile(r"检查|自查|排查|核查|结果|是否|整改|合格|符合|达标|落实|评[分价定]|得分")
_PERSON = re.compile(r"(负责|联系|经办|主持|责任|经手|监护|申请|当事|承包)人$|名字|户主$|业主$|房东$|租客$")
_PERSONAL = re.compile(r"姓名|身份证|证件号|电话|手机|联系方式|住址|地址|出生(?=日|年|地|证|医|时)|账号|签字|签名")
_DATED = re.compile(r"时间$|日期$")
"""Two such columns speak of records; one beside counts with a total (录入系统日期) was added by an office."""

DECIDING_ROWS = 150
"""Body rows that are looked at to tell a cross-tab from a list."""


@dataclass(frozen=True)
class Shape:
    """How the leaves of a block divide: `numbers` count rows, `stubs` name them, `values` hold what is asked."""

    numbers: tuple[int, ...]
    stubs: tuple[int, ...]
    values: tuple[int, ...]


def shape_of(sheet: Sheet, block: ListBlock, columns: tuple[Column, ...]) -> Shape | None:
    """The division into stubs and values when most rows carry printed labels at the left, else None."""
    if block.rows < 2 or not columns:
        return None
    rows = _body_rows(sheet, block, DECIDING_ROWS)
    numbers: list[int] = []
    stubs: list[int] = []
    for column in columns:
        kind = _kind(sheet, rows, column, stubs)
        if kind == "value":
            break
        if kind == "number":
            numbers.append(column.column)
            continue
        stubs.append(column.column)
        stubs.extend(_inside(sheet, rows, block, column.column))
    values = tuple(column.column for column in columns if column.column not in numbers and column.column not in stubs)
    return Shape(tuple(numbers), tuple(stubs), values) if stubs and values else None


def _kind(sheet: Sheet, rows: list[int], column: Column, stubs: list[int]) -> str:
    """Whether the column counts the rows, names them, or holds values."""
    texts = [_text(sheet, row, column.column) for row in rows]
    filled = [text for text in texts if text]
    named = [text for text in filled if words.is_label(text) or words.is_band(text)]
    counted = bool(_NUMBERED.match(column.path[-1])) or (filled and all(words.is_index(text) for text in filled))
    if counted and (not stubs or _NUMBERED.match(column.path[-1])):
        return "number"
    if len(filled) >= 0.6 * len(texts) and len(named) >= 0.6 * len(filled):
        return "stub"
    some = stubs and len(named) >= 0.3 * len(texts) and len(named) >= 0.9 * len(filled)
    return "stub" if some else "value"


def _inside(sheet: Sheet, rows: list[int], block: ListBlock, column: int) -> list[int]:
    """Columns under the rest of a merged header that hold labels of their own (指标 over 户籍人口 | 总人数)."""
    right = next((right for left, right in block.leaves if left == column), column)
    return [
        inner
        for inner in range(column + 1, right + 1)
        if any(b.left == inner and b.label for row in rows for b in sheet.row(row))
    ]


def is_crosstab(sheet: Sheet, block: ListBlock, columns: tuple[Column, ...], shape: Shape) -> bool:
    """Counts at crossings rather than records: printed rows, measures above, nothing but numbers inside."""
    rows = _body_rows(sheet, block, DECIDING_ROWS)
    heads = {column.column: column for column in columns}
    numeric, filled = 0, 0
    textual: list[int] = []
    for column in shape.values:
        texts = [text for row in rows if (text := _own_text(sheet, row, column))]
        bad = [text for text in texts if not (words.is_number(text) or words.is_filler(text) or words.is_error(text))]
        textual.extend([column] if len(bad) > 0.25 * len(rows) else [])
        numeric += sum(words.is_number(text) for text in texts)
        filled += len(texts)
    asked = [c for c in shape.values if not (_ASIDE.match(heads[c].path[-1]) or _NUMBERED.match(heads[c].path[-1]))]
    measures = sum(any(_MEASURE.search(label) or words.is_date(label) for label in heads[c].path) for c in asked)
    personal = sum(bool(_PERSONAL.search(heads[c].path[-1])) for c in heads)
    totals = sum(row_role(sheet, row, block.leaves) in (RowRole.TOTAL, RowRole.SUBTOTAL) for row in rows)
    personal += sum(bool(_PERSON.search(heads[c].path[-1])) for c in shape.stubs if c in heads)
    cells = max(1, len(rows) * len(shape.values))
    deep = block.labels[1] > block.labels[0]
    dated = sum(bool(_DATED.search(heads[c].path[-1])) for c in heads)
    personal += 0 if dated == 1 and totals and not textual else dated
    if personal or len(textual) > 0.34 * len(shape.values):
        return False
    if _mostly_sentences(sheet, rows, shape) or (textual and not deep and _judged(columns)):
        return False
    full = numeric >= 0.7 * cells and _formulas(sheet, rows, shape) == 0
    if full and not totals and not deep:
        return False
    if not textual and asked and (_INDICATOR.match(heads[shape.stubs[0]].path[-1]) or _lettered(sheet, block)):
        return True
    return (
        measures >= max(1, 0.5 * len([c for c in asked if c not in textual]))
        or (totals > 0 and measures > 0)
        or (deep and numeric > 0)
    )


def _lettered(sheet: Sheet, block: ListBlock) -> bool:
    """An index row of a statistical report stands under the labels: 甲 over names, 1 2 3 over counts."""
    rows = range(block.labels[1] + 1, block.header[1] + 1)
    return any(text.text.strip("（() ）") == "甲" for row in rows for text in sheet.texts(row)[:1])


def _judged(columns: tuple[Column, ...]) -> bool:
    """A person judges each printed row: 检查内容 | 检查结果."""
    return sum(bool(_JUDGED.search(column.path[-1])) for column in columns) >= 2


def is_matrix_card(sheet: Sheet, block: ListBlock, columns: tuple[Column, ...], shape: Shape) -> bool:
    """Printed rows with a few blank columns about one subject (变更项目 | 变更前 | 变更后): a card, no list."""
    rows = _body_rows(sheet, block, DECIDING_ROWS)
    blanks = all(words.is_filler(_own_text(sheet, row, c)) for row in rows for c in shape.values)
    return (
        not shape.numbers
        and not _judged(columns)
        and len(shape.values) <= 4
        and len(rows) <= 40
        and blanks
        and len(shape.stubs) <= 2
    )


def is_folded(sheet: Sheet, block: ListBlock, columns: tuple[Column, ...]) -> bool:
    """项目 | 数量 | 项目 | 数量: one narrow table printed in halves side by side; each half names its rows."""
    half, odd = divmod(len(columns), 2)
    if odd or half < 2 or [c.path for c in columns[:half]] != [c.path for c in columns[half:]]:
        return False
    rows = _body_rows(sheet, block, DECIDING_ROWS)
    names = [_own_text(sheet, row, columns[start].column) for row in rows for start in (0, half)]
    values = [_own_text(sheet, row, columns[start + half - 1].column) for row in rows for start in (0, half)]
    labels = sum(words.is_label(text) for text in names)
    return labels >= 0.6 * len(names) and all(words.is_filler(text) or words.is_number(text) for text in values)


def _mostly_sentences(sheet: Sheet, rows: list[int], shape: Shape) -> bool:
    texts = [_text(sheet, row, shape.stubs[-1]) for row in rows]
    long = sum(len(text) > 22 or bool(re.search(r"[。？?；]", text)) for text in texts if text)
    return long > 0.5 * max(1, len([text for text in texts if text]))


def _formulas(sheet: Sheet, rows: list[int], shape: Shape) -> int:
    return sum(
        1 for row in rows for c in shape.values if (cell := sheet.grid.cells.get((row, c))) and cell.formula is not None
    )


def _body_rows(sheet: Sheet, block: ListBlock, most: int = 2000) -> list[int]:
    last = min(block.body[1], block.body[0] + most)
    return [row for row in range(block.body[0], last + 1) if not sheet.is_void(row)]


def _text(sheet: Sheet, row: int, column: int) -> str:
    block = sheet.at(row, column)
    return block.text if block else ""


def _own_text(sheet: Sheet, row: int, column: int) -> str:
    block = sheet.at(row, column)
    return block.text if block and block.top == row and block.left == column else ""


def read_stubs(sheet: Sheet, block: ListBlock, shape: Shape) -> tuple[Stub, ...]:
    """The rows' labels from the outermost: vertical merges, labels left blank below their like, 其中 under a row."""
    stubs: list[Stub] = []
    last: dict[int, str] = {}
    above: list[tuple[int, tuple[str, ...]]] = []
    for row in _body_rows(sheet, block):
        path = _stub_path(sheet, row, shape, last)
        if not path:
            continue
        depth = _depth(sheet, row, shape)
        while above and (above[-1][0] >= depth or above[-1][1][: len(path) - 1] != path[:-1]):
            above.pop()
        if above and depth:
            path = (*above[-1][1], path[-1])
        above.append((depth, path))
        stubs.append(Stub(row, path, row_role(sheet, row, block.leaves), _unit(sheet, row, shape)))
    return tuple(stubs)


def _depth(sheet: Sheet, row: int, shape: Shape) -> int:
    """How far the row's last label is pushed in: leading spaces, one more for 其中."""
    block = next((b for c in reversed(shape.stubs) if (b := sheet.at(row, c)) and b.text), None)
    cell = sheet.grid.cells.get((block.top, block.left)) if block else None
    if block is None or cell is None or not isinstance(cell.value, str):
        return 0
    spaces = cell.value[: len(cell.value) - len(cell.value.lstrip())]
    width = sum(2 if space == "\u3000" else 1 for space in spaces)
    return width + (1 if re.match(r"^(其\s*中|#|＃)", cell.value.strip()) else 0)


def _stub_path(sheet: Sheet, row: int, shape: Shape, last: dict[int, str]) -> tuple[str, ...]:
    parts: list[str] = []
    seen: set[int] = set()
    for place, column in enumerate(shape.stubs):
        block = sheet.at(row, column)
        if block is None or id(block) in seen:
            continue
        seen.add(id(block))
        text = words.normal(block.text)
        if text:
            last[column] = text
            for deeper in shape.stubs[place + 1 :]:
                last.pop(deeper, None)
        elif column in last and place < len(shape.stubs) - 1 and _text(sheet, row, shape.stubs[-1]):
            text = last[column]
        if text and (not parts or parts[-1] != text):
            parts.append(text)
    return tuple(parts)


def _inner_stubs(sheet: Sheet, shape: Shape, stubs: tuple[Stub, ...]) -> tuple[int, ...]:
    """Columns further right that name their rows anew (资产 | 期末数 | 负债 | 期末数)."""
    found = []
    for column in shape.values[1:-1]:
        texts = [text for stub in stubs if (text := _own_text(sheet, stub.row, column))]
        named = sum(words.is_label(text) for text in texts)
        if named >= 3 and named >= 0.8 * len(texts) and named >= 0.5 * len(stubs) and len(set(texts)) > 0.8 * named:
            found.append(column)
    return tuple(found)


def _not_asked(text: str) -> bool:
    """A printed unit or a stroke that closes the cell."""
    return words.is_unit(text) or text.strip() in {"—", "-", "--", "——", "/", "×", "X", "╳"}


def _unit(sheet: Sheet, row: int, shape: Shape) -> str | None:
    for column in shape.values[:2]:
        text = _own_text(sheet, row, column)
        if words.is_unit(text):
            return words.normal(text)
    return None


def read_points(
    sheet: Sheet, columns: tuple[Column, ...], shape: Shape, stubs: tuple[Stub, ...]
) -> tuple[FillPoint, ...]:
    """One fill point a crossing that is blank, a number or a formula; printed texts there are none."""
    points: list[FillPoint] = []
    inner = _inner_stubs(sheet, shape, stubs)
    for stub in stubs:
        for column in columns:
            if column.column not in shape.values or column.column in inner:
                continue
            namer = max((c for c in inner if c < column.column), default=None)
            own = words.name(_text(sheet, stub.row, namer)) if namer else ""
            if namer and (not own or _NUMBERED.match(column.path[-1])):
                continue
            rows = (own,) if own else stub.path
            block = sheet.at(stub.row, column.column)
            if block is None or block.top != stub.row or block.left != column.column:
                continue
            if not (block.formula or block.filler or words.is_number(block.text)) or _not_asked(block.text):
                continue
            region = block.region if block.region.height * block.region.width > 1 else None
            points.append(
                FillPoint(
                    stub.row,
                    column.column,
                    (*rows, *column.path),
                    region,
                    unit=column.unit or stub.unit,
                    sample=block.text,
                    stub_path=rows,
                    column_path=column.path,
                    formula=block.formula,
                )
            )
    return tuple(points)
