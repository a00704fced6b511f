"""Commands in processes of their own, begun by a process that has read the libraries before. In: words. Out: what was printed.

Reading numpy, DuckDB, Django and the forms' readers takes a command two seconds, and the tests call a hundred. So one
process reads them once and forks for each command: its own exit code, output, environment and limits, as a shell gives.
Nothing of the verbs, the settings or a home is read before the fork; the shipped standard is. Refuses: nothing; what the command says is told.

The process gets a line of JSON for each command and answers with a line of JSON.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from typing import IO

READ_BEFORE = (
    "click", "numpy", "duckdb", "sqlglot", "lxml.etree", "openpyxl", "rapidfuzz", "cryptography.hazmat.primitives.ciphers.aead",
    "django", "django.core.management", "django.db", "django.http", "yibiao.base.vault", "yibiao.flow.pipeline", "yibiao.flow.asking",
    "yibiao.flow.keeping", "yibiao.flow.consolidating", "yibiao.edge.cli.main",
)  # fmt: skip


def run(*words: str, limit: int | None, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """`yibiao words…` with exactly this environment; no file that it writes may pass `limit` bytes."""
    server = _server()
    assert server.stdin is not None and server.stdout is not None
    given = {"words": words, "limit": limit, "environment": environment, "folder": os.getcwd()}
    server.stdin.write(json.dumps(given) + "\n")
    server.stdin.flush()
    told = json.loads(server.stdout.readline())
    return subprocess.CompletedProcess(("yibiao", *words), told["code"], told["out"], told["err"])


@cache
def _server() -> subprocess.Popen[str]:
    """One for a worker of pytest; it ends with it."""
    plain = {name: text for name, text in os.environ.items() if not name.startswith(("YIBIAO", "DJANGO"))}
    words = [sys.executable, "-c", "from tests.edge.warm import main; main()"]  # a module's name would stand in usage
    plain["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    server = subprocess.Popen(words, env=plain, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _begin(given: dict[str, object], out: IO[bytes], err: IO[bytes]) -> int:
    """The exit code of the command, run in a fork."""
    child = os.fork()
    if child == 0:
        _become(given, out, err)
        import_module("yibiao.edge.cli.main").run()
        sys.exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _become(given: dict[str, object], out: IO[bytes], err: IO[bytes]) -> None:
    import resource

    environment, words, limit = given["environment"], given["words"], given["limit"]
    assert isinstance(environment, dict) and isinstance(words, list)
    empty = os.open(os.devnull, os.O_RDONLY)
    for here, there in ((empty, 0), (out.fileno(), 1), (err.fileno(), 2)):
        os.dup2(here, there)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(given["folder"]))
    sys.argv = ["yibiao", *words]
    if isinstance(limit, int):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))


def main() -> None:
    for name in READ_BEFORE:
        import_module(name)
    import_module("yibiao.flow.standard").load()
    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            code = _begin(json.loads(line), out, err)
            texts = {}
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                texts[name] = file.read().decode("utf-8", "replace")
        print(json.dumps({"code": code, **texts}), flush=True)
