"""Periods of several forms are being opened, the process is killed, and it starts again: every filing is there once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

from tests.conftest import POSTGRES_URL
from tests.engines.opener import FORMS
from tests.engines.test_durable import ROOT, Place, acknowledged
from tests.postgres import new_database
from tests.work.cast import AREAS

MIGRATE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""
FOUND = """
import json, django
django.setup()
from yibiao.work.filings.models import Filing, Period
from yibiao.work.journal.models import JournalLine
from yibiao.work.journal.queries import verify_chain
print(json.dumps({
    "chain": [each.code for each in verify_chain()],
    "periods": sorted(Period.objects.values_list("number", "id")),
    "filings": sorted(Filing.objects.values_list("period__number", "area")),
    "tops": Filing.objects.filter(parent=None).count(),
    "lines": sorted(JournalLine.objects.filter(verb="period_opened").values_list("subject", flat=True)),
}))
"""


@pytest.fixture
def place(tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    postgres = request.config.getoption("--engine") == "postgres"
    made = Place(tmp_path / "home", new_database(os.environ[POSTGRES_URL]) if postgres else "")
    made.home.mkdir()
    made.run(MIGRATE)
    return made


def opener(place: Place, most: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.engines.opener", str(place.home), place.url, str(most)]
    return subprocess.Popen(command, env=place.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def whole(found: dict[str, list[list[str]]], kept: list[list[str]]) -> None:
    """Every form's period once, with all its filings and one line; what was acknowledged is among them."""
    assert found["chain"] == []
    numbers = [number for number, _ in found["periods"]]
    assert len(numbers) == len(set(numbers)) == FORMS
    assert {tuple(entry) for entry in kept} == {tuple(entry) for entry in found["periods"]}
    assert found["filings"] == sorted([number, area.code] for number in numbers for area in AREAS)
    assert found["lines"] == sorted(period for _, period in found["periods"])


def test_a_killed_opening_goes_on_where_it_was_and_leaves_nothing_half_or_double(place: Place) -> None:
    first = opener(place, FORMS - 1)
    assert first.stdout is not None
    kept = [first.stdout.readline().split()]
    time.sleep(Random(5).random() / 5)
    first.kill()
    kept += acknowledged(first)
    first.wait()
    halfway = json.loads(place.run(FOUND))
    assert 1 <= len(halfway["periods"]) < FORMS
    assert len(halfway["filings"]) == len(AREAS) * len(halfway["periods"]), "an opening is there in half"
    last = opener(place, FORMS)
    kept += acknowledged(last)
    assert last.wait() == 0
    whole(json.loads(place.run(FOUND)), kept)


@pytest.mark.parametrize("fault", ["half", "doubled", "silent", "forgotten"])
def test_the_check_itself_sees_what_a_torn_opening_would_leave(fault: str) -> None:
    """The broken variants, as they would be found."""
    periods = [[f"n{at}", f"p{at}"] for at in range(FORMS)]
    found = {
        "chain": [], "periods": periods, "lines": sorted(period for _, period in periods),
        "filings": sorted([number, area.code] for number, _ in periods for area in AREAS),
    }  # fmt: skip
    whole(found, periods)
    if fault == "half":
        found["filings"] = found["filings"][1:]
    elif fault == "doubled":
        found["periods"] = [*periods, periods[0]]
    elif fault == "silent":
        found["lines"] = found["lines"][1:]
    with pytest.raises(AssertionError):
        whole(found, periods[1:] if fault == "forgotten" else periods)
