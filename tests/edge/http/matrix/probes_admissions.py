"""How the endpoints of admission are asked: everybody tries to apply, to decide, to look up; strangers ask for a number.

The form that is brought is an empty one, as a department sends it out. See `probes`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, roster, sent, upload
from tests.edge.http.matrix.scene import Home, Scene

TERMS = {
    "department": "民政局", "basis": "某办法第三条", "purpose": "救助核对", "levels": ["community"], "recipients": ["民政局"],
    "valid_from": f"{date.today()}", "expires": f"{date.today() + timedelta(days=200)}",
}  # fmt: skip


@probe(
    "GET /api/applications", "POST /api/applications", "POST /api/applications/uploads", "POST /api/applications/review",
    "GET /api/applications/{application}", "PUT /api/applications/{application}",
    "POST /api/applications/{application}/acts", "GET /api/applications/{application}/file", once=True,
)  # fmt: skip
def applications(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/applications")
    brought = bytes(upload(browser, "/applications/uploads", "a.xlsx", roster()).content)
    yield brought
    given = {"file": json.loads(brought).get("file", NOTHING), "terms": TERMS}
    yield sent(browser, "POST", "/applications/review", given)
    made = sent(browser, "POST", "/applications", given)
    yield made
    mine = json.loads(made).get("application", NOTHING)
    for application in (mine, home.records["person"]):
        yield sent(browser, "PUT", f"/applications/{application}", given)
        yield sent(browser, "GET", f"/applications/{application}")
        yield sent(browser, "GET", f"/applications/{application}/file")
        for verb in ("submit", "approve", "publish", "return", "refuse", "withdraw"):
            yield sent(browser, "POST", f"/applications/{application}/acts", {"verb": verb, "reason": "探查"})


@probe(
    "GET /api/catalogue", "GET /api/catalogue/{number}", "GET /api/catalogue/{number}/file",
    "GET /api/catalogue/{number}/mark", "POST /api/catalogue/{number}/retirement", "GET /api/numbers/{number}",
)  # fmt: skip
def catalogue(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/catalogue")
    for number in ("9901-2026-0001", home.records["person"], home.value("person.phone")):
        yield sent(browser, "GET", f"/catalogue/{number}")
        yield sent(browser, "GET", f"/catalogue/{number}/file")
        yield sent(browser, "GET", f"/catalogue/{number}/mark")
        yield sent(browser, "POST", f"/catalogue/{number}/retirement", {"reason": "探查"})
    yield sent(browser, "GET", f"/numbers/{home.records['person']}")


@probe(
    "GET /api/reconciliations", "POST /api/reconciliations", "GET /api/reconciliations/{reconciliation}",
    "POST /api/reconciliations/{reconciliation}/differences/{difference}", once=True,
)  # fmt: skip
def reconciliations(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/reconciliations")
    below = io.BytesIO(roster())
    below.name = "a.xlsx"
    given = {"name": "探查", "below": [below]}
    yield bytes(browser.client.post("/api/reconciliations", given, headers={"X-CSRFToken": browser.csrf}).content)
    yield sent(browser, "GET", f"/reconciliations/{home.records['person']}")
    word = {"word": "keep", "reason": "探查"}
    yield sent(browser, "POST", f"/reconciliations/{home.records['person']}/differences/added-1", word)
