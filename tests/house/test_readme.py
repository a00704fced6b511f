"""The README's session runs as it stands, in both languages the same; its make targets and links exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT

BLOCK = re.compile(r"```console\n(.*?)```", re.S)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def commands(readme: str) -> list[str]:
    lines = [line for block in BLOCK.findall((ROOT / readme).read_text("utf-8")) for line in block.splitlines()]
    return [line.removeprefix("$ ").split("  #")[0].strip() for line in lines if line.startswith("$ ")]


def test_both_languages_show_the_same_session() -> None:
    assert commands("README.md") == commands("README.zh.md")
    assert len(commands("README.md")) > 8


@pytest.mark.parametrize("page", ["README.md", "README.zh.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_leads_somewhere(page: str) -> None:
    lost = [link for link in LINK.findall((ROOT / page).read_text("utf-8")) if not (ROOT / link).exists()]
    assert not lost


def test_make_knows_the_targets_that_are_named() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {command.split()[1] for command in commands("README.md") if command.startswith("make ")}
    assert named == {"demo", "test"}
    assert all(re.search(rf"^{target}:", makefile, re.M) for target in named)


@pytest.mark.slow
def test_the_session_runs_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    environment.pop("YIBIAO_HOME", None)
    for command in commands("README.md"):
        if command.startswith("yibiao "):
            done = subprocess.run(shlex.split(command), cwd=tmp_path, env=environment, capture_output=True, text=True)
            assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert (tmp_path / "filled.xlsx").stat().st_size > 1000
    assert (tmp_path / "counts.xlsx").stat().st_size > 1000


def test_the_list_of_oddities_names_tests_that_exist() -> None:
    named = re.findall(r"`((?:tests|bench)/[^`]+)`", (ROOT / "docs" / "cursed.md").read_text("utf-8"))
    assert named and not [path for path in named if not (ROOT / path).exists()]


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers)), sorted(numbers)
