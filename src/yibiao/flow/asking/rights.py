"""What of a question the view allows. In: nodes, the view, the standard. Out: the first element that it does not.

Reading a column needs `may_read` for each element in it; filtering, sorting and counting need `may_count`. A derived
element is an element of its own right. A tag is only a shorter way of writing, so its formula is opened and judged.
有 and 数 need the right to count by some element of that register, because they tell that a record is there.
A list is stricter than a number: which records satisfy a condition tells what the condition says of each of them. So
listing by an element needs the right to read it, and where it is masked only "is it this very value" may be asked
(包含 and < would read what the mask hides piece by piece). And a number about what may only be counted is not given
together with a condition that names somebody.
Refuses: nothing; it says which element stands in the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.views import View
from yibiao.flow.standard.formula.definitions import tag, walk
from yibiao.flow.standard.formula.nodes import Compare, CountOf, Has, Known, Node, Ref, Tagged, Value
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.naming import naming


def touched(node: Node, standard: Standard) -> tuple[tuple[str, str], ...]:
    """("element", code) and ("register", code) of all that `node` tells something about."""
    return _touched(standard, node)


@per_standard
def _touched(standard: Standard, node: Node) -> tuple[tuple[str, str], ...]:
    return tuple(_touching(standard, node))


def _touching(standard: Standard, node: Node) -> Iterator[tuple[str, str]]:
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


def unlistable(node: Node, view: View, standard: Standard) -> str | None:
    """The label of the first element or register in a condition or order that the view may not list records by."""
    blocked = _first(node, lambda code: not secret(code, view), standard)
    return blocked or pried(node, view, standard)


def pried(node: Node, view: View, standard: Standard) -> str | None:
    """The label of the first element that a condition would read piece by piece behind its mask."""
    return next((standard.elements[code].label_zh for code in _opened(node, view, standard)), None)


def secret(code: str, view: View) -> bool:
    """Whether no value of the element is ever shown to this view, not even masked."""
    return not view.may_read(code) or view.masks.get(code) == "full"


def _opened(node: Node, view: View, standard: Standard) -> Iterator[str]:
    """Masked elements of `node` that stand elsewhere than in 有值 or beside one value."""
    masked = [code for what, code in touched(node, standard) if what == "element" and view.masks.get(code) == "partial"]
    exact = Counter(code for part in _parts(node, standard) for code in _exact(part))
    yield from (code for code in masked if Counter(masked)[code] > exact[code])


def _parts(node: Node, standard: Standard) -> Iterator[Node]:
    for part in walk(node):
        yield part
        if isinstance(part, Tagged):
            yield from _parts(tag(standard, part.name), standard)


def _exact(part: Node) -> tuple[str, ...]:
    """The elements that this part only tests for being there, or for one value."""
    if isinstance(part, Known) and isinstance(part.of, Ref):
        return (part.of.code,)
    if isinstance(part, Compare) and part.op in ("=", "!="):
        sides = (part.left, part.right)
        return tuple(side.code for side in sides if isinstance(side, Ref) and any(isinstance(s, Value) for s in sides))
    return ()


def singled_out(nodes: Iterable[Node | None], view: View, standard: Standard) -> str | None:
    """The label of what is secret in formulas which together also name somebody; None where all is well."""
    given = [node for node in nodes if node is not None]
    told = [each for node in given for each in touched(node, standard)]
    if not any(what == "element" and naming(standard.elements[code]) for what, code in told):
        return None
    return next(filter(None, (_first(node, lambda code: not secret(code, view), standard) for node in given)), None)


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
