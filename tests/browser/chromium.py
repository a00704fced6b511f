"""The browser for the journeys: Debian's Chromium. In: this machine. Out: its path, or None, said loudly.

Playwright's own browser is never fetched. Refuses: to skip in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LOUD = """
================================================================================
NO BROWSER TESTS: {why}. The pages were NOT looked at. Install the package
`chromium` (and `fonts-noto-cjk`), then run this again.
================================================================================
"""


def chromium() -> str | None:
    """The path of a Chromium on this machine."""
    return next((found for found in map(shutil.which, NAMES) if found), None)


def install_chromium() -> None:
    """Try the system's own package where we may: root on a Debian-like system. Failing is allowed, silence is not."""
    if chromium() is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium: none here, trying the system's package …", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = ["chromium", "fonts-noto-cjk"]
        for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            subprocess.run(["apt-get", *words], env=environment, check=False, stdout=subprocess.DEVNULL, timeout=900)
    if chromium() is None:
        print(LOUD.format(why="no chromium found and none could be installed"), file=sys.stderr, flush=True)
