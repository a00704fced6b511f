"""Value → standard value: the body of a matched table as standard rows. In: a `FormMatch`, its grid, the standard.

Out: `Standardised`: a `StandardRow` for each body row that says something (one for a card), remarks on columns.
Refuses: statistics (a cross-tab has no rows to keep). Refused values carry their cell and remedy and are left out;
derived elements are never taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.tables import FillPoint, Grid, Layout, ParsedTable, Raw, Region, a1
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.domains.citizen_id import birth_date, sex
from yibiao.flow.standard.meanings import FieldMatch, FormMatch, Subject
from yibiao.flow.standard.model import Element, Standard
from yibiao.flow.standard.rows import StandardRow
from yibiao.flow.standardising.blanks import written_value

ID_NUMBER, BIRTH, SEX = "person.id_number", "person.birth_date", "person.gender"
_REMEMBERED = 20_000
_NO_ROWS = (Subject.AREAS, Subject.COUNTS, Subject.AREA)


@dataclass(frozen=True, slots=True)
class Standardised:
    """The rows of one table and what is to be said of its columns."""

    rows: tuple[StandardRow, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class _Draft:
    """A row under way."""

    row: int
    values: dict[str, Json] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    area: str | None = None
    problems: list[Problem] = field(default_factory=list)


def has_rows(match: FormMatch) -> bool:
    """Whether the table speaks of things row by row."""
    return match.table.layout is not Layout.CROSSTAB and match.subject not in _NO_ROWS


def standard_rows(
    match: FormMatch, grid: Grid, standard: Standard, wanted: Iterable[int] | None = None
) -> Standardised:
    """Every row of the table that holds a value; `grid` is the sheet that `match.table` was recognised on.

    wanted: the sheet rows of a list that are to be read, all without it.
    """
    if not has_rows(match):
        place = Place(file=match.table.file, sheet=match.table.sheet)
        return Standardised((), (problem("RECEIVE_NOT_ROWS", place),))
    return Reader(match, grid, standard).read(wanted)


class Reader:
    """Reads one matched table."""

    def __init__(self, match: FormMatch, grid: Grid, standard: Standard) -> None:
        self.match, self.table, self.grid, self.standard = match, match.table, grid, standard
        self.remarks: list[Problem] = []
        self.fields = list(self._usable())
        self.register = match.register or self._likely_register()
        self.covering = _merged_columns(self.table, grid)
        self.units = {column.column: column.unit for column in self.table.columns}
        self._known: dict[tuple[str, str | None, type, Raw], tuple[Json, bool]] = {}

    def read(self, wanted: Iterable[int] | None = None) -> Standardised:
        rows_read = self.table.data_rows() if wanted is None else wanted
        drafts = [self._card()] if self.table.layout is Layout.CARD else map(self._row, rows_read)
        rows = tuple(self._finished(draft) for draft in drafts if draft.values or draft.problems)
        return Standardised(rows, tuple(self.remarks))

    def _usable(self) -> Iterator[tuple[FieldMatch, Element | None]]:
        """The accepted fields with their element (None: the row's area); others are remarked once."""
        seen: set[str] = set()
        for found in self.match.fields:
            meaning = found.meaning
            if meaning is not None and meaning.special == "area":
                yield found, None
            if meaning is None or meaning.element is None:
                continue
            element = self.standard.elements.get(meaning.element)
            if element is None or element.derived:
                continue
            if not found.accepted:
                self._remark("RECEIVE_COLUMN_UNREAD", found)
                continue
            if element.code in seen and self.table.layout is Layout.LIST:
                self._remark("RECEIVE_COLUMN_TWICE", found)
            seen.add(element.code)
            yield found, element

    def _remark(self, code: str, found: FieldMatch) -> None:
        place = Place(file=self.table.file, sheet=self.table.sheet, cell=found.cell)
        self.remarks.append(problem(code, place, label=" › ".join(found.path)))

    def _likely_register(self) -> str:
        """The register that most accepted fields belong to."""
        named = [element.register for _, element in self.fields if element is not None]
        return max(dict.fromkeys(named), key=named.count, default="")

    def _row(self, row: int) -> _Draft:
        draft, cells = _Draft(row), self.grid.cells
        for found, element in self.fields:
            column = found.column
            cell = cells.get(self.covering.get((row, column), (row, column)) if self.covering else (row, column))
            self._take(draft, element, cell.value if cell else None, a1(row, column), self.units.get(column))
        return draft

    def _card(self) -> _Draft:
        draft = _Draft(self.table.region.top)
        points = {(point.row, point.column, point.path[-1:]): point for point in self.table.fill_points}
        for found, element in self.fields:
            point = points.get((found.row, found.column, found.path[-1:]))
            point = point or FillPoint(found.row, found.column, found.path)
            cell = self.grid.cells.get((point.row, point.column))
            value = written_value(point, cell.value if cell else None)
            self._take(draft, element, value, point.reference, point.unit)
        return draft

    def _take(self, draft: _Draft, element: Element | None, raw: Raw, cell: str, unit: str | None) -> None:
        """Parse one value into the draft; a reference is given by people as its register's number."""
        if element is None:
            draft.area = draft.area or (str(raw).strip() if raw is not None else None) or None
            return
        element = self.meant_by(element)
        if element is None or element.code in draft.values:
            return
        value, doubtful = self._value(draft, element, raw, cell, unit)
        if value is not None:
            draft.values[element.code] = value
            draft.cells[element.code] = cell
            if doubtful:
                draft.doubtful.add(element.code)

    def _value(self, draft: _Draft, element: Element, raw: Raw, cell: str, unit: str | None) -> tuple[Json, bool]:
        """The value and whether it is doubtful; a writing of which nothing is to be said is parsed once."""
        writing = (element.code, unit, type(raw), raw)
        if writing in self._known:
            return self._known[writing]
        place = Place(file=self.table.file, sheet=self.table.sheet, cell=cell, field=element.code)
        domain = domain_of(element.domain, self.standard)
        parsed = domain.parse(raw, place, unit)
        found = (None if parsed.value is None else domain.to_json(parsed.value), parsed.doubtful)
        draft.problems.extend(parsed.problems)
        if not parsed.problems and len(self._known) < _REMEMBERED:
            self._known[writing] = found
        return found

    def meant_by(self, element: Element) -> Element | None:
        """What people write for it: a reference is given as the number of what it refers to, None where it has none."""
        kind, _, register = element.domain.partition(":")
        if kind != "ref":
            return element
        entry = self.standard.registers.get(register)
        return self.standard.elements.get(entry.identifiers[0]) if entry and entry.identifiers else None

    def _finished(self, draft: _Draft) -> StandardRow:
        if ID_NUMBER in draft.values and ID_NUMBER not in draft.doubtful:
            self._derive_from_id(draft)
        return StandardRow(
            sheet=self.table.sheet,
            row=draft.row,
            register=self.register,
            values=draft.values,
            cells=draft.cells,
            doubtful=frozenset(draft.doubtful),
            area=draft.area,
            problems=tuple(draft.problems),
        )

    def _derive_from_id(self, draft: _Draft) -> None:
        """Birth date and sex stand in the identity number (GB 11643—1999): fill them in, or doubt what contradicts."""
        number = draft.values.get(ID_NUMBER)
        born = birth_date(str(number))
        told = {BIRTH: born.isoformat() if born else None, SEX: sex(str(number))}
        for code, expected in told.items():
            element = self.standard.elements.get(code)
            if element is None or expected is None:
                continue
            given = draft.values.setdefault(code, expected)
            draft.cells.setdefault(code, draft.cells[ID_NUMBER])
            if given != expected:
                draft.doubtful.add(code)
                place = Place(file=self.table.file, sheet=self.table.sheet, cell=draft.cells[code], field=code)
                values = {"element": element.label_zh, "value": given, "expected": expected}
                draft.problems.append(problem("RECEIVE_ID_CONTRADICTS", place, **values))


def _merged_columns(table: ParsedTable, grid: Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """Covered body cell → the cell whose value it shows: a household's address stands once beside all its members."""
    if table.body is None:
        return {}
    body = Region(table.body[0], table.region.left, table.body[1], table.region.right)
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for merge in grid.merges:
        if merge.width == 1 and (merge.top, merge.left) in body:
            for row in range(merge.top, min(merge.bottom, body.bottom) + 1):
                found[row, merge.left] = (merge.top, merge.left)
    return found
