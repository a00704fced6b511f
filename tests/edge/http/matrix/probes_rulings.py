"""How rules of one's own are asked for: a trial tells counts, and nobody's value to whoever sees no rows. See `probes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene

WORDS = {name: "探问" for name in ("title", "why", "do", "basis")}


@probe("GET /api/watches/rules", "POST /api/watches/rules", "POST /api/watches/rules/try",
       "POST /api/watches/rules/{rule}/approve", "POST /api/watches/rules/{rule}/retire")  # fmt: skip
def rulings(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for number, where in enumerate(("年龄 > 0", "重大疾病 有值", "宗教信仰 有值")):
        code = f"probe_{browser.login or 'nobody'}_{home.grid}_{number}"
        given = WORDS | {"code": code, "register_code": "person", "where": where, "area": home.grid}
        yield sent(browser, "POST", "/watches/rules/try", given)
        yield sent(browser, "POST", "/watches/rules/try", given | {"was": "年龄 >= 0", "days": 1})
        reply = sent(browser, "POST", "/watches/rules", given)
        yield reply
        rows = json.loads(reply).get("rules") or [{"id": NOTHING}]
        yield sent(browser, "POST", f"/watches/rules/{rows[-1]['id']}/approve")
        yield sent(browser, "POST", f"/watches/rules/{rows[-1]['id']}/retire", {"reason": "探问"})
    yield sent(browser, "GET", "/watches/rules")
