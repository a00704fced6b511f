"""The cast behind the API. In: the database fixture. Out: `signed(login)`: a client with that person's session."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.test import Client
from django.test.client import ClientHandler

from tests.work.cast import Cast, make_house
from tests.work.mirrors import lent
from yibiao.edge import estate as held
from yibiao.work.directory import actions as directory

PASSWORD = "Long-enough-2026"


@cache
def handler(enforce: bool) -> ClientHandler:
    """One for all browsers: it keeps nothing of a request, and beginning one lists every file of the pages."""
    return ClientHandler(enforce)


class Browser:
    """A browser of one person: keeps cookies, sends the CSRF token, speaks JSON."""

    def __init__(self, enforce: bool = True) -> None:
        self.client = Client(enforce_csrf_checks=enforce)
        self.client.handler = handler(enforce)
        self.csrf, self.login = "", ""

    def ask(self, method: str, path: str, given: Any = None, **headers: str) -> Any:
        told = {"X-CSRFToken": self.csrf, **headers}
        body = {} if given is None else {"data": json.dumps(given), "content_type": "application/json"}
        reply = self.client.generic(method, f"/api{path}", headers=told, **body)
        if path.startswith("/session") and reply.status_code == 200:
            self.csrf = reply.json()["csrf"]
        return reply

    def sign_in(self, login: str, password: str = PASSWORD) -> Any:
        self.ask("GET", "/session")
        self.login = login
        return self.ask("POST", "/session", {"login": login, "password": password})


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    made = Cast(make_house())
    with living(made):
        yield made


@contextmanager
def living(made: Cast) -> Iterator[None]:
    """As long as the block lasts, the cast's house is the one that this process serves."""
    with lent(made.house) as mirror:
        held.hold(held.Estate(made.house, mirror, made.house.standard))
        yield
        held.hold(None)


@pytest.fixture
def signed(cast: Cast) -> Callable[[str], Browser]:
    """Sign somebody of the cast in."""

    def enter(login: str) -> Browser:
        directory.set_password(login, PASSWORD, "test")
        browser = Browser()
        assert browser.sign_in(login).status_code == 200
        return browser

    return enter
