"""The formula language: what a tag, a condition or a derived element says, in Chinese that a clerk can read.

In: text, the register that it is about, the data standard. Out: nodes (`nodes.py`), text again, values.
Refuses: text without a meaning, with its column and what may be meant (`ProblemError`).

    年龄 >= 80 且 独居        有(残疾: 残疾等级 属于 [一级, 二级])        数(成员) = 1
"""

from yibiao.flow.standard.formula.checking import check, value_kind
from yibiao.flow.standard.formula.evaluating import Context, evaluate
from yibiao.flow.standard.formula.kinds import Kind, kind_of
from yibiao.flow.standard.formula.memory import MemoryLedger, Record
from yibiao.flow.standard.formula.parsing import parse
from yibiao.flow.standard.formula.showing import show

__all__ = ["Context", "Kind", "MemoryLedger", "Record", "check", "evaluate", "kind_of", "parse", "show", "value_kind"]
