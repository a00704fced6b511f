"""填: a department's form comes back filled in its own layout. In: template, meanings, an answerer. Out: bytes, report.

    fill(template, matches, answerer, standard, context=…, options=…) -> Filled
    bind(match) -> Binding            the questions alone; bindings_of(matches): of a whole form
    plan(…) -> FillPlan, reports      what fill would write, unwritten
    area_paths(areas) -> paths        for FillContext: what 所属街道 is called for each area
    write(data, plan) -> Written      a plan of pure data into xlsx, xls, docx or csv

Refuses (`ProblemError`): a template that cannot be written; everything else is said in the report.
"""

from yibiao.flow.filling.binding import Binding, bind, count_of
from yibiao.flow.filling.fill import Answerer, Filled, FillOptions, bindings_of, fill, plan
from yibiao.flow.filling.heads import context_word
from yibiao.flow.filling.levels import area_paths
from yibiao.flow.filling.placing import FillContext
from yibiao.flow.filling.plan import (
    BlankWrite,
    CellWrite,
    FillPlan,
    ListBlock,
    SheetCopy,
    SheetPlan,
    SideSheet,
    TickWrite,
    Written,
)
from yibiao.flow.filling.report import CellReport, FieldReport, FillReport, Origin
from yibiao.flow.filling.writing import write

__all__ = [
    "Answerer",
    "Binding",
    "BlankWrite",
    "CellReport",
    "CellWrite",
    "FieldReport",
    "FillContext",
    "FillOptions",
    "FillPlan",
    "FillReport",
    "Filled",
    "ListBlock",
    "Origin",
    "SheetCopy",
    "SheetPlan",
    "SideSheet",
    "TickWrite",
    "Written",
    "area_paths",
    "bind",
    "bindings_of",
    "context_word",
    "count_of",
    "fill",
    "plan",
    "write",
]
