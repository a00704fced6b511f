"""How the burden account and the whistles are asked: both speak of forms, so nothing of a home may come back. See `probes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene


@probe("GET /api/burden", "GET /api/burden/workbook", once=True)
def burden(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/burden")
    yield sent(browser, "GET", "/burden/workbook")


@probe(
    "POST /api/whistles",
    "POST /api/whistles/outcome",
    "GET /api/whistles",
    "POST /api/whistles/{whistle}/answer",
    once=True,
)
def whistles(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """A sender who writes a resident down is read by the data office only, and here nobody does."""
    made = sent(browser, "POST", "/whistles", {"form": "无号报表", "department": "某部门"})
    yield made
    for code in (json.loads(made).get("code", ""), NOTHING):
        yield sent(browser, "POST", "/whistles/outcome", {"code": code})
    yield sent(browser, "GET", "/whistles")
    yield sent(browser, "POST", f"/whistles/{NOTHING}/answer", {"word": "探查"})
