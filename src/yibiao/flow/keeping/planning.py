"""Linked rows → ledger plan. In: standard rows with their links, the source and its day. Out: a `LedgerPlan`.

Pure: nothing is asked and nothing is written here. A blank never takes a value away. Refuses: nothing with an
exception; a row without a certain record is doubtful and changes nothing, a row that cannot be kept is refused, both
with reasons.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.text import key
from yibiao.flow.keeping.authority import TAKE, ruling
from yibiao.flow.keeping.plans import FieldChange, FieldConflict, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecord, Link, StandardRow


def _nowhere(text: str) -> str | None:
    """No name of an area is understood."""
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """Around a plan: the file, who says it, on which day; the area of new records, by what a row says or by default.

    watched: record → elements of which somebody waits to hear what this very source says now; that it says what the
    ledger has is kept too.
    hidden: elements that the one who brings the file may not see. A plan says what is new, the same or changed, so it
    would tell what the ledger holds; values of these are left out before anything is compared. abolished: names of
    areas that stand no more; addresses go on naming them.
    """

    file: str
    source: str
    day: date
    standard: Standard
    area: str | None = None
    area_of: Callable[[str], str | None] = _nowhere
    hidden: frozenset[str] = frozenset()
    watched: Mapping[str, frozenset[str]] = field(default_factory=dict)
    abolished: frozenset[str] = frozenset()


def without_hidden(rows: Sequence[StandardRow], context: Context) -> tuple[list[StandardRow], list[Problem]]:
    """The rows without values that the one who brings them may not compare, and a problem for each such column."""
    found: dict[str, Problem] = {}
    kept = []
    for row in rows:
        left_out = row.values.keys() & context.hidden
        for code in sorted(left_out - found.keys()):
            place = Place(file=context.file, sheet=row.sheet, cell=row.cells.get(code))
            found[code] = problem("KEEPING_NOT_YOURS", place, element=context.standard.elements[code].label_zh)
        values = {code: value for code, value in row.values.items() if code not in left_out}
        kept.append(replace(row, values=values) if left_out else row)
    return kept, list(found.values())


def plan(rows: Sequence[StandardRow], links: Sequence[Sequence[Link]], context: Context) -> LedgerPlan:
    """What the rows would do, in their order; `links` as `linking.link_rows` gave them."""
    made: dict[tuple[str, Json], str] = {}
    planned = tuple(_Row(row, each, context, made).planned() for row, each in zip(rows, links, strict=True))
    return LedgerPlan(context.file, context.source, context.day, _once(planned))


class _Row:
    """Decides one row."""

    def __init__(
        self, row: StandardRow, links: Sequence[Link], context: Context, made: dict[tuple[str, Json], str]
    ) -> None:
        self.row, self.context, self.standard, self.made = row, context, context.standard, made
        self.links = {link.register: link for link in links}
        self.problems: list[Problem] = list(row.problems)
        self.place = Place(file=context.file, sheet=row.sheet, cell=next(iter(row.cells.values()), None))

    def planned(self) -> RowPlan:
        home = self.links.get(self._root(self.row.register))
        if home is None or not self.row.values:
            self.problems.append(problem("KEEPING_NOTHING", self.place))
            return self._ended(Verdict.REFUSED)
        if home.doubtful:
            self.problems.extend(home.problems)
            refused = any(each.kind.severity == "error" for each in home.problems)
            return self._ended(Verdict.REFUSED if refused else Verdict.DOUBTFUL, home)
        area = self._area() if home.record is None else home.record.area
        if area is None and home.record is None:
            self.problems.append(problem("KEEPING_NO_AREA", self.place, area=self.row.area or ""))
            return self._ended(Verdict.REFUSED, home)
        named, refs = self._named_by(home, area)
        kept = [link for link in self.links.values() if self._kept(link, home, {code for code, _ in refs})]
        planned = [*named, *(self._record(link, area, refs if link is home else ()) for link in kept)]
        records = [record for record in planned if not record.new or record.sets or record.conflicts]
        return self._ended(_verdict(records), home, tuple(records))

    def _root(self, register: str) -> str:
        entry = self.standard.registers.get(register)
        return self._root(entry.hangs_on) if entry is not None and entry.hangs_on else register

    def _area(self) -> str | None:
        """The area that the row names, else the default; a name that is not understood gives none."""
        if self.row.area:
            return self.context.area_of(self.row.area) or self.context.area
        return self.context.area

    def _named_by(self, home: Link, area: str | None) -> tuple[list[RecordPlan], tuple[tuple[str, str], ...]]:
        """Records that the row names by number and that nobody has yet (a newcomer's household), to be made once a
        file, and the elements of the home record that will hold their ids."""
        records, refs = [], []
        for link in self.links.values():
            code = self._reference(home.register, link.register)
            number = next(iter(self.standard.registers[link.register].identifiers), "")
            told = self.row.values.get(number)
            free = home.record is None or (code is not None and home.record.values.get(code) is None)
            if code is None or link.record is not None or link.doubtful or told is None or not free:
                continue
            if number in self.row.doubtful or area is None:
                continue
            if (link.register, told) not in self.made:
                self.made[link.register, told] = self._key(link.register)
                records.append(self._record(link, area))
            refs.append((code, self.made[link.register, told]))
        return records, tuple(refs)

    def _reference(self, register: str, other: str) -> str | None:
        """The element of `register` that names a record of the root register `other`."""
        wanted = f"ref:{other}"
        return next((one.code for one in self.standard.of_register(register) if one.domain == wanted), None)

    def _kept(self, link: Link, home: Link, referred: set[str]) -> bool:
        """Whether this part of the row is kept: other roots only where the ledger has them or will have them."""
        root = self._root(link.register)
        if root == home.register:
            return True
        above = self.links.get(root)
        if above is not None and above.record is not None:
            return True
        if root == link.register and self._reference(home.register, root) not in referred:
            label = self.standard.registers[root].label_zh
            self.problems.append(problem("KEEPING_NOT_LINKED", self.place, register=label))
        return False

    def _record(self, link: Link, area: str | None, refs: tuple[tuple[str, str], ...] = ()) -> RecordPlan:
        """What becomes of one record of the row."""
        register = self.standard.registers[link.register]
        above = self.links.get(register.hangs_on) if register.hangs_on else None
        wanted = self.row.part(link.register)
        for other in self.links.values():
            code = self._reference(link.register, other.register) if other.record is not None else None
            if code is not None and other.record is not None:
                wanted.setdefault(code, other.record.id)
        sets, conflicts, agreed = self._fields(link.record, wanted)
        return RecordPlan(
            key=self._key(link.register),
            register=link.register,
            record=link.record.id if link.record else None,
            base=link.record.version if link.record else 0,
            area=area if link.record is None and above is None else None,
            master=above.record.id if above is not None and above.record is not None else None,
            master_key=self._key(above.register) if above is not None and above.record is None else None,
            sets=sets,
            conflicts=conflicts,
            refs=refs,
            agreed=agreed,
        )

    def _key(self, register: str) -> str:
        return f"{self.row.sheet}/{self.row.row}/{register}"

    def _fields(
        self, record: KnownRecord | None, wanted: Mapping[str, Json]
    ) -> tuple[tuple[FieldChange, ...], tuple[FieldConflict, ...], tuple[str, ...]]:
        """Field by field: set, or keep both; what agrees is neither, and named where it is watched."""
        sets, conflicts, agreed = [], [], []
        watched = self.context.watched.get(record.id, frozenset()) if record else frozenset()
        for code, theirs in wanted.items():
            element = self.standard.elements.get(code)
            ours = record.values.get(code) if record else None
            if element is None or element.derived or theirs is None or _equal(ours, theirs):
                agreed += [code] if theirs is not None and code in watched else []
                continue
            cell = self.row.cells.get(code)
            present = record.provenance.get(code) if record and ours is not None else None
            why = "doubtful" if code in self.row.doubtful else TAKE
            if why == TAKE:
                why = ruling(element, present, self.context.source, self.context.day)
            if why == TAKE:
                sets.append(FieldChange(code, ours, theirs, cell))
            else:
                conflicts.append(FieldConflict(code, ours, theirs, why, cell))
        return tuple(sets), tuple(conflicts), tuple(agreed)

    def _ended(self, verdict: Verdict, home: Link | None = None, records: tuple[RecordPlan, ...] = ()) -> RowPlan:
        step, candidates = (home.step, home.candidates) if home else ("", ())
        return RowPlan(self.row.sheet, self.row.row, verdict, records, step, candidates, tuple(self.problems))


def _equal(ours: Json, theirs: Json) -> bool:
    """The same value, or two writings of one text."""
    if ours == theirs:
        return True
    return isinstance(ours, str) and isinstance(theirs, str) and bool(key(ours)) and key(ours) == key(theirs)


def _verdict(records: Sequence[RecordPlan]) -> Verdict:
    if any(record.new and record.sets for record in records):
        return Verdict.NEW
    if any(record.sets or record.refs for record in records):
        return Verdict.CHANGED
    return Verdict.DOUBTFUL if any(record.conflicts for record in records) else Verdict.SAME


def _once(rows: tuple[RowPlan, ...]) -> tuple[RowPlan, ...]:
    """A household's address stands beside each of its members: the first row sets it, those that agree need not."""
    told: dict[tuple[str, str], Json] = {}
    done = []
    for row in rows:
        records = []
        for record in row.records:
            sets, conflicts = [], list(record.conflicts)
            for change in record.sets:
                first = change.new if record.record is None else told.get((record.record, change.element))
                if record.record is None or first is None:
                    sets.append(change)
                    if record.record is not None:
                        told[record.record, change.element] = change.new
                elif not _equal(first, change.new):
                    conflicts.append(FieldConflict(change.element, first, change.new, "twice", change.cell))
            records.append(replace(record, sets=tuple(sets), conflicts=tuple(conflicts)))
        verdict = _verdict(records) if row.records else row.verdict
        done.append(replace(row, records=tuple(records), verdict=verdict))
    return tuple(done)
