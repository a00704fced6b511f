"""How sources and their deliveries are asked for: what one sent holds residents' values, sealed, and its rows are masked. See `probes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent, upload, without
from tests.edge.http.matrix.scene import Home, Scene
from yibiao.edge.estate import estate
from yibiao.edge.worker.loop import once

TERMS = {"name": "民政局名单", "department": "民政局", "basis": "社会救助暂行办法", "secret": "probe-secret"}


@probe("POST /api/sources", "GET /api/sources", "GET /api/sources/{source}", "POST /api/sources/{source}/columns",
       "POST /api/sources/{source}/close")  # fmt: skip
def sources(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    code = f"probe-{browser.login or 'nobody'}-{home.grid}"
    yield sent(browser, "POST", "/sources", TERMS | {"code": code, "area": home.grid})
    yield sent(browser, "GET", "/sources")
    for named in (code, NOTHING):
        yield sent(browser, "GET", f"/sources/{named}")
        columns = {"columns": [{"label": "姓名", "element": "person.name"}]}
        yield sent(browser, "POST", f"/sources/{named}/columns", columns)
        yield sent(browser, "POST", f"/sources/{named}/close", {"reason": "探问"})


@probe("POST /api/sources/{source}/deliveries", "GET /api/deliveries/{delivery}", "GET /api/deliveries/{delivery}/rows",
       "GET /api/deliveries/{delivery}/quality",
       "POST /api/deliveries/{delivery}/apply", "POST /api/deliveries/{delivery}/undo",
       "POST /api/deliveries/{delivery}/release", "POST /api/deliveries/{delivery}/refuse")  # fmt: skip
def deliveries(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """A list that names a resident by her number and asks, row by row, what the ledger has of her."""
    code, number = f"send-{browser.login or 'nobody'}-{home.grid}", home.value("person.id_number")
    source = json.loads(sent(browser, "POST", "/sources", TERMS | {"code": code, "area": home.grid})).get("id", NOTHING)
    columns = [
        {"label": "公民身份号码", "element": "person.id_number"},
        {"label": "联系电话", "element": "person.phone"},
        {"label": "年收入", "element": "person.income_annual"},
    ]
    sent(browser, "POST", f"/sources/{source}/columns", {"columns": columns})
    text = ",".join(each["label"] for each in columns) + f"\n{number},13700000000,1\n"
    reply = upload(browser, f"/sources/{source}/deliveries", "名单.csv", text.encode())
    yield without(bytes(reply.content), number)
    id = json.loads(reply.content).get("delivery", NOTHING)
    while once(estate()):
        pass
    yield sent(browser, "GET", f"/deliveries/{id}/quality")
    for path in ("", "/rows"):
        yield without(sent(browser, "GET", f"/deliveries/{id}{path}"), number)
    for verb in ("release", "apply", "undo", "refuse"):
        yield sent(browser, "POST", f"/deliveries/{id}/{verb}", {"reason": "探问"})
