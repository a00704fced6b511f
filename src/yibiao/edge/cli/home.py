"""The home folder of one installation: its database, keys, mirror. In: a path. Out: Django set up on it.

A new home is 0700, and every file that this process writes is 0600: the ledger is about people.
Refuses: a folder without an installation (a problem; `yibiao init` or `yibiao demo` makes one), an installation whose
database is gone (opening it would leave an empty ledger, which looks like one where nobody lives).
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.standard import Standard, load

LEDGER = "ledger.db"
OPERATOR = "operator"
"""Who acts at the command line where nobody is named."""
MARKER = "yibiao.toml"
"""Stands in a home whose set-up is finished."""


def open_home(home: Path, *, create: bool = False, finished: bool = True) -> Path:
    """Point settings at `home` and set Django up; with `create` make the folder and its tables first.

    Without `finished` the home stays closed to other verbs until `finish`: half a district would answer wrongly.
    """
    marker = home / MARKER
    os.umask(0o077)
    if create:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    elif not marker.is_file():
        raise ProblemError(problem("CLI_NO_HOME", Place(file=str(home)), home=str(home)))
    else:
        _must_hold_a_ledger(home)
    _close_to_others(home)
    os.environ["YIBIAO_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")

    import django

    django.setup()
    if create:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        if finished:
            finish(home)
    return home


def standard_in(home: Path | None) -> Standard:
    """The standard of an installation with what it has added; the shipped one without a home."""
    if home is None or not (home / LEDGER).is_file():
        return load()
    open_home(home)
    from yibiao.work.supplements.queries import standard_of_the_house

    return standard_of_the_house(load())


def finish(home: Path) -> None:
    """From now on the home answers."""
    (home / MARKER).write_text(f'version = "{version()}"\n', "utf-8")


def _must_hold_a_ledger(home: Path) -> None:
    database = home / LEDGER
    if "YIBIAO_DATABASE_URL" not in os.environ and not (database.is_file() and database.stat().st_size):
        raise ProblemError(problem("CLI_LEDGER_GONE", Place(file=str(database)), file=str(database)))


def _close_to_others(home: Path) -> None:
    """Homes of earlier versions left the database readable to everyone on the machine."""
    for name in (LEDGER, f"{LEDGER}-wal", f"{LEDGER}-shm"):
        file = home / name
        if sys.platform != "win32" and file.is_file() and file.stat().st_mode & 0o077:
            file.chmod(0o600)


def version() -> str:
    from yibiao import __version__

    return __version__
