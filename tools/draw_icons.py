"""Draws the app's PNG icons from its SVG, in Chromium. In: frontend/app/public/icon.svg. Out: icon-*.png beside it.

Run by hand when the drawing changes; the results are committed. Refuses: a machine without Chromium.
"""

from __future__ import annotations

import sys

from playwright.sync_api import sync_playwright

from tests.browser.chromium import chromium
from tools.node import FRONTEND

PUBLIC = FRONTEND / "app" / "public"
SIZES = (192, 512)


def draw() -> None:
    path = chromium()
    if path is None:
        sys.exit("no Chromium here: apt-get install chromium")
    drawing = (PUBLIC / "icon.svg").read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for size in SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{drawing}")
            page.screenshot(path=PUBLIC / f"icon-{size}.png")
        browser.close()


if __name__ == "__main__":
    draw()
