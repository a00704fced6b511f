"""The ledger's health as a taking, a job, a reply. In: the estate, who asks. Out: how many areas; figures by names.

What should be known of everybody is what the standard holds to be important and what the forms in force ask.
Refuses: nothing; what the view may not be told is not there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from yibiao.edge.estate import Estate
from yibiao.work.admissions import queries as admissions
from yibiao.work.health import actions
from yibiao.work.health.queries import ElementHealth, Health
from yibiao.work.jobs.queries import JobRow
from yibiao.work.ledgers.house import House

_EVERYWHERE = (0, 2**31 - 1)


def take_health(estate: Estate, actor: str) -> int:
    """Measure the whole ledger now; returns how many areas have figures."""
    return actions.take(estate.house, estate.mirror, actor, estate.day(), asked_by_forms(estate))


def health_job(estate: Estate, job: JobRow, step: Any) -> Mapping[str, Any]:
    """Result: areas."""
    step(0, 1)
    areas = take_health(estate, job.login)
    step(1, 1)
    return {"areas": areas}


def asked_by_forms(estate: Estate) -> Mapping[str, int]:
    """Element → in how many forms in force it is asked, or needed to count what is asked."""
    entries = admissions.entries(*_EVERYWHERE, estate.day(), state="valid")
    found: Counter[str] = Counter()
    for tables in admissions.facts_of_all(estate.house.vault, [entry.number for entry in entries]).values():
        fields = [field for table in tables for field in table.fields]
        found.update({code for field in fields for code in (field.asks, *field.needs)} & _known(estate.house))
    return found


def _known(house: House) -> frozenset[str]:
    return frozenset(house.standard.elements)


def told(house: House, found: Health) -> dict[str, Any]:
    """The figures as a reply and as the command line print them."""
    registers = house.standard.registers
    return {
        "area": _area(found.area),
        "above": list(map(_area, found.above)),
        "taken": found.taken,
        "register_code": found.register,
        "registers": [
            {"code": code, "label_zh": registers[code].label_zh, "label_en": registers[code].label_en, "totals": totals}
            for code, totals in found.registers
        ],
        "elements": list(map(_element, found.elements)),
        "below": [{**_area(area), "totals": totals} for area, totals in found.below],
        "trend": [{"day": day, "totals": totals} for day, totals in found.trend],
    }


def _area(area: Any) -> dict[str, str]:
    return {"code": area.code, "name": area.name, "level": area.level}


def _element(one: ElementHealth) -> dict[str, Any]:
    element = one.element
    return {
        "code": element.code, "label_zh": element.label_zh, "label_en": element.label_en,
        "half_life": element.half_life, "forms": one.forms, **one.counts,
    }  # fmt: skip
