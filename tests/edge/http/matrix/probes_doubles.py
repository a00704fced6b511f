"""How doubles are asked about: pairs with everybody, merges of records by id, a split of what is not there. See `probes`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene


@probe("GET /api/doubles", "POST /api/doubles/merge", "POST /api/doubles/apart", "GET /api/doubles/mergers",
       "GET /api/doubles/counts",
       "POST /api/doubles/mergers/{merger}/split")  # fmt: skip
def doubles(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for area in ("", home.grid, home.grid[:4]):
        yield sent(browser, "GET", f"/doubles/counts?area={area}")
    for area in ("", home.grid, home.grid[:2]):
        for register in ("person", "household", "dwelling", "disability"):
            yield sent(browser, "GET", f"/doubles?area={area}&register_code={register}")
    person = home.records["person"]
    for other in (home.records["household"], person, NOTHING):
        yield sent(browser, "POST", "/doubles/merge", {"stays": other, "double": person, "reason": ""})
    yield sent(browser, "POST", "/doubles/apart", {"one": person, "other": NOTHING})
    yield sent(browser, "GET", "/doubles/mergers")
    yield sent(browser, "POST", f"/doubles/mergers/{NOTHING}/split")
