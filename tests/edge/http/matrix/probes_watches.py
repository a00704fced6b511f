"""How watch rules and policies are asked about: findings hold a person's values, sums hold nobody. See `probes`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene
from yibiao.edge.estate import estate
from yibiao.edge.watching import run_watches
from yibiao.flow.watching import policies, rules
from yibiao.work.watches.models import Run


@probe("GET /api/watches", "POST /api/watches/runs", "GET /api/watches/{rule}/findings",
       "POST /api/watches/findings/{finding}")  # fmt: skip
def watches(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """The rules are asked before the first one looks."""
    if not Run.objects.exists():
        run_watches(estate(), "yibiao")
    for area in ("", home.grid):
        yield sent(browser, "GET", f"/watches?area={area}")
    codes = [*(one.code for one in rules(estate().house.standard)), NOTHING]
    for code in codes:
        yield sent(browser, "GET", f"/watches/{code}/findings?area={home.grid}")
    for state in ("handled", "closed"):
        yield sent(browser, "GET", f"/watches/{codes[0]}/findings?area={home.grid[:4]}&state={state}")
    yield sent(browser, "POST", "/watches/runs")
    yield sent(browser, "POST", f"/watches/findings/{NOTHING}", {"outcome": "corrected"})


@probe("GET /api/policies", "GET /api/policies/{code}", "GET /api/policies/{code}/missing/{fact}")
def benefits(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/policies")
    for policy in policies(estate().house.standard):
        yield sent(browser, "GET", f"/policies/{policy.code}?area={home.grid}")
        for fact in (policy.facts[0], "person.religion"):
            yield sent(browser, "GET", f"/policies/{policy.code}/missing/{fact}?area={home.grid}")
    yield sent(browser, "GET", f"/policies/{NOTHING}?area={home.grid}")
