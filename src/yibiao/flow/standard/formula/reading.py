"""Reads a formula. In: text, the register that it is about, the standard. Out: a `Node`.

Names of elements, tags, registers and codes are looked up while the tree is built, because 有(残疾: …) changes what
they stand for. Refuses, by `ProblemError`: text out of order, unknown and ambiguous names, values that a code list
does not have; each with its column and what may be meant. What the types allow is `checking`'s matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, cast

from lark import Lark, Token, UnexpectedInput, UnexpectedToken
from lark.lexer import Lexer

from yibiao.flow.standard.formula import refusals
from yibiao.flow.standard.formula.building import Builder
from yibiao.flow.standard.formula.lexing import cut
from yibiao.flow.standard.formula.nodes import Node
from yibiao.flow.standard.model import Standard

SPOKEN = {
    "AND": "且", "OR": "或", "NOT": "非", "EQ": "=", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=",
    "BETWEEN": "在", "TO": "到", "IN": "属于", "NOTIN": "不属于", "CONTAINS": "包含", "NOTCONTAINS": "不包含",
    "KNOWN": "有值", "UNKNOWN": "无值", "PLUS": "+", "MINUS": "-", "STAR": "*", "SLASH": "/", "LPAR": "（",
    "RPAR": "）", "LSQB": "[", "RSQB": "]", "COMMA": "，", "COLON": "：", "DOT": ".", "NUMBER": "数字", "DATE": "日期",
    "STRING": "文字", "YES": "是", "NO": "否", "TODAY": "今日", "EVERY": "恒真", "NONE": "恒假", "AGE": "周岁（…）",
    "HAS": "有（…）", "COUNT": "数（…）", "TAG": "标签（…）", "NAME": "名称", "$END": "结束",
}  # fmt: skip


class _Tokens(Lexer):
    """Hands lark the words that `cut` has already made."""

    def __init__(self, lexer_conf: object) -> None:
        """Nothing of lark's own lexer is needed."""

    def lex(self, lexer_state: Any, parser_state: Any = None) -> Any:
        yield from lexer_state


@cache
def _grammar() -> Lark:
    text = (resources.files(__package__) / "grammar.lark").read_text("utf-8")
    return Lark(text, parser="lalr", lexer=_Tokens)


def read(text: str, home_register: str, standard: Standard) -> tuple[Node, Mapping[int, int]]:
    """The formula that `text` says about records of `home_register`, and where each node (by `id`) begins."""
    tokens = cut(standard, text)
    try:
        tree = _grammar().parse(cast(Any, tokens))
    except UnexpectedInput as error:
        raise _refusal(text, error) from None
    builder = Builder(text, standard)
    return builder.build(tree, home_register), builder.columns


def _refusal(text: str, error: UnexpectedInput) -> Exception:
    token = error.token if isinstance(error, UnexpectedToken) else None
    ended = token is None or token.type == "$END"
    accepts = error.accepts if isinstance(error, UnexpectedToken) else set()
    expected = tuple(said for kind, said in SPOKEN.items() if kind in accepts)
    column = len(text) + 1 if ended or token is None else _column(token)
    return refusals.syntax(text, column, "" if ended else str(token), expected)


def _column(token: Token) -> int:
    return token.column or 1
