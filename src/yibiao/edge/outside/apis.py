"""A list that an address of a department gives as JSON, page by page. In: an address, a token. Out: its rows as CSV.

    reach    url      where it begins, https:// or http://
             rows     the way to the list in an answer (data.list); nothing: the first list of objects that it has
             pages    page, offset or next; nothing: one answer is everything
             param    the name of the parameter that counts (page, offset, cursor)
             first    the number of the first page (1)
             total    the way to how many rows there are in all; nothing: until a page is empty, short or the one before
             size     rows asked for in a page, as size_param=number (pageSize=500)
             next     the way to what comes next in an answer (links.next): an address there, or a word for `param`
             header   in which the token goes; nothing: Authorization, as Bearer

Only this one origin is ever asked: a redirect is refused, and so is a next address elsewhere. Everything has its end:
the whole, an answer's size, pages, tries (with a pause, as long as the other side asks for, at most a minute).
Refuses (`ProblemError`): see `base/catalogue/feeds.toml`.
"""

from __future__ import annotations

import http.client
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from socket import SHUT_RDWR
from threading import Timer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.outside.lists import Listed

PATIENCE = 30.0
"""Seconds that the other side may be silent."""
LONGEST = 600.0
"""Seconds for the whole list."""
LARGEST_ANSWER = 64 << 20
MOST_PAGES = 20_000
TRIES = 4
LONGEST_PAUSE = 60.0
_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Waits:
    """How long is waited for what; `pause` waits."""

    patience: float = PATIENCE
    longest: float = LONGEST
    pause: Callable[[float], None] = field(default=time.sleep)


def checked_address(address: str) -> str:
    """The address; `ProblemError` FEEDS_ADDRESS for one that is none, or that carries a password."""
    try:
        parts = urlsplit(address)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine or "@" in parts.netloc or parts.fragment or not address.isascii():
        raise ProblemError(problem("FEEDS_ADDRESS", Place(field="url")))
    return address


def read_pages(reach: Mapping[str, str], secret: str, step: Step, waits: Waits | None = None) -> bytes:
    """All rows. step: is told how many are here after each page, and may break it off."""
    waits = waits or Waits()
    caller = _Caller(checked_address(reach["url"]), _headers(reach, secret), waits)
    listed = Listed()
    for rows in _pages(caller, reach):
        for row in rows:
            listed.add(flat(row))
        step(listed.rows)
    return listed.as_bytes()


def _headers(reach: Mapping[str, str], secret: str) -> dict[str, str]:
    headers = {"Accept": "application/json", "User-Agent": "Yibiao"}
    if secret:
        name = reach.get("header") or "Authorization"
        headers[name] = secret if reach.get("header") else f"Bearer {secret}"
    return headers


def _pages(caller: _Caller, reach: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
    way, param = (
        reach.get("pages", ""),
        reach.get("param") or {"offset": "offset", "next": "cursor"}.get(reach.get("pages", ""), "page"),
    )
    size_name, _, size = reach.get("size", "").partition("=")
    at: int | str = int(reach.get("first") or 1) if way == "page" else 0
    url, before = with_query(reach["url"], {size_name: size} if size_name else {}), b""
    seen = 0
    for number in range(MOST_PAGES):
        asked = with_query(url, {param: str(at)}) if way in ("page", "offset") else url
        body = caller.get(asked)
        answer = _answer(body)
        rows = rows_of(answer, reach.get("rows", ""))
        if rows and body == before:
            if number < 2:
                break
            return  # many servers give their last page for every page behind it
        before, seen = body, seen + len(rows)
        yield rows
        if seen >= _total(answer, reach.get("total", "")):
            return
        short = size.isdigit() and len(rows) < int(size)
        if way in ("page", "offset"):
            if not rows or short:
                return
            at = int(at) + (1 if way == "page" else len(rows))
        elif way == "next":
            following = _at(answer, reach.get("next") or "next")
            if following in (None, "", False):
                return
            url = _next_url(url, str(following), param, caller)
        else:
            return
    raise ProblemError(problem("FEEDS_ENDLESS", Place(field="pages")))


def _total(answer: Any, way: str) -> float:
    """How many rows there are in all, as the answer says."""
    said = _at(answer, way) if way else None
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 12 else math.inf


def _next_url(url: str, following: str, param: str, caller: _Caller) -> str:
    if following.startswith(("http://", "https://", "/", "?")):
        address = urljoin(url, following)
        if origin(address) != caller.origin:
            raise ProblemError(problem("FEEDS_REDIRECTED", Place(field="next"), host=origin(address)[1][:80]))
        return address
    return with_query(url, {param: following})


def with_query(url: str, more: Mapping[str, str]) -> str:
    """The address with these parameters in the place of those of the same name."""
    if not more:
        return url
    parts = urlsplit(url)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in more]
    return parts._replace(query=urlencode([*kept, *more.items()])).geturl()


def origin(url: str) -> tuple[str, str, int]:
    """(scheme, host, port)"""
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)


def _answer(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as fault:
        raise ProblemError(problem("FEEDS_NO_LIST", Place(field="url"))) from fault


def rows_of(answer: Any, way: str) -> list[dict[str, Any]]:
    """The list of objects; `ProblemError` FEEDS_NO_LIST where there is none."""
    found = _at(answer, way) if way else _first_list(answer)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise ProblemError(problem("FEEDS_NO_LIST", Place(field="rows")))
    return found


def _at(answer: Any, way: str) -> Any:
    for step in way.split("."):
        answer = answer.get(step) if isinstance(answer, dict) else None
    return answer


def _first_list(answer: Any) -> Any:
    """The list nearest to the top whose entries are objects; else an empty one, if any."""
    level, empty = [answer], None
    for _ in range(6):
        for one in level:
            if isinstance(one, list) and one and all(isinstance(row, dict) for row in one):
                return one
            empty = one if one == [] else empty
        level = [inner for one in level if isinstance(one, dict) for inner in one.values()]
    return empty


def flat(row: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """Objects in objects as names with dots."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value and before.count(".") < 8:
            found |= flat(value, f"{before}{name}.")
        else:
            found[f"{before}{name}"] = value
    return found


class _Caller:
    """Asks one origin, with an end to everything."""

    def __init__(self, url: str, headers: Mapping[str, str], waits: Waits) -> None:
        self.origin, self.headers, self.waits = origin(url), headers, waits
        self.until = time.monotonic() + waits.longest

    def get(self, url: str) -> bytes:
        """The body of the answer, asked for again where that may help."""
        why = None
        for turn in range(TRIES):
            if turn:
                self._pause(why, turn)
            try:
                status, after, body = self._once(url)
            except (OSError, http.client.HTTPException) as fault:
                if time.monotonic() >= self.until:
                    raise ProblemError(problem("FEEDS_TOO_SLOW", Place(), seconds=int(self.waits.longest))) from fault
                why = None
                failed = problem("FEEDS_AWAY", Place(), what=str(fault)[:120] or type(fault).__name__)
                continue
            except ValueError as fault:  # a token or a header's name that cannot stand in a request; it is not repeated
                raise ProblemError(problem("FEEDS_ADDRESS", Place(field="secret"))) from fault
            if status == 200:
                return body
            failed = self._refusal(status)
            if status not in _AGAIN:
                break
            why = after
        raise ProblemError(failed)

    def _refusal(self, status: int) -> Any:
        if status in _MOVED:
            return problem("FEEDS_REDIRECTED", Place(field="url"), host=self.origin[1][:80])
        if status in (401, 403):
            return problem("FEEDS_TURNED_AWAY", Place(field="secret"), status=status)
        return problem("FEEDS_AWAY", Place(), what=f"HTTP {status}")

    def _pause(self, after: str | None, turn: int) -> None:
        asked = float(after) if after and after.isascii() and after.isdigit() and len(after) < 6 else 2.0 ** (turn - 1)
        if time.monotonic() + min(asked, LONGEST_PAUSE) >= self.until:
            raise ProblemError(problem("FEEDS_TOO_SLOW", Place(), seconds=int(self.waits.longest)))
        self.waits.pause(min(asked, LONGEST_PAUSE))

    def _once(self, url: str) -> tuple[int, str | None, bytes]:
        """(status, Retry-After, body); the connection is cut when the time for the whole is over."""
        scheme, host, port = self.origin
        make = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("time is over")
        connection = make(host, port, timeout=min(self.waits.patience, left))
        parts = urlsplit(url)
        with _cut(connection, left):
            connection.request("GET", parts._replace(scheme="", netloc="").geturl() or "/", headers=dict(self.headers))
            with connection.getresponse() as answer:
                body = self._body(answer)
                return answer.status, answer.headers.get("Retry-After"), body

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        pieces, size = [], 0
        while piece := answer.read1(1 << 16):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_ANSWER:
                raise ProblemError(problem("FILES_TOO_LARGE", Place(field="url"), most=LARGEST_ANSWER // 2**20))
        if time.monotonic() >= self.until:
            raise TimeoutError("time is over")
        if answer.length:
            raise http.client.IncompleteRead(b"", answer.length)
        return b"".join(pieces)


@contextmanager
def _cut(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Whatever drips is over after `seconds`: silence alone has a limit for each byte only."""

    def cut() -> None:
        with suppress(OSError, AttributeError):
            connection.sock.shutdown(SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()
