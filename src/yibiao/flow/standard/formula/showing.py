"""Writes a formula in Chinese. In: a node, the register that it is about, the standard. Out: its canonical text.

What `show` writes, `parse` reads back as an equal node, for every node that `parse` itself can make (且 and 或 of one
part alone are written as that part). Names are labels where a label says it alone, else register.label, else the code.
Refuses: a reference to an element, tag or register that the standard does not have (`KeyError`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import cast

from yibiao.base.problems import ProblemError
from yibiao.flow.standard.formula import names
from yibiao.flow.standard.formula.kinds import Kind, kind_of
from yibiao.flow.standard.formula.lexing import cut
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
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Element, Standard

_LOOSE, _OR, _AND, _NOT, _COMPARED, _SUM, _PRODUCT, _ATOM = range(8)
_QUOTED = re.compile(r"([\\\"“”])")


def show(node: Node, home: str, standard: Standard) -> str:
    """The canonical text of `node` as a formula about `home`."""
    return _Writer(standard).write(node, home, _LOOSE)


class _Writer:
    def __init__(self, standard: Standard) -> None:
        self.standard = standard

    def write(self, node: Node, home: str, around: int) -> str:
        """The text of `node`, in brackets where it binds weaker than what stands `around` it."""
        write = cast(Callable[[Node, str], tuple[str, int]], getattr(self, f"_{type(node).__name__.lower()}"))
        text, strength = write(node, home)
        return f"({text})" if strength < around else text

    def _all(self, node: All, home: str) -> tuple[str, int]:
        return self._joined(node.parts, (" 且 ", "恒真", _AND), home)

    def _any(self, node: Any, home: str) -> tuple[str, int]:
        return self._joined(node.parts, (" 或 ", "恒假", _OR), home)

    def _joined(self, parts: tuple[Node, ...], words: tuple[str, str, int], home: str) -> tuple[str, int]:
        word, empty, strength = words
        if not parts:
            return empty, _ATOM
        if len(parts) == 1:
            return self.write(parts[0], home, strength + 1), strength + 1
        return word.join(
            self.write(part, home, _NOT) for part in parts
        ), strength  # 且 inside 或 in brackets, to be clear

    def _not(self, node: Not, home: str) -> tuple[str, int]:
        part = node.part
        if isinstance(part, Known):
            return f"{self.write(part.of, home, _SUM)} 无值", _COMPARED
        if isinstance(part, OneOf):
            return f"{self.write(part.of, home, _SUM)} 不属于 {self._items(part)}", _COMPARED
        if isinstance(part, Contains):
            return f"{self.write(part.of, home, _SUM)} 不包含 {self._text(part)}", _COMPARED
        return f"非 {self.write(part, home, _NOT)}", _NOT

    def _known(self, node: Known, home: str) -> tuple[str, int]:
        return f"{self.write(node.of, home, _SUM)} 有值", _COMPARED

    def _oneof(self, node: OneOf, home: str) -> tuple[str, int]:
        return f"{self.write(node.of, home, _SUM)} 属于 {self._items(node)}", _COMPARED

    def _items(self, node: OneOf) -> str:
        beside = self._element(node.of)
        return f"[{', '.join(self._scalar(value, beside) for value in node.values)}]"

    def _contains(self, node: Contains, home: str) -> tuple[str, int]:
        return f"{self.write(node.of, home, _SUM)} 包含 {self._text(node)}", _COMPARED

    def _text(self, node: Contains) -> str:
        return self._scalar(node.text, self._element(node.of))

    def _compare(self, node: Compare, home: str) -> tuple[str, int]:
        beside = self._element(node.left) or self._element(node.right)
        left, right = (self._side(side, home, beside) for side in (node.left, node.right))
        return f"{left} {node.op} {right}", _COMPARED

    def _side(self, node: Node, home: str, beside: Element | None) -> str:
        if isinstance(node, Value):
            return self._scalar(node.value, beside)
        text = self.write(node, home, _SUM)
        codes = names.code_list_of(self.standard, beside) if beside is not None else None
        if isinstance(node, Ref) and codes is not None and names.codes_named(codes, text):
            return node.code  # the label of this element is also a value of the other one
        return text

    def _arithmetic(self, node: Arithmetic, home: str) -> tuple[str, int]:
        strength = _SUM if node.op in "+-" else _PRODUCT
        left, right = self.write(node.left, home, strength), self.write(node.right, home, strength + 1)
        return f"{left} {node.op} {right}", strength

    def _age(self, node: Age, home: str) -> tuple[str, int]:
        return f"周岁({self.write(node.of, home, _SUM)})", _ATOM

    def _day(self, node: Day, home: str) -> tuple[str, int]:
        return "今日", _ATOM

    def _value(self, node: Value, home: str) -> tuple[str, int]:
        return self._scalar(node.value, None), _ATOM

    def _ref(self, node: Ref, home: str) -> tuple[str, int]:
        return element_text(self.standard, home, node.code), _ATOM

    def _tagged(self, node: Tagged, home: str) -> tuple[str, int]:
        return tag_text(self.standard, home, node.name), _ATOM

    def _has(self, node: Has, home: str) -> tuple[str, int]:
        return f"有({self._elsewhere(node.register, node.where)})", _ATOM

    def _countof(self, node: CountOf, home: str) -> tuple[str, int]:
        return f"数({self._elsewhere(node.register, node.where)})", _ATOM

    def _elsewhere(self, register: str, where: Node | None) -> str:
        name = register_text(self.standard, register)
        return name if where is None else f"{name}: {self.write(where, register, _LOOSE)}"

    def _element(self, node: Node) -> Element | None:
        return self.standard.elements[node.code] if isinstance(node, Ref) else None

    def _scalar(self, value: Scalar, beside: Element | None) -> str:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, int | Decimal):
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        if isinstance(value, date):
            return value.isoformat()
        if beside is not None and kind_of(beside) in (Kind.CODE, Kind.CODES):
            return code_text(self.standard, beside, value)
        return quoted(value)


def quoted(text: str) -> str:
    """`text` as a string of the language."""
    return '"' + _QUOTED.sub(r"\\\1", text) + '"'


@per_standard
def _one_word(standard: Standard, name: str) -> bool:
    """Whether `name` is read as one name, whatever stands around it."""
    try:
        tokens = cut(standard, name)
    except ProblemError:
        return False
    named = name.removeprefix("〈").removesuffix("〉")
    return len(tokens) == 1 and tokens[0].type == "NAME" and str(tokens[0]) == named


@per_standard
def element_text(standard: Standard, home: str, code: str) -> str:
    """The shortest text that means the element `code` in a formula about `home`."""
    element, wanted = standard.elements[code], (names.Named("element", code),)
    label, register = element.label_zh, register_text(standard, element.register)
    written = label if _one_word(standard, label) else f"〈{label}〉"
    if not _one_word(standard, written):
        return code
    if names.candidates(standard, home, label) == wanted:
        return written
    return f"{register}.{written}" if names.candidates(standard, home, f"{register}.{label}") == wanted else code


@per_standard
def tag_text(standard: Standard, home: str, name: str) -> str:
    """The shortest text that means the tag `name` in a formula about `home`."""
    if _one_word(standard, name) and names.candidates(standard, home, name) == (names.Named("tag", name),):
        return name
    return f"标签({name})"


@per_standard
def register_text(standard: Standard, register: str) -> str:
    """The label of a register where it names it alone, else its code."""
    label = standard.registers[register].label_zh
    named = names.register_named(standard, label)
    if named is None or named.code != register:
        return register
    written = label if _one_word(standard, label) else f"〈{label}〉"
    return written if _one_word(standard, written) else register


@per_standard
def _code_text(standard: Standard, list_name: str, value: str) -> str:
    codes = standard.code_lists[list_name]
    entry = codes.by_code.get(value)
    if entry is None or names.codes_named(codes, entry.label_zh) != (value,):
        return quoted(value)
    return entry.label_zh if _one_word(standard, entry.label_zh) else quoted(entry.label_zh)


def code_text(standard: Standard, element: Element, value: str) -> str:
    """The label of a code where it says it alone, else label or code in quotes."""
    codes = names.code_list_of(standard, element)
    return quoted(value) if codes is None else _code_text(standard, codes.name, value)
