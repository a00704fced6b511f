"""One filing from opening to freezing: who may do what when, and that what was confirmed stays what it was."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.work.cast import DAY
from tests.work.filings.scene import COUNTS, ROSTER, Scene, scene
from yibiao.base.problems import ProblemError
from yibiao.edge.filings import keeping
from yibiao.edge.filings.opening import open_what_ended
from yibiao.flow.asking import ask_many
from yibiao.flow.asking.nodes import Rows
from yibiao.work.filings import actions, queries
from yibiao.work.filings.models import Filing, Period
from yibiao.work.journal.queries import lines, verify_chain
from yibiao.work.ledgers.actions import NewRecord, change_record


@pytest.fixture
def here(db: None, tmp_path: Path) -> Iterator[Scene]:
    with scene(tmp_path) as made:
        yield made


def refused(act: object, *given: object, **named: object) -> str:
    with pytest.raises(ProblemError) as caught:
        act(*given, **named)  # type: ignore[operator]
    return caught.value.problem.code


def people(here: Scene) -> None:
    for number, area in enumerate(("99010101", "99010102", "99010201", "99020101", "99020101")):
        here.cast.person(area, name=f"某{'甲乙丙丁戊'[number]}", gender="1" if number % 2 else "2", residence_status="1",
                         birth_date=f"19{50 + number}-03-0{number + 1}")  # fmt: skip


def test_every_area_gets_its_answers_and_they_are_those_of_a_question_asked_alone(here: Scene) -> None:
    people(here)
    for number in (here.admit(COUNTS.read_bytes(), COUNTS.name), here.admit(ROSTER.encode(), "人员花名册.csv")):
        period = here.open(number)
        rows = queries.of_period(period)
        assert [row.area for row in rows] == ["99", "9901", "990101", "990102", "9902", "990201"]
        form = keeping.form_of_period(here.estate, rows[0].period)
        view = keeping.form_view(here.estate, form, "人口统计", (rows[0].first, rows[0].last))
        for row in rows:
            sight = replace(view, areas=((row.first, row.last),))
            alone = ask_many(form.sense.questions, sight, row.area, session=here.estate.mirror.session(), day=DAY,
                             standard=form.standard)  # fmt: skip
            kept = keeping.answers_of(here.estate, row)
            assert [replace(one, sql="") if not isinstance(one, Rows) else one for one in alone] == list(kept)
        assert len(form.sense.questions) > 0 and rows[0].held > 0


def test_a_ladder_is_climbed_level_by_level_and_frozen(here: Scene) -> None:
    people(here)
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community", "street")))
    li, chen, shu = (here.caller("li", "community_secretary"), here.caller("chen", "street_clerk"),
                     here.caller("shu", "data_officer"))  # fmt: skip
    vault, clock = here.estate.house.vault, here.estate.house.clock
    first, street = here.filing(period, "990101"), here.filing(period, "9901")
    assert first.parent == street.id and street.parent == ""
    assert refused(keeping.confirm, chen, street, street.digest, "缺") == "FILINGS_BELOW_FIRST"
    assert refused(keeping.confirm, li, first, "0" * 64, "缺") == "FILINGS_STALE"
    assert refused(keeping.confirm, here.caller("zhao", "grid_worker"), first, first.digest) == "HTTP_NOT_THERE"
    assert keeping.confirm(li, first, first.digest, "有缺项，已说明").state == "confirmed"
    assert refused(actions.approve, keeping.actor_of(li), first.id) == "FILINGS_NOT_YOURS"
    assert actions.approve(keeping.actor_of(chen), first.id).state == "approved"
    other = here.filing(period, "990102")
    assert refused(keeping.stand_in, chen, other, other.digest, "到期未报") == "FILINGS_NOT_DUE"
    late = replace(chen, day=date(2026, 12, 31))
    assert keeping.stand_in(late, other, other.digest, "到期未报").state == "approved"
    assert keeping.confirm(chen, street, street.digest, "有缺项").state == "confirmed"
    assert refused(actions.unapprove, keeping.actor_of(chen), first.id, "数错了") == "FILINGS_FROM_THE_TOP"
    south = [here.filing(period, "990201"), here.filing(period, "9902")]
    for row in south:
        seen = keeping.fixed(here.estate, row, row.digest)
        boss = here.above(row, date(2026, 12, 31))
        assert actions.stand_in(vault, boss, row.id, seen, "无人值守", clock=clock).state == "approved"
    assert refused(actions.close, keeping.actor_of(shu), period) == "FILINGS_NOT_ALL"
    assert actions.approve(keeping.actor_of(shu), street.id).state == "approved"
    assert actions.close(keeping.actor_of(shu), period) == 5
    assert {row.state for row in queries.of_period(period)} == {"frozen"}
    assert refused(actions.unapprove, keeping.actor_of(shu), street.id, "晚了") == "FILINGS_FROZEN"
    assert not verify_chain()


def test_a_frozen_file_is_the_same_bytes_after_the_ledger_has_changed(here: Scene) -> None:
    people(here)
    period = here.open(here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",)))
    row = here.filing(period, "990101")
    keeping.confirm(here.caller("li", "community_secretary"), row, row.digest, "电话缺")
    before = keeping.file_of(here.estate, here.filing(period, "990101")).data
    assert "某甲".encode() in before
    here.cast.person("99010101", name="后来人", birth_date="1990-01-01")
    assert keeping.file_of(here.estate, here.filing(period, "990101")).data == before
    assert refused(keeping.renew, here.estate, here.actor("li", "community_secretary"), row) == "FILINGS_STATE"
    actions.withdraw(here.actor("li", "community_secretary"), row.id)
    keeping.renew(here.estate, here.actor("li", "community_secretary"), row)
    anew = here.filing(period, "990101")
    assert anew.rows == row.rows + 1 and anew.state == "open"
    keeping.confirm(here.caller("li", "community_secretary"), anew, anew.digest, "电话缺")
    assert "后来人".encode() in keeping.file_of(here.estate, here.filing(period, "990101")).data


@pytest.mark.parametrize("part", ["template", "plan", "answers", "digest"])
def test_a_kept_part_that_somebody_swapped_is_told(here: Scene, part: str) -> None:
    people(here)
    period = here.open(here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",)))
    row = here.filing(period, "990101")
    keeping.confirm(here.caller("li", "community_secretary"), row, row.digest, "缺")
    one = Filing.objects.get(area="990101")
    if part == "digest":
        Filing.objects.filter(id=one.id).update(whole="0" * 64)
    elif part == "template":
        vault, row = here.estate.house.vault, one.period
        row.template = vault.seal(vault.subkey("filings"), b"x,y\n", queries.bound("template", row.id))
        row.save()
    else:
        setattr(one, part, bytes(Filing.objects.get(area="990201").answers))
        one.save()
    with pytest.raises(ProblemError) as caught:
        keeping.answers_of(here.estate, here.filing(period, "990101"))
        keeping.file_of(here.estate, here.filing(period, "990101"))
    expected = "VAULT_SEAL_BROKEN" if part in ("plan", "answers") else "FILINGS_TORN"
    assert caught.value.problem.code == expected


def test_an_objection_holds_the_filing_until_the_ledger_is_corrected(here: Scene) -> None:
    record = here.cast.person("99010101", name="某甲", birth_date="1950-01-01")
    period = here.open(here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",)))
    row, li = here.filing(period, "990101"), here.actor("li", "community_secretary")
    sense = keeping.sense_of(here.estate.house.standard, row)
    column = next(item for item in sense.items if item.element == "person.birth_date")
    at = {"question": column.question, "column": column.column, "record": record}
    mark = keeping.value_mark(here.estate, sense.questions, keeping.answers_of(here.estate, row), at)
    actions.object_to(li, row.id, actions.Doubt(at, "某甲 · 出生日期", mark), "身份证上是 1951 年")
    held = here.filing(period, "990101")
    assert (held.state, held.objections) == ("objected", 1)
    assert refused(keeping.confirm, here.caller("li", "community_secretary"), held, held.digest, "缺") in (
        "FILINGS_STATE", "FILINGS_OBJECTIONS",
    )  # fmt: skip
    keeping.renew(here.estate, li, held)
    assert here.filing(period, "990101").state == "objected"
    change_record(here.estate.house, here.cast.house_act(), record, 1, {"person.birth_date": "1951-01-01"})
    keeping.renew(here.estate, li, held)
    assert here.filing(period, "990101").state == "open"
    assert [one.outcome for one in queries.objections_of(row.id)] == ["changed"]


def test_a_period_is_opened_once_and_an_act_leaves_one_line(here: Scene) -> None:
    people(here)
    number = here.admit(ROSTER.encode(), "人员花名册.csv")
    period = here.open(number)
    before = len(list(lines(0, 10_000)))
    assert here.open(number) == period
    assert Filing.objects.count() == 6
    assert len(list(lines(0, 10_000))) == before
    assert refused(here.open, "990000-2026-0001") == "HTTP_NOT_THERE"


def test_the_file_of_a_confirmed_count_is_the_department_s_own_layout(here: Scene) -> None:
    people(here)
    period = here.open(here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",)))
    row = here.filing(period, "990201")
    here.confirm(row)
    book = load_workbook(io.BytesIO(keeping.file_of(here.estate, here.filing(period, "990201")).data))
    before = load_workbook(COUNTS)
    assert book.sheetnames == before.sheetnames
    assert book.active.merged_cells.ranges == before.active.merged_cells.ranges


def test_a_form_in_a_rhythm_opens_its_next_period_by_itself_once(here: Scene) -> None:
    number = here.admit(ROSTER.encode(), "人员花名册.csv", levels=("community",))
    once = here.admit(COUNTS.read_bytes(), COUNTS.name, levels=("community",), period="once")
    for form in (number, once):
        here.open(form, date(2026, 11, 22))
    broken = here.admit("夏季虫情表\n虫名,虫龄\n,\n".encode(), "虫情.csv", levels=("community",))
    Period.objects.create(**{**Period.objects.filter(number=number).values().get(), "id": "x", "number": broken})
    assert open_what_ended(here.estate, date(2026, 12, 30)) == ()
    assert refused(open_what_ended, here.estate, date(2026, 12, 31)) == "FILINGS_NOTHING_ASKED"
    assert queries.period_of(number, "2026-12") is not None  # the broken one kept no other
    Period.objects.filter(number=broken).delete()
    assert open_what_ended(here.estate, date(2027, 1, 2)) == ()
    late = open_what_ended(here.estate, date(2027, 2, 3))
    assert [(queries.period(key).key, queries.period(key).day) for key in late] == [("2027-01", date(2027, 1, 31))]
    assert {row.changed for row in queries.of_period(late[0])} == {0}


def test_what_lies_beyond_a_filing_s_area_is_unknown_to_it(here: Scene) -> None:
    create, address = here.cast.create, {"household.address": "南街道某路 7 号"}
    home = str(create(NewRecord("household", "99020101", address))["record"])
    here.cast.person("99010101", name="某甲", birth_date="1950-01-01", household=home)
    form = "人员花名册\n序号,姓名,出生日期,家庭住址\n1,,,\n2,,,\n"
    said = (("家庭住址", "household.address"),)
    period = here.open(here.admit(form.encode(), "人员花名册.csv", said=said))
    for area, told in (("99", True), ("9901", False), ("990101", False)):
        row = here.filing(period, area)
        assert ("南街道某路 7 号" in repr(keeping.answers_of(here.estate, row))) is told, area
        keeping.renew(here.estate, here.keeper(row), row)
        assert ("南街道某路 7 号" in repr(keeping.answers_of(here.estate, here.filing(period, area)))) is told, area
