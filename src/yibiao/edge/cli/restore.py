"""`yibiao restore`: a new home from a backup and its key. In: a copy, a key, a folder. Out: a home. For operators.

Nothing that stands is replaced. Afterwards `yibiao verify` compares every record with its proof.
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.output import existing, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.command("restore", help=both("从备份恢复到一个新目录。", "Make a new home from a backup."))
@click.argument("copy", type=click.Path(path_type=Path))
@click.option("--key", type=click.Path(path_type=Path), required=True, help=short("密钥文件", "the key file"))
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("新的数据目录", "the new home"))
@stops_on_problem
def restore(copy: Path, key: Path, home: Path) -> None:
    from yibiao.edge.backups import restore as make_home

    line = make_home(existing(copy), existing(key), home)
    tell(say(f"已恢复到 {home}，留痕到第 {line} 行。", f"restored into {home}, up to journal line {line}."))
    tell(say(f"请运行 yibiao verify --home {home} 核验。", f"now run “yibiao verify --home {home}”."))
