"""The columns of a long list as they stand, for those rows that may say letter for letter what the ledger keeps.

In: a `Comparable`. Out: blocks of rows, and the forms that their texts have to have. Most rows of a list that comes
back every month say what the ledger has, in its own writing; of these no value has to be made. What is left out here,
or found to differ, goes the way of `settled`, which knows more writings: leaving a row out is never wrong, only slower.
Telephones, names and addresses are not looked at at all, but compared by the ledger's engine, which also tells whether
a text has its form; what has few writings (codes, dates) is parsed once a writing; identity numbers are judged as
arrays of bytes, and birth dates and sexes cut out of those. Refuses: nothing; cells that lie in no block are not told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from yibiao.base.blocks import APART, Block, LongCells
from yibiao.flow.standard.domains.citizen_id import sex
from yibiao.flow.standard.rows import Form
from yibiao.flow.standardising.rows import BIRTH, ID_NUMBER, SEX
from yibiao.flow.standardising.settled import FORMS, Column, Comparable, Told, kept_rows, right_signs

_BY_FORM = ("name", "phone", "address", "text")
"""Domains whose texts are as many as the rows: they are compared as they stand."""
_LENGTH, _APART = 18, APART.encode()
_TOGETHER = 4
"""Blocks that are asked at once: each question reads the ledger's columns from end to end."""
_SEXES = np.array([sex(f"{'0' * 16}{digit}0") for digit in range(10)], object)
Texts = npt.NDArray[np.object_]
"""A text or None a row: what lies in arrays need not be copied to be asked."""
Columns = Mapping[str, Sequence[str | None]]


def forms(table: Comparable) -> dict[str, Form]:
    """Element → the form that its texts in `standing` have to have to be what they say."""
    return {one.element.code: FORMS[one.kind] for one in table.columns if _by_form(one)}


def _by_form(one: Column) -> bool:
    return one.unit is None and one.kind in _BY_FORM


def _by_arithmetic(one: Column) -> bool:
    return one.unit is None and one.kind == "citizen_id"


def standing(table: Comparable) -> Iterator[Told]:
    """The rows block by block, each value the text that is kept where it has its form; None says nothing."""
    cells = table.reader.grid.cells
    numbers = [one for one in table.columns if one.element.code == ID_NUMBER]
    if not isinstance(cells, LongCells) or not all(map(_by_arithmetic, numbers)):
        return
    wanted = kept_rows(table.reader, cells)
    for start in range(0, len(cells.blocks), _TOGETHER):
        rows, values = list[npt.NDArray[np.int64]](), list[dict[str, Texts]]()
        for block in cells.blocks[start : start + _TOGETHER]:
            kept = wanted[block.first : block.last + 1].copy()
            found = _values(table, block, kept)
            rows.append(np.flatnonzero(kept) + block.first)
            values.append(found if kept.all() else {code: column[kept] for code, column in found.items()})
        whole = np.concatenate(rows)
        if len(whole):
            columns = {code: np.concatenate([each[code] for each in values]) for code in values[0]}
            yield Told(whole.tolist(), cast(Columns, columns))


def _values(table: Comparable, block: Block, kept: npt.NDArray[np.bool_]) -> dict[str, Texts]:
    """Every column of a block; rows that have to be looked at more closely are taken out of `kept`."""
    values: dict[str, Texts] = {}
    for one in table.columns:
        texts = block.texts(one.column)
        if _by_form(one):
            found = _or_none(texts)
        elif _by_arithmetic(one):
            found = _or_none(texts)
            right = _right(block, one.column, texts)
            kept &= right if right.all() else right | np.array([text is None for text in found])
        else:
            found = _parsed(one, texts, kept)
        values[one.element.code] = column = np.empty(block.rows, object)
        column[:] = found
    if ID_NUMBER in values:
        for code in table.inside():
            _look_inside(code, values, kept)
    return values


def _or_none(texts: Sequence[str]) -> Sequence[str | None]:
    return [text or None for text in texts] if "" in texts else texts


def _parsed(one: Column, texts: Sequence[str], kept: npt.NDArray[np.bool_]) -> list[str | None]:
    """What each text comes to, each writing asked once."""
    writings = [*set(texts)]
    told = dict(zip(writings, one.told(writings), strict=True))
    loose = {text for text, value in told.items() if value is False}
    if loose:
        kept &= np.array([text not in loose for text in texts])
    plain: Mapping[str, str | None] = {text: value or None for text, value in told.items()}
    return [plain[text] for text in texts]


def _right(block: Block, column: int, texts: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Which texts are right identity numbers in their standard writing; a column of nothing else is one array."""
    held = block.held(column)
    if len(held) == block.rows * (_LENGTH + 1) - 1:
        lines = np.frombuffer(held + _APART, np.uint8).reshape(-1, _LENGTH + 1)
        if (lines[:, _LENGTH] == _APART[0]).all():
            return right_signs(lines[:, :_LENGTH])  # a text that is shorter or longer holds the sign between texts
    fits = FORMS["citizen_id"].fits
    places = [number for number, text in enumerate(texts) if fits(text)]
    found = np.zeros(block.rows, bool)
    if places:
        joined = "".join(texts[number] for number in places).encode("ascii")
        found[places] = right_signs(np.frombuffer(joined, np.uint8).reshape(-1, _LENGTH))
    return found


def _look_inside(code: str, values: dict[str, Texts], kept: npt.NDArray[np.bool_]) -> None:
    """Birth date or sex as the numbers of the kept rows tell it; who says otherwise is looked at more closely."""
    numbers, inside = values[ID_NUMBER], np.empty(len(kept), object)
    at = np.flatnonzero(kept & (numbers != None))  # noqa: E711 elementwise
    inside[at] = _told_inside(code, numbers[at])
    given = values.get(code)
    if given is not None:
        said = given != None  # noqa: E711 elementwise
        with_number = inside != None  # noqa: E711 elementwise
        kept &= ~(said & with_number) | (given == inside)
        inside = np.where(with_number, inside, given)
    values[code] = inside


def _told_inside(code: str, numbers: Texts) -> Texts:
    if not len(numbers):
        return numbers
    signs = np.frombuffer("".join(numbers.tolist()).encode("ascii"), np.uint8).reshape(-1, _LENGTH) - np.uint8(48)
    if code == SEX:
        return np.asarray(_SEXES[signs[:, 16]], object)
    assert code == BIRTH
    days, back = np.unique(signs[:, 6:14].astype(np.int64) @ 10 ** np.arange(7, -1, -1), return_inverse=True)
    written = np.array([f"{day // 10_000:04}-{day // 100 % 100:02}-{day % 100:02}" for day in days.tolist()], object)
    return np.asarray(written[back], object)
