"""A server of the product for benches and tests, and people who speak to it. In: a home, a demo account. Out: replies.

Refuses: a home whose server does not answer within two minutes (`SystemExit`), a door that does not open.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

RUN = "from yibiao.edge.cli.main import run; run()"


class Person:
    """One session over plain HTTP; door None: nobody's. headers: what any other client needs to speak for it."""

    def __init__(self, url: str, door: dict[str, str] | None) -> None:
        self.url, self.jar, self.csrf = url, CookieJar(), ""
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)
        )
        self.csrf = self.ask("GET", "/session")["csrf"]
        if door is not None:
            told = self.ask("POST", "/session", {"login": door["login"], "password": door["password"]})
            assert told["signed_in"]
            self.csrf = told["csrf"]

    def ask(self, method: str, path: str, given: Any = None) -> Any:
        data = None if given is None else json.dumps(given).encode()
        request = urllib.request.Request(f"{self.url}/api{path}", data=data, method=method)
        request.add_header("Content-Type", "application/json")
        request.add_header("X-CSRFToken", self.csrf)
        with self.opener.open(request, timeout=60) as reply:
            return json.loads(reply.read())

    @property
    def headers(self) -> dict[str, str]:
        jar = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)
        return {"Cookie": jar, "X-CSRFToken": self.csrf}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(home: Path, port: int) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-c", RUN, "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(words, env={**os.environ}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2).close()
            return process
        except OSError:
            if process.poll() is not None:
                raise SystemExit(f"the server ended with {process.returncode}: yibiao serve --home {home}") from None
            time.sleep(0.2)
    process.terminate()
    raise SystemExit("the server did not answer")
