"""The browser for the journeys: Debian's Chromium, without a window of its own where that can be had (a third less
work for the same pages). In: this machine. Out: its path, or None, said loudly.

Playwright's own browser is never fetched. Refuses: to skip in silence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

WINDOWLESS = "chromium-headless-shell"
NAMES = (WINDOWLESS, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    if shutil.which(WINDOWLESS) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Chromium: trying the system's package …", flush=True)
        _installed("update", "-qq")
        _installed("install", "-y", "-qq", "--no-install-recommends", WINDOWLESS)
        if chromium() is None:
            _installed("install", "-y", "-qq", "--no-install-recommends", "chromium")
        _installed("install", "-y", "-qq", "--no-install-recommends", "fonts-noto-cjk")
    if chromium() is None:
        print(LOUD.format(why="no chromium found and none could be installed"), file=sys.stderr, flush=True)


def _installed(*words: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], env=environment, check=False, stdout=subprocess.DEVNULL, timeout=900)
