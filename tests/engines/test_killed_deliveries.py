"""A worker is killed with SIGKILL at every step of a delivery: nothing is lost, nothing comes twice, all can be undone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import POSTGRES_URL
from tests.engines.deliverer import NEW
from tests.engines.test_durable import ROOT, Place
from tests.engines.test_durable_filings import MIGRATE
from tests.postgres import new_database


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Place:
    postgres = request.config.getoption("--engine") == "postgres"
    made = Place(tmp_path_factory.mktemp("laid"), new_database(os.environ[POSTGRES_URL]) if postgres else "")
    made.run(MIGRATE)
    return made


def told(laid: Place, home: Path, way: str) -> dict[str, Any]:
    """Stage → what the ledger said then; each way has a home of its own."""
    shutil.copytree(laid.home, home)
    place = Place(home, new_database(laid.url, template=laid.url) if laid.url else "")
    command = [sys.executable, "-m", "tests.engines.deliverer", str(home), place.url, way]
    done = subprocess.run(command, env=place.environment, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return {name: json.loads(words) for name, _, words in (line.partition(" ") for line in done.stdout.splitlines())}


@pytest.fixture(scope="module")
def unbroken(laid: Place, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return told(laid, tmp_path_factory.mktemp("whole") / "home", "whole")


def test_killed_at_every_step_a_delivery_ends_as_if_nobody_had_been(
    laid: Place, unbroken: dict[str, Any], tmp_path: Path
) -> None:
    killed = told(laid, tmp_path / "home", "killed")
    deaths = killed.pop("deaths")
    assert deaths["prepare"] >= 4 and deaths["apply"] >= 4 and deaths["undo"] >= 4, deaths
    for stage, seen in killed.items():
        assert seen == unbroken[stage], stage
        assert seen["whole"], stage
    assert killed["applied"]["live"] == killed["before"]["live"] + NEW - 1
    assert killed["applied"]["content"] != killed["before"]["content"] == killed["planned"]["content"]
    assert killed["undone"]["content"] == killed["before"]["content"]


@pytest.mark.once
def test_the_check_sees_a_delivery_that_was_written_twice(
    laid: Place, unbroken: dict[str, Any], tmp_path: Path
) -> None:
    """The broken variant: a worker that does not ask what was written before it."""
    assert told(laid, tmp_path / "home", "twice")["applied"]["records"] > unbroken["applied"]["records"]
