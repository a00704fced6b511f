"""Without network: the app starts, work is kept and sent once; a new version waits for consent; leaving wipes the device."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import fake as faking
from tests.browser.conftest import PHONE, Fake, Walker

# Puts an operation where the app keeps them, as a page of the field does by `enqueue`.
QUEUE = """async ({ login, ops }) => {
  const database = await new Promise((done, fail) => {
    const open = indexedDB.open(`yibiao-account-${login}`)
    open.onsuccess = () => done(open.result); open.onerror = () => fail(open.error) })
  const write = database.transaction(['outbox', 'kept'], 'readwrite')
  ops.forEach((op, place) => write.objectStore('outbox').put({ op_id: `op-${place + 1}`, seq: place + 1,
    plain: { op_id: `op-${place + 1}`, seq: place + 1, account: login, method: 'POST',
    path: '/api/visits', body: { note: op }, purpose: null, title: op, made_at: '2026-11-29T01:00:00Z', tries: 0,
    state: 'waiting', problem: null } }))
  write.objectStore('kept').put({ key: 'seq', value: ops.length })
  await new Promise(done => { write.oncomplete = done }); database.close() }"""


def signed_in(fake: Fake, walker: Walker) -> Page:
    """A field worker on a phone whose worker controls the page."""
    walker.allowed.extend(["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "ERR_EMPTY_RESPONSE", "ERR_CONNECTION", "409"])
    fake.state.signed_in = "wangge"
    page = walker.page(PHONE)
    walker.watch_origin(page, fake.url)
    page.goto(fake.url)
    expect(page.get_by_role("heading", name="您好")).to_be_visible()
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def badge(page: Page) -> str:
    return page.get_by_role("status").first.inner_text()


def test_the_app_starts_without_network_and_says_so(fake: Fake, walker: Walker) -> None:
    page = signed_in(fake, walker)
    page.context.set_offline(True)
    page.reload()
    expect(page.get_by_role("heading", name="王格明，您好")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text("离线")
    expect(page.get_by_text("正在使用本机保存的内容")).to_be_visible()
    page.get_by_role("link", name="账号与设备").first.click()
    expect(page.get_by_role("heading", name="账号与设备")).to_be_visible()


def test_work_waits_through_a_reload_and_is_sent_once_in_its_order(fake: Fake, walker: Walker) -> None:
    page = signed_in(fake, walker)
    page.context.set_offline(True)
    page.evaluate(QUEUE, {"login": "wangge", "ops": ["第一户", "第二户", "第三户"]})
    page.reload()
    expect(page.get_by_role("status").first).to_have_text("离线 待上传 3")
    page.context.set_offline(False)
    expect(page.get_by_role("status").first).to_have_text("在线", timeout=40_000)
    assert fake.state.order == ["op-1", "op-2", "op-3"]
    assert fake.state.repeated == 0


def test_a_conflict_stays_with_its_reason_until_a_person_decides(fake: Fake, walker: Walker) -> None:
    page = signed_in(fake, walker)
    fake.state.refuse_writes = 1
    page.evaluate(QUEUE, {"login": "wangge", "ops": ["第一户"]})
    page.goto(f"{fake.url}/outbox")
    expect(page.get_by_text("与他人修改冲突")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("这条记录已被别人改过")
    page.get_by_role("button", name="重新上传").click()
    expect(page.get_by_text("没有待上传的内容")).to_be_visible()
    assert fake.state.order == ["op-1"]


def test_leaving_with_work_that_waits_is_asked_about_first(fake: Fake, walker: Walker) -> None:
    page = signed_in(fake, walker)
    page.context.set_offline(True)
    page.evaluate(QUEUE, {"login": "wangge", "ops": ["第一户"]})
    page.reload()
    page.get_by_role("button", name="我的账号").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_role("alertdialog")).to_contain_text("还有 1 项待上传")
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_role("status").first).to_have_text("离线 待上传 1")


def test_a_device_past_its_lease_forgets(fake: Fake, walker: Walker) -> None:
    page = signed_in(fake, walker)
    page.context.set_offline(True)
    page.add_init_script("const now = Date.now; Date.now = () => now() + 4 * 86400000")
    page.reload()
    expect(page.get_by_role("heading", name="连不上服务器")).to_be_visible()
    names = page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")
    assert "yibiao-account-wangge" not in names


@pytest.fixture
def next_version(fake: Fake, tmp_path: Path, pages: Path) -> Path:
    """The same pages with another worker version, as a deployment brings them."""
    import shutil

    newer = tmp_path / "newer"
    shutil.copytree(pages, newer)
    worker = newer / "sw.js"
    worker.write_text(re.sub(r'VERSION = "\w+"', 'VERSION = "next"', worker.read_text("utf-8")), "utf-8")
    return newer


def test_a_new_version_waits_until_a_person_agrees(fake: Fake, walker: Walker, next_version: Path) -> None:
    page = signed_in(fake, walker)
    old = page.evaluate("caches.keys()")
    fake.state.pages = next_version
    page.evaluate("navigator.serviceWorker.getRegistration().then(one => one.update())")
    expect(page.get_by_text("新版本已下载")).to_be_visible()
    assert set(old) < set(page.evaluate("caches.keys()")), "the old version is gone before anybody agreed"
    page.get_by_role("button", name="现在切换").click()
    page.wait_for_function("caches.keys().then(all => all.length === 1 && all[0] === 'yibiao-next')")
    expect(page.get_by_role("heading", name="您好")).to_be_visible()


def test_every_file_of_the_precache_list_is_served_without_redirect(fake: Fake, walker: Walker, pages: Path) -> None:
    listed = re.search(r"FILES = (\[.*\])", (pages / "sw.js").read_text("utf-8"))
    assert listed is not None and '"/index.html"' not in listed[1] and '"/"' in listed[1]
    for file in re.findall(r'"/([^"]+)"', listed[1]):
        assert (pages / file).is_file(), file


def test_a_server_that_forgets_keys_applies_twice(pages: Path, walker: Walker) -> None:
    """The broken variant: without Idempotency-Key a repeated write is applied twice, and the count above would see it."""
    server, state, url = faking.serve(pages)
    state.forgetful = True
    page = walker.page(PHONE)
    page.goto(url)
    send = "key => fetch('/api/visits', {method: 'POST', body: '{}', headers: {'Idempotency-Key': key}}).then(r => r.status)"
    page.evaluate(send, "a")
    page.evaluate(send, "a")
    assert state.order == ["a", "a"]
    server.shutdown()
    server.server_close()
