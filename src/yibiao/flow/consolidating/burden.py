"""What a pile of forms costs those who fill it. In: forms and proposals. Out: figures before and after, with methods.

The minutes are an estimate, not a measurement: a quarter of a minute a cell (looking it up and typing it), times how
often the form comes; a form that does not say how often counts as quarterly. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yibiao.flow.consolidating.shapes import Action, Burden, FormFacts, Proposal

MINUTES_A_CELL = 0.25
TIMES_A_MONTH: Mapping[str | None, float] = {
    "day": 21.75,
    "week": 52 / 12,
    "month": 1.0,
    "quarter": 1 / 3,
    "half": 1 / 6,
    "year": 1 / 12,
    None: 1 / 3,
}
METHODS: Mapping[str, str] = {
    "forms": "报表张数：每个文件中的每张表计一张；合并后只计保留的表。",
    "fields": "栏目数：各表要填的栏目（不含序号、签字、表内合计）之和；合并后为保留的表加上并入的独有栏目。",
    "cells": "格数：名单按空白行数×栏目数，统计表和登记卡按空格数；表上留几行算几行。合并后另加并入栏目的格数。",
    "minutes": "每月分钟（估算，未实测）：格数×0.25 分钟×每月次数；日报 21.75、周报 4.33、月报 1、季报 1/3、"
    "半年报 1/6、年报 1/12，未写明周期的按季报。",
}
METHODS_EN: Mapping[str, str] = {
    "forms": "Forms: each table of each file counts once; afterwards those that are kept.",
    "fields": "Columns: all that are to be filled in (no serial numbers, signatures, sums within the form); "
    "afterwards those of the kept forms with the ones that moved into them.",
    "cells": "Cells: of a list its empty rows × columns, of tables of numbers and cards their empty cells, as many "
    "rows as the form leaves; afterwards with the cells of columns that moved.",
    "minutes": "Minutes a month (an estimate, not measured): cells × 0.25 minutes × times a month; daily 21.75, weekly "
    "4.33, monthly 1, quarterly 1/3, half-yearly 1/6, yearly 1/12; a form that does not say counts as quarterly.",
}


def minutes_of(form: FormFacts) -> float:
    """Estimated minutes a month that filling the form takes."""
    return round(form.blanks * MINUTES_A_CELL * TIMES_A_MONTH[form.period], 2)


def burden_of(forms: Sequence[FormFacts], proposals: Sequence[Proposal]) -> Burden:
    """Before: every form. After: those that are kept, and the columns that moved into them."""
    by_id = {form.id: form for form in forms}
    kept = [by_id[entry.form] for entry in proposals if entry.action is Action.KEEP]
    moved: dict[str, set[str]] = {}
    for entry in proposals:
        if entry.action is Action.MERGE and entry.into:
            moved.setdefault(entry.into, set()).update(entry.because)
    added = sum(len(columns) for into, columns in moved.items() if into in by_id)
    extra = {into: len(columns) * _rows(by_id[into]) for into, columns in moved.items() if into in by_id}
    return Burden(
        forms=(len(forms), len(kept)),
        fields=(_fields(forms), _fields(kept) + added),
        cells=(_cells(forms), _cells(kept) + sum(extra.values())),
        minutes=(
            round(sum(map(minutes_of, forms)), 1),
            round(
                sum(map(minutes_of, kept))
                + sum(cells * MINUTES_A_CELL * TIMES_A_MONTH[by_id[into].period] for into, cells in extra.items()),
                1,
            ),
        ),
        methods=METHODS,
    )


def _rows(form: FormFacts) -> int:
    """How many cells a further column of the form has."""
    return max(1, form.blanks // max(1, len(form.asks))) if form.layout == "list" else 1


def _fields(forms: Sequence[FormFacts]) -> int:
    return sum(len(form.asks) for form in forms)


def _cells(forms: Sequence[FormFacts]) -> int:
    return sum(form.blanks for form in forms)
