"""An xlsx template edited part by part. In: bytes and a plan. Out: bytes.

Refuses: what is no workbook (`ProblemError`).
"""

from yibiao.flow.filling.ooxml.macros import without_macros
from yibiao.flow.filling.ooxml.workbook import fill_workbook

__all__ = ["fill_workbook", "without_macros"]
