"""Requests made up from the OpenAPI document, by everybody, to a running server: never a fault of ours, every reply as the
document says.

`python -m bench.api_fuzz` sends 5,000 in the same way and prints what came back.
"""

from __future__ import annotations

from typing import Any

import pytest

from bench.api_fuzz import all_over, known_ids

REQUESTS = 1_000
"""In all, spread over the people and the operations; each pair gets one at least."""


@pytest.mark.slow
def test_no_made_up_request_finds_a_fault_or_an_undocumented_reply(site: Any) -> None:
    seen = all_over(site.url, site.doors, known_ids(site.url, site.doors["grid_worker"]), REQUESTS)
    assert seen["2xx"] and seen["4xx"] and not seen["5xx"], seen
