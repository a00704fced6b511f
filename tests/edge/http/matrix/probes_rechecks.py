"""How contradictions are asked for: in each home a source says otherwise of what its worker has seen. See `probes`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene
from tests.work.cast import DAY
from yibiao.flow.keeping.plans import FieldConflict, LedgerPlan, RecordPlan, RowPlan, Verdict
from yibiao.work.ledgers.actions import apply_plan
from yibiao.work.ledgers.models import Conflict

ELEMENTS = ("person.phone", "person.work_unit", "person.income_annual", "person.id_number", "person.major_disease")


def contradicted(scene: Scene) -> None:
    """A source says of every home's person what the ledger has not; both lie in a conflict each."""
    rows = []
    for number, home in enumerate(scene.homes.values()):
        ours = {fact.element: fact.value for fact in home.facts}
        conflicts = tuple(FieldConflict(code, ours[code], f"另{number}", "seen") for code in ELEMENTS)
        plan = RecordPlan(f"表/{number}/person", "person", record=home.records["person"], conflicts=conflicts)
        rows.append(RowPlan("表", number, Verdict.DOUBTFUL, (plan,)))
    apply_plan(scene.cast.house, scene.cast.house_act(), LedgerPlan("回流.xlsx", "民政", DAY, tuple(rows)))


@probe("GET /api/rechecks")
def rechecks(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    if not Conflict.objects.filter(reason="seen").exists():
        contradicted(scene)
    yield sent(browser, "GET", "/rechecks")
    for area in (home.grid, home.grid[:4], NOTHING):
        yield sent(browser, "GET", f"/rechecks?area={area}")
    mine = Conflict.objects.filter(record=home.records["person"]).values_list("id", flat=True)
    for conflict in mine:
        yield sent(browser, "POST", f"/conflicts/{conflict}", {"take": "neither", "value": None})
