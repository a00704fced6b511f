"""How fast questions are answered on a DuckDB mirror of N persons, and what batching and date bounds save.

Prints CPU seconds and ratios: python bench/asking.py [persons]. Nothing is asserted and nothing is written.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from yibiao.base.views import View
from yibiao.flow.asking import ask, ask_many
from yibiao.flow.asking.catalog import create_statements
from yibiao.flow.asking.nodes import AreasQuestion, Column, CountQuestion, RowsQuestion
from yibiao.flow.standard import load
from yibiao.flow.standard.formula import parse
from yibiao.flow.standard.formula.nodes import Ref
from yibiao.flow.standard.meanings import Measure

DAY = date(2026, 11, 22)
STANDARD = load()
GRIDS, COMMUNITIES = 2500, 200


class Session:
    dialect = "duckdb"

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        return self.connection.execute(sql, dict(parameters)).fetchall()


def district(persons: int) -> Session:
    """A district of 200 communities with about 12 grids each; values are spread evenly."""
    connection = duckdb.connect()
    for statement in create_statements(STANDARD):
        connection.execute(statement)
    size = GRIDS // COMMUNITIES + 1
    last = 1 + COMMUNITIES * size
    connection.execute(f"INSERT INTO areas VALUES ('99', '区', 'district', 1, {last}, NULL)")
    connection.execute(
        f"""INSERT INTO areas SELECT 'c' || i, '社区' || i, 'community', 2 + i * {size}, 1 + (i + 1) * {size}, '99'
        FROM range({COMMUNITIES}) t(i)"""
    )
    connection.execute(
        f"""INSERT INTO person (id, area, area_code, version, name, gender, birth_date, household, education)
        SELECT 'p' || i, 2 + i * {last - 1} // {persons}, 'x', 1, '某人' || i, CASE WHEN hash(i) % 2 = 0 THEN '1' ELSE '2' END,
        DATE '1930-01-01' + CAST(hash(i) % 35000 AS INTEGER), 'h' || (i // 3), CAST(10 * (1 + hash(i) % 9) AS VARCHAR)
        FROM range({persons}) t(i)"""
    )
    connection.execute(
        f"""INSERT INTO household (id, area, area_code, version, number, income_annual)
        SELECT 'h' || i, 2 + i * {last - 1} // {persons // 3}, 'x', 1, 'n' || i, 30000 + i % 1000
        FROM range({persons // 3}) t(i)"""
    )
    for register, every in (("disability", 38), ("low_income", 60), ("insurance", 1)):
        connection.execute(
            f"""INSERT INTO {register} (id, area, area_code, master, version)
            SELECT '{register}' || i, 2 + i * {last - 1} // {persons // every}, 'x', 'p' || (i * {every}), 1
            FROM range({persons // every}) t(i)"""
        )
    connection.execute("UPDATE disability SET grade = CAST(1 + hash(id) % 4 AS VARCHAR)")
    return Session(connection)


def formula(text: str, register: str = "person") -> Any:
    return parse(text, register, STANDARD)


def cells() -> list[CountQuestion]:
    """A cross-tab of 300 cells: 10-year bands × sex × 15 further conditions."""
    further = [f"文化程度 = {10 * number}" for number in (1, 2, 3, 4, 6, 7, 8, 9)] + [
        "有(残疾)", "残疾等级 = 一级", "有(低保)", "独居", "家庭人口数 >= 3", "有(社会保险)", "姓名 包含 1",
    ]  # fmt: skip
    return [
        CountQuestion("person", formula(f"年龄 >= {low} 且 年龄 < {low + 10} 且 性别 = {gender} 且 {more}"))
        for low in range(0, 100, 10)
        for gender in ("男", "女")
        for more in further
    ]


def measured(name: str, work: Callable[[], Any]) -> float:
    work()
    wall, start = time.perf_counter(), time.process_time()
    work()
    took = time.process_time() - start
    print(f"{name:<58}{took * 1000:9.0f} ms CPU{(time.perf_counter() - wall) * 1000:9.0f} ms wall")
    return took


def main(persons: int) -> None:
    session = district(persons)
    view = View("bench", "bench", ((1, 10**6),), frozenset(STANDARD.elements))

    def put(question: Any, area: str = "99") -> Any:
        return ask(question, view, area, session=session, day=DAY, standard=STANDARD)

    def many(questions: Any, area: str = "99") -> Any:
        return ask_many(questions, view, area, session=session, day=DAY, standard=STANDARD)

    grid = cells()
    columns = tuple(
        Column(code, Ref(code)) for code in ("person.name", "person.age", "household.size", "disability.grade")
    )
    old = RowsQuestion("person", columns, formula("年龄 >= 80 且 独居"))
    for area, said in (("99", "district"), ("c7", "community")):
        batch = measured(f"{said}: cross-tab of 300 cells, one query", lambda area=area: many(grid, area))
        ten = measured(
            f"{said}: the same, 10 cells one by one", lambda area=area: [put(one, area) for one in grid[::30]]
        )
        print(f"    one query for 300 cells saves {ten * 30 / batch:.0f} times the work of 300 queries")
        measured(f"{said}: list of 80 and over living alone", lambda area=area: put(old, area))
        measured(f"{said}: count of a tag", lambda area=area: put(CountQuestion("person", formula("重度残疾人")), area))
        measured(
            f"{said}: households over persons",
            lambda area=area: put(
                CountQuestion("person", formula("年龄 >= 60"), Measure("distinct", Ref("person.household"))), area
            ),
        )
    question = AreasQuestion(tuple((f"c{number}", one) for number, one in enumerate(grid[:10])))
    together = measured("200 communities × 10 columns, one query", lambda: put(question))
    apart = measured("the same for 10 communities one by one", lambda: [many(grid[:10], f"c{n}") for n in range(10)])
    print(f"    one query for all areas saves {apart * 20 / together:.1f} times")
    bound = measured("年龄 >= 80 as a date bound", lambda: put(CountQuestion("person", formula("年龄 >= 80"))))
    computed = measured(
        "年龄 + 0 >= 80, computed for each row", lambda: put(CountQuestion("person", formula("年龄 + 0 >= 80")))
    )
    print(f"    the bound saves {computed / bound:.1f} times")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
