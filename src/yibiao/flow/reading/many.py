"""The parent's side of reading many files. In: paths, one after the other. Out: the tables of each.

Starting Python and importing the readers takes many times as long as reading a form, so one process imports them once
(`nursery`) and forks a limited child for each file: the limits of a file, and what it can reach, are those of `cage`.
A file that has to be stopped takes the nursery with it and the next file starts another; where the nursery itself died
the file is read alone. Refuses: what `cage.read` refuses.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from yibiao.base.problems import Place, ProblemError
from yibiao.base.tables import ParsedTable
from yibiao.flow.reading.cage import (
    Picture,
    answered,
    collect,
    death,
    environment,
    picture,
    pictured,
    read,
    rebuilt,
    tables_of,
    too_much,
)
from yibiao.flow.reading.limits import Limits, check_size
from yibiao.flow.reading.nursery import STATUS


class Nursery:
    """The other end of `nursery.main`: its process and the socket that it takes requests from."""

    def __init__(self, limits: Limits) -> None:
        self.talk, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "yibiao.flow.reading.nursery", json.dumps(asdict(limits))]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                start_new_session=True,
            )

    def ask(self, name: str, file: BinaryIO, parts: Sequence[str]) -> int:
        """Have the file read; the pipe on which the answer will come."""
        answer, theirs = os.pipe()
        try:
            socket.send_fds(
                self.talk, [json.dumps([name, list(parts)]).encode("ascii") + b"\n"], [file.fileno(), theirs]
            )
        except OSError:
            os.close(answer)
            raise
        finally:
            os.close(theirs)
        return answer

    def ended(self, deadline: float) -> int | None:
        """How the child ended; None where it has not. Raises `ConnectionError` where the nursery is gone."""
        self.talk.settimeout(max(0.1, deadline - time.monotonic()))
        try:
            text = self.talk.recv(STATUS.size, socket.MSG_WAITALL)
        except TimeoutError:
            return None
        if len(text) < STATUS.size:
            raise ConnectionResetError
        return int(STATUS.unpack(text)[0])

    def close(self) -> None:
        """End it and the child that it may have."""
        self.talk.close()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class ManyFiles:
    """Reads files one after the other, each in a limited child of its own; to be closed, or used with `with`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.nursery: Nursery | None = None

    def __enter__(self) -> ManyFiles:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process that the children come from."""
        if self.nursery is not None:
            self.nursery.close()
            self.nursery = None

    def tables(self, path: Path) -> tuple[ParsedTable, ...]:
        """The tables of an untrusted file; raises `ProblemError` where nothing could be read."""
        plain = self._asked(path, "tables")
        return self.alone(path) if plain is None else rebuilt(lambda: tables_of(plain), Place(file=path.name))

    def picture(self, path: Path) -> Picture:
        """How it looks and its tables; refuses what `tables` refuses."""
        plain = self._asked(path, "drawing", "tables")
        return picture(path, limits=self.limits) if plain is None else pictured(plain, Place(file=path.name))

    def alone(self, path: Path) -> tuple[ParsedTable, ...]:
        """The same in a child that is started for this file only."""
        return read(path, limits=self.limits).tables

    def _asked(self, path: Path, *parts: str) -> dict[str, Any] | None:
        """The answer of a child; None where the process that children come from was gone."""
        place = Place(file=path.name)
        with path.open("rb") as file:
            check_size(path.name, os.fstat(file.fileno()).st_size, self.limits)
            try:
                text = self._text(path.name, file, parts)
            except ConnectionError:
                self.close()
                return None
        return answered(text, place)

    def _text(self, name: str, file: BinaryIO, parts: Sequence[str]) -> bytes:
        """The answer of a child that lived to give it."""
        place = Place(file=name)
        if self.nursery is None:
            self.nursery = Nursery(self.limits)
        nursery = self.nursery
        pipe = nursery.ask(name, file, parts)
        deadline = time.monotonic() + self.limits.wall_seconds
        try:
            text, reason = collect(pipe, deadline, self.limits)
        finally:
            os.close(pipe)
        code = nursery.ended(deadline) if reason is None else None
        if code is None:
            self.close()
            raise ProblemError(too_much(reason or "slow", place, self.limits))
        if code != 0:
            raise ProblemError(death(code, place, self.limits))
        return text
