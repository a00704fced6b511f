"""A department's address on this machine, for tests. In: what it answers. Out: its address, what was asked of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, Mapping[str, str], bytes]


@dataclass
class Department:
    """`answers`: path and parameters → (status, headers, body). asked: every path with its parameters, in order."""

    answers: Callable[[str, Mapping[str, str]], Answer]
    port: int = 0
    asked: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = field(default_factory=list)
    drips: bool = False
    """Whether it gives a byte of its headers, and then one now and again for ever."""
    over: Event = field(default_factory=Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def said(value: Any, status: int = 200, **headers: str) -> Answer:
    return status, {name.replace("_", "-"): text for name, text in headers.items()}, json.dumps(value).encode()


@contextmanager
def serving(department: Department) -> Iterator[Department]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            given = dict(parse_qsl(parts.query))
            department.asked.append((parts.path, given, dict(self.headers)))
            if department.drips:
                self._drip()
                return
            status, headers, body = department.answers(parts.path, given)
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", headers.get("Content-Length", str(len(body))))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                while not department.over.wait(0.01):
                    self.wfile.write(b"x")
                    self.wfile.flush()
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    department.port = server.server_address[1]
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield department
    finally:
        department.over.set()
        server.shutdown()
        server.server_close()
