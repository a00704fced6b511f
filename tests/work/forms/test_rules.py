"""How filled data may leave: masks on top of masks, a second person, marks. Each safety has a broken variant beside it.

L1  a profile never shows a sign that the view has starred, whatever the value
L2  more than 200 records, or level 4 in clear, needs another person; numbers never do
L3  nobody releases his own, and what one does not oversee is not there
L4  what holds many areas is let go only while all of them are seen whole
L5  a leaked part is traced to its export, and marks tell nothing without the key
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.base.problems import Problem
from yibiao.base.views import View
from yibiao.flow.asking.nodes import Column, Rows, RowsQuestion
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Ref, Scalar
from yibiao.flow.standard.model import Element, Standard
from yibiao.work.forms import rules

STANDARD = load()
NOW = datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC)
NUMBER = STANDARD.elements["person.id_number"]
PHONE = STANDARD.elements["person.phone"]
RELIGION = STANDARD.elements["person.religion"]
SEEN = View("li", "填报", ((1, 9),), frozenset(STANDARD.elements), rows=True)
EXPORT = rules.ExportFacts("li", 3, 4, 10, 3, ("person.name",), "waiting", NOW)


def digest(text: bytes) -> bytes:
    return hmac.digest(b"k" * 32, text, "sha256")


@pytest.mark.parametrize(
    ("profile", "number", "phone", "religion"),
    [
        ("shown", "990101198001010014", "13800000001", "1"),
        ("middle", "9901**********0014", "138****0001", "***"),
        ("last_four", "**************0014", "*******0001", "***"),
        ("hidden", "***", "***", "***"),
    ],
)
def test_a_profile_masks_numbers_and_hides_what_is_most_sensitive(
    profile: str, number: str, phone: str, religion: str
) -> None:
    given = [(NUMBER, "990101198001010014"), (PHONE, "13800000001"), (RELIGION, "1")]
    got = [rules.masked(value, rules.mask_of(profile, entry), entry, STANDARD) for entry, value in given]
    assert got == [number, phone, religion]


def test_names_and_places_stay_as_a_list_needs_them_until_they_are_hidden() -> None:
    name, home = STANDARD.elements["person.name"], STANDARD.elements["person.residence_address"]
    assert [rules.mask_of(profile, name) for profile in rules.PROFILES] == [None] * 4
    assert [rules.mask_of(profile, home) for profile in rules.PROFILES] == [None, None, "partial", "full"]


DIGITS = st.text("0123456789X", min_size=1, max_size=20)


def shows_more(text: str, shown: str) -> bool:
    """Whether a sign that was a star in `text` is none in `shown`."""
    return len(text) == len(shown) and any(a == "*" and b != "*" for a, b in zip(text, shown, strict=True))


Mask = Callable[[Scalar | None, str | None, Element, Standard], Scalar | None]


def unstarred(mask: Mask, digits: str, profile: str) -> list[str]:
    """What a mask shows although the view had starred it."""
    found = []
    for entry in (NUMBER, PHONE, STANDARD.elements["person.bank_account"]):
        seen = domain_of(entry.domain, STANDARD).mask(digits)
        got = str(mask(seen, rules.mask_of(profile, entry), entry, STANDARD))
        if shows_more(seen, got) or ("*" in seen and "*" not in got):
            found.append(got)
    return found


@given(DIGITS, st.sampled_from(rules.PROFILES))
def test_a_star_of_the_view_stays_a_star(digits: str, profile: str) -> None:
    assert unstarred(rules.masked, digits, profile) == []


def test_a_mask_that_trusts_the_domain_alone_would_be_caught() -> None:
    def broken(value: Scalar | None, mask: str | None, element: Element, standard: Standard) -> Scalar | None:
        return str(value).replace("*", "0") if mask else value

    assert unstarred(broken, "13800000001", "middle")


def test_a_date_masked_by_the_view_is_not_read_as_a_date_again() -> None:
    entry = replace(STANDARD.elements["person.birth_date"], sensitivity=4)
    assert rules.masked("1980-**-**", rules.mask_of("middle", entry), entry, STANDARD) == "***"
    assert rules.masked(date(1980, 1, 2), rules.mask_of("middle", entry), entry, STANDARD) == "***"


def test_a_column_computed_from_what_is_masked_is_withheld() -> None:
    of = parse('联系电话 = "13800000001"', "person", STANDARD)
    question = RowsQuestion("person", (Column("a", Ref("person.name")), Column("b", of)))
    rows = Rows(("a", "b"), ("r1",), (("张三", True),))
    masked = rules.masked_rows(question, rows, "middle", STANDARD)
    assert masked.values == (("张三", None),)
    assert masked.withheld["b"].code == "FORMS_PROFILE_WITHHOLDS"
    assert rules.masked_rows(question, rows, "shown", STANDARD) is rows


@pytest.mark.parametrize(
    ("rows", "level", "needs"), [(0, 4, False), (1, 3, False), (200, 3, False), (201, 1, True), (1, 4, True)]
)
def test_many_records_or_secrets_need_a_second_person(rows: int, level: int, needs: bool) -> None:
    assert rules.needs_approval(rows, level) is needs


def test_the_level_counts_what_is_shown_in_clear_and_whom_a_list_is_limited_to() -> None:
    listed = RowsQuestion("person", (Column("a", Ref("person.id_number")),))
    assert rules.level_of([listed], SEEN, "shown", STANDARD) == 4
    assert rules.level_of([listed], SEEN, "middle", STANDARD) == 3
    masked = replace(SEEN, masks={"person.id_number": "partial"})
    assert rules.level_of([listed], masked, "shown", STANDARD) == 3
    limited = RowsQuestion("person", (Column("a", Ref("person.name")),), parse("宗教信仰 有值", "person", STANDARD))
    assert rules.level_of([limited], SEEN, "hidden", STANDARD) == 4


Decide = Callable[[rules.ExportFacts, str, Sequence[tuple[int, int]]], Problem | None]
ABOVE, SAME, BESIDE = ((1, 9),), ((3, 4),), ((5, 9),)
DECISIONS = (
    (EXPORT, "chen", ABOVE, None),
    (EXPORT, "chen", SAME, None),
    (EXPORT, "li", ABOVE, "FORMS_OWN_EXPORT"),
    (EXPORT, "zhao", BESIDE, "HTTP_NOT_THERE"),
    (EXPORT, "zhao", ((3, 3),), "HTTP_NOT_THERE"),
    (EXPORT, "zhao", (), "HTTP_NOT_THERE"),
    (replace(EXPORT, state="ready"), "chen", ABOVE, "FORMS_DECIDED"),
    (replace(EXPORT, state="refused"), "chen", ABOVE, "FORMS_DECIDED"),
)


def wrong_decisions(decide: Decide) -> list[str]:
    """Who of the table may what he should not, or may not what he should."""
    found = []
    for export, login, areas, code in DECISIONS:
        why = decide(export, login, areas)
        if (why.code if why else None) != code:
            found.append(f"{login} {export.state}")
    return found


def test_nobody_releases_his_own_and_only_whoever_oversees_the_area_does() -> None:
    assert wrong_decisions(rules.why_not_decide) == []


def test_rules_that_forget_the_asker_or_the_area_would_be_caught() -> None:
    def forgets_the_asker(export: rules.ExportFacts, login: str, areas: Sequence[tuple[int, int]]) -> Problem | None:
        return rules.why_not_decide(replace(export, login="somebody"), login, areas)

    def forgets_the_area(export: rules.ExportFacts, login: str, areas: Sequence[tuple[int, int]]) -> Problem | None:
        return rules.why_not_decide(export, login, ABOVE)

    assert wrong_decisions(forgets_the_asker) and wrong_decisions(forgets_the_area)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"state": "waiting"}, "FORMS_WAITS"),
        ({"state": "refused"}, "FORMS_REFUSED"),
        ({"state": "ready", "asked": NOW - timedelta(days=31)}, "FORMS_GONE"),
        ({"state": "ready", "elements": ("person.income_annual",)}, "FORMS_RIGHTS_CHANGED"),
        ({"state": "ready", "first": 20, "last": 30}, "FORMS_RIGHTS_CHANGED"),
    ],
)
def test_what_may_not_be_taken_says_why(change: dict[str, object], code: str) -> None:
    view = replace(SEEN, elements=frozenset({"person.name"}))
    found = rules.why_not_take(replace(EXPORT, **change), view, NOW)  # type: ignore[arg-type]
    assert found is not None and found.code == code


def test_what_was_released_is_taken_while_the_rights_last() -> None:
    assert rules.why_not_take(replace(EXPORT, state="approved"), SEEN, NOW) is None
    blind = rules.why_not_take(replace(EXPORT, state="approved"), replace(SEEN, rows=False), NOW)
    assert blind is not None and blind.code == "FORMS_RIGHTS_CHANGED"


def lets_shrunken_rights_through(why_not_see: Callable[[rules.ExportFacts, View], Problem | None]) -> list[str]:
    """Which views, that see only a part of what was seen, are let at a batch of two areas in a third."""
    batch = replace(EXPORT, first=1, last=9, spans=((3, 4), (7, 8)))
    parts = {"one of two": ((3, 4),), "the other cut": ((3, 4), (7, 7)), "beside them": ((5, 6),), "nothing": ()}
    return [name for name, areas in parts.items() if why_not_see(batch, replace(SEEN, areas=areas)) is None]


def test_a_batch_is_let_go_only_while_all_its_areas_are_seen_whole() -> None:
    batch = replace(EXPORT, first=1, last=9, spans=((3, 4), (7, 8)))
    for areas in (((3, 8),), ((3, 4), (7, 8)), ((1, 9),)):
        assert rules.why_not_see(batch, replace(SEEN, areas=areas)) is None
    assert lets_shrunken_rights_through(rules.why_not_see) == []

    def by_its_one_area(export: rules.ExportFacts, view: View) -> Problem | None:
        return rules.why_not_see(replace(export, spans=()), view)

    assert lets_shrunken_rights_through(by_its_one_area) == ["one of two", "the other cut", "beside them"]


def test_the_fingerprint_is_of_the_set_and_needs_the_key() -> None:
    assert rules.fingerprint(digest, ["a", "b"]) == rules.fingerprint(digest, ["b", "a", "a"])
    assert rules.fingerprint(digest, ["a"]) != rules.fingerprint(digest, ["b"])
    assert rules.fingerprint(digest, []) == ""
    assert rules.record_mark(digest, "a") != hashlib.sha256(b"record|a").hexdigest()[:32]


def test_a_row_is_found_again_by_any_part_of_it_beside_the_name() -> None:
    kept = rules.text_marks(digest, "张三", ["9901**********0014", "138****0001", "稻香路12号"])
    assert rules.every_mark(digest, ["1", "张三", "138****0001"]) & kept
    assert rules.every_mark(digest, ["稻香路12号", "张 三"]) & kept
    assert not rules.every_mark(digest, ["李四", "138****0001"]) & kept
    assert not rules.every_mark(digest, ["138****0001", "稻香路12号"]) & kept


def test_a_whole_number_alone_is_found_again() -> None:
    kept = rules.text_marks(digest, "张三", ["990101198001010014"])
    assert rules.every_mark(digest, ["'990101198001010014"]) & kept


def test_a_kept_form_is_there_for_its_owner_and_for_the_same_post() -> None:
    kept = ("li", "community_secretary", "990101")
    assert rules.may_use(*kept, "li", ())
    assert rules.may_use(*kept, "wu", [("community_secretary", "990101")])
    assert not rules.may_use(*kept, "wu", [("grid_worker", "990101"), ("community_secretary", "990102")])
