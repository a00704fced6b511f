"""One home and one database for a test run. In: ``--engine sqlite|postgres``. Out: settings that point there.

The work rooms' tests are the same on both engines: ``pytest`` runs them on the embedded default,
``pytest --engine postgres tests/work tests/engines`` on a PostgreSQL that `tests.postgres` starts and stops.
Refuses: to fall back in silence; without PostgreSQL the second run ends with exit code 5 and a loud word.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests import postgres
from tests.order import longest_first

_HOME = "YIBIAO_TEST_HOME"
POSTGRES_URL = "YIBIAO_TEST_POSTGRES"
_started: dict[str, object] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engine", choices=("sqlite", "postgres"), default="sqlite", help="database of the work rooms")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from yibiao.site.settings import postgresql, sqlite

    if _HOME not in os.environ:  # workers of one run share what the first process made
        os.environ[_HOME] = tempfile.mkdtemp(prefix="yibiao-tests-")
        _started["home"] = os.environ[_HOME]
    home = Path(os.environ[_HOME])
    if config.getoption("--engine") == "postgres":
        if POSTGRES_URL not in os.environ:
            server = postgres.start()
            if server is None:
                pytest.exit("no PostgreSQL on this machine", returncode=5)
            _started["server"], os.environ[POSTGRES_URL] = server, server.url
        database = postgresql(os.environ[POSTGRES_URL])
    else:
        database = sqlite(home)
    settings.HOME = home
    settings.DATABASES["default"] = database
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    forget_connections()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--engine") == "postgres":
        once = [item for item in items if item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]
    items[:] = longest_first([(item.path, item) for item in items])


def forget_connections() -> None:
    """Django has looked at the settings before this file could; let it look again."""
    from django.db import connections

    connections.close_all()
    vars(connections).pop("settings", None)
    for alias in list(connections):
        if hasattr(connections._connections, alias):
            del connections[alias]


def pytest_unconfigure(config: pytest.Config) -> None:
    server = _started.pop("server", None)
    if isinstance(server, postgres.Server):
        from django.db import connections

        connections.close_all()
        server.stop()
        os.environ.pop(POSTGRES_URL, None)
    home = _started.pop("home", None)
    if isinstance(home, str):
        shutil.rmtree(home, ignore_errors=True)
        os.environ.pop(_HOME, None)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The database under test: "sqlite" or "postgres"."""
    return str(request.config.getoption("--engine"))
