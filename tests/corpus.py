"""Where the strangers' forms lie: beside the repository, or where YIBIAO_SHARED says. Absent on a user's machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def corpus() -> Path | None:
    """The folder `data` of the shared corpus, or None where there is none."""
    places = [Path(os.environ["YIBIAO_SHARED"])] if "YIBIAO_SHARED" in os.environ else []
    places.append(Path(__file__).resolve().parents[2] / "shared")
    return next((place / "data" for place in places if (place / "data" / "forms").is_dir()), None)


def need_corpus() -> Path:
    """The corpus, or a loud skip: the machine has no copy of the strangers' forms."""
    found = corpus()
    if found is None:
        pytest.skip("NOT RUN: no shared corpus beside the repository; set YIBIAO_SHARED to run this test")
    return found
