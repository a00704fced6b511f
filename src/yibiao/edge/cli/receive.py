"""`yibiao receive`: a filled spreadsheet enters the ledger, as a plan first. In: file, source. Out: plan, batch.

Nothing is written without --apply; `yibiao undo` takes a batch back. For data officers and community secretaries.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from yibiao.base.clock import system_clock, today
from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import existing, print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short
from yibiao.edge.learned import lexicon_of
from yibiao.flow import pipeline
from yibiao.flow.keeping import Context, LedgerPlan

VERDICTS = {
    "new": ("新增", "new"),
    "changed": ("变更", "changed"),
    "same": ("无变化", "same"),
    "doubtful": ("存疑", "doubtful"),
    "refused": ("拒收", "refused"),
}


def plan_lines(plan: LedgerPlan) -> list[str]:
    """How many rows of each verdict, then every row that waits for a person, with its reasons."""
    counts = " · ".join(f"{say(*VERDICTS[name])} {rows}" for name, rows in plan.counts.items())
    lines = [counts]
    for row in plan.rows:
        if row.problems:
            why = "；".join(found.sentence(say("zh", "en")) for found in row.problems)
            lines.append(f"  {row.sheet}!{row.row} {say(*VERDICTS[row.verdict.value])}: {why}")
    return lines


@click.command(
    "receive",
    help=both(
        "把填好的表收进台账：先给方案（新增、变更、无变化、存疑、拒收及理由），加 --apply 才写入，可整批撤销。",
        "Take a filled spreadsheet into the ledger: a plan first; written only with --apply; undone by batch.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", required=True, help=short("数据来自谁", "who says so"))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", help=short("以谁的身份（默认运维）", "on whose behalf (default: the operator)"))
@click.option("--area", help=short("新记录归哪个区划", "area of new records"))
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=short("数据日期", "day of the data"))
@click.option("--apply", "apply_it", is_flag=True, help=short("写入台账", "write it"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def receive(
    file: Path, source: str, home: Path, login: str | None, *, area: str | None, day: datetime | None, apply_it: bool,
    as_json: bool,
) -> None:  # fmt: skip
    form = existing(file)
    open_home(home)
    from yibiao.edge.cli.desk import open_desk

    when = day.date() if day else today(system_clock)
    desk = open_desk(home, login)
    context = Context(file.name, source, when, desk.house.standard, area, desk.area_of, desk.hidden)
    plan = pipeline.plan(form, desk.known, context, lexicon=lexicon_of(home))
    reply: dict[str, Any] | None = desk.apply(plan) if apply_it else None
    if as_json:
        print_json({**desk.shown(plan), "applied": reply})
        return
    tell("\n".join(plan_lines(plan)))
    print_problems(plan.problems)
    if reply is None:
        tell(say("这只是方案，没有写入；加 --apply 写入。", "This is a plan only; add --apply to write it."))
    else:
        tell(say(f"已写入，批次 {reply['batch']}。", f"written, batch {reply['batch']}."))
