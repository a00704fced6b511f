"""How records of one register reach records of another. In: the standard. Out: paths of steps, found breadth first.

To-one steps: up to the master that a detail hangs on, along a `ref:` element, down to a `single` detail. To-many
links: details that hang on a record, records that refer to it. Among equally short ways the one named first in the
standard wins. Refuses: nothing; a register out of reach is None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from yibiao.flow.standard.formula.kinds import Kind, domain_argument, kind_of
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard


class Way(StrEnum):
    """How one step goes."""

    MASTER = "master"  # from a detail record to the record that it hangs on
    REF = "ref"  # along an element that refers
    DETAIL = "detail"  # from a record to the single detail that hangs on it


@dataclass(frozen=True, slots=True)
class Step:
    """One to-one step; `element` is the referring element of a REF step, else None."""

    way: Way
    source: str
    target: str
    element: str | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """From a record to the records of `register`: first to-one `path`, then the to-many link, if there is one.

    many: None when the path alone arrives; "" when the records hang on the anchor; else the element that refers to it.
    """

    register: str
    path: tuple[Step, ...]
    many: str | None


@per_standard
def to_one(standard: Standard, home: str) -> Mapping[str, tuple[Step, ...]]:
    """Every register that a record of `home` reaches by to-one steps, with the path; `home` itself with ()."""
    found: dict[str, tuple[Step, ...]] = {home: ()}
    waiting = [home]
    while waiting:
        here = waiting.pop(0)
        for step in _steps(standard, here):
            if step.target not in found:
                found[step.target] = (*found[here], step)
                waiting.append(step.target)
    return found


def _steps(standard: Standard, source: str) -> Iterator[Step]:
    master = standard.registers[source].hangs_on if source in standard.registers else None
    if master:
        yield Step(Way.MASTER, source, master)
    for element in standard.of_register(source):
        if kind_of(element) is Kind.REF and domain_argument(element.domain) in standard.registers:
            yield Step(Way.REF, source, domain_argument(element.domain), element.code)
    for detail in standard.details_of(source):
        if detail.single:
            yield Step(Way.DETAIL, source, detail.code)


@per_standard
def route(standard: Standard, home: str, register: str) -> Route | None:
    """The way of 有 and 数 from a record of `home`: direct links first, then to-one paths, then links of those."""
    direct = _many(standard, home, register)
    if direct is not None:
        return Route(register, (), direct)
    reach = to_one(standard, home)
    if register != home and register in reach:
        return Route(register, reach[register], None)
    for anchor, path in reach.items():
        link = _many(standard, anchor, register)
        if link is not None:
            return Route(register, path, link)
    return None


def _many(standard: Standard, anchor: str, register: str) -> str | None:
    entry = standard.registers.get(register)
    if entry is None:
        return None
    if entry.hangs_on == anchor:
        return ""
    for element in standard.of_register(register):
        if kind_of(element) is Kind.REF and domain_argument(element.domain) == anchor:
            return element.code
    return None
