"""Areas, people, posts and grants as they stand in the database, and the views that come of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.work.cast import AREAS, DAY, Cast
from tests.work.ledgers.test_records import refused
from yibiao.work.directory import actions, queries
from yibiao.work.directory.actions import NewArea, NewGrant, NewPerson
from yibiao.work.journal import queries as journal


def test_every_area_is_an_interval_of_the_tree(cast: Cast) -> None:
    assert [(area.code, area.first, area.last) for area in queries.areas()] == [
        ("99", 1, 10), ("9901", 2, 7), ("990101", 3, 5), ("99010101", 4, 4), ("99010102", 5, 5),
        ("990102", 6, 7), ("99010201", 7, 7), ("9902", 8, 10), ("990201", 9, 10), ("99020101", 10, 10),
    ]  # fmt: skip


def test_forms_are_told_of_the_same_areas_in_the_same_order(cast: Cast) -> None:
    assert queries.family() == [(area.code, area.name, area.level, area.parent) for area in queries.areas()]


def test_a_new_area_renumbers_the_tree_and_every_view_with_it(cast: Cast) -> None:
    assert cast.view("zhao").areas == ((10, 10),)
    actions.lay_areas([NewArea("99010103", "新网格", "grid", "990101")], "test")
    assert cast.view("zhao").areas == ((11, 11),)
    assert cast.view("li").areas == ((3, 6),)


def test_laying_the_same_areas_again_changes_nothing(cast: Cast) -> None:
    before = list(queries.areas())
    actions.lay_areas(AREAS, "test")
    assert list(queries.areas()) == before


@pytest.mark.parametrize(
    ("areas", "code"),
    [
        ([NewArea("1", "a", "grid", "no such")], "DIRECTORY_NO_PARENT"),
        ([NewArea("1", "a", "grid", "2"), NewArea("2", "b", "grid", "1")], "DIRECTORY_NO_PARENT"),
        ([NewArea("1", "a", "grid", "99"), NewArea("1", "b", "grid", "99")], "DIRECTORY_AREA_TWICE"),
    ],
)
def test_it_refuses_areas_that_make_no_tree(cast: Cast, areas: list[NewArea], code: str) -> None:
    before = list(queries.areas())
    with refused(code):
        actions.lay_areas(areas, "test")
    assert list(queries.areas()) == before


def test_a_grant_opens_on_its_days_and_closes_at_once_when_revoked(cast: Cast) -> None:
    grant = NewGrant("xu", "高龄补贴", "990101", DAY, DAY + timedelta(30), ("person.name",), rows=True)
    assert cast.view("xu", "高龄补贴").areas == ()
    made = actions.give_grant(grant, "shu")
    assert cast.view("xu", "高龄补贴").areas == ((3, 5),)
    assert queries.view_of("xu", "高龄补贴", DAY + timedelta(31), cast.house.standard).areas == ()
    actions.revoke_grant(made, "shu")
    assert cast.view("xu", "高龄补贴").areas == ()
    assert [line["verb"] for line in journal.lines(subject=made)] == ["grant_given", "grant_revoked"]


def test_a_post_that_ended_sees_nothing_from_the_next_day_on(cast: Cast) -> None:
    assert actions.end_posts("wang", DAY, "shu") == 1
    assert cast.view("wang").areas == ((4, 4),)
    assert queries.view_of("wang", "走访", DAY + timedelta(1), cast.house.standard).areas == ()


def test_unknown_people_areas_roles_and_grants_are_refused(cast: Cast) -> None:
    with refused("DIRECTORY_UNKNOWN_USER"):
        cast.view("nobody")
    with refused("DIRECTORY_UNKNOWN_AREA"):
        queries.area("no such")
    with refused("DIRECTORY_UNKNOWN_AREA"):
        actions.appoint([NewPerson("a", "甲", "leader", "no such")], "test")
    with refused("DIRECTORY_UNKNOWN_ROLE"):
        actions.appoint([NewPerson("a", "甲", "mayor", "99")], "test")
    with refused("DIRECTORY_UNKNOWN_GRANT"):
        actions.revoke_grant("no such", "test")
    with refused("DIRECTORY_GRANT_BACKWARDS"):
        actions.give_grant(NewGrant("xu", "x", "99", DAY, DAY - timedelta(1)), "test")


def test_people_are_listed_with_role_and_area(cast: Cast) -> None:
    assert [(who.login, who.role, who.area) for who in queries.people()][:2] == [
        ("chen", "street_clerk", "9901"), ("gao", "leader", "99")
    ]  # fmt: skip


def test_the_journal_is_read_by_the_auditor_and_nobody_else(cast: Cast) -> None:
    assert [line["verb"] for line in queries.journal_of("shen", DAY)] == ["areas_laid", "people_appointed"]
    for login in ("wang", "li", "chen", "zhao", "xu", "gao", "shu"):
        assert queries.journal_of(login, DAY) == ()
