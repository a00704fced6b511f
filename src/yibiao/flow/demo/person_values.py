"""The values of a person's own record. In: the person, the home. Out: element code → standard value. Refuses:
nothing."""

from __future__ import annotations

from datetime import date
from random import Random

from yibiao.flow.demo.homelife import Home
from yibiao.flow.demo.homes import MAN, WOMAN, Member
from yibiao.flow.demo.people import Person, invented_relative
from yibiao.flow.demo.tables import Weighted
from yibiao.flow.standard.domains import Json

_CHRONIC = Weighted.of([("1", 50), ("2", 20), ("1,2", 12), ("3", 7), ("4", 4), ("6", 4), ("5", 2), ("11", 1)])
_JOBS = Weighted.of([("40000", 42), ("60000", 24), ("20000", 15), ("30000", 11), ("10000", 3), ("80000", 5)])
_POSTS = ("职员", "技术员", "店员", "驾驶员", "教师", "会计", "主管", "工人", "护士", "保安")
_WAY_HERE = Weighted.of([("1", 70), ("3", 15), ("2", 6), ("7", 5), ("4", 4)])
_DEGREES = {"14": "3", "20": "4"}


def person_values(random: Random, person: Person, home: Home, day: date) -> dict[str, Json]:
    """What is known about a person; unknown values are absent. Codes may stand as their labels."""
    grid, dwelling = home.grid, home.dwelling
    values: dict[str, Json] = {
        "person.name": person.name,
        "person.id_type": "111",
        "person.id_number": person.id_number,
        "person.gender": person.sex,
        "person.birth_date": person.born.isoformat(),
        "person.ethnicity": person.ethnic,
        "person.relation_to_head": person.relation,
        "person.household": home.record,
        "person.dwelling": dwelling.record,
        "person.registration_kind": _registration_kind(random, person, home),
        "person.registration_area": home.registered_area,
        "person.registration_address": home.registered_address,
        "person.native_place": person.id_number[:6],
        "person.residence_area": grid.area.code,
        "person.residence_address": dwelling.address,
        "person.residence_status": person.status,
        "person.person_household_separated": home.separated,
        "person.political_status": "01"
        if person.party
        else "03"
        if 14 <= person.age < 28 and random.random() < 0.4
        else "13",
        "person.marital_status": person.marriage,
        "person.health_status": person.health,
        "person.military_service": "1" if person.veteran else "0",
        "person.labour_ability": _labour(person),
        "person.migrant_work": person.status == "2" and person.work in ("employed", "flexible"),
    }
    if person.phone:
        values["person.phone"] = person.phone
    if person.education:
        values["person.education"] = person.education
    _schooling(values, person)
    _work(values, random, person, home)
    _moves(values, random, person, home, day)
    _family(values, random, person, home, day)
    if person.health == "有慢性病":
        values["person.chronic_disease"] = _CHRONIC.draw(random)
    if person.age < 3 or random.random() < 0.04:
        values.pop("person.political_status")
    if random.random() < 0.06:
        values.pop("person.health_status")
    return values


def _registration_kind(random: Random, person: Person, home: Home) -> str:
    return "2" if home.floating and random.random() < 0.6 or not home.floating and random.random() < 0.12 else "1"


def _labour(person: Person) -> str:
    if person.age < 16:
        return "5"
    if person.ability in ("4", "5") or person.age >= 75:
        return "4"
    if person.age >= 60 or person.disability:
        return "3"
    return "1" if person.education in ("20", "30", "41", "14") else "2"


def _schooling(values: dict[str, Json], person: Person) -> None:
    if person.education in _DEGREES and person.age >= 23:
        values["person.degree"] = _DEGREES[person.education]


def _work(values: dict[str, Json], random: Random, person: Person, home: Home) -> None:
    if person.work in ("employed", "flexible", "farming"):
        values["person.occupation"] = "50000" if person.work == "farming" else _JOBS.draw(random)
    if person.work == "employed" and random.random() < 0.8:
        values["person.work_unit"] = f"{home.grid.street.name[:-2]}第{int(random.random() * 400) + 1}工坊"
        if random.random() < 0.4:
            values["person.position"] = _POSTS[int(random.random() * len(_POSTS))]
    if person.income is not None and random.random() < 0.6:
        values["person.income_annual"] = f"{person.income}.00"
        values["person.income_monthly"] = f"{person.income / 12:.2f}"
        values["person.income_source"] = "5" if person.work == "retired" else "3" if person.work == "farming" else "1"


def _moves(values: dict[str, Json], random: Random, person: Person, home: Home, day: date) -> None:
    if person.status == "3":
        came = max(person.born.toordinal(), day.toordinal() - int(random.random() ** 2 * 4000) - 5)
        values["person.move_in_date"] = date.fromordinal(came).isoformat()
        values["person.move_in_reason"] = _WAY_HERE.draw(random)
        values["person.move_in_place"] = home.registered_address
        values["person.residence_years"] = (day.toordinal() - came) // 365
    if person.status == "2":
        values["person.away_place"] = home.registered_address.partition("区")[0][:3] + "外"
        values["person.away_reason"] = "2" if person.work == "student" else "1"
        values["person.away_date"] = date.fromordinal(day.toordinal() - 30 - int(random.random() * 900)).isoformat()


def _family(values: dict[str, Json], random: Random, person: Person, home: Home, day: date) -> None:
    by_member = {id(other.member): other for other in home.people}
    member = person.member
    spouse = by_member.get(id(member.spouse)) if member.spouse else None
    if spouse is not None:
        values["person.spouse_name"] = spouse.name
        values["person.spouse_id_number"] = spouse.id_number
        if spouse.phone:
            values["person.spouse_phone"] = spouse.phone
        years = min(person.age, spouse.age) - 21
        if years > 0 and random.random() < 0.5:
            married = date.fromordinal(day.toordinal() - int(365 * years * (0.5 + random.random() / 2)))
            values["person.marriage_date"] = married.isoformat()
    if member.children:
        values["person.children"] = len(member.children)
    if person.age < 18:
        _parents(values, random, person, home, day)
    if person.age >= 60 and random.random() < 0.5:
        _contact(values, random, person, home, day)


def _parents(values: dict[str, Json], random: Random, person: Person, home: Home, day: date) -> None:
    by_member = {id(other.member): other for other in home.people}
    known: list[Person] = []
    for parent, name, sex in ((person.member.father, "father", MAN), (person.member.mother, "mother", WOMAN)):
        other = by_member.get(id(parent)) if parent else None
        if other is not None:
            known.append(other)
            values[f"person.{name}_name"] = other.name
            values[f"person.{name}_id_number"] = other.id_number
            if other.phone:
                values[f"person.{name}_phone"] = other.phone
        elif random.random() < 0.8:
            family = person.name[0] if name == "father" else ""
            values[f"person.{name}_name"] = invented_relative(random, family, person.age + 28, sex, day)
    guardian = known[-1] if known else home.head
    if guardian is not person:
        values["person.guardian_name"] = guardian.name
        values["person.guardian_id_number"] = guardian.id_number
        values["person.guardian_relation"] = _to_child(guardian.member, person.member, person.relation)
        values["person.guardian_address"] = home.dwelling.address
        if guardian.phone:
            values["person.guardian_phone"] = guardian.phone


def _to_child(guardian: Member, child: Member, relation: str) -> str:
    """The guardian's relation to the child, GB/T 4761: father, mother, grandparents, or others."""
    if guardian in (child.father, child.mother):
        return "51" if guardian.sex == MAN else "52"
    if relation in ("41", "42"):
        return "61" if guardian.sex == MAN else "62"
    return "99"


def _contact(values: dict[str, Json], random: Random, person: Person, home: Home, day: date) -> None:
    """Whom to call about an old person: a grown child at home, or one elsewhere."""
    grown = [other for other in home.people if other is not person and 20 <= other.age < 60 and other.phone]
    if grown:
        values["person.emergency_contact_name"] = grown[0].name
        values["person.emergency_contact_phone"] = grown[0].phone
        values["person.emergency_contact_relation"] = "20" if grown[0].sex == MAN else "30"
        return
    sex = MAN if random.random() < 0.5 else WOMAN
    family = person.name[0] if person.sex == MAN else ""
    values["person.emergency_contact_name"] = invented_relative(random, family, person.age - 27, sex, day)
    values["person.emergency_contact_phone"] = f"142{int(random.random() * 1e8):08d}"
    values["person.emergency_contact_relation"] = "20" if sex == MAN else "30"
    values["person.children"] = values.get("person.children", 1 + int(random.random() * 3))
