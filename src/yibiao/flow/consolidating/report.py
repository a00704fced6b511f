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
FAMILIES = 50
PAIRS = 200
CELL = 15
GUTTER = 290
TOP = 22
STEPS = (30, 50, 70, 90)
"""Percent at which the picture gets a shade darker."""
SHADES = ("#fdece3", "#f9c8ae", "#ee8f6c", "#cf4a32", "#8c1c13")

_STYLE = """
body{font:15px/1.7 "Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;color:#222;max-width:1120px;margin:2em auto;
padding:0 1em}h1{font:600 26px/1.4 "Noto Sans CJK SC",SimHei,sans-serif;text-align:center;margin-bottom:.2em}
h2{font:600 18px/1.5 "Noto Sans CJK SC",SimHei,sans-serif;border-bottom:1px solid #b33;padding-bottom:.2em;
margin-top:2em}table{border-collapse:collapse;width:100%;font-size:13px}th,td{border:1px solid #bbb;padding:.3em .5em;
text-align:left;vertical-align:top}caption{text-align:left;color:#555;padding-bottom:.3em}
th{background:#eef2f8;white-space:nowrap}.n{text-align:right;white-space:nowrap}
.figures{max-width:640px}.figures td{font-size:16px}nav ol{columns:3;padding-left:1.4em;margin:.6em 0}
a{color:#1a4f8a}a:focus-visible{outline:2px solid #b33;outline-offset:2px}
.quiet{color:#555;font-size:13px}svg{display:block;max-width:100%;height:auto}
svg text{font:12px "Noto Sans CJK SC",SimHei,sans-serif;fill:#222}
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr,svg{break-inside:avoid}
nav{display:none}
thead{display:table-header-group}.picture{page:picture;break-before:page;break-inside:avoid}
.picture h2{margin-top:0}.picture svg{max-height:142mm}
rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
@page{size:A4;margin:15mm}@page picture{size:A4 landscape;margin:12mm}}
"""

_PARTS = (
    ("overlap", "重复情况图"),
    ("reach", "数据元用得最多的"),
    ("families", "各组表格"),
    ("pairs", "表与表的关系"),
    ("ledgers", "台账"),
    ("methods", "口径"),
)
_NUMERALS = "一二三四五六"


def page(book: Book) -> str:
    """The whole report."""
    methods = "".join(f"<li>{escape(method)}</li>" for method in book.found.burden.methods.values())
    bodies = (_matrix(book), _reach(book), _families(book), _pairs(book), _ledgers(book), f"<ul>{methods}</ul>")
    return "".join(
        [
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width,initial-scale=1"><title>表格合并报告</title>',
            f"<style>{_STYLE}</style></head><body><main><h1>表格合并报告</h1>",
            _summary(book),
            '<nav aria-label="目录"><ol>',
            *(f'<li><a href="#{name}">{title}</a></li>' for name, title in _PARTS),
            "</ol></nav>",
            *map(_section, range(len(_PARTS)), bodies),
            "</main></body></html>",
        ]
    )


def _section(at: int, body: str) -> str:
    name, title = _PARTS[at]
    kind = ' class="picture"' if "<svg" in body else ""
    return f'<section{kind} aria-labelledby="{name}"><h2 id="{name}">{_NUMERALS[at]}、{title}</h2>{body}</section>'


def _table(header: Sequence[str], rows: Sequence[Sequence[object]], caption: str, kind: str = "") -> str:
    head = "".join(f'<th scope="col">{escape(label)}</th>' for label in header)
    body = "".join("<tr>" + "".join(_cell(value) for value in row) + "</tr>" for row in rows)
    told = f"<caption>{escape(caption)}</caption>"
    return f'<table class="{kind}">{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


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
        + _table(("口径", "合并前", "合并后"), rows, "合并前后", "figures")
        + '<p class="quiet">建议由人决定。分钟数按固定单价估算，不是实测；算法见第六部分。</p>'
    )


def _matrix(book: Book) -> str:
    heads, scores = book.overlaps()
    related = len(heads)
    heads = heads[:FAMILIES]
    if not heads:
        return "<p>没有互相重复的组。</p>"
    size = CELL * len(heads)
    marks = []
    for down, one in enumerate(heads):
        y = TOP + down * CELL
        label = f"{_short(one.name)}（{len(one.forms)} 张） {down + 1}"
        marks.append(f'<text x="{GUTTER - 6}" y="{y + 12}" text-anchor="end">{escape(label)}</text>')
        if down % 5 == 4 or down == 0:
            x = GUTTER + down * CELL
            marks.append(f'<text x="{x + CELL // 2}" y="{TOP - 6}" text-anchor="middle">{down + 1}</text>')
            marks.append(f'<path d="M{GUTTER} {y + CELL}h{size}M{x + CELL} {TOP}v{size}" stroke="#ddd" fill="none"/>')
        for across, other in enumerate(heads):
            score = 0 if one is other else scores.get((one.id, other.id), 0)
            if score or one is other:
                told = f"{one.name} × {other.name}：{score}%" if score else one.name
                marks.append(_square(GUTTER + across * CELL, y, score if score else None, told))
    frame = f'<rect x="{GUTTER}" y="{TOP}" width="{size}" height="{size}" fill="none" stroke="#999"/>'
    wide, high = GUTTER + size + 2, TOP + size + 34
    said = (
        f"每行每列是一组表（各版只画一次），颜色越深重合越多，灰格是自己；{related} 组与别组有重合，图上是最多的"
        f" {len(heads)} 组。逐对的文字说明见“表与表的关系”，数字见工作簿“重复矩阵”。"
    )
    return (
        f'<p class="quiet" id="overlap-said">{said}</p>'
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="各组表格两两重合程度的矩阵"'
        f' aria-describedby="overlap-said" viewBox="0 0 {wide} {high}" width="{wide}">'
        f"{''.join(marks)}{frame}{_legend(TOP + size + 10)}</svg>"
    )


def _short(name: str) -> str:
    return name if len(name) <= 17 else name[:16] + "…"


def _shade(score: int) -> str:
    return SHADES[sum(score >= step for step in STEPS)]


def _square(x: int, y: int, score: int | None, told: str) -> str:
    fill = "#d5d5d5" if score is None else _shade(score)
    place = f'x="{x}" y="{y}" width="{CELL}" height="{CELL}"'
    return f'<rect {place} fill="{fill}" stroke="#fff" stroke-width=".5"><title>{escape(told)}</title></rect>'


def _legend(y: int) -> str:
    """What the shades stand for."""
    marks = []
    for at, (low, fill) in enumerate(zip((0, *STEPS), SHADES, strict=True)):
        x = GUTTER + at * 110
        marks.append(f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="{fill}" stroke="#999"/>')
        high = STEPS[at] - 1 if at < len(STEPS) else 100
        marks.append(f'<text x="{x + CELL + 6}" y="{y + 12}">{max(low, 1)}–{high}%</text>')
    return "".join(marks)


def _reach(book: Book) -> str:
    rows = book.found.master[:ELEMENTS]
    if not rows:
        return "<p>没有认出数据元。</p>"
    most = max(len(row.forms) for row in rows)
    bars = []
    for at, row in enumerate(rows):
        y, width = at * 18, round(700 * len(row.forms) / most)
        bars.append(f'<text x="{GUTTER - 6}" y="{y + 13}" text-anchor="end">{escape(_short(row.label))}</text>')
        bars.append(f'<rect x="{GUTTER}" y="{y + 2}" width="{width}" height="13" fill="#4a7ab5"/>')
        bars.append(f'<text x="{GUTTER + width + 5}" y="{y + 13}">{len(row.forms)}</text>')
    told = "，".join(f"{row.label} {len(row.forms)} 张" for row in rows)
    view = f'viewBox="0 0 {GUTTER + 760} {18 * len(rows)}" width="{GUTTER + 760}"'
    return (
        f'<p class="quiet">每条是一个数据元被几张表要；共 {len(book.found.master)} 个，这里列前 {len(rows)} 个。</p>'
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(told)}" {view}>{"".join(bars)}</svg>'
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
    if not rows:
        return "<p>没有同一张表的不同版本。</p>"
    return _table(("序号", "组", "张数", "文件（至多八个）"), rows, f"有几个版本的 {len(rows)} 组，张数多的在前")


def _pairs(book: Book) -> str:
    across = [pair for pair in book.found.pairs if book.family[pair.a].id != book.family[pair.b].id]
    once: dict[tuple[str, str, str], tuple[object, ...]] = {}
    for pair in across:
        names = (book.family[pair.a].id, book.family[pair.b].id, pair.relation.value)
        shown = (book.named(pair.a), RELATIONS[pair.relation], book.named(pair.b), round(100 * pair.score), pair.why_zh)
        once.setdefault(names, shown)
    rows = list(once.values())
    said = f"同组之间不再列；共 {len(rows)} 条，列前 {min(PAIRS, len(rows))} 条"
    return _table(("前者", "关系", "后者", "%", "依据"), rows[:PAIRS], said)


def _ledgers(book: Book) -> str:
    rows = [(ledger.name, len(ledger.elements), len(ledger.forms)) for ledger in book.found.ledgers]
    return _table(("台账", "数据元", "供几张表"), rows, "答得出全部保留表格的最少台账")
