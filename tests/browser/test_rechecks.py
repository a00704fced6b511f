"""A worker is asked again about what a department says otherwise: one tap, without network too; the desk sees the same."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.checks import sound
from tests.browser.conftest import DESK, PHONE, Site

Enter = Callable[..., Page]
Look = Callable[[Page, str], None]
CONTRADICTED = """
from yibiao.base.clock import system_clock, today
from yibiao.edge.estate import estate
from yibiao.flow.keeping.plans import FieldConflict, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.directory import actions, queries
from yibiao.work.ledgers.actions import Act, apply_plan, change_record
from yibiao.work.ledgers.models import Record
from yibiao.work.directory.queries import writing_areas
house, day = estate().house, today(system_clock)
people = {one.login: one for one in queries.people()}
actions.appoint([actions.NewPerson("civil", people["civil"].name, "department_officer", people["civil"].area, department="民政局")], "test")
grid = people["grid001"].area
rows, names = [], []
for number, record in enumerate(Record.objects.filter(register="person", area__code=grid, ended="").order_by("-id")[:3]):
    act = Act("grid001", "走访", f"seen {number}", writing_areas("grid001", day))
    change_record(house, act, record.id, record.version, {"person.phone": f"1390000000{number}"})
    conflict = FieldConflict("person.phone", f"1390000000{number}", f"1380000000{number}", "seen")
    plan = RecordPlan(f"表/{number}/person", "person", record=record.id, conflicts=(conflict,))
    rows.append(RowPlan("表", number, Verdict.DOUBTFUL, (plan,)))
    print(record.values.get("person.name"))
apply_plan(house, Act.of_the_house("test", "test", "contradicted"), LedgerPlan("回流.xlsx", "民政", day, tuple(rows)))
"""


def test_both_values_are_shown_and_one_tap_settles_it_with_and_without_network(
    site: Site, enter: Enter, look: Look
) -> None:
    first, second, third = site.says(CONTRADICTED)
    desk = enter("community_secretary", DESK, "/ledger/due")
    expect(
        desk.get_by_role("region", name="请再核一次")
        .get_by_role("listitem")
        .filter(has_text=first)
        .filter(has_text="联系电话")
    ).to_be_visible()
    look(desk, "rechecks")
    sound(desk)

    page = enter("grid_worker", PHONE, "/ledger/due")
    asked = page.get_by_role("region", name="请再核一次")
    card = asked.get_by_role("listitem").filter(has_text=first).filter(has_text="联系电话")
    expect(card).to_contain_text("13900000000", timeout=60_000)
    expect(card).to_contain_text("13800000000")
    expect(card).to_contain_text("民政")
    look(page, "rechecks")
    sound(page)
    card.get_by_role("button", name="台账对").click()
    expect(card).to_have_count(0)

    page.context.set_offline(True)
    other = asked.get_by_role("listitem").filter(has_text=second).filter(has_text="联系电话")
    other.get_by_role("button", name="来源对").click()
    expect(other).to_have_count(0)
    last = asked.get_by_role("listitem").filter(has_text=third).filter(has_text="联系电话")
    last.get_by_role("button", name="都不对").click()
    last.get_by_role("textbox", name="联系电话").fill("13700000009")
    look(page, "rechecks-other")
    last.get_by_role("button", name="记下").click()
    expect(last).to_have_count(0)
    page.context.set_offline(False)
    expect(page.get_by_role("status").first).to_have_text("在线", timeout=40_000)
    expect(asked.get_by_text("13800000001")).to_have_count(0)

    page.goto(f"{site.url}/corrections")
    expect(page.get_by_role("listitem").filter(has_text="网格核对")).to_have_count(2)
    answers = enter("department_officer", DESK, "/corrections")
    expect(answers.get_by_role("listitem").filter(has_text="待答复").first).to_be_visible()
    look(answers, "rechecks-corrections")
