"""Watch rules 比对规则. In: TOML, the data standard. Out: rules whose conditions are formulas of the house's language.

    [[rule]]
    code = "elder_no_allowance"     title = "满80岁未享受高龄津贴"      title_en = "…"
    register = "person"             where = "年龄 >= 80 且 …"          # whom it hits: the formula language
    why = "…"   why_en = "…"        do = "…"   do_en = "…"            # why it matters, what to do
    basis = "老年人权益保障法第三十三条"
    severity = "high"               # or "middle", "low": how soon it should be looked at
    handlers = ["community_secretary", "street_clerk"]
    was = "居住状态 != 迁出"   days = 30                                 # may be left out: what held so many days ago

Refuses (`ProblemError`): WATCH_RULE for what is not a rule, with its place; WATCH_NOT_ASKED for conditions on ethnic
group or faith, also behind a tag or a derived element.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, TypeVar

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.flow.asking.nodes import RowsQuestion
from yibiao.flow.standard.formula import parse, show
from yibiao.flow.standard.formula.definitions import definition, walk
from yibiao.flow.standard.formula.nodes import All, Node, Ref
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard

T = TypeVar("T")
SEVERITIES = ("high", "middle", "low")
HANDLERS = ("grid_worker", "community_secretary", "street_clerk")
"""Who may work through findings; a rule names some of them. A grid worker has those that are settled at the door."""
_TEXTS = ("code", "title", "title_en", "register", "where", "why", "why_en", "do", "do_en", "basis", "severity")
_NEVER_DOMAINS = frozenset({"code:GB/T 3304", "code:religion"})
_LONGEST = 400
_LONGEST_AGO = 400
"""Days that a rule looks back."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. where: of whom it holds is a finding. was: and of whom this held `days` days ago, as the ledger had it
    recorded then (decision 0014); None: however it was. condition: the same as a clerk reads it."""

    code: str
    title: str
    title_en: str
    register: str
    where: Node
    condition: str
    why: str
    why_en: str
    do: str
    do_en: str
    basis: str
    severity: str
    handlers: tuple[str, ...]
    was: Node | None = None
    days: int = 0

    @property
    def question(self) -> RowsQuestion:
        """All records of which the rule holds, wherever one asks."""
        return RowsQuestion(self.register, (), self.where)

    @property
    def before(self) -> RowsQuestion | None:
        """All records of which it held `days` days ago."""
        return None if self.was is None else RowsQuestion(self.register, (), self.was)

    @property
    def whole(self) -> Node:
        """Everything that a finding tells of a record."""
        return self.where if self.was is None else All((self.where, self.was))

    def elements(self, standard: Standard) -> tuple[str, ...]:
        """Stored elements that the rule asks about, behind tags and derived ones too."""
        return tuple(dict.fromkeys(code for code in _refs(self.whole, standard) if not standard.elements[code].derived))


@per_standard
def rules(standard: Standard) -> tuple[Rule, ...]:
    """Those that come with the house, as far as the standard has what they ask: one without disabilities has no rule
    about certificates."""
    return tuple(said(entries(shipped("rules.toml"), "rule"), _rule, standard))


def read_rules(text: str, standard: Standard) -> tuple[Rule, ...]:
    """Every rule of a file; one that cannot be read refuses the file."""
    return tuple(_rule(given, standard) for given in entries(text, "rule"))


def _rule(given: Mapping[str, Any], standard: Standard) -> Rule:
    told = texts(given, _TEXTS)
    if told["severity"] not in SEVERITIES:
        raise refused(told["code"], "severity")
    handlers = given.get("handlers")
    if not isinstance(handlers, list) or not handlers or not set(map(str, handlers)) <= set(HANDLERS):
        raise refused(told["code"], "handlers")
    where = condition(told["where"], told["register"], standard, told["code"])
    was, days = _before(given, told, standard)
    register = told.pop("register")
    del told["where"]
    shown = show(where, register, standard)
    shown += f"；{days} 天前：{show(was, register, standard)}" if was is not None else ""
    return Rule(
        **told, register=register, where=where, condition=shown, handlers=tuple(handlers), was=was, days=days
    )  # fmt: skip


def _before(given: Mapping[str, Any], told: Mapping[str, str], standard: Standard) -> tuple[Node | None, int]:
    """What must have held before, and how many days ago; both or neither."""
    was, days = given.get("was") or None, given.get("days") or 0
    if was is None and days == 0:
        return None, 0
    if not isinstance(was, str) or type(days) is not int or not 1 <= days <= _LONGEST_AGO:
        raise refused(told["code"], "was, days")
    return condition(was, told["register"], standard, told["code"]), days


def entries(text: str, kind: str) -> list[Mapping[str, Any]]:
    """The tables of that kind; refuses what is no TOML, other tables, and the same code twice."""
    try:
        read = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise refused("TOML", str(fault)) from None
    found = read.get(kind)
    if not isinstance(found, list) or set(read) != {kind} or not all(isinstance(one, dict) for one in found):
        raise refused("TOML", f"[[{kind}]]")
    codes = [one.get("code") for one in found]
    if twice := next((code for code in codes if codes.count(code) > 1), None):
        raise refused(str(twice), "code")
    return found


def texts(given: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    """Texts that must all be there."""
    code = str(given.get("code", ""))
    for name in names:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST:
            raise refused(code or "?", name)
    return {name: str(given[name]).strip() for name in names}


def condition(formula: str, register: str, standard: Standard, code: str) -> Node:
    """The formula read; its faults keep their place in it."""
    if register not in standard.registers:
        raise refused(code, f"register = {register}")
    try:
        node = parse(formula, register, standard)
    except ProblemError as fault:
        raise refused(code, formula, fault.problem) from None
    never = next((ref for ref in _refs(node, standard) if standard.elements[ref].domain in _NEVER_DOMAINS), None)
    if never is not None:
        label = standard.elements[never].label_zh
        raise ProblemError(problem("WATCH_NOT_ASKED", Place(field=code), code=code, label=label))
    return node


def _refs(node: Node, standard: Standard) -> Iterator[str]:
    """Every element that the formula depends on, behind tags and derived elements too."""
    for part in walk(node):
        if isinstance(part, Ref):
            yield part.code
        made_of = definition(standard, part)
        if made_of is not None:
            yield from _refs(made_of[2], standard)


def refused(code: str, part: str, why: Problem | None = None) -> ProblemError:
    zh, en = (why.sentence("zh"), why.sentence("en")) if why is not None else (part, part)
    return ProblemError(problem("WATCH_RULE", Place(field=part[:80]), code=code, zh=zh, en=en))


def shipped(name: str) -> str:
    """A file that comes with the house."""
    return resources.files("yibiao.flow.watching").joinpath(name).read_text("utf-8")


def said(
    given: Iterable[Mapping[str, Any]], read: Callable[[Mapping[str, Any], Standard], T], standard: Standard
) -> Iterator[T]:
    """Those that this standard can say."""
    for one in given:
        try:
            yield read(one, standard)
        except ProblemError as fault:
            if fault.problem.code != "WATCH_RULE":
                raise
