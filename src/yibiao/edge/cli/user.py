"""`yibiao user`: how people get in. In: a home, a login. Out: nothing. For operators.

yibiao user password LOGIN   a new password, asked twice; every session of before ends
yibiao user close LOGIN      the account is shut at once      yibiao user open LOGIN
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.desk import OPERATOR
from yibiao.edge.cli.home import open_home
from yibiao.edge.cli.output import stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.group("user", help=both("管理账号：设密码、停用、启用。", "Accounts: set a password, close, open."))
def user() -> None:
    """The group; see each."""


@user.command("password", help=both("设新密码，原来的登录全部失效。", "Set a password; all sessions end."))
@click.argument("login")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, help=short("新密码", "password"))
@stops_on_problem
def password(login: str, home: Path, password: str) -> None:
    open_home(home)
    from yibiao.work.directory import actions

    actions.set_password(login, password, OPERATOR)
    tell(say(f"{login} 的密码已设好。", f"password of {login} set."))


def switch(login: str, home: Path, *, active: bool) -> None:
    open_home(home)
    from yibiao.work.directory import actions

    actions.switch_account(login, OPERATOR, active=active)
    tell(say(f"{login} 已{'启用' if active else '停用'}。", f"{login} is {'open' if active else 'closed'}."))


@user.command("close", help=both("立即停用账号。", "Close an account at once."))
@click.argument("login")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@stops_on_problem
def close(login: str, home: Path) -> None:
    switch(login, home, active=False)


@user.command("open", help=both("重新启用账号。", "Open an account again."))
@click.argument("login")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@stops_on_problem
def reopen(login: str, home: Path) -> None:
    switch(login, home, active=True)
