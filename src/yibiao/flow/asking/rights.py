"""What of a question the view allows. In: nodes, the view, the standard. Out: the first element that it does not.

Reading a column needs `may_read` for each element in it; filtering, sorting and counting need `may_count`. A derived
element is an element of its own right. A tag is only a shorter way of writing, so its formula is opened and judged.
有 and 数 need the right to count by some element of that register, because they tell that a record is there.
Refuses: nothing; it says which element stands in the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.views import View
from yibiao.flow.standard.formula.definitions import tag, walk
from yibiao.flow.standard.formula.nodes import CountOf, Has, Node, Ref, Tagged
from yibiao.flow.standard.model import Standard


def touched(node: Node, standard: Standard) -> Iterator[tuple[str, str]]:
    """("element", code) and ("register", code) of all that `node` tells something about."""
    for part in walk(node):
        if isinstance(part, Ref):
            yield "element", part.code
        elif isinstance(part, Has | CountOf):
            yield "register", part.register
        elif isinstance(part, Tagged):
            yield from touched(tag(standard, part.name), standard)


def uncountable(node: Node, view: View, standard: Standard) -> str | None:
    """The label of the first element or register in a condition that the view may not count by."""
    return _first(node, view.may_count, standard)


def unreadable(node: Node, view: View, standard: Standard) -> str | None:
    """The label of the first element or register in a column that the view may not read as it stands there.

    A masked element may be shown as it is, masked; a computation with it would tell what the mask hides.
    """
    if isinstance(node, Ref):
        return None if view.may_read(node.code) else standard.elements[node.code].label_zh
    return _first(node, lambda code: view.may_read(code) and code not in view.masks, standard)


def unseen_register(register: str, allowed: Callable[[str], bool], standard: Standard) -> str | None:
    """The label of `register` when no element of it is allowed."""
    known = any(allowed(element.code) for element in standard.of_register(register))
    return None if known else standard.registers[register].label_zh


def _first(node: Node, allowed: Callable[[str], bool], standard: Standard) -> str | None:
    for what, code in touched(node, standard):
        if what == "element":
            if not allowed(code):
                return standard.elements[code].label_zh
        else:
            hidden = unseen_register(code, allowed, standard)
            if hidden is not None:
                return hidden
    return None


def refused_condition(label: str) -> Problem:
    """The view may not filter, sort or count by `label`."""
    return problem("ASKING_CONDITION_REFUSED", Place(field=label), label=label)


def withheld(column: str, label: str) -> Problem:
    """The view may not read `label`, which `column` shows."""
    return problem("ASKING_COLUMN_WITHHELD", Place(field=column), column=column, label=label)
