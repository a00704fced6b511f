"""`yibiao`: the table of contents of the command line. In: a verb and its words. Out: what the verb prints.

Refuses: verbs that the glossary does not know. Each verb lives in a file of its own and is loaded when it is called.
"""

from __future__ import annotations

import os
from importlib import import_module

import click

from yibiao import __version__
from yibiao.edge.cli.words import both, short

VERBS = {
    "init": "init",
    "demo": "demo",
    "demo-users": "demo_users",
    "read": "read",
    "match": "match",
    "ask": "ask",
    "fill": "fill",
    "receive": "receive",
    "consolidate": "consolidate",
    "decide": "decide",
    "undo": "undo",
    "verify": "verify",
    "serve": "serve",
    "cert": "cert",
    "check": "check",
    "health": "health",
    "watch": "watch",
    "policy": "policy",
    "doubles": "doubles",
    "backup": "backup",
    "restore": "restore",
    "user": "user",
    "sso": "sso",
    "source": "source",
}
"""Verb → module in this folder; the module holds a command of the same name."""


class Verbs(click.Group):
    """Loads only the verb that is called: reading a form needs no database."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = VERBS.get(cmd_name)
        return getattr(import_module(f"yibiao.edge.cli.{module}"), module) if module else None


def speak(_: click.Context, __: click.Parameter, chosen: str | None) -> str | None:
    if chosen:
        os.environ["YIBIAO_LANG"] = chosen
    return chosen


@click.command(
    cls=Verbs,
    help=both(
        "一表通：一次录入、多处使用；任何部门的表格发来，自动填好发回。",
        "Yibiao: fill once, use many times; any department's form comes in and goes out filled.",
    ),
)
@click.version_option(__version__, prog_name="yibiao")
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=speak,
    is_eager=True,
    expose_value=False,
    help=short("语言", "language"),
)
def run() -> None:
    """The entry point; see VERBS."""
