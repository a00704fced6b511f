"""Acknowledged is kept: processes are killed in the middle, writers crowd, and nothing is lost, doubled or torn.

Each test has a home of its own; on PostgreSQL a database of its own. What the killed process printed was acknowledged.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.conftest import POSTGRES_URL
from tests.postgres import new_database
from yibiao.base.problems import ProblemError
from yibiao.site.sqlcipher.base import refuse_unsafe

ROOT = Path(__file__).parents[2]
CHECK = """
import json, sys, django
django.setup()
from pathlib import Path
from tests.work.cast import small_standard
from yibiao.work.journal import queries
from yibiao.work.journal.models import JournalLine
from yibiao.work.ledgers import scrub
from yibiao.work.ledgers.house import open_house
from yibiao.work.ledgers.models import Change, Record
house = open_house(Path(sys.argv[1]), small_standard())
print(json.dumps({
    "chain": [each.code for each in queries.verify_chain()],
    "records": list(Record.objects.values_list("id", "version")),
    "scrub": [each.code for each in scrub.verify_records(house)],
    "keys": list(JournalLine.objects.exclude(key=None).values_list("key", flat=True)),
    "changes": Change.objects.count(),
    "sequences": list(JournalLine.objects.order_by("sequence").values_list("sequence", flat=True)),
}))
"""
LAY = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from yibiao.work.directory import actions
actions.lay_areas([actions.NewArea("99", "区", "district")], "test")
"""


@dataclass(frozen=True)
class Place:
    home: Path
    url: str

    @property
    def environment(self) -> dict[str, str]:
        settings = {"YIBIAO_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "yibiao.site.settings"}
        paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
        return {**os.environ, **settings, "YIBIAO_DATABASE_URL": self.url, "PYTHONPATH": paths}

    def run(self, program: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", program, str(self.home)],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=900,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def writer(self, name: str, acts: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.engines.writer", str(self.home), self.url, name, str(acts)]
        return subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    def found(self) -> dict[str, list[object]]:
        import json

        return dict(json.loads(self.run(CHECK)))


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Place:
    """A home (and database) with its tables and one area, made once and copied for each test."""
    postgres = request.config.getoption("--engine") == "postgres"
    made = Place(tmp_path_factory.mktemp("laid"), new_database(os.environ[POSTGRES_URL]) if postgres else "")
    made.run(LAY)
    return made


@pytest.fixture
def place(laid: Place, tmp_path: Path) -> Place:
    home = tmp_path / "home"
    shutil.copytree(laid.home, home)
    return Place(home, new_database(laid.url, template=laid.url) if laid.url else "")


def acknowledged(writer: subprocess.Popen[str]) -> list[list[str]]:
    assert writer.stdout is not None
    with writer.stdout:
        return [line.split() for line in writer.stdout.read().splitlines() if line.count(" ") == 1]


def whole(found: dict[str, list[object]]) -> None:
    assert found["chain"] == [] and found["scrub"] == []
    assert found["sequences"] == list(range(1, len(found["sequences"]) + 1))
    assert len(set(map(str, found["keys"]))) == len(found["keys"])


def test_a_killed_writer_loses_nothing_acknowledged_and_leaves_nothing_half_done(place: Place) -> None:
    random, kept = Random(11), []
    for round_number in range(3):
        writer = place.writer(f"w{round_number}", 10_000)
        assert writer.stdout is not None
        kept.append(writer.stdout.readline().split())
        time.sleep(random.random() / 2)
        writer.kill()
        kept += acknowledged(writer)
        writer.wait()
    found = place.found()
    whole(found)
    versions = {record: version for record, version in map(tuple, found["records"])}  # type: ignore[misc, call-overload]
    assert len(kept) >= 3
    assert all(versions.get(record) == 2 for _, record in kept)
    assert len(versions) <= len(kept) + 3  # at most one act a killed writer was under way
    assert found["changes"] == sum(versions.values())


def test_writers_that_crowd_leave_one_line_each_without_gaps(place: Place) -> None:
    writers = [place.writer(f"w{number}", 20) for number in range(2)]
    answers = [acknowledged(writer) for writer in writers]
    assert [writer.wait() for writer in writers] == [0, 0]
    assert [len(answer) for answer in answers] == [20, 20]
    found = place.found()
    whole(found)
    assert len(found["records"]) == 40
    assert len(found["keys"]) == 80


@pytest.mark.once
def test_the_check_itself_sees_a_lost_record(place: Place) -> None:
    writer = place.writer("w", 3)
    kept = acknowledged(writer)
    assert writer.wait() == 0
    place.run(
        "import django; django.setup()\n"
        "from yibiao.work.ledgers.models import Identifier, Record\n"
        "record = Record.objects.order_by('id').first(); Identifier.objects.filter(record=record).delete(); record.delete()"
    )
    versions = {str(record) for record, _ in map(tuple, place.found()["records"])}  # type: ignore[call-overload]
    assert not all(record in versions for _, record in kept)


@pytest.mark.parametrize("version", [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 0), (3, 51, 2)])
def test_it_refuses_an_sqlite_that_can_lose_commits(version: tuple[int, ...]) -> None:
    with pytest.raises(ProblemError) as fault:
        refuse_unsafe(version)
    assert fault.value.problem.code == "JOURNAL_UNSAFE_SQLITE"


@pytest.mark.parametrize("version", [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 4), (4, 0, 0)])
def test_it_takes_a_mended_sqlite(version: tuple[int, ...]) -> None:
    refuse_unsafe(version)


def test_this_machines_own_sqlite_would_be_judged_by_the_same_rule() -> None:
    """The broken variant: Django's plain backend asks nobody."""
    import sqlite3

    from django.db.backends.sqlite3 import base as plain

    assert "refuse_unsafe" not in plain.DatabaseWrapper.get_new_connection.__code__.co_names
    safe = sqlite3.sqlite_version_info >= (3, 51, 3) or sqlite3.sqlite_version_info[:2] in ((3, 44), (3, 50))
    if not safe:
        with pytest.raises(ProblemError):
            refuse_unsafe(sqlite3.sqlite_version_info)
