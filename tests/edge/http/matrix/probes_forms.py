"""How the endpoints of forms, fills, exports and questions are asked about one home. See `probes`.

A person's form is uploaded once and filled for one home after the other; sheets of others are tried by their ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, roster, sent, upload
from tests.edge.http.matrix.scene import Home, Scene
from yibiao.work.journal.queries import last_sequence

QUESTIONS = (
    "人",
    '姓名 = "{person.name}"',
    '联系电话 = "{person.phone}"',
    '公民身份号码 = "{person.id_number}"',
    '重大疾病 = "{person.major_disease}"',
    "年收入 = {person.income_annual}",
    "宗教信仰 有值",
    "独居老人",
)


def paper_of(browser: Browser, scene: Scene) -> str:
    """The caller's uploaded form; "" for those to whom forms are closed."""
    if browser.login not in scene.papers:
        reply = upload(browser, "/forms/uploads", "居民信息登记表.xlsx", roster())
        scene.papers[browser.login] = reply.json()["file"] if reply.status_code == 200 else ""
    return scene.papers[browser.login]


def sheets_of(browser: Browser, scene: Scene, home: Home) -> list[str]:
    """Sheets that were filled for the caller about the home's grid; everybody's known sheets are tried by all."""
    known: list[str] = scene.sheets.setdefault((browser.login, home.grid), [])
    if not known:
        wish = {"file": paper_of(browser, scene), "areas": [home.grid], "profile": "shown"}
        reply = browser.ask("POST", "/fills", wish)
        known += reply.json()["filled"] if reply.status_code == 200 else [NOTHING]
    return known


def everybodys(scene: Scene) -> list[str]:
    return sorted({sheet for sheets in scene.sheets.values() for sheet in sheets if sheet != NOTHING})[:2]


@probe("POST /api/forms/uploads", "POST /api/forms/read", "POST /api/forms/corrections", "POST /api/forms/targets",
       once=True)  # fmt: skip
def papers(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    mine = paper_of(browser, scene)
    for file in {mine, *scene.papers.values()} - {""}:
        yield sent(browser, "POST", "/forms/read", {"file": file})
        correction = {"file": file, "table": 1, "path": ["工作单位"], "target": "person.major_disease"}
        if file != mine:
            yield sent(browser, "POST", "/forms/corrections", correction)
    yield sent(browser, "POST", "/forms/targets", {"words": "疾病"})


@probe("GET /api/forms/kept", "POST /api/forms/kept", "DELETE /api/forms/kept/{form}", once=True)
def kept(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "POST", "/forms/kept", {"file": paper_of(browser, scene), "title": "探查"})
    yield sent(browser, "GET", "/forms/kept")
    yield sent(browser, "DELETE", f"/forms/kept/{NOTHING}")


@probe("POST /api/fills", "GET /api/fills", "GET /api/fills/{sheet}", "GET /api/fills/{sheet}/pages/{page}")
def fills(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for area in (home.grid, home.grid[:4]):
        wish = {"file": paper_of(browser, scene), "areas": [area], "profile": "shown"}
        if area == home.grid:
            sheets_of(browser, scene, home)
        else:
            yield sent(browser, "POST", "/fills", wish)
    yield sent(browser, "GET", "/fills")
    for sheet in {*sheets_of(browser, scene, home), *everybodys(scene)}:
        yield sent(browser, "GET", f"/fills/{sheet}")
        yield sent(browser, "GET", f"/fills/{sheet}/pages/0")


@probe("POST /api/fills/{sheet}/behind")
def behind(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for sheet in {*sheets_of(browser, scene, home), *everybodys(scene)}:
        for cell in ("B3", "C3", "H3"):
            yield sent(browser, "POST", f"/fills/{sheet}/behind", {"page": 0, "cell": cell})


@probe(
    "POST /api/exports", "GET /api/exports", "GET /api/exports/waiting", "GET /api/exports/{export}/content",
    "POST /api/exports/{export}/decision", "POST /api/exports/trace",
)  # fmt: skip
def exports(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for sheet in {*sheets_of(browser, scene, home), *everybodys(scene)}:
        reply = browser.ask("POST", "/exports", {"filled": sheet, "recipient": "民政局"})
        yield bytes(reply.content)
        if reply.status_code == 200:
            scene.exports.append(reply.json()["id"])
    yield sent(browser, "GET", "/exports")
    yield sent(browser, "GET", "/exports/waiting")
    for export in (*scene.exports[-4:], NOTHING):
        yield sent(browser, "GET", f"/exports/{export}/content")
        if browser.login not in {"li", "chen"}:  # these may release; what they release is theirs to release
            yield sent(browser, "POST", f"/exports/{export}/decision", {"allow": True})
            yield sent(browser, "GET", f"/exports/{export}/content")
    yield bytes(upload(browser, "/exports/trace", "found.xlsx", roster()).content)


@probe(
    "POST /api/questions/understood", "POST /api/questions/answers", "POST /api/questions/tables",
    "POST /api/questions/differences",
)  # fmt: skip
def questions(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """The question itself comes back in words, so values that it names are taken out of the reply."""
    columns = ["person.name", "person.phone", "person.id_number", "person.bank_account", "person.major_disease"]
    for text in QUESTIONS:
        words = text
        for fact in home.facts:
            words = words.replace(f"{{{fact.element}}}", fact.value)
        wish: dict[str, Any] = {"words": words, "columns": columns, "area": home.grid, "profile": "shown"}
        for path in ("/questions/understood", "/questions/answers", *(["/questions/tables"] if text == "人" else [])):
            reply = sent(browser, "POST", path, {"words": words} if path.endswith("understood") else wish)
            yield reply if '"' not in words and "=" not in words else _less(reply, words)
        if text == "人":  # then is told to those who are told now, and to nobody else
            then = {"as_of": str(last_sequence())}
            yield sent(browser, "POST", "/questions/answers", wish | then)
            yield sent(browser, "POST", "/questions/differences", wish | {"since": "0"})
            yield sent(browser, "POST", "/questions/differences", wish | then | {"since": "0"})


def _less(reply: bytes, words: str) -> bytes:
    """The reply less the value that the question names."""
    value = words.rpartition("= ")[2].strip('"')
    return json.dumps(json.loads(reply), ensure_ascii=False).replace(value, "").encode()
