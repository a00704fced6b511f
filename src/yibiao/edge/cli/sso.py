"""`yibiao sso`: single sign-on. In: a home, names, addresses. Out: ids and secrets, shown once. For operators.

yibiao sso list                      identity providers and systems
yibiao sso provider set KEY …        sign in here with the city's identity provider (secret: asked for, or environment)
yibiao sso provider close KEY        no more
yibiao sso client add NAME …         another system signs people in through us; prints its id and secret
yibiao sso client drop ID            no more
yibiao sso key rotate                another key signs our word from now on
"""

from __future__ import annotations

from pathlib import Path

import click

from yibiao.edge.cli.home import OPERATOR, open_home
from yibiao.edge.cli.output import stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short

HOME = click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))


@click.group("sso", help=both("统一登录：接入身份认证平台，供其他系统登录。", "Single sign-on, both ways."))
def sso() -> None:
    """The group; see each."""


@sso.command("list", help=both("列出已登记的平台和系统。", "List providers and systems."))
@HOME
@stops_on_problem
def listed(home: Path) -> None:
    open_home(home)
    from yibiao.work.signon import queries

    for row in queries.providers(closed=True):
        state = say("启用", "open") if row.active else say("停用", "closed")
        tell(f"provider {row.key}\t{row.label}\t{row.issuer}\t{row.claim}\t{state}")
    for client in queries.clients():
        tell(f"client {client.id}\t{client.name}\t{' '.join(client.redirects)}\t{' '.join(client.scopes)}")


@sso.group("provider", help=both("身份认证平台。", "Identity providers."))
def provider() -> None:
    """The group; see each."""


@provider.command("set", help=both("登记或修改身份认证平台。", "Register or change an identity provider."))
@click.argument("key")
@HOME
@click.option("--label", required=True, help=short("按钮文字", "label of the button"))
@click.option("--issuer", required=True, help=short("签发地址", "issuer, https"))
@click.option("--client", required=True, help=short("客户端编号", "client id"))
@click.option(
    "--claim", default="preferred_username", show_default=True, help=short("账号所在字段", "claim with the login")
)
@click.option("--secret", prompt=True, hide_input=True, envvar="YIBIAO_SSO_SECRET", help=short("密钥", "client secret"))
@stops_on_problem
def set_(key: str, home: Path, *, label: str, issuer: str, client: str, claim: str, secret: str) -> None:
    open_home(home)
    from yibiao.work.signon import actions

    actions.set_provider(actions.NewProvider(key, label, issuer, client, secret, claim), OPERATOR)
    tell(say(f"已登记，回调地址 /sso/{key}/back", f"set; its return address is /sso/{key}/back"))


@provider.command("close", help=both("停用身份认证平台。", "Close an identity provider."))
@click.argument("key")
@HOME
@stops_on_problem
def close(key: str, home: Path) -> None:
    open_home(home)
    from yibiao.work.signon import actions

    actions.close_provider(key, OPERATOR)
    tell(say(f"{key} 已停用。", f"{key} is closed."))


@sso.group("client", help=both("其他系统。", "Other systems."))
def client() -> None:
    """The group; see each."""


@client.command("add", help=both("登记一个系统，给出编号和密钥。", "Add a system; prints its id and secret."))
@click.argument("name")
@HOME
@click.option("--redirect", "redirects", multiple=True, required=True, help=short("回调地址", "return address"))
@click.option("--scope", "scopes", multiple=True, help=short("授权范围：profile、posts", "scope: profile, posts"))
@stops_on_problem
def add(name: str, home: Path, *, redirects: tuple[str, ...], scopes: tuple[str, ...]) -> None:
    open_home(home)
    from yibiao.work.signon import actions

    identity, secret = actions.add_client(name, redirects, scopes, OPERATOR)
    tell(say("编号和密钥（密钥只显示这一次）：", "id and secret (the secret is shown this once):"), err=True)
    tell(identity)
    tell(secret)


@client.command("drop", help=both("注销一个系统。", "Drop a system."))
@click.argument("identity")
@HOME
@stops_on_problem
def drop(identity: str, home: Path) -> None:
    open_home(home)
    from yibiao.work.signon import actions

    actions.drop_client(identity, OPERATOR)
    tell(say(f"{identity} 已注销。", f"{identity} is dropped."))


@sso.group("key", help=both("签名密钥。", "The signing key."))
def key() -> None:
    """The group; see each."""


@key.command("rotate", help=both("换一把签名密钥，旧的公钥再保留一小时。", "Sign with another key from now on."))
@HOME
@stops_on_problem
def rotate(home: Path) -> None:
    open_home(home)
    from yibiao.work.signon import actions

    actions.rotate_signing_key(OPERATOR)
    tell(say("已换新的签名密钥，旧的公钥再保留一小时。", "a new key signs; the old one stays public for an hour."))
