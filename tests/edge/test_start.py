"""Commands start without what they do not need: models of learning cost seconds to import."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("sklearn", "scipy", "pandas", "openpyxl")


def loaded(modules: str) -> set[str]:
    """Which heavy packages are there after importing `modules` in a fresh process."""
    code = f"import sys, {modules}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(HEAVY) & set(done.stdout.split())


def test_asking_imports_no_learning_and_no_spreadsheets() -> None:
    assert loaded("yibiao.edge.cli.ask, yibiao.edge.cli.office, yibiao.flow.asking") == set()


def test_no_command_of_a_form_imports_learning() -> None:
    verbs = ("read", "match", "fill", "receive", "consolidate", "decide")
    found = loaded(", ".join(f"yibiao.edge.cli.{verb}" for verb in verbs))
    assert found.isdisjoint({"sklearn", "scipy", "pandas"})


def test_an_import_too_many_is_seen() -> None:
    """The broken variant."""
    assert loaded("yibiao.edge.cli.ask, openpyxl") == {"openpyxl"}
