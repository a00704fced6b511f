"""How checks of forms and files for other systems are asked for: each holds what its maker may see, and leaves as an export. See `probes`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene

WANTED = """
title = "全部居民导入表"
system = "别的系统"
register = "人"
[[column]]
head = "姓名"
of = "姓名"
[[column]]
head = "证号"
of = "公民身份号码"
[[column]]
head = "电话"
of = "联系电话"
"""


@probe("POST /api/returns/mappings/check", "POST /api/returns/mappings", "GET /api/returns/mappings",
       "PUT /api/returns/mappings/{mapping}", "DELETE /api/returns/mappings/{mapping}", once=True)  # fmt: skip
def mappings(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for method, path in (
        ("POST", "/check"),
        ("POST", ""),
        ("GET", ""),
        ("PUT", f"/{NOTHING}"),
        ("DELETE", f"/{NOTHING}"),
    ):
        yield sent(browser, method, f"/returns/mappings{path}", {"text": WANTED} if method in ("POST", "PUT") else None)


@probe("POST /api/returns", "GET /api/returns", "POST /api/returns/{receipt}/receipt")
def files(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """With the mapping that a data officer kept; what the file shows is read through the page of the filled sheet."""
    listed = browser.ask("GET", "/returns/mappings")
    known = [entry["id"] for entry in listed.json()] if listed.status_code == 200 else [NOTHING]
    for area in (home.grid, home.grid[:4]):
        for profile in ("shown", "middle"):
            made = sent(browser, "POST", "/returns", {"mapping": known[0], "area": area, "profile": profile})
            yield made
            filled = json.loads(made).get("receipt", {}).get("filled")
            if filled:
                yield sent(browser, "GET", f"/fills/{filled}/pages/0")
    yield sent(browser, "GET", "/returns")
    yield sent(browser, "POST", f"/returns/{NOTHING}/receipt", {"accepted": 0, "refused": 0})


@probe("GET /api/checks/{number}", "POST /api/checks/{number}", "POST /api/checks/{number}/proposals",
       "DELETE /api/checks/{number}/{code}", once=True)  # fmt: skip
def checks(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """Of an empty form there is nothing to learn; formulas are refused in words that quote no value."""
    for number in ("990101-2026-0001", home.records["person"]):
        yield sent(browser, "GET", f"/checks/{number}")
        yield sent(browser, "POST", f"/checks/{number}", {"formula": "合计 = 男 + 女", "zh": "相等"})
        yield sent(browser, "POST", f"/checks/{number}/proposals")
        yield sent(browser, "DELETE", f"/checks/{number}/own-1")
