"""How the endpoints of the office are asked: people, posts, grants, the journal, the standard, imports, one's own account.

Everybody but the data officer tries to give rights to himself and to others; if one of these calls did anything, the probes
that read would show it, because these run first. See `probes`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, roster, sent, upload
from tests.edge.http.matrix.scene import LEVELS, Home, Scene

FAR = {"valid_from": "2020-01-01", "valid_to": "2040-01-01"}


@probe(
    "POST /api/directory/areas", "PUT /api/directory/areas/{code}", "POST /api/directory/areas/{code}/close",
    "POST /api/directory/people", "POST /api/directory/people/password", "POST /api/directory/people/state",
    "POST /api/directory/people/sessions", "POST /api/directory/people/factor", "POST /api/directory/posts",
    "POST /api/directory/posts/{post}/end", "POST /api/directory/grants", "POST /api/directory/grants/{grant}/revoke",
)  # fmt: skip
def taking_rights(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """Whoever may do these does them well elsewhere; here only those who may not try."""
    if browser.login == "shu":
        return
    me = browser.login or "zhao"
    post = {"login": me, "role": "community_secretary", "area": "99", "department": "", **FAR}
    grant = {"login": me, "purpose": "台账维护", "area": home.grid, "elements": sorted(LEVELS), "rows": True, **FAR}
    calls: list[tuple[str, str, Any]] = [
        ("POST", "/posts", post), ("POST", "/grants", grant), ("POST", "/people/sessions", {"login": "li"}),
        ("POST", "/people/state", {"login": "li", "active": False}), ("POST", "/people/password", {"login": "li"}),
        ("POST", "/people/factor", {"login": "li"}), ("POST", "/posts/1/end", {"day": "2020-01-01"}),
        ("POST", f"/grants/{NOTHING}/revoke", None), ("PUT", f"/areas/{home.grid}", {"name": "夺"}),
        ("POST", f"/areas/{home.grid}/close", None),
        ("POST", "/areas", {"code": "990109", "name": "夺", "level": "community", "parent": "9901"}),
        ("POST", "/people", {**post, "login": f"new-{me}-{home.grid}", "name": "夺"}),
    ]  # fmt: skip
    for method, path, given in calls:
        yield sent(browser, method, f"/directory{path}", given)


@probe(
    "GET /api/directory/choices", "GET /api/directory/areas", "POST /api/directory/people/search",
    "POST /api/directory/people/person", "POST /api/directory/grants/search", once=True,
)  # fmt: skip
def staff(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield sent(browser, "GET", "/directory/choices")
    yield sent(browser, "GET", "/directory/areas")
    yield sent(browser, "POST", "/directory/people/search", {"words": ""})
    yield sent(browser, "POST", "/directory/people/person", {"login": "li"})
    yield sent(browser, "POST", "/directory/grants/search", {"login": "xu", "ended": True})


@probe("POST /api/journal/search", "POST /api/journal/readers", "POST /api/journal/reads", "POST /api/journal/check")
def journal(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """The journal names records by id and never holds a value, so not even the auditor reads one there."""
    yield sent(browser, "POST", "/journal/search", {"limit": 200})
    for record in home.records.values():
        yield sent(browser, "POST", "/journal/search", {"subject": record, "limit": 200})
        yield sent(browser, "POST", "/journal/readers", {"record": record})
    yield sent(browser, "POST", "/journal/reads", {"login": "wang"})
    yield sent(browser, "POST", "/journal/check")


@probe("GET /api/own", "PUT /api/own/password", "DELETE /api/own/sessions", "POST /api/own/factor", "PUT /api/own/factor",
       "POST /api/own/factor/off", "PUT /api/session/code", once=True)  # fmt: skip
def own(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """With a wrong password and, for what needs none, without the token: the session has to go on."""
    yield sent(browser, "GET", "/own")
    yield sent(browser, "PUT", "/own/password", {"old": "wrong", "new": "Entirely-new-2026"})
    yield sent(browser, "POST", "/own/factor", {"password": "wrong"})
    yield sent(browser, "PUT", "/own/factor", {"code": "000000"})
    yield sent(browser, "POST", "/own/factor/off", {"password": "wrong"})
    yield sent(browser, "PUT", "/session/code", {"code": "000000"})
    kept, browser.csrf = browser.csrf, "forged"
    yield sent(browser, "DELETE", "/own/sessions")
    browser.csrf = kept


@probe("GET /api/standard/registers", "GET /api/standard/lists", "POST /api/standard/lists/codes", "GET /api/standard/tags",
       "GET /api/standard/additions", "POST /api/standard/additions",
       "POST /api/standard/additions/{addition}/take_back", once=True)  # fmt: skip
def standard(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    for path in ("registers", "lists", "tags", "additions"):
        yield sent(browser, "GET", f"/standard/{path}")
    yield sent(browser, "POST", "/standard/lists/codes", {"name": "GB/T 2261.1"})
    addition = {"kind": "alias", "of": "person.phone", "name": "夺号", "parts": {}, "reason": "探查"}
    if browser.login != "shu":
        yield sent(browser, "POST", "/standard/additions", addition)
        yield sent(browser, "POST", f"/standard/additions/{NOTHING}/take_back", {"reason": "探查"})


@probe("POST /api/standard/tags/try")
def tags(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    """A count by a name or a number is a look-up in disguise: it has to be refused to who reads no rows."""
    for code in LEVELS:
        value = home.value(code)
        formula = f"{code} = {value}" if code == "person.income_annual" else f'{code} = "{value}"'
        register = code.partition(".")[0]
        given = {"register_code": register, "formula": formula, "area": "99"}
        told = json.loads(sent(browser, "POST", "/standard/tags/try", given))
        # what he wrote himself stands in the answer
        yield json.dumps(told, ensure_ascii=False).replace(value, "").encode()
        if LEVELS[code][1] and told.get("count") is not None:
            yield value.encode()
        yield sent(browser, "POST", "/standard/tags/try", {**given, "formula": f"{code} 有值"})


@probe("POST /api/imports", "GET /api/imports", "GET /api/imports/areas", "GET /api/imports/batches",
       "GET /api/imports/{plan}",
       "POST /api/imports/{plan}/apply", "POST /api/imports/{plan}/columns",
       "POST /api/imports/batches/{batch}/undo")  # fmt: skip
def imports(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    yield bytes(upload(browser, "/imports", "a.xlsx", roster()).content)
    yield sent(browser, "GET", "/imports")
    yield sent(browser, "GET", "/imports/areas")
    yield sent(browser, "GET", "/imports/batches")
    for id_ in (NOTHING, home.records["person"]):
        yield sent(browser, "GET", f"/imports/{id_}")
        yield sent(browser, "POST", f"/imports/{id_}/apply")
        yield sent(browser, "POST", f"/imports/{id_}/columns", {})
        yield sent(browser, "POST", f"/imports/batches/{id_}/undo")
