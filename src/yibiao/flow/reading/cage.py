"""The parent's side of reading: start the limited child, bound its time and its answer. In: a path. Out: a `Reading`.

Refuses: what the child refuses, a child that takes too long, too much memory or dies. The parent never parses the file,
and what comes back is rebuilt as plain frozen values (`wire`).
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import ParsedTable, Workbook
from yibiao.flow.reading.limits import Limits, check_size
from yibiao.flow.reading.wire import from_plain

_OUT_OF_MEMORY = 3
_SLOW = (-signal.SIGXCPU, -signal.SIGKILL)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as grids, and the tables that were recognised in them; remarks on the file are in `workbook.problems`."""

    workbook: Workbook
    tables: tuple[ParsedTable, ...]


def read(path: Path, *, limits: Limits | None = None) -> Reading:
    """Read an untrusted file in a limited child; raises `ProblemError` where nothing could be read."""
    limits = limits or Limits()
    place = Place(file=path.name)
    with path.open("rb") as file:
        check_size(path.name, os.fstat(file.fileno()).st_size, limits)
        command = [sys.executable, "-P", "-m", "yibiao.flow.reading.child", path.name, json.dumps(asdict(limits))]
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the name is an argument, no shell
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    with child:
        text, reason = _collect(child, limits)
    if reason is not None:
        raise ProblemError(_too_much(reason, place, limits))
    if child.returncode != 0:
        raise ProblemError(_death(child.returncode, place, limits))
    return _rebuilt(text, place)


def _environment() -> dict[str, str]:
    """Only what Python needs: no secrets of the parent, this package on the path, one thread in numeric libraries."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ", "SYSTEMROOT") if name in os.environ}
    here = str(Path(__file__).resolve().parents[3])
    return kept | {"PYTHONPATH": here, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _collect(child: subprocess.Popen[bytes], limits: Limits) -> tuple[bytes, str | None]:
    """The child's answer, and "slow" or "heavy" where it was stopped before its end."""
    assert child.stdout is not None
    deadline = time.monotonic() + limits.wall_seconds
    pieces: list[bytes] = []
    size = 0
    waiting = select.poll()  # unlike select, good for a server's thousandth open file
    waiting.register(child.stdout, select.POLLIN | select.POLLHUP)
    while True:
        ready = waiting.poll(max(0.0, deadline - time.monotonic()) * 1_000)
        piece = os.read(child.stdout.fileno(), _CHUNK) if ready else b""
        size += len(piece)
        if not ready or size > limits.answer:
            child.kill()
            return b"", "heavy" if ready else "slow"
        if not piece:
            break
        pieces.append(piece)
    try:
        child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        child.kill()
        return b"", "slow"
    return b"".join(pieces), None


def _too_much(reason: str, place: Place, limits: Limits) -> Problem:
    if reason == "slow":
        return problem("READ_TOO_SLOW", place, seconds=limits.wall_seconds)
    return problem("READ_TOO_HEAVY", place)


def _death(code: int, place: Place, limits: Limits) -> Problem:
    if code in _SLOW:
        return problem("READ_TOO_SLOW", place, seconds=limits.cpu_seconds)
    if code in (_OUT_OF_MEMORY, -signal.SIGABRT):
        return problem("READ_TOO_HEAVY", place)
    return problem("READ_FAILED", place, reason=f"exit {code}")


def _rebuilt(text: bytes, place: Place) -> Reading:
    try:
        plain: Any = json.loads(text)
        if "problem" in plain:
            raise ProblemError(from_plain(Problem, plain["problem"]))
        if "failed" in plain:
            raise ProblemError(problem("READ_FAILED", place, reason=str(plain["failed"])[:200]))
        book = from_plain(Workbook, plain["book"])
        return Reading(book, from_plain(tuple[ParsedTable, ...], plain["tables"]))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProblemError(problem("READ_FAILED", place, reason=type(error).__name__)) from error
