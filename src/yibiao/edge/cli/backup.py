"""`yibiao backup`: a consistent copy of the ledger while people work. In: a home, a folder. Out: a file.

For operators, once a day. The copy is encrypted; --keys copies the key to another place.
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command("backup", help=both("备份台账，可在使用中进行。", "Back the ledger up, while people work."))
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--keys", type=click.Path(path_type=Path, file_okay=False), help=short("密钥另存到", "put the key there"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def backup(target: Path, home: Path, keys: Path | None, *, as_json: bool) -> None:
    open_home(home)
    from yibiao.edge.backups import back_up

    made = back_up(home, target, keys)
    if as_json:
        print_json(made.as_json())
        return
    tell(say(f"已备份并校验：{made.file}（{made.size // 1024} KB）。", f"copied and checked: {made.file}."))
    if keys is None:
        tell(say("密钥没有一起备份，请确认另有保存。", "the key was not copied; make sure that it is kept elsewhere."))
