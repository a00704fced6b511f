"""`yibiao undo`: a batch of received rows is taken back. In: its id. Out: how many records; what was touched stays."""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command(
    "undo",
    help=both(
        "撤销一个批次：收回它写入而后来没人改过的内容，其余逐条列出。",
        "Take a batch back: what nobody has touched since; the rest is listed.",
    ),
)
@click.argument("batch")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", help=short("以谁的身份（默认运维）", "on whose behalf (default: the operator)"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def undo(batch: str, home: Path, login: str | None, *, as_json: bool) -> None:
    open_home(home)
    from yibiao.edge.cli.desk import open_desk

    reply = open_desk(home, login).undo(batch)
    if as_json:
        print_json(reply)
        return
    kept = reply["refused"] if isinstance(reply["refused"], int) else len(reply["refused"])
    tell(say(f"已撤销 {reply['undone']} 条。", f"{reply['undone']} records undone."))
    if kept:
        tell(say(f"{kept} 条后来又改过，未动。", f"{kept} were touched since and stay."))
