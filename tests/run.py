"""What `make test` runs: the browser's journeys; beside them the pages' own tests, every test on the embedded default
and the work rooms' tests on PostgreSQL.

A browser waits half of its time, so the journeys run beside the others, which give way to them. What the journeys print
is shown whole when the others are done. In: nothing (extra words go to both runs on the embedded default). Out: exit code
0 only when all runs passed; a machine that can have no PostgreSQL or no browser is told so loudly, and passes without
those tests.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import postgres
from tests.browser.chromium import chromium, install_chromium
from tests.homes import FOLDER
from tools.node import npm

ROOT = Path(__file__).resolve().parents[1]
NO_SERVER = 5
NO_TESTS = 5


GIVES_WAY = 5
"""How much the runs beside the journeys give way: a page is waited for 15 seconds, an assertion for ever."""


def command(most: int, *words: str) -> list[str]:
    """pytest with a worker for each core, `most` of them; whole files are dealt, in the order of `tests.order`."""
    workers = str(min(most, os.cpu_count() or 1))
    return [sys.executable, "-m", "pytest", "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *words]


def pytest(*words: str) -> int:
    nice = ["nice", "-n", str(GIVES_WAY)] if shutil.which("nice") else []
    return subprocess.run([*nice, *command(4, *words)], cwd=ROOT, check=False).returncode


def install_postgres() -> None:
    """Try the system's own package where we may: root on a Debian-like system. Failing is allowed, silence is not."""
    if postgres.binaries() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("PostgreSQL: no server binaries here, trying the system's package …", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "postgresql"]):
        subprocess.run(["apt-get", *words], env=environment, check=False, stdout=subprocess.DEVNULL, timeout=600)


def pages() -> int:
    """The pages' own tests (vitest) and types (vue-tsc); `make test` has fetched their packages before."""
    return npm("run", "test") or npm("run", "check")


@contextmanager
def journeys() -> Iterator[Callable[[], int]]:
    """The browser's tests begin here; what is given waits for them, shows what they printed and tells their exit code.

    A machine without a browser is said loudly, not passed over.
    """
    install_chromium()
    if chromium() is None:
        yield lambda: 0
        return
    with tempfile.TemporaryFile() as out:
        words = command(2, "tests/browser", *sys.argv[1:])  # a worker has a server and a browser besides
        run = subprocess.Popen(words, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)

        def ended() -> int:
            code = run.wait()
            out.seek(0)
            sys.stdout.flush()
            shutil.copyfileobj(out, sys.stdout.buffer)
            sys.stdout.flush()
            return 0 if code == NO_TESTS else code  # extra words may have chosen no test here

        try:
            yield ended
        finally:
            if run.poll() is None:  # the others were broken off
                run.send_signal(signal.SIGINT)
                run.wait()


def on_postgres() -> int:
    """The work rooms' tests on the other engine."""
    install_postgres()
    if postgres.binaries() is None:
        print(postgres.LOUD.format(why="no server binaries (initdb, postgres) found"), file=sys.stderr, flush=True)
        return 0
    code = pytest("--engine", "postgres", "tests/work", "tests/engines")
    if code == NO_SERVER:
        print(postgres.LOUD.format(why="it would not start"), file=sys.stderr, flush=True)
        return 0
    return code


def main() -> int:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred commands start half a second sooner when compiled
    with tempfile.TemporaryDirectory(prefix="yibiao-demo-") as folder:
        os.environ[FOLDER] = folder  # browser and embedded run copy the same invented district
        with journeys() as ended:
            codes = [pages(), on_postgres(), pytest("--ignore", "tests/browser", *sys.argv[1:]), ended()]
    return next((code for code in codes if code), 0)


if __name__ == "__main__":
    sys.exit(main())
