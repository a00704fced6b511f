"""The smallest set of ledgers 台账 that answers all kept forms. In: forms, standard. Out: ledgers, largest reach first.

Greedy set cover: each round takes the register that answers most questions still open (a question of a count is
answered by the elements that it counts by). Questions that the standard does not have go to the register that their
form is about. Source of the method: Chvátal, A greedy heuristic for the set-covering problem, 1979.
Refuses: nothing; a form about no register falls to none and keeps its questions open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from yibiao.flow.consolidating.keys import COUNT, NEW
from yibiao.flow.consolidating.shapes import FormFacts, KeptLedger
from yibiao.flow.standard.model import Standard

Demand = tuple[str, str]
"""(form, what it asks)"""


def smallest_ledgers(forms: Sequence[FormFacts], standard: Standard) -> tuple[KeptLedger, ...]:
    """Ledgers that together answer every question of `forms` that belongs to a register."""
    answers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for form in forms:
        for register, element in demands(form, standard):
            answers[register].add((form.id, element))
    open_: set[Demand] = set().union(*answers.values()) if answers else set()
    chosen: list[KeptLedger] = []
    while open_:
        register = max(sorted(answers), key=lambda entry: len(answers[entry] & open_))
        chosen.append(_ledger(register, answers[register], standard))
        open_ -= answers.pop(register)
    return tuple(chosen)


def demands(form: FormFacts, standard: Standard) -> Iterator[tuple[str, str]]:
    """(register, element) of everything that the form asks."""
    for entry in form.fields:
        if entry.asks in standard.elements:
            yield standard.elements[entry.asks].register, entry.asks
        elif entry.asks.startswith(COUNT):
            register = entry.asks.split(":", 2)[1]
            if register in standard.registers:
                yield register, f"{register}."
            for need in entry.needs:
                yield need.partition(".")[0], need
        elif entry.asks.startswith(NEW) and form.register:
            yield form.register, entry.asks


def _ledger(register: str, answered: set[tuple[str, str]], standard: Standard) -> KeptLedger:
    elements = sorted({element for _, element in answered if not element.endswith(".")})
    known = standard.registers.get(register)
    name = f"{known.label_zh if known else register}台账"
    return KeptLedger(name, register, tuple(elements), tuple(sorted({form for form, _ in answered})))
