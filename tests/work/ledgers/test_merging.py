"""Two records about one person become one, with all that hangs on them and names them, and two again, on each engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.work.cast import Cast
from tests.work.ledgers.test_records import refused
from yibiao.work.ledgers import queries, scrub
from yibiao.work.ledgers.actions import (
    NewRecord,
    Pair,
    change_record,
    end_record,
    erase_record,
    merge_records,
    split_records,
    tell_apart,
)
from yibiao.work.ledgers.models import Apart, Conflict, Merger, OwnerKey, Record

NUMBER, OTHER = "990101199001010010", "990101199001010029"


def nobody(record: str) -> Iterable[tuple[str, str]]:
    return ()


def naming(*found: tuple[str, str]) -> Callable[[str], Iterable[tuple[str, str]]]:
    return lambda record: found


def values(cast: Cast, record: str) -> dict[str, Any]:
    found = queries.get_record(cast.house, cast.view("li"), record)
    assert found is not None
    return dict(found.values)


def content(cast: Cast) -> list[tuple[Any, ...]]:
    """Every live record in sight of nobody's view: register, master's values and own values, whatever its id and version."""
    from yibiao.work.ledgers import sealing

    keys = sealing.Keys(cast.house.vault)
    rows = Record.objects.filter(ended="").order_by("id")
    states = {row.id: sealing.state_of(row, keys) for row in rows}
    told = [(one.register, one.area, one.master or "", one.id if one.master is None else "", sorted(one.values.items()))
            for one in states.values()]  # fmt: skip
    return sorted(told, key=repr)


@pytest.fixture
def pair(cast: Cast) -> tuple[str, str]:
    stays = cast.person(name="张三", id_number=NUMBER, phone="13800000001")
    double = cast.person(name="张三", phone="13800000002", birth_date="1990-01-01")
    cast.create(NewRecord("disability", "", {"disability.since": "2020-01-01"}, double))
    cast.create(NewRecord("visit", "", {}, double))
    return stays, double


def test_gaps_are_filled_details_come_along_and_the_loser_is_kept(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    reply = merge_records(cast.house, cast.act("li"), Pair(stays, double, reason="同一人"), nobody)
    assert (reply["record"], reply["carried"]) == (stays, 2)
    held = values(cast, stays)
    assert (held["person.birth_date"], held["person.phone"]) == ("1990-01-01", "13800000001")
    assert queries.get_record(cast.house, cast.view("li"), double) is None
    assert sorted(Record.objects.filter(master=stays, ended="").values_list("register", flat=True)) == [
        "disability",
        "visit",
    ]
    kept = Conflict.objects.get(record=stays, element="person.phone")
    assert kept.state == "kept" and kept.sealed
    assert list(scrub.verify_records(cast.house)) == []


def test_where_a_person_says_so_the_doubles_word_counts(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    merge_records(cast.house, cast.act("li"), Pair(stays, double, frozenset({"person.phone"})), nobody)
    assert values(cast, stays)["person.phone"] == "13800000002"
    assert Conflict.objects.get(record=stays, element="person.phone").state == "taken"


def test_a_single_detail_of_both_is_one_afterwards(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    cast.create(NewRecord("disability", "", {"disability.kinds": "1"}, stays))
    merge_records(cast.house, cast.act("li"), Pair(stays, double), nobody)
    (row,) = Record.objects.filter(master=stays, register="disability", ended="")
    assert set(values(cast, row.id)) == {"disability.kinds", "disability.since"}


def test_who_names_the_double_names_the_one_that_stays(cast: Cast) -> None:
    one, two = (cast.create(NewRecord("household", "99010101", {"household.number": "H1"}))["record"] for _ in range(2))
    member = cast.person(household=str(two))
    merge_records(cast.house, cast.act("li"), Pair(str(one), str(two)), naming((member, "person.household")))
    assert values(cast, member)["person.household"] == one
    merger = Merger.objects.get()
    split_records(cast.house, cast.act("li"), merger.id)
    assert values(cast, member)["person.household"] == two


def test_two_numbers_are_two_people(cast: Cast) -> None:
    one, two = cast.person(id_number=NUMBER), cast.person(id_number=OTHER)
    with refused("LEDGERS_TWO_NUMBERS"):
        merge_records(cast.house, cast.act("li"), Pair(one, two), nobody)
    with refused("LEDGERS_NO_PAIR"):
        merge_records(cast.house, cast.act("li"), Pair(one, one), nobody)
    assert Record.objects.filter(ended="").count() == 2 and not Merger.objects.exists()


def test_nobody_merges_what_lies_out_of_reach_or_is_named_from_there(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    far = cast.person("99020101", name="张三")
    for login, other in (("zhao", double), ("li", far)):
        with refused("LEDGERS_NO_RECORD"):
            merge_records(cast.house, cast.act(login), Pair(stays, other), nobody)
    with refused("LEDGERS_NO_RECORD"):
        merge_records(cast.house, cast.act("li"), Pair(stays, double), naming((far, "person.household")))
    with refused("LEDGERS_NO_RECORD"):
        tell_apart(cast.house, cast.act("li"), stays, far)
    assert queries.get_record(cast.house, cast.view("li"), double) is not None


def test_what_was_written_since_stays_when_they_are_parted(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    merger = str(merge_records(cast.house, cast.act("li"), Pair(stays, double), nobody)["merger"])
    change_record(cast.house, cast.act("li"), stays, 2, {"person.birth_date": "1991-01-01"})
    reply = split_records(cast.house, cast.act("li"), merger)
    assert reply["refused"] == [{"record": stays, "elements": ["person.birth_date"]}]
    assert values(cast, stays)["person.birth_date"] == "1991-01-01"
    assert values(cast, double)["person.birth_date"] == "1990-01-01"
    with refused("LEDGERS_NO_MERGER"):
        split_records(cast.house, cast.act("li"), merger)
    assert list(scrub.verify_records(cast.house)) == []


def test_who_is_erased_is_erased_in_what_was_merged_into_him(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    merge_records(cast.house, cast.act("li"), Pair(stays, double), nobody)
    erase_record(cast.house, cast.house_act(), stays)
    assert not OwnerKey.objects.filter(owner__in=pair, wrapped__isnull=False).exists()
    assert set(Record.objects.filter(id__in=pair).values_list("ended", flat=True)) == {"erased"}


def test_told_apart_once_is_told_apart_for_good(cast: Cast, pair: tuple[str, str]) -> None:
    stays, double = pair
    tell_apart(cast.house, cast.act("li"), stays, double)
    tell_apart(cast.house, cast.act("chen"), double, stays)
    assert (Apart.objects.get().one_id, Apart.objects.get().other_id) == tuple(sorted(pair))


PHONES = st.sampled_from(["13800000001", "13800000002", None])
PERSON = st.fixed_dictionaries({"phone": PHONES, "children": st.sampled_from([1, 2, None]), "alone": st.booleans()})
DETAILS = st.lists(st.sampled_from(["disability", "visit"]), unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one=PERSON, two=PERSON, of_one=DETAILS, of_two=DETAILS, taken=st.booleans())
def test_merged_and_parted_is_as_before(
    cast: Cast, one: dict[str, Any], two: dict[str, Any], of_one: list[str], of_two: list[str], taken: bool
) -> None:
    ids = []
    for given_values, details in ((one, of_one), (two, of_two)):
        ids.append(cast.person(**{name: value for name, value in given_values.items() if value is not None}))
        for register in details:
            cast.create(
                NewRecord(register, "", {"disability.since": "2020-01-01"} if register == "disability" else {}, ids[-1])
            )
    before = content(cast)
    chosen = frozenset({"person.phone"}) if taken else frozenset()
    merger = str(merge_records(cast.house, cast.act("li"), Pair(ids[0], ids[1], chosen), nobody)["merger"])
    assert content(cast) != before
    assert split_records(cast.house, cast.act("li"), merger)["refused"] == []
    assert content(cast) == before
    for record in ids:
        end_record(cast.house, cast.house_act(), record, "ended")


def test_a_split_that_forgets_the_details_is_seen(cast: Cast, pair: tuple[str, str]) -> None:
    """The broken house: only the double itself is revived."""
    before = content(cast)
    merger = str(merge_records(cast.house, cast.act("li"), Pair(*pair), nobody)["merger"])
    details = list(Record.objects.filter(master=pair[1]).values_list("id", flat=True))
    Record.objects.filter(id__in=details).update(ended="ended")
    split_records(cast.house, cast.act("li"), merger)
    assert content(cast) != before
