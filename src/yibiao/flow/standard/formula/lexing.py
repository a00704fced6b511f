"""Cuts a formula into words. In: text as people type it, the names that the standard knows. Out: lark tokens.

Chinese stands without spaces (年龄大于等于80且独居), so runs of letters are cut into known names, operators and
numbers, longest first with backtracking; what cannot be cut so stays whole as an unknown name, which the reader then
refuses with its column. What stands in 〈 〉 is one name, whatever is in it. Full-width signs count as half-width ones.
Refuses: a character that no formula has, an open quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lark import Token

from yibiao.base.text import key
from yibiao.flow.standard.formula import refusals
from yibiao.flow.standard.formula.names import words
from yibiao.flow.standard.formula.remember import per_standard
from yibiao.flow.standard.model import Standard

LONGEST = 4000
DEEPEST = 40

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_NARROW |= {ord(wide): ord(narrow) for wide, narrow in zip("【】、“”‘’「」–—−～〜", '[],""\'\'""---~~', strict=True)}

_SIGNS = {
    ">=": "GE", "=>": "GE", "≥": "GE", "≧": "GE", "<=": "LE", "=<": "LE", "≤": "LE", "≦": "LE",
    "!=": "NE", "<>": "NE", "≠": "NE", "==": "EQ", "=": "EQ", "<": "LT", ">": "GT", "&&": "AND", "||": "OR",
    "+": "PLUS", "-": "MINUS", "*": "STAR", "×": "STAR", "/": "SLASH", "÷": "SLASH", "(": "LPAR", ")": "RPAR",
    "[": "LSQB", "]": "RSQB", ",": "COMMA", ":": "COLON", ".": "DOT", "~": "TO", "!": "NOT",
}  # fmt: skip

KEYWORDS = {
    "大于等于": "GE", "不小于": "GE", "不低于": "GE", "不少于": "GE", "不早于": "GE", "至少": "GE", "大于或等于": "GE",
    "小于等于": "LE", "不大于": "LE", "不高于": "LE", "不超过": "LE", "不多于": "LE", "不晚于": "LE", "至多": "LE",
    "小于或等于": "LE", "大于": "GT", "高于": "GT", "多于": "GT", "超过": "GT", "晚于": "GT", "小于": "LT",
    "低于": "LT", "少于": "LT", "不满": "LT", "未满": "LT", "不足": "LT", "早于": "LT", "不等于": "NE",
    "不是": "NE", "不为": "NE",
    "等于": "EQ", "为": "EQ", "不属于": "NOTIN", "属于": "IN", "不包含": "NOTCONTAINS", "包含": "CONTAINS",
    "有值": "KNOWN", "已知": "KNOWN", "无值": "UNKNOWN", "为空": "UNKNOWN", "未知": "UNKNOWN", "且": "AND",
    "并且": "AND", "而且": "AND", "同时": "AND", "and": "AND", "或": "OR", "或者": "OR", "or": "OR", "非": "NOT",
    "not": "NOT", "今日": "TODAY", "今天": "TODAY", "在": "BETWEEN", "到": "TO", "至": "TO", "是": "YES", "真": "YES",
    "否": "NO", "假": "NO", "恒真": "EVERY", "恒假": "NONE",
}  # fmt: skip
"""Operators in words. 有, 数, 周岁 and 标签 are words of the language only before a bracket."""

_CALLS = {"有": "HAS", "存在": "HAS", "数": "COUNT", "周岁": "AGE", "标签": "TAG"}

_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)(?![\d.])"
)
_UNITS = r"(?:周岁|岁|平方米|平米|㎡|元|人|户|个|间|亩|天|辆|次|套|%)?"
_NUMBER = re.compile(r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)([万亿]?)" + _UNITS)
_CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
_RUN = re.compile(r"[\w·]+")
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'')
_NAMED = re.compile(r"〈([^〈〉]+)〉")
"""A name with anything in it: 〈60 岁以上〉, 〈男（人）〉."""
_ESCAPE = re.compile(r"\\(.)", re.S)


def cut(standard: Standard, text: str) -> list[Token]:
    """The tokens of `text`, each with its column from 1 (`Token.column`); values as written, less quotes."""
    if len(text) > LONGEST:
        raise refusals.too_long(text, f"{LONGEST} 字")
    plain = text.translate(_NARROW)
    tokens = list(_tokens(standard, plain, text))
    _refuse_depth(text, tokens)
    return tokens


def _tokens(standard: Standard, plain: str, text: str) -> Iterator[Token]:
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        found = _at(plain, at)
        if found is not None:
            kind, value, length = found
            if kind == "STRING" or value[0] == "〈":  # what stands in quotes is kept as written, full width and all
                value = _ESCAPE.sub(r"\1", text[at + 1 : at + length - 1])
            yield _token(kind, value, at)
            at += length
            continue
        run = _RUN.match(plain, at)
        if run is None:
            raise refusals.syntax(text, at + 1, text[at], ("名称", "数字", "日期", "运算符"))
        before_bracket = plain[run.end() :].lstrip().startswith("(")
        yield from _cut_run(standard, run.group(), at, before_bracket)
        at = run.end()


def _at(plain: str, at: int) -> tuple[str, str, int] | None:
    """(kind, value, length) of the date, number, string, code or sign at `at`; None where letters begin."""
    if string := _STRING.match(plain, at):
        return "STRING", string.group(), len(string.group())
    if name := _NAMED.match(plain, at):
        return "NAME", name.group(), len(name.group())
    if code := _CODE.match(plain, at):
        return "NAME", code.group(), len(code.group())
    for length in (2, 1):
        sign = plain[at : at + length]
        if sign in _SIGNS:
            return _SIGNS[sign], sign, length
    if date := _DATE.match(plain, at):
        return "DATE", "-".join(part for part in date.groups() if part), len(date.group())
    if plain[at].isdecimal() and (number := _NUMBER.match(plain, at)):
        return "NUMBER", number.group(1).replace(",", "") + number.group(2), len(number.group())
    return None


def _token(kind: str, value: str, at: int) -> Token:
    return Token(kind, value, start_pos=at, line=1, column=at + 1, end_pos=at + len(value))


def _cut_run(standard: Standard, run: str, at: int, before_bracket: bool) -> Iterator[Token]:
    pieces = _segment(standard, run, before_bracket)
    if pieces is None:
        pieces = _loose(standard, run)
    for kind, value, length in pieces:
        yield _token(kind, value, at)
        at += length


_Piece = tuple[str, str, int]


def _segment(standard: Standard, run: str, before_bracket: bool) -> list[_Piece] | None:
    """`run` cut into known words without rest, longest first; None when it cannot be."""
    dead: set[int] = set()

    def from_(at: int) -> list[_Piece] | None:
        if at == len(run):
            return []
        if at in dead:
            return None
        for piece in _pieces_at(standard, run, at, before_bracket):
            rest = from_(at + piece[2])
            if rest is not None:
                return [piece, *rest]
        dead.add(at)
        return None

    return from_(0)


def _pieces_at(standard: Standard, run: str, at: int, before_bracket: bool) -> Iterator[_Piece]:
    if date := _DATE.match(run, at):
        yield "DATE", "-".join(part for part in date.groups() if part), len(date.group())
    if run[at].isdecimal() and (number := _NUMBER.match(run, at)):
        yield "NUMBER", number.group(1) + number.group(2), len(number.group())
    known, longest = _known(standard)
    for end in range(min(len(run), at + longest), at, -1):
        piece = run[at:end]
        if before_bracket and end == len(run) and piece in _CALLS:
            yield _CALLS[piece], piece, end - at
        elif piece in KEYWORDS:
            yield KEYWORDS[piece], piece, end - at
        elif key(piece) in known:
            yield "NAME", piece, end - at


@per_standard
def _known(standard: Standard) -> tuple[frozenset[str], int]:
    known = frozenset(key(word) for word in words(standard)) - {""}
    return known, max(map(len, (*known, *KEYWORDS)), default=1) + 8


_BREAKS = re.compile(
    "("
    + "|".join(sorted((word for word in KEYWORDS if len(word) > 1 and not word.isascii()), key=len, reverse=True))
    + "|且|或)"
)


def _loose(standard: Standard, run: str) -> list[_Piece]:
    """A run with an unknown word in it: broken at unmistakable operators only."""
    pieces: list[_Piece] = []
    for part in _BREAKS.split(run):
        if not part:
            continue
        known = _segment(standard, part, False)
        pieces.extend(known if known is not None else [("NAME", part, len(part))])
    return pieces


def _refuse_depth(text: str, tokens: list[Token]) -> None:
    """Deep nesting would exhaust the stack of what walks the tree later."""
    depth = nots = sums = 0
    for token in tokens:
        depth += (token.type in ("LPAR", "LSQB")) - (token.type in ("RPAR", "RSQB"))
        nots += token.type == "NOT"
        sums += token.type in ("PLUS", "MINUS", "STAR", "SLASH")
        if depth + nots > DEEPEST or sums > DEEPEST:
            raise refusals.too_long(text, f"{DEEPEST} 层")
