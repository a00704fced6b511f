"""Work shared out among a few processes. In: items, how a process starts, what it does to an item. Out: (item, result).

Each process has a pipe of its own and ends when that closes, so none outlives a run that is stopped, however hard; one
that dies costs the item that it was at (its result is None) and another takes its place. Refuses: nothing.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")
Start = Callable[[], AbstractContextManager[Callable[[Item], Result]]]
"""Called once in each process: what it needs for all of its items, and the function of one."""


class Shared(Generic[Item, Result]):
    """Processes, and which item each of them is at."""

    def __init__(self, start: Start[Item, Result], processes: int) -> None:
        # A forked process shares what is loaded; where other threads run, a fork could copy a held lock.
        forks = threading.active_count() == 1 and hasattr(os, "fork")
        self.start = start
        self.context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.forks = forks
        self.at: dict[Connection, Item] = {}
        self.idle: list[Connection] = []
        self.processes: dict[Connection, BaseProcess] = {}
        for _ in range(processes):
            self._add()

    def _add(self) -> None:
        ours, theirs = self.context.Pipe()
        inherited = [*self.processes, ours] if self.forks else []
        process = self.context.Process(target=_serve, args=(theirs, inherited, self.start), daemon=True)
        process.start()
        theirs.close()
        self.processes[ours] = process
        self.idle.append(ours)

    def results(self, items: Iterable[Item]) -> Iterator[tuple[Item, Result | None]]:
        """Every item with its result, in the order in which they are done."""
        for item in items:
            if not self.idle:
                yield from self._done()
            self._give(item)
        while self.at:
            yield from self._done()

    def _give(self, item: Item) -> None:
        pipe = self.idle.pop()
        self.at[pipe] = item
        try:
            pipe.send(item)
        except OSError:
            pass  # it has died; `_done` finds that its pipe is at an end

    def _done(self) -> list[tuple[Item, Result | None]]:
        found: list[tuple[Item, Result | None]] = []
        for pipe in wait(list(self.at)):
            assert isinstance(pipe, Connection)
            item = self.at.pop(pipe)
            try:
                found.append((item, pipe.recv()))
                self.idle.append(pipe)
            except (EOFError, OSError):
                found.append((item, None))
                self.processes.pop(pipe).join()
                pipe.close()
                self._add()
        return found

    def close(self) -> None:
        """End all processes: those without an item at once, others as soon as they can be stopped."""
        for pipe in self.processes:
            pipe.close()
        for pipe, process in self.processes.items():
            if pipe in self.at:
                process.terminate()
            process.join()
        self.processes = {}


def share_out(
    items: Iterable[Item], start: Start[Item, Result], processes: int
) -> Iterator[tuple[Item, Result | None]]:
    """Every item with what the function of `start` gives for it, None where its process died."""
    with closing(Shared(start, processes)) as shared:
        yield from shared.results(items)


def _serve(pipe: Connection, inherited: list[Connection], start: Start[Any, Any]) -> None:
    """A process's life: an item in, a result out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run that started it hears the keyboard and ends it
    for other in inherited:
        other.close()
    with start() as work:
        while True:
            try:
                pipe.send(work(pipe.recv()))
            except (EOFError, OSError):
                return
