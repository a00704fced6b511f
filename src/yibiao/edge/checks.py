"""Whether an installation is fit for people's data. In: a home. Out: problems, each with what to do.

Settings (Django's own deployment check), keys and who may read them, backup, clock, room on the disk, pages, TLS,
tables, what an update made loose, people without a second factor. Looks, changes nothing. Refuses: nothing.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.core import checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yibiao.base.clock import Clock
from yibiao.base.problems import Place, Problem, problem
from yibiao.edge.backups import KEY, last_backup
from yibiao.edge.sso.naming import any_host
from yibiao.flow.standard import load
from yibiao.work.directory import queries as directory
from yibiao.work.signon import queries as signon
from yibiao.work.supplements.queries import supplements

GIGABYTE = 2**30
OLDEST_BACKUP = timedelta(days=2)
TLS_ENDS_SOON = timedelta(days=30)


def findings(home: Path, clock: Clock) -> Iterator[Problem]:
    """Everything; where the tables are old, what they hold cannot be looked at."""
    for look in (_django, _keys, _disk, _backup, _tls, _pages, _demo):
        yield from look(home, clock)
    old = tables_behind()
    yield from [old] if old else []
    for look in () if old else (_clock, _additions, _second_factors, _names):
        yield from look(home, clock)


WITHOUT_TLS = frozenset({"security.W004", "security.W008", "security.W012", "security.W016"})
"""What Django says of a site without HTTPS; CHECK_NO_TLS says it once, with what to do."""


def _django(home: Path, clock: Clock) -> Iterator[Problem]:
    for found in checks.run_checks(include_deployment_checks=True):
        if not found.is_silenced() and (settings.TLS or found.id not in WITHOUT_TLS):
            yield problem("CHECK_DJANGO", Place(field=found.id), id=found.id, message=str(found.msg))


def _keys(home: Path, clock: Clock) -> Iterator[Problem]:
    key = home / KEY
    if not key.is_file():
        yield problem("CHECK_NO_KEY", Place(file=str(key)), file=str(key))
        return
    for file in (home, key, home / "ledger.db"):
        if sys.platform != "win32" and file.exists() and not _mine_alone(file):
            yield problem("CHECK_OPEN_TO_OTHERS", Place(file=str(file)), file=str(file))


def _mine_alone(file: Path) -> bool:
    told = file.stat()
    return told.st_mode & 0o077 == 0 and told.st_uid == os.getuid()


def tables_behind() -> Problem | None:
    """What to say where the tables of the open home are those of an earlier version."""
    executor = MigrationExecutor(connection)
    return problem("CHECK_MIGRATIONS") if executor.migration_plan(executor.loader.graph.leaf_nodes()) else None


def _clock(home: Path, clock: Clock) -> Iterator[Problem]:
    _, doubt = directory.rights_day(clock)
    if doubt is not None:
        yield doubt


def _disk(home: Path, clock: Clock) -> Iterator[Problem]:
    ledger = home / "ledger.db"
    wanted = max(GIGABYTE, 2 * (ledger.stat().st_size if ledger.is_file() else 0))
    free = shutil.disk_usage(home).free
    if free < wanted:
        yield problem("CHECK_DISK_LOW", Place(file=str(home)), free=free // 2**20, wanted=wanted // 2**20)


def _backup(home: Path, clock: Clock) -> Iterator[Problem]:
    if settings.DATABASES["default"]["ENGINE"] != "yibiao.site.sqlcipher":
        return
    last = last_backup(home)
    if last is None:
        yield problem("CHECK_NO_BACKUP")
    elif clock() - last > OLDEST_BACKUP:
        yield problem("CHECK_OLD_BACKUP", Place(), days=(clock() - last).days)


def _tls(home: Path, clock: Clock) -> Iterator[Problem]:
    file = home / "tls" / "server.crt"
    if not file.is_file():
        yield problem("CHECK_NO_TLS")
        return
    ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    if ends - clock() < TLS_ENDS_SOON:
        yield problem("CHECK_TLS_ENDS", Place(file=str(file)), day=f"{ends:%F}")


def _pages(home: Path, clock: Clock) -> Iterator[Problem]:
    if not (settings.PAGES / "index.html").is_file():
        yield problem("CHECK_NO_PAGES")


def _demo(home: Path, clock: Clock) -> Iterator[Problem]:
    if (home / "demo.json").is_file():
        yield problem("CHECK_DEMO", Place(file=str(home / "demo.json")))


def _additions(home: Path, clock: Clock) -> Iterator[Problem]:
    for row in supplements(load()):
        if row.problem is not None:
            yield problem("CHECK_ADDITION_LOOSE", Place(field=row.name), name=row.name)


def _names(home: Path, clock: Clock) -> Iterator[Problem]:
    if any_host() and (signon.providers() or signon.clients()):
        yield problem("SIGNON_ANY_HOST")


def _second_factors(home: Path, clock: Clock) -> Iterator[Problem]:
    day, _ = directory.rights_day(clock)
    bare = [login for login in directory.guarded_logins(day) if not directory.second_factor(login)[0]]
    if bare:
        yield problem("CHECK_NO_SECOND_FACTOR", Place(), logins="、".join(bare[:10]))
