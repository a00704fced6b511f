"""Random formulas over the small standard, of the shapes that `parse` makes; for hypothesis."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.flow.standard.small import SMALL
from yibiao.flow.standard.formula.nodes import (
    Age,
    All,
    Any,
    Arithmetic,
    Compare,
    Contains,
    CountOf,
    Day,
    Has,
    Known,
    Node,
    Not,
    OneOf,
    Ref,
    Tagged,
    Value,
)

_ORDERED = ("=", "!=", "<", "<=", ">", ">=")
_DATES = st.dates(date(1920, 1, 1), date(2030, 12, 31))
_INTEGERS = st.integers(-5, 120)
_MONEY = st.one_of(st.integers(0, 60000), st.decimals(0, 60000, places=2, allow_nan=False))

# Which elements a formula about each register can name, by what they hold.
_NUMBERS = {
    "person": ("person.age", "household.size", "dwelling.rooms"),
    "household": ("household.size",),
    "disability": ("person.age",),
    "visit": ("person.age",),
    "low_income": ("household.size",),
    "dwelling": ("dwelling.rooms",),
}
_AMOUNTS = {
    "person": ("person.income_annual", "household.income_annual", "household.income_per_head"),
    "household": ("household.income_annual", "low_income.amount_monthly", "household.income_per_head"),
    "low_income": ("low_income.amount_monthly", "household.income_annual"),
}
_DAYS = {"person": ("person.birth_date",), "disability": ("person.birth_date",), "visit": ("visit.date",)}
_TRUTHS = {
    "person": ("person.married", "person.lives_alone", "dwelling.is_rental"),
    "disability": ("person.married",),
    "dwelling": ("dwelling.is_rental",),
}
_CODES = {
    "person": ("person.gender", "person.education", "disability.grade", "low_income.kind"),
    "disability": ("disability.kind", "disability.grade", "person.gender"),
    "low_income": ("low_income.kind",),
}
_TEXTS = {"person": ("person.name", "household.address"), "visit": ("visit.note",), "dwelling": ("dwelling.address",)}
_TAGS = {"person": ("老年人", "独居老人", "重度残疾人", "低保户"), "household": ("低保户",), "disability": ("老年人",)}
_ELSEWHERE = {
    "person": ("disability", "visit", "low_income", "household", "person"),
    "household": ("person", "low_income"),
    "dwelling": ("person",),
    "disability": ("visit", "person"),
}
_LETTERS = st.text("王芳路号1甲\"'“”\\（ ）且", min_size=1, max_size=4)


def _refs(names: dict[str, tuple[str, ...]], home: str) -> st.SearchStrategy[Node]:
    return st.sampled_from(names[home]).map(Ref)


def _code_conditions(home: str) -> st.SearchStrategy[Node]:
    def about(code: str) -> st.SearchStrategy[Node]:
        listed = SMALL.code_lists[SMALL.elements[code].domain.partition(":")[2]]
        values = st.sampled_from([entry.code for entry in listed.codes])
        return st.one_of(
            st.builds(lambda op, value: Compare(op, Ref(code), Value(value)), st.sampled_from(("=", "!=")), values),
            st.lists(values, min_size=1, max_size=3).map(lambda some: OneOf(Ref(code), tuple(some))),
        )

    return st.sampled_from(_CODES[home]).flatmap(about)


def _numbers(home: str) -> st.SearchStrategy[Node]:
    whole = [_refs(_NUMBERS, home)]
    if home in _DAYS:
        whole.append(_refs(_DAYS, home).map(Age))
        whole.append(_refs(_DAYS, home).map(lambda of: Arithmetic("-", Day(), of)))
    if home in _AMOUNTS:
        whole.append(_refs(_AMOUNTS, home))
    base = st.one_of(whole)
    constant = st.integers(-3, 9).map(Value)
    return st.one_of(base, st.builds(Arithmetic, st.sampled_from("+-*/"), base, st.one_of(base, constant)))


def _atoms(home: str) -> st.SearchStrategy[Node]:
    found: list[st.SearchStrategy[Node]] = []
    if home in _NUMBERS:
        constants = _INTEGERS.map(Value)
        found.append(st.builds(Compare, st.sampled_from(_ORDERED), _numbers(home), constants))
        found.append(st.builds(Compare, st.sampled_from(_ORDERED), constants, _numbers(home)))
        found.append(st.builds(Known, _numbers(home)))
    if home in _AMOUNTS:
        found.append(st.builds(Compare, st.sampled_from(_ORDERED), _refs(_AMOUNTS, home), _MONEY.map(Value)))
    if home in _DAYS:
        found.append(st.builds(Compare, st.sampled_from(_ORDERED), _refs(_DAYS, home), _DATES.map(Value)))
        moved = st.builds(Arithmetic, st.sampled_from("+-"), _refs(_DAYS, home), st.integers(0, 400).map(Value))
        found.append(st.builds(Compare, st.sampled_from(_ORDERED), moved, st.just(Day())))
    if home in _TRUTHS:
        found.append(_refs(_TRUTHS, home))
        found.append(st.builds(Compare, st.sampled_from(("=", "!=")), _refs(_TRUTHS, home), st.booleans().map(Value)))
    if home in _CODES:
        found.append(_code_conditions(home))
    if home in _TEXTS:
        found.append(st.builds(Compare, st.just("="), _refs(_TEXTS, home), _LETTERS.map(Value)))
        found.append(st.builds(Contains, _refs(_TEXTS, home), _LETTERS))
        found.append(st.builds(Known, _refs(_TEXTS, home)))
    if home == "person":
        found.append(st.sampled_from("123").map(lambda code: Contains(Ref("person.skills"), code)))
    if home in _TAGS:
        found.append(st.sampled_from(_TAGS[home]).map(Tagged))
    return st.one_of(found)


def conditions(home: str, depth: int = 2) -> st.SearchStrategy[Node]:
    """Conditions about records of `home`, at most `depth` registers deep."""
    leaves = _atoms(home)
    if depth and home in _ELSEWHERE:
        there = st.sampled_from(_ELSEWHERE[home]).flatmap(
            lambda register: st.tuples(st.just(register), st.none() | conditions(register, depth - 1))
        )
        counted = st.tuples(there, st.sampled_from(_ORDERED), st.integers(0, 3))
        leaves = st.one_of(
            leaves,
            there.map(lambda found: Has(*found)),
            counted.map(lambda found: Compare(found[1], CountOf(*found[0]), Value(found[2]))),
        )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Any(tuple(parts))),
            inner.map(Not),
        ),
        max_leaves=5,
    )


HOMES = ("person", "household", "dwelling", "disability", "visit")
ANY_CONDITION = st.sampled_from(HOMES).flatmap(lambda home: st.tuples(st.just(home), conditions(home)))
