"""The life of an application: whatever anybody does in whatever order, only what is lawful comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.work.admissions.wanting import draft
from tests.work.cast import CLOCK, DAY, Cast
from yibiao.base.problems import Problem, ProblemError
from yibiao.work.admissions import actions, queries, rules, wanted
from yibiao.work.admissions.models import Application, Entry, Step
from yibiao.work.directory.models import Grant
from yibiao.work.journal.models import JournalLine
from yibiao.work.settings.actions import set_setting

XU = rules.Actor("xu", "department_officer", covers=True)
SHU = rules.Actor("shu", "data_officer", covers=True)
GAO = rules.Actor("gao", "leader", covers=True)
ACTORS = (
    XU, SHU, GAO, rules.Actor("xu", "data_officer", covers=True), rules.Actor("shu", "leader", covers=True),
    rules.Actor("chen", "street_clerk", covers=True), rules.Actor("zhou", "data_officer", covers=False),
    rules.Actor("bao", "department_officer", covers=True),
)  # fmt: skip


def walk(cast: Cast, application: str, *acts: tuple[rules.Actor, str]) -> str:
    state = ""
    for actor, verb in acts:
        state = actions.act(cast.house, actor, application, verb, "说明")
    return state


def refused(act: Callable[[], Any]) -> str:
    with pytest.raises(ProblemError) as error:
        act()
    return error.value.problem.code


def test_a_regular_form_is_approved_then_published_and_the_department_may_read_what_it_asks(cast: Cast) -> None:
    application = actions.apply_for(cast.house, "xu", draft("person.name", "person.children"))
    assert walk(cast, application, (XU, "submit"), (SHU, "approve")) == "approved"
    assert walk(cast, application, (SHU, "publish")) == "published"
    row = queries.entry(wanted.application_of(application).number, DAY)
    assert row is not None and (row.issuer, row.elements) == ("xu", ("person.children", "person.name"))
    grant = Grant.objects.get()
    assert (grant.account.username, grant.elements, grant.rows) == ("xu", list(row.elements), True)
    assert (grant.purpose, grant.area.code, grant.valid_to) == ("发放津贴", "9901", row.expires)
    actions.retire("shu", row.number, "不再需要", CLOCK)
    assert Grant.objects.get().revoked


def test_the_most_sensitive_needs_the_word_of_a_second_person(cast: Cast) -> None:
    application = actions.apply_for(cast.house, "xu", draft("person.id_number"))
    assert walk(cast, application, (XU, "submit"), (SHU, "approve")) == "seconding"
    assert refused(lambda: walk(cast, application, (SHU, "approve"))) == "ADMISSION_TURN"
    assert refused(lambda: walk(cast, application, (SHU, "publish"))) == "ADMISSION_STATE"
    assert walk(cast, application, (GAO, "approve"), (SHU, "publish")) == "published"


@pytest.mark.parametrize("kind", ["once", "late"])
def test_what_is_asked_once_or_late_is_published_with_its_last_word(cast: Cast, kind: str) -> None:
    application = actions.apply_for(cast.house, "xu", draft(kind=kind, period="once"))
    assert walk(cast, application, (XU, "submit"), (SHU, "approve")) == "published"


def test_it_goes_back_with_a_reason_and_comes_again(cast: Cast) -> None:
    application = actions.apply_for(cast.house, "xu", draft())
    walk(cast, application, (XU, "submit"))
    missing = refused(lambda: actions.act(cast.house, SHU, application, "return", " "))
    assert missing == "ADMISSION_REASON_WANTED"
    assert walk(cast, application, (SHU, "return")) == "returned"
    actions.change(cast.house, XU, application, draft("person.name", "person.children"))
    assert walk(cast, application, (XU, "submit")) == "submitted"
    assert [step.verb for step in wanted.steps_of(application)] == ["submit", "return", "submit"]


def test_what_the_rules_stop_cannot_be_submitted_and_a_duplicate_that_came_meanwhile_not_approved(cast: Cast) -> None:
    stopped = actions.apply_for(cast.house, "xu", draft(basis=""))
    assert refused(lambda: walk(cast, stopped, (XU, "submit"))) == "ADMISSION_STOPPED"
    asked = ("person.name", "person.children", "person.income_annual", "person.alone", "person.religion")
    first, second = (actions.apply_for(cast.house, "xu", draft(*asked)) for _ in range(2))
    walk(cast, first, (XU, "submit"), (SHU, "approve"), (GAO, "approve"))
    walk(cast, second, (XU, "submit"))
    walk(cast, first, (SHU, "publish"))
    assert refused(lambda: walk(cast, second, (SHU, "approve"))) == "ADMISSION_STOPPED"


def test_a_change_keeps_the_number_shows_its_columns_and_takes_over_the_right_to_read(cast: Cast) -> None:
    first = actions.apply_for(cast.house, "xu", draft("person.name"))
    walk(cast, first, (XU, "submit"), (SHU, "approve"), (SHU, "publish"))
    number = wanted.application_of(first).number
    again = actions.apply_for(cast.house, "xu", draft("person.name", "person.children", changes=number))
    told = wanted.changed_by(cast.house.vault, wanted.application_of(again))
    assert [(one.kind, one.after) for one in told] == [("kept", "person.name"), ("added", "person.children")]
    walk(cast, again, (XU, "submit"), (SHU, "approve"), (SHU, "publish"))
    row = queries.entry(number, DAY)
    assert row is not None and row.version == 2 and wanted.application_of(again).number == number
    assert sorted((grant.elements, grant.revoked) for grant in Grant.objects.all()) == [
        (["person.children", "person.name"], False), (["person.name"], True),
    ]  # fmt: skip
    foreign = draft(changes=number, department="教育局")
    assert refused(lambda: actions.apply_for(cast.house, "xu", foreign)) == "ADMISSION_NO_ENTRY"


def test_what_ends_by_itself_is_written_down_once(cast: Cast) -> None:
    application = actions.apply_for(cast.house, "xu", draft())
    walk(cast, application, (XU, "submit"), (SHU, "approve"), (SHU, "publish"))
    number = wanted.application_of(application).number
    assert actions.sweep(DAY + timedelta(days=30), CLOCK) == ()
    over = DAY + timedelta(days=31)
    assert actions.sweep(over, CLOCK) == (number,) and actions.sweep(over, CLOCK) == ()
    assert JournalLine.objects.filter(verb="form_expired").count() == 1


def test_an_emergency_is_counted_and_a_budget_of_the_house_holds(cast: Cast) -> None:
    said = draft(lead_days=1, urgent="防汛")
    for times in (1, 2):
        application = actions.apply_for(cast.house, "xu", said)
        walk(cast, application, (XU, "submit"))
        assert "URGENT" in wanted.application_of(application).findings
        assert wanted.around(cast.house, said.terms).urgent_before == times
    set_setting("admission_minutes", "1", "控制总量", "shu")
    new = draft("person.name")
    new = replace(new, facts=(replace(new.facts[0], fields=(replace(new.facts[0].fields[0], asks="new:喜好"),)),))
    application = actions.apply_for(cast.house, "xu", new)
    assert "BUDGET_OVERSPENT" in wanted.application_of(application).findings


def test_nobody_sees_a_draft_of_another_or_what_lies_outside_his_post(cast: Cast) -> None:
    application = actions.apply_for(cast.house, "xu", draft())

    def seen(login: str, role: str) -> bool:
        return wanted.may_see(wanted.application_of(application), login, role, DAY)

    assert seen("xu", "department_officer") and not seen("shu", "data_officer")
    walk(cast, application, (XU, "submit"))
    assert seen("shu", "data_officer") and seen("gao", "leader") and not seen("chen", "street_clerk")
    assert [row.id for row in wanted.queue("shu", "data_officer", DAY)] == [application]
    assert wanted.queue("chen", "street_clerk", DAY) == () and wanted.applications_of("shu") == ()
    assert [row.id for row in wanted.applications_of("xu")] == [application]
    assert refused(lambda: wanted.application_of("nothing")) == "ADMISSION_NONE"


def test_forms_whose_answers_nobody_opens_are_named_and_young_ones_are_not() -> None:
    seen = (rules.Opened("a", (0, 0, 0)), rules.Opened("b", (0, 1, 0)), rules.Opened("c", (0,)))
    assert rules.unopened(seen, 3) == ("a",)


def test_what_a_page_offers_is_what_the_rules_allow() -> None:
    stand = rules.Stand("submitted", "regular", "xu", 1)
    assert rules.acts_of(stand, XU) == ("withdraw",)
    assert rules.acts_of(stand, SHU) == ("return", "refuse", "approve")
    assert rules.acts_of(stand, GAO) == ()


DRAFTS = (draft("person.name"), draft("person.id_number"), draft("person.alone", kind="once"))


def machine(cast: Cast, decide: Callable[..., str | Problem]) -> type[RuleBasedStateMachine]:
    """Anybody does anything to an application, in any order; often enough what gets it further."""

    class Life(RuleBasedStateMachine):
        @initialize(wanted=st.sampled_from(DRAFTS))
        def begins(self, wanted: actions.Draft) -> None:
            self.accepted, self.lines = 0, lines()
            self.made = actions.apply_for(cast.house, "xu", wanted)

        def teardown(self) -> None:
            """The next one begins with an empty catalogue: a form that is admitted stops its like."""
            Entry.objects.all().delete()

        def row(self) -> Application:
            return Application.objects.get(id=self.made)

        def does(self, actor: rules.Actor, verb: str, why: str) -> None:
            before = self.row().state
            try:
                if verb == "change":
                    actions.change(cast.house, actor, self.made, DRAFTS[2], decide)
                else:
                    actions.act(cast.house, actor, self.made, verb, why, decide=decide)
                self.accepted += 1
            except ProblemError:
                assert self.row().state == before

        @rule(actor=st.sampled_from(ACTORS), verb=st.sampled_from(rules.VERBS), why=st.sampled_from(["", "说明"]))
        def anybody_tries_anything(self, actor: rules.Actor, verb: str, why: str) -> None:
            self.does(actor, verb, why)

        @rule(at=st.integers(0, 7), verb=st.sampled_from(["submit", "approve", "approve", "publish", "return"]))
        def somebody_gets_it_further(self, at: int, verb: str) -> None:
            row = self.row()
            stand = rules.Stand(row.state, row.kind, row.login, row.level, row.first_word)
            able = [actor for actor in ACTORS if isinstance(decide(stand, verb, actor, "说明"), str)]
            if able:
                self.does(able[at % len(able)], verb, "说明")

        @invariant()
        def only_lawful_states_are_reached_and_nothing_is_lost(self) -> None:
            row = self.row()
            steps = list(Step.objects.filter(application=row).order_by("id"))
            states = ["draft", *(step.after for step in steps)]
            assert lines() - self.lines == self.accepted
            assert row.state == states[-1] and set(states) <= set(rules.LIFE)
            assert [step.before for step in steps] == states[:-1]
            assert not set(states[:-1]) & set(rules.ENDED)
            assert Entry.objects.filter(application=row.id).count() == (row.state == "published")
            if row.state in ("approved", "published"):
                words = [word for word in (row.first_word, row.second_word) if word]
                assert row.login not in words and len(set(words)) == (2 if row.level == 4 else 1)
                assert {"zhou", "chen", "bao"}.isdisjoint(words)

    return Life


def lines() -> int:
    return JournalLine.objects.filter(verb__startswith="application_").exclude(verb="application_made").count()


QUICK = settings(
    max_examples=12, stateful_step_count=12, deadline=None, derandomize=True, database=None,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_no_order_of_acts_by_anybody_reaches_what_is_not_lawful(cast: Cast) -> None:
    run_state_machine_as_test(lambda: machine(cast, rules.next_state)(), settings=QUICK)


def test_a_house_in_which_one_may_decide_on_his_own_would_be_noticed(cast: Cast) -> None:
    def careless(stand: rules.Stand, verb: str, actor: rules.Actor, reason: str) -> str | Problem:
        owner = stand.login if actor.role == "department_officer" else "nobody"
        return rules.next_state(replace(stand, login=owner), verb, actor, reason)

    noticing = settings(QUICK, max_examples=60, phases=[Phase.generate])
    with pytest.raises(AssertionError):
        run_state_machine_as_test(lambda: machine(cast, careless)(), settings=noticing)
