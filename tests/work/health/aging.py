"""A cast whose values grow old. In: nothing. Out: a house, and records of two streets with different ages.

Phones are good for 90 days, living alone for 360; names never age. Who has a date of death is gone. Refuses: nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from tests.work.cast import Cast, element, make_house, small_standard
from yibiao.base.clock import fixed_clock
from yibiao.flow.standard.model import Gone, Standard
from yibiao.work.ledgers.actions import NewRecord, change_record, confirm_record, end_record
from yibiao.work.ledgers.house import House

TODAY = date(2027, 2, 10)
"""80 days after the cast's day: phones of then grow old within a month."""


def ageing_standard() -> Standard:
    small = small_standard()
    more = {
        "person.death": element("person.death", "date", 1, label="死亡日期"),
        "person.kind": element("person.kind", "code:kinds", 1),
        "person.phone": replace(small.elements["person.phone"], half_life=90),
        "person.alone": replace(small.elements["person.alone"], half_life=360),
        "person.religion": replace(small.elements["person.religion"], half_life=360),
    }
    person = replace(small.registers["person"], gone=(Gone("死亡日期 有值", "已死亡", "deceased"),))
    return Standard({**small.elements, **more}, {**small.registers, "person": person}, small.code_lists, small.tags)


def ageing_house() -> House:
    return replace(make_house(), standard=ageing_standard())


def at(cast: Cast, day: date) -> None:
    """From now on it is that day."""
    object.__setattr__(cast.house, "clock", fixed_clock(datetime(day.year, day.month, day.day, 4, tzinfo=UTC)))


def lay(cast: Cast) -> dict[str, str]:
    """People of three grids; returns their ids by name."""
    home = cast.create(NewRecord("household", "99010101", {"household.number": "1"}))["record"]
    made = {
        "plain": cast.person(phone="13800000001", alone=True, household=str(home), religion="某教"),
        "dead": cast.person(phone="13800000002", death="2026-01-01"),
        "checked": cast.person("99010102", phone="13800000003", alone=True, kind="1"),
        "old": cast.person("99010102", phone="13800000004"),
        "south": cast.person("99020101", phone="13800000005"),
    }
    detail = NewRecord("disability", "99010101", {"disability.kinds": "1"}, master=made["dead"])
    cast.create(detail)
    at(cast, date(2026, 11, 1))
    change_record(cast.house, cast.act("li"), made["old"], 1, {"person.phone": "13800000014"})
    change_record(cast.house, cast.act("wang"), made["plain"], 1, {"person.children": 1})
    change_record(cast.house, cast.act("li"), made["plain"], 1, {"person.children": 2})
    at(cast, TODAY)
    confirm_record(cast.house, cast.act("li"), made["checked"], ["person.phone"])
    end_record(cast.house, cast.house_act(), str(home), "dead")
    return made
