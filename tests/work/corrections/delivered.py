"""A person whose phone a department delivered, and who answers for that department. In: the cast. Out: ids, acts.

Refuses: nothing.
"""

from __future__ import annotations

from datetime import timedelta

from tests.work.cast import DAY, Cast
from yibiao.flow.keeping.plans import FieldChange, FieldConflict, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.directory import actions as directory
from yibiao.work.ledgers.actions import apply_plan
from yibiao.work.ledgers.models import Record
from yibiao.work.ledgers.queries import get_record

PURPOSE = "救助核对"
SOURCE, DEPARTMENT = "民政", "民政局"
WRONG, RIGHT = "13800000000", "13900000000"
ELEMENTS = ("person.phone", "person.name")


def staffed(cast: Cast) -> None:
    """xin answers for the department in the north street with a grant, quan for another, south for the south."""
    directory.appoint(
        [
            directory.NewPerson("xin", "辛", "department_officer", "9901", department=DEPARTMENT),
            directory.NewPerson("quan", "全", "department_officer", "99", department="公安局"),
            directory.NewPerson("nan", "南", "department_officer", "9902", department=DEPARTMENT),
        ],
        "test",
    )
    end = DAY + timedelta(days=300)
    directory.give_grant(directory.NewGrant("xin", PURPOSE, "9901", DAY, end, ELEMENTS, rows=True), "test")


def deliver(cast: Cast, record: str = "", phone: str = WRONG, *, against: str = "") -> str:
    """The department's list with this phone; returns the record. against: the ledger's, which it contradicts."""
    values = {"person.name": "张三", "person.phone": phone}
    sets = tuple(FieldChange(code, None, value) for code, value in values.items())
    if against:
        conflict = FieldConflict("person.phone", against, phone, "older")
        plan = RecordPlan("表/5/person", "person", record=record, conflicts=(conflict,))
    elif record:
        base = Record.objects.get(id=record).version
        held = get_record(cast.house, cast.view("li"), record)
        told = held is not None and held.values["person.phone"] == phone
        agreed, sets = (("person.phone",), ()) if told else ((), sets[1:])
        plan = RecordPlan("表/5/person", "person", record=record, base=base, sets=sets, agreed=agreed)
    else:
        plan = RecordPlan("表/5/person", "person", area="99010101", sets=sets)
    whole = LedgerPlan("名单.xlsx", SOURCE, DAY, (RowPlan("表", 5, Verdict.CHANGED, (plan,)),))
    reply = apply_plan(cast.house, cast.house_act(), whole)
    return record or str(dict(reply["records"])["表/5/person"])
