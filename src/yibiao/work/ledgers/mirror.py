"""The columnar copy of the ledger; with `past` the only file besides migrations that issues DDL. In: a house. Out:
sessions, of now and of then (decision 0014).

Tables are those of `tables`. The mirror lives in memory only (levels 3-4 are in the clear there), never
spills to disk, and is locked: no files, no extensions, no settings. It is rebuilt from the records at any time, follows
the journal by delete and insert of what was touched, and leaves a sealed snapshot so that the next process starts fast.
Refuses (`ProblemError`): a sequence that the journal has not reached, sealed values that do not open.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any

import duckdb

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.asking import catalog, tidiness
from yibiao.flow.asking.areas import Areas
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import feed, snapshot, tables, versions
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.past import Ground, Past, Then
from yibiao.work.ledgers.sessions import Session
from yibiao.work.ledgers.tables import Layout, quoted
from yibiao.work.ledgers.turns import Turns

WORTH_SAVING = 500
"""Rows applied since the snapshot that make a new one cheaper than applying them again."""
_LOCKS = (
    "SET enable_external_access = false",
    "SET pandas_analyze_sample = 0",  # every object column is text: a column's first rows may all be unknown
    "SET enable_progress_bar = false",  # DuckDB draws one on stdout, into our JSON, when a query is long
    "SET lock_configuration = true",
)
_CONFIG = {"autoload_known_extensions": "false", "autoinstall_known_extensions": "false", "temp_directory": ""}


class _Own:
    """The mirror's own look into its tables, which waits for nobody's turn."""

    dialect = "duckdb"

    def __init__(self, engine: duckdb.DuckDBPyConnection) -> None:
        self._engine = engine

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self._engine.execute(sql, dict(parameters) if parameters else None).fetchall()


class Mirror:
    """One in-memory copy, owned by one process. `sequence`: the journal line up to which it has seen everything."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sequence = 0
        self.unsaved = 0
        self.turns = Turns()
        self._past = Past()
        self._tidy: frozenset[str] | None = None
        """Detail registers that are so (`flow.asking.tidiness`); None: to be looked up."""
        self._laid = 0
        """How often the tables were laid out or filled anew."""
        self._areas: Areas | None = None
        """What the table of areas holds; None: to be read."""
        self._alone, self._loading = Lock(), Lock()
        self._file, self._path = _memory_file()
        self._engine = duckdb.connect(":memory:", config=dict(_CONFIG))
        self._engine.execute(f"SET allowed_paths = ['{self._path or '/none'}']")
        for statement in _LOCKS:
            self._engine.execute(statement)
        self._layout = Layout.of(house)
        self._ground = Ground()
        for statement in self._statements():
            self._engine.execute(statement)

    @classmethod
    def open(cls, house: House) -> Mirror:
        """From the snapshot where there is a good one, else from the records; up to date either way."""
        mirror = cls(house)
        if not mirror._load():
            mirror.rebuild()
        mirror.refresh()
        return mirror

    def widen(self, house: House) -> None:
        """The same copy under a standard with more elements or fewer, or with other names for the same ones."""
        with self._alone:
            layout = Layout.of(house)
            self._laid += 1
            with self._all_or_nothing():
                self._past.forget(self._engine)
                for register, known in self._layout.columns.items():
                    table, columns = quoted(catalog.table_name(register)), layout.columns[register]
                    for name, kind in (column for column in columns if column not in known):
                        self._engine.execute(f"ALTER TABLE {table} ADD COLUMN {quoted(name)} {kind}")
                    for name, _ in (column for column in known if column not in columns):
                        self._engine.execute(f"ALTER TABLE {table} DROP COLUMN {quoted(name)}")
            self.house, self._layout, self._tidy = house, layout, None
            self.unsaved = WORTH_SAVING

    def close(self) -> None:
        self._engine.close()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def waiting(self) -> Mapping[str, int]:
        """How many statements of each class wait for their turn."""
        return {urgency.name.lower(): count for urgency, count in self.turns.told().items()}

    def session(self, wait_for: int = 0) -> Session:
        """A session that sees every journal line up to `wait_for`, and all that was committed before this call."""
        with self._alone:
            self.refresh()
            if self._tidy is None:
                filled = frozenset(self._tables_with_rows())
                self._tidy = tidiness.tidy(_Own(self._engine), self.house.standard, filled)
            if self._areas is None:
                self._areas = Areas.of(_Own(self._engine))
            tidy, areas = self._tidy, self._areas
        if self.sequence < wait_for:
            raise ProblemError(problem("LEDGERS_NOT_YET", Place(), sequence=wait_for, last=self.sequence))
        return Session(self._engine.cursor(), self.turns, tidy, areas)

    def session_at(self, sequence: int) -> Then:
        """A session of the ledger as it stood once the journal had `sequence` lines; to be closed.

        The first one loads the past, while other questions go on; from then on the feed keeps it.
        """
        while True:
            with self._alone:
                self.refresh()
                if self.sequence < sequence:
                    raise ProblemError(problem("LEDGERS_NOT_YET", Place(), sequence=sequence, last=self.sequence))
                if self._past.loaded:
                    return Then(self._engine.cursor(), self.turns, sequence, self._layout)
            self._load_past()

    def _load_past(self) -> None:
        """Closed versions of all records. What is written meanwhile is followed afterwards; where the tables were laid
        out anew meanwhile nothing is loaded, and the caller comes again."""
        with self._loading:
            with self._alone:
                if self._past.loaded:
                    return
                began, laid, house, layout, ground = self.sequence, self._laid, self.house, self._layout, self._ground
            beside = self._engine.cursor()
            beside.begin()
            try:
                self._past.lay(beside, layout)
                for register, closed in versions.everything(house):
                    self._past.insert(beside, layout, ground, register, closed)
                beside.commit()
            finally:
                beside.close()
            with self._alone:
                self.refresh()
                if laid != self._laid:
                    return
                with self._all_or_nothing():
                    for register, ids in feed.touched_since(began):
                        self._past.follow(self._engine, house, layout, ground, (register, ids))
                self._past.loaded = True

    def anew(self) -> None:
        """`rebuild`, while others ask."""
        with self._alone:
            self.rebuild()

    def rebuild(self) -> None:
        """Everything anew from the records. The head is read first: what is written meanwhile is applied afterwards."""
        sequence = journal.last_sequence()
        self._laid += 1
        self._tidy = self._areas = None
        with self._all_or_nothing():
            self._past.forget(self._engine)
            for table in self._tables_with_rows():
                self._engine.execute(f"DELETE FROM {quoted(table)}")  # noqa: S608 own names only
            self._load_areas()
            for batch in feed.everything(self.house):
                self._insert(batch)
        self._compress()
        self.sequence, self.unsaved = sequence, WORTH_SAVING
        self.save()

    def _compress(self) -> None:
        """31 instead of 85 MB for 20,000 persons; left to the next time while a session of then still holds what was
        dropped, which the engine refuses."""
        with suppress(duckdb.TransactionException):
            self._engine.execute("CHECKPOINT")

    def refresh(self) -> int:
        """Apply what the journal has behind `sequence`; returns how many records that touched."""
        target = journal.last_sequence()
        if target <= self.sequence:
            return 0
        if feed.only_read_since(self.sequence):
            self.sequence = target
            return 0
        if feed.areas_changed_since(self.sequence):
            self.rebuild()
            return self.refresh()
        touched = self._apply()
        self.sequence = target
        self.unsaved += touched
        if self.unsaved >= WORTH_SAVING:
            self.save()
        return touched

    def _apply(self) -> int:
        touched = 0
        written: dict[str, list[str]] = {}
        with self._all_or_nothing():
            for batch in feed.since(self.house, self.sequence):
                written.setdefault(batch.register, []).extend(row.id for row in batch.rows)
                if batch.register in self._layout.columns:
                    ids = [row.id for row in batch.rows] + batch.gone
                    self._delete(batch.register, ids)
                    self._insert(batch)
                    if self._past.loaded:
                        told = (batch.register, ids)
                        self._past.follow(self._engine, self.house, self._layout, self._ground, told)
                touched += len(batch.rows) + len(batch.gone)
                if batch.erased:
                    self.unsaved += WORTH_SAVING  # the old snapshot still holds what had to go
            self._look_whether_tidy(written)
        return touched

    def _look_whether_tidy(self, written: Mapping[str, list[str]]) -> None:
        """The ledger's actions keep details tidy; what was brought in past them is noticed here."""
        for register in sorted((self._tidy or frozenset()) & written.keys()):
            if not tidiness.still_tidy(_Own(self._engine), self.house.standard, register, written[register]):
                self._tidy = (self._tidy or frozenset()) - {register}

    @contextmanager
    def _all_or_nothing(self) -> Iterator[None]:
        """A question never sees half of a rebuild or of a refresh, nor does a failure leave one."""
        self._engine.begin()
        try:
            yield
        except BaseException:
            self._engine.rollback()
            raise
        self._engine.commit()

    def _tables_with_rows(self) -> list[str]:
        """All of them, perhaps with one whose rows are all gone by now: the engine's own number never lags behind what
        was committed, and asking it once is cheaper than asking eighty tables."""
        told = self._engine.execute(
            "SELECT table_name FROM duckdb_tables() WHERE estimated_size > 0 AND schema_name = 'main'"
        )
        return sorted(name for (name,) in told.fetchall())

    def leave(self) -> None:
        """Before the process ends: what was applied since the last snapshot need not be applied again."""
        with self._alone:
            if self.unsaved:
                self.save()

    def save(self) -> bool:
        """Leave a snapshot in the home; False where the house has no home or the system no files in memory."""
        if self.house.home is None or self._file is None:
            return False
        parts = {}
        for table in self._tables_with_rows():
            self._engine.execute(
                f"COPY {quoted(table)} TO '{self._path}' (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)"
            )
            parts[table] = _drained(self._file)
        header = snapshot.Header(self.sequence, feed.line_hash(self.sequence), self._schema())
        snapshot.write(self.house.home, self.house.vault, header, parts)
        self.unsaved = 0
        return True

    def _load(self) -> bool:
        if self.house.home is None or self._file is None:
            return False
        found = snapshot.read(self.house.home, self.house.vault)
        if found is None:
            return False
        header, parts = found
        if header.schema != self._schema() or header.hash != feed.line_hash(header.sequence):
            return False
        if feed.areas_changed_since(header.sequence):
            return False
        for table, part in parts.items():
            _filled(self._file, part)
            self._engine.execute(f"INSERT INTO {quoted(table)} BY NAME FROM read_parquet('{self._path}')")  # noqa: S608
        _filled(self._file, b"")
        self._ground = Ground(list(directory.areas()))
        self.sequence = header.sequence
        return True

    def _schema(self) -> str:
        whole = "\n".join([duckdb.__version__, *self._statements()])
        return hashlib.sha256(whole.encode()).hexdigest()

    def _statements(self) -> Iterator[str]:
        yield tables.create(quoted(catalog.AREAS), catalog.AREA_COLUMNS)
        for register, columns in self._layout.columns.items():
            yield tables.create(quoted(catalog.table_name(register)), [*columns, tables.SINCE])

    def _load_areas(self) -> None:
        areas = list(directory.areas())
        self._ground = Ground(areas)
        standing = [row for row in areas if row.first > 0]  # closed areas have no number
        rows = [(row.code, row.name, row.level, str(row.first), str(row.last), row.parent) for row in standing]
        values = list(zip(*rows, strict=True)) if rows else []
        tables.insert(self._engine, quoted(catalog.AREAS), catalog.AREA_COLUMNS, values)

    def _delete(self, register: str, ids: list[str]) -> None:
        table = quoted(catalog.table_name(register))
        self._engine.execute(f"DELETE FROM {table} WHERE id IN (SELECT unnest($ids))", {"ids": ids})  # noqa: S608

    def _insert(self, batch: feed.Batch) -> None:
        if not batch.rows or batch.register not in self._layout.columns:
            return
        since = {tables.SINCE: [str(row.since) for row in batch.rows]}
        columns, values = self._layout.filled(batch.register, batch.rows, self._ground.now, since)
        tables.insert(self._engine, quoted(catalog.table_name(batch.register)), columns, values)


def _memory_file() -> tuple[int | None, str]:
    """A file in memory (Linux) that the engine may read and write, for snapshots; (None, "") elsewhere."""
    if not hasattr(os, "memfd_create"):
        return None, ""
    handle = os.memfd_create("yibiao-mirror")
    return handle, f"/proc/self/fd/{handle}"


def _drained(file: int) -> bytes:
    """All bytes of the file in memory, which is empty afterwards."""
    size = os.fstat(file).st_size
    content = b""
    while len(content) < size:
        content += os.pread(file, size - len(content), len(content))
    os.ftruncate(file, 0)
    return content


def _filled(file: int, content: bytes) -> None:
    """The file in memory holds `content` and nothing else."""
    os.ftruncate(file, 0)
    view = memoryview(content)
    place = 0
    while place < len(view):
        place += os.pwrite(file, view[place:], place)
