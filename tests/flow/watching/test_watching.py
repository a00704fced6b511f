"""Rules and policies hold of just those records that a look at every single one finds; nobody is sorted by faith.

W1  every shipped rule hits the record that it is meant for and misses those beside it
W2  entitled, not entitled and cannot-tell share out everybody, as the judge in plain Python says
W3  the facts that are missing are those without which one cannot tell
W4  ethnic group and faith are refused, also behind a tag
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

import pytest

from tests.flow.asking.ledger import DuckSession, clear, fill, session_of
from yibiao.base.problems import ProblemError
from yibiao.base.views import View
from yibiao.flow.asking import ask, ask_many
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import Context, MemoryLedger, Record, evaluate
from yibiao.flow.standard.formula.memory import Held
from yibiao.flow.standard.formula.presence import present
from yibiao.flow.standard.model import Tag
from yibiao.flow.watching import Policy, policies, read_policies, read_rules, rules, summed
from yibiao.flow.watching.rules import shipped

pytestmark = pytest.mark.once
DAY = date(2026, 11, 22)
STANDARD = load()
ALL = View("house", "test", ((1, 9),), frozenset(STANDARD.elements))
RULES = {rule.code: rule for rule in rules(STANDARD)}
POLICIES = {policy.code: policy for policy in policies(STANDARD)}

Given = Mapping[str, Mapping[str, Held]]
OLD = {"birth_date": date(1940, 1, 1), "residence_status": "1"}
ALONE = {"birth_date": date(1945, 1, 1), "residence_status": "1", "household": "home"}
DEAD = {"birth_date": date(1940, 1, 1), "death_date": date(2026, 5, 1)}
BABY = {"birth_date": date(2026, 9, 1), "residence_status": "1"}
CHILD = {"birth_date": date(2016, 9, 1)}
CASES: Mapping[str, tuple[Given, tuple[Given, ...]]] = {
    "elder_no_allowance": ({"person": OLD}, (
        {"person": OLD, "elderly": {"allowance_kind": "2"}},
        {"person": {**OLD, "birth_date": date(1946, 11, 23)}},
        {"person": {**OLD, "residence_status": "3"}},
        {"person": {**OLD, "death_date": date(2026, 1, 1)}})),
    "dead_paid": ({"person": DEAD, "payment": {"date": date(2026, 5, 2)}}, (
        {"person": DEAD, "payment": {"date": date(2026, 5, 1)}},
        {"person": OLD, "payment": {"date": date(2026, 5, 2)}})),
    "dead_allowance": ({"person": DEAD, "elderly": {"allowance_kind": "2"}}, (
        {"person": DEAD, "elderly": {"allowance_kind": "2", "allowance_stopped": date(2026, 6, 1)}},
        {"person": DEAD, "elderly": {"allowance_kind": "0"}})),
    "dead_relief": ({"person": DEAD, "low_income": {"kind": "1"}}, (
        {"person": DEAD, "low_income": {"stopped_date": date(2026, 6, 1)}}, {"person": OLD, "low_income": {"kind": "1"}})),
    "moved_relief": ({"person": {"residence_status": "4"}, "low_income": {"kind": "1"}}, (
        {"person": {"residence_status": "2"}, "low_income": {"kind": "1"}}, {"person": {"residence_status": "4"}})),
    "newborn_unvaccinated": ({"person": BABY}, (
        {"person": BABY, "vaccination": {"dose": 1}}, {"person": {**BABY, "birth_date": date(2026, 10, 23)}},
        {"person": {**BABY, "birth_date": date(2025, 11, 22)}})),
    "two_reliefs": ({"person": OLD, "low_income": {"kind": "1"}, "extreme_poverty": {"kind": "1"}}, (
        {"person": OLD, "low_income": {"kind": "1"}},
        {"person": OLD, "low_income": {"stopped_date": DAY}, "extreme_poverty": {"kind": "1"}})),
    "let_no_tenant": ({"dwelling": {"is_rental": True}}, (
        {"dwelling": {"is_rental": True}, "rental": {"tenants": 1}}, {"dwelling": {"is_rental": False}}, {"dwelling": {}})),
    "disability_expired": ({"person": OLD, "disability": {"valid_to": date(2026, 11, 21)}}, (
        {"person": OLD, "disability": {"valid_to": DAY}}, {"person": OLD, "disability": {"grade": "1"}})),
    "child_no_guardian": ({"person": CHILD, "orphan": {}}, (
        {"person": CHILD}, {"person": {**CHILD, "guardian_name": "某人"}, "orphan": {}},
        {"person": {"birth_date": date(2010, 11, 22)}, "orphan": {}})),
    "alone_no_phone": ({"household": {}, "person": ALONE}, (
        {"household": {}, "person": {**ALONE, "phone": "13900000000"}},
        {"household": {}, "person": {**ALONE, "birth_date": date(1952, 1, 1)}})),
    "permit_expired": ({"person": {"residence_status": "3"}, "migrant": {"valid_to": date(2026, 1, 1)}}, (
        {"person": {"residence_status": "1"}, "migrant": {"valid_to": date(2026, 1, 1)}},
        {"person": {"residence_status": "3"}, "migrant": {"valid_to": DAY}})),
    "relief_review_due": ({"person": OLD, "low_income": {"next_review": date(2026, 11, 21)}}, (
        {"person": OLD, "low_income": {"next_review": DAY}},
        {"person": OLD, "low_income": {"next_review": date(2026, 1, 1), "stopped_date": DAY}})),
}  # fmt: skip
"""Rule → a ledger that it hits, and ledgers that it just misses: register → one record's values."""


@cache
def session() -> DuckSession:
    return session_of((), STANDARD)


def records(given: Given, name: str = "one") -> list[Record]:
    """The records of one little ledger; details hang on the person or dwelling."""
    found = []
    for register, values in given.items():
        entry = STANDARD.registers[register]
        held = {f"{register}.{element}": value for element, value in values.items()}
        held = {code: f"{name} {value}" if code == "person.household" else value for code, value in held.items()}
        id = f"{name} home" if register == "household" else name if entry.hangs_on is None else f"{name} {register}"
        found.append(Record(register, id, held, name if entry.hangs_on else None, 4))
    return found


def asked(question: object) -> set[str]:
    return set(ask(question, ALL, "99", session=session(), day=DAY, standard=STANDARD).ids)  # type: ignore[call-overload]


def test_every_rule_has_a_case() -> None:
    assert set(CASES) == set(RULES) and len(shipped("rules.toml").split("[[rule]]")) == len(RULES) + 1
    assert shipped("policies.toml").count("[[policy]]") == len(POLICIES)


@pytest.mark.parametrize("code", sorted(CASES))
def test_a_rule_hits_what_it_is_meant_for_and_misses_what_lies_beside_it(code: str) -> None:
    hit, misses = CASES[code]
    ledger = [*records(hit, "hit"), *(one for at, miss in enumerate(misses) for one in records(miss, f"miss{at}"))]
    clear(session().connection, STANDARD)
    fill(session().connection, ledger, STANDARD)
    assert asked(RULES[code].question) == {"hit"}


def invented(random: Random) -> list[Record]:
    """People of whom much is not known."""
    found: list[Record] = []
    for number in range(60):
        years = random.choice((0, 0, 1, 79, 80, 89, 90, 99, 100))
        person: dict[str, Held] = {"birth_date": date(DAY.year - years, DAY.month, random.choice((21, 22, 23)))}
        person["residence_status"] = random.choice(("1", "2", "3", "5"))
        person = {name: value for name, value in person.items() if random.random() < 0.8}
        given: dict[str, Mapping[str, Held]] = {"person": person}
        for register, element, values in (("newborn", "child_order", (1, 2, 3)), ("disability", "grade", "123")):
            if random.random() < 0.6:
                given[register] = {element: random.choice((*values, None))}
        found += [replace(one, area=random.choice((4, 5, 7))) for one in records(given, f"p{number}")]
    return found


def judged(policy: Policy, ledger: list[Record]) -> tuple[dict[str, Decimal], set[str], dict[str, set[str]]]:
    """Amount by person, those of whom one cannot tell, missing facts: each band tried in its order, in plain words."""
    context = Context(MemoryLedger(ledger), STANDARD, DAY)
    amounts, unknown, missing = {}, set(), {}
    where = [part for part, _ in policy.parts[: len(policy.parts) - len(policy.bands)]]
    for person in (one for one in ledger if one.register == "person"):
        if any(evaluate(node, person, context) is not True for node in present(STANDARD, "person", (policy.entitled,))):
            continue
        truths = [evaluate(part, person, context) for part in where]
        outer = False if False in truths else None if None in truths else True
        bands = [evaluate(band.holds, person, context) for band in policy.bands]
        first = next((at for at, truth in enumerate(bands) if truth is not False), None)
        if outer is False or first is None:
            continue
        if outer is True and bands[first] is True:
            amounts[person.id] = policy.bands[first].amount
            continue
        unknown.add(person.id)
        for part, facts in policy.parts:
            if evaluate(part, person, context) is None:
                for fact in facts:
                    held = [
                        one for one in ledger if person.id in (one.id, one.master) and one.values.get(fact) is not None
                    ]
                    if not held:
                        missing.setdefault(fact, set()).add(person.id)
    return amounts, unknown, missing


@pytest.mark.parametrize("code", sorted(POLICIES))
@pytest.mark.parametrize("seed", range(3))
def test_a_policy_is_answered_as_the_judge_answers_it_for_each_person(code: str, seed: int) -> None:
    policy, ledger = POLICIES[code], invented(Random(seed))
    clear(session().connection, STANDARD)
    fill(session().connection, ledger, STANDARD)
    amounts, unknown, missing = judged(policy, ledger)
    assert amounts and unknown
    assert asked(policy.people((), 1000)) == set(amounts)
    for fact, _ in policy.missing():
        assert asked(policy.people((), 1000, fact)) == missing.get(fact, set())
    numbers = ask_many([one for _, one in policy.counts()], ALL, "99", session=session(), day=DAY, standard=STANDARD)
    whole = summed(policy, [one.value for one in numbers])  # type: ignore[union-attr]
    assert (whole.people, whole.yuan, whole.unknown) == (len(amounts), sum(amounts.values()), len(unknown))
    rows = ask(policy.by_area("grid"), ALL, "99", session=session(), day=DAY, standard=STANDARD)
    parts = [summed(policy, values) for values in rows.values]
    assert sum(part.yuan for part in parts) == whole.yuan and sum(part.unknown for part in parts) == whole.unknown


def test_an_unknown_that_is_counted_as_no_loses_people() -> None:
    """The broken variant: with two values of truth nobody is left of whom one cannot tell, and facts are never asked."""
    policy, ledger = POLICIES["elder_allowance"], invented(Random(0))
    clear(session().connection, STANDARD)
    fill(session().connection, ledger, STANDARD)
    _, unknown, _ = judged(policy, ledger)
    told = ask(CountQuestion("person", policy.unknown), ALL, "99", session=session(), day=DAY, standard=STANDARD)
    assert told.value == len(unknown) > 0
    broken = replace(policy, unknown=policy.parts[0][0])
    wrong = ask(CountQuestion("person", broken.unknown), ALL, "99", session=session(), day=DAY, standard=STANDARD)
    assert wrong.value != len(unknown)


RULE = """
[[rule]]
code = "own"
title = "甲"
title_en = "a"
register = "person"
where = "WHERE"
why = "乙"
why_en = "b"
do = "丙"
do_en = "c"
basis = "丁"
severity = "high"
handlers = ["street_clerk"]
"""


@pytest.mark.parametrize(("where", "code"), [
    ("民族 = 汉族", "WATCH_NOT_ASKED"), ("年龄 > 3 且 宗教信仰 有值", "WATCH_NOT_ASKED"), ("信众", "WATCH_NOT_ASKED"),
    ("年纪 > 3", "WATCH_RULE"), ("年龄 >", "WATCH_RULE"),
])  # fmt: skip
def test_faith_and_ethnic_group_are_refused_and_faults_named(where: str, code: str) -> None:
    tag = Tag("信众", "person", "宗教信仰 有值")
    standard = replace(STANDARD, tags={**STANDARD.tags, "信众": tag})
    assert read_rules(RULE.replace("WHERE", "年龄 > 3"), standard)[0].condition == "年龄 > 3"
    with pytest.raises(ProblemError) as refused:
        read_rules(RULE.replace("WHERE", where), standard)
    assert refused.value.problem.code == code


@pytest.mark.parametrize("change", [
    ('severity = "high"', 'severity = "dire"'), ('["street_clerk"]', '["leader"]'), ('title = "甲"', ""), ("[[rule]]", "[rule"),
    ("[[rule]]", "[[law]]"), ('register = "person"', 'register = "ghost"'),
])  # fmt: skip
def test_what_is_no_rule_is_refused(change: tuple[str, str]) -> None:
    with pytest.raises(ProblemError) as refused:
        read_rules(RULE.replace("WHERE", "年龄 > 3").replace(*change), STANDARD)
    assert refused.value.problem.code == "WATCH_RULE"


def test_what_is_no_policy_is_refused_and_the_same_code_twice() -> None:
    text = shipped("policies.toml")
    for change in (
        ("amount = 500", "amount = -5"),
        ('period = "month"', 'period = "week"'),
        ("[[policy.band]]", "[[policy.bond]]"),
    ):
        with pytest.raises(ProblemError):
            read_policies(text.replace(*change), STANDARD)
    with pytest.raises(ProblemError):
        read_rules(RULE.replace("WHERE", "年龄 > 3") * 2, STANDARD)
