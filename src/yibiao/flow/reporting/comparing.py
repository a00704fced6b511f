"""What changed between two answers of one form: two periods, or two areas. In: answers. Out: `Differences`.

Numbers are compared question by question, rows by record id, field by field. `apply` makes the second answer from the
first one and the differences, so that 只报变化 may send these alone; nothing changed is a value of its own (`nothing`).
What either side may not read (`Rows.withheld`) is not compared: it is named, and never told as a change.
Refuses (`ProblemError`): answers of two different forms, or of one form before and after its columns were changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from yibiao.base.problems import ProblemError, problem
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.standard.formula.nodes import Scalar

Answer = Rows | Number

_SAID = (
    ("added", "新增 {} 条", "{} added"),
    ("gone", "减少 {} 条", "{} gone"),
    ("changed", "变更 {} 条", "{} changed"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of an answer. values: by column, in the order of the question."""

    id: str
    values: tuple[Scalar | None, ...]
    area_code: str = ""
    area_name: str = ""


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that is another one now. question: its place among the questions of the form."""

    question: int
    old: Scalar | None
    new: Scalar | None

    @property
    def delta(self) -> int | Decimal | None:
        """new less old; None where one of them is unknown or no number."""
        old, new = _number(self.old), _number(self.new)
        return None if old is None or new is None else new - old


@dataclass(frozen=True, slots=True)
class RowChange:
    """A record whose row says something else now. nth: which row of that id, where an id stands several times."""

    old: Row
    new: Row
    nth: int = 0

    def fields(self, columns: Sequence[str]) -> tuple[tuple[str, Scalar | None, Scalar | None], ...]:
        """(column, old, new) of each value that differs."""
        pairs = zip(columns, self.old.values, self.new.values, strict=True)
        return tuple((column, old, new) for column, old, new in pairs if not _same(old, new))

    @property
    def moved(self) -> bool:
        """Whether the record lies in another area now."""
        return self.old.area_code != self.new.area_code


@dataclass(frozen=True, slots=True)
class RowsChange:
    """What changed in a list. left_out: columns that one side may not read. order: the rows' keys as they stand now,
    where they do not stand as before with the new ones behind."""

    question: int
    columns: tuple[str, ...]
    added: tuple[Row, ...] = ()
    gone: tuple[Row, ...] = ()
    changed: tuple[RowChange, ...] = ()
    left_out: tuple[str, ...] = ()
    order: tuple[tuple[str, int], ...] = ()
    before: tuple[tuple[str, int], ...] = ()
    """How they stood, for the way back."""

    @property
    def nothing(self) -> bool:
        return not (self.added or self.gone or self.changed)


@dataclass(frozen=True, slots=True)
class Differences:
    """All that changed. An answer in another order is no change."""

    numbers: tuple[NumberChange, ...] = ()
    rows: tuple[RowsChange, ...] = ()

    @property
    def nothing(self) -> bool:
        """无变化: the answer is the same one."""
        return not self.numbers and all(change.nothing for change in self.rows)

    def sentence(self, language: str = "zh") -> str:
        """What changed in one sentence, as counts."""
        chinese = language == "zh"
        counts = [(sum(len(getattr(one, what)) for one in self.rows), zh, en) for what, zh, en in _SAID]
        counts.append((len(self.numbers), "{} 个数不同", "{} figures differ"))
        parts = [(zh if chinese else en).format(count) for count, zh, en in counts if count]
        return ("，" if chinese else ", ").join(parts) or ("无变化" if chinese else "no change")


def compare(old: Sequence[Answer], new: Sequence[Answer]) -> Differences:
    """What changed from `old` to `new`: the answers of one form, in the order of its questions."""
    if [_shape(answer) for answer in old] != [_shape(answer) for answer in new]:
        raise ProblemError(problem("REPORTING_NOT_ONE_FORM"))
    numbers: list[NumberChange] = []
    rows: list[RowsChange] = []
    for question, (before, after) in enumerate(zip(old, new, strict=True)):
        if isinstance(before, Rows) and isinstance(after, Rows):
            change = _rows(question, before, after)
            if not change.nothing or change.order or change.left_out:
                rows.append(change)
        elif isinstance(before, Number) and isinstance(after, Number) and not _same(before.value, after.value):
            numbers.append(NumberChange(question, before.value, after.value))
    return Differences(tuple(numbers), tuple(rows))


def mirrored(differences: Differences) -> Differences:
    """The same differences seen from the other side: compare(b, a) of compare(a, b)."""
    numbers = tuple(NumberChange(one.question, one.new, one.old) for one in differences.numbers)
    rows = tuple(
        replace(
            one,
            added=one.gone,
            gone=one.added,
            changed=tuple(RowChange(change.new, change.old, change.nth) for change in one.changed),
            order=one.before,
            before=one.order,
        )
        for one in differences.rows
    )
    return Differences(numbers, rows)


def apply(old: Sequence[Answer], differences: Differences) -> tuple[Answer, ...]:
    """The answers that `differences` lead to. What could not be compared stays as it stands in `old`."""
    numbers = {one.question: one.new for one in differences.numbers}
    rows = {one.question: one for one in differences.rows}
    found: list[Answer] = []
    for question, answer in enumerate(old):
        if isinstance(answer, Number):
            found.append(replace(answer, value=numbers[question]) if question in numbers else answer)
        else:
            found.append(_applied(answer, rows[question]) if question in rows else answer)
    return tuple(found)


def _applied(answer: Rows, change: RowsChange) -> Rows:
    rows = _keyed(answer)
    gone = Counter(row.id for row in change.gone)
    for key in [key for key in reversed(rows) if key[0] in gone]:  # of rows with one id the last ones go
        if gone[key[0]]:
            gone[key[0]] -= 1
            del rows[key]
    rows |= {(one.new.id, one.nth): one.new for one in change.changed}
    for row in change.added:
        rows[row.id, sum(1 for id, _ in rows if id == row.id)] = row
    kept = [rows[key] for key in change.order] if change.order else list(rows.values())
    placed = any(row.area_code or row.area_name for row in kept)
    return replace(
        answer,
        ids=tuple(row.id for row in kept),
        values=tuple(row.values for row in kept),
        area_codes=tuple(row.area_code for row in kept) if placed else (),
        area_names=tuple(row.area_name for row in kept) if placed else (),
    )


def _rows(question: int, before: Rows, after: Rows) -> RowsChange:
    left_out = tuple(column for column in before.columns if column in before.withheld or column in after.withheld)
    old, new = _keyed(before), _keyed(after)
    compared = tuple(at for at, column in enumerate(before.columns) if column not in left_out)
    both = [(key, old[key], new[key]) for key in sorted(old) if key in new]
    changed = tuple(RowChange(was, now, key[1]) for key, was, now in both if _differs(was, now, compared))
    added = tuple(row for key, row in new.items() if key not in old)
    gone = tuple(row for key, row in old.items() if key not in new)
    usual = [key for key in old if key in new] + [key for key in new if key not in old]
    back = [key for key in new if key in old] + [key for key in old if key not in new]
    moved = usual != list(new) or back != list(old)
    order, stood = (tuple(new), tuple(old)) if moved else ((), ())
    return RowsChange(question, before.columns, added, gone, changed, left_out, order, stood)


def _differs(old: Row, new: Row, compared: Sequence[int]) -> bool:
    return old.area_code != new.area_code or any(not _same(old.values[at], new.values[at]) for at in compared)


def _same(old: Scalar | None, new: Scalar | None) -> bool:
    """Equal and of one kind: True is not 1, but 3 is 3.0."""
    return old == new and isinstance(old, bool) == isinstance(new, bool)


def _keyed(answer: Rows) -> dict[tuple[str, int], Row]:
    """Rows by id; where an id stands twice, by how many stood before."""
    seen: Counter[str] = Counter()
    found = {}
    for row in _listed(answer):
        found[row.id, seen[row.id]] = row
        seen[row.id] += 1
    return found


def _listed(answer: Rows) -> Iterator[Row]:
    blank = ("",) * len(answer.ids)
    places = zip(answer.area_codes or blank, answer.area_names or blank, strict=True)
    for id, values, (code, name) in zip(answer.ids, answer.values, places, strict=True):
        yield Row(id, values, code, name)


def _shape(answer: Answer) -> tuple[str, ...]:
    return ("rows", *answer.columns) if isinstance(answer, Rows) else ("number",)


def _number(value: Scalar | None) -> int | Decimal | None:
    return None if isinstance(value, bool) or not isinstance(value, int | Decimal) else value
