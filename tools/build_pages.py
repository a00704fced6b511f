"""Builds the pages into the package. In: frontend/. Out: src/yibiao/site/pages/, with a mark of what it was built from.

Does nothing when the mark says that nothing changed. `npm ci` runs only when the lock file changed.
Refuses: to leave half a build behind; the old pages stay until the new ones are whole, and of two builders at once the
second waits for the first and finds the work done.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys

from tools.node import FRONTEND, ROOT, NodeAbsent, npm

PAGES = ROOT / "src" / "yibiao" / "site" / "pages"
MARK = ".built-from"
LOCK = FRONTEND / "package-lock.json"
SOURCES = ("engine/**/*", "app/**/*", "*.json", "*.ts")


def fingerprint() -> str:
    """A hash of every source file; tests do not count."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SOURCES for path in FRONTEND.glob(pattern)}):
        if path.is_file() and "node_modules" not in path.parts and not path.name.endswith(".test.ts"):
            digest.update(path.relative_to(FRONTEND).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def packages() -> None:
    """`npm ci` when the lock file is another one than last time."""
    mark = FRONTEND / "node_modules" / ".installed-from"
    wanted = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return
    print("pages: fetching the packages …", flush=True)
    if npm("ci", "--no-audit", "--no-fund", quiet=True):
        raise SystemExit("pages: npm ci failed")
    mark.write_text(wanted, "utf-8")


def build() -> bool:
    """Build when something changed. Gives whether it did."""
    with (FRONTEND / ".building").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return _built()


def _built() -> bool:
    wanted = fingerprint()
    mark = PAGES / MARK
    if mark.exists() and mark.read_text("utf-8") == wanted:
        return False
    packages()
    print("pages: building …", flush=True)
    if npm("run", "build", quiet=True):
        raise SystemExit("pages: the build failed")
    shutil.rmtree(PAGES, ignore_errors=True)
    shutil.copytree(FRONTEND / "dist", PAGES)
    mark.write_text(wanted, "utf-8")
    return True


if __name__ == "__main__":
    try:
        print("pages: built" if build() else "pages: up to date")
    except NodeAbsent as absent:
        sys.exit(f"pages: {absent}")
