"""What the mirror's engine holds and how fast it comes back. In: the DuckDB of the district. Out: bytes, seconds.

The mirror's own save and load need the records of a ledger; here the same statements run without them: every table
as Parquet with zstd, read into fresh tables. Sealing, the digest and the journal are left out. Refuses: nothing.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import duckdb

from yibiao.flow.asking.catalog import create_statements
from yibiao.flow.standard.model import Standard


def held(connection: duckdb.DuckDBPyConnection) -> int:
    """Bytes that the engine holds once it has compressed its tables."""
    connection.execute("CHECKPOINT")
    row = connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()
    assert row is not None
    return int(row[0])


def snapshot(connection: duckdb.DuckDBPyConnection, standard: Standard) -> tuple[int, float, float, int]:
    """(bytes of the snapshot, wall seconds to load it, seconds of CPU, bytes that a fresh engine holds then)."""
    with tempfile.TemporaryDirectory(prefix="yibiao-snapshot-") as name:
        folder = Path(name)
        for table in ("areas", *standard.registers):
            connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet, COMPRESSION zstd)")
        size = sum(file.stat().st_size for file in folder.iterdir())
        fresh = duckdb.connect()
        fresh.execute("SET threads = 2")
        for statement in create_statements(standard):
            fresh.execute(statement)
        wall, cpu = time.perf_counter(), time.process_time()
        for file in sorted(folder.iterdir()):
            fresh.execute(f"INSERT INTO {file.stem} BY NAME FROM read_parquet('{file}')")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        memory = held(fresh)
        fresh.close()
    return size, wall, cpu, memory
