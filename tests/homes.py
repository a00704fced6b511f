"""One invented district for every test that needs a home of its own. In: a folder. Out: a copy of that home in it.

It is made once, by the command that makes it for everybody, and then copied: all workers of `make test` share it.
Refuses: a home that could not be made (`AssertionError` with what the command said).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

PERSONS = 300
FOLDER = "YIBIAO_TEST_DEMO"
"""Where the one home lies; without it, in the folder of this run of pytest."""
_RUN = "from yibiao.edge.cli.main import run; run()"
ROOT = Path(__file__).resolve().parents[1]


def demo_home(target: Path) -> Path:
    """A district of 300 invented people in `target`, which must not be there yet."""
    return Path(shutil.copytree(_made(), target))


def _made() -> Path:
    folder = Path(os.environ.get(FOLDER) or Path(os.environ["YIBIAO_TEST_HOME"]) / "demo")
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        home = folder / "home"
        if not (home / "demo.json").is_file():
            plain = {name: text for name, text in os.environ.items() if not name.startswith(("YIBIAO", "DJANGO"))}
            words = [sys.executable, "-c", _RUN, "demo", "--home", str(home), "--persons", str(PERSONS), "--no-serve"]
            environment = plain | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
            done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=600)
            assert done.returncode == 0, done.stderr
    return home
