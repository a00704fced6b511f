"""The home folder of one installation: its database, keys, mirror. In: a path. Out: Django set up on it.

Refuses: a folder without an installation (a problem; `yibiao init` or `yibiao demo` makes one).
"""

from __future__ import annotations

import os
from pathlib import Path

from yibiao.base.problems import Place, ProblemError, problem


def open_home(home: Path, *, create: bool = False) -> Path:
    """Point settings at `home` and set Django up; with `create` make the folder and its tables first."""
    marker = home / "yibiao.toml"
    if create:
        home.mkdir(parents=True, exist_ok=True)
    elif not marker.is_file():
        raise ProblemError(problem("CLI_NO_HOME", Place(file=str(home)), home=str(home)))
    os.environ["YIBIAO_HOME"] = str(home.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.site.settings")

    import django

    django.setup()
    if create:
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        marker.write_text(f'version = "{version()}"\n', "utf-8")
    return home


def version() -> str:
    from yibiao import __version__

    return __version__
