"""One cast for the work rooms' tests. In: nothing. Out: a small standard, two streets, people, a house.

    99 district ─ 9901 north street ─ 990101 community ─ 99010101, 99010102 grids
                │                   └ 990102 community ─ 99010201 grid
                └ 9902 south street ─ 990201 community ─ 99020101 grid

wang keeps grid 99010101, li is secretary of 990101, chen clerk of 9901; zhao, the outsider, keeps the south grid and
must never see anything of the north; xu is an officer of a department at 9901. Refuses: nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from random import Random

from yibiao.base.clock import fixed_clock
from yibiao.base.ids import seeded_ids
from yibiao.base.vault import Vault
from yibiao.base.views import View
from yibiao.flow.standard.model import Code, CodeList, Element, Register, Standard
from yibiao.work.directory import actions as directory
from yibiao.work.directory import queries as known
from yibiao.work.ledgers.actions import Act, NewRecord, Reply, create_record
from yibiao.work.ledgers.house import House

DAY = date(2026, 11, 22)
CLOCK = fixed_clock(datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC))
MASTER_KEY = bytes(range(32))


def element(code: str, domain: str, sensitivity: int, formula: str | None = None, label: str = "") -> Element:
    return Element(code, label or code, code, domain, sensitivity, formula=formula)


def small_standard() -> Standard:
    elements = [
        element("household.number", "text", 1),
        element("household.address", "address", 3),
        element("person.name", "name", 2),
        element("person.id_number", "citizen_id", 4),
        element("person.birth_date", "date", 2, label="出生日期"),
        element("person.age", "int:years (derived)", 1, formula="周岁(出生日期)"),
        element("person.phone", "phone", 3),
        element("person.religion", "text", 4),
        element("person.income_annual", "money:CNY", 3),
        element("person.children", "int:persons", 1),
        element("person.alone", "bool", 1),
        element("person.id", "text", 1),
        element("person.household", "ref:household", 1),
        element("disability.certificate", "disability_certificate", 4),
        element("disability.kinds", "codes:kinds", 3),
        element("disability.since", "date", 2),
    ]
    registers = [
        Register("household", "户", "household", identifiers=("household.number",)),
        Register("person", "人", "person", identifiers=("person.id_number", "person.phone")),
        Register("disability", "残疾", "disability", hangs_on="person"),
        Register("visit", "走访", "visit", hangs_on="person", single=False),
    ]
    kinds = CodeList(
        "kinds", "残疾类别", "test", tuple(Code(code, label) for code, label in (("1", "视力"), ("2", "听力")))
    )
    return Standard(
        {entry.code: entry for entry in elements}, {entry.code: entry for entry in registers}, {"kinds": kinds}, {}
    )


AREAS = (
    directory.NewArea("99", "示例区", "district"),
    directory.NewArea("9901", "北街道", "street", "99"),
    directory.NewArea("990101", "甲社区", "community", "9901"),
    directory.NewArea("99010101", "一网格", "grid", "990101"),
    directory.NewArea("99010102", "二网格", "grid", "990101"),
    directory.NewArea("990102", "乙社区", "community", "9901"),
    directory.NewArea("99010201", "三网格", "grid", "990102"),
    directory.NewArea("9902", "南街道", "street", "99"),
    directory.NewArea("990201", "丙社区", "community", "9902"),
    directory.NewArea("99020101", "四网格", "grid", "990201"),
)
GRIDS = ("99010101", "99010102", "99010201", "99020101")
PEOPLE = (
    directory.NewPerson("wang", "王", "grid_worker", "99010101"),
    directory.NewPerson("li", "李", "community_secretary", "990101"),
    directory.NewPerson("chen", "陈", "street_clerk", "9901"),
    directory.NewPerson("zhao", "赵", "grid_worker", "99020101"),
    directory.NewPerson("xu", "徐", "department_officer", "9901"),
    directory.NewPerson("gao", "高", "leader", "99"),
    directory.NewPerson("shen", "审", "auditor", "99"),
    directory.NewPerson("shu", "数", "data_officer", "99"),
)


class Cast:
    """The house with its people in, and short ways to act as one of them."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._keys = count()
        directory.lay_areas(AREAS, "test")
        directory.appoint(PEOPLE, "test")

    def view(self, login: str, purpose: str = "走访") -> View:
        return known.view_of(login, purpose, DAY, self.house.standard)

    def act(self, login: str, key: str = "") -> Act:
        return Act(login, "走访", key or f"key {next(self._keys)}", known.writing_areas(login, DAY))

    def house_act(self, key: str = "") -> Act:
        return Act.of_the_house("test", "test", key or f"key {next(self._keys)}")

    def person(self, area: str = "99010101", **values: str | int | bool) -> str:
        given = {"name": "张三", **values}
        new = NewRecord("person", area, {f"person.{name}": value for name, value in given.items()})
        return str(self.create(new)["record"])

    def create(self, new: NewRecord) -> Reply:
        return create_record(self.house, self.house_act(), new)


def make_house() -> House:
    """A house with fixed keys, clock and ids; nonces stay random, because the cipher demands it."""
    return House(small_standard(), Vault(MASTER_KEY), clock=CLOCK, ids=seeded_ids(Random(7), 1_790_000_000_000))
