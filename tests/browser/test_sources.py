"""A department's data come back: a source with its basis, a file in quarantine, columns approved, written, taken back.

On both sizes; what trips waits with its reasons, and nothing is written before.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site
from tests.flow.received import id_number

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]


def roster(folder: Path, phone: str = "1380000{:04}") -> Path:
    """Forty newcomers as a department would send them."""
    rows = [
        f"新{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'一二三四'[n // 10]},{id_number('19800101', n + 1)},{phone.format(n)}"
        for n in range(40)
    ]
    file = folder / f"{uuid.uuid4().hex[:6]}人口名单.csv"
    file.write_text("姓名,身份证号,联系电话\n" + "\n".join(rows) + "\n", "utf-8-sig")
    return file


def added(page: Page) -> None:
    """A new source, by its form."""
    page.get_by_role("button", name="登记来源").click()
    name = f"公安人口名单{uuid.uuid4().hex[:4]}"
    for label, text in (
        ("来源名称", name),
        ("来源部门", "公安分局"),
        ("法律依据", "政务数据共享条例"),
        ("代码", f"s{uuid.uuid4().hex[:8]}"),
    ):
        page.get_by_label(label, exact=False).last.fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def brought(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="送进隔离区").click()
    expect(page).to_have_url(re.compile("/deliveries/"))


def a_source(page: Page, site: Site) -> str:
    page.goto(f"{site.url}/sources")
    added(page)
    return page.url


def a_delivery(page: Page, site: Site) -> str:
    a_source(page, site)
    brought(page, roster(site.home.parent))
    expect(page.get_by_text("已拦下").first).to_be_visible(timeout=60_000)
    return page.url


def test_a_department_sends_a_file_and_it_is_written_and_taken_back(enter: Enter, look: Look, tmp_path: Path) -> None:
    page = enter("data_officer", DESK, "/sources")
    added(page)
    brought(page, roster(tmp_path))
    expect(page.get_by_text("已拦下").first).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="来源", exact=True).last.click()
    expect(page.get_by_role("heading", name="各列的含义")).to_be_visible()
    look(page, "sources-columns")
    page.get_by_role("button", name="核定这些列").click()
    expect(page.get_by_role("button", name="核定这些列")).to_have_count(0)
    page.get_by_role("cell", name="人口名单", exact=False).first.click()
    expect(page.get_by_role("button", name="写入台账")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="逐行查看").click()
    why = page.get_by_role("button", name="填报", exact=True)  # asked where the office has several purposes by now
    expect(why.or_(page.get_by_text("新增").nth(3)).first).to_be_visible()
    if why.is_visible():
        why.click()
    expect(page.get_by_text("新增").nth(3)).to_be_visible()
    look(page, "sources-delivery")
    page.set_viewport_size(PHONE)
    page.reload()
    expect(page.get_by_role("button", name="写入台账")).to_be_visible()
    look(page, "sources-delivery")
    sound(page)
    page.get_by_role("button", name="写入台账").click()
    page.get_by_role("alertdialog").get_by_role("button", name="写入台账").click()
    expect(page.get_by_role("button", name="整批撤销")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="整批撤销").click()
    page.get_by_role("alertdialog").get_by_role("button", name="整批撤销").click()
    expect(page.get_by_text("写入的内容已经撤回")).to_be_visible(timeout=60_000)
