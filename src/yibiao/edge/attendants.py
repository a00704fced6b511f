"""Several processes that serve one home. In: what the web is to listen to. Out: all of them, until told to stop.

    yibiao serve --processes N ─┬─ web ── N processes that answer; they ask the mirror
                                ├─ mirror    owns the columnar copy; killed: loads its snapshot and what came after
                                └─ worker    does the jobs; killed: the next one goes on where the queue stands

What dies is started anew; when this process is gone, however it went, the others see it and end. Each is a session of
its own, so that Ctrl-C reaches this one alone, which lets the others finish.
Refuses: nothing.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Thread
from typing import Any

ADDRESS = "YIBIAO_MIRROR"
"""Where the mirror answers; the name in the environment by which a process knows that it is not its own."""
TALLIES = "YIBIAO_TALLIES"
"""Folder in which web processes leave their counts for each other."""
KINDS = ("mirror", "worker", "web")
REST = 1.0
"""Seconds before something that died is started anew."""
PATIENCE = 20.0
"""Seconds that a process may take to end."""
LOG = logging.getLogger("yibiao.attendants")


def attend(web: Mapping[str, Any]) -> None:
    """Until SIGTERM or SIGINT. web: what `attending.web` is given."""
    over = Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: over.set())
    with tempfile.TemporaryDirectory(prefix="yibiao-") as folder:  # 0700: nobody else of this machine comes near
        told = {ADDRESS: str(Path(folder) / "mirror"), TALLIES: folder}
        running = {kind: _start(kind, told, web) for kind in KINDS}
        while not over.wait(0.2):
            for kind, process in running.items():
                if process.poll() is not None:
                    LOG.warning("%s ended with %s and is started anew", kind, process.returncode)
                    over.wait(REST)
                    running[kind] = _start(kind, told, web)
        for kind in reversed(KINDS):
            _end(running[kind])


def _start(kind: str, told: Mapping[str, str], web: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    words = [sys.executable, "-m", "yibiao.edge.attending", kind, json.dumps(dict(web))]
    return subprocess.Popen(words, env={**os.environ, **told}, start_new_session=True)  # noqa: S603 our own module


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def end_with_parent() -> None:
    """This process is gone a second after the one that started it: nothing is left over that holds a port or a home."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            Event().wait(1.0)
        os._exit(1)

    Thread(target=watch, name="parent watch", daemon=True).start()
