"""The report as one HTML file. In: a consolidation as a `Book`. Out: a page that needs nothing from outside.

Overlap picture: families as a matrix, near ones next to each other, the darker the more they share; below it the
elements by reach. Prints on A4. Refuses: to let any text of a form become markup: everything is escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from yibiao.flow.consolidating.shapes import Action
from yibiao.flow.consolidating.sheets import Book, relation_rows
from yibiao.flow.consolidating.words import ACTIONS, RELATIONS

ELEMENTS = 40
FAMILIES = 60
PAIRS = 200
CELL = 13
GUTTER = 220

_STYLE = """
body{font:15px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#222;max-width:1080px;margin:2em auto;
padding:0 1em}h1{font:600 26px/1.4 "Noto Sans CJK SC",SimHei,sans-serif;text-align:center;margin-bottom:.2em}
h2{font:600 18px/1.5 "Noto Sans CJK SC",SimHei,sans-serif;border-bottom:1px solid #b33;padding-bottom:.2em;
margin-top:2em}table{border-collapse:collapse;width:100%;font-size:13px}th,td{border:1px solid #bbb;padding:.3em .5em;
text-align:left;vertical-align:top}
th{background:#eef2f8}.n{text-align:right;white-space:nowrap}
.figures td{font-size:16px}
.quiet{color:#666;font-size:13px}svg{max-width:100%;height:auto}svg text{font-size:10px;fill:#333}
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr,svg{break-inside:avoid}
thead{display:table-header-group}@page{size:A4;margin:15mm}}
"""


def page(book: Book) -> str:
    """The whole report."""
    return "".join(
        [
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1"><title>表格合并报告</title>',
            f"<style>{_STYLE}</style></head><body><h1>表格合并报告</h1>",
            _summary(book),
            "<h2>一、重复情况图</h2>",
            _matrix(book),
            "<h2>二、数据元用得最多的</h2>",
            _reach(book),
            "<h2>三、各组表格</h2>",
            _families(book),
            "<h2>四、表与表的关系</h2>",
            _pairs(book),
            "<h2>五、台账</h2>",
            _ledgers(book),
            "<h2>六、口径</h2><ul>",
            *(f"<li>{escape(method)}</li>" for method in book.found.burden.methods.values()),
            "</ul></body></html>",
        ]
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[object]], kind: str = "") -> str:
    head = "".join(f"<th>{escape(label)}</th>" for label in header)
    body = "".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in rows)
    return f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _cell(value: object) -> str:
    kind = ' class="n"' if isinstance(value, int | float) else ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"<td{kind}>{escape(text)}</td>"


def _summary(book: Book) -> str:
    found, burden = book.found, book.found.burden
    count = {action: sum(entry.action is action for entry in found.proposals) for action in Action}
    actions = "，".join(f"{ACTIONS[action]} {number} 张" for action, number in count.items())
    rows = [
        ("报表张数", burden.forms[0], burden.forms[1]),
        ("栏目数", burden.fields[0], burden.fields[1]),
        ("要填的格数", burden.cells[0], burden.cells[1]),
        ("每月分钟（估算）", burden.minutes[0], burden.minutes[1]),
    ]
    kinds = "，".join(f"{word} {number} 对" for word, number in relation_rows(found))
    return (
        f"<p>共读到 {len(found.pile.forms)} 张表，归为 {len(found.families)} 组；建议{escape(actions)}。"
        f"有 {len(found.pile.unreadable)} 个文件读不了，列在工作簿的“无法识别”中。{escape(kinds)}。</p>"
        + _table(("", "合并前", "合并后"), rows, "figures")
        + '<p class="quiet">建议由人决定。分钟数按固定单价估算，不是实测；算法见第六部分。</p>'
    )


def _matrix(book: Book) -> str:
    heads, scores = book.overlaps()
    heads = heads[:FAMILIES]
    if not heads:
        return "<p>没有互相重复的组。</p>"
    size = CELL * len(heads)
    marks = []
    for down, one in enumerate(heads):
        label = one.name if len(one.name) <= 18 else one.name[:17] + "…"
        y = down * CELL
        marks.append(f'<text x="{GUTTER - 6}" y="{y + 10}" text-anchor="end">{escape(label)} {down + 1}</text>')
        for across, other in enumerate(heads):
            score = 100 if one is other else scores.get((one.id, other.id), 0)
            if score:
                marks.append(_square(GUTTER + across * CELL, y, score, f"{one.name} × {other.name}：{score}%"))
    frame = f'<rect x="{GUTTER}" y="0" width="{size}" height="{size}" fill="none" stroke="#999"/>'
    view = f'viewBox="0 0 {GUTTER + size + 2} {size + 2}" width="{GUTTER + size + 2}"'
    said = f"每行每列是一组表（各版只画一次），颜色越深重合越多；图上 {len(heads)} 组，详见工作簿“重复矩阵”。"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="重复情况图" {view}>'
        f"{frame}{''.join(marks)}</svg>"
        f'<p class="quiet">{said}</p>'
    )


def _square(x: int, y: int, score: int, told: str) -> str:
    shade = round(255 - 2.0 * score)
    fill = f"rgb({min(255, shade + 60)},{shade},{max(0, shade - 20)})"
    return f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{fill}"><title>{escape(told)}</title></rect>'


def _reach(book: Book) -> str:
    rows = book.found.master[:ELEMENTS]
    if not rows:
        return "<p>没有认出数据元。</p>"
    most = max(len(row.forms) for row in rows)
    bars = []
    for at, row in enumerate(rows):
        y, width = at * 16, round(700 * len(row.forms) / most)
        bars.append(f'<text x="{GUTTER - 6}" y="{y + 11}" text-anchor="end">{escape(row.label[:18])}</text>')
        bars.append(f'<rect x="{GUTTER}" y="{y + 2}" width="{width}" height="11" fill="#4a7ab5"/>')
        bars.append(f'<text x="{GUTTER + width + 5}" y="{y + 11}">{len(row.forms)}</text>')
    view = f'viewBox="0 0 {GUTTER + 760} {16 * len(rows)}" width="{GUTTER + 760}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="数据元供几张表" {view}>{"".join(bars)}</svg>'
        f'<p class="quiet">每条是一个数据元被几张表要；共 {len(book.found.master)} 个，这里列前 {len(rows)} 个。</p>'
    )


def _families(book: Book) -> str:
    rows = [
        (
            at,
            family.name,
            len(family.forms),
            "、".join(dict.fromkeys(book.forms[form].file for form in family.forms[:8])),
        )
        for at, family in enumerate(book.found.families, 1)
        if len(family.forms) > 1
    ]
    return _table(("序号", "组", "张数", "文件（至多八个）"), rows) if rows else "<p>没有同一张表的不同版本。</p>"


def _pairs(book: Book) -> str:
    across = [pair for pair in book.found.pairs if book.family[pair.a].id != book.family[pair.b].id]
    once: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for pair in across:
        names = (book.family[pair.a].id, book.family[pair.b].id, pair.relation.value)
        shown = (book.named(pair.a), RELATIONS[pair.relation], book.named(pair.b), round(100 * pair.score), pair.why_zh)
        once.setdefault(names, shown)
    rows = list(once.values())
    said = f'<p class="quiet">同组之间不再列；共 {len(rows)} 条，列前 {min(PAIRS, len(rows))} 条。</p>'
    return _table(("前者", "关系", "后者", "%", "依据"), rows[:PAIRS]) + said


def _ledgers(book: Book) -> str:
    rows = [(ledger.name, len(ledger.elements), len(ledger.forms)) for ledger in book.found.ledgers]
    return _table(("台账", "数据元", "供几张表"), rows)
