"""Work shared out among processes: one that dies costs its item, none outlives the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from yibiao.flow.consolidating.piling import Known, found_in, matching
from yibiao.flow.consolidating.sharing import share_out
from yibiao.flow.standard import load


@contextmanager
def doubling(fatal: int | None = None) -> Iterator[Callable[[int], int]]:
    def work(item: int) -> int:
        if item == fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        return 2 * item

    yield work


def test_every_item_has_its_result() -> None:
    assert dict(share_out(range(50), doubling, 2)) == {item: 2 * item for item in range(50)}


def test_a_process_that_dies_costs_the_item_that_it_was_at() -> None:
    found = dict(share_out(range(20), partial(doubling, 7), 2))
    assert found == {item: None if item == 7 else 2 * item for item in range(20)}


def test_beside_other_threads_the_same_is_found_by_processes_that_share_nothing(tmp_path: Path) -> None:
    (tmp_path / "残疾人花名册.csv").write_text("序号,姓名,身份证号,残疾证号\n1,,,\n", "utf-8")
    going = threading.Event()
    other = threading.Thread(target=going.wait)
    other.start()
    try:
        [(file, outcome)] = share_out(list(found_in(tmp_path)), partial(matching, Known(load())), 1)
    finally:
        going.set()
        other.join()
    assert outcome is not None and file.name == "残疾人花名册.csv"
    assert "disability.certificate_number" in outcome.forms[0].asks or "person.name" in outcome.forms[0].asks


RUN = """
import os, sys, time
from contextlib import contextmanager
from yibiao.flow.consolidating.sharing import share_out
@contextmanager
def start():
    os.write(1, b"%d\\n" % os.getpid())  # in one piece, for two of them write at once
    yield lambda item: item
for item, _ in share_out(range(1000), start, 2):
    time.sleep(1)
"""


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_no_process_outlives_a_run_that_is_killed() -> None:
    run = subprocess.Popen([sys.executable, "-c", RUN], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    with run.stdout as told:
        helpers = [int(told.readline()), int(told.readline())]
        run.kill()
        run.wait()
    patience = 100
    while any(map(alive, helpers)) and (patience := patience - 1):
        time.sleep(0.1)
    assert not any(map(alive, helpers))
