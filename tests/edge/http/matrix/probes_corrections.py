"""How corrections are asked about: one for each home, told by who keeps it, to a department of which the officer is one. See `probes`."""

from __future__ import annotations

from collections.abc import Iterator

from tests.edge.http.conftest import Browser
from tests.edge.http.matrix.probes import NOTHING, probe, sent
from tests.edge.http.matrix.scene import Home, Scene
from tests.work.cast import DAY
from yibiao.flow.keeping.plans import LedgerPlan
from yibiao.work.corrections import actions
from yibiao.work.corrections.models import Correction
from yibiao.work.corrections.rules import Actor
from yibiao.work.directory import actions as directory
from yibiao.work.directory import queries as known
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import apply_plan
from yibiao.work.ledgers.models import Record

DEPARTMENT, SOURCE = "民政局", "民政"
ELEMENTS = ("person.phone", "person.work_unit", "person.income_annual")


def told(scene: Scene) -> None:
    """xu answers for the department that said these values; every home's keeper finds them wrong."""
    officer = directory.NewPerson("xu", "徐", "department_officer", "9901", department=DEPARTMENT)
    south = directory.NewPerson("nan", "南", "department_officer", "9902", department=DEPARTMENT)
    directory.appoint([officer, south], "test")
    apply_plan(scene.cast.house, scene.cast.house_act(), LedgerPlan("回流.xlsx", SOURCE, DAY, ()))
    line = journal.last_sequence()
    day = known.rights_day(scene.cast.house.clock)[0]
    for home in scene.homes.values():
        record = Record.objects.get(id=home.records["person"])
        Record.objects.filter(id=record.id).update(stamps={**record.stamps, **dict.fromkeys(ELEMENTS, line)})
        login, role = ("zhao", "grid_worker") if home.grid.startswith("9902") else ("chen", "street_clerk")
        view = known.view_of(login, "走访核实", day, scene.cast.house.standard)
        wrong = actions.Wrong("核对不符", record=record.id, elements=ELEMENTS)
        actions.make(scene.cast.house, view, Actor(login, role, frozenset(), True, day), wrong)


@probe("GET /api/corrections", "GET /api/corrections/offer", "POST /api/corrections",
       "POST /api/corrections/{correction}/answer", "DELETE /api/corrections/{correction}")  # fmt: skip
def corrections(browser: Browser, scene: Scene, home: Home) -> Iterator[bytes]:
    if not Correction.objects.exists():
        told(scene)
    yield sent(browser, "GET", "/corrections")
    person = home.records["person"]
    for element in (*ELEMENTS, "person.id_number", "person.bank_account", "person.major_disease"):
        yield sent(browser, "GET", f"/corrections/offer?record={person}&element={element}")
    yield sent(browser, "GET", "/corrections/offer?conflict=1")
    yield sent(browser, "POST", "/corrections", {"record": person, "elements": ["person.wechat"], "words": ""})
    held = Correction.objects.filter(record=person).values_list("id", flat=True)
    for correction in (*held, NOTHING):
        yield sent(browser, "POST", f"/corrections/{correction}/answer", {"word": "upheld", "basis": ""})
        if browser.login not in ("chen", "zhao"):
            yield sent(browser, "DELETE", f"/corrections/{correction}")
