"""A question in a Chinese sentence, so that a clerk can check what was asked. In: a question. Out: its sentence.

Refuses: nothing.
"""

from __future__ import annotations

from yibiao.flow.asking.counting import asked_of as count_asks
from yibiao.flow.asking.listing import asked_of as list_asks
from yibiao.flow.asking.nodes import CountQuestion, Question, RowsQuestion
from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.formula.presence import left_out
from yibiao.flow.standard.meanings import Measure
from yibiao.flow.standard.model import Standard

_LEVELS = {"": "下级区划", "district": "区县", "street": "街道", "community": "社区", "village": "村", "grid": "网格"}
_MEASURED = {"sum": "合计", "avg": "平均值", "min": "最小值", "max": "最大值"}


def explain(question: Question, standard: Standard) -> str:
    """What `question` asks, in one Chinese sentence."""
    if isinstance(question, CountQuestion):
        return _count(question, standard)
    if isinstance(question, RowsQuestion):
        return _rows(question, standard)
    columns = "；".join(f"{name}：{_count(column, standard)}" for name, column in question.columns)
    return f"按{_LEVELS.get(question.level or '', question.level)}逐个统计：{columns}"


def _rows(question: RowsQuestion, standard: Standard) -> str:
    columns = "、".join(column.name for column in question.columns) or "编号"
    order = f"，按{'、'.join(question.order)}排序" if question.order else ""
    limit = f"，最多 {question.limit} 条" if question.limit is not None else ""
    who = _who(question.register, question.where, standard) + without(question, standard)
    return f"列出{who}的{columns}{order}{limit}"


def _count(question: CountQuestion, standard: Standard) -> str:
    who = _who(question.register, question.where, standard) + without(question, standard)
    area = f"（区划 {question.area}）" if question.area else ""
    return f"{who}{area}的{measure_text(question.measure, question.register, standard)}"


def _who(register: str, where: Node | None, standard: Standard) -> str:
    label = standard.registers[register].label_zh
    return label if where is None else f"满足“{show(where, register, standard)}”的{label}"


def without(question: CountQuestion | RowsQuestion, standard: Standard) -> str:
    """Who is left out because they are gone and the question does not speak of it: （不含已死亡、已迁出）, else ""."""
    if isinstance(question, RowsQuestion):
        if question.record is not None:
            return ""
        asked = list_asks(question, question.columns)
    else:
        asked = count_asks(question)
    gone = left_out(standard, question.register, asked)
    return f"（不含{'、'.join(way.label_zh for way in gone)}）" if gone else ""


def measure_text(measure: Measure, register: str, standard: Standard) -> str:
    """What is counted: 数量, 户数, 年收入合计, 占比."""
    if measure.kind == "ratio":
        part = "" if measure.part is None else f"（其中“{show(measure.part, register, standard)}”）"
        return f"占比{part}"
    if measure.of is None:
        return "数量"
    of = show(measure.of, register, standard)
    if measure.kind == "distinct":
        target = measure.of.code if isinstance(measure.of, Ref) else ""
        return "户数" if target.endswith(".household") else f"不同{of}数"
    return f"{of}{_MEASURED[measure.kind]}"
