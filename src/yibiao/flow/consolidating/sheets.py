"""What stands on each sheet of the workbook. In: a consolidation. Out: frozen sheets of plain rows.

    清单 字段标准 重复矩阵 合并建议 总表 无法识别

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.keys import COUNT, NEW
from yibiao.flow.consolidating.shapes import Action, Consolidation, Family, FormFacts
from yibiao.flow.consolidating.words import ACTIONS, LAYOUTS, PERIODS, RELATIONS, VERDICTS
from yibiao.flow.standard.model import Standard

Value = str | int | float | None
NAMED = 4
"""Names in a cell before “等”."""
MATRIX = 120
"""Families on the matrix; those with most to do with others come first."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: title line, remark, header, widths in characters, rows. `shaded`: numbers are coloured by size."""

    name: str
    title: str
    remark: str
    header: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[Value, ...], ...]
    shaded: bool = False


class Book:
    """The sheets of one consolidation."""

    def __init__(self, found: Consolidation, standard: Standard) -> None:
        self.found = found
        self.standard = standard
        self.forms = {form.id: form for form in found.pile.forms}
        self.family = {form: family for family in found.families for form in family.forms}

    def sheets(self) -> tuple[Sheet, ...]:
        return (self.listed(), self.fields(), self.matrix(), self.proposed(), self.master(), self.unreadable())

    def named(self, form: str | None) -> str:
        return self.forms[form].name if form in self.forms else ""

    def listed(self) -> Sheet:
        actions = {entry.form: entry.action for entry in self.found.proposals}
        rows = [self._listed(at, form, actions[form.id]) for at, form in enumerate(self.found.pile.forms, 1)]
        header = (
            "序号",
            "编号",
            "表名",
            "文件",
            "工作表",
            "部门",
            "类型",
            "周期",
            "对象",
            "栏目",
            "格数",
            "所属组",
            "建议",
        )
        widths = (5, 15, 30, 34, 9, 11, 7, 7, 20, 6, 6, 26, 9)
        figures = self.found.burden
        remark = (
            f"共 {figures.forms[0]} 张，建议保留 {figures.forms[1]} 张；"
            f"每月约 {figures.minutes[0]:g} 分钟 → {figures.minutes[1]:g} 分钟。{figures.methods.get('minutes', '')}"
        )
        return Sheet("清单", "报表清单", remark, header, widths, tuple(rows))

    def _listed(self, at: int, form: FormFacts, action: Action) -> tuple[Value, ...]:
        asked = sum(not is_special(entry.asks) for entry in form.fields)
        who = form.population or "".join(form.unread) or "全部"
        place = (form.sheet, form.issuer, LAYOUTS.get(form.layout, form.layout), PERIODS[form.period])
        own = (form.id, form.name, form.file)
        return (at, *own, *place, who, asked, form.blanks, self.family[form.id].name, ACTIONS[action])

    def fields(self) -> Sheet:
        proposed = {element.id: element for element in self.found.elements}
        rows: list[tuple[Value, ...]] = []
        for at, row in enumerate(self.found.master, 1):
            element, new = self.standard.elements.get(row.asks), proposed.get(row.asks)
            if element is not None:
                aliases, domain, source = element.aliases, element.domain, "标准已有"
            else:
                aliases, domain, source = (new.synonyms, new.domain, "拟新增") if new else ((), "", "拟新增")
            code = row.asks.removeprefix(NEW) if new else row.asks
            rows.append((at, source, code, row.label, domain, "、".join(aliases[:12]), len(row.forms)))
        header = ("序号", "来源", "编码", "名称", "值域", "同义写法", "用到的表数")
        remark = "“拟新增”是标准里没有、由各表相同含义的栏目归并而成的，名称、值域请审定。"
        return Sheet("字段标准", "字段标准", remark, header, (5, 9, 30, 20, 20, 60, 9), tuple(rows))

    def matrix(self) -> Sheet:
        heads, scores = self.overlaps()
        header = ("序号", "组", *(str(at) for at in range(1, len(heads) + 1)))
        rows = []
        for at, one in enumerate(heads, 1):
            line = [scores.get((one.id, other.id)) or None for other in heads]
            versions = f"（{len(one.forms)} 版）" if len(one.forms) > 1 else ""
            rows.append((at, f"{one.name}{versions}", *line))
        alone = len(self.found.families) - len(heads)
        remark = (
            "一行一列是一组表，同组各版不重复列出；数字是两组所问内容的重合程度（%），空白为无关。横向序号与纵向相同。"
            f"另有 {alone} 组与别组无关或重合较少，未列。"
        )
        widths = (6, 46, *(4 for _ in heads))
        return Sheet("重复矩阵", "重复矩阵", remark, header, widths, tuple(rows), shaded=True)

    def overlaps(self) -> tuple[Sequence[Family], dict[tuple[str, str], int]]:
        """The families with most to do with others, near ones next to each other, and their overlap in percent."""
        scores: dict[tuple[str, str], int] = {}
        for pair in self.found.pairs:
            one, other = self.family[pair.a], self.family[pair.b]
            if one.id != other.id:
                best = max(round(100 * pair.score), scores.get((one.id, other.id), 0))
                scores[one.id, other.id] = scores[other.id, one.id] = best
        reach: dict[str, int] = {}
        for (one_id, _), score in scores.items():
            reach[one_id] = reach.get(one_id, 0) + score
        related = [family for family in self.found.families if family.id in reach]
        related.sort(key=lambda family: (-reach[family.id], family.id))
        return _chained(related[:MATRIX], scores), scores

    def proposed(self) -> Sheet:
        rows: list[tuple[Value, ...]] = []
        order = {Action.CANCEL: 0, Action.MERGE: 1, Action.GENERATE: 2, Action.KEEP: 3}
        for entry in sorted(self.found.proposals, key=lambda entry: (order[entry.action], entry.into or "")):
            said = entry.decision
            verdict = VERDICTS[said.verdict] if said else ""
            rows.append(
                (
                    len(rows) + 1, entry.form, self.named(entry.form), ACTIONS[entry.action], self.named(entry.into),
                    entry.into, entry.why_zh, entry.minutes_saved, verdict,
                    said.by if said else "", said.reason if said else "",
                )
            )  # fmt: skip
        header = (
            "序号",
            "编号",
            "表名",
            "建议",
            "并入/取自",
            "其编号",
            "理由",
            "每月省分钟",
            "决定",
            "决定人",
            "决定理由",
        )
        remark = "建议由人决定：采纳、不采纳、改动。用 yibiao decide 记下后，再次运行时照办。"
        widths = (5, 15, 28, 8, 28, 15, 53, 10, 8, 8, 18)
        return Sheet("合并建议", "合并建议", remark, header, widths, tuple(rows))

    def master(self) -> Sheet:
        ledgers = {element: ledger.name for ledger in self.found.ledgers for element in ledger.elements}
        rows = []
        for at, row in enumerate(self.found.master, 1):
            names = list(dict.fromkeys(self.named(form) for form in row.forms))
            shown = "、".join(names[:NAMED]) + (f" 等 {len(names)} 种" if len(names) > NAMED else "")
            code = row.asks if not row.asks.startswith(NEW) else "拟新增"
            fresh = row.half_life if row.half_life is not None else "—"
            rows.append(
                (at, row.label, code, ledgers.get(row.asks, ""), row.keeper or "待定", fresh, len(row.forms), shown)
            )
        header = ("序号", "数据元", "编码", "所在台账", "谁维护", "多久核一次（天）", "供几张表", "供哪些表")
        remark = "每个数据元只采一次：" + "、".join(
            f"{ledger.name} {len(ledger.elements)} 项" for ledger in self.found.ledgers[:12]
        )
        return Sheet("总表", "总表", remark, header, (5, 20, 30, 18, 14, 10, 8, 64), tuple(rows))

    def unreadable(self) -> Sheet:
        rows: list[tuple[Value, ...]] = []
        for file, trouble in self.found.pile.unreadable:
            rows.append((len(rows) + 1, file, "", "", trouble.sentence("zh"), trouble.remedy("zh")))
        for (label, _), places in self._unknown().items():
            form, cell = places[0]
            files = list(dict.fromkeys(place.file for place, _ in places))
            shown = "、".join(files[:NAMED]) + (f" 等 {len(files)} 个" if len(files) > NAMED else "")
            told = f"“{label}”没有对上标准" + (f"，共 {len(places)} 处" if len(places) > 1 else "")
            rows.append(
                (
                    len(rows) + 1,
                    shown,
                    form.sheet,
                    cell,
                    told,
                    "用 yibiao decide … --means 单元格=编码 确认，或列为新数据元",
                )
            )
        header = ("序号", "文件", "工作表", "单元格", "情况", "怎么办")
        remark = (
            "读不了的文件在前，没有对上标准的栏目在后，同一栏目只列一次，工作表和单元格是第一处；其余文件不受影响。"
        )
        return Sheet("无法识别", "无法识别", remark, header, (5, 62, 14, 8, 44, 40), tuple(rows))

    def _unknown(self) -> dict[tuple[str, str], list[tuple[FormFacts, str]]]:
        """Label and what it was taken for → where it stands, of columns that nobody has confirmed; most first."""
        found: dict[tuple[str, str], list[tuple[FormFacts, str]]] = {}
        for form in self.found.pile.forms:
            for entry in form.fields:
                if not entry.accepted and entry.asks.startswith((NEW, COUNT)):
                    found.setdefault((" › ".join(entry.path), entry.asks), []).append((form, entry.cell))
        return dict(sorted(found.items(), key=lambda pair: -len(pair[1])))


def _chained(families: Sequence[Family], scores: dict[tuple[str, str], int]) -> Sequence[Family]:
    """Near families next to each other: each is followed by the one left that it shares most with."""
    left = list(families)
    chain: list[Family] = []
    while left:
        last = chain[-1].id if chain else ""
        best = max(range(len(left)), key=lambda at: (scores.get((last, left[at].id), 0), -at))
        chain.append(left.pop(best))
    return chain


def relation_rows(found: Consolidation) -> list[tuple[str, int]]:
    """How many pairs stand in each relation, by its Chinese word."""
    counted = [(word, sum(pair.relation is relation for pair in found.pairs)) for relation, word in RELATIONS.items()]
    return [(word, number) for word, number in counted if number]
