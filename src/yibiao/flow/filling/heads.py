"""Blanks around a table: 填报单位, 填表人, 填表日期, 联系电话. In: labelled blanks, the context. Out: writes.

Signatures, seals and reviewers stay blank: a person signs them. What already says something stays.
Refuses: nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yibiao.base.tables import MetaField, ParsedTable
from yibiao.base.text import key
from yibiao.flow.filling.levels import name_at, path_of
from yibiao.flow.filling.placing import FillContext
from yibiao.flow.filling.plan import BlankWrite, CellWrite
from yibiao.flow.standard.domains.dates import written
from yibiao.flow.standard.meanings import FieldMatch

_EMPTY = re.compile(r"[\s_＿﹍…xX×/年月日.\-]*")
_DAY = re.compile(r"(填报|填表|制表|上报|报送|统计|登记|填写)?(日期|时间)")
_FILLER = re.compile(r"(填表|填报|制表|经办|报表|登记|填写)人(姓名)?(签名|签字)?")
_UNIT = re.compile(
    r"(填报|填表|报送|上报|制表|报表|编制)?(单位|社区|村|街道|乡镇|街道社区|镇街|村社区|村居)(名称)?(盖章|公章|章)?"
)
_PHONE = re.compile(r"(填表人|填报人|经办人)?(联系)?(电话|方式|联系电话|联系方式|手机|手机号)(号码)?")


@dataclass(frozen=True, slots=True)
class Head:
    """What goes around a table."""

    cells: tuple[CellWrite, ...] = ()
    blanks: tuple[BlankWrite, ...] = ()


def place_heads(table: ParsedTable, context: FillContext, fields: Sequence[FieldMatch] = ()) -> Head:
    """The labelled blanks of a table that the context can fill and that no matched field fills already."""
    taken = {(entry.row, entry.column, key(label)) for entry in fields for label in entry.path}
    cells, blanks = [], []
    for meta in table.meta:
        if (meta.row, meta.column, key(meta.label)) in taken or not _EMPTY.fullmatch(meta.value):
            continue
        value = _value(meta, context)
        if value is None:
            continue
        if meta.inline:
            blanks.append(BlankWrite(meta.row, meta.column, meta.label, value))
        else:
            cells.append(CellWrite(meta.row, meta.column, value))
    return Head(tuple(cells), tuple(blanks))


def context_word(label: str) -> str | None:
    """What of the context a labelled blank asks for: "date", "filler", "phone", "area"; None where it asks for else."""
    spelt = key(label)
    words = (("date", _DAY), ("filler", _FILLER), ("phone", _PHONE), ("area", _UNIT))
    return next((word for word, pattern in words if pattern.fullmatch(spelt)), None)


def _value(meta: MetaField, context: FillContext) -> str | None:
    word = context_word(meta.label)
    if word == "date":
        return written(context.day, "yyyy年m月d日")
    if word == "area":
        own = name_at(key(meta.label), context.area_name, path_of(context.area_paths, context.area))
        return context.unit or own
    return {"filler": context.filler, "phone": context.phone}.get(word or "")
