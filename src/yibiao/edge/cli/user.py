"""`yibiao user`: how people get in. In: a home, a login. Out: nothing. For operators.

yibiao user add LOGIN        an account with a post (or --operator), and a password for the first sign-in
yibiao user password LOGIN   a new password, asked twice; every session of before ends
yibiao user close LOGIN      the account is shut at once      yibiao user open LOGIN
yibiao user totp reset LOGIN a lost phone: no code is asked for until a new one is set up
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import OPERATOR, open_home
from yibiao.edge.cli.output import stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short


@click.group("user", help=both("管理账号：设密码、停用、启用。", "Accounts: set a password, close, open."))
def user() -> None:
    """The group; see each."""


@user.command("add", help=both("新增账号和岗位，给出一次性密码。", "Add an account; prints a one-time password."))
@click.argument("login")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--name", required=True, help=short("姓名", "name shown"))
@click.option("--role", help=short("岗位角色", "role of the post"))
@click.option("--area", help=short("区划代码", "code of the area"))
@click.option("--department", default="", help=short("部门", "department"))
@click.option("--operator", is_flag=True, help=short("运维账号，只能进设置页", "for the settings page only"))
@stops_on_problem
def add(
    login: str, home: Path, name: str, *, role: str | None, area: str | None, department: str, operator: bool
) -> None:
    if operator == bool(role and area):
        raise click.UsageError(
            say("给出 --role 和 --area，或给出 --operator。", "give --role and --area, or --operator.")
        )
    open_home(home)
    from yibiao.work.directory import actions

    if operator:
        actions.add_operator(login, name, OPERATOR)
    else:
        person = actions.NewPerson(login, name, role or "", area or "", department=department)
        actions.add_person(person, OPERATOR)
    tell(say("一次性密码，首次登录后须更换：", "one-time password, to be changed at the first sign-in:"), err=True)
    tell(actions.one_time_password(login, OPERATOR))


@user.group("totp", help=both("动态口令。", "The second factor."))
def totp() -> None:
    """The group; see each."""


@totp.command("reset", help=both("手机丢了：取消动态口令，登录全部失效。", "A lost phone: drop the second factor."))
@click.argument("login")
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@stops_on_problem
def reset(login: str, home: Path) -> None:
    open_home(home)
    from yibiao.work.directory import actions

    actions.reset_factor(login, OPERATOR)
    tell(say(f"{login} 的动态口令已取消。", f"second factor of {login} dropped."))


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
