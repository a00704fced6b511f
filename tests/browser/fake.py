"""A small server with the session's contract, for tests of the frame alone. In: the built pages. Out: one thread that serves.

It keeps every write that reached it, can be told to refuse, and recognises a repeated Idempotency-Key as the real one does.
Refuses: to stand in for the real server's rules; journeys run on `yibiao serve`.
"""

from __future__ import annotations

import json
import mimetypes
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

CSP = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
PEOPLE = [
    ("wangge", "王格明", "grid_worker", "第三网格"),
    ("lishequ", "李舍渠", "community_secretary", "松岗社区"),
    ("zhaojie", "赵街安", "street_clerk", "青石街道"),
    ("qianshu", "钱树理", "data_officer", "演示区"),
    ("sunbu", "孙步清", "department_officer", "演示区"),
    ("zhouling", "周岭", "leader", "演示区"),
    ("wushen", "吴慎", "auditor", "演示区"),
    ("zhengmin", "郑民", "resident", ""),
    ("fengyun", "冯运", "operator", "演示区"),
]


@dataclass
class State:
    """What the fake remembers; tests read and set it."""

    pages: Path
    signed_in: str | None = None
    cut: bool = False
    refuse_writes: int = 0
    writes: dict[str, Any] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    repeated: int = 0
    looks: int = 0
    forgetful: bool = False
    purposes: list[str] = field(default_factory=lambda: ["走访核实"])


def problem(code: str, zh: str, en: str, remedy_zh: str, remedy_en: str) -> dict[str, Any]:
    return {
        "code": code, "severity": "error", "zh": zh, "en": en, "remedy_zh": remedy_zh, "remedy_en": remedy_en, "place": None,
    }  # fmt: skip


REFUSED = problem(
    "SESSION_REFUSED", "账号或密码不对", "Login or password is wrong", "请核对后重试。", "Check both and try again."
)
CLASH = problem(
    "LEDGER_CONFLICT", "这条记录已被别人改过", "Changed by another", "请对比后再决定。", "Compare, then decide."
)


class Handler(BaseHTTPRequestHandler):
    """One request."""

    state: State
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: tests look at what happened, not at a log."""

    def answer(self, status: int, body: Any, kind: str = "application/json") -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Cache-Control", "no-store" if kind == "application/json" else "no-cache")
        self.end_headers()
        self.wfile.write(raw)

    def session(self) -> dict[str, Any]:
        found = next((one for one in PEOPLE if one[0] == self.state.signed_in), None)
        post = {"role": found[2], "area": "a1", "area_name": found[3], "department": None} if found else None
        return {
            "signed_in": found is not None, "csrf": "token", "login": found and found[0], "name": found and found[1],
            "posts": [post] if post else [], "acting": found and found[2], "purposes": self.state.purposes, "secure": False,
            "languages": ["zh", "en"], "version": "0.1.0",
            "demo": [{"login": p[0], "name": p[1], "role": p[2], "area_name": p[3], "password": "demo"} for p in PEOPLE],
        }  # fmt: skip

    def job(self) -> dict[str, Any]:
        self.state.looks += 1
        done = min(3, self.state.looks)
        return {
            "id": "job-1",
            "kind": "forms.read",
            "state": "done" if done == 3 else "running",
            "done": done,
            "total": 3,
        }

    def file(self) -> None:
        path = self.path.split("?")[0]
        target = self.state.pages / path.lstrip("/")
        if not target.is_file():
            target = self.state.pages / "index.html"
        kind = "application/manifest+json" if target.suffix == ".webmanifest" else mimetypes.guess_type(target.name)[0]
        self.answer(200, target.read_bytes(), kind or "application/octet-stream")

    def do_GET(self) -> None:
        if self.state.cut:
            self.close_connection = True
        elif self.path.startswith("/api/session"):
            self.answer(200, self.session())
        elif self.path.startswith("/api/health"):
            self.answer(200, {"status": "ok", "version": "0.1.0"})
        elif self.path == "/api/jobs/job-1":
            self.answer(200, self.job())
        elif self.path.startswith("/api/"):
            self.answer(
                404, problem("OUT_OF_REACH", "没有找到，或不在您的职责范围内", "Not found", "请核对内容。", "Check it.")
            )
        else:
            self.file()

    def body(self) -> Any:
        length = int(self.headers.get("Content-Length") or 0)
        return json.loads(self.rfile.read(length) or b"null")

    def do_POST(self) -> None:
        body = self.body()
        if self.state.cut:
            self.close_connection = True
        elif self.path == "/api/session":
            if body["password"] != "demo":
                return self.answer(401, REFUSED)
            self.state.signed_in = body["login"]
            self.answer(200, self.session())
        else:
            self.write(body)

    def write(self, body: Any) -> None:
        key = self.headers.get("Idempotency-Key", "")
        if self.state.refuse_writes:
            self.state.refuse_writes -= 1
            return self.answer(409, CLASH)
        if key in self.state.writes and not self.state.forgetful:
            self.state.repeated += 1
        else:
            self.state.writes[key] = body
            self.state.order.append(key)
        self.answer(200, {"ok": True})

    def do_PUT(self) -> None:
        self.body()
        self.answer(200, self.session())

    def do_DELETE(self) -> None:
        if self.path == "/api/session":
            self.state.signed_in = None
        self.answer(200, {"ok": True})


def serve(pages: Path) -> tuple[ThreadingHTTPServer, State, str]:
    """Start on a free port of this machine; the caller shuts it down."""
    state = State(pages)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, state, f"http://127.0.0.1:{server.server_address[1]}"
