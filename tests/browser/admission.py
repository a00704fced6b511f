"""Admission on the real site for tests of pages. In: a page, the site. Out: a number, an application. Refuses: nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Site

ROLL = "困难家庭子女登记表\n序号,姓名,性别,联系电话,兴趣特长\n1,,,,\n"
BELOW = (
    "报表清单\n序号,报表名称,下发部门,有效期至\n1,消防栓巡查表,消防大队,2026-01-31\n2,犬只情况表,公安局,2030-01-31\n"
)
FORM = {"name": "困难家庭子女登记表.csv", "mimeType": "text/csv", "buffer": ROLL.encode()}
WALKED = "各社区特殊困难群体汇总表"
ADMIT = f"""
import shutil, tempfile
from datetime import date
from yibiao.edge.cli.demo_forms import admit_examples
with tempfile.TemporaryDirectory() as folder:
    shutil.copy(Path({str(ROOT / "examples" / "各社区汇总表.xlsx")!r}), folder)
    print(*admit_examples(Path(YIBIAO_HOME), Path(folder), date.today()))
"""


def applied(page: Page, site: Site) -> None:
    """An application that went the whole way on this site, once; its form stands in the catalogue."""
    calls = page.context.request
    known = [row["number"] for row in calls.get(f"{site.url}/api/catalogue").json() if row["title"] == WALKED]
    if not known:
        site.says(ADMIT.replace("YIBIAO_HOME", repr(str(site.home))))


def drafted(page: Page, site: Site) -> str:
    """The id of a draft of the officer at this page."""
    calls = page.context.request
    token = {"X-CSRFToken": calls.get(f"{site.url}/api/session").json()["csrf"]}
    brought = calls.post(f"{site.url}/api/applications/uploads", multipart={"file": FORM}, headers=token).json()
    last = date.today() + timedelta(days=90)
    terms: dict[str, Any] = {"department": "民政局", "valid_from": f"{date.today()}", "expires": f"{last}"}
    given = {"file": brought["file"], "terms": terms}
    return str(calls.post(f"{site.url}/api/applications", data=given, headers=token).json()["application"])
