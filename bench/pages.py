"""What a worker's phone bears: the weight of the first field screen, and a search among many records on the device.

In: a demo home. Out: kilobytes as they went over the line (gzip), and milliseconds from a typed sign to the list redrawn.

    python -m bench.pages --home HOME [--records 5000] [--slower 1 4 6]

The browser is Chromium at 390 × 844. Weight: everything but the worker's own records, with an empty cache and no service
worker, which fetches the rest later. Search: the grid's own people are multiplied to `records` on their way to the phone;
each of the searches is typed into the field of the list, and the time counts until two frames after the last change, with
the processor slowed as the browser's developers slow it for a phone (`Emulation.setCPUThrottlingRate`). The server is
started and stopped here. Refuses: a machine without Chromium, a home that is no demo.
"""

from __future__ import annotations

import argparse
import json
import statistics
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from bench.serving import free_port, serve
from tests.browser.chromium import chromium

PHONE = {"width": 390, "height": 844}
TYPED = ("王", "李小", "wx", "lxm", "139", "0001", "1号", "张 2号", "zz", "赵")
ROUNDS = 5
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "小明芳伟秀英敏静丽强磊洋勇艳杰娟涛超霞平"
_TYPE = """async (typed) => {
  const field = document.querySelector('input[type=search]')
  const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set
  const frame = () => new Promise(requestAnimationFrame)
  set.call(field, ''); field.dispatchEvent(new Event('input', { bubbles: true }))
  for (let n = 0; n < 4; n += 1) await frame()
  const begun = performance.now()
  set.call(field, typed); field.dispatchEvent(new Event('input', { bubbles: true }))
  await frame(); await frame()
  return performance.now() - begun
}"""


def weight(browser: Browser, url: str, door: dict[str, str]) -> dict[str, int]:
    """Kind → bytes over the line of the first screen of a grid worker who is signed in and has never been here."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", service_workers="block")
    page = context.new_page()
    sign_in(page, url, door)
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    kinds: dict[str, tuple[str, str]] = {}
    bytes_: dict[str, int] = {}
    line.on("Network.responseReceived", lambda event: kinds.update(
        {event["requestId"]: (event["type"], event["response"]["url"])}))  # fmt: skip
    line.on(
        "Network.loadingFinished", lambda event: bytes_.update({event["requestId"]: int(event["encodedDataLength"])})
    )
    page.goto(f"{url}/ledger")
    expect(page.locator(".rows a").first).to_be_visible(timeout=60_000)
    page.wait_for_load_state("networkidle")
    context.close()
    told: dict[str, int] = {}
    for request, size in bytes_.items():
        kind, address = kinds.get(request, ("Other", ""))
        name = (
            "records" if "/api/packs/" in address else "answers of the server" if "/api/" in address else kind.lower()
        )
        told[name] = told.get(name, 0) + size
    return told


def sign_in(page: Page, url: str, door: dict[str, str]) -> None:
    csrf = page.request.get(f"{url}/api/session").json()["csrf"]
    given = {"login": door["login"], "password": door["password"]}
    assert page.request.post(f"{url}/api/session", data=given, headers={"X-CSRFToken": csrf}).ok


def multiplied(reply: dict[str, Any], records: int) -> dict[str, Any]:
    """The page of a pack with as many records: copies of its people under new ids and names."""
    people = [one for one in reply["records"] if one["record"]["register_code"] == "person"]
    if not people:  # a later page, or nothing new
        return reply
    found = list(reply["records"])
    for number in range(records - len(found)):
        copy = json.loads(json.dumps(people[number % len(people)]))
        name = SURNAMES[number % 20] + GIVEN[number // 20 % 20] + GIVEN[number // 7 % 20]
        copy["record"]["id"] = str(uuid.UUID(int=number, version=4))
        for value in (copy["record"].get("values") or {},):
            if "person.name" in value:
                value["person.name"] = name
        found.append(copy)
    return {**reply, "records": found, "more": ""}


def searches(browser: Browser, url: str, door: dict[str, str], records: int, slower: int) -> tuple[int, list[float]]:
    """(records on the device, milliseconds of each search)."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", service_workers="block")
    page = context.new_page()

    def more(route: Route) -> None:
        whole = route.fetch()
        route.fulfill(response=whole, json=multiplied(whole.json(), records))

    page.route("**/api/packs/mine*", more)
    sign_in(page, url, door)
    page.goto(f"{url}/ledger")
    expect(page.locator(".rows a").first).to_be_visible(timeout=120_000)
    page.wait_for_load_state("networkidle")
    shown = sum(int(text) for text in page.locator(".kind .count").all_inner_texts())
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    took = [float(page.evaluate(_TYPE, typed)) for _ in range(ROUNDS) for typed in TYPED]
    context.close()
    return shown, took


def lines(home: Path, records: int, slower: list[int]) -> Iterator[str]:
    door = next(one for one in json.loads((home / "demo.json").read_text("utf-8")) if one["role"] == "grid_worker")
    port, program = free_port(), chromium()
    if program is None:
        raise SystemExit("no Chromium here")
    process = serve(home, port)
    url = f"http://127.0.0.1:{port}"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            told = weight(browser, url, door)
            yield from ("| the first field screen | kB over the line |", "|---|---|")
            yield from (
                f"| {name} | {size / 1000:.1f} |" for name, size in sorted(told.items(), key=lambda one: -one[1])
            )
            yield f"| all but the records | {sum(size for name, size in told.items() if name != 'records') / 1000:.1f} |"
            yield from ("", "| search on the device | records | p50 ms | slowest ms |", "|---|---|---|---|")
            for rate in slower:
                shown, took = searches(browser, url, door, records, rate)
                yield f"| processor slowed {rate} times | {shown} | {statistics.median(took):.0f} | {max(took):.0f} |"
            browser.close()
    finally:
        process.terminate()
        process.wait(timeout=30)


def main() -> None:
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("--home", type=Path, required=True)
    read.add_argument("--records", type=int, default=5_000)
    read.add_argument("--slower", type=int, nargs="+", default=[1, 4, 6])
    given = read.parse_args()
    for line in lines(given.home, given.records, given.slower):
        print(line, flush=True)


if __name__ == "__main__":
    main()
