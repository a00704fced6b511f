"""Every tag and every derived element that is shipped gives on the engine what the plain evaluator gives."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.flow.asking.ledger import DuckSession, session_of
from yibiao.base.views import View
from yibiao.flow.asking import ask
from yibiao.flow.asking.nodes import Column, RowsQuestion
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import Context, Kind, MemoryLedger, Record, evaluate, kind_of
from yibiao.flow.standard.formula.kinds import domain_argument
from yibiao.flow.standard.formula.memory import Held
from yibiao.flow.standard.formula.nodes import All, Node, Ref, Tagged
from yibiao.flow.standard.formula.presence import present
from yibiao.flow.standard.model import Element

pytestmark = pytest.mark.once

DAY = date(2026, 11, 22)
STANDARD = load()
CHIEF = View("chief", "test", ((1, 9),), frozenset(STANDARD.elements))
MANY = {"person": 120, "household": 40, "dwelling": 40}
FEW = 24


SELDOM = frozenset({"person.death_date", "person.death_cause"})
"""Known of few: who has them is gone, and nothing else would be compared."""


def held(element: Element, dice: random.Random) -> Held:
    """A value that the element may hold, or none for a quarter of the records."""
    kind = kind_of(element)
    if dice.random() < (0.9 if element.code in SELDOM else 0.25):
        return None
    if kind in (Kind.CODE, Kind.CODES):
        codes = [code.code for code in STANDARD.code_lists[domain_argument(element.domain)].codes][:12]
        return (dice.choice(codes),) if kind is Kind.CODES else dice.choice(codes)
    if kind is Kind.REF:
        target = domain_argument(element.domain)
        return f"{target}-{dice.randrange(MANY.get(target, FEW))}"
    if kind is Kind.DATE:
        return DAY - timedelta(days=dice.choice([dice.randrange(40), dice.randrange(36500)]))
    values: dict[Kind, Held] = {
        Kind.INTEGER: dice.randrange(5),
        Kind.DECIMAL: Decimal(dice.randrange(100000)) / 100,
        Kind.BOOL: dice.random() < 0.5,
    }
    return values.get(kind, dice.choice("甲乙丙"))


def records() -> list[Record]:
    dice, made = random.Random(7), []
    for register in STANDARD.registers.values():
        own = [element for element in STANDARD.of_register(register.code) if not element.derived]
        for number in range(MANY.get(register.code, FEW)):
            master = f"{register.hangs_on}-{dice.randrange(FEW)}" if register.hangs_on else None
            values = {element.code: held(element, dice) for element in own}
            made.append(Record(register.code, f"{register.code}-{number}", values, master, dice.choice([4, 5, 7, 8])))
    return made


RECORDS = records()
CONTEXT = Context(MemoryLedger(RECORDS), STANDARD, DAY)


@pytest.fixture(scope="module")
def session() -> DuckSession:
    return session_of(RECORDS, STANDARD)


def expected(register: str, node: Node) -> dict[str, Held]:
    """The value for each record that is still there, as far as the formula does not speak of the gone."""
    there = All(present(STANDARD, register, (node,)))
    return {
        record.id: evaluate(node, record, CONTEXT)
        for record in CONTEXT.ledger.all(register)
        if evaluate(there, record, CONTEXT) is True
    }


@pytest.mark.parametrize("name", STANDARD.tags)
def test_a_shipped_tag_finds_the_records_that_the_evaluator_finds(session: DuckSession, name: str) -> None:
    register = STANDARD.tags[name].register
    rows = ask(RowsQuestion(register, (), Tagged(name)), CHIEF, "9901", session=session, day=DAY, standard=STANDARD)
    assert set(rows.ids) == {id for id, truth in expected(register, Tagged(name)).items() if truth is True}


@pytest.mark.parametrize("code", [code for code, element in STANDARD.elements.items() if element.derived])
def test_a_shipped_derived_element_has_the_value_of_the_evaluator(session: DuckSession, code: str) -> None:
    register = STANDARD.elements[code].register
    question = RowsQuestion(register, (Column("值", Ref(code)),))
    rows = ask(question, CHIEF, "9901", session=session, day=DAY, standard=STANDARD)
    found = {id: values[0] for id, values in zip(rows.ids, rows.values, strict=True)}
    assert found == expected(register, Ref(code))
