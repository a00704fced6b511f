"""How filings are asked: a roster of everything is admitted for the officer's purpose, and each reaches for each home's area.

The house itself has answered for every area; whose eyes a value meets is decided when somebody looks. See `probes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import COLUMNS, NOTHING, probe, roster, sent
from tests.edge.http.matrix.scene import PURPOSE, Home, Scene
from yibiao.edge.estate import estate
from yibiao.edge.filings.opening import Wish, open_one
from yibiao.edge.worker.loop import once
from yibiao.flow.standardising import Lexicon
from yibiao.work.admissions.actions import NewEntry, Terms, publish
from yibiao.work.filings import queries
from yibiao.work.filings.rules import Actor
from yibiao.work.forms import queries as forms
from yibiao.work.forms.models import Filled
from yibiao.work.forms.queries import Template

MEANT = (
    "name",
    "id_number",
    "phone",
    "bank_account",
    "work_unit",
    "income_annual",
    "major_disease",
    "wechat",
    "former_name",
)
HELD: dict[int, str] = {}
"""The period of each scene."""


def period_of(scene: Scene) -> str:
    """One for all who ask, opened by the data office."""
    if id(scene) not in HELD:
        held = estate()
        terms = Terms(
            department="某部门", area="99", basis="某办法", purpose=PURPOSE, period="month", levels=("community", "district"),
            due_days=5, lead_days=3, recipients=(), valid_from=date(2026, 1, 1), expires=date(2099, 1, 1),
        )  # fmt: skip
        said = Lexicon()
        for label, code in zip(COLUMNS, MEANT, strict=True):
            said = said.confirm("居民信息登记表", (label,), f"person.{code}")
        template = Template("居民信息登记表", "居民信息登记表.xlsx", roster(), said.as_json())
        number = publish(held.house.vault, "shu", NewEntry(terms, template, "nobody"), held.house.clock)
        day = held.day()
        actor = Actor("shu", "data_officer", frozenset({"99"}), day)
        HELD.clear()
        HELD[id(scene)] = open_one(held, actor, number, Wish((number,), day))[0]
    return HELD[id(scene)]


@probe(
    "GET /api/filings/desk", "GET /api/filings/desk/{part}", "GET /api/filings/openable", "GET /api/filings/periods", "POST /api/filings/periods", "GET /api/filings/periods/{period}",
    "POST /api/filings/periods/{period}/close",
    "GET /api/filing-codes/{code}", once=True,
)  # fmt: skip
def periods(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    period = period_of(scene)
    for path in (
        "/filings/desk",
        "/filings/desk/complete",
        "/filings/desk/unready",
        "/filings/openable",
        "/filings/periods",
        f"/filings/periods/{period}",
    ):
        yield sent(browser, "GET", path)
    yield sent(browser, "POST", "/filings/periods", {"numbers": ["990000-2026-0001"]})
    yield sent(browser, "POST", f"/filings/periods/{period}/close")
    for code in (queries.of_period(period)[0].code, NOTHING):
        yield sent(browser, "GET", f"/filing-codes/{code}")


@probe(
    "GET /api/filings/{filing}",
    "GET /api/filings/{filing}/gaps",
    "GET /api/filings/{filing}/behind/{question}",
    "POST /api/filings/{filing}/sheet",
)
def filings(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    rows = {row.area: row for row in queries.of_period(period_of(scene))}
    row = rows[home.grid[:6]]
    for path in (
        f"/filings/{row.id}",
        f"/filings/{rows['99'].id}",
        f"/filings/{row.id}/gaps",
        f"/filings/{row.id}/behind/0",
    ):
        yield sent(browser, "GET", path)
    told = sent(browser, "POST", f"/filings/{row.id}/sheet", {"profile": "shown"})
    yield told
    if "sheet" in json.loads(told):
        yield sent(browser, "GET", f"/fills/{json.loads(told)['sheet']}/pages/0")


@probe("POST /api/filings/prints")
def prints(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """All of a period for everybody: what is in the batch, and the records that it would be traced by, are his."""
    wish = {"filings": [row.id for row in queries.of_period(period_of(scene))], "profile": "shown"}
    told = sent(browser, "POST", "/filings/prints", wish)
    yield told
    if "job" in json.loads(told):
        assert once(estate())
        done = sent(browser, "GET", f"/jobs/{json.loads(told)['job']}")
        yield done
        if result := json.loads(done)["result"]:
            yield sent(browser, "GET", f"/fills/{result['sheet']}")
            login = Filled.objects.get(id=result["sheet"]).login
            yield forms.sight_of(estate().house.vault, login, result["sheet"]) or b""


@probe(
    "POST /api/filings/{filing}/acts", "POST /api/filings/{filing}/objections",
    "POST /api/filings/{filing}/objections/{objection}", "POST /api/filings/confirm", "POST /api/filings/approve",
    "POST /api/filings/remind", "POST /api/filings/renew", once=True,
)  # fmt: skip
def words(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    row = next(row for row in queries.of_period(period_of(scene)) if row.area == home.grid[:6])
    doubt = {"question": 0, "column": "f1", "record": home.records["person"], "reason": "探查"}
    yield sent(browser, "POST", f"/filings/{row.id}/objections", doubt)
    yield sent(browser, "POST", f"/filings/{row.id}/objections/{NOTHING}", {"answer": "探查"})
    for act in ("renew", "withdraw", "return", "unapprove", "stand_in"):
        yield sent(browser, "POST", f"/filings/{row.id}/acts", {"act": act, "reason": "探查", "digest": row.digest})
    yield sent(browser, "POST", "/filings/confirm", {"filings": [{"id": row.id, "digest": "x"}], "note": "探查"})
    for verb in ("approve", "remind", "renew"):
        yield sent(browser, "POST", f"/filings/{verb}", {"filings": [row.id]})
