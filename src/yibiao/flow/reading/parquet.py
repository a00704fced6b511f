"""Parquet (a database's or a lake's export) as one grid. In: a source that lies in a file. Out: a `Workbook` of texts.

DuckDB reads it, one thread, no extension, no other file, no disk to spill to; the values come out as a person would
type them: dates as 2026-11-01, instants in China's time, 是 and 否, whole numbers without a point even where a program
has made fractions of them. The texts then go the way of a delimited text, so that a long table comes as blocks.
Refuses: what is encrypted, cut off, damaged, nested, bytes that are no text, more rows and columns than allowed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from yibiao.base.tables import Workbook
from yibiao.flow.reading.delimited import read_texts
from yibiao.flow.reading.grids import LONGEST_TEXT
from yibiao.flow.reading.limits import Source

MAGIC, HIDDEN = b"PAR1", b"PARE"
"""How a file begins and ends; HIDDEN: one whose footer is encrypted (Parquet, Encryption.md 5)."""
_FRACTIONS = frozenset({"DOUBLE", "FLOAT"})
_NESTED = ("STRUCT(", "MAP(", "UNION(", "VARIANT", "GEOMETRY")
_EXACT = 2**53
"""Beyond, a double has lost its last digits (IEEE 754) and is written so that nobody takes it for a number."""
_CHINA = 8 * 3600 * 1_000_000
"""Microseconds by which China's time is ahead."""
_ROWS = 20_000


def read_parquet(source: Source) -> Workbook:
    """The columns as they are called, and every row below them."""
    if source.data[:4] == HIDDEN or source.data[-4:] == HIDDEN:
        raise source.refuse("READ_ENCRYPTED")
    if source.data[-4:] != MAGIC or len(source.data) < 12:
        raise source.refuse("READ_TRUNCATED")
    import duckdb  # a quarter of a second, which other files need not wait for

    try:
        text = _text(source, duckdb)
    except duckdb.OutOfMemoryException as error:
        raise source.refuse("READ_TOO_HEAVY") from error
    except duckdb.ConversionException as error:
        raise source.refuse("READ_BINARY") from error
    except duckdb.Error as error:
        if "encrypt" in str(error).lower():
            raise source.refuse("READ_ENCRYPTED") from error
        raise source.refuse("READ_CORRUPT", what="Parquet") from error
    return read_texts(source, "parquet", text)


def _text(source: Source, duckdb: Any) -> str:
    """The whole table as comma-separated text."""
    with open(source.path, "rb") as file, _alone(duckdb, f"/dev/fd/{file.fileno()}", source) as database:
        path = f"/dev/fd/{file.fileno()}"
        _weigh(source, database, path)
        said = database.execute("DESCRIBE SELECT * FROM read_parquet(?, hive_partitioning = false)", [path]).fetchall()
        texts = [_as_text(source, f"c{number}", *one[:2]) for number, one in enumerate(said)]
        own = ", ".join(f"c{number}" for number in range(len(said)))  # no word of the file stands in the statement
        asked = f"SELECT {', '.join(texts)} FROM read_parquet(?, hive_partitioning = false) AS t({own})"  # noqa: S608
        database.execute(asked, [path])
        pieces, size = [_lines([tuple(one[0] for one in said)])], 0
        while rows := database.fetchmany(_ROWS):
            pieces.append(_lines(rows))
            size += len(pieces[-1])
            if size > _most(source):
                raise source.refuse("READ_TOO_LARGE", what="MB", amount=size >> 20, limit=_most(source) >> 20)
        return "".join(pieces)


def _lines(rows: Sequence[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def _most(source: Source) -> int:
    """Bytes unpacked, and characters of the text."""
    return max(source.limits.unpacked_bytes, source.limits.file_bytes)


def _alone(duckdb: Any, path: str, source: Source) -> Any:
    """A database in memory that can open this file and nothing else, and cannot be told otherwise."""
    never = {"threads": 1, "autoinstall_known_extensions": "false", "autoload_known_extensions": "false",
             "temp_directory": "", "memory_limit": f"{source.limits.memory // 2}B",
             "preserve_insertion_order": "true"}  # fmt: skip
    database = duckdb.connect(config=never)
    database.execute("SET allowed_paths = ?", [[path]])
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
    return database


def _weigh(source: Source, database: Any, path: str) -> None:
    """What the file says of itself, before a value is unpacked; what lies is stopped by the child's own limits."""
    parts = database.execute(
        "SELECT row_group_num_rows, total_uncompressed_size FROM parquet_metadata(?)", [path]
    ).fetchall()
    area = sum(rows for rows, _ in parts)  # one part a column and group of rows
    unpacked = sum(size for _, size in parts)
    limits = source.limits
    if area > limits.area:
        raise source.refuse("READ_TOO_LARGE", what="rows × columns", amount=area, limit=limits.area)
    if unpacked > _most(source):
        raise source.refuse("READ_TOO_LARGE", what="MB", amount=unpacked >> 20, limit=_most(source) >> 20)


def _as_text(source: Source, column: str, name: str, kind: str) -> str:
    """SQL for the column as a person would type its values; blanks stay blank."""
    if kind.startswith(_NESTED) or kind.endswith("]"):
        raise source.refuse("READ_NESTED", column=name[:60])
    if kind == "BLOB":  # Hive, Impala and older Spark do not say that their texts are texts
        return f"left(decode({column}), {LONGEST_TEXT + 1})"
    if kind == "VARCHAR":  # what is cut is remarked on where it becomes a cell
        return f"left({column}, {LONGEST_TEXT + 1})"
    plain = f"CAST({column} AS VARCHAR)"
    if kind == "BOOLEAN":
        return f"CASE WHEN {column} THEN '是' WHEN NOT {column} THEN '否' END"
    if kind in _FRACTIONS:
        whole = f"{column} = trunc({column}) AND abs({column}) < {_EXACT}"
        return (
            f"CASE WHEN isnan({column}) THEN '' WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) "
            f"ELSE {plain} END"
        )
    if kind.startswith("TIMESTAMP"):
        here = f"make_timestamp(epoch_us({column}) + {_CHINA})" if kind == "TIMESTAMP WITH TIME ZONE" else column
        day = f"strftime({here}, '%Y-%m-%d')"
        return f"CASE WHEN {here} = date_trunc('day', {here}) THEN {day} ELSE strftime({here}, '%Y-%m-%d %H:%M:%S') END"
    return plain
