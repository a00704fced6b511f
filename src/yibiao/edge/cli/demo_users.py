"""`yibiao demo-users`: who can act in an installation. In: a home. Out: login, name, role, area."""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, short


@click.command(
    "demo-users",
    help=both("列出演示区的用户、角色和所在区划。", "List the demo's users with their roles and areas."),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def demo_users(home: Path, as_json: bool) -> None:
    open_home(home)
    from yibiao.work.directory import queries as directory

    people = list(directory.people())
    if as_json:
        rows = [
            {"user": who.login, "name": who.name, "role": who.role, "area": who.area, "area_name": who.area_name}
            for who in people
        ]
        print_json(rows)
        return
    for who in people:
        tell(f"{who.login:<14} {who.role:<20} {who.area:<16} {who.area_name}")
