"""Turns lark's tree into nodes. In: the tree, the register that it is about, the standard. Out: a `Node`.

A word beside an element is read as that element wants it: 性别 = 女 is the code "2", 姓名 = 王芳 is text, 出生日期 >=
"1990-01-01" is a date. Refuses, by `ProblemError`: unknown and ambiguous names, registers out of reach, codes that the
list does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from lark import Token, Tree

from yibiao.flow.standard.formula import names, refusals
from yibiao.flow.standard.formula.kinds import Kind, kind_of
from yibiao.flow.standard.formula.links import route
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
    Scalar,
    Tagged,
    Value,
)
from yibiao.flow.standard.model import Element, Standard

_SIGNS = {"EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">="}
_TIMES = {"万": 10_000, "亿": 100_000_000}


_Side = Tree[Token] | Token


class Builder:
    """Builds the nodes of one text."""

    def __init__(self, text: str, standard: Standard) -> None:
        self.text = text
        self.standard = standard
        self.columns: dict[int, int] = {}
        """Where each node (by `id`) begins."""
        self._kept: list[Node] = []

    def build(self, tree: Tree[Token] | Token, home: str) -> Node:
        """The node of a subtree in a formula about `home`."""
        assert isinstance(tree, Tree)
        make: Callable[[Tree[Token], str], Node] = getattr(self, f"_{tree.data}")
        node = make(tree, home)
        self.columns.setdefault(id(node), _first(tree).column or 1)
        self._kept.append(node)  # an id stays taken as long as its node lives
        return node

    # conditions

    def _either(self, tree: Tree[Token], home: str) -> Node:
        return Any(tuple(self.build(part, home) for part in _trees(tree)))

    def _both(self, tree: Tree[Token], home: str) -> Node:
        return All(tuple(self.build(part, home) for part in _trees(tree)))

    def _negated(self, tree: Tree[Token], home: str) -> Node:
        return Not(self.build(_trees(tree)[0], home))

    def _group(self, tree: Tree[Token], home: str) -> Node:
        return self.build(_trees(tree)[0], home)

    # comparisons

    def _compare(self, tree: Tree[Token], home: str) -> Node:
        left, sign, right = tree.children
        assert isinstance(sign, Token)
        return self._comparison(_SIGNS[sign.type], (left, right), home)

    def _comparison(self, op: str, sides: Sequence[Tree[Token] | Token], home: str) -> Node:
        beside = self._element(sides[0], home) or self._element(sides[1], home)
        left, right = (self._operand(side, home, beside) for side in sides)
        if beside is not None and kind_of(beside) is Kind.CODES and op in ("=", "!=") and isinstance(right, Value):
            has = Contains(left, str(right.value))
            return has if op == "=" else Not(has)
        return Compare(op, left, right)

    def _rising(self, tree: Tree[Token], home: str) -> Node:
        low, first, middle, second, high = tree.children
        assert isinstance(first, Token) and isinstance(second, Token)
        lower = ">=" if first.type == "LE" else ">"
        return self._bounds(middle, (lower, low), (_SIGNS[second.type], high), home)

    def _falling(self, tree: Tree[Token], home: str) -> Node:
        high, first, middle, second, low = tree.children
        assert isinstance(first, Token) and isinstance(second, Token)
        upper = "<=" if first.type == "GE" else "<"
        return self._bounds(middle, (_SIGNS[second.type], low), (upper, high), home)

    def _between(self, tree: Tree[Token], home: str) -> Node:
        of, low, high = _trees(tree)
        return self._bounds(of, (">=", low), ("<=", high), home)

    def _bounds(self, of: _Side, low: tuple[str, _Side], high: tuple[str, _Side], home: str) -> Node:
        return All(tuple(self._comparison(op, (of, bound), home) for op, bound in (low, high)))

    def _one_of(self, tree: Tree[Token], home: str) -> Node:
        of, items = _trees(tree)
        beside = self._element(of, home)
        node = self._operand(of, home, None)
        return OneOf(node, tuple(self._constant(item, home, beside) for item in _trees(items)))

    def _none_of(self, tree: Tree[Token], home: str) -> Node:
        return Not(self._one_of(tree, home))

    def _contains(self, tree: Tree[Token], home: str) -> Node:
        of, text = _trees(tree)
        node = self._operand(of, home, None)
        return Contains(node, str(self._constant(text, home, self._element(of, home))))

    def _lacks(self, tree: Tree[Token], home: str) -> Node:
        return Not(self._contains(tree, home))

    def _known(self, tree: Tree[Token], home: str) -> Node:
        return Known(self._operand(_trees(tree)[0], home, None))

    def _unknown(self, tree: Tree[Token], home: str) -> Node:
        return Not(self._known(tree, home))

    # values

    def _sum(self, tree: Tree[Token], home: str) -> Node:
        return self._chain(tree, home, {"PLUS": "+", "MINUS": "-"})

    def _product(self, tree: Tree[Token], home: str) -> Node:
        return self._chain(tree, home, {"STAR": "*", "SLASH": "/"})

    def _chain(self, tree: Tree[Token], home: str, signs: dict[str, str]) -> Node:
        node = self.build(tree.children[0], home)
        for sign, part in zip(tree.children[1::2], tree.children[2::2], strict=True):
            assert isinstance(sign, Token)
            node = Arithmetic(signs[sign.type], node, self.build(part, home))
        return node

    def _negative(self, tree: Tree[Token], home: str) -> Node:
        number = tree.children[1]
        assert isinstance(number, Token)
        return Value(-_number(number))

    def _age(self, tree: Tree[Token], home: str) -> Node:
        return Age(self.build(_trees(tree)[0], home))

    def _literal(self, tree: Tree[Token], home: str) -> Node:
        token = _token(tree)
        fixed: dict[str, Node] = {
            "YES": Value(True),
            "NO": Value(False),
            "TODAY": Day(),
            "EVERY": All(()),
            "NONE": Any(()),
        }
        if token.type in fixed:
            return fixed[token.type]
        if token.type == "NUMBER":
            return Value(_number(token))
        return Value(self._date(token)) if token.type == "DATE" else Value(str(token))

    def _name(self, tree: Tree[Token], home: str) -> Node:
        name, column = _dotted(tree)
        found = names.candidates(self.standard, home, name)
        if len(found) > 1:
            meanings = [f"{self.standard.registers[self._home_of(one)].label_zh}.{name}" for one in found]
            if len(set(meanings)) < len(meanings):
                meanings = [one.code for one in found]
            raise refusals.ambiguous_name(self.text, column, name, meanings)
        if not found:
            near = names.nearest(name, names.names_in_reach(self.standard, home))
            raise refusals.unknown_name(self.text, column, name, near)
        return Ref(found[0].code) if found[0].what == "element" else Tagged(found[0].code)

    def _home_of(self, named: names.Named) -> str:
        if named.what == "tag":
            return self.standard.tags[named.code].register
        return self.standard.elements[named.code].register

    def _tagged(self, tree: Tree[Token], home: str) -> Node:
        name, column = _dotted(_trees(tree)[0])
        if name in self.standard.tags:
            return Tagged(name)
        raise refusals.unknown_name(self.text, column, name, names.nearest(name, self.standard.tags))

    # other registers

    def _has(self, tree: Tree[Token], home: str) -> Node:
        return Has(*self._elsewhere(tree, home))

    def _count_of(self, tree: Tree[Token], home: str) -> Node:
        return CountOf(*self._elsewhere(tree, home))

    def _elsewhere(self, tree: Tree[Token], home: str) -> tuple[str, Node | None]:
        name, *where = _trees(tree)
        word, column = _dotted(name)
        register = names.register_named(self.standard, word)
        if register is None or route(self.standard, home, register.code) is None:
            reach = [one.label_zh for one in self.standard.registers.values() if route(self.standard, home, one.code)]
            raise refusals.unknown_name(self.text, column, word, names.nearest(word, reach) or reach[:5])
        return register.code, self.build(where[0], register.code) if where else None

    # words beside an element

    def _element(self, tree: Tree[Token] | Token, home: str) -> Element | None:
        """The element that a side of a comparison plainly names."""
        if not isinstance(tree, Tree) or tree.data != "name":
            return None
        found = names.candidates(self.standard, home, _dotted(tree)[0])
        return self.standard.elements[found[0].code] if len(found) == 1 and found[0].what == "element" else None

    def _operand(self, tree: Tree[Token] | Token, home: str, beside: Element | None) -> Node:
        """A side of a comparison, read as the element beside it wants."""
        word = _word(tree)
        if word is None or beside is None or self._element(tree, home) is beside:
            return self.build(tree, home)
        kind = kind_of(beside)
        if kind in (Kind.CODE, Kind.CODES):
            code = self._code(word, beside)
            if code is not None:
                return Value(code)
            if self._element(tree, home) is None:
                raise self._no_code(word, beside)
        if (
            kind in (Kind.TEXT, Kind.REF)
            and word.type in ("NAME", "NUMBER", "DATE")
            and self._element(tree, home) is None
        ):
            return Value(str(word))
        if kind is Kind.DATE and word.type == "STRING":
            return Value(self._date(word))
        return self.build(tree, home)

    def _constant(self, tree: Tree[Token] | Token, home: str, beside: Element | None) -> Scalar:
        node = self._operand(tree, home, beside)
        if isinstance(node, Value):
            return node.value
        column = _first(tree).column or 1
        raise refusals.syntax(self.text, column, str(_first(tree)), ("文字", "数字", "日期", "代码"))

    def _code(self, word: Token, beside: Element) -> str | None:
        codes = names.code_list_of(self.standard, beside)
        if codes is None:
            return str(word)
        found = names.codes_named(codes, str(word))
        if len(found) > 1:
            raise refusals.ambiguous_name(self.text, word.column or 1, str(word), found)
        return found[0] if found else None

    def _no_code(self, word: Token, beside: Element) -> Exception:
        codes = names.code_list_of(self.standard, beside)
        assert codes is not None
        labels = [code.label_zh for code in codes.codes]
        near = names.nearest(str(word), labels, 5) or tuple(labels[:8])
        return refusals.unknown_code(self.text, word.column or 1, str(word), (codes.label_zh, near))

    def _date(self, token: Token) -> date:
        try:
            year, month, day = (int(part) for part in token.split("-"))
            return date(year, month, day)
        except ValueError:
            raise refusals.syntax(self.text, token.column or 1, str(token), ("日期，如 2025-01-31",)) from None


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _token(tree: Tree[Token]) -> Token:
    child = tree.children[0]
    assert isinstance(child, Token)
    return child


def _first(tree: Tree[Token] | Token) -> Token:
    return tree if isinstance(tree, Token) else _first(tree.children[0])


def _word(tree: Tree[Token] | Token) -> Token | None:
    """The one token of a literal or a name without a dot."""
    if isinstance(tree, Tree) and tree.data in ("literal", "name") and len(tree.children) == 1:
        return _token(tree)
    return None


def _dotted(tree: Tree[Token]) -> tuple[str, int]:
    """(name, column) of a name, its register before the dot included."""
    return "".join(str(child) for child in tree.children), _token(tree).column or 1


def _number(token: Token) -> int | Decimal:
    """80 → int, 80.5 → Decimal, 1.2万 → 12000."""
    text, times = str(token), 1
    if text[-1] in _TIMES:
        text, times = text[:-1], _TIMES[text[-1]]
    number = Decimal(text) * times
    return int(number) if number == number.to_integral_value() else number
