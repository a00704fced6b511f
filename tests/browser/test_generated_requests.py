"""Requests made up from the OpenAPI document, by everybody, to a running server: never a fault of ours, every reply as the
document says.

`python -m bench.api_fuzz` sends 5,000 in the same way and prints what came back.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.api_fuzz import all_over, known_ids
from tests.browser.conftest import Site, served

REQUESTS = 600
"""In all: each operation is asked by some of the people in turn, and by nobody."""


@pytest.fixture
def site(pages: Path, tmp_path: Path) -> Iterator[Site]:
    """A district of its own: made-up requests take grants back and close accounts that other journeys need."""
    with served(tmp_path) as running:
        yield running


@pytest.mark.slow
def test_no_made_up_request_finds_a_fault_or_an_undocumented_reply(site: Site) -> None:
    seen = all_over(site.url, site.doors, known_ids(site.url, site.doors["grid_worker"]), REQUESTS)
    assert seen["2xx"] and seen["4xx"] and not seen["5xx"], seen
