"""How the house is doing, for a watchman: requests, times, queue, mirror. In: requests that pass. Out: Prometheus text.

Told to this machine itself, or to who shows the token (YIBIAO_METRICS_TOKEN); to everybody else there is nothing here.
Routes stand with their placeholders, so that no id, area or person is told. Counts begin anew with the server; where
several processes answer, each tells the counts of all (`tallies`).
Refuses: nothing; what cannot be read (a database that is locked) is left out of that answer.
"""

from __future__ import annotations

import hmac
import os
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from threading import Lock
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from yibiao import __version__
from yibiao.base.problems import ProblemError
from yibiao.edge.estate import estate
from yibiao.edge.http import tallies
from yibiao.work.jobs import queries as jobs
from yibiao.work.journal import queries as journal

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram, seconds."""
HERE = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
OTHER = "other"


class Meter:
    """Counts of one process."""

    def __init__(self) -> None:
        self._alone = Lock()
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._buckets: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
        self._seconds: Counter[str] = Counter()

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        place = next((number for number, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
        with self._alone:
            self._requests[method, route, status] += 1
            self._buckets[route][place] += 1
            self._seconds[route] += seconds  # type: ignore[assignment]
        if tallies.due():
            tallies.leave(self.told())

    def told(self) -> dict[str, Any]:
        """The counts as JSON can hold them."""
        with self._alone:
            requests = [[*key, count] for key, count in self._requests.items()]
            return {"requests": requests, "buckets": dict(self._buckets), "seconds": dict(self._seconds)}

    def add(self, told: Mapping[str, Any]) -> None:
        """The counts of another one besides."""
        with self._alone:
            for method, route, status, count in told["requests"]:
                self._requests[method, route, status] += count
            for route, counts in told["buckets"].items():
                self._buckets[route] = [one + more for one, more in zip(self._buckets[route], counts, strict=True)]
            for route, seconds in told["seconds"].items():
                self._seconds[route] += seconds

    def lines(self) -> Iterator[str]:
        """Prometheus text format 0.0.4."""
        with self._alone:
            requests, seconds = sorted(self._requests.items()), dict(self._seconds)
            buckets = {route: list(counts) for route, counts in self._buckets.items()}
        yield "# TYPE yibiao_requests_total counter"
        for (method, route, status), count in requests:
            yield f'yibiao_requests_total{{method="{method}",route="{route}",status="{status}"}} {count}'
        yield "# TYPE yibiao_request_seconds histogram"
        for route, counts in sorted(buckets.items()):
            below = 0
            for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
                below += count
                yield f'yibiao_request_seconds_bucket{{route="{route}",le="{bound}"}} {below}'
            yield f'yibiao_request_seconds_sum{{route="{route}"}} {seconds[route]:.6f}'
            yield f'yibiao_request_seconds_count{{route="{route}"}} {below}'


METER = Meter()
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})


class Measured:
    """Outermost: the time of a request with all that is done for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        reply = self.get_response(request)
        method = request.method if request.method in METHODS else OTHER
        METER.note(str(method), route_of(request), reply.status_code, time.perf_counter() - begun)
        return reply


def route_of(request: HttpRequest) -> str:
    """The address with its placeholders; the pages and what is not found are one each."""
    match = request.resolver_match
    if match is None:
        return OTHER
    if "page" in (match.view_name, getattr(match.func, "__name__", "")):
        return "page"
    return match.route.replace('"', "")


def metrics(request: HttpRequest) -> HttpResponse:
    """The text; 404 for whoever may not have it."""
    if not (at_home(request) or token_shown(request)):
        raise Http404
    whole = Meter()
    tallies.leave(own := METER.told())
    for told in (own, *tallies.others()):
        whole.add(told)
    text = "\n".join([*whole.lines(), *state(), ""])
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def at_home(request: HttpRequest) -> bool:
    """Whether it is asked from this machine itself, and not through a proxy that stands on it."""
    direct = not any(request.META.get(name) for name in FORWARDED)
    return direct and request.META.get("REMOTE_ADDR") in HERE


def token_shown(request: HttpRequest) -> bool:
    wanted = os.environ.get("YIBIAO_METRICS_TOKEN", "")
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def state() -> Iterator[str]:
    """The queue and the mirror as they are now."""
    yield "# TYPE yibiao_up gauge"
    yield f'yibiao_up{{version="{__version__}"}} 1'
    try:
        waiting, running, oldest = jobs.waiting()
        last, mirror = journal.last_sequence(), estate().mirror
        seen, asking = mirror.sequence, mirror.waiting()
    except (DatabaseError, ProblemError):
        return
    yield "# TYPE yibiao_jobs gauge"
    yield f'yibiao_jobs{{state="queued"}} {waiting}'
    yield f'yibiao_jobs{{state="running"}} {running}'
    yield "# TYPE yibiao_jobs_oldest_seconds gauge"
    yield f"yibiao_jobs_oldest_seconds {oldest:.0f}"
    yield "# TYPE yibiao_journal_lines gauge"
    yield f"yibiao_journal_lines {last}"
    yield "# TYPE yibiao_mirror_lag_lines gauge"
    yield f"yibiao_mirror_lag_lines {max(0, last - seen)}"
    yield "# TYPE yibiao_mirror_waiting gauge"
    for name, count in asking.items():
        yield f'yibiao_mirror_waiting{{class="{name}"}} {count}'
