"""Every endpoint × everybody × every relation to the area × every sensitivity: nothing is told that decision 0004 withholds.

A cell is one value of one home in all that one person got from one endpoint about one home. The oracle is `oracle.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.edge.http.conftest import PASSWORD, Browser, living
from tests.edge.http.matrix.oracle import Fact, may_read
from tests.edge.http.matrix.probes import ONCE, PROBES, Probe
from tests.edge.http.matrix.scan import found_in, leaks
from tests.edge.http.matrix.scene import LOGINS, Home, Scene, lay_scene
from yibiao.edge.http.api import api
from yibiao.work.directory import actions as directory
from yibiao.work.files.actions import keep_file

for _name in (
    "probes_office",
    "probes_forms",
    "probes_piles",
    "probes_burden",
    "probes_filings",
    "probes_admissions",
    "probes_returns",
    "probes_feeds",
    "probes_health",
    "probes_watches",
    "probes_corrections",
    "probes_doubles",
    "probes_rechecks",
    "probes_rulings",
):
    import_module(f"tests.edge.http.matrix.{_name}")

LEAST_CELLS = 20_000
Leak = tuple[str, str | None, str, Fact]


@pytest.fixture
def scene(db: None) -> Iterator[Scene]:
    laid = lay_scene()
    with living(laid.cast):
        for login in LOGINS:
            directory.set_password(login, PASSWORD, "test")
        whole = "\n".join(fact.value for fact in laid.facts()).encode()
        laid.files.append(keep_file(laid.cast.house.vault, "nobody else", "result", "a.csv", whole))
        yield laid


def everybody() -> dict[str | None, Browser]:
    """A session each; None: somebody who is not signed in."""
    people: dict[str | None, Browser] = {None: Browser()}
    people[None].ask("GET", "/session")
    for login in LOGINS:
        people[login] = Browser()
        assert people[login].sign_in(login).status_code == 200
    return people


def judged(
    scene: Scene, probes: dict[str, Probe], people: dict[str | None, Browser]
) -> tuple[int, list[Leak], Counter[str]]:
    """(cells, leaks, values that somebody was rightly shown by endpoint)."""
    facts = list(scene.facts())
    cells, found, shown = 0, [], Counter[str]()
    first = [function for function in dict.fromkeys(probes.values()) if function.__name__ == "taking_rights"]
    for function in dict.fromkeys([*first, *probes.values()]):
        endpoints = [endpoint for endpoint, other in probes.items() if other is function]
        for login, browser in people.items():
            for home in scene.homes_for(login)[: 1 if function in ONCE else None]:
                for reply in function(browser, scene, home):
                    found += [(endpoints[0], login, home.grid, fact) for fact in leaks(login, reply, facts)]
                    shown.update(endpoints[:1] * len(found_in(reply, facts)))
                cells += len(endpoints) * len(facts)
    return cells, found, shown


def endpoints() -> set[str]:
    """ "METHOD /path" of every operation that the OpenAPI document names."""
    schema = api.get_openapi_schema()
    return {f"{method.upper()} {path}" for path, operations in schema["paths"].items() for method in operations}


def test_every_endpoint_has_a_probe() -> None:
    assert endpoints() - PROBES.keys() == set()
    assert PROBES.keys() - endpoints() == set()


@pytest.mark.slow
def test_nobody_is_told_what_he_may_not_read(scene: Scene) -> None:
    cells, found, shown = judged(scene, PROBES, everybody())
    assert found == []
    assert cells >= LEAST_CELLS, cells
    reached = ("GET /api/records/{record}", "POST /api/fills", "GET /api/filings/{filing}", "GET /api/corrections")
    assert all(shown[way] for way in reached), shown  # the probes do reach something


def broken(view: Callable[[str | None, Fact], bool]) -> Probe:
    """An endpoint with a fault: it shows every value that `view` lets through."""

    def function(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
        login = browser.login or None
        yield "\n".join(fact.value for fact in home.facts if view(login, fact)).encode()

    return function


BROKEN: dict[str, Callable[[str | None, Fact], Any]] = {
    "forgets the area": lambda login, fact: login == "wang" and fact.level < 4,
    "forgets the mask": lambda login, fact: login == "chen" and fact.grid.startswith("9901"),
    "forgets the grant": lambda login, fact: login == "xu" and fact.grid.startswith("9901") and fact.level < 4,
    "forgets that leaders get numbers only": lambda login, fact: login == "gao" and fact.level == 2,
    "forgets the session": lambda login, fact: login is None and fact.element == "person.name",
}


@pytest.mark.parametrize("fault", sorted(BROKEN))
def test_an_endpoint_with_a_fault_is_caught(scene: Scene, fault: str) -> None:
    people = {login: browser for login, browser in everybody().items()}
    _, found, _ = judged(scene, {"GET /api/broken": broken(BROKEN[fault])}, people)
    assert found
    _, none, _ = judged(scene, {"GET /api/whole": broken(may_read)}, people)
    assert none == []
