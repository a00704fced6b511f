"""The catalogue of forms: what was admitted, what a number is on a day, what the department's own file is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.work.cast import CLOCK, DAY, Cast
from yibiao.base.problems import ProblemError
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.work.admissions import actions, queries
from yibiao.work.admissions.actions import NewEntry, Terms
from yibiao.work.forms.queries import Template
from yibiao.work.journal.models import JournalLine

FACTS = FormFacts(
    "a.1", "a.xlsx", "Sheet1", "高龄老人名册", "list", "records", "person", None, "month", None,
    (FormField("A3", ("姓名",), "person.name", 0.99, True),), 10,
)  # fmt: skip


def terms(**other: object) -> Terms:
    given = {
        "department": "民政局", "area": "9901", "basis": "某办法第三条", "purpose": "发放高龄津贴", "period": "month",
        "levels": ("community", "street"), "due_days": 5, "lead_days": 10, "recipients": ("民政局",),
        "valid_from": DAY, "expires": DAY + timedelta(days=30),
    }  # fmt: skip
    return Terms(**{**given, **other})  # type: ignore[arg-type]


def new(**other: object) -> NewEntry:
    template = Template("高龄老人名册", "a.xlsx", b"bytes of the form", ({"cell": "A3", "target": "person.name"},))
    given = {"terms": terms(), "template": template, "issuer": "xu", "facts": (FACTS,), "elements": ("person.name",)}
    return NewEntry(**{**given, **other})  # type: ignore[arg-type]


def test_an_admitted_form_is_found_by_its_number_with_its_file_and_facts(cast: Cast) -> None:
    vault = cast.house.vault
    number = actions.publish(vault, "fang", new(), CLOCK)
    assert number == "9901-2026-0001" and actions.publish(vault, "fang", new(), CLOCK) == "9901-2026-0002"
    row = queries.entry(number, DAY)
    assert row is not None and (row.state, row.version, row.levels) == ("valid", 1, ("community", "street"))
    kept = queries.template_of(vault, number)
    assert kept is not None and (kept.data, kept.binding[0]["target"]) == (b"bytes of the form", "person.name")
    assert queries.facts_of(vault, number) == (FACTS,)
    assert JournalLine.objects.filter(verb="form_published", subject=number).count() == 1


def test_a_number_says_coming_valid_expired_and_retired_by_the_day(cast: Cast) -> None:
    number = actions.publish(cast.house.vault, "fang", new(), CLOCK)

    def state(day: date) -> str:
        row = queries.entry(number, day)
        assert row is not None
        return row.state

    days = (DAY - timedelta(days=1), DAY, DAY + timedelta(days=30), DAY + timedelta(days=31))
    assert [state(day) for day in days] == ["coming", "valid", "valid", "expired"]
    actions.retire("fang", number, "并入另一张表", CLOCK)
    assert state(DAY) == "retired" and queries.entry("9901-2026-0099", DAY) is None


def test_a_changed_form_keeps_its_number_and_the_older_version_stays(cast: Cast) -> None:
    vault = cast.house.vault
    number = actions.publish(vault, "fang", new(), CLOCK)
    template = Template("高龄老人名册（新）", "b.xlsx", b"new bytes")
    assert actions.publish(vault, "fang", new(number=number, template=template), CLOCK) == number
    assert [row.version for row in queries.versions_of(number, DAY)] == [2, 1]
    older, current = queries.template_of(vault, number, 1), queries.template_of(vault, number)
    assert older is not None and older.data == b"bytes of the form"
    assert current is not None and current.data == b"new bytes"
    assert [row.version for row in queries.entries(1, 10_000, DAY)] == [2]


def test_a_form_is_listed_where_it_may_be_asked_and_nowhere_else(cast: Cast) -> None:
    actions.publish(cast.house.vault, "fang", new(), CLOCK)
    north, south = queries.interval_of("9901"), queries.interval_of("9902")
    assert len(queries.entries(*north, DAY)) == 1 and queries.entries(*south, DAY) == ()
    assert len(queries.entries(*queries.interval_of("99"), DAY, state="valid")) == 1
    assert queries.interval_of("no such area") == (0, -1)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"number": "9901-2026-0099"}, "ADMISSION_NO_ENTRY"),
        ({"terms": terms(expires=DAY - timedelta(days=1))}, "ADMISSION_ENDS_BEFORE"),
    ],
)
def test_what_cannot_stand_is_refused(cast: Cast, what: dict[str, object], code: str) -> None:
    with pytest.raises(ProblemError) as refused:
        actions.publish(cast.house.vault, "fang", new(**what), CLOCK)
    assert refused.value.problem.code == code


def test_a_form_is_not_retired_without_a_reason(cast: Cast) -> None:
    number = actions.publish(cast.house.vault, "fang", new(), CLOCK)
    with pytest.raises(ProblemError) as refused:
        actions.retire("fang", number, " ", CLOCK)
    assert refused.value.problem.code == "ADMISSION_REASON_WANTED"
