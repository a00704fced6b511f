"""The floors and rooms of ARCHITECTURE.md hold, checked by import-linter; formatting and types are checked beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.sources import ROOT


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def tool(name: str) -> str:
    return str(Path(sys.executable).parent / name)


@pytest.mark.parametrize(
    "command",
    [(tool("lint-imports"), "--no-cache"), (tool("ruff"), "check"), (tool("ruff"), "format", "--check")],
    ids=["import-linter", "ruff check", "ruff format"],
)
def test_the_house_is_in_order(command: tuple[str, ...]) -> None:
    result = run(*command)
    assert result.returncode == 0, result.stdout + result.stderr


def test_types_are_strict_on_base_flow_and_rules() -> None:
    rules = [str(path.relative_to(ROOT)) for path in sorted((ROOT / "src/yibiao/work").glob("*/rules.py"))]
    result = run(tool("mypy"), "-p", "yibiao.base", "-p", "yibiao.flow")
    assert result.returncode == 0, result.stdout + result.stderr
    if rules:
        result = run(tool("mypy"), *rules, "--follow-imports=silent")
        assert result.returncode == 0, result.stdout + result.stderr


def test_a_wrong_import_is_seen(tmp_path: Path) -> None:
    """The broken variant: the same contracts refuse a base that imports a flow."""
    package = tmp_path / "yibiao"
    for name in ("site", "edge", "work", "flow", "base"):
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text("")
    (package / "__init__.py").write_text("")
    (package / "base" / "wrong.py").write_text("import yibiao.flow\n")
    contract = (ROOT / ".importlinter").read_text("utf-8").split("# Data and work flow one way")
    floors = contract[0] + contract[1].partition("\n")[2].split("# Stages are strangers")[0]
    (tmp_path / ".importlinter").write_text(floors)
    result = run(tool("lint-imports"), "--no-cache", cwd=tmp_path)
    assert result.returncode != 0 and "wrong" in result.stdout, result.stdout
