"""What `make test` runs: the pages' tests, every test on the embedded default, the work rooms' tests on PostgreSQL.

In: nothing (extra words go to the first run of pytest). Out: exit code 0 only when all runs passed; a machine that can
have no PostgreSQL or no browser is told so loudly, and passes without those tests.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.browser.chromium import chromium, install_chromium
from tests.homes import FOLDER
from tools.node import npm

ROOT = Path(__file__).resolve().parents[1]
NO_SERVER = 5
NO_TESTS = 5


def pytest(*words: str) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, check=False).returncode


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


def journeys() -> int:
    """The browser's tests, two at a time with a server and a browser each; none here is said loudly, not passed over."""
    install_chromium()
    if chromium() is None:
        return 0
    code = pytest("-n", str(min(2, os.cpu_count() or 1)), "--dist", "loadfile", "tests/browser", *sys.argv[1:])
    return 0 if code == NO_TESTS else code  # extra words may have chosen no test here


def main() -> int:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a hundred commands start half a second sooner when compiled
    with tempfile.TemporaryDirectory(prefix="yibiao-demo-") as folder:
        os.environ[FOLDER] = folder  # browser and embedded run copy the same invented district
        return parts()


def parts() -> int:
    front = pages() or journeys()
    workers = str(min(4, os.cpu_count() or 1))
    embedded = pytest("-n", workers, "--dist", "loadfile", "--ignore", "tests/browser", *sys.argv[1:])
    install_postgres()
    if postgres.binaries() is None:
        print(postgres.LOUD.format(why="no server binaries (initdb, postgres) found"), file=sys.stderr, flush=True)
        return front or embedded
    server = pytest("--engine", "postgres", "-n", workers, "--dist", "loadfile", "tests/work", "tests/engines")
    if server == NO_SERVER:
        print(postgres.LOUD.format(why="it would not start"), file=sys.stderr, flush=True)
        return front or embedded
    return front or embedded or server


if __name__ == "__main__":
    sys.exit(main())
