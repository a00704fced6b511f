"""One home served by several processes: killed where it hurts, they lose nothing, and none is left behind.

The server is the one that an operator starts; the district is the demo's. What a reply acknowledged must be in every
answer afterwards, whichever process gives it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bench.serving import RUN, Person, free_port
from tests.homes import demo_home
from yibiao.base.ids import new_id

pytestmark = pytest.mark.once
T = TypeVar("T")
LONG = 90.0
"""Seconds on a crowded machine."""


class Served:
    """A running server: its address, the people of its district, its processes."""

    def __init__(self, home: Path) -> None:
        self.port = free_port()
        words = [sys.executable, "-c", RUN, "serve", "--home", str(home), "--port", str(self.port), "--processes", "2"]
        plain = {name: text for name, text in os.environ.items() if not name.startswith(("YIBIAO", "DJANGO"))}
        self.root = subprocess.Popen(words, env=plain, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.doors = {one["role"]: one for one in json.loads((home / "demo.json").read_text("utf-8"))}

    def person(self, role: str) -> Person:
        return until(lambda: Person(f"http://127.0.0.1:{self.port}", self.doors[role]))

    def ids(self, kind: str) -> list[int]:
        """The attendant of this kind; "answering": the processes that answer the web."""
        children = below(self.root.pid)
        named = {one: words for one, words in children.items() if "yibiao.edge.attending" in words}
        if kind == "answering":
            [web] = [one for one, words in named.items() if " web " in words]
            return sorted(below(web))
        return [one for one, words in named.items() if f" {kind} " in words]

    def all(self) -> set[int]:
        attendants = set(below(self.root.pid))
        return attendants | {each for one in attendants for each in below(one)}


def below(parent: int) -> dict[int, str]:
    """The live children of a process, with their command lines."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(state[1]) == parent and state[0] != "Z":
                    found[int(folder.name)] = (folder / "cmdline").read_text().replace("\0", " ")
            except OSError:  # gone meanwhile
                continue
    return found


def until(ask: Callable[[], T]) -> T:
    """What `ask` gives as soon as it gives something true without a fault."""
    end = time.monotonic() + LONG
    while True:
        try:
            if found := ask():
                return found
        except (OSError, AssertionError):
            if time.monotonic() > end:
                raise
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


@contextmanager
def serving(home: Path) -> Iterator[Served]:
    served = Served(home)
    try:
        yield served
    finally:
        served.root.terminate()
        served.root.wait(timeout=LONG)
        assert served.root.stderr is not None
        served.root.stderr.close()


def men(person: Person) -> int:
    """How many the ledger counts; each look may be answered by another process."""
    area = person.ask("GET", "/session")["posts"][0]["area"]
    return int(person.ask("POST", "/questions/answers", {"words": "性别 = 男", "columns": [], "area": area})["count"])


def born(person: Person) -> None:
    area = person.ask("GET", "/session")["posts"][0]["area"]
    one = {
        "id": new_id(), "kind": "create", "record": new_id(), "register_code": "person", "area": area,
        "values": {"person.name": "某新", "person.gender": "1", "person.residence_status": "1"},
    }  # fmt: skip
    reply = person.ask("POST", "/sync", {"device": "test", "operations": [one]})
    assert reply["outcomes"][0]["state"] == "applied", reply["outcomes"][0]


def test_whatever_is_killed_what_was_acknowledged_is_answered_and_nothing_is_left_behind(tmp_path: Path) -> None:
    with serving(demo_home(tmp_path / "home")) as served:
        worker = served.person("grid_worker")
        count = men(worker)
        born(worker)
        assert [men(worker) for _ in range(4)] == [count + 1] * 4
        for kind in ("mirror", "answering"):
            for one in until(lambda kind=kind: served.ids(kind)):  # type: ignore[misc]
                os.kill(one, signal.SIGKILL)
            until(lambda: born(worker) is None)
            count += 1
            assert until(lambda: men(worker)) == count + 1, kind
        auditor = served.person("auditor")
        [before] = until(lambda: served.ids("worker"))
        os.kill(before, signal.SIGKILL)
        job = auditor.ask("POST", "/journal/check")["job"]
        done = until(lambda: (found := auditor.ask("GET", f"/jobs/{job}"))["state"] in ("done", "failed") and found)
        assert done["state"] == "done" and done["result"]["whole"], done
        assert served.ids("worker") != [before]
        a_new_element_is_known_to_every_process(served)
        everybody = served.all()
        assert len(everybody) >= 5
        served.root.kill()
        gone(everybody)


def a_new_element_is_known_to_every_process(served: Served) -> None:
    officer, name = served.person("data_officer"), "x_umbrella"
    made = {"kind": "element", "of": "person", "name": name, "reason": "社区试点",
            "parts": {"label_zh": "雨伞借用", "domain": "bool", "sensitivity": "1"}}  # fmt: skip
    officer.ask("POST", "/standard/additions", made)
    people = [served.person("grid_worker") for _ in range(4)]
    told = [one.ask("GET", f"/standard/elements/person.{name}")["label_zh"] for one in (*people, *people)]
    assert told == ["雨伞借用"] * 8
    area = officer.ask("GET", "/session")["posts"][0]["area"]
    asked: dict[str, Any] = {"words": "雨伞借用 有值", "columns": [], "area": area}
    assert [officer.ask("POST", "/questions/answers", asked)["count"] for _ in range(4)] == [0] * 4


def test_a_server_that_is_told_to_end_takes_its_processes_with_it(tmp_path: Path) -> None:
    with serving(demo_home(tmp_path / "home")) as served:
        served.person("auditor")
        everybody = served.all()
    gone(everybody)


def gone(processes: set[int]) -> None:
    """None of them is left, zombies apart."""

    def alive() -> list[int]:
        found = []
        for one in processes:
            try:
                if Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                    found.append(one)
            except OSError:
                continue
        return found

    until(lambda: not alive())
