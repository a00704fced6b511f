"""The typed tables of a whole district, filled by SQL. In: a DuckDB connection, how many people, a seed. Out: its rows.

    areas      a district, a street for each 14 communities, a community for each 5,000 people, 12 or 13 grids each,
               numbered in tree order; at 1,000,000 people 200 communities and 2,500 grids
    households four people in ten of whom 1 to 4 live together; a dwelling each
    details    as often as the demo says (`details.tsv`, `attached.tsv`, `happenings.tsv`), records of events for several
               years, so that there are about nine records a person in all

Rows stand in the order of their areas, as the mirror lays them. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import duckdb

from bench.district.values import Values, digits, name, weighted
from yibiao.flow.asking.catalog import column_name, create_statements
from yibiao.flow.demo.tables import rows
from yibiao.flow.standard.model import Standard

PEOPLE_EACH = 5_000
STREET_OF = 14
YEARS = {"vaccination": 4, "health_check": 4, "visit": 4, "payment": 4, "incident": 4, "activity": 4, "dispute": 2}
"""How many years of the demo's records stand in registers of events."""
FLAGS = {  # percent of those of whom it can be true; the demo's people fall out so
    "low": 1.2, "edge": 0.6, "poor": 1.8, "disabled": 3.2, "party": 8.5, "veteran": 3.1, "married": 62, "floating": 22,
    "settled": 70, "chronic": 12, "student": 88, "worker": 78, "earner": 62, "unemployed": 3.5, "empty_nest": 20,
    "left_old": 12, "without_parents": 3, "alone": 9,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """people, communities: how many; seed: of every drawn value; day: of the questions."""

    people: int
    communities: int
    seed: int
    day: date


def lay(connection: duckdb.DuckDBPyConnection, standard: Standard, size: Size) -> None:
    """Every table of the standard, filled."""
    for statement in create_statements(standard):
        connection.execute(statement)
    _areas(connection, size)
    _people(connection, size)
    for register, source in _sources(standard, size):
        connection.execute(_insert(standard, register, source, Values(standard, size.day, size.seed)))


def _areas(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    """Areas in tree order, and `spots`: the grids by their place, with the words that records repeat."""
    lines: list[tuple[str, str, str, int, int, str | None]] = []
    number, spots = 1, []
    streets = max(1, -(-size.communities // STREET_OF))
    for street in range(streets):
        number += 1
        above = number
        street_code = f"99{street:02d}"
        for community in range(street, size.communities, streets):
            number += 1
            first, code = number, f"{street_code}{community:03d}"
            for grid in range(12 + community % 2):
                number += 1
                lines.append((f"{code}{grid:02d}", f"网格{community:03d}-{grid:02d}", "grid", number, number, code))
                spots.append(
                    (len(spots), number, f"{code}{grid:02d}", lines[-1][1], f"社区{community:03d}", f"街道{street:02d}")
                )
            lines.append((code, f"社区{community:03d}", "community", first, number, street_code))
        lines.append((street_code, f"街道{street:02d}", "street", above, number, "99"))
    lines.append(("99", "示例区", "district", 1, number, None))
    connection.executemany("INSERT INTO areas VALUES (?, ?, ?, ?, ?, ?)", sorted(lines, key=lambda line: line[3]))
    connection.execute(
        "CREATE TEMP TABLE spots (k INTEGER, first INTEGER, code VARCHAR, grid VARCHAR, community VARCHAR, street VARCHAR)"
    )
    connection.executemany("INSERT INTO spots VALUES (?, ?, ?, ?, ?, ?)", spots)


def _people(connection: duckdb.DuckDBPyConnection, size: Size) -> None:
    """`lives`: a row a person with what decides about his records; five people make two households."""
    ages = [
        int(row["from_age"]) for row in rows("pyramid") for _ in range((int(row["men"]) + int(row["women"])) // 100)
    ]
    flags = ", ".join(
        f"hash(i, {place}, {size.seed}) % 1000 < {10 * share:.0f} AS {flag}"
        for place, (flag, share) in enumerate(FLAGS.items(), 11)
    )
    connection.execute(
        f"""CREATE TEMP TABLE lives AS
        WITH people AS (SELECT i, i // 5 AS five, i % 5 AS place, 1 + hash(i // 5, 1, {size.seed}) % 3 AS cut
                        FROM range({size.people}) t(i)),
        homes AS (SELECT *, 2 * five + CASE WHEN place >= cut THEN 1 ELSE 0 END AS home,
                  place - CASE WHEN place >= cut THEN cut ELSE 0 END AS turn FROM people)
        SELECT i, CAST(home AS BIGINT) AS home, CAST(turn AS INTEGER) AS turn, {_spot("2 * five", 2 * -(-size.people // 5))} AS k,
               CASE WHEN hash(i, 2, {size.seed}) % 2 = 0 THEN '1' ELSE '2' END AS sex,
               CAST({ages}[1 + CAST(hash(i, 3, {size.seed}) % {len(ages)} AS INTEGER)] + hash(i, 4, {size.seed}) % 5 AS INTEGER)
                   AS age, turn = 0 AS head, {flags}
        FROM homes"""
    )


def _spot(place: str, of: int) -> str:
    """The grid of the row at a place in the whole: in order, and the first ones somewhat larger than the last."""
    return f"CAST(floor((SELECT count(*) FROM spots) * pow(CAST({place} AS DOUBLE) / {of}, 1.2)) AS INTEGER)"


def _sources(standard: Standard, size: Size) -> Iterator[tuple[str, str]]:
    """(register, a select of s, id, k, master and what a person's record needs besides)."""
    homes = 2 * -(-size.people // 5)
    about = "k, home, turn, sex, age, married, party"
    yield "person", f"SELECT i AS s, 'person' || i AS id, NULL AS master, {about} FROM lives"
    yield "household", _count("household", homes)
    yield "dwelling", _count("dwelling", homes)
    yield "building", _count("building", homes // 30)
    yield "organisation", _count("organisation", size.people // 25)
    yield "place", _count("place", size.people // 16)
    yield "facility", _count("facility", size.people // 60)
    for row in rows("happenings"):
        many = _happening(row, size)
        yield row["register"], _count(row["register"], max(1, many * YEARS.get(row["register"], 1)))
    named: dict[str, list[str]] = {}
    for row in rows("details"):
        named.setdefault(row["register"], []).append(_detail(row, size))
    for detail in standard.details_of("person"):
        named.setdefault(
            detail.code, [_detail({"ages": "18-80", "sex": "", "needs": "any", "percent": "2", "most": "1"}, size)]
        )
    for register, rules in named.items():
        if register in standard.registers:
            yield register, _hanging(standard, register, rules)
    for row in rows("attached"):
        above = standard.registers[row["register"]].hangs_on
        if above is not None:
            yield row["register"], _attached(row, above)
    rest = [one for one in standard.registers.values() if one.hangs_on == "dwelling"]
    for one in rest:
        yield one.code, _attached({"register": one.code, "percent": "12", "most": "1"}, "dwelling")


def _happening(row: dict[str, str], size: Size) -> int:
    if row["every"] == "community":
        return size.communities
    if row["every"] == "grid":
        return size.communities * 25 // 2
    return int(size.people * float(row["per_thousand"]) / 1000)


def _count(register: str, many: int) -> str:
    return f"SELECT i AS s, '{register}' || i AS id, NULL AS master, {_spot('i', many)} AS k FROM range({many}) t(i)"


def _detail(row: dict[str, str], size: Size) -> str:
    """Which people have records of a register, and how many each."""
    youngest, _, oldest = row["ages"].partition("-")
    needs = "".join(f" AND {need}" for need in row["needs"].split(",") if need != "any")
    sex = f" AND sex = '{row['sex']}'" if row["sex"] else ""
    salt = f"'{row.get('register', '')}/{row['needs']}/{row['ages']}'"
    share = f"hash(i, {salt}, {size.seed}) % 10000 < {100 * float(row['percent']):.0f}"
    most = int(row["most"]) * YEARS.get(row.get("register", ""), 1)
    many = "1" if most == 1 else f"1 + CAST(hash(i, {salt}, 5) % {most} AS INTEGER)"
    return f"SELECT i, k, {many} AS many FROM lives WHERE age BETWEEN {youngest} AND {oldest}{needs}{sex} AND {share}"


def _hanging(standard: Standard, register: str, rules: list[str]) -> str:
    """A row a record; whom several rules name has the most of what they say, one where the register is single."""
    many = "1" if standard.registers[register].single else "max(many)"
    return f"""SELECT 8 * i + turn AS s, '{register}' || i || '-' || turn AS id, 'person' || i AS master, k
        FROM (SELECT i, any_value(k) AS k, CAST({many} AS INTEGER) AS many FROM ({" UNION ALL ".join(rules)}) GROUP BY i)
        CROSS JOIN range(16) turns(turn) WHERE turn < many"""


def _attached(row: dict[str, str], above: str) -> str:
    """Records of a register that hangs on something else than a person."""
    share = max(1.0, float(row["percent"]) * (1 if row["register"] != "visit" else 1.6))
    most = int(row["most"]) * YEARS.get(row["register"], 1)
    number = f"CAST(substr(id, {len(above) + 1}) AS BIGINT)"
    return f"""SELECT 16 * {number} + turn AS s, '{row["register"]}' || {number} || '-' || turn AS id, id AS master,
            spots.k AS k
        FROM {above} AS above JOIN spots ON spots.first = above.area CROSS JOIN range({most}) turns(turn)
        WHERE hash(id, '{row["register"]}') % 1000 < {10 * share:.0f} AND (turn = 0 OR hash(id, turn) % 2 = 0)"""


def _insert(standard: Standard, register: str, source: str, values: Values) -> str:
    own = _own(values).get(register, {})
    columns: dict[str, str] = {"id": "id", "area": "spots.first", "area_code": "spots.code", "version": "1"}
    if standard.registers[register].hangs_on:
        columns["master"] = "master"
    for element in standard.of_register(register):
        if not element.derived and (made := own.get(element.name) or values.sql(element)) is not None:
            columns[column_name(element)] = made
    names = ", ".join(f'"{column}"' for column in columns)
    return f"""INSERT INTO {register} ({names}) SELECT {", ".join(columns.values())}
        FROM ({source}) AS source
        JOIN (SELECT *, '格' || code AS worker FROM spots) AS spots ON spots.k = source.k ORDER BY spots.first, s"""


def _own(values: Values) -> dict[str, dict[str, str]]:
    """What is decided together and not element by element."""
    day, seed = values.day, values.seed
    born = f"DATE '{day}' - CAST(age * 365.25 + hash(s, 6, {seed}) % 365 AS INTEGER)"
    home = "'household' || home"
    status = weighted(
        [("1", 70), ("2", 6), ("3", 21), ("4", 0.6), ("5", 1.6), ("6", 0.4), ("9", 0.4)], f"hash(s, 7, {seed})"
    )
    school = weighted(
        [("10", 3), ("20", 16), ("30", 3), ("40", 14), ("61", 16), ("71", 26), ("80", 8), ("90", 14)],
        f"hash(s, 8, {seed})",
    )
    party = "CASE WHEN party AND age >= 18 THEN CASE WHEN hash(s, 9) % 30 = 0 THEN '02' ELSE '01' END ELSE '13' END"
    number = f"'99' || {digits(f'hash(s, 10, {seed})', 4)} || strftime({born}, '%Y%m%d') || {digits(f'hash(s, 12, {seed})', 4)}"
    return {
        "person": {
            "name": name(f"hash(s, 13, {seed})"), "gender": "sex", "birth_date": born, "id_number": number,
            "residence_status": status, "education": school, "political_status": party, "household": home,
            "dwelling": "'dwelling' || home", "relation_to_head": "CASE WHEN turn = 0 THEN '01' ELSE '20' END",
            "marital_status": "CASE WHEN age < 20 THEN '10' WHEN married THEN '21' ELSE '10' END",
        },
        "household": {"dwelling": "'dwelling' || s", "number": "'H' || s"},
        "dwelling": {"code": "'D' || s"},
    }  # fmt: skip
