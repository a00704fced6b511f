"""`yibiao check`: whether an installation is fit for people's data. In: a home. Out: findings, each with what to do.

For operators. Exit code 0 where nothing is wrong (warnings may remain), 1 otherwise. Changes nothing.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from yibiao.base.clock import system_clock
from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_json, print_problems, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command("check", help=both("上线前检查。", "Check an installation before people's data come in."))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def check(home: Path, *, as_json: bool) -> None:
    os.environ.setdefault("YIBIAO_TLS", "1" if (home / "tls" / "server.crt").is_file() else "0")
    open_home(home)
    from yibiao.edge.checks import findings

    found = list(findings(home, system_clock))
    wrong = [each for each in found if each.kind.severity == "error"]
    if as_json:
        print_json({"fit": not wrong, "problems": [each.as_json() for each in found]})
    else:
        print_problems(found)
        warnings = len(found) - len(wrong)
        tell(say(f"错误 {len(wrong)} 项，提醒 {warnings} 项。", f"{len(wrong)} errors, {warnings} warnings."))
    if wrong:
        sys.exit(1)
