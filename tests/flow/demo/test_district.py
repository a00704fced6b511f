"""The invented district: who lives in it hangs together, nobody in it exists, and every register has something."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice

import pytest

from yibiao.base.clock import age_on
from yibiao.base.ids import is_id
from yibiao.flow.demo import DemoRecord, areas, generate, users
from yibiao.flow.demo.tables import rows
from yibiao.flow.standard import Standard, load
from yibiao.flow.standard.domains import Json, domain_of
from yibiao.flow.standard.domains.citizen_id import birth_date, is_citizen_id, sex

DAY = date(2026, 3, 1)
PERSONS = 2000
SEED = 7


@cache
def standard() -> Standard:
    return load()


@cache
def records() -> tuple[DemoRecord, ...]:
    return tuple(generate(PERSONS, SEED, DAY, standard()))


@cache
def by_id() -> Mapping[str, DemoRecord]:
    return {record.id: record for record in records()}


def of(register: str) -> Iterator[DemoRecord]:
    return (record for record in records() if record.register == register)


def with_parent(register: str) -> Iterator[tuple[DemoRecord, DemoRecord]]:
    for record in of(register):
        assert record.parent is not None
        yield record, by_id()[record.parent]


def day_of(value: Json) -> date:
    assert isinstance(value, str)
    return date.fromisoformat(value)


def age(person: DemoRecord) -> int:
    return age_on(day_of(person.values["person.birth_date"]), DAY)


def gone(person: DemoRecord) -> bool:
    return "person.death_date" in person.values or person.values.get("person.residence_status") == "4"


def test_it_holds_exactly_as_many_people_as_asked_for() -> None:
    assert sum(1 for person in of("person") if not gone(person)) == PERSONS


def test_it_also_holds_some_who_died_or_moved_out() -> None:
    dead = [person for person in of("person") if "person.death_date" in person.values]
    moved = [person for person in of("person") if person.values.get("person.residence_status") == "4"]
    assert 0.002 < len(dead) / PERSONS < 0.01 < len(moved) / PERSONS + 0.005 < 0.025
    assert any(person.values.get("person.residence_status") == "1" for person in dead)
    for person, left in [(one, "person.death_date") for one in dead] + [(one, "person.move_out_date") for one in moved]:
        assert day_of(person.values["person.birth_date"]) < day_of(person.values[left]) < DAY
    assert {record.register for record in records() if record.parent and gone(by_id()[record.parent])} > {"party"}


@pytest.mark.parametrize("persons", [1, 17, 300])
def test_it_also_makes_small_districts(persons: int) -> None:
    people = [record for record in generate(persons, 3, DAY, standard()) if record.register == "person"]
    assert sum(not gone(person) for person in people) == persons


def test_it_refuses_nobody() -> None:
    with pytest.raises(ValueError, match="at least one person"):
        next(generate(0, 3, DAY, standard()))


def test_the_same_seed_gives_the_same_records_and_another_gives_others() -> None:
    again = tuple(islice(generate(PERSONS, SEED, DAY, standard()), 300))
    assert again == records()[:300]
    other = tuple(islice(generate(PERSONS, SEED + 1, DAY, standard()), 300))
    assert [record.values for record in other] != [record.values for record in again]


def test_every_value_passes_the_domain_of_its_element() -> None:
    wrong = Counter[str]()
    for record in records():
        for code, value in record.values.items():
            element = standard().elements[code]
            domain = domain_of(element.domain, standard())
            kept = domain.from_json(value)
            parsed = domain.parse(value)
            good = domain.to_json(kept) == value and parsed.value == kept and not parsed.problems
            wrong[code] += not good
    assert not +wrong


def test_no_derived_element_is_typed_and_every_element_belongs_to_its_register() -> None:
    for record in records():
        for code in record.values:
            element = standard().elements[code]
            assert not element.derived
            assert element.register == record.register


def test_every_register_of_the_standard_has_records() -> None:
    seen = {record.register for record in generate(6000, SEED, DAY, standard())}
    assert set(standard().registers) - seen == set()


def test_ids_are_ours_and_distinct_and_a_parent_comes_first() -> None:
    seen: dict[str, str] = {}
    for record in records():
        assert is_id(record.id)
        assert record.id not in seen
        seen[record.id] = record.register
        hangs_on = standard().registers[record.register].hangs_on
        assert (record.parent is None) == (hangs_on is None)
        if record.parent is not None:
            assert seen[record.parent] == hangs_on
        for code, value in record.values.items():
            kind, _, register = standard().elements[code].domain.partition(":")
            if kind == "ref":
                assert seen[str(value)] == register


def test_a_single_detail_hangs_once_on_its_master() -> None:
    counts = Counter((record.register, record.parent) for record in records() if record.parent)
    assert {key for key, count in counts.items() if count > 1 and standard().registers[key[0]].single} == set()


def real_looking(records: Iterable[DemoRecord]) -> list[str]:
    """The elements whose values could belong to somebody: not under 99, not under prefixes that nobody has."""
    prefixes = {
        "citizen_id": ("99",),
        "disability_certificate": ("99",),
        "phone": ("142", "143", "154", "0300"),
        "bank_account": ("629900",),
        "credit_code": ("91990101", "92990101", "52990101"),
    }
    found = []
    for record in records:
        for code, value in record.values.items():
            known = prefixes.get(standard().elements[code].domain)
            if known and not str(value).startswith(known):
                found.append(code)
    return found


def test_nobody_in_it_exists() -> None:
    assert real_looking(records()) == []


@pytest.mark.parametrize(
    ("element", "value"),
    [("person.id_number", "11010519491231002X"), ("person.phone", "13812345678"), ("person.phone", "0571-87654321")],
)
def test_somebody_who_could_exist_is_found(element: str, value: str) -> None:
    person = next(of("person"))
    broken = DemoRecord("person", person.id, person.area_code, {**person.values, element: value})
    assert real_looking([broken]) == [element]


def test_every_identity_number_is_right_distinct_and_agrees_with_birth_and_sex() -> None:
    numbers = Counter(str(person.values["person.id_number"]) for person in of("person"))
    assert set(numbers.values()) == {1}
    for person in of("person"):
        number = str(person.values["person.id_number"])
        assert is_citizen_id(number)
        assert birth_date(number) == day_of(person.values["person.birth_date"])
        assert sex(number) == person.values["person.gender"]
        assert day_of(person.values["person.birth_date"]) <= DAY


def test_ages_come_out_as_the_census_has_them() -> None:
    expected = Counter[int]()
    for row in rows("pyramid"):
        expected[min(int(row["from_age"]) // 15, 5)] += int(row["men"]) + int(row["women"])
    people = [record for record in generate(12000, SEED, DAY, standard()) if record.register == "person"]
    found = Counter(min(age(person) // 15, 5) for person in people)
    for band, share in expected.items():
        assert found[band] / len(people) == pytest.approx(share / expected.total(), abs=0.02)
    men = sum(person.values["person.gender"] == "1" for person in people)
    assert 0.47 < men / len(people) < 0.55


def test_households_have_one_head_whose_name_and_number_they_bear() -> None:
    members = defaultdict(list)
    for person in of("person"):
        members[person.values["person.household"]].append(person)
    sizes = [len(people) for people in members.values()]
    assert 2.3 < sum(sizes) / len(sizes) < 3.1
    for household in of("household"):
        heads = [person for person in members[household.id] if person.values["person.relation_to_head"] == "02"]
        assert [head.values["person.name"] for head in heads] == [household.values["household.head_name"]]
        assert heads[0].values["person.id_number"] == household.values["household.head_id_number"]
        assert household.values["household.dwelling"] == heads[0].values["person.dwelling"]


def test_old_people_live_alone_too() -> None:
    members = defaultdict(list)
    for person in of("person"):
        members[person.values["person.household"]].append(age(person))
    alone = [ages[0] for ages in members.values() if len(ages) == 1]
    assert sum(years >= 60 for years in alone) / len(members) > 0.03


def test_children_are_younger_than_their_parents() -> None:
    by_number = {person.values["person.id_number"]: person for person in of("person")}
    checked = 0
    for person in of("person"):
        for parent in ("father", "mother"):
            other = by_number.get(person.values.get(f"person.{parent}_id_number"))
            if other is not None:
                checked += 1
                assert 18 <= age(other) - age(person) <= 60
    assert checked > 300


def test_spouses_name_each_other() -> None:
    by_number = {person.values["person.id_number"]: person for person in of("person")}
    married = [person for person in of("person") if "person.spouse_id_number" in person.values]
    assert len(married) > 400
    for person in married:
        other = by_number[person.values["person.spouse_id_number"]]
        assert other.values["person.spouse_id_number"] == person.values["person.id_number"]
        assert other.values["person.gender"] != person.values["person.gender"]
        assert min(age(person), age(other)) >= 20


def test_detail_records_fit_the_person() -> None:
    for _, person in with_parent("elderly"):
        assert age(person) >= 60
    for _, person in with_parent("newborn"):
        assert age(person) == 0
    for _, person in with_parent("party"):
        assert age(person) >= 18
        assert person.values.get("person.political_status", "01") == "01"
    for veteran, person in with_parent("veteran"):
        assert day_of(veteran.values["veteran.enlisted_date"]) > day_of(person.values["person.birth_date"])
        assert veteran.values["veteran.enlisted_date"] <= veteran.values["veteran.discharged_date"]
    for _, person in with_parent("birth"):
        assert person.values["person.gender"] == "2"
        assert 20 <= age(person) < 50
    for _, person in with_parent("education"):
        assert 3 <= age(person) <= 24
    for certificate, person in with_parent("disability"):
        number = str(certificate.values["disability.certificate"])
        assert number[:18] == person.values["person.id_number"]
        assert number[18:] == f"{certificate.values['disability.kind']}{certificate.values['disability.grade']}"
    for insured, person in with_parent("insurance"):
        assert "insurance.pension_amount" not in insured.values or age(person) >= 50


def test_a_newborn_has_a_mother_at_home() -> None:
    numbers = {person.values["person.id_number"]: person for person in of("person")}
    newborns = [person for _, person in with_parent("newborn")]
    mothers = [
        numbers[person.values["person.mother_id_number"]]
        for person in newborns
        if "person.mother_id_number" in person.values
    ]
    assert len(mothers) >= 0.75 * len(newborns) > 5
    assert all(mother.values["person.gender"] == "2" and 20 <= age(mother) <= 46 for mother in mothers)


def test_relief_goes_to_households_with_little_income() -> None:
    incomes = {home.id: float(str(home.values.get("household.income_annual", "0"))) for home in of("household")}
    people = defaultdict(int)
    for person in of("person"):
        people[person.values["person.household"]] += 1
    served = {person.values["person.household"] for _, person in with_parent("low_income")}
    assert served
    assert all(incomes[str(home)] / people[home] <= 14000 for home in served)


def test_let_dwellings_are_lived_in_by_people_from_elsewhere() -> None:
    for rental, dwelling in with_parent("rental"):
        assert dwelling.values["dwelling.is_rental"] is True
        assert str(rental.values["rental.tenant_id_number"]).startswith("9902")
    empty = [dwelling for dwelling in of("dwelling") if dwelling.values["dwelling.occupancy"] == "3"]
    assert 0.04 < len(empty) / sum(1 for _ in of("dwelling")) < 0.14


def test_some_values_are_unknown_most_of_all_phones_of_the_old() -> None:
    def known(low: int, high: int) -> float:
        people = [person for person in of("person") if low <= age(person) < high]
        return sum("person.phone" in person.values for person in people) / len(people)

    assert known(20, 60) > 0.9
    assert 0.3 < known(75, 120) < 0.85


def test_every_record_lies_in_a_grid_of_the_tree() -> None:
    tree = {area.code: area for area in areas(PERSONS, SEED)}
    assert {tree[record.area_code].level for record in records()} == {"grid"}


def test_the_tree_comes_parents_first_under_codes_that_nobody_has() -> None:
    seen = set()
    for area in areas(20_000, SEED):
        assert area.code.startswith("99")
        assert area.parent is None or area.parent in seen
        seen.add(area.code)
    levels = Counter(area.level for area in areas(20_000, SEED))
    assert (levels["province"], levels["city"], levels["district"]) == (1, 1, 1)
    assert 2 <= levels["street"] <= 3
    assert 18 <= levels["grid"] <= 26
    names = [area.name for area in areas(1_000_000, SEED)]
    assert len(set(names)) == len(names)


def test_a_million_people_keep_their_shape() -> None:
    levels = Counter(area.level for area in areas(1_000_000, SEED))
    assert 1000 < levels["grid"] < 1300
    assert 5 <= levels["grid"] / levels["community"] <= 8
    assert 5 <= levels["community"] / levels["street"] <= 8


def test_the_stream_begins_before_it_is_finished() -> None:
    assert next(generate(1_000_000, SEED, DAY, standard())).register == "building"


def test_there_is_a_user_for_every_role() -> None:
    people = users(PERSONS, SEED, DAY, standard())
    assert {user.role for user in people} == {
        "grid_worker", "community_secretary", "street_clerk", "department_officer", "data_officer", "leader", "auditor",
        "resident",
    }  # fmt: skip
    codes = {area.code for area in areas(PERSONS, SEED)}
    assert all(user.area_code in codes for user in people)
    assert len({user.username for user in people}) == len(people)


def test_two_officers_have_different_grants_and_a_purpose() -> None:
    first, second = (user for user in users(PERSONS, SEED, DAY, standard()) if user.role == "department_officer")
    assert first.purpose
    assert second.purpose
    assert set(first.elements) <= set(standard().elements)
    assert set(first.elements) - set(second.elements)
    assert set(second.elements) - set(first.elements)


def test_the_resident_is_one_of_the_people() -> None:
    resident = next(user for user in users(PERSONS, SEED, DAY, standard()) if user.role == "resident")
    assert resident.record is not None
    assert by_id()[resident.record].values["person.name"] == resident.name
    assert by_id()[resident.record].area_code == resident.area_code


def test_the_lists_have_every_code_that_the_people_need() -> None:
    seen = defaultdict(set)
    for person in of("person"):
        for name in ("gender", "health_status", "marital_status", "education", "residence_status", "relation_to_head"):
            if value := person.values.get(f"person.{name}"):
                seen[name].add(value)
    assert {name: len(values) for name, values in seen.items() if len(values) < {"gender": 2}.get(name, 3)} == {}
    adults = [person for person in of("person") if age(person) >= 20]
    for name in ("gender", "marital_status", "residence_status", "relation_to_head"):
        assert all(f"person.{name}" in person.values for person in adults)
