"""Formulas become SQL expressions over one register's rows. In: nodes, a plan. Out: sqlglot expressions and joins.

A frame stands for the rows of one register; a `Ref` to another register becomes a left join along the to-one path, 有
and 数 become a named step that counts per record and is joined by id, so that nothing is correlated and one query can
hold hundreds of conditions. NULL is the unknown of docs/decisions/0002; SQL's three values are ours. A linked record
out of the viewer's sight is unknown, and so is what is counted among such (docs/decisions/0007-linked-records.md).
Where each area of a level is seen by itself (`Terms.each`), every row knows in which of them it lies, and what it is
linked with is in sight where that lies in the same one: one query then answers as hundreds of narrower views would.
Refuses: nothing; formulas are checked before they come here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import cast

from sqlglot import exp

from yibiao.flow.asking.ages import as_dates
from yibiao.flow.asking.catalog import AREAS, column_name, columns_of, table_name
from yibiao.flow.asking.plan import Plan, all_of, any_of, everything_of, within
from yibiao.flow.asking.plan import table as named
from yibiao.flow.standard.formula import Kind, kind_of, value_kind
from yibiao.flow.standard.formula.definitions import definition
from yibiao.flow.standard.formula.links import Route, Step, Way, route, to_one
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
    Unless,
    Value,
)
from yibiao.flow.standard.formula.presence import counted
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard

Path = tuple[Step, ...]
_Expression = exp.Expr
_WHOLE = (
    exp.Column,
    exp.Literal,
    exp.Placeholder,
    exp.Paren,
    exp.Boolean,
    exp.Cast,
    exp.Case,
    exp.Coalesce,
    exp.Anonymous,
)
_COMPARED = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}
SPOT = "spot_"
"""The number of the area in which a row lies, of the level of `Terms.each`; unknown where it lies in none."""
QUOTIENT = exp.DataType.build("DECIMAL(24,6)", dialect="duckdb")


@dataclass(frozen=True)
class Terms:
    """By which standard, on which day, and how far the viewer sees: intervals of area numbers.

    each: a level; nothing beyond the area of this level in which a row lies is in sight of that row.
    tidy: detail registers that the session promises to be so (`tidiness`).
    """

    standard: Standard
    day: date
    sight: tuple[tuple[int, int], ...]
    each: str | None = None
    tidy: frozenset[str] = frozenset()


class Frame:
    """The rows of `register`, taken from the step or table `source`, and whatever they are joined with.

    few: the source is a step of few rows, so that it pays to ask about what is linked with these only.
    """

    def __init__(
        self, plan: Plan, terms: Terms, register: str, source: str | None = None, *, few: bool = False
    ) -> None:
        self.plan, self.terms, self.register = plan, terms, register
        self.standard, self.day = terms.standard, terms.day
        self.source = source or rows_of(plan, terms, register)
        self.few = few
        self._watched: list[_Expression] | None = None
        self._aliases: dict[Path, str] = {(): register}
        self._joins: list[exp.Join] = []
        self._counted: dict[tuple[str, str], str] = {}

    def select(self, *columns: _Expression) -> exp.Select:
        """SELECT columns FROM the rows and everything that they were joined with."""
        root = named(self.source, self.register)
        select = exp.Select(expressions=list(columns)).from_(root, copy=False)
        for join in self._joins:
            select = select.join(join, copy=False)
        return select

    def own(self, column: str) -> exp.Column:
        """A column of the register itself: id, area, master, …"""
        return exp.column(column, table=self.register)

    def sql(self, node: Node, path: Path = ()) -> _Expression:
        """The value of `node` for the record at `path`."""
        rule = cast(Callable[[Node, Path], _Expression], getattr(self, f"_{type(node).__name__.lower()}"))
        return rule(node, path)

    # names

    def _ref(self, node: Ref, path: Path) -> _Expression:
        element = self.standard.elements[node.code]
        if element.derived:
            return self._defined(node, path)
        way = self._way(element.register, path)
        self._watch(self._hidden(way, len(path)))
        return exp.column(column_name(element), table=self._at(way))

    def _tagged(self, node: Tagged, path: Path) -> _Expression:
        return self._defined(node, path)

    def _defined(self, node: Node, path: Path) -> _Expression:
        made_of = definition(self.standard, node)
        assert made_of is not None
        _, register, formula = made_of
        way = self._way(register, path)
        self._watch(self._hidden(way, len(path)))
        value = self.sql(formula, way)
        if not way:
            return exp.Paren(this=value)
        there = exp.column("id", table=self._at(way)).is_(exp.null()).not_()
        return exp.Case(ifs=[exp.If(this=there, true=value)])

    def _way(self, register: str, path: Path) -> Path:
        here = path[-1].target if path else self.register
        return path + to_one(self.standard, here)[register]

    # joins

    def _at(self, path: Path) -> str:
        """The alias of the record at the end of `path`, joined when it is first needed."""
        if path not in self._aliases:
            step, before = path[-1], self._at(path[:-1])
            alias = self._free(step.target)
            self._joins.append(self._join(step, before, alias))
            self._aliases[path] = alias
        return self._aliases[path]

    def _join(self, step: Step, before: str, alias: str) -> exp.Join:
        if step.way is Way.DETAIL and step.target in self.terms.tidy:
            return self._hung(step.target, before, alias)
        if step.way is Way.DETAIL:
            source, there, here = self._newest(step.target), "master", exp.column("id", table=before)
        elif step.way is Way.MASTER:
            source, there, here = self._rows(step.target), "id", exp.column("master", table=before)
        else:
            element = self.standard.elements[step.element or ""]
            source, there, here = self._rows(step.target), "id", exp.column(column_name(element), table=before)
        on = exp.column(there, table=alias).eq(here)
        seen = within(exp.column("area", table=alias), self.terms.sight)
        return _left_join(source, alias, all_of([on, seen, *self._beside(alias)]))

    def _hung(self, detail: str, before: str, alias: str) -> exp.Join:
        """A tidy detail lies where the record at `before` lies, which is in sight; the areas let blocks be skipped."""
        on = exp.column("master", table=alias).eq(exp.column("id", table=before))
        seen = within(exp.column("area", table=alias), self.terms.sight)
        return _left_join(table_name(detail), alias, all_of([on, seen]))

    def _rows(self, register: str) -> str:
        return rows_of(self.plan, self.terms, register)

    def _beside(self, alias: str) -> list[_Expression]:
        """That a joined row lies in the same area as the row of this frame, where each area is seen by itself."""
        return [] if self.terms.each is None else [exp.column(SPOT, table=alias).eq(self.own(SPOT))]

    # what lies out of sight

    def _hidden(self, path: Path, start: int) -> list[_Expression]:
        """For each step of `path` from `start` on: the ledger has it, but where it leads is not in sight."""
        hidden: list[_Expression] = []
        for end in range(start, len(path)):
            step, before = path[end], self._at(path[:end])
            if step.way is Way.DETAIL and step.target in self.terms.tidy:
                continue
            if step.way is Way.DETAIL:
                link = self._outside(step.target, "", before, step.source)
            elif step.way is Way.MASTER:
                link = _held(exp.column("master", table=before))
            else:
                link = _held(exp.column(column_name(self.standard.elements[step.element or ""]), table=before))
            there = exp.column("id", table=self._at(path[: end + 1]))
            hidden.append(all_of([link, there.is_(exp.null())]))
        return hidden

    def _outside(self, register: str, link: str, anchor: str, owner: str) -> _Expression:
        """Whether a record of `register` that is linked with the one at `anchor` lies out of sight."""
        key = exp.column(column_name(self.standard.elements[link]) if link else "master")
        sight = exp.Paren(this=within(exp.column("area"), self.terms.sight))
        if self.terms.each is not None:
            return self._elsewhere(register, key, (anchor, owner), sight)
        owners = exp.select(key.as_("owner")).distinct().from_(table_name(register)).where(exp.not_(sight), _held(key))
        wanted = self._few_at(anchor)
        if wanted is not None:
            owners = owners.where(exp.In(this=key.copy(), query=exp.Subquery(this=wanted)))
        step = self.plan.step(f"{register}_unseen_per_{owner}", owners)
        return _held(exp.column("owner", table=self._joined(step, anchor)))

    def _few_at(self, anchor: str) -> exp.Select | None:
        """The ids of the records at `anchor`, where they are few: of the rows themselves, or one step from them."""
        path = next(path for path, alias in self._aliases.items() if alias == anchor)
        if not self.few or len(path) > 1 or (path and path[0].way is Way.DETAIL):
            return None
        if not path:
            column = "id"
        elif path[0].way is Way.MASTER:
            column = "master"
        else:
            column = column_name(self.standard.elements[path[0].element or ""])
        return exp.select(exp.column(column)).from_(self.source)

    def _elsewhere(self, register: str, key: exp.Column, of: tuple[str, str], sight: _Expression) -> _Expression:
        """`_outside` where each area is seen by itself: one of the linked records lies in another than this row."""
        anchor, owner = of
        nowhere = exp.convert(0)  # areas are numbered from 1
        spot = exp.Case(ifs=[exp.If(this=sight, true=exp.func("COALESCE", exp.column(SPOT), nowhere))], default=nowhere)
        ends = exp.Min(this=spot).as_("least"), exp.Max(this=spot.copy()).as_("most")
        owners = exp.select(key.as_("owner"), *ends).from_(self._rows(register)).where(_held(key)).group_by(key.copy())
        alias = self._joined(self.plan.step(f"{register}_spots_per_{owner}", owners), anchor)
        differs = [exp.NEQ(this=exp.column(end, table=alias), expression=self.own(SPOT)) for end in ("least", "most")]
        return exp.and_(_held(exp.column("owner", table=alias)), exp.paren(any_of(list(differs))))

    def _watch(self, hidden: list[_Expression]) -> None:
        if self._watched is not None:
            self._watched += [one.copy() for one in hidden]

    def _newest(self, detail: str) -> str:
        """The step with one record of a single detail for each master, should the ledger hold two all the same."""
        window = exp.Window(
            this=exp.RowNumber(),
            partition_by=[exp.column("master")],
            order=exp.Order(expressions=[exp.Ordered(this=exp.column("id"), desc=True, nulls_first=False)]),
        )
        rows = everything_of(self._rows(detail))
        rows.set("qualify", exp.Qualify(this=exp.EQ(this=window, expression=exp.convert(1))))
        return self.plan.step(f"newest_{detail}", rows, taken_from(self.terms, detail))

    def _free(self, name: str) -> str:
        taken, free, number = {*self._aliases.values(), *self._counted.values()}, name, 1
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free

    # other records

    def _has(self, node: Has, path: Path) -> _Expression:
        """One in sight is enough for yes; no is only said when none lies out of sight."""
        seen, hidden = self._count(node, path)
        found = exp.If(this=exp.GT(this=seen, expression=exp.convert(0)), true=exp.true())
        unknown = exp.If(this=any_of(hidden), true=exp.null())
        return exp.Case(ifs=[found, unknown] if hidden else [found], default=exp.false())

    def _countof(self, node: CountOf, path: Path) -> _Expression:
        seen, hidden = self._count(node, path)
        return exp.Case(ifs=[exp.If(this=any_of(hidden), true=exp.null())], default=seen) if hidden else seen

    def _count(self, node: Has | CountOf, path: Path) -> tuple[_Expression, list[_Expression]]:
        """The number of records in sight, and when there are others."""
        way = route(self.standard, path[-1].target if path else self.register, node.register)
        assert way is not None
        anchor, where = path + way.path, node.where
        at = anchor[-1].target if anchor else self.register
        if way.many == "" and node.register in self.terms.tidy and self.standard.registers[node.register].single:
            way, anchor = Route(node.register, (), None), (*anchor, Step(Way.DETAIL, at, node.register))
            where = counted(self.standard, node.register, where)
        hidden = self._hidden(anchor, len(path))
        if way.many is None:
            there: list[_Expression] = [_held(exp.column("id", table=self._at(anchor)))]
            if where is not None:
                there.append(self._unwatched(where, anchor))
            seen: _Expression = exp.Case(ifs=[exp.If(this=all_of(there), true=exp.convert(1))], default=exp.convert(0))
        else:
            step = self._counting(node.register, way.many, counted(self.standard, node.register, where), at)
            number = exp.column("n", table=self._joined(step, self._at(anchor), beside=True))
            seen = exp.Coalesce(this=number, expressions=[exp.convert(0)])
            if way.many or node.register not in self.terms.tidy:
                hidden.append(self._outside(node.register, way.many, self._at(anchor), at))
        self._watch(hidden)
        return seen, hidden

    def _unwatched(self, where: Node, path: Path) -> _Expression:
        """A condition on a counted record: unknown is not counted (0002), whatever the reason."""
        watched, self._watched = self._watched, None
        condition = self.sql(where, path)
        self._watched = watched
        return condition

    def _counting(self, register: str, link: str, where: Node | None, owner: str) -> str:
        """The step that counts the records of `register` per record that they hang on or refer to."""
        frame = Frame(self.plan, self.terms, register)
        key = frame.own(column_name(self.standard.elements[link]) if link else "master")
        condition: _Expression = all_of([_held(key), within(frame.own("area"), self.terms.sight)])
        if where is not None:
            condition = all_of([condition, frame.sql(where)])
        apart = [] if self.terms.each is None else [frame.own(SPOT)]
        counted = frame.select(key.as_("owner"), *apart, exp.Count(this=exp.Star()).as_("n"))
        groups = [key.copy(), *(column.copy() for column in apart)]
        return self.plan.step(
            f"{register}_per_{owner}", counted.where(condition, copy=False).group_by(*groups, copy=False)
        )

    def _joined(self, step: str, anchor: str, *, beside: bool = False) -> str:
        """The alias of a step with a row an owner. beside: it has a row an owner and area, where each is by itself."""
        if (step, anchor) not in self._counted:
            alias = self._free(step)
            on = exp.column("owner", table=alias).eq(exp.column("id", table=anchor))
            self._joins.append(_left_join(step, alias, all_of([on, *(self._beside(alias) if beside else ())])))
            self._counted[step, anchor] = alias
        return self._counted[step, anchor]

    # conditions

    def _all(self, node: All, path: Path) -> _Expression:
        return exp.Paren(this=all_of([self.sql(part, path) for part in node.parts]))

    def _any(self, node: Any, path: Path) -> _Expression:
        return exp.Paren(this=any_of([self.sql(part, path) for part in node.parts]))

    def _not(self, node: Not, path: Path) -> _Expression:
        return exp.not_(exp.Paren(this=self.sql(node.part, path)), copy=False)

    def _unless(self, node: Unless, path: Path) -> _Expression:
        return exp.not_(exp.Coalesce(this=self.sql(node.part, path), expressions=[exp.false()]), copy=False)

    def _known(self, node: Known, path: Path) -> _Expression:
        """有值; of what may be known out of sight, neither 有值 nor 无值."""
        outer, self._watched = self._watched, []
        known = exp.paren(exp.paren(self.sql(node.of, path)).is_(exp.null()).not_())
        hidden, self._watched = list(dict.fromkeys(self._watched)), outer
        if not hidden:
            return known
        self._watch(hidden)
        unknown = exp.If(this=any_of(hidden), true=exp.null())
        return exp.Case(ifs=[exp.If(this=known, true=exp.true()), unknown], default=exp.false())

    def _compare(self, node: Compare, path: Path) -> _Expression:
        dated = as_dates(node, self.standard, self.day)
        if dated != node or not isinstance(dated, Compare):
            return self.sql(dated, path)
        return _COMPARED[node.op](this=self._operand(node.left, path), expression=self._operand(node.right, path))

    def _operand(self, node: Node, path: Path) -> _Expression:
        value = self.sql(node, path)
        return value if isinstance(value, _WHOLE) else exp.Paren(this=value)

    def _oneof(self, node: OneOf, path: Path) -> _Expression:
        of = self._operand(node.of, path)
        values = [self.plan.constant(value) for value in node.values]
        if not values:  # SQL knows no empty list
            return exp.Case(ifs=[exp.If(this=of.is_(exp.null()).not_(), true=exp.false())])
        if isinstance(node.of, Ref) and kind_of(self.standard.elements[node.of.code]) is Kind.CODES:
            return exp.paren(any_of([exp.ArrayContains(this=of.copy(), expression=value) for value in values]))
        return exp.In(this=of, expressions=values)

    def _contains(self, node: Contains, path: Path) -> _Expression:
        of, text = self.sql(node.of, path), self.plan.constant(node.text)
        if isinstance(node.of, Ref) and kind_of(self.standard.elements[node.of.code]) is Kind.CODES:
            return exp.ArrayContains(this=of, expression=text)
        return exp.GT(this=exp.StrPosition(this=of, substr=text), expression=exp.convert(0))

    # values

    def _value(self, node: Value, path: Path) -> _Expression:
        return self.plan.constant(node.value)

    def _day(self, node: Day, path: Path) -> _Expression:
        return exp.convert(self.day)

    def _age(self, node: Age, path: Path) -> _Expression:
        """Full years by the difference of yyyymmdd, which is the age times 10000 and less than a year over."""
        today = self.day.year * 10000 + self.day.month * 100 + self.day.day
        of = self.sql(node.of, path)
        year, month, day = (exp.paren(part(this=of.copy())) for part in (exp.Year, exp.Month, exp.Day))
        born = exp.paren(year * 10000 + month * 100 + day)
        years = exp.Floor(
            this=exp.Div(this=exp.paren(exp.convert(today) - born), expression=exp.Literal.number("10000.0"))
        )
        return exp.cast(years, "BIGINT")

    def _arithmetic(self, node: Arithmetic, path: Path) -> _Expression:
        left, right = self._operand(node.left, path), self._operand(node.right, path)
        if value_kind(node.left, self.standard) is Kind.DATE:
            if value_kind(node.right, self.standard) is not Kind.DATE:
                right = exp.cast(right, "INT")
            moved = exp.Add if node.op == "+" else exp.Sub
            return _attempt(moved(this=left, expression=right))
        if node.op == "/":
            divisor = exp.Nullif(this=right, expression=exp.convert(0))
            quotient = exp.Div(this=exp.cast(left, "DOUBLE"), expression=divisor)
            return exp.cast(exp.Round(this=quotient, decimals=exp.convert(6)), QUOTIENT)
        if node.op == "*":
            return _attempt(exp.Mul(this=left, expression=right))
        return (exp.Add if node.op == "+" else exp.Sub)(this=left, expression=right)


def rows_of(plan: Plan, terms: Terms, register: str) -> str:
    """The table of a register; a step with `SPOT` beside each row, where each area of a level is seen by itself."""
    table = table_name(register)
    if terms.each is None:
        return table
    level = exp.column("level", table="around").eq(plan.constant(terms.each))
    first, last = exp.column("first", table="around", quoted=True), exp.column("last", table="around", quoted=True)
    number = exp.column("first", table="areas", quoted=True)
    around = exp.and_(level, exp.Between(this=number, low=first, high=last))
    spots = exp.select(number.as_("number"), first.as_("spot")).from_(exp.to_table(AREAS).as_("areas"))
    step = plan.step("spots", spots.join(exp.Join(this=exp.to_table(AREAS).as_("around"), on=around)))
    same = exp.column("number", table="spots").eq(exp.column("area", table=table))
    columns = exp.Column(this=exp.Star(), table=exp.to_identifier(table)), exp.column("spot", table="spots").as_(SPOT)
    rows = exp.select(*columns).from_(table).join(_left_join(step, "spots", same))
    return plan.step(f"{register}_apart", rows, columns_taken(terms.standard, register))


def taken_from(terms: Terms, register: str) -> tuple[str, ...]:
    """The columns of `rows_of`."""
    columns = columns_taken(terms.standard, register)
    return columns if terms.each is None else (*columns, SPOT)


@per_standard
def columns_taken(standard: Standard, register: str) -> tuple[str, ...]:
    """The columns of a register's table."""
    return tuple(name for name, _ in columns_of(standard, register))


def _attempt(value: _Expression) -> _Expression:
    """Unknown instead of an error where a date or a product leaves the range of its type."""
    return exp.Anonymous(this="TRY", expressions=[value])


def _held(column: _Expression) -> _Expression:
    return column.copy().is_(exp.null()).not_()


def _left_join(source: str, alias: str, on: _Expression) -> exp.Join:
    return exp.Join(this=named(source, alias), side="LEFT", on=on)
