"""How the endpoints of piles are asked: the data officer walks one of his own, everybody else tries to reach it.

The forms of the pile carry the values of a home, as a form that somebody has filled in does: nothing of a pile may tell
them, not even to the one who brought it. See `probes`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

from openpyxl import load_workbook

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import COLUMNS, NOTHING, probe, roster, sent
from tests.edge.http.matrix.scene import Home, Scene
from yibiao.edge.estate import estate
from yibiao.edge.piles import read_pile

VALUES = ("person.name", "person.id_number", "person.phone", "person.bank_account", "person.work_unit")


def filled(home: Home) -> bytes:
    """A roster with a row that somebody has filled in."""
    book = load_workbook(io.BytesIO(roster()))
    sheet = book.active
    assert sheet is not None
    for column in range(len(VALUES)):
        sheet.cell(3, 2 + column).value = home.value(VALUES[column])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def brought(browser: Browser, pile: str, name: str, content: bytes) -> bytes:
    file = io.BytesIO(content)
    file.name = "a.xlsx"
    given = {"file": [file], "name": [name]}
    reply = browser.client.post(f"/api/piles/{pile}/files", given, headers={"X-CSRFToken": browser.csrf})
    return bytes(reply.content)


@probe(
    "GET /api/piles", "POST /api/piles", "GET /api/piles/{pile}", "DELETE /api/piles/{pile}", "PUT /api/piles/{pile}/sharing",
    "POST /api/piles/{pile}/files", "POST /api/piles/{pile}/read", "GET /api/piles/{pile}/proposals",
    "POST /api/piles/{pile}/forms/search", "GET /api/piles/{pile}/forms/{form}",
    "POST /api/piles/{pile}/forms/{form}/decision", "POST /api/piles/{pile}/forms/{form}/columns",
    "POST /api/piles/{pile}/exports",
)  # fmt: skip
def piles(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/piles")
    made = sent(browser, "POST", "/piles", {"name": "全区报表"})
    yield made
    pile, form = json.loads(made).get("pile", NOTHING), "x"
    if pile != NOTHING:
        yield brought(browser, pile, "民政/a.xlsx", filled(home))
        read_pile(estate(), browser.login, pile, lambda done, total: None)
        rows = json.loads(sent(browser, "GET", f"/piles/{pile}/proposals"))["rows"]
        form = rows[0]["form"]["id"]
        scene.piles.append((pile, form))
    yield sent(browser, "PUT", f"/piles/{pile}/sharing", {"shared": True})
    for mine, its in {(pile, form), *scene.piles[-1:], (home.records["person"], "x")}:
        yield from walked(browser, mine, its)
        if browser.login != "shu":
            yield sent(browser, "DELETE", f"/piles/{mine}")


def walked(browser: Browser, pile: str, form: str) -> Iterator[bytes]:
    for path in ("", "/proposals", f"/forms/{form}"):
        yield sent(browser, "GET", f"/piles/{pile}{path}")
    yield sent(browser, "POST", f"/piles/{pile}/forms/search", {"words": COLUMNS[0]})
    yield sent(browser, "POST", f"/piles/{pile}/forms/{form}/decision", {"verdict": "reject", "reason": "探查"})
    yield sent(browser, "POST", f"/piles/{pile}/forms/{form}/columns", {"cell": "B3", "means": "person.name"})
    yield sent(browser, "POST", f"/piles/{pile}/read")
    for kind in ("json", "report", "workbook"):
        told = sent(browser, "POST", f"/piles/{pile}/exports", {"kind": kind})
        yield told
        if "file" in json.loads(told):
            yield sent(browser, "GET", f"/files/{json.loads(told)['file']}/content")
