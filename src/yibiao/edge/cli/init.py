"""`yibiao init`: an empty installation. In: a folder. Out: its keys and tables. For operators. Safe to repeat."""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command(
    "init",
    help=both(
        "新建一套空的一表通：密钥、数据库。可重复运行，不会覆盖已有数据。",
        "Make an empty installation: keys and database. Safe to repeat; nothing is overwritten.",
    ),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def init(home: Path, as_json: bool) -> None:
    open_home(home, create=True)
    if as_json:
        print_json({"home": str(home)})
    else:
        tell(say(f"已建好：{home}。请妥善备份其中的密钥文件。", f"ready: {home}. Back up the key file in it."))
