"""A dozen of the drawn forms as somebody would write them by hand. In: a form's number, first and last area. Out: SQL.

The same words for DuckDB (the floor under us) and for SQLite; no rights, no words about what lies out of sight, the
order and the people who are gone as we have them. Rows are id, area code, area name and the form's columns; of counts
one row with a number for each question. Where a household lies beyond the border of the asked community, its name is
unknown to us (decision 0007) and known to SQL by hand: that difference is shown and meant. Refuses: forms that are not among them (`KeyError`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

DAY = date(2026, 11, 22)
_GONE = """NOT (person.death_date IS NOT NULL OR person.death_cause IS NOT NULL)
    AND NOT COALESCE(person.residence_status = '4' OR (person.residence_status IS NULL AND
        (person.move_out_date IS NOT NULL OR person.move_out_reason IS NOT NULL OR person.move_out_place IS NOT NULL)),
        FALSE)"""


def _years_ago(years: int) -> str:
    return f"'{DAY.replace(year=DAY.year - years)}'"


def _list(of: str, columns: str, where: str = "", joins: str = "") -> str:
    """The rows of `of` in the area. Columns without a table are its own."""
    whole = ", ".join(column if "." in column else f"{of}.{column}" for column in columns.split())
    return f"""SELECT {of}.id, {of}.area_code, areas.name, {whole} FROM {of} {joins}
        LEFT JOIN areas ON areas.first = {of}.area
        WHERE {of}.area BETWEEN $first AND $last {"AND " + where if where else ""} ORDER BY {of}.area, {of}.id"""


def _people(detail: str, columns: str, where: str) -> str:
    joins = f"LEFT JOIN {detail} ON {detail}.master = person.id" if detail else ""
    return _list("person", columns, f"{where} AND {_GONE}", joins)


def _number(where: str) -> str:
    return f"COUNT(*) FILTER (WHERE {where})"


def _disabled() -> str:
    held = "disability.id IS NOT NULL"
    wheres = [f"disability.kind = '{kind}'" for kind in range(1, 8)] + [held]
    counts = [count for where in wheres for count in (_number(where), _number(f"{where} AND person.gender = '1'"))]
    return f"""SELECT {", ".join(counts)} FROM person LEFT JOIN disability ON disability.master = person.id
        WHERE person.area BETWEEN $first AND $last AND {_GONE}"""


def _ages() -> str:
    bands = ((0, 6), (7, 17), (18, 34), (35, 59), (60, 79), (80, None))
    wheres = []
    for low, high in bands:
        older = f"person.birth_date <= {_years_ago(low)}"
        wheres.append(older if high is None else f"{older} AND person.birth_date > {_years_ago(high + 1)}")
    counts = []
    for where in (*wheres, "TRUE"):
        counts += [_number(f"{where}{sex}") for sex in ("", " AND person.gender = '2'", " AND person.gender = '1'")]
        counts.append(f"ROUND(100.0 * {_number(where)} / NULLIF(COUNT(*), 0), 2)")
    return f"""SELECT {", ".join(counts)} FROM person WHERE person.area BETWEEN $first AND $last
        AND person.residence_status IN ('1', '3') AND {_GONE}"""


def _events() -> Sequence[str]:
    found = []
    for table, state in (("dispute", "state"), ("incident", "state")):
        done = _number(f"{state} = '3'")
        found.append(
            f"""SELECT COUNT(*), {done}, ROUND(100.0 * {done} / NULLIF(COUNT(*), 0), 2) FROM {table}
            WHERE area BETWEEN $first AND $last"""
        )
    return found


BY_HAND: dict[str, Sequence[str]] = {
    "0004": [
        _people(
            "education",
            "name gender birth_date id_number education.status education.school education.grade education.class"
            " education.student_number guardian_name guardian_phone",
            "education.status = '1'",
        )
    ],
    "0008": [
        _people(
            "low_income",
            "name low_income.certificate low_income.kind low_income.members low_income.amount_monthly",
            "low_income.id IS NOT NULL",
        )
    ],
    "0024": [_people("disability", "name disability.kind residence_address", "disability.id IS NOT NULL")],
    "0025": [_disabled()],
    "0038": [
        _people(
            "birth",
            "name birth_date id_number marital_status marriage_date spouse_name spouse_id_number birth.children_girls"
            " birth.contraception birth.contraception_date phone",
            f"person.gender = '2' AND person.birth_date <= {_years_ago(15)} AND person.birth_date > {_years_ago(50)}",
        )
    ],
    "0043": [
        _list(
            "person",
            "household.head_name relation_to_head name gender ethnicity birth_date id_number marital_status education"
            " registration_address registration_kind phone",
            f"person.residence_status IN ('1', '2', '5') AND {_GONE}",
            "LEFT JOIN household ON household.id = person.household",
        )
    ],
    "0044": [_ages()],
    "0052": [
        _list(
            "pet",
            "person.name person.phone person.residence_address breed gender licence immunity_certificate fierce",
            _GONE.replace("NOT (", "(NOT (", 1) + ")",
            "LEFT JOIN person ON person.id = pet.master",
        )
    ],
    "0061": [
        _people(
            "party",
            "name gender ethnicity birth_date id_number education party.joined_date party.full_date party.branch"
            " party.post work_unit phone",
            "person.political_status IN ('01', '02')",
        )
    ],
    "0069": [
        _list(
            "household",
            "head_name housing_grade housing_area housing_built_year head_id_number",
            "household.housing_grade IN ('C', 'D')",
        )
    ],
    "0071": [
        _list(
            "building",
            "estate name floors units households floor_area built_year elevators property_company property_phone"
            " head_name head_phone",
        )
    ],
    "0077": [
        _list(
            "incident",
            "number title kind reported_date reporter description unit deadline result done_date",
        )
    ],
    "0078": _events(),
}  # fmt: skip
ASKED_BY_HAND = (
    "person", "household", "education", "low_income", "disability", "birth", "pet", "party", "building", "incident", "dispute",
)  # fmt: skip
"""The registers that these questions touch."""
