"""The demo district goes into the ledger as a whole: every record, every user's view, the same after a second try."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.work.cast import CLOCK, DAY, MASTER_KEY
from yibiao.base.vault import Vault
from yibiao.flow import demo
from yibiao.flow.asking.nodes import CountQuestion, Number
from yibiao.flow.standard import load
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers import asking, scrub
from yibiao.work.ledgers.actions import load_places, load_records
from yibiao.work.ledgers.house import House
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.models import Record

PERSONS, SEED = 120, 3


@pytest.mark.django_db
def test_the_ledger_and_its_mirror_hold_the_district() -> None:
    standard = load()
    house = House(standard, Vault(MASTER_KEY), clock=CLOCK)
    records = list(demo.generate(PERSONS, SEED, DAY, standard))
    for _ in range(2):  # the second load finds everything there
        load_places(demo.areas(PERSONS, SEED), demo.users(PERSONS, SEED, DAY, standard), DAY)
        assert load_records(house, records) == len(records)
    assert Record.objects.count() == len(records)
    assert list(scrub.verify_records(house)) == []
    mirror = Mirror.open(house)
    assert scrub.verify_mirror(house, mirror) == ()
    assert journal.verify_chain() == ()
    here = [record for record in records if record.register == "person" and not gone(record)]
    assert len(here) == PERSONS
    for code, number in Counter(record.area_code for record in here).items():
        assert counted(house, mirror, keeper(code), code) == number


def gone(record: demo.DemoRecord) -> bool:
    return "person.death_date" in record.values or record.values.get("person.residence_status") == "4"


def keeper(area: str) -> str:
    return next(who.login for who in directory.people() if who.role == "grid_worker" and who.area == area)


def counted(house: House, mirror: Mirror, login: str, area: str) -> object:
    view = directory.view_of(login, "填报", DAY, house.standard)
    (answer,) = asking.answer(house, mirror, view, [CountQuestion("person")], area, day=DAY)
    assert isinstance(answer, Number)
    return answer.value
