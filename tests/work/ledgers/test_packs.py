"""A worker's area on his phone: all of it once, then what has changed; what left it is dropped; never anybody else's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.work.cast import DAY, Cast
from tests.work.mirrors import lent
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import NewRecord, change_record, confirm_record, end_record, erase_record, move_record
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.packs import Pack, on_a_phone, pack

NUMBER = "99010119900101001X"


@pytest.fixture
def mirror(cast: Cast) -> Iterator[Mirror]:
    with lent(cast.house) as made:
        yield made


def of(cast: Cast, mirror: Mirror, login: str = "wang", **known: object) -> Pack:
    return pack(cast.house, mirror, cast.view(login), **known)  # type: ignore[arg-type]


def ids(found: Pack) -> set[str]:
    return {each.sight.id for each in found.records}


def test_the_pack_holds_the_area_masked_with_one_line_in_the_journal(cast: Cast, mirror: Mirror) -> None:
    mine = {cast.person(id_number=NUMBER, name="单小明"), cast.person()}
    cast.person("99010102")
    cast.person("99020101")
    before = journal.last_sequence()
    found = of(cast, mirror)
    assert ids(found) == mine and found.anew and not found.more
    assert NUMBER not in str(found) and any(each.initials == "sdc.x.m" for each in found.records)
    (line,) = journal.lines(before)
    assert (line["payload"]["how"], line["payload"]["rows"]) == ("pack", 2)
    assert NUMBER not in str(line)


def test_behind_a_number_comes_what_has_changed_and_nothing_else(cast: Cast, mirror: Mirror) -> None:
    first, second = cast.person(), cast.person()
    cast.person("99010102")
    had = of(cast, mirror)
    change_record(cast.house, cast.act("li"), first, 1, {"person.phone": "13800000000"})
    confirm_record(cast.house, cast.act("li"), second, ["person.name"])
    third = cast.person()
    after = of(cast, mirror, since=had.until, scope=had.scope)
    assert ids(after) == {first, second, third} and not after.anew and after.dropped == ()
    assert of(cast, mirror, since=after.until, scope=after.scope).records == ()


def test_who_left_is_dropped_and_who_lives_elsewhere_is_not_told_of(cast: Cast, mirror: Mirror) -> None:
    moved, ended, erased = cast.person(), cast.person(), cast.person()
    other, had = cast.person("99010102"), of(cast, mirror)
    move_record(cast.house, cast.act("li"), moved, "99010102")
    end_record(cast.house, cast.act("wang"), ended, "ended")
    erase_record(cast.house, cast.act("wang"), erased)
    move_record(cast.house, cast.act("chen"), other, "99010201")
    end_record(cast.house, cast.act("chen"), other, "ended")
    after = of(cast, mirror, since=had.until, scope=had.scope)
    assert set(after.dropped) == {moved, ended, erased} and after.records == ()


def test_another_scope_begins_anew(cast: Cast, mirror: Mirror) -> None:
    cast.person()
    had = of(cast, mirror)
    for known in ({"since": had.until, "scope": "another"}, {"since": had.until + 99, "scope": had.scope}):
        assert of(cast, mirror, **known).anew
    assert of(cast, mirror, "li").scope != had.scope


def test_pages_together_are_the_whole(cast: Cast, mirror: Mirror) -> None:
    mine = {cast.person() for _ in range(5)}
    seen, after = set(), ""
    for _ in range(9):
        page = of(cast, mirror, after=after, size=2)
        seen |= ids(page)
        after = page.more
        if not after:
            break
    assert seen == mine


@pytest.mark.parametrize("login", ["zhao", "xu", "gao", "shen", "shu"])
def test_nobody_else_gets_anything_of_the_area(cast: Cast, mirror: Mirror, login: str) -> None:
    record = cast.person()
    since = journal.last_sequence() - 1
    for known in ({}, {"since": since}, {"since": since, "scope": of(cast, mirror, login).scope}):
        found = of(cast, mirror, login, **known)
        assert found.records == () and found.dropped == () and record not in str(found)


def test_a_view_over_everything_would_get_it_so_the_test_above_has_teeth(cast: Cast, mirror: Mirror) -> None:
    record = cast.person()
    wide = replace(cast.view("zhao"), areas=((0, 2**31 - 1),))
    assert record in str(pack(cast.house, mirror, wide))


def test_nothing_of_level_four_lies_in_the_clear_on_a_phone(cast: Cast, mirror: Mirror) -> None:
    """At the desk the secretary reads the number; his phone does not keep it."""
    cast.person(id_number=NUMBER, religion="某教")
    desk = cast.view("li")
    assert "person.id_number" not in desk.masks and desk.may_read("person.religion")
    phone = on_a_phone(cast.house.standard, desk)
    assert phone.masks["person.id_number"] == "partial" and not phone.may_read("person.religion")
    found = str(of(cast, mirror, "li"))
    assert NUMBER not in found and "某教" not in found and "religion" not in found


def test_a_detail_that_the_view_does_not_show_is_not_there(cast: Cast, mirror: Mirror) -> None:
    """A record all of whose elements are hidden would still tell that it exists."""
    person = cast.person()
    cast.create(NewRecord("disability", "", {"disability.kinds": "1"}, person))
    blind = replace(
        cast.view("wang"), elements=frozenset(code for code in cast.view("wang").elements if "disability" not in code)
    )
    assert {each.sight.register for each in pack(cast.house, mirror, blind).records} == {"person"}
    assert "disability" in {each.sight.register for each in of(cast, mirror).records}


def test_a_member_that_lives_in_another_grid_leaves_the_size_unknown(cast: Cast, mirror: Mirror) -> None:
    home = str(cast.create(NewRecord("household", "99010101", {"household.address": "甲路"}))["record"])
    inside = cast.person(household=home)
    cast.person("99010102", household=home)
    found = of(cast, mirror)
    assert ids(found) == {home, inside}
    assert directory.view_of("wang", "x", DAY, cast.house.standard).areas == cast.view("wang").areas
