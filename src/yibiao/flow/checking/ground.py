"""A form as a small register, so that formulas of the house's language can speak about it. In: sheets. Out: a `Ground`.

The form's rows (or its columns, or the form as one thing) become records of a register whose elements are its columns
(its rows, its cells); last period's form and other forms become registers that each record refers to. So the same
parser, checker and evaluator serve. Names:

    男 · 常住人口·男 · B列         a column, by label, by the whole path, by letter (over rows)
    总计 · 第5行 · 列和            a row; 列和 is the sum of the rows that are no totals (over columns)
    B5 · 东街社区·男 · 列和·男 · 行数   a cell, the sum of a column, how many rows there are (over the form)
    上期.男 · 〈990101-2026-0007〉.B5   the same place last period; another form by its number or title

Records meet by their labels; where a label stands twice nobody is met. Refuses: nothing here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from yibiao.base.tables import RowRole, a1, column_letters
from yibiao.base.text import without_brackets
from yibiao.flow.checking.checks import Over
from yibiao.flow.checking.shape import Heading, Sheet
from yibiao.flow.standard.formula.evaluating import Context
from yibiao.flow.standard.formula.memory import Held, MemoryLedger, Record
from yibiao.flow.standard.formula.nodes import Scalar
from yibiao.flow.standard.model import Element, Register, Standard

HERE, LAST = "here", "last"
LAST_LABEL, HERE_LABEL = "上期", "本表"
SUM, COUNT = "列和", "行数"
_NUMBERS = "decimal"
_NO_DAY = date(1, 1, 1)


@dataclass(frozen=True, slots=True)
class Term:
    """One name of a formula: its code below the register, label, other names, value domain."""

    suffix: str
    label: str
    aliases: tuple[str, ...]
    domain: str


@dataclass(frozen=True, slots=True)
class Known:
    """A form that formulas may name besides their own: the register's code, what it is called, its sheet."""

    code: str
    names: tuple[str, ...]
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Ground:
    """What formulas over one form are parsed and judged on. records: with the place (row or column) of each."""

    standard: Standard
    records: tuple[tuple[int, Record], ...]
    context: Context
    known: tuple[Known, ...]

    def names_of(self, register: str) -> tuple[str, ...]:
        return next((known.names for known in self.known if known.code == register), (HERE_LABEL,))


def ground(over: Over, sheet: Sheet, last: Sheet | None, others: Sequence[Sheet]) -> Ground:
    """The register of `sheet` and of what its formulas may name besides.

    Where there is no last period, its names are there and every value is unknown.
    """
    own = tuple(terms(over, sheet))
    known = tuple(_known(last or replace(sheet, cells={}), others))
    beside = tuple((one.code, one.names, tuple(_alike(terms(over, one.sheet), own))) for one in known)
    standard = _standard(own, beside)
    records: list[tuple[int, Record]] = []
    all_records: list[Record] = []
    meets: dict[str, Mapping[tuple[str, ...], str]] = {}
    for one in known:
        there = list(_records(over, one.sheet, one.code, standard))
        all_records += [record for _, _, record in there]
        meets[one.code] = _once((path, record.id) for _, path, record in there)
    for number, path, record in _records(over, sheet, HERE, standard):
        links: dict[str, Held] = {f"{HERE}.to_{code}": met[path] for code, met in meets.items() if path in met}
        records.append((number, Record(HERE, record.id, {**record.values, **links})))
    ledger = MemoryLedger([*all_records, *(record for _, record in records)])
    return Ground(standard, tuple(records), Context(ledger, standard, _NO_DAY), known)


def _alike(theirs: Iterable[Term], own: Sequence[Term]) -> Iterator[Term]:
    """What has the same name holds the same kind of value, also where one of the two forms is still blank."""
    domains = {term.label: term.domain for term in own}
    return (replace(term, domain=domains.get(term.label, term.domain)) for term in theirs)


def _known(last: Sheet, others: Sequence[Sheet]) -> Iterator[Known]:
    yield Known(LAST, (LAST_LABEL,), last)
    titles = Counter(name for other in others for name in {other.name, other.title})
    for number, other in enumerate(others, 1):
        names = dict.fromkeys(name for name in (other.name, other.title) if name and titles[name] == 1)
        if names:
            yield Known(f"form{number}", tuple(names), other)


def terms(over: Over, sheet: Sheet) -> Iterator[Term]:
    """The names that a formula over `sheet` may use."""
    if over is Over.LINE:
        yield from _headings(sheet.columns, "{}列", lambda heading: _column_domain(sheet, heading))
    elif over is Over.COLUMN:
        yield from _headings(sheet.rows, "第{}行", lambda heading: _row_domain(sheet, heading))
        yield Term("sum", SUM, (), _NUMBERS)
    else:
        yield from _cells(sheet)
        for column, label in zip(sheet.columns, labels(sheet.columns, "{}列"), strict=True):
            yield Term(f"sum_{column_letters(column.number).lower()}", f"{SUM}·{label}", (), _NUMBERS)
        yield Term("rows", COUNT, (), _NUMBERS)


def labels(headings: Sequence[Heading], place: str) -> tuple[str, ...]:
    """The shortest name of each heading that no other one has: its leaf, its path, else its letter or number."""
    leaves = Counter(heading.leaf for heading in headings)
    paths = Counter(heading.path for heading in headings)
    return tuple(
        heading.leaf
        if heading.leaf and leaves[heading.leaf] == 1
        else "·".join(heading.path)
        if heading.path and paths[heading.path] == 1
        else place.format(_placed(heading, place))
        for heading in headings
    )


def _placed(heading: Heading, place: str) -> str:
    return str(heading.number) if place.startswith("第") else column_letters(heading.number)


def _headings(headings: Sequence[Heading], place: str, domain: object) -> Iterator[Term]:
    assert callable(domain)
    for heading, label in zip(headings, labels(headings, place), strict=True):
        at = _placed(heading, place)
        others = {"·".join(heading.path), heading.leaf, without_brackets(heading.leaf), place.format(at)}
        yield Term(f"at_{at.lower()}", label, tuple(sorted(others - {label, ""})), domain(heading))


def _cells(sheet: Sheet) -> Iterator[Term]:
    for address, path in sheet.labels.items():
        others = {"·".join(path), path[-1] if path else "", address} - {"", address}
        yield Term(address.lower(), address, tuple(sorted(others)), _domain([sheet.cells.get(address)]))
    for row in sheet.rows:
        for column in sheet.columns:
            address = a1(row.number, column.number)
            alias = (f"{row.leaf}·{column.leaf}",) if row.leaf and column.leaf else ()
            if address not in sheet.labels:
                yield Term(address.lower(), address, alias, _domain([sheet.cells.get(address)]))


def _column_domain(sheet: Sheet, heading: Heading) -> str:
    return _domain([sheet.at(row.number, heading.number) for row in sheet.rows])


def _row_domain(sheet: Sheet, heading: Heading) -> str:
    return _domain([sheet.at(heading.number, column.number) for column in sheet.columns if column.summable])


def _domain(values: Iterable[Scalar | None]) -> str:
    """Numbers, unless most of what is there is something else: one stray word makes no column of words."""
    found = Counter(type_of(value) for value in values if value is not None)
    return found.most_common(1)[0][0] if found else _NUMBERS


def type_of(value: Scalar) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | Decimal):
        return _NUMBERS
    return "date" if isinstance(value, date) else "text"


_Beside = tuple[str, tuple[str, ...], tuple[Term, ...]]


@lru_cache(maxsize=128)
def _standard(own: tuple[Term, ...], beside: tuple[_Beside, ...]) -> Standard:
    registers = {HERE: Register(HERE, HERE_LABEL, HERE_LABEL)}
    elements: dict[str, Element] = {}
    for term in own:
        elements[f"{HERE}.{term.suffix}"] = _element(HERE, term)
    for code, names, theirs in beside:
        registers[code] = Register(code, names[0], names[0], nouns=names[1:])
        link = f"{HERE}.to_{code}"
        elements[link] = Element(link, names[0], names[0], f"ref:{code}", 1)
        for term in theirs:
            elements[f"{code}.{term.suffix}"] = _element(code, term)
    return Standard(elements, registers, {}, {})


def _element(register: str, term: Term) -> Element:
    return Element(f"{register}.{term.suffix}", term.label, term.label, term.domain, 1, term.aliases)


_Path = tuple[str, ...]


def _once(pairs: Iterable[tuple[_Path, str]]) -> Mapping[_Path, str]:
    """Paths that stand once; the form as one thing has the path ("",)."""
    listed = list(pairs)
    times = Counter(path for path, _ in listed)
    return {path: id for path, id in listed if path and times[path] == 1}


def _records(over: Over, sheet: Sheet, register: str, standard: Standard) -> Iterator[tuple[int, _Path, Record]]:
    for number, path, values in _values(over, sheet):
        held: dict[str, Held] = {}
        for suffix, value in values.items():
            code = f"{register}.{suffix}"
            element = standard.elements.get(code)
            if value is not None and element is not None and type_of(value) == element.domain:
                held[code] = value
        yield number, path, Record(register, f"{register}{number}", held)


def _values(over: Over, sheet: Sheet) -> Iterator[tuple[int, _Path, dict[str, Scalar | None]]]:
    if over is Over.LINE:
        for row in sheet.rows:
            yield row.number, row.path, {_suffix(one): sheet.at(row.number, one.number) for one in sheet.columns}
    elif over is Over.COLUMN:
        for column in sheet.columns:
            if column.summable:
                down = {f"at_{row.number}": sheet.at(row.number, column.number) for row in sheet.rows}
                yield column.number, column.path, {**down, "sum": column_sum(sheet, column)}
    else:
        cells: dict[str, Scalar | None] = {address.lower(): value for address, value in sheet.cells.items()}
        sums = {f"sum_{column_letters(one.number).lower()}": column_sum(sheet, one) for one in sheet.columns}
        rows = sum(1 for row in sheet.rows if row.role is RowRole.DATA)
        yield 0, ("",), {**cells, **sums, "rows": rows}


def _suffix(column: Heading) -> str:
    return f"at_{column_letters(column.number).lower()}"


def column_sum(sheet: Sheet, column: Heading) -> Scalar | None:
    """The sum of a column over the rows that are neither totals nor parts of others; None where one is unknown."""
    total = Decimal(0)
    for row in sheet.parts():
        value = sheet.at(row.number, column.number)
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return None
        total += value
    return int(total) if total == total.to_integral_value() else total
