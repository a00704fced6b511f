"""How each endpoint is asked about one home. In: a person's browser, the scene, a home. Out: everything that came back.

A probe tries what a curious person would: the record by its id, the home by its name, address, phone, number, the area by
its code, with filters and conditions on what may not be read. Refuses: an endpoint without a probe is an error of the test.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

from openpyxl import Workbook

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.scene import LEVELS, Home, Scene

Probe = Callable[[Browser, Scene, Home], Iterator[bytes]]
PROBES: dict[str, Probe] = {}
ONCE: set[Probe] = set()
"""Probes in which no home is named: the same for all four, so each person asks them about the first one only."""
NOTHING = "00000000-0000-7000-8000-000000000000"
COLUMNS = ("姓名", "公民身份号码", "联系电话", "银行账号", "工作单位", "年收入", "重大疾病", "微信号", "曾用名")


def probe(*endpoints: str, once: bool = False) -> Callable[[Probe], Probe]:
    """Register a probe for endpoints of the OpenAPI document, "METHOD /api/path"; once: see `ONCE`."""

    def keep(function: Probe) -> Probe:
        for endpoint in endpoints:
            assert endpoint not in PROBES, endpoint
            PROBES[endpoint] = function
        ONCE.update([function] if once else [])
        return function

    return keep


def sent(browser: Browser, method: str, path: str, given: Any = None) -> bytes:
    return bytes(browser.ask(method, path, given).content)


def upload(browser: Browser, path: str, name: str, content: bytes) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return browser.client.post(f"/api{path}", {"file": file}, headers={"X-CSRFToken": browser.csrf})


def roster() -> bytes:
    """A list form that asks for everything that the scene knows."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["居民信息登记表"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=1 + len(COLUMNS))
    sheet.append(["序号", *COLUMNS])
    for _ in range(4):
        sheet.append([""] * (1 + len(COLUMNS)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@probe(
    "GET /api/health", "GET /api/session", "GET /api/standard/elements", "GET /api/layout", "GET /api/questions/areas",
    once=True,
)  # fmt: skip
def plain(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for path in ("/health", "/session", "/standard/elements", "/layout", "/questions/areas"):
        yield sent(browser, "GET", path)


@probe("GET /api/standard/elements/{code}")
def one_element(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/standard/elements/person.phone")
    yield sent(browser, "GET", f"/standard/elements/{home.records['person']}")


@probe("POST /api/session", "PUT /api/session/acting")
def other_roles(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """Nobody becomes another by asking; the session of the one who asks goes on."""
    yield sent(browser, "POST", "/session", {"login": "li", "password": home.value("person.phone")})
    yield sent(browser, "PUT", "/session/acting", {"role": "community_secretary"})


@probe("DELETE /api/session")
def nobody_else_signs_out(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """Without the token nothing happens."""
    kept, browser.csrf = browser.csrf, "forged"
    yield sent(browser, "DELETE", "/session")
    browser.csrf = kept


@probe("GET /api/jobs", "GET /api/jobs/{job}", "DELETE /api/jobs/{job}")
def jobs(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/jobs")
    for id_ in (NOTHING, home.records["person"]):
        yield sent(browser, "GET", f"/jobs/{id_}")
        yield sent(browser, "DELETE", f"/jobs/{id_}")


@probe("GET /api/files", "GET /api/files/{file}/content", "DELETE /api/files/{file}")
def files(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/files")
    for id_ in (*scene.files, NOTHING):
        yield sent(browser, "GET", f"/files/{id_}/content")
        yield sent(browser, "DELETE", f"/files/{id_}")


@probe("POST /api/records/search")
def search(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for register in ("person", "household", "disability"):
        for words in ("", *(home.value(code) for code in LEVELS if code.startswith(register))):
            given = {"register_code": register, "words": words, "tags": [], "gone": False, "most": 500}
            yield sent(browser, "POST", "/records/search", given)
    phone = home.value("person.phone")
    for words in (phone[-4:], home.value("person.name")[:2]):
        given = {"register_code": "person", "words": words, "tags": [], "gone": True, "most": 50}
        yield sent(browser, "POST", "/records/search", given)


@probe("GET /api/records/{record}", "GET /api/records/{record}/history")
def records(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for id_ in home.records.values():
        yield sent(browser, "GET", f"/records/{id_}")
        yield sent(browser, "GET", f"/records/{id_}/history")


@probe("POST /api/records/{record}/reveal")
def reveal(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for code in LEVELS:
        given = {"element": code, "reason": "核对"}
        yield sent(browser, "POST", f"/records/{home.records[code.partition('.')[0]]}/reveal", given)


@probe("GET /api/records/due")
def due(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/records/due")
    yield sent(browser, "GET", f"/records/due?area={home.grid}")


@probe("POST /api/records/check")
def check(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """What the caller types comes back to him, so only values that he does not type can leak."""
    for typed in ("person.name", "person.id_number"):
        given = {"register_code": "person", "values": {typed: home.value(typed)}, "fresh": True}
        yield without(sent(browser, "POST", "/records/check", given), home.value(typed))


def without(reply: bytes, typed: str) -> bytes:
    """The reply less what the caller typed himself."""
    return json.dumps(json.loads(reply), ensure_ascii=False).replace(typed, "").encode()


@probe("GET /api/packs/mine")
def packs(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/packs/mine")
    yield sent(browser, "GET", f"/packs/mine?since=0&scope={home.grid}")


@probe("POST /api/sync", "POST /api/conflicts/{conflict}")
def sync(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """Confirming and a change on an old base: what is out of reach is neither written nor told of."""
    for number, kind in enumerate(("confirm", "change")):
        operation = {
            "id": f"{NOTHING[:-2]}{number:02}", "kind": kind, "record": home.records["person"], "base": 1,
            "values": {"person.native_place": None} if kind == "change" else {}, "elements": ["person.phone"],
        }  # fmt: skip
        yield sent(browser, "POST", "/sync", {"device": "probe", "operations": [operation]})
    yield sent(browser, "POST", "/conflicts/1", {"take": "ours"})
