"""Who sees what, as a table: roles × levels × purposes × days. The expected values are written out, not computed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.work.cast import DAY, small_standard
from yibiao.base.views import View
from yibiao.work.directory.rules import (
    ROLES,
    GrantFact,
    PersonFacts,
    PostFact,
    may_read_journal,
    merged,
    offices,
    releasing_areas,
    view_for,
    writing_areas,
)  # fmt: skip

STANDARD = small_standard()
PHONE, NAME, ID, RELIGION, CHILDREN = (
    "person.phone", "person.name", "person.id_number", "person.religion", "person.children",
)  # fmt: skip


def view(role: str, purpose: str = "走访", day: date = DAY, grants: tuple[GrantFact, ...] = (), **post: object) -> View:
    facts = PersonFacts("someone", posts=(PostFact(role, 2, 7, **post),), grants=grants)  # type: ignore[arg-type]
    return view_for(facts, purpose, day, STANDARD)


def sees(seen: View, code: str) -> str:
    if seen.may_read(code):
        return {"partial": "masked", "full": "hidden", None: "clear"}[seen.masks.get(code)]
    return "counts" if seen.may_count(code) else "nothing"


TABLE = """
role                 rows   CHILDREN  NAME     PHONE    ID       RELIGION
grid_worker          yes    clear     clear    clear    masked   nothing
community_secretary  yes    clear     clear    clear    clear    hidden
street_clerk         yes    clear     clear    clear    masked   counts
data_officer         no     counts    nothing  nothing  nothing  nothing
leader               no     counts    nothing  nothing  nothing  counts
department_officer   none   nothing   nothing  nothing  nothing  nothing
auditor              none   nothing   nothing  nothing  nothing  nothing
resident             none   nothing   nothing  nothing  nothing  nothing
mayor                none   nothing   nothing  nothing  nothing  nothing
"""
CASES = [line.split() for line in TABLE.strip().splitlines()[1:]]


def below(facts: PersonFacts, role: str, day: date) -> frozenset[str]:
    """The broken variant: an office takes the areas below it for its own."""
    held = offices(facts, role, day)
    return held | {code for code in ("99", "9901") if any(code.startswith(own) for own in held)}


@pytest.mark.parametrize(("rule", "right"), [(offices, True), (below, False)])
def test_an_office_is_the_very_area_of_a_post_in_force(rule: Callable[..., frozenset[str]], right: bool) -> None:
    past = PostFact("data_officer", 1, 9, valid_to=DAY - timedelta(days=1), area="98")
    posts = (PostFact("data_officer", 1, 99, area="99"), PostFact("leader", 2, 7, area="9902"), past)
    assert (rule(PersonFacts("x", posts=posts), "data_officer", DAY) == {"99"}) is right
    assert offices(PersonFacts("x", active=False, posts=posts), "data_officer", DAY) == frozenset()


def test_the_table_names_every_role() -> None:
    assert {case[0] for case in CASES} == {*ROLES, "mayor"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_role_sees_what_the_table_says(case: list[str]) -> None:
    seen = view(case[0])
    assert ("none" if not seen.areas else "yes" if seen.rows else "no") == case[1]
    assert [sees(seen, code) for code in (CHILDREN, NAME, PHONE, ID, RELIGION)] == case[2:]
    assert seen.areas == (() if case[1] == "none" else ((2, 7),))


def grant(**parts: object) -> GrantFact:
    given = {
        "purpose": "高龄补贴", "elements": (NAME, ID), "first": 2, "last": 7, "rows": True,
        "valid_from": DAY - timedelta(9), "valid_to": DAY + timedelta(9),
    }  # fmt: skip
    return GrantFact(**(given | parts))  # type: ignore[arg-type]


def test_a_department_officer_sees_the_elements_that_his_grant_names_and_no_others() -> None:
    seen = view("department_officer", "高龄补贴", grants=(grant(),))
    assert (seen.areas, seen.rows, seen.elements) == (((2, 7),), True, {NAME, ID})
    assert [sees(seen, code) for code in (NAME, ID, PHONE, CHILDREN)] == ["clear", "clear", "nothing", "nothing"]


def test_a_grant_without_elements_gives_statistics_of_levels_1_and_2() -> None:
    seen = view("department_officer", "高龄补贴", grants=(grant(elements=(), rows=False),))
    assert seen.rows is False
    assert [sees(seen, code) for code in (CHILDREN, "person.birth_date", NAME, PHONE, "person.income_annual")] == [
        "counts", "counts", "nothing", "nothing", "nothing"
    ]  # fmt: skip


def test_a_grant_for_statistics_counts_what_it_names_and_lists_nothing() -> None:
    seen = view("department_officer", "高龄补贴", grants=(grant(rows=False, elements=(CHILDREN,)),))
    assert (seen.rows, sees(seen, CHILDREN), sees(seen, NAME)) == (False, "counts", "nothing")


@pytest.mark.parametrize(
    ("purpose", "parts"),
    [
        ("好奇", {}),
        ("", {}),
        ("高龄补贴", {"valid_to": DAY - timedelta(1)}),
        ("高龄补贴", {"valid_from": DAY + timedelta(1)}),
        ("高龄补贴", {"revoked": True}),
        ("高龄补贴", {"first": 1, "last": 20}),
        ("高龄补贴", {"first": 8, "last": 9}),
    ],
    ids=["other purpose", "no purpose", "expired", "not yet", "revoked", "beyond the post", "elsewhere"],
)
def test_a_grant_counts_for_its_purpose_its_days_and_its_area_only(purpose: str, parts: dict[str, object]) -> None:
    seen = view("department_officer", purpose, grants=(grant(**parts),))
    assert (seen.areas, seen.elements, seen.countable) == ((), frozenset(), frozenset())


def test_the_last_day_of_a_grant_still_counts() -> None:
    assert view("department_officer", "高龄补贴", day=DAY + timedelta(9), grants=(grant(),)).areas
    assert not view("department_officer", "高龄补贴", day=DAY + timedelta(10), grants=(grant(),)).areas


def test_a_grant_over_the_whole_post_lifts_the_masks_that_it_names_for_a_keeper() -> None:
    whole = view("grid_worker", "高龄补贴", grants=(grant(elements=(ID, RELIGION)),))
    assert [sees(whole, code) for code in (ID, RELIGION)] == ["clear", "clear"]
    part = view("grid_worker", "高龄补贴", grants=(grant(elements=(ID,), first=3, last=3),))
    assert sees(part, ID) == "masked"


@pytest.mark.parametrize("role", ROLES)
def test_a_post_that_has_ended_or_not_begun_sees_nothing(role: str) -> None:
    for days in ({"valid_to": DAY - timedelta(1)}, {"valid_from": DAY + timedelta(1)}):
        seen = view(role, "高龄补贴", grants=(grant(),), **days)
        assert (seen.areas, seen.elements, seen.countable, seen.rows) == ((), frozenset(), frozenset(), False)


def test_one_who_may_not_sign_in_or_has_no_post_sees_nothing() -> None:
    for facts in (PersonFacts("x", active=False, posts=(PostFact("grid_worker", 1, 9),)), PersonFacts("x")):
        assert view_for(facts, "走访", DAY, STANDARD).areas == ()
        assert writing_areas(facts, DAY) == ()
        assert not may_read_journal(facts, DAY)


def test_one_with_two_roles_acts_in_one_at_a_time_and_never_joins_their_rights() -> None:
    facts = PersonFacts("x", posts=(PostFact("grid_worker", 4, 4), PostFact("street_clerk", 2, 7)))
    assert view_for(facts, "走访", DAY, STANDARD).areas == ((4, 4),)
    clerk = view_for(facts, "走访", DAY, STANDARD, role="street_clerk")
    assert (clerk.areas, sees(clerk, RELIGION)) == (((2, 7),), "counts")
    assert view_for(facts, "走访", DAY, STANDARD, role="leader").areas == ()


def test_two_posts_of_one_role_join_their_areas() -> None:
    facts = PersonFacts(
        "x", posts=(PostFact("grid_worker", 4, 4), PostFact("grid_worker", 5, 5), PostFact("grid_worker", 9, 9))
    )
    assert view_for(facts, "走访", DAY, STANDARD).areas == ((4, 5), (9, 9))


def test_only_keepers_write_and_only_auditors_read_the_journal() -> None:
    writers = {role for role in ROLES if writing_areas(PersonFacts("x", posts=(PostFact(role, 2, 7),)), DAY)}
    assert writers == {"grid_worker", "community_secretary", "street_clerk"}
    readers = {role for role in ROLES if may_read_journal(PersonFacts("x", posts=(PostFact(role, 2, 7),)), DAY)}
    assert readers == {"auditor"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [((), ()), (((4, 6), (2, 3)), ((2, 6),)), (((1, 9), (3, 4)), ((1, 9),)), (((1, 2), (4, 5)), ((1, 2), (4, 5)))],
)
def test_intervals_are_joined_without_gaining_a_number(
    given: tuple[tuple[int, int], ...], expected: tuple[tuple[int, int], ...]
) -> None:
    assert merged(given) == expected


@pytest.mark.parametrize(
    ("role", "releases"),
    [
        ("street_clerk", True),
        ("leader", True),
        ("data_officer", True),
        ("department_officer", False),
        ("auditor", False),
        ("resident", False),
    ],
)
def test_who_answers_for_an_area_or_leads_it_releases_exports(role: str, releases: bool) -> None:
    facts = PersonFacts("a", posts=(PostFact(role, 3, 7),))
    assert releasing_areas(facts, date(2026, 11, 22)) == (((3, 7),) if releases else ())
    assert releasing_areas(PersonFacts("a", False, facts.posts), date(2026, 11, 22)) == ()
