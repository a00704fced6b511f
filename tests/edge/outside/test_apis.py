"""An address of a department gives its list, page by page; whatever it does otherwise has an end and a word.

A1  one answer, numbered pages, offsets, links and cursors give the same rows, exactly as they were said
A2  only one origin is ever asked, and only it gets the token
A3  what is endless, huge, slow, no list, refused or broken is a problem, and nothing is kept
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.edge.outside.department import Answer, Department, said, serving
from yibiao.base.problems import ProblemError
from yibiao.edge.outside import apis
from yibiao.edge.outside.apis import Waits, checked_address, flat, read_pages, rows_of, with_query

ROWS = [{"name": f"某{at}", "id": 990101195001010018 + at, "home": {"street": "甲街", "no": at}} for at in range(7)]
Given = Mapping[str, str]


def unheard(rows: int) -> None:
    pass


def parsed(content: bytes) -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines()))


WHOLE = [["name", "id", "home.street", "home.no"]] + [
    [f"某{at}", str(990101195001010018 + at), "甲街", str(at)] for at in range(7)
]


def fetched(
    answers: Callable[[str, Given], Answer],
    reach: Given,
    secret: str = "",
    waits: Waits | None = None,
    path: str = "/list",
) -> tuple[list[list[str]], Department]:
    with serving(Department(answers)) as department:
        content = read_pages({"url": department.url + path, **reach}, secret, unheard, waits)
    return parsed(content), department


def refused(
    answers: Callable[[str, Given], Answer], reach: Given | None = None, secret: str = "", **more: Any
) -> tuple[str, Department]:
    department = Department(answers, **{name: more[name] for name in ("drips",) if name in more})
    with serving(department), pytest.raises(ProblemError) as caught:
        waits = more.get("waits") or Waits(pause=lambda seconds: None)
        read_pages({"url": f"{department.url}/list", **(reach or {})}, secret, unheard, waits)
    assert secret == "" or secret not in str(caught.value.problem.as_json())
    return caught.value.problem.code, department


def numbered(path: str, given: Given) -> Answer:
    at, size = int(given["page"]), int(given.get("size", 3))
    return said({"code": 0, "data": {"list": ROWS[(at - 1) * size : at * size], "total": 7}})


def repeating(path: str, given: Given) -> Answer:
    """As many servers do: whatever lies behind the last page is the last page."""
    rows = ROWS[min(int(given["page"]) - 1, 1) * 4 :][:4]
    return said({"rows": rows})


def alike(path: str, given: Given) -> Answer:
    """All of it, whatever page is asked for."""
    return said({"rows": ROWS, "total": len(ROWS)})


def offset(path: str, given: Given) -> Answer:
    return said({"rows": ROWS[int(given["offset"]) :][:3]})


def linked(path: str, given: Given) -> Answer:
    at = int(given.get("at", 0))
    return said({"rows": ROWS[at : at + 3], "links": {"next": f"/list?at={at + 3}" if at + 3 < 7 else None}})


def cursors(path: str, given: Given) -> Answer:
    at = int(given.get("cursor", "c0")[1:])
    return said({"items": ROWS[at : at + 3], "next": f"c{at + 3}" if at + 3 < 7 else ""})


@pytest.mark.parametrize(
    ("answers", "reach"),
    [
        (lambda path, given: said(ROWS), {}),
        (lambda path, given: said({"message": "ok", "data": {"empty": [], "list": ROWS}}), {"rows": "data.list"}),
        (lambda path, given: said({"message": "ok", "data": {"list": ROWS}}), {}),
        (numbered, {"pages": "page", "size": "size=3"}),
        (numbered, {"pages": "page"}),
        (numbered, {"pages": "page", "size": "size=100"}),
        (numbered, {"pages": "page", "total": "data.total"}),
        (repeating, {"pages": "page"}),
        (alike, {"pages": "page", "total": "total"}),
        (offset, {"pages": "offset"}),
        (linked, {"pages": "next", "next": "links.next"}),
        (cursors, {"pages": "next"}),
    ],
)  # fmt: skip
def test_every_way_of_pages_gives_the_same_rows(answers: Callable[[str, Given], Answer], reach: Given) -> None:
    assert fetched(answers, reach)[0] == WHOLE


def test_a_column_that_shows_itself_late_stands_behind() -> None:
    body = b'[{"a": 1}, {"b": {"c": [1, 2]}, "a": 2.50}, {"a": null, "d": true}]'
    found, _ = fetched(lambda path, given: (200, {}, body), {})
    assert found == [["a", "b.c", "d"], ["1"], ["2.50", "1、2"], ["", "", "是"]]
    assert flat({"a": {"b": {}}}) == {"a.b": {}}


def test_the_token_goes_where_it_belongs() -> None:
    _, department = fetched(lambda path, given: said(ROWS), {}, "quiet-word")
    assert department.asked[0][2]["Authorization"] == "Bearer quiet-word"
    _, department = fetched(lambda path, given: said(ROWS), {"header": "X-Key"}, "quiet-word", path="/list?a=1")
    path, given, headers = department.asked[0]
    assert (path, given, headers["X-Key"], "Authorization" in headers) == ("/list", {"a": "1"}, "quiet-word", False)


@pytest.mark.parametrize("secret", ["quiet\nword", "悄悄话"])
@pytest.mark.parametrize("reach", [{}, {"header": "X Key"}])
def test_a_token_that_cannot_be_sent_is_said_once(secret: str, reach: Given) -> None:
    code, department = refused(lambda path, given: said(ROWS), reach, secret)
    assert code == "FEEDS_ADDRESS" and department.asked == []


def test_nobody_leads_us_elsewhere() -> None:
    with serving(Department(lambda path, given: said(ROWS))) as other:
        code, _ = refused(lambda path, given: said(None, 302, Location=f"{other.url}/list"), secret="quiet-word")
        assert code == "FEEDS_REDIRECTED"
        beside = {"rows": ROWS, "next": f"{other.url}/list"}
        code, department = refused(lambda path, given: said(beside), {"pages": "next"}, "quiet-word")
        assert code == "FEEDS_REDIRECTED" and len(department.asked) == 1
        assert other.asked == []
        read_pages({"url": f"{other.url}/list"}, "quiet-word", unheard)
        assert other.asked[0][2]["Authorization"] == "Bearer quiet-word", "it would have been seen"


@pytest.mark.parametrize(
    ("answers", "reach", "code"),
    [
        (lambda path, given: said({"rows": ROWS[:3]}), {"pages": "page"}, "FEEDS_ENDLESS"),
        (lambda path, given: said({"rows": ROWS[:3], "next": "again"}), {"pages": "next"}, "FEEDS_ENDLESS"),
        (lambda path, given: (200, {}, b"<html>"), {}, "FEEDS_NO_LIST"),
        (lambda path, given: (200, {}, b"[" * 100_000), {}, "FEEDS_NO_LIST"),
        (lambda path, given: said({"rows": "none"}), {"rows": "rows"}, "FEEDS_NO_LIST"),
        (lambda path, given: said([1, 2]), {}, "FEEDS_NO_LIST"),
        (lambda path, given: said(None, 401), {}, "FEEDS_TURNED_AWAY"),
        (lambda path, given: said(None, 403), {}, "FEEDS_TURNED_AWAY"),
        (lambda path, given: said(None, 404), {}, "FEEDS_AWAY"),
        (lambda path, given: said(None, 500), {}, "FEEDS_AWAY"),
        (lambda path, given: said(ROWS, Content_Length="9999999"), {}, "FEEDS_AWAY"),
    ],
)  # fmt: skip
def test_what_is_wrong_there_is_said(answers: Callable[[str, Given], Answer], reach: Given, code: str) -> None:
    assert refused(answers, reach, "quiet-word")[0] == code


def test_a_busy_department_is_asked_again_after_the_pause_that_it_wants() -> None:
    turns = iter([said(None, 429, Retry_After="7"), said(None, 503), said(ROWS)])
    pauses: list[float] = []
    found, department = fetched(lambda path, given: next(turns), {}, waits=Waits(pause=pauses.append))
    assert found == WHOLE and pauses == [7.0, 2.0] and len(department.asked) == 3
    code, department = refused(lambda path, given: said(None, 429, Retry_After="99999"), waits=Waits(longest=30.0))
    assert code == "FEEDS_TOO_SLOW" and len(department.asked) == 1, "longer than the whole may take"


def test_what_drips_or_is_silent_ends_with_the_time_for_the_whole() -> None:
    code, department = refused(
        lambda path, given: said(ROWS), drips=True, waits=Waits(longest=0.3, pause=lambda seconds: None)
    )
    assert code == "FEEDS_TOO_SLOW" and len(department.asked) == 1


def test_an_answer_that_is_too_large_is_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apis, "LARGEST_ANSWER", 1_000)
    assert refused(lambda path, given: (200, {}, b" " * 200_000))[0] == "FILES_TOO_LARGE"


def test_a_department_that_is_away_is_said() -> None:
    with serving(Department(lambda path, given: said(ROWS))) as department:
        url = department.url
    with pytest.raises(ProblemError) as caught:
        read_pages({"url": url}, "", unheard, Waits(pause=lambda seconds: None))
    assert caught.value.problem.code == "FEEDS_AWAY"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://h/x",
        "file:///etc/passwd",
        "http://",
        "http://u:p@h/",
        "https://h/#x",
        "http://h:0/",
        "http://[/",
        "//h",
        "http://主机/",
    ],
)
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ProblemError) as caught:
        checked_address(url)
    assert caught.value.problem.code == "FEEDS_ADDRESS"


def test_parameters_take_the_place_of_their_namesakes() -> None:
    assert with_query("http://h/a?page=1&x=%E7%94%B2", {"page": "2"}) == "http://h/a?x=%E7%94%B2&page=2"
    assert rows_of({"a": {"b": []}}, "") == []
