"""What every page must pass, whoever builds it. In: an open page. Out: nothing, or an AssertionError that says where.

`accessible`: axe-core, WCAG 2.1 A and AA. `fits`: no sideways scrolling. `big_enough`: targets of at least 48 × 48.
Sources: WCAG 2.1; GB/T 37668-2019.
"""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SMALLEST = 48
_TARGETS = """smallest => [...document.querySelectorAll(
  'button, a[href], [role=button], [role=menuitem], [role=tab], input:not([type=hidden]), select, textarea')]
  .filter(one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .map(one => {
    // A field's target is its whole frame; a link in running text is exempt (WCAG 2.5.5).
    const frame = one.closest('.q-field, label, .q-checkbox, .q-radio, .q-toggle') || one
    const box = frame.getBoundingClientRect()
    const inline = one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    return { what: (one.getAttribute('aria-label') || one.textContent || one.tagName).trim().slice(0, 40), inline,
             width: box.width, height: box.height, below: box.bottom > 0 && box.right > 0 }
  })
  .filter(one => one.below && !one.inline && (one.height < smallest - 0.5 || one.width < smallest - 0.5))
  .map(one => `${one.what}: ${one.width.toFixed(0)} × ${one.height.toFixed(0)}`)"""


def accessible(page: Page) -> None:
    """No violation of WCAG 2.1 A and AA that axe finds."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    told = [
        f"{one['id']}: {one['help']}: " + "; ".join(" ".join(node["target"][:2]) for node in one["nodes"][:4])
        for one in found.response["violations"]
    ]
    assert told == [], "\n".join(told)


def fits(page: Page) -> None:
    """The page does not scroll sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{wide} px too wide at {page.viewport_size}"


def big_enough(page: Page) -> None:
    """Every target that is visible is at least 48 × 48."""
    small = page.evaluate(_TARGETS, SMALLEST)
    assert small == [], "\n".join(small)


def sound(page: Page) -> None:
    """All of the above."""
    fits(page)
    big_enough(page)
    accessible(page)
