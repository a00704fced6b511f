"""One server and one browser for all journeys. In: the built pages. Out: `site`, `fake`, `walker`, `phone`, `desk`, `both`.

A page of these fixtures fails its test on any console error, any uncaught exception, and any request to another origin.
Refuses: to pretend; without Chromium every test here is an error that says what to install.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser import fake as faking
from tests.browser.chromium import LOUD, chromium
from tests.homes import demo_home
from tools.build_pages import PAGES, build

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "out" / "screens"
PICTURES = ROOT / "docs" / "pictures"
SHOWN = {
    "doors-desk",
    "ledger-list-phone",
    "ledger-record-phone",
    "forms-filled-desk",
    "forms-behind-desk",
    "journal-desk",
}
"""Screens that the README shows; all of an invented district."""
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
RUN = "from yibiao.edge.cli.main import run; run()"
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def pages() -> Path:
    """The built pages, built now when they are stale."""
    build()
    return PAGES


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.fail(LOUD.format(why="no chromium found"), pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@dataclass
class Site:
    """A running server. doors: role → a demo account of it."""

    url: str
    doors: dict[str, dict[str, str]]
    log: Path
    home: Path

    def says(self, code: str) -> list[str]:
        """Lines that a short program prints in the open home, as an operator's command would run it."""
        opening = (
            f"from pathlib import Path; from yibiao.edge.cli.home import open_home; open_home(Path({str(self.home)!r}))"
        )
        words = [sys.executable, "-c", f"{opening}\n{code}"]
        done = subprocess.run(words, env=environment_of(self.home), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


def environment_of(home: Path) -> dict[str, str]:
    told = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "YIBIAO_HOME": str(home)}
    told.pop("YIBIAO_TEST_HOME", None)
    return told


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _answers(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/health", timeout=2):
                return True
        except OSError:
            time.sleep(0.2)
    return False


@pytest.fixture(scope="session")
def site(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real server on a small invented district."""
    with served(tmp_path_factory.mktemp("site")) as running:
        yield running


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A server on a district of its own in this folder, as long as the block lasts."""
    home, log, port = folder / "home", folder / "server.log", _free_port()
    environment = environment_of(home)
    words = [sys.executable, "-c", RUN]
    demo_home(home)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [*words, "serve", "--home", str(home), "--port", str(port)], env=environment, stdout=out, stderr=out
        )
        try:
            url = f"http://127.0.0.1:{port}"
            assert _answers(url, process), log.read_text("utf-8", "replace")
            doors = {one["role"]: one for one in json.loads((home / "demo.json").read_text("utf-8"))}
            yield Site(url, doors, log, home)
        finally:
            process.terminate()
            process.wait(timeout=20)


@dataclass
class Fake:
    url: str
    state: faking.State


@pytest.fixture
def fake(pages: Path) -> Iterator[Fake]:
    """The frame's own small server, fresh for each test, which can be cut off and told to refuse."""
    server, state, url = faking.serve(pages)
    yield Fake(url, state)
    server.shutdown()
    server.server_close()


@dataclass
class Walker:
    """Opens pages and remembers what went wrong on them."""

    browser: Browser
    contexts: list[BrowserContext] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """Console errors that the test expects, as parts of their text."""
    allowed: list[str] = field(default_factory=list)

    def page(self, viewport: dict[str, int] = DESK, **options: object) -> Page:
        # Animations off: axe would measure half-faded colours.
        settings = {"locale": "zh-CN", "reduced_motion": "reduce", "has_touch": viewport == PHONE, **options}
        context = self.browser.new_context(viewport=viewport, **settings)
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._console(message.type, f"{message.text} {message.location['url']}"))
        page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        return page

    def watch_origin(self, page: Page, url: str) -> None:
        host = urlsplit(url).netloc

        def seen(request: object) -> None:
            address = request.url  # type: ignore[attr-defined]
            if urlsplit(address).scheme in {"http", "https", "ws", "wss"} and urlsplit(address).netloc != host:
                self.faults.append(f"request to another origin: {address}")

        page.on("request", seen)

    def _console(self, kind: str, text: str) -> None:
        if kind == "error" and not any(part in text for part in self.allowed):
            self.faults.append(f"console: {text}")

    def settle(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.faults == [], "\n".join(self.faults)


@pytest.fixture
def walker(browser: Browser) -> Iterator[Walker]:
    walking = Walker(browser)
    yield walking
    walking.settle()


@pytest.fixture
def look() -> Callable[[Page, str], None]:
    """Keeps a picture of the screen under out/screens/; with YIBIAO_PICTURES=1 the README's are renewed too."""
    SCREENS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        width = (page.viewport_size or DESK)["width"]
        kept = SCREENS / f"{name}-{'phone' if width < 600 else 'desk'}.png"
        page.screenshot(path=kept)
        if os.environ.get("YIBIAO_PICTURES") == "1" and kept.stem in SHOWN:
            PICTURES.mkdir(parents=True, exist_ok=True)
            shutil.copy(kept, PICTURES / kept.name)

    return take


@pytest.fixture
def enter(site: Site, walker: Walker) -> Callable[..., Page]:
    """Opens a page as a role, on a phone or at a desk: enter("grid_worker", PHONE, "/visits").

    Signs in by the same request that the door sends; the door itself is walked in test_frame and where a journey begins.
    """

    def go(role: str, viewport: dict[str, int] = DESK, path: str = "/", **options: object) -> Page:
        page = walker.page(viewport, **options)
        walker.watch_origin(page, site.url)
        asked, door = page.context.request, site.doors[role]
        told = {"X-CSRFToken": asked.get(f"{site.url}/api/session").json()["csrf"]}
        given = {"login": door["login"], "password": door["password"]}
        reply = asked.post(f"{site.url}/api/session", data=given, headers=told)
        assert reply.ok, reply.text()
        page.goto(site.url + path)
        expect(page.locator("#content h1").first).to_be_visible()
        return page

    return go


def sign_in(page: Page, door: dict[str, str]) -> None:
    """Types login and password, as a person without a demo card does."""
    page.locator("input[autocomplete=username]").fill(door["login"])
    page.locator("input[type=password]").fill(door["password"])
    page.locator("button[type=submit]").click()
    expect(page.locator("#content h1").first).to_be_visible()
