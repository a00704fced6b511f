"""The account as a workbook. In: an account. Out: frozen sheets for `flow.consolidating.office.write_workbook`.

    减负账 按部门 按街道 部门评价 口径

Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.flow.burdening.accounting import METHODS
from yibiao.flow.burdening.shapes import Account, Line, Score
from yibiao.flow.consolidating.sheets import Sheet, Value

_HEADER = (
    "序号",
    "名称",
    "部门",
    "报表张数",
    "减负前（分钟/月）",
    "减负后（分钟/月）",
    "节省（分钟/月）",
    "重复采集率",
    "报送件数",
    "实测（分钟/份）",
)
_WIDTHS = (6, 44, 22, 10, 14, 14, 14, 12, 10, 12)
NOT_MEASURED = "未实测"
NOT_YET = "尚无"


def sheets(account: Account, area: str) -> tuple[Sheet, ...]:
    """The sheets; area: name of what the account is about."""
    whole = account.whole
    remark = (
        f"{area}：在用报表 {whole.forms} 张，每月填表约 {whole.before:g} 分钟 → {whole.after:g} 分钟，"
        f"节省 {whole.saved:g} 分钟；重复采集率 {whole.repeat:.0%}。"
    )
    return (
        Sheet("减负账", "减负账：逐表", remark, _HEADER, _WIDTHS, _rows(account.forms)),
        Sheet("按部门", "减负账：按部门", remark, _HEADER, _WIDTHS, _rows(account.departments)),
        Sheet("按街道", "减负账：按街道", remark, _HEADER, _WIDTHS, _rows(account.streets)),
        _scored(account.scores),
        _methods(),
    )


def _rows(lines: Sequence[Line]) -> tuple[tuple[Value, ...], ...]:
    return tuple(
        (
            at,
            line.name,
            line.department,
            line.forms,
            line.before,
            line.after,
            line.saved,
            f"{line.repeat:.0%}",
            line.filings,
            NOT_MEASURED if line.measured is None else line.measured,
        )
        for at, line in enumerate(lines, 1)
    )


def _scored(scores: Sequence[Score]) -> Sheet:
    header = (
        "序号",
        "部门",
        "在用报表",
        "事后补报",
        "一事一报",
        "每月填表（分钟）",
        "重复采集率",
        "已开期数",
        "通知不足的期数",
        "收到异议",
        "未答复异议",
    )
    rows = tuple(
        (
            at,
            score.department,
            score.forms,
            score.late,
            score.once,
            score.before,
            f"{score.repeat:.0%}",
            *(
                NOT_YET if part is None else part
                for part in (score.opened, score.urgent, score.objections, score.unanswered)
            ),
        )
        for at, score in enumerate(scores, 1)
    )
    remark = "评价的是部门怎样要表，不评价填表的人；按部门名称排列，不排名次。"
    return Sheet("部门评价", "部门要表情况", remark, header, (6, 26, 10, 10, 10, 16, 12, 10, 14, 10, 12), rows)


def _methods() -> Sheet:
    rows = tuple((at, zh) for at, (zh, _) in enumerate(METHODS.values(), 1))
    return Sheet("口径", "口径说明", "分钟数除注明实测的以外都是估算。", ("序号", "口径"), (6, 100), rows)
