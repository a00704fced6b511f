"""Formulas become SQL expressions over one register's rows. In: nodes, a plan. Out: sqlglot expressions and joins.

A frame stands for the rows of one register; a `Ref` to another register becomes a left join along the to-one path, 有
and 数 become a named step that counts per record and is joined by id, so that nothing is correlated and one query can
hold hundreds of conditions. NULL is the unknown of docs/decisions/0002; SQL's three values are ours.
Refuses: nothing; formulas are checked before they come here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from sqlglot import exp

from yibiao.flow.asking.ages import as_dates
from yibiao.flow.asking.catalog import column_name, table_name
from yibiao.flow.asking.plan import Plan, all_of, any_of
from yibiao.flow.standard.formula import Kind, kind_of, value_kind
from yibiao.flow.standard.formula.definitions import definition
from yibiao.flow.standard.formula.links import Step, Way, route, to_one
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
QUOTIENT = exp.DataType.build("DECIMAL(24,6)", dialect="duckdb")


class Frame:
    """The rows of `register`, taken from the step or table `source`, and whatever they are joined with."""

    def __init__(self, plan: Plan, standard: Standard, day: date, register: str, source: str | None = None) -> None:
        self.plan, self.standard, self.day, self.register = plan, standard, day, register
        self.source = source or table_name(register)
        self._aliases: dict[Path, str] = {(): register}
        self._joins: list[exp.Join] = []
        self._counted: dict[tuple[str, str], str] = {}

    def select(self, *columns: _Expression) -> exp.Select:
        """SELECT columns FROM the rows and everything that they were joined with."""
        root = exp.to_table(self.source).as_(exp.to_identifier(self.register))
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
        return exp.column(column_name(element), table=self._at(self._way(element.register, path)))

    def _tagged(self, node: Tagged, path: Path) -> _Expression:
        return self._defined(node, path)

    def _defined(self, node: Node, path: Path) -> _Expression:
        made_of = definition(self.standard, node)
        assert made_of is not None
        _, register, formula = made_of
        way = self._way(register, path)
        value = self.sql(formula, way)
        if not way:
            return exp.paren(value)
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
        if step.way is Way.DETAIL:
            source, there, here = self._newest(step.target), "master", exp.column("id", table=before)
        elif step.way is Way.MASTER:
            source, there, here = table_name(step.target), "id", exp.column("master", table=before)
        else:
            element = self.standard.elements[step.element or ""]
            source, there, here = table_name(step.target), "id", exp.column(column_name(element), table=before)
        return _left_join(source, alias, exp.column(there, table=alias).eq(here))

    def _newest(self, detail: str) -> str:
        """The step with one record of a single detail for each master, should the ledger hold two all the same."""
        window = exp.Window(
            this=exp.RowNumber(),
            partition_by=[exp.column("master")],
            order=exp.Order(expressions=[exp.Ordered(this=exp.column("id"), desc=True, nulls_first=False)]),
        )
        rows = exp.select("*").from_(exp.to_table(table_name(detail)))
        rows.set("qualify", exp.Qualify(this=exp.EQ(this=window, expression=exp.convert(1))))
        return self.plan.step(f"newest_{detail}", rows)

    def _free(self, name: str) -> str:
        taken, free, number = {*self._aliases.values(), *self._counted.values()}, name, 1
        while free in taken:
            number += 1
            free = f"{name}_{number}"
        return free

    # other records

    def _has(self, node: Has, path: Path) -> _Expression:
        return exp.GT(this=self._count(node.register, node.where, path), expression=exp.convert(0))

    def _countof(self, node: CountOf, path: Path) -> _Expression:
        return self._count(node.register, node.where, path)

    def _count(self, register: str, where: Node | None, path: Path) -> _Expression:
        way = route(self.standard, path[-1].target if path else self.register, register)
        assert way is not None
        anchor = path + way.path
        if way.many is None:
            there: list[_Expression] = [exp.column("id", table=self._at(anchor)).is_(exp.null()).not_()]
            if where is not None:
                there.append(self.sql(where, anchor))
            return exp.Case(ifs=[exp.If(this=all_of(there), true=exp.convert(1))], default=exp.convert(0))
        owner = way.path[-1].target if way.path else (path[-1].target if path else self.register)
        step = self._counting(register, way.many, where, owner)
        return exp.Coalesce(
            this=exp.column("n", table=self._joined(step, self._at(anchor))), expressions=[exp.convert(0)]
        )

    def _counting(self, register: str, link: str, where: Node | None, owner: str) -> str:
        """The step that counts the records of `register` per record that they hang on or refer to."""
        frame = Frame(self.plan, self.standard, self.day, register)
        key = frame.own(column_name(self.standard.elements[link]) if link else "master")
        condition: _Expression = key.is_(exp.null()).not_()
        if where is not None:
            condition = exp.and_(condition, frame.sql(where))
        counted = frame.select(key.as_("owner"), exp.Count(this=exp.Star()).as_("n"))
        return self.plan.step(
            f"{register}_per_{owner}", counted.where(condition, copy=False).group_by(key.copy(), copy=False)
        )

    def _joined(self, step: str, anchor: str) -> str:
        if (step, anchor) not in self._counted:
            alias = self._free(step)
            on = exp.column("owner", table=alias).eq(exp.column("id", table=anchor))
            self._joins.append(_left_join(step, alias, on))
            self._counted[step, anchor] = alias
        return self._counted[step, anchor]

    # conditions

    def _all(self, node: All, path: Path) -> _Expression:
        return exp.paren(all_of([self.sql(part, path) for part in node.parts]))

    def _any(self, node: Any, path: Path) -> _Expression:
        return exp.paren(any_of([self.sql(part, path) for part in node.parts]))

    def _not(self, node: Not, path: Path) -> _Expression:
        return exp.not_(exp.paren(self.sql(node.part, path)))

    def _known(self, node: Known, path: Path) -> _Expression:
        return exp.paren(exp.paren(self.sql(node.of, path)).is_(exp.null()).not_())

    def _compare(self, node: Compare, path: Path) -> _Expression:
        dated = as_dates(node, self.standard, self.day)
        if dated != node or not isinstance(dated, Compare):
            return self.sql(dated, path)
        return _COMPARED[node.op](this=self._operand(node.left, path), expression=self._operand(node.right, path))

    def _operand(self, node: Node, path: Path) -> _Expression:
        value = self.sql(node, path)
        return value if isinstance(value, _WHOLE) else exp.paren(value)

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


def _attempt(value: _Expression) -> _Expression:
    """Unknown instead of an error where a date or a product leaves the range of its type."""
    return exp.Anonymous(this="TRY", expressions=[value])


def _left_join(source: str, alias: str, on: _Expression) -> exp.Join:
    table = exp.to_table(source).as_(exp.to_identifier(alias))
    return exp.Join(this=table, side="LEFT", on=on)
