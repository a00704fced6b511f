"""政策找人: who is entitled to a benefit. In: TOML, the data standard. Out: policies and the questions they ask.

    [[policy]]
    code = "elder"     title = "高龄津贴"    title_en = "…"    register = "person"
    where = "居住状态 属于 [常住, 外出]"      # who may be entitled at all
    period = "month"   basis = "…"          demo = true       # "once", "month", "year"; demo: invented amounts
    [[policy.band]]                         # the first band that holds gives the amount, in yuan a period
    when = "年龄 >= 100"   amount = 500

Truth has three values (docs/decisions/0002-unknown-values.md). Entitled: `where` and a band plainly hold, and every
band before that one plainly does not. Not entitled: it is plain that no band can hold. Else one **cannot tell**, and a
fact is missing: an element without a value, in a part of the condition that is undecided itself.

Refuses (`ProblemError`): WATCH_RULE, WATCH_NOT_ASKED; see `rules`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any as AnyValue

from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, RowsQuestion
from yibiao.flow.standard.formula import show
from yibiao.flow.standard.formula.definitions import definition
from yibiao.flow.standard.formula.definitions import parts as below
from yibiao.flow.standard.formula.nodes import All, Any, CountOf, Has, Known, Node, Not, Ref, Unless
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching.rules import condition, entries, refused, said, shipped, texts

PERIODS = ("once", "month", "year")
UNKNOWN = "unknown"
_TEXTS = ("code", "title", "title_en", "register", "where", "period", "basis")


@dataclass(frozen=True, slots=True)
class Band:
    """An amount in yuan a period and for whom. entitled: the whole condition of getting just this amount."""

    when: str
    amount: Decimal
    holds: Node
    entitled: Node


@dataclass(frozen=True, slots=True)
class Policy:
    """One benefit. parts: what is joined by 且, each of which may be undecided by itself, with its facts. facts: stored
    elements that decide. words: who gets something, as a question asks it. demo: the amounts are
    invented."""

    code: str
    title: str
    title_en: str
    register: str
    condition: str
    words: str
    period: str
    basis: str
    demo: bool
    bands: tuple[Band, ...]
    parts: tuple[tuple[Node, frozenset[str]], ...]
    entitled: Node
    unknown: Node
    facts: tuple[str, ...]

    def counts(self) -> tuple[tuple[str, CountQuestion], ...]:
        """Columns of a budget: people in each band, then those of whom one cannot tell."""
        bands = [(f"band{number}", band.entitled) for number, band in enumerate(self.bands)]
        return tuple((name, CountQuestion(self.register, where)) for name, where in (*bands, (UNKNOWN, self.unknown)))

    def by_area(self, level: str | None = None) -> AreasQuestion:
        """The budget of each area below (of a level)."""
        return AreasQuestion(self.counts(), level)

    def missing(self) -> tuple[tuple[str, CountQuestion], ...]:
        """Element → of how many records it is missing for an answer: the smallest list of what to collect."""
        return tuple((code, CountQuestion(self.register, self.lacking(code))) for code in self.facts)

    def lacking(self, code: str) -> Node:
        """Of whom one cannot tell because this fact is missing."""
        undecided = tuple(Unless(Any((part, Not(part)))) for part, facts in self.parts if code in facts)
        return All((self.unknown, Not(Known(Ref(code))), Any(undecided)))

    def people(self, columns: tuple[Column, ...], limit: int, code: str = "") -> RowsQuestion:
        """Those entitled; with an element those of whom it is missing."""
        return RowsQuestion(self.register, columns, self.lacking(code) if code else self.entitled, limit=limit)


@dataclass(frozen=True, slots=True)
class Sums:
    """What an area's counts come to: people entitled, yuan a period, people of whom one cannot tell. bands: people."""

    people: int
    yuan: Decimal
    unknown: int
    bands: tuple[int, ...]


def summed(policy: Policy, counts: Sequence[AnyValue]) -> Sums:
    """The sums of one area from its counts in the order of `Policy.counts`."""
    *bands, unknown = [int(count or 0) for count in counts]
    yuan = sum((band.amount * count for band, count in zip(policy.bands, bands, strict=True)), Decimal(0))
    return Sums(sum(bands), yuan, unknown, tuple(bands))


@per_standard
def policies(standard: Standard) -> tuple[Policy, ...]:
    """Those that come with the house, as far as the standard has what they ask."""
    return tuple(said(entries(shipped("policies.toml"), "policy"), _policy, standard))


def read_policies(text: str, standard: Standard) -> tuple[Policy, ...]:
    """Every policy of a file; one that cannot be read refuses the file."""
    return tuple(_policy(given, standard) for given in entries(text, "policy"))


def _policy(given: Mapping[str, AnyValue], standard: Standard) -> Policy:
    told = texts(given, _TEXTS)
    code, register = told["code"], told["register"]
    if told["period"] not in PERIODS:
        raise refused(code, "period")
    where = condition(told.pop("where"), register, standard, code)
    bands = tuple(_bands(given.get("band"), where, register, standard, code))
    entitled = Any(tuple(band.entitled for band in bands))
    able = All((where, Any(tuple(band.holds for band in bands))))
    joined = (*_joined(where), *(band.holds for band in bands))
    parts = tuple((part, tuple(_facts(part, standard))) for part in joined)
    return Policy(
        **told,
        condition=show(where, register, standard),
        words=show(able, register, standard),
        demo=given.get("demo") is True,
        bands=bands,
        parts=tuple((part, frozenset(facts)) for part, facts in parts),
        entitled=entitled,
        unknown=All((Unless(entitled), Unless(Not(able)))),
        facts=tuple(dict.fromkeys(fact for _, facts in parts for fact in facts)),
    )


def _bands(given: AnyValue, where: Node, register: str, standard: Standard, code: str) -> Iterator[Band]:
    if not isinstance(given, list) or not given:
        raise refused(code, "[[policy.band]]")
    before: tuple[Node, ...] = ()
    for one in given:
        when, amount = one.get("when"), one.get("amount")
        if not isinstance(when, str) or type(amount) is not int or amount <= 0:
            raise refused(code, "amount")
        holds = condition(when, register, standard, code)
        yield Band(show(holds, register, standard), Decimal(amount), holds, All((where, *before, holds)))
        before = (*before, Not(holds))


def _joined(node: Node) -> Iterator[Node]:
    if isinstance(node, All):
        for part in node.parts:
            yield from _joined(part)
    else:
        yield node


def _facts(node: Node, standard: Standard) -> Iterator[str]:
    """Stored elements that decide this part. What 有 and 数 count is there or is not: nothing is missing from them."""
    if isinstance(node, Has | CountOf):
        return
    if isinstance(node, Ref) and definition(standard, node) is None:
        yield node.code
    made_of = definition(standard, node)
    for part in (made_of[2],) if made_of is not None else below(node):
        yield from _facts(part, standard)
