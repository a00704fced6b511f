"""Random small ledgers over the small standard, with gaps everywhere, for hypothesis."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from tests.flow.standard.small import SMALL
from yibiao.flow.standard.formula import Kind, Record, kind_of
from yibiao.flow.standard.formula.memory import Held
from yibiao.flow.standard.model import Element

_COUNTS = {"household": 3, "dwelling": 2, "person": 6, "disability": 3, "low_income": 2, "visit": 4}
_EDGES = [date(1946, 11, 22), date(1946, 11, 23), date(2006, 2, 28), date(2004, 2, 29), date(2025, 1, 1)]


def values(element: Element) -> st.SearchStrategy[Held]:
    """What an element may hold, or nothing."""
    kind = kind_of(element)
    if kind in (Kind.CODE, Kind.CODES):
        codes = [code.code for code in SMALL.code_lists[element.domain.partition(":")[2]].codes]
        if kind is Kind.CODES:
            return st.none() | st.lists(st.sampled_from(codes), max_size=2, unique=True).map(
                lambda some: tuple(sorted(some))
            )
        return st.none() | st.sampled_from(codes)
    if kind is Kind.REF:
        target = element.domain.partition(":")[2]
        ids = [f"{target}-{number}" for number in range(_COUNTS[target] + 1)]  # the last of them does not exist
        return st.none() | st.sampled_from(ids)
    known: dict[Kind, st.SearchStrategy[Held]] = {
        Kind.INTEGER: st.integers(0, 6),
        Kind.DECIMAL: st.integers(0, 60000).map(Decimal) | st.decimals(0, 9999, places=2),
        Kind.DATE: st.sampled_from(_EDGES) | st.dates(date(1930, 1, 1), date(2026, 11, 22)),
        Kind.BOOL: st.booleans(),
        Kind.TEXT: st.text("王芳路号1甲", max_size=3),
    }
    return st.none() | known[kind]


@st.composite
def ledgers(draw: st.DrawFn) -> list[Record]:
    """Up to six persons with homes, details, duplicates of single details, and references into the void."""
    records: list[Record] = []
    for register, most in _COUNTS.items():
        entry = SMALL.registers[register]
        for number in range(draw(st.integers(0, most))):
            held = {
                element.code: draw(values(element)) for element in SMALL.of_register(register) if not element.derived
            }
            master = None
            if entry.hangs_on:
                master = f"{entry.hangs_on}-{draw(st.integers(0, _COUNTS[entry.hangs_on]))}"
            records.append(
                Record(register, f"{register}-{number}", held, master, draw(st.sampled_from([4, 5, 7, 8, 9])))
            )
    return records
