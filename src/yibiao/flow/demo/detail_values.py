"""What detail records say that must agree with the person: allowances with ages, schools with years, relief with
incomes.

In: the person, the home, randomness, which record of its kind it is. Out: element code → standard value; everything
else is left to the recipes. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from yibiao.flow.demo.homelife import Home
from yibiao.flow.demo.homes import MAN
from yibiao.flow.demo.people import Person
from yibiao.flow.standard.domains import Json

Values = dict[str, Json]
Write = Callable[[Random, Person, Home, date, int], Values]

_STAGES = {"kindergarten": "幼儿园", "primary": "小学", "junior": "初级中学", "senior": "高级中学", "college": "学院"}
_CODES = {"kindergarten": "1", "primary": "2", "junior": "3", "senior": "4", "college": "7"}
_YEARS = {"kindergarten": 3, "primary": 6, "junior": 3, "senior": 3, "college": 4}
_NUMERALS = "一二三四五六"


def _ago(day: date, days: float) -> str:
    return date.fromordinal(day.toordinal() - int(days)).isoformat()


def _after_birthday(random: Random, person: Person, day: date, age: int, latest: int = 200) -> str:
    """A day between somebody's birthday of `age` and at most `latest` years later, never after today."""
    first = person.born.toordinal() + int(age * 365.25) + 1
    last = min(day.toordinal(), person.born.toordinal() + int(latest * 365.25))
    return date.fromordinal(first + int(random.random() * max(last - first, 1))).isoformat()


def _money(amount: float) -> str:
    return f"{amount:.2f}"


def low_income(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    members = len(home.people)
    amount = 400 + int(random.random() * 9) * 80
    return {
        "low_income.kind": "1" if home.poor == "low" else "5",
        "low_income.grade": "1" if random.random() < 0.3 else "2",
        "low_income.certificate": f"DB{home.number[-12:]}",
        "low_income.amount_monthly": _money(amount),
        "low_income.amount_household": _money(amount * members),
        "low_income.members": members,
        "low_income.applicant": home.head.name,
        "low_income.reason": "2" if person.disability else "16" if person.age >= 60 else "1",
        "low_income.approved_date": _ago(day, 40 + random.random() * 2500),
    }


def extreme_poverty(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "extreme_poverty.kind": "1",
        "extreme_poverty.ability": person.ability,
        "extreme_poverty.basic_amount": "1330.00",
        "extreme_poverty.care_amount": _money({"1": 230, "2": 460, "3": 460}.get(person.ability, 1150)),
    }


def temporary_relief(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "temporary_relief.amount": _money(500 + 250 * int(random.random() * 12)),
        "temporary_relief.members": min(len(home.people), 1 + int(random.random() * 3)),
        "temporary_relief.times": 1 + order,
        "temporary_relief.reason": ("突发疾病", "意外伤害", "火灾", "子女就学")[int(random.random() * 4)],
    }


def disability(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    kind, grade = person.disability or ("4", "4")
    grave, poor = grade in "12", home.poor is not None
    values: Values = {
        "disability.certificate": f"{person.id_number}{kind}{grade}",
        "disability.kind": kind,
        "disability.grade": grade,
        "disability.issued_date": _after_birthday(random, person, day, max(0, person.age - 12)),
        "disability.nursing_allowance": grave,
        "disability.living_allowance": poor,
    }
    if grave:
        values["disability.nursing_allowance_amount"] = _money(500 if grade == "1" else 250)
    if poor:
        values["disability.living_allowance_amount"] = "301.00"
    return values


def elderly(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    age = person.age
    values: Values = {
        "elderly.ability": person.ability,
        "elderly.care_kind": "3"
        if person.ability in "45" and random.random() < 0.3
        else "1"
        if random.random() < 0.93
        else "2",
        "elderly.is_empty_nest": "empty_nest" in person.flags,
        "elderly.lost_only_child": random.random() < 0.006,
        "elderly.allowance_kind": "0" if age < 80 else "2" if age < 90 else "3" if age < 100 else "4",
        "elderly.nursing_subsidy": person.ability in "345" and home.poor is not None,
        "elderly.visit_frequency": "每周一次" if "alone" in person.flags else "每月一次",
    }
    if age >= 80:
        values["elderly.allowance_amount"] = _money(60 if age < 90 else 120 if age < 100 else 500)
        values["elderly.allowance_from"] = _after_birthday(random, person, day, 80, 81)
    return values


def party(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    joined = _after_birthday(random, person, day, 18 if person.age < 20 else 20, 45)
    full = date.fromisoformat(joined).toordinal() + 365
    values: Values = {
        "party.joined_date": joined,
        "party.branch": f"{home.grid.community.name}第{1 + home.grid.index % 5}党支部",
    }
    if full < day.toordinal():
        values["party.full_date"] = date.fromordinal(full).isoformat()
        values["party.kind"] = "1"
    else:
        values["party.kind"] = "2"
    values["party.is_floating"] = home.floating or person.status == "2"
    return values


def veteran(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    enlisted = date.fromisoformat(_after_birthday(random, person, day, 18, 20))
    years = 2 if random.random() < 0.6 else 3 + int(random.random() * 10)
    left = min(enlisted.toordinal() + years * 365, day.toordinal() - 1)
    kind = "09" if person.age >= 60 and random.random() < 0.3 else "01" if random.random() < 0.02 else "13"
    return {
        "veteran.enlisted_date": enlisted.isoformat(),
        "veteran.discharged_date": date.fromordinal(max(left, enlisted.toordinal())).isoformat(),
        "veteran.service_years": f"{max(1, (left - enlisted.toordinal()) // 365)}.0000",
        "veteran.kind": kind,
    }


def birth(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    children = person.member.children
    boys = sum(child.sex == MAN for child in children)
    values: Values = {
        "birth.children_boys": boys,
        "birth.children_girls": len(children) - boys,
        "birth.is_pregnant": person.pregnant,
    }
    if children:
        values["birth.child_order"] = len(children)
        values["birth.contraception"] = "06" if random.random() < 0.5 else "03"
    if person.pregnant:
        weeks = 6 + int(random.random() * 33)
        values["birth.pregnancy_weeks"] = weeks
        values["birth.last_menses"] = _ago(day, weeks * 7)
        values["birth.pregnancy_due"] = _ago(day, weeks * 7 - 280)
        values["birth.child_order"] = len(children) + 1
        values["birth.contraception"] = "00"
    youngest = min((child.age for child in children), default=None)
    if youngest is not None and youngest < 6:
        values["birth.registered_date"] = _ago(day, youngest * 365 + 300)
    return values


def employment(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    status = {"employed": "1", "flexible": "2", "farming": "4", "unemployed": "6", "home": "10"}[person.work or "home"]
    if status == "1" and person.status == "2":
        status = "5"
    values: Values = {"employment.status": status, "employment.flexible": status == "2"}
    if status in ("1", "2", "5") and person.income:
        values["employment.started_date"] = _after_birthday(random, person, day, max(16, person.age - 8))
        values["employment.form"] = {"1": "1", "2": "2", "5": "6"}[status]
        values["employment.contract"] = status == "1" and random.random() < 0.9
    if status == "6":
        values["employment.unemployed_since"] = _ago(day, 20 + random.random() * 600)
        values["employment.job_wish"] = ("保安", "收银员", "文员", "驾驶员", "家政")[int(random.random() * 5)]
    return values


def insurance(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    worker, age = person.work == "employed", person.age
    retired_worker = person.work == "retired" and random.random() < 0.6
    medical = "0" if random.random() < 0.03 else "1" if worker or retired_worker else "2"
    pension = (
        None
        if age < 16 or person.stage
        else "0"
        if random.random() < 0.08
        else "1"
        if worker or retired_worker
        else "2"
    )
    values: Values = {
        "insurance.medical_kind": medical,
        "insurance.medical_insured": medical != "0",
        "insurance.retired": person.work == "retired",
        "insurance.family_doctor": random.random() < (0.75 if age >= 65 or age < 7 else 0.35),
        "insurance.injury_insured": worker,
        "insurance.unemployment_insured": worker,
        "insurance.maternity_insured": worker,
    }
    if medical == "2":
        values["insurance.medical_paid"] = "400.00"
        values["insurance.medical_paid_year"] = day.year
    if pension is not None:
        values["insurance.pension_kind"] = pension
        values["insurance.pension_insured"] = pension != "0"
    if person.work == "retired" and pension not in (None, "0"):
        base = 3200 if pension == "1" else 320
        values["insurance.pension_amount"] = _money(round(base * random.lognormvariate(0, 0.25), -1))
        values["insurance.pension_from"] = _after_birthday(random, person, day, 60 if person.sex == MAN else 50, 62)
        values["insurance.pension_verified"] = random.random() < 0.94
    return values


def newborn(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    mother = person.member.mother
    values: Values = {
        "newborn.birth_weight": f"{2500 + int(random.random() * 150) * 10}.0000",
        "newborn.birth_length": f"{47 + int(random.random() * 6)}.0000",
        "newborn.gestation_weeks": 37 + int(random.random() * 5),
        "newborn.registered_date": date.fromordinal(
            min(day.toordinal(), person.born.toordinal() + 5 + int(random.random() * 40))
        ).isoformat(),
        "newborn.is_registered": not home.floating,
    }
    if mother is not None:
        values["newborn.child_order"] = len(mother.children)
    return values


def left_behind(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    child = person.age < 18
    values: Values = {
        "left_behind.kind": "1" if child else "2",
        "left_behind.father_away": child,
        "left_behind.mother_away": child,
    }
    head = home.head
    if child and head is not person:
        values["left_behind.carer_name"] = head.name
        values["left_behind.carer_id_number"] = head.id_number
        values["left_behind.carer_relation"] = "61" if head.sex == MAN else "62"
        if head.phone:
            values["left_behind.carer_phone"] = head.phone
    if not child:
        for code in ("father_away", "mother_away"):
            values.pop(f"left_behind.{code}")
    values["left_behind.reason"] = "父母外出务工" if child else "子女外出务工"
    return values


def orphan(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "orphan.allowance": "1900.00",
        "orphan.parents_state": "父母双亡" if random.random() < 0.4 else "事实无人抚养",
        "orphan.approved_date": _after_birthday(random, person, day, 0),
    }


def payment(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    item, amount = ("残疾人两项补贴", 301) if person.disability else ("低保金", 640)
    if person.age >= 80:
        item, amount = "高龄津贴", 60 if person.age < 90 else 120
    months = day.year * 12 + day.month - 2 - order
    return {
        "payment.item": item,
        "payment.month": f"{months // 12:04d}-{months % 12 + 1:02d}-01",
        "payment.standard": _money(amount),
        "payment.months": 1,
        "payment.amount": _money(amount),
        "payment.total": _money(amount),
    }


def education(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    stage = person.stage or "primary"
    years = _YEARS[stage]
    begins = {"kindergarten": 3, "primary": 6, "junior": 12, "senior": 15, "college": 18}[stage]
    grade = min(years, person.age - begins + 1)
    entered = date(day.year - (grade - 1) - (day.month < 9), 9, 1)
    word = {"kindergarten": "班", "college": "年级"}.get(stage, "年级")
    return {
        "education.status": "1",
        "education.stage": _CODES[stage],
        "education.school": f"{home.grid.street.name[:-2]}{_STAGES[stage]}",
        "education.grade": f"{'小中大'[grade - 1]}{word}"
        if stage == "kindergarten"
        else f"{_NUMERALS[grade - 1]}{word}",
        "education.class": f"{1 + int(random.random() * 6)}班",
        "education.study_years": years,
        "education.entered_date": entered.isoformat(),
        "education.expected_graduation": date(entered.year + years, 6, 30).isoformat(),
        "education.migrant_child": home.floating,
        "education.needy": home.poor is not None,
        "education.only_child": person.relation in ("21", "31"),
        "education.is_orphaned": person.disability is not None,
        "education.dropout": False,
        "education.boarding": stage in ("senior", "college") and random.random() < 0.6,
    }


def migrant(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "migrant.companions": len(home.people) - 1,
        "migrant.children_with": sum(other.age < 18 for other in home.people if other is not person),
        "migrant.key_concern": False,
    }


def pet(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    dog = random.random() < 0.8
    vaccinated = dog and random.random() < 0.85
    values: Values = {
        "pet.kind": "1" if dog else "2",
        "pet.vaccinated": vaccinated,
        "pet.licensed": vaccinated and random.random() < 0.85,
    }
    if vaccinated:
        values["pet.vaccinated_date"] = _ago(day, random.random() * 360)
    values["pet.breed"] = ("泰迪", "柯基", "中华田园犬", "比熊", "金毛")[int(random.random() * 5)] if dog else "狸花猫"
    return values


def vaccination(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    child = person.age < 7
    names = (
        ("乙肝疫苗", "百白破疫苗", "脊灰疫苗", "麻腮风疫苗")
        if child
        else ("流感疫苗", "肺炎疫苗", "新冠疫苗", "带状疱疹疫苗")
    )
    since = min(700, (day - person.born).days)
    return {
        "vaccination.vaccine": names[(order + int(random.random() * 2)) % 4],
        "vaccination.dose": 1 + order,
        "vaccination.date": _ago(day, random.random() * since),
        "vaccination.fully": random.random() < 0.85,
    }


def health_check(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    systolic = int(random.gauss(132 if person.age >= 60 else 122, 14))
    diastolic = int(systolic * 0.6)
    values: Values = {
        "health_check.systolic": systolic,
        "health_check.diastolic": diastolic,
        "health_check.blood_pressure": f"{systolic}/{diastolic}",
        "health_check.blood_sugar": f"{max(3.9, random.gauss(5.6, 0.9)):.4f}",
        "health_check.bmi": f"{max(16.0, random.gauss(23.5, 3)):.4f}",
        "health_check.result": "血压偏高" if systolic > 140 else "未见明显异常",
    }
    return values


def grid_staff(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "grid_staff.unit": f"{home.grid.community.name}居民委员会",
        "grid_staff.grid": home.grid.area.name,
        "grid_staff.post": ("专职网格员", "社区工作者", "居委会委员", "儿童主任")[int(random.random() * 4)],
    }


def foreigner(random: Random, person: Person, home: Home, day: date, order: int) -> Values:
    return {
        "foreigner.document_kind": "414",
        "foreigner.document_number": f"D{int(random.random() * 1e8):08d}",
        "foreigner.purpose": ("工作", "学习", "探亲")[int(random.random() * 3)],
        "foreigner.surname": ("SMITH", "MULLER", "ROSSI", "TANAKA")[int(random.random() * 4)],
        "foreigner.given_name": ("ANNA", "PETER", "MARIA", "KEN")[int(random.random() * 4)],
    }


def rental(random: Random, home: Home, landlord: dict[str, Json], day: date) -> Values:
    """The record of a let dwelling; `landlord` is the dwelling's own record."""
    head = home.head
    values: Values = {
        "rental.tenant_name": head.name,
        "rental.tenant_id_number": head.id_number,
        "rental.tenant_origin": home.registered_address,
        "rental.tenants": len(home.people),
        "rental.usage": "1",
        "rental.area": f"{home.dwelling.floor_area}.00",
        "rental.rooms": home.dwelling.rooms,
        "rental.rent_monthly": _money(round(home.dwelling.floor_area * (18 + random.random() * 14), -2)),
    }
    for here, there in (("start", "lease_start"), ("end", "lease_end")):
        if f"dwelling.{there}" in landlord:
            values[f"rental.{here}"] = landlord[f"dwelling.{there}"]
    if head.phone:
        values["rental.tenant_phone"] = head.phone
    return values


WRITERS: dict[str, Write] = {
    write.__name__: write
    for write in (
        low_income, extreme_poverty, temporary_relief, disability, elderly, party, veteran, birth, employment,
        insurance, newborn, left_behind, orphan, education, migrant, pet, vaccination, health_check,
        grid_staff, foreigner, payment,
    )
}  # fmt: skip
