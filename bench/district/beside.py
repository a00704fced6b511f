"""Forms asked beside the rivals. In: forms, engines, a place. Out: what each cost, and whether they gave the same.

Every repeat asks every form of every engine in turn; of the repeats the lower median counts. Answers are compared by
value once they are measured. Refuses: nothing; what an engine cannot run is counted.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import psycopg

from bench.district.by_hand import BY_HAND
from bench.district.engines import Cost, Duck, Lite, Postgres, measured
from bench.district.forms import Form, view_of
from yibiao.base.problems import ProblemError
from yibiao.flow.asking import Answer, ask_many
from yibiao.flow.asking.catalog import AREAS, create_statements
from yibiao.flow.asking.compiled import MEMORY
from yibiao.flow.asking.nodes import Number, Rows
from yibiao.flow.reporting import Spot, answer_all
from yibiao.flow.standard.model import Standard

Asked = Sequence[Answer]


@dataclass
class Told:
    """What a place showed: engine → form → its costs; form → why an engine gave nothing or something else."""

    costs: dict[str, dict[str, list[Cost]]] = field(default_factory=dict)
    failed: dict[str, dict[str, str]] = field(default_factory=dict)
    differs: dict[str, list[str]] = field(default_factory=dict)

    def note(self, engine: str, form: str, cost: Cost) -> None:
        self.costs.setdefault(engine, {}).setdefault(form, []).append(cost)

    def middle(self, engine: str) -> dict[str, Cost]:
        """Form → the lower median of its repeats."""
        return {
            form: Cost(statistics.median_low(c.cpu for c in costs), statistics.median_low(c.wall for c in costs))
            for form, costs in self.costs.get(engine, {}).items()
        }


@dataclass(frozen=True)
class Ground:
    """The district: standard, day, areas, the engines that hold it."""

    standard: Standard
    day: date
    tree: Sequence[Spot]
    ours: Duck
    postgres: Postgres | None
    lite: Lite | None

    def ask(self, session: Any, form: Form, spot: Spot) -> Asked:
        view = view_of(self.standard, spot)
        return ask_many(form.questions, view, spot.code, session=session, day=self.day, standard=self.standard)

    def all_of(self, form: Form, spots: Sequence[Spot]) -> Mapping[str, Asked]:
        """Every spot's answers in one pass, as the opening of a period asks."""
        by_code = {spot.code: spot for spot in self.tree}

        def asker(questions: Any, area: str, each: str | None = None) -> Asked:
            return ask_many(
                questions, view_of(self.standard, by_code[area]), area, session=self.ours, day=self.day,
                standard=self.standard, each=each,
            )  # fmt: skip

        return answer_all(form.questions, spots, self.tree, asker, self.standard)


def askable(ground: Ground, forms: Sequence[Form]) -> list[Form]:
    """The forms whose questions are not refused; the others are said."""
    found = []
    empty = empty_of(ground)
    for form in forms:
        try:
            ground.ask(empty, form, ground.tree[0])
            found.append(form)
        except ProblemError as refusal:
            print(f"  {form.path.name} is refused: {refusal.problem.code}")
    return found


def empty_of(ground: Ground) -> Duck:
    """The same tables and areas without a record: what runs on it costs next to nothing but the making of SQL."""
    session = Duck(duckdb.connect())
    for statement in create_statements(ground.standard):
        session.connection.execute(statement)
    rows = ground.ours.connection.execute(f"SELECT * FROM {AREAS}").fetchall()
    session.connection.executemany(f"INSERT INTO {AREAS} VALUES (?, ?, ?, ?, ?, ?)", rows)
    session.tidy, session.areas = ground.ours.tidy, ground.ours.areas
    return session


def compiling(ground: Ground, forms: Sequence[Form]) -> tuple[dict[str, float], dict[str, float]]:
    """(form → seconds of CPU to make its SQL, the same when it is known already), the engine's own time left out."""
    session = _Apart(empty_of(ground))
    community = middle_community(ground.tree, ground.ours)
    cold, warm = {}, {}
    for form in forms:
        for found in (cold, warm):
            if found is cold:
                MEMORY.forget()
            before, start = session.spent, time.process_time()
            ground.ask(session, form, community)
            found[form.number] = time.process_time() - start - (session.spent - before)
    return cold, warm


class _Apart:
    """A session that knows how long its engine took."""

    dialect = "duckdb"

    def __init__(self, session: Duck) -> None:
        self.session, self.tidy, self.areas, self.spent = session, session.tidy, session.areas, 0.0

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        start = time.process_time()
        rows = self.session.execute(sql, parameters)
        self.spent += time.process_time() - start
        return rows


def middle_community(tree: Sequence[Spot], engine: Duck) -> Spot:
    """The community with the middle number of people."""
    sizes = {}
    for spot in tree:
        if spot.level == "community":
            sql = "SELECT count(*) FROM person WHERE area BETWEEN $first AND $last"
            sizes[spot] = engine.execute(sql, {"first": spot.first, "last": spot.last})[0][0]
    return sorted(sizes, key=lambda spot: sizes[spot])[len(sizes) // 2]


def run(ground: Ground, forms: Sequence[Form], spot: Spot, repeats: int) -> Told:
    """Every form at one place, of every engine."""
    told, empty = Told(), empty_of(ground)
    for form in forms:  # SQL is made before anything is measured
        ground.ask(empty, form, spot)
    for turn in range(repeats):
        for form in forms:
            _once(ground, form, spot, told, compare=turn == 0)
    return told


def _once(ground: Ground, form: Form, spot: Spot, told: Told, *, compare: bool) -> None:
    area = {"first": spot.first, "last": spot.last}
    cost, ours = measured(ground.ours, lambda: ground.ask(ground.ours, form, spot))
    told.note("ours", form.number, cost)
    marks = marked(ours) if compare else None
    del ours
    if ground.postgres is not None and form.number not in told.failed.get("postgres", {}):
        server = ground.postgres
        try:
            cost, theirs = measured(server, lambda: ground.ask(server, form, spot))
            told.note("postgres", form.number, cost)
            if compare and marked(theirs) != marks:
                told.differs.setdefault("postgres", []).append(form.number)
            del theirs
        except psycopg.Error as fault:
            told.failed.setdefault("postgres", {})[form.number] = str(fault).splitlines()[0]
    for engine in (ground.ours, ground.lite):
        if engine is None or form.number not in BY_HAND:
            continue
        name = "by hand" if engine is ground.ours else "sqlite by hand"
        cost, rows = measured(engine, _hand(engine, form, area))
        told.note(name, form.number, cost)
        if compare and hand_marked(rows) != marks:
            told.differs.setdefault(name, []).append(form.number)


def _hand(engine: Duck | Lite, form: Form, area: Mapping[str, int]) -> Callable[[], list[Any]]:
    return lambda: [engine.execute(sql, area) for sql in BY_HAND[form.number]]


def marked(answers: Asked) -> list[object]:
    """Answers as something small that equals where they do: numbers, and for rows how many they are and their hash."""
    marks: list[object] = []
    for answer in answers:
        if isinstance(answer, Number):
            marks.append(_plain(answer.value))
        else:
            marks.append(_mark(answer))
    return marks


def _mark(rows: Rows) -> tuple[int, int]:
    some = range(0, len(rows.ids), _stride(len(rows.ids)))
    fixed = ((rows.ids[at], rows.area_codes[at], rows.area_names[at]) for at in some)
    values = (rows.values[at] for at in some)
    return len(rows.ids), hash(tuple(_row((*one, *row)) for one, row in zip(fixed, values, strict=True)))


def hand_marked(found: Sequence[Sequence[Sequence[Any]]]) -> list[object]:
    """The same of rows by hand: a single row without an id is numbers."""
    marks: list[object] = []
    for rows in found:
        if len(rows) == 1 and not isinstance(rows[0][0], str):
            marks += [_plain(value) for value in rows[0]]
        else:
            marks.append((len(rows), hash(tuple(_row(row) for row in rows[:: _stride(len(rows))]))))
    return marks


def _stride(rows: int) -> int:
    """Of long lists some fifty thousand rows are compared, spread over the whole."""
    return max(1, rows // 50_000)


def _row(row: Sequence[Any]) -> tuple[object, ...]:
    return tuple(_plain(value) for value in row)


def _plain(value: object) -> object:
    """Numbers by value, to a hundredth, days as text: as SQLite has them."""
    if isinstance(value, Decimal | float):
        return round(float(value), 2)
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else ",".join(value) if isinstance(value, list) else value


def all_at_once(ground: Ground, forms: Sequence[Form], sample: int) -> list[tuple[str, float, float]]:
    """(form, CPU of all communities in one pass, CPU of as many questions from a sample)."""
    communities = [spot for spot in ground.tree if spot.level == "community"]
    some = communities[:: max(1, len(communities) // sample)]
    found = []
    for form in forms:
        ground.all_of(form, communities[:1])  # SQL is made before anything is measured
        for spot in some:
            ground.ask(ground.ours, form, spot)
        together, answers = measured(ground.ours, lambda form=form: ground.all_of(form, communities))  # type: ignore[misc]
        apart, alone = measured(
            ground.ours,
            lambda form=form: [ground.ask(ground.ours, form, spot) for spot in some],  # type: ignore[misc]
        )
        for spot, one in zip(some, alone, strict=True):
            if marked(answers[spot.code]) != marked(one):
                print(f"  {form.number} differs in {spot.code} when all are asked at once")
        found.append((form.number, together.cpu, apart.cpu / len(some) * len(communities)))
    return found
