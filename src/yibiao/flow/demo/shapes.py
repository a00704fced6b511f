"""What the demo district is made of. In: nothing. Out: frozen areas, users and records. Refuses: nothing; it only
holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yibiao.flow.standard.domains import Json


@dataclass(frozen=True, slots=True)
class DemoArea:
    """An invented area. `level`: province, city, district, street, community, grid. `parent`: its code, None at the
    top."""

    code: str
    name: str
    level: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class DemoUser:
    """An invented user. `role`: grid_worker, community_secretary, street_clerk, department_officer, data_officer,
    leader, auditor, resident. `purpose` and `elements`: what a department officer was granted, and what for; else
    "" and (). `record`: the person record of a resident. `department`: of an officer, as sources name it."""

    username: str
    name: str
    role: str
    area_code: str
    purpose: str = ""
    elements: tuple[str, ...] = ()
    record: str | None = None
    department: str = ""


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """One record. `values`: element code → the value as its domain keeps it (`Domain.to_json`). `parent`: for a
    detail register the id of the record that it hangs on. A parent always comes before its details and before
    references to it."""

    register: str
    id: str
    area_code: str
    values: Mapping[str, Json]
    parent: str | None = None
