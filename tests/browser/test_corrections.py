"""A grid worker finds a department's value wrong and tells it once; the department answers; the clerk reads the ledger's health."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
DELIVERED = """
from yibiao.base.clock import system_clock, today
from yibiao.edge.estate import estate
from yibiao.edge.health import take_health
from yibiao.flow.keeping.plans import FieldChange, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.directory import actions, queries
from yibiao.work.ledgers.actions import Act, apply_plan
from yibiao.work.ledgers.models import Record
house, day = estate().house, today(system_clock)
people = {one.login: one for one in queries.people()}
officer = people["civil"]
actions.appoint([actions.NewPerson("civil", officer.name, officer.role, officer.area, department="民政局")], "test")
record = Record.objects.filter(register="person", area__code=people["grid001"].area, ended="").order_by("id").first()
sets = (FieldChange("person.phone", None, "13800000001"),)
plan = RecordPlan("表/1/person", "person", record=record.id, base=record.version, sets=sets)
whole = LedgerPlan("回流.xlsx", "民政", day, (RowPlan("表", 1, Verdict.CHANGED, (plan,)),))
apply_plan(house, Act.of_the_house("test", "test", "delivered"), whole)
take_health(estate(), "test")
print(record.id)
"""


def test_a_wrong_value_is_told_once_and_answered_and_health_leads_to_what_is_due(
    site: Site, enter: Enter, look: Look
) -> None:
    (record,) = site.says(DELIVERED)
    worker = enter("grid_worker", PHONE, f"/ledger/{record}")
    worker.get_by_role("link", name="联系电话 不对？纠错").click()
    dialog = worker.get_by_role("dialog")
    expect(dialog.get_by_text("民政给的是")).to_be_visible()
    dialog.get_by_label("正确的是").fill("13900000001")
    dialog.get_by_label("怎么知道的").fill("上门核对，本人说去年换了号")
    look(worker, "correction-new")
    dialog.get_by_role("button", name="提交纠错").click()
    expect(worker.get_by_role("listitem").filter(has_text="上门核对，本人说去年换了号")).to_contain_text("待答复")
    sound(worker)
    look(worker, "corrections")

    officer = enter("department_officer", DESK, "/corrections")
    card = officer.get_by_role("listitem").filter(has_text="上门核对，本人说去年换了号")
    expect(card).to_contain_text("网格员")
    look(officer, "corrections-officer")
    card.get_by_role("button", name="答复").click()
    officer.get_by_role("radio", name="数据无误").click()
    officer.get_by_label("依据或理由").fill("本人上月来局登记的号码")
    look(officer, "correction-answer")
    officer.get_by_role("dialog").get_by_role("button", name="答复").click()
    officer.get_by_role("button", name="全部").click()
    expect(card).to_contain_text("部门坚持")
    sound(officer)

    clerk = enter("street_clerk", DESK, "/health?register=person")
    row = clerk.get_by_role("region", name="逐项").get_by_role("row").filter(has_text="联系电话")
    expect(row).to_contain_text("%")
    sound(clerk)
    look(clerk, "health")
    clerk.set_viewport_size(PHONE)
    expect(clerk.get_by_role("list", name="逐项").get_by_text("联系电话", exact=True)).to_be_visible()
    sound(clerk)
    look(clerk, "health")
    clerk.get_by_role("link", name="联系电话 去核实").click()
    expect(clerk.get_by_text("只看：联系电话")).to_be_visible()
