"""The same pile gives the same answer in every process, whatever order its sets happen to stand in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def told(weights: str, seed: int) -> str:
    """What another process, whose hashes start from `seed`, says of one small pile."""
    env = os.environ | {"PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    run = [sys.executable, "-m", "tests.flow.consolidating.same_everywhere", weights]
    return subprocess.run(run, env=env, capture_output=True, check=True, text=True, encoding="utf-8").stdout


def test_two_processes_say_the_same_of_one_pile() -> None:
    assert told("ours", 1) == told("ours", 2)


def test_adding_up_in_the_order_of_a_set_would_be_noticed() -> None:
    assert told("in set order", 1) != told("in set order", 2)
