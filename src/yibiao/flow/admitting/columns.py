"""What the columns of a wanted form are, column by column. In: facts, admitted forms, the standard. Out: `Column`s.

Held: an element that the ledger keeps. Derived: a formula of elements (age of a birth date) or a count. Asked: the
standard does not have it, and an admitted form asks it. New: nobody asks it yet. Refuses: nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from yibiao.base.text import key as spelled
from yibiao.flow.admitting.shapes import Admitted, Column, Standing
from yibiao.flow.consolidating.facts import is_special
from yibiao.flow.consolidating.keys import COUNT
from yibiao.flow.consolidating.pairing import pair_columns
from yibiao.flow.consolidating.shapes import FormFacts, FormField
from yibiao.flow.consolidating.telling import Names
from yibiao.flow.standard.model import Standard

Asked = Mapping[str, Sequence[str]]
"""What a column asks → numbers of the admitted forms that ask it."""


def asked_by(admitted: Iterable[Admitted]) -> dict[str, list[str]]:
    """Every question that admitted forms ask, by whom; columns that the standard lacks also by their label."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in admitted:
        keys = {field.asks for form in entry.facts for field in form.fields}
        keys |= {f"label:{spelled(field.label)}" for form in entry.facts for field in form.fields}
        for each in keys:
            found[each].append(entry.number)
    return found


def columns_of(
    wanted: Sequence[FormFacts], asked: Asked, near: Iterable[Admitted], standard: Standard
) -> tuple[Column, ...]:
    """Every column of the wanted tables, in their order. near: admitted forms that were found to have to do with it;
    with these the columns are also paired by spelling and place."""
    names = Names(wanted, (), standard)
    near = tuple(near)
    found = []
    for table, form in enumerate(wanted):
        met = _paired(form, near)
        for at, entry in enumerate(form.fields):
            found.append(_column(table, entry, _also(entry, asked, met.get(at, ())), names))
    return tuple(found)


def _paired(form: FormFacts, near: Iterable[Admitted]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for entry in near:
        for other in entry.facts:
            for pair in pair_columns(form.fields, other.fields):
                if pair.chance >= 0.5:
                    found[pair.one].append(entry.number)
    return found


def _also(entry: FormField, asked: Asked, met: Iterable[str]) -> tuple[str, ...]:
    if is_special(entry.asks):
        return ()
    label = () if entry.accepted else asked.get(f"label:{spelled(entry.label)}", ())
    return tuple(dict.fromkeys((*asked.get(entry.asks, ()), *label, *met)))


def _column(table: int, entry: FormField, also: tuple[str, ...], names: Names) -> Column:
    standard = names.standard
    element = standard.elements.get(entry.asks)
    register, formula, level = "", "", 0
    if is_special(entry.asks):
        standing = Standing.NOTHING
    elif element is not None:
        register = standard.registers[element.register].label_zh if element.register in standard.registers else ""
        formula, level = element.formula or "", element.sensitivity
        standing = Standing.DERIVED if element.formula else Standing.HELD
    elif entry.asks.startswith(COUNT):
        standing = Standing.DERIVED
        _, register, formula = entry.asks.split(":", 2)
        register = standard.registers[register].label_zh if register in standard.registers else register
        level = 1
    else:
        standing = Standing.ASKED if also else Standing.NEW
    means = "" if standing is Standing.NOTHING else names(entry.asks)
    return Column(table, entry.cell, entry.path, entry.asks, means, standing, register, formula, also, level,
                  entry.accepted)  # fmt: skip


def elements_of(wanted: Iterable[FormFacts], standard: Standard) -> tuple[str, ...]:
    """The elements that the columns tell, and those that their counts are made of."""
    codes = {code for form in wanted for field in form.fields for code in (field.asks, *field.needs)}
    return tuple(sorted(code for code in codes if code in standard.elements))
