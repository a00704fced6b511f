"""A mapping: how another system wants its import file. In: TOML, the data standard. Out: a `Mapping`.

    title = "困难人员导入表"          system = "省级救助系统"
    register = "人"                 where = "低保对象"        # which records; a formula of the house's language
    format = "csv"                  encoding = "gb18030"     # or "xlsx" with sheet = "导入"
    above = [["填报说明……"]]        split = 500              # rows above the header; most rows of one file
    [[column]]
    head = "性别"                   of = "性别"              # a formula; or constant = "…"; or serial = true
    codes = { "男" = "1", "女" = "2" }   other = "9"         # our value or its label → theirs
    [[column]]
    head = "出生日期"               of = "出生日期"           date = "YYYYMMDD"      must = true

Refuses (`ProblemError` RETURNS_MAPPING, with the part as its place): unknown words, columns without a source, formulas
without a meaning, formats that nobody writes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from typing import Any

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.asking.nodes import Column, RowsQuestion
from yibiao.flow.standard.formula import Kind, parse, value_kind
from yibiao.flow.standard.formula.names import code_list_of, codes_named, register_named
from yibiao.flow.standard.formula.nodes import Node, Ref
from yibiao.flow.standard.model import Standard

FORMATS = ("xlsx", "csv")
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk")
LONGEST = 40_000
"""Characters of a mapping."""
MOST = 300
"""Columns of one."""
_WHOLE = {"title": str, "system": str, "register": str, "where": str, "format": str, "encoding": str, "sheet": str,
          "above": list, "split": int, "file": str, "column": list}  # fmt: skip
_COLUMN = {"head": str, "of": str, "constant": str, "serial": bool, "codes": dict, "other": str, "date": str,
           "must": bool, "number": bool}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One column of the other system. Exactly one of `of` (a formula), `constant`, `serial`.

    codes: ours → theirs; other: what they get for all else (None: nothing fits, which is said).
    date: YYYY, MM, DD and what stands between them. must: a blank is refused there. number: written as a number.
    """

    head: str
    of: Node | None = None
    formula: str = ""
    constant: str | None = None
    serial: bool = False
    codes: MappingOf[str, str] = field(default_factory=dict)
    other: str | None = None
    date: str = ""
    must: bool = False
    number: bool = False


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole of it. above: rows over the header; split: most rows of a file, 0: no limit; file: stem of its name."""

    title: str
    system: str
    register: str
    where: Node | None
    targets: tuple[Target, ...]
    format: str = "xlsx"
    encoding: str = "utf-8-sig"
    sheet: str = "Sheet1"
    above: tuple[tuple[str, ...], ...] = ()
    split: int = 0
    file: str = ""


def read_mapping(text: str, standard: Standard) -> Mapping:
    """The mapping that `text` declares."""
    if len(text) > LONGEST:
        raise _wrong("", f"超过 {LONGEST} 字", f"longer than {LONGEST} characters")
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong("", f"写法不对：{error}", f"cannot be read: {error}") from None
    _typed(plain, _WHOLE, "")
    register = register_named(standard, plain.get("register", ""))
    if register is None:
        raise _wrong("register", "没有这个登记册", "there is no such register")
    for name, known in (("format", FORMATS), ("encoding", ENCODINGS)):
        if name in plain and plain[name] not in known:
            raise _wrong(name, f"只能是 {'、'.join(known)}", f"must be one of {', '.join(known)}")
    if plain.get("split", 0) < 0:
        raise _wrong("split", "不能小于 0", "cannot be below 0")
    targets = tuple(_targets(plain.get("column", []), register.code, standard))
    for name in ("title", "system"):
        if not plain.get(name, "").strip():
            raise _wrong(name, "没有写", "is missing")
    names = ("format", "encoding", "sheet", "split", "file")
    given = {name: plain[name] for name in names if name in plain}
    where = _condition(plain.get("where", ""), register.code, standard)
    above = tuple(tuple(map(str, row)) for row in plain.get("above", []) if isinstance(row, list))
    return Mapping(plain["title"].strip(), plain["system"].strip(), register.code, where, targets, above=above, **given)


def question_of(mapping: Mapping) -> RowsQuestion:
    """What it asks: a column for each formula, named by its place (c0, c1 …)."""
    asked = tuple(Column(f"c{at}", one.of) for at, one in enumerate(mapping.targets) if one.of is not None)
    return RowsQuestion(mapping.register, asked, mapping.where)


def _condition(text: str, register: str, standard: Standard) -> Node | None:
    if not text.strip():
        return None
    node = _formula(text, register, standard, "where")
    if value_kind(node, standard) not in (Kind.CONDITION, Kind.BOOL):
        raise _wrong("where", "不是条件", "is no condition")
    return node


def _formula(text: str, register: str, standard: Standard, place: str) -> Node:
    try:
        return parse(text, register, standard)
    except ProblemError as error:
        raise _wrong(place, error.problem.sentence("zh"), error.problem.sentence("en")) from None


def _targets(columns: list[Any], register: str, standard: Standard) -> Iterator[Target]:
    if not 0 < len(columns) <= MOST:
        raise _wrong("column", f"要有 1 到 {MOST} 列", f"needs 1 to {MOST} columns")
    asked = 0
    for at, column in enumerate(columns, 1):
        place = f"column {at}"
        if not isinstance(column, dict):
            raise _wrong(place, "要写成 [[column]]", "is written as [[column]]")
        _typed(column, _COLUMN, place)
        if not column.get("head", "").strip():
            raise _wrong(place, "没有 head（列名）", "has no head")
        if sum(name in column for name in ("of", "constant", "serial")) != 1:
            raise _wrong(
                place, "of、constant、serial 要写一个，且只写一个", "needs exactly one of of, constant, serial"
            )
        plain = {name: value for name, value in column.items() if name not in ("of", "codes")}
        node = _formula(column["of"], register, standard, place) if "of" in column else None
        asked += node is not None
        codes = dict(_codes(column.get("codes", {}), node, standard, f"{place} codes"))
        yield Target(of=node, formula=column.get("of", ""), codes=codes, **plain)
    if not asked:
        raise _wrong("column", "没有一列取自台账", "no column is taken from the ledger")


def _codes(given: MappingOf[str, Any], node: Node | None, standard: Standard, place: str) -> Iterator[tuple[str, str]]:
    """Their codes by ours: a label or alias of the code list stands for its code."""
    element = standard.elements.get(node.code) if isinstance(node, Ref) else None
    listed = code_list_of(standard, element) if element is not None else None
    for ours, theirs in given.items():
        found = codes_named(listed, ours) if listed is not None else (ours,)
        if len(found) != 1:
            raise _wrong(place, f"代码集里没有「{ours}」", f"“{ours}” is no value of the code list")
        yield found[0], str(theirs)


def _typed(plain: MappingOf[str, Any], known: MappingOf[str, type], place: str) -> None:
    for name, value in plain.items():
        where = f"{place} {name}".strip()
        if name not in known:
            raise _wrong(where, f"没有这一项，可写的是 {'、'.join(known)}", f"is unknown; known are {', '.join(known)}")
        if not isinstance(value, known[name]) or (known[name] is int and isinstance(value, bool)):
            raise _wrong(where, "值的类型不对", "has a value of the wrong kind")


def _wrong(place: str, zh: str, en: str) -> ProblemError:
    return ProblemError(problem("RETURNS_MAPPING", Place(field=place or None), part=place, zh=zh, en=en))
