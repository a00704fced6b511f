"""A data officer keeps areas, people, posts and grants of his charge, and of nothing and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.edge.http.conftest import PASSWORD, Browser
from tests.work.cast import DAY, Cast
from yibiao.edge.estate import estate
from yibiao.work.directory import actions as directory
from yibiao.work.directory import charge
from yibiao.work.directory import queries as known
from yibiao.work.directory.rules import ROLES, PersonFacts, PostFact
from yibiao.work.journal.queries import lines

Enter = Callable[[str], Browser]
NEW = {"login": "sun", "name": "孙", "role": "grid_worker", "area": "99010101"}


@pytest.fixture
def north(cast: Cast) -> str:
    """A data officer of the north street only."""
    directory.appoint([directory.NewPerson("north", "北数", "data_officer", "9901")], "test")
    return "north"


def logins(browser: Browser, words: str = "") -> list[str]:
    return [row["login"] for row in browser.ask("POST", "/directory/people/search", {"words": words}).json()]


def test_the_list_holds_the_people_of_the_charge_and_nobody_else(signed: Enter, north: str) -> None:
    assert logins(signed("shu")) == ["chen", "gao", "li", "north", "shen", "shu", "wang", "xu", "zhao"]
    assert logins(signed(north)) == ["chen", "li", "north", "wang", "xu"]
    assert logins(signed(north), "王") == ["wang"] and logins(signed(north), "zhao") == []


@pytest.mark.parametrize("login", ["wang", "li", "chen", "xu", "gao", "shen"])
def test_nobody_but_a_data_officer_learns_who_works_here(signed: Enter, login: str) -> None:
    browser = signed(login)
    for method, path, given in (
        ("POST", "/directory/people/search", {}), ("GET", "/directory/areas", None), ("GET", "/directory/choices", None),
        ("POST", "/directory/grants/search", {}), ("POST", "/directory/people", NEW),
    ):  # fmt: skip
        reply = browser.ask(method, path, given)
        assert (reply.status_code, reply.json()["code"]) == (404, "HTTP_NOT_THERE"), path


def test_a_new_person_gets_a_password_good_for_the_first_sign_in(signed: Enter) -> None:
    reply = signed("shu").ask("POST", "/directory/people", NEW)
    assert reply.status_code == 201
    sun = Browser()
    told = sun.sign_in("sun", reply.json()["password"]).json()
    assert told["duty"] == "password"
    assert sun.ask("PUT", "/own/password", {"old": reply.json()["password"], "new": PASSWORD}).status_code == 204
    assert [post["area"] for post in sun.ask("GET", "/session").json()["posts"]] == ["99010101"]
    assert reply.json()["password"] not in str(list(lines()))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"role": "auditor"}, "DIRECTORY_NOT_YOURS"), ({"role": "data_officer"}, "DIRECTORY_NOT_YOURS"),
        ({"role": "mayor"}, "DIRECTORY_NOT_YOURS"), ({"role": "resident"}, "DIRECTORY_NOT_YOURS"),
        ({"area": "99020101"}, "HTTP_NOT_THERE"), ({"area": "99"}, "HTTP_NOT_THERE"),
        ({"login": "wang"}, "DIRECTORY_LOGIN_TAKEN"), ({"login": "WANG"}, "DIRECTORY_LOGIN_TAKEN"),
        ({"login": "孙"}, "DIRECTORY_BAD_LOGIN"), ({"login": "a b"}, "DIRECTORY_BAD_LOGIN"),
        ({"valid_from": "2026-12-01", "valid_to": "2026-11-01"}, "DIRECTORY_GRANT_BACKWARDS"),
    ],
)  # fmt: skip
def test_whom_an_officer_may_not_add(signed: Enter, north: str, change: dict[str, str], code: str) -> None:
    assert signed(north).ask("POST", "/directory/people", {**NEW, **change}).json()["code"] == code


@pytest.mark.parametrize(("login", "code"), [
    ("north", "DIRECTORY_NOT_YOURS"), ("shu", "HTTP_NOT_THERE"), ("zhao", "HTTP_NOT_THERE"), ("nobody", "HTTP_NOT_THERE"),
])  # fmt: skip
def test_nobody_takes_over_another_officers_account_or_his_own_rights(
    signed: Enter, north: str, login: str, code: str
) -> None:
    browser = signed(north)
    for path, given in (
        ("people/password", {}), ("people/state", {"active": False}), ("people/sessions", {}), ("people/factor", {}),
        ("posts", {"role": "grid_worker", "area": "99010101"}),
        ("grants", {"purpose": "查", "area": "9901", "valid_from": "2026-11-01", "valid_to": "2026-12-01"}),
    ):  # fmt: skip
        assert browser.ask("POST", f"/directory/{path}", {"login": login, **given}).json()["code"] == code, path


def test_the_auditor_of_the_same_area_is_seen_and_not_touched(signed: Enter) -> None:
    shu = signed("shu")
    rows = {row["login"]: row["mine"] for row in shu.ask("POST", "/directory/people/search", {}).json()}
    assert (rows["shen"], rows["shu"], rows["wang"]) == (False, False, True)
    assert shu.ask("POST", "/directory/people/password", {"login": "shen"}).json()["code"] == "DIRECTORY_NOT_YOURS"


def officer(role: str = "data_officer", **parts: object) -> PersonFacts:
    return PersonFacts("officer", posts=(PostFact(role, 2, 7),), **parts)  # type: ignore[arg-type]


def test_who_also_works_elsewhere_or_runs_the_machine_is_not_kept() -> None:
    inside, outside = PostFact("grid_worker", 3, 3), PostFact("grid_worker", 9, 9)
    assert charge.may_keep(officer(), PersonFacts("a", posts=(inside,)), DAY)
    assert not charge.may_keep(officer(), PersonFacts("a", posts=(inside, outside)), DAY)
    assert not charge.may_keep(officer(), PersonFacts("a", operator=True), DAY)
    assert not charge.may_keep(officer(active=False), PersonFacts("a", posts=(inside,)), DAY)
    assert charge.may_keep(officer(), PersonFacts("a", posts=(outside,)), DAY) is False


@pytest.mark.parametrize("role", [role for role in ROLES if role != "data_officer"])
def test_no_other_role_has_anything_in_charge(role: str) -> None:
    assert charge.charge_of(officer(role), DAY) == ()


def test_a_post_begins_and_ends(signed: Enter) -> None:
    shu = signed("shu")
    made = shu.ask("POST", "/directory/posts", {"login": "wang", "role": "community_secretary", "area": "990101"})
    again = {"role": "community_secretary", "area": "990102"}
    first = shu.ask("POST", "/directory/posts", {"login": "wang", **again}, **{"Idempotency-Key": "k"}).json()
    assert shu.ask("POST", "/directory/posts", {"login": "wang", **again}, **{"Idempotency-Key": "k"}).json() == first
    day = estate().day()
    assert {post.role for post in known.posts_of("wang", day)} == {"grid_worker", "community_secretary"}
    for post in (made.json()["id"], first["id"]):
        ended = {"day": (day - timedelta(1)).isoformat()}
        assert shu.ask("POST", f"/directory/posts/{post}/end", ended).status_code == 204
    assert [post.role for post in known.posts_of("wang", day)] == ["grid_worker"]
    assert shu.ask("POST", f"/directory/posts/{first['id']}/end", {"day": day.isoformat()}).status_code == 404


def test_a_grant_is_given_shown_and_revoked(cast: Cast, signed: Enter) -> None:
    shu, day = signed("shu"), estate().day()
    given = {
        "login": "xu", "purpose": "高龄补贴", "area": "990101", "elements": ["person.name"], "rows": True,
        "valid_from": day.isoformat(), "valid_to": (day + timedelta(30)).isoformat(),
    }  # fmt: skip
    made = shu.ask("POST", "/directory/grants", given, **{"Idempotency-Key": "g"})
    assert (
        made.status_code == 201
        and shu.ask("POST", "/directory/grants", given, **{"Idempotency-Key": "g"}).json() == made.json()
    )
    [row] = shu.ask("POST", "/directory/grants/search", {"login": "xu"}).json()
    assert (row["state"], row["given_by"], row["elements"]) == ("in_force", "shu", ["person.name"])
    assert known.view_of("xu", "高龄补贴", day, cast.house.standard).may_read("person.name")
    assert shu.ask("POST", f"/directory/grants/{row['id']}/revoke").status_code == 204
    assert not known.view_of("xu", "高龄补贴", day, cast.house.standard).may_read("person.name")
    assert shu.ask("POST", "/directory/grants/search", {}).json() == []
    assert shu.ask("POST", "/directory/grants/search", {"ended": True}).json()[0]["state"] == "revoked"


def test_a_grant_over_more_than_the_charge_is_neither_given_nor_revoked(signed: Enter, north: str) -> None:
    day = estate().day()
    days = {"valid_from": day.isoformat(), "valid_to": day.isoformat()}
    browser = signed(north)
    assert (
        browser.ask("POST", "/directory/grants", {"login": "xu", "purpose": "查", "area": "99", **days}).status_code
        == 404
    )
    wide = directory.give_grant(directory.NewGrant("gao", "查", "99", day, day), "shu")
    assert browser.ask("POST", f"/directory/grants/{wide}/revoke").status_code == 404
    assert browser.ask("POST", "/directory/grants/search", {}).json() == []


def test_a_grant_for_an_element_that_is_none_is_refused(signed: Enter) -> None:
    given = {"login": "xu", "purpose": "查", "area": "9901", "valid_from": "2026-11-01", "valid_to": "2026-12-01"}
    assert signed("shu").ask("POST", "/directory/grants", {**given, "elements": ["person.no"]}).status_code == 404


def test_areas_are_added_named_and_closed(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    new = {"code": "99010103", "name": "五网格", "level": "grid", "parent": "990101"}
    assert shu.ask("POST", "/directory/areas", new).status_code == 201
    assert shu.ask("POST", "/directory/areas", new).json()["code"] == "DIRECTORY_AREA_TWICE"
    assert shu.ask("PUT", "/directory/areas/99010103", {"name": "第五网格"}).status_code == 204
    tree = {row["code"]: row for row in shu.ask("GET", "/directory/areas").json()}
    assert (tree["99010103"]["name"], tree["99010103"]["parent"]) == ("第五网格", "990101")
    assert shu.ask("POST", "/directory/areas/99010103/close").status_code == 204
    assert shu.ask("PUT", "/directory/areas/99010103", {"name": "x"}).status_code == 404
    assert {row["code"]: row["closed"] for row in shu.ask("GET", "/directory/areas").json()}["99010103"]


def test_an_area_in_use_stays_open(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    new = {"code": "99010103", "name": "五网格", "level": "grid", "parent": "990101"}
    shu.ask("POST", "/directory/areas", new)
    cast.person("99010103")
    for code in ("990101", "99010101", "99010103"):  # areas below, a post, a record
        assert shu.ask("POST", f"/directory/areas/{code}/close").json()["code"] == "DIRECTORY_AREA_NEEDED", code


def test_no_view_covers_a_closed_area(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    shu.ask("POST", "/directory/areas", {"code": "99010103", "name": "五网格", "level": "grid", "parent": "990101"})
    shu.ask("POST", "/directory/areas/99010103/close")
    closed = next(area for area in known.areas() if area.code == "99010103")
    assert (closed.first, closed.last) == (0, 0)
    assert not cast.view("li").within(closed.first, closed.last)


@pytest.mark.parametrize(("level", "parent", "code"), [
    ("street", "990101", "DIRECTORY_LEVEL"), ("village", "990101", "DIRECTORY_LEVEL"), ("grid", "9902", "HTTP_NOT_THERE"),
])  # fmt: skip
def test_where_no_area_may_be_put(signed: Enter, north: str, level: str, parent: str, code: str) -> None:
    given = {"code": "99019", "name": "某", "level": level, "parent": parent}
    assert signed(north).ask("POST", "/directory/areas", given).json()["code"] == code


def test_a_closed_account_is_out_at_once_and_comes_back(signed: Enter) -> None:
    shu, wang = signed("shu"), signed("wang")
    assert shu.ask("POST", "/directory/people/state", {"login": "wang", "active": False}).status_code == 204
    assert wang.ask("GET", "/jobs").status_code == 401
    shu.ask("POST", "/directory/people/state", {"login": "wang", "active": True})
    assert wang.ask("GET", "/jobs").status_code == 401, "its old sessions stay ended"
    assert Browser().sign_in("wang").status_code == 200


def test_an_officer_ends_all_sessions_of_a_person_at_once(signed: Enter) -> None:
    shu, wang = signed("shu"), signed("wang")
    assert shu.ask("POST", "/directory/people/sessions", {"login": "wang"}).status_code == 204
    assert wang.ask("GET", "/jobs").status_code == 401


def test_every_change_names_its_author_in_the_journal(signed: Enter) -> None:
    shu = signed("shu")
    shu.ask("POST", "/directory/people", NEW)
    shu.ask("POST", "/directory/people/state", {"login": "sun", "active": False})
    verbs = [line["verb"] for line in lines(actor="shu") if line["subject"] == "sun"]
    assert verbs == ["post_given", "password_set", "account_closed"]
