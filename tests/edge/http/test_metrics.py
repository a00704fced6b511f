"""A watchman on this machine sees counts and times, and of people nothing; from elsewhere there is nothing to see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast
from yibiao.edge.http.metrics import BOUNDS, Meter
from yibiao.work.jobs.actions import start_job

Enter = Callable[[str], Browser]


def told(**more: str) -> dict[str, float]:
    reply = Client().get("/metrics", **more)
    assert reply.status_code == 200 and reply["Content-Type"].startswith("text/plain; version=0.0.4")
    rows = [line.rsplit(" ", 1) for line in reply.content.decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in rows}


def test_requests_are_counted_by_route_and_status_and_never_by_id(cast: Cast, signed: Enter) -> None:
    wang = signed("wang")
    before = told()
    wang.ask("GET", "/jobs/01a22a87-f257-73f7-a53f-d51b1fc7c18f")
    after = told()
    name = 'yibiao_requests_total{method="GET",route="api/jobs/<job>",status="404"}'
    assert after[name] - before.get(name, 0) == 1
    assert not any("01a22a87" in key or "wang" in key for key in after)


def test_the_document_of_the_api_is_served_though_its_view_has_no_name(cast: Cast) -> None:
    assert Browser().client.get("/api/openapi.json", SERVER_NAME="127.0.0.1").status_code == 200


def test_the_queue_and_the_mirror_are_told(cast: Cast) -> None:
    start_job("wang", "fill", {})
    cast.person()
    now = told()
    assert now['yibiao_jobs{state="queued"}'] == 1 and now["yibiao_jobs_oldest_seconds"] >= 0
    assert now["yibiao_mirror_lag_lines"] > 0 and now["yibiao_journal_lines"] >= now["yibiao_mirror_lag_lines"]


def test_a_histogram_adds_up() -> None:
    meter = Meter()
    for seconds in (0.001, 0.03, 99.0):
        meter.note("GET", "api/health", 200, seconds)
    rows = dict(line.rsplit(" ", 1) for line in meter.lines() if not line.startswith("#"))
    below = [
        int(rows[f'yibiao_request_seconds_bucket{{route="api/health",le="{bound}"}}']) for bound in (*BOUNDS, "+Inf")
    ]
    assert below == sorted(below) and (below[0], below[3], below[-2], below[-1]) == (1, 2, 2, 3)
    assert float(rows['yibiao_request_seconds_sum{route="api/health"}']) == pytest.approx(99.031)


@pytest.mark.parametrize("more", [
    {"REMOTE_ADDR": "10.1.2.3"}, {"HTTP_X_FORWARDED_FOR": "10.1.2.3"}, {"HTTP_FORWARDED": "for=10.1.2.3"},
    {"REMOTE_ADDR": "10.1.2.3", "HTTP_AUTHORIZATION": "Bearer wrong"},
])  # fmt: skip
def test_from_elsewhere_there_is_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch, more: dict[str, str]) -> None:
    monkeypatch.setenv("YIBIAO_METRICS_TOKEN", "long secret")
    assert Client().get("/metrics", **more).status_code == 404


def test_without_a_token_set_an_empty_one_opens_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("YIBIAO_METRICS_TOKEN", raising=False)
    assert Client().get("/metrics", REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_the_token_opens_from_elsewhere(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIBIAO_METRICS_TOKEN", "long secret")
    assert told(REMOTE_ADDR="10.1.2.3", HTTP_AUTHORIZATION="Bearer long secret")['yibiao_jobs{state="queued"}'] == 0
