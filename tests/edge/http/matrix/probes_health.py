"""How the ledger's health is asked about: counts of every area and register, and nobody in them. See `probes`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import probe, sent
from tests.edge.http.matrix.scene import Home, Scene
from yibiao.edge.estate import estate
from yibiao.edge.health import take_health
from yibiao.work.health.models import Taking


@probe("GET /api/ledger-health", "POST /api/ledger-health")
def health(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """The figures are taken before the first one asks."""
    if not Taking.objects.exists():
        take_health(estate(), "yibiao")
    for area in ("", home.grid, home.grid[:4], home.grid[:2]):
        for register in ("person", "household", "disability", home.records["person"]):
            yield sent(browser, "GET", f"/ledger-health?area={area}&register_code={register}")
    yield sent(browser, "POST", "/ledger-health")
