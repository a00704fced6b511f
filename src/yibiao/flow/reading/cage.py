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
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from yibiao.base.problems import Place, Problem, ProblemError, problem
from yibiao.base.tables import ParsedTable, Workbook
from yibiao.flow.reading.drawing import Drawing
from yibiao.flow.reading.limits import Limits, check_size
from yibiao.flow.reading.wire import from_plain, with_blocks

T = TypeVar("T")
_OUT_OF_MEMORY = 3
_SLOW = (-signal.SIGXCPU, -signal.SIGKILL)
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as grids, and the tables that were recognised in them; remarks on the file are in `workbook.problems`."""

    workbook: Workbook
    tables: tuple[ParsedTable, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """How a file looks, and the tables that were recognised in it."""

    drawing: Drawing
    tables: tuple[ParsedTable, ...]


def read(path: Path, *, limits: Limits | None = None) -> Reading:
    """Read an untrusted file in a limited child; raises `ProblemError` where nothing could be read."""
    place = Place(file=path.name)
    answer = _asked(path, limits or Limits())
    end = answer.find(b"\n")
    plain = answered(answer if end < 0 else answer[:end], place)
    held = memoryview(answer)[end + 1 :] if end >= 0 else memoryview(b"")

    def reading() -> Reading:
        book = with_blocks(from_plain(Workbook, plain["book"]), plain.get("blocks", ()), held)
        return Reading(book, tables_of(plain))

    return rebuilt(reading, place)


def look(path: Path, *, limits: Limits | None = None) -> Drawing:
    """How an untrusted file looks, made out in a limited child; refuses what `read` refuses."""
    place = Place(file=path.name)
    plain = answered(_asked(path, limits or Limits(), "drawing"), place)

    def drawing() -> Drawing:
        found: Drawing = from_plain(Drawing, plain["drawing"])
        return found

    return rebuilt(drawing, place)


def picture(path: Path, *, limits: Limits | None = None) -> Picture:
    """How it looks and its tables, from one child; refuses what `read` refuses."""
    place = Place(file=path.name)
    return pictured(answered(_asked(path, limits or Limits(), "drawing", "tables"), place), place)


def pictured(plain: dict[str, Any], place: Place) -> Picture:
    """An answer that holds both, rebuilt."""
    return rebuilt(lambda: Picture(from_plain(Drawing, plain["drawing"]), tables_of(plain)), place)


def _asked(path: Path, limits: Limits, *parts: str) -> bytes:
    """The child's answer."""
    place = Place(file=path.name)
    with path.open("rb") as file:
        check_size(path.name, os.fstat(file.fileno()).st_size, limits)
        wanted = json.dumps(asdict(limits))
        command = [sys.executable, "-P", "-m", "yibiao.flow.reading.child", path.name, wanted, *parts]
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module; the name is an argument, no shell
            command,
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            start_new_session=True,
        )
    with child:
        assert child.stdout is not None
        deadline = time.monotonic() + limits.wall_seconds
        text, reason = collect(child.stdout.fileno(), deadline, limits)
        reason = reason or _ended(child, deadline)
        if reason is not None:
            child.kill()
    if reason is not None:
        raise ProblemError(too_much(reason, place, limits))
    if child.returncode != 0:
        raise ProblemError(death(child.returncode, place, limits))
    return text


def environment() -> dict[str, str]:
    """Only what Python needs: no secrets of the parent, this package on the path, one thread in numeric libraries."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TZ", "SYSTEMROOT") if name in os.environ}
    here = str(Path(__file__).resolve().parents[3])
    return kept | {"PYTHONPATH": here, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def collect(pipe: int, deadline: float, limits: Limits) -> tuple[bytes, str | None]:
    """What comes out of `pipe` until its end, and "slow" or "heavy" where the child has to be stopped before."""
    pieces: list[bytes] = []
    size = 0
    waiting = select.poll()  # unlike select, good for a server's thousandth open file
    waiting.register(pipe, select.POLLIN | select.POLLHUP)
    while True:
        ready = waiting.poll(max(0.0, deadline - time.monotonic()) * 1_000)
        piece = os.read(pipe, _CHUNK) if ready else b""
        size += len(piece)
        if not ready or size > limits.answer:
            return b"", "heavy" if ready else "slow"
        if not piece:
            return b"".join(pieces), None
        pieces.append(piece)


def _ended(child: subprocess.Popen[bytes], deadline: float) -> str | None:
    try:
        child.wait(timeout=max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return "slow"
    return None


def too_much(reason: str, place: Place, limits: Limits) -> Problem:
    """Why a child was stopped."""
    if reason == "slow":
        return problem("READ_TOO_SLOW", place, seconds=limits.wall_seconds)
    return problem("READ_TOO_HEAVY", place)


def death(code: int, place: Place, limits: Limits) -> Problem:
    """Why a child ended by itself before it had answered."""
    if code in _SLOW:
        return problem("READ_TOO_SLOW", place, seconds=limits.cpu_seconds)
    if code in (_OUT_OF_MEMORY, -signal.SIGABRT):
        return problem("READ_TOO_HEAVY", place)
    return problem("READ_FAILED", place, reason=f"exit {code}")


def answered(text: bytes, place: Place) -> dict[str, Any]:
    """The child's answer as plain JSON; raises the problem that it reports."""

    def plain() -> dict[str, Any]:
        found: dict[str, Any] = json.loads(text)
        if "problem" in found:
            raise ProblemError(from_plain(Problem, found["problem"]))
        if "failed" in found:
            raise ProblemError(problem("READ_FAILED", place, reason=str(found["failed"])[:200]))
        return found

    return rebuilt(plain, place)


def tables_of(plain: dict[str, Any]) -> tuple[ParsedTable, ...]:
    """The recognised tables of an answer; `ValueError` where it holds something else."""
    found: tuple[ParsedTable, ...] = from_plain(tuple[ParsedTable, ...], plain["tables"])
    return found


def rebuilt(make: Callable[[], T], place: Place) -> T:
    """What `make` gives; an answer that is none of ours is a problem of the file."""
    try:
        return make()
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProblemError(problem("READ_FAILED", place, reason=type(error).__name__)) from error
