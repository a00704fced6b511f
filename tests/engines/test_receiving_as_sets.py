"""A long list compared with the ledger as sets comes to the very plan that row by row gives, whatever dirt it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from random import Random

import duckdb
import pytest
from django.db import transaction

from tests.flow.received import form, id_number
from tests.work.cast import DAY, Cast, make_house
from yibiao.base.blocks import LongCells, block_of
from yibiao.base.problems import ProblemError
from yibiao.base.tables import Cell, Grid, Raw, Workbook
from yibiao.base.text import key
from yibiao.base.views import View
from yibiao.edge.desk import Desk
from yibiao.edge.receiving import same
from yibiao.flow import pipeline
from yibiao.flow.keeping import Context, LedgerPlan, RowPlan, Verdict, plan_from_json
from yibiao.flow.reading import Reading
from yibiao.flow.standard import load
from yibiao.flow.standard.domains.shape import BLANKS
from yibiao.flow.standard.rows import Form
from yibiao.flow.standardising.settled import FORMS
from yibiao.work.directory import queries as directory
from yibiao.work.journal import queries as journal
from yibiao.work.ledgers.actions import EVERYWHERE, NewRecord, apply_plan
from yibiao.work.ledgers.known import KnownInLedger, formed
from yibiao.work.ledgers.models import Change, Conflict, Record
from yibiao.work.ledgers.queries import get_record

LABELS = ("姓名", "身份证号", "性别", "出生日期", "民族", "电话", "住址", "社区")
NAMES = "张三 李四 王秀英 阿依古丽·买买提 欧阳小明 赵 陈静".split()
NEVER = 10**9
DIRT: tuple[Raw, ...] = (
    "", " ", "无", "/", "丨", "138****0001", "990101********0011", "##", "#N/A", "年", "不详", "张 三", "ｘ", "男", "女",
    "1", "2", "汉", "汉族", "01", "满族", "不是民族", "1950-01-02", "1950.1.2", "19500102", "1950年1月", "2月30日", 18264,
    13800000001, 13800000001.0, True, "13800000001、13800000002", "北村路１２号", "北村路 12 号", "北村路—12号", "(空)",
    "省略号……", "〇", "豈", "13800000001\n", "'13800000001", "+86 13800000001", "０１２３",
)  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(replace(make_house(), standard=load()))


def people(cast: Cast, dice: Random) -> list[dict[str, str]]:
    """Some people of both streets; twins of an identity number among them."""
    told = []
    for number in range(24):
        born = f"{dice.randrange(1930, 2020)}{dice.randrange(1, 13):02}{dice.randrange(1, 29):02}"
        values = {
            "name": dice.choice(NAMES), "id_number": id_number(born, dice.randrange(1, 999)),
            "gender": dice.choice("12"), "birth_date": f"{born[:4]}-{born[4:6]}-{born[6:]}", "ethnicity": "01",
            "phone": f"1380000{number:04}", "residence_address": f"北村路{number}号",
        }  # fmt: skip
        values["gender"] = "1" if int(values["id_number"][16]) % 2 else "2"
        for code in ("phone", "birth_date", "gender", "ethnicity", "residence_address"):
            if dice.random() < 0.1:
                del values[code]
        area = dice.choice(("99010101", "99010102", "99010201", "99020101"))
        new = NewRecord("person", area, {f"person.{code}": value for code, value in values.items()})
        cast.create(new)
        if dice.random() < 0.1:
            cast.create(replace(new, area="99010101"))
        told.append(values)
    return told


def row_of(values: Mapping[str, str], dice: Random) -> list[Raw]:
    gender = {"1": "男", "2": "女", "": ""}[values.get("gender", "")]
    codes = ("birth_date", "", "phone", "residence_address")
    told: list[Raw] = [values["name"], values["id_number"], gender]
    told += [values.get(code, "") if code else dice.choice(("汉族", "汉", "01")) for code in codes]
    return [*told, dice.choice(("", "一网格", "没有这里"))]


def roster(told: Sequence[Mapping[str, str]], dice: Random, *, dirt: float = 0.08) -> list[list[Raw]]:
    """A row for most of them, in any order, some twice, some strangers; a cell in `dirt` of the cases is anything."""
    rows = [row_of(values, dice) for values in told if dice.random() < 0.95]
    rows += [list(dice.choice(rows)) for _ in range(2)]
    rows += [[dice.choice(NAMES), id_number("19770707", number), "", "", "", "", "", ""] for number in range(2)]
    for row in rows:
        for column in range(len(row)):
            if dice.random() < dirt:
                row[column] = dice.choice((*DIRT, dice.choice(rows)[column]))
    dice.shuffle(rows)
    return rows


def matched(rows: Sequence[Sequence[Raw]], long: bool = False) -> pipeline.Matched:
    """long: its cells lie in blocks, as those of a long text do."""
    header = "| " + " | ".join(LABELS) + " |\n| " + " | ".join(["x"] * len(LABELS)) + " |"
    found, _ = form(header)
    table = [list(LABELS), *rows]
    cells: Mapping[tuple[int, int], Cell] = {
        (number, column): Cell(number, column, value)
        for number, row in enumerate(table[:1] if long else table, 1)
        for column, value in enumerate(row, 1)
        if value not in ("", None)
    }
    if long:
        columns = [["" if row[column] is None else str(row[column]) for row in rows] for column in range(len(LABELS))]
        half = len(rows) // 2
        parts = [(2, [column[:half] for column in columns]), (2 + half, [column[half:] for column in columns])]
        cells = LongCells(cells, [block_of(first, part) for first, part in parts if part[0]])
    grid = Grid("名册", 0, cells, rows=len(table), columns=len(LABELS))
    parsed = replace(found.table, body=(2, len(table)), region=replace(found.table.region, bottom=len(table)))
    book = Workbook("名册.xlsx", "xlsx", (grid,))
    return pipeline.Matched(Reading(book, (parsed,)), (replace(found, table=parsed),))


class Both:
    """One file and one desk, planned either way."""

    def __init__(self, cast: Cast, rows: Sequence[Sequence[Raw]], login: str = "chen", *, long: bool = False) -> None:
        self.cast, self.matched = cast, matched(rows, long)
        self.areas = directory.writing_areas(login, DAY)
        self.known = KnownInLedger(cast.house, self.areas, actor=login, purpose="数据接收")
        desk = Desk(cast.house, login, self.areas, self.known)
        self.context = Context("名册.xlsx", "民政", DAY, cast.house.standard, "99010101", desk.area_of)

    def plan(self, sets_from: int, known: KnownInLedger | None = None) -> LedgerPlan:
        return pipeline.plan_of(self.matched, known or self.known, self.context, sets_from=sets_from)


def told_in_full(plan: LedgerPlan) -> tuple[object, ...]:
    """A plan as row by row would have told it, rows that say nothing new told by their number alone."""
    rows = [RowPlan(row.sheet, row.row, row.verdict) if nothing_new(row) else row for row in plan.each_row()]
    return rows, plan.problems, plan.counts, list(plan.to_apply())


def nothing_new(row: RowPlan) -> bool:
    said = any(record.sets or record.conflicts or record.refs for record in row.records)
    return row.verdict is Verdict.SAME and not row.problems and not said


@pytest.mark.parametrize("long", [False, True])
@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.once) for one in range(1, 8))])
def test_both_ways_come_to_one_plan_whatever_dirt_a_list_holds(cast: Cast, seed: int, long: bool) -> None:
    dice = Random(seed)
    both = Both(cast, roster(people(cast, dice), dice, dirt=dice.choice((0.01, 0.05, 0.15))), long=long)
    one_by_one, as_sets = both.plan(NEVER), both.plan(0)
    assert told_in_full(as_sets) == told_in_full(one_by_one)
    assert [row.row for row in as_sets.each_row()] == sorted(row.row for row in one_by_one.rows)
    assert plan_from_json(as_sets.as_json()) == as_sets
    assert as_sets.same and not one_by_one.same


class Formless(KnownInLedger):
    """Takes the ledger's own text for its standard writing, whatever it is."""

    def agreeing(
        self, register: str, named_by: str, blocks: Iterable[Mapping[str, Sequence[str | None]]],
        forms: Mapping[str, Form],
    ) -> Iterator[Sequence[str | None]]:  # fmt: skip
        return super().agreeing(register, named_by, blocks, {})


@pytest.mark.once
def test_texts_that_the_ledger_holds_and_a_domain_would_not_take_are_read_row_by_row(cast: Cast) -> None:
    """Also where the file says just the same: each text of `DIRT` as somebody's name, telephone and address."""
    rows = []
    for number, text in enumerate(text for text in DIRT if isinstance(text, str) and text.strip()):
        for code in ("name", "phone", "residence_address"):
            said = {"name": "张三", "phone": "13800000001", "residence_address": "村1", "ethnicity": "01", code: text}
            said |= {"id_number": id_number("19500102", 3 * number + len(code)), "birth_date": "1950-01-02"}
            said["gender"] = "1" if int(said["id_number"][16]) % 2 else "2"
            with suppress(ProblemError):  # what the ledger does not take it cannot hold
                cast.create(NewRecord("person", "99010101", {f"person.{name}": value for name, value in said.items()}))
                rows.append(row_of(said, Random(1)))
    both = Both(cast, rows, long=True)
    one_by_one = told_in_full(both.plan(NEVER))
    assert len(rows) > 20 and told_in_full(both.plan(0)) == one_by_one
    formless = Formless(cast.house, both.areas, actor="chen", purpose="数据接收")
    assert told_in_full(both.plan(0, formless)) != one_by_one


@pytest.mark.once
@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_engine_and_we_agree_on_the_form_of_a_text(kind: str) -> None:
    dice, form = Random(kind), FORMS[kind]
    signs = [
        chr(code)
        for codes in (range(0x20, 0x300), range(0x3000, 0xA000, 3), range(0xF900, 0xFFFF, 5))
        for code in codes
    ]
    texts = ["张" + sign for sign in signs] + [sign + "村1" for sign in signs] + [*BLANKS, "年", "年月", "张三\n"]
    digits = ["".join(dice.choice("0123456789X-") for _ in range(dice.choice((10, 11, 18)))) for _ in range(3_000)]
    texts += [*digits, "1" * 11, "13800000001", "13800000001\n", "1950-01-28", "1950-01-29", id_number("19500102", 1)]
    sql = f"SELECT t, true{formed('t', form)} FROM (SELECT unnest($texts) AS t)"
    found = duckdb.connect().execute(sql, {"texts": texts}).fetchall()
    assert dict(found) == {text: form.fits(text) is not None for text in texts}
    assert {True, False} == {fits for _, fits in found}


class Careless(KnownInLedger):
    """Breaks one promise of `agreeing`: a row that only nearly says what the record holds agrees."""

    def agreeing(
        self, register: str, named_by: str, blocks: Iterable[Mapping[str, Sequence[str | None]]],
        forms: Mapping[str, Form],
    ) -> Iterator[Sequence[str | None]]:  # fmt: skip
        for block in blocks:
            records = self.find(register, [{named_by: each} if each else {} for each in block[named_by]])
            yield [
                found[0].id if found and self.nearly(found[0].values, block, number) else None
                for number, found in enumerate(records)
            ]

    def nearly(self, held: Mapping[str, object], block: Mapping[str, Sequence[str | None]], number: int) -> bool:
        raise NotImplementedError


class FoldsTooFar(Careless):
    """Takes one sign for another: a new house number is no news."""

    def nearly(self, held: Mapping[str, object], block: Mapping[str, Sequence[str | None]], number: int) -> bool:
        told = {code: column[number] for code, column in block.items()}
        return all(not said or key(str(held.get(code)))[:4] == key(said)[:4] for code, said in told.items())


class ComparesMasks(Careless):
    """Takes what it cannot see for equal: a missing telephone is the one that the file brings."""

    def nearly(self, held: Mapping[str, object], block: Mapping[str, Sequence[str | None]], number: int) -> bool:
        told = {code: column[number] for code, column in block.items()}
        return all(not said or held.get(code) in (said, None) for code, said in told.items())


class TakesAnyTwin(Careless):
    """Two records with one identity number are no doubt to it."""

    def nearly(self, held: Mapping[str, object], block: Mapping[str, Sequence[str | None]], number: int) -> bool:
        return all(not column[number] or held.get(code) == column[number] for code, column in block.items())


@pytest.mark.once
@pytest.mark.parametrize("broken", [FoldsTooFar, ComparesMasks, TakesAnyTwin])
def test_a_comparison_that_is_broken_comes_to_another_plan(cast: Cast, broken: type[Careless]) -> None:
    values = {
        "name": "张三", "id_number": id_number("19500102", 1), "gender": "1", "birth_date": "1950-01-02", "ethnicity": "01",
    }  # fmt: skip
    held = NewRecord("person", "99010101", {f"person.{code}": value for code, value in values.items()})
    cast.create(replace(held, values={**held.values, "person.residence_address": "北村路1号"}))
    if broken is TakesAnyTwin:
        cast.create(replace(held, area="99010102"))
    more = {
        FoldsTooFar: {"residence_address": "北村路1号之二"}, ComparesMasks: {"phone": "13800000001"}, TakesAnyTwin: {},
    }  # fmt: skip
    both = Both(cast, [row_of({**values, **more[broken]}, Random(1))])
    one_by_one = told_in_full(both.plan(NEVER))
    assert told_in_full(both.plan(0)) == one_by_one
    wrong = broken(cast.house, both.areas, actor="chen", purpose="数据接收")
    assert told_in_full(both.plan(0, wrong)) != one_by_one


def test_what_lies_out_of_reach_agrees_with_nothing(cast: Cast) -> None:
    """The same row is new for one who does not reach the record, and says nothing new to one who does."""
    values = {"name": "张三", "id_number": id_number("19500102", 1), "gender": "1", "birth_date": "1950-01-02"}
    cast.create(NewRecord("person", "99020101", {f"person.{code}": value for code, value in values.items()}))
    both = Both(cast, [row_of(values, Random(1))])
    assert both.plan(0).counts["new"] == 1
    reaching = KnownInLedger(cast.house, EVERYWHERE, actor="chen", purpose="数据接收")
    assert told_in_full(both.plan(0, reaching)) != told_in_full(both.plan(NEVER))


@pytest.mark.parametrize("seed", [0, *(pytest.param(one, marks=pytest.mark.once) for one in (1, 2))])
def test_the_ledger_holds_the_same_after_either_way_and_nothing_is_written_for_equal_rows(
    cast: Cast, seed: int
) -> None:
    dice = Random(100 + seed)
    both = Both(cast, roster(people(cast, dice), dice))
    held = []
    for sets_from in (NEVER, 0):
        with transaction.atomic():
            plan = both.plan(sets_from)
            apply_plan(cast.house, cast.house_act(f"apply {sets_from}"), plan)
            held.append(content(cast))
            transaction.set_rollback(True)
    assert held[0] == held[1]


def content(cast: Cast) -> tuple[object, ...]:
    """All that the ledger's tables hold, but for ids made up on the way."""
    view = View("test", "检查", EVERYWHERE, frozenset(cast.house.standard.elements))
    records = [get_record(cast.house, view, row) for row in Record.objects.values_list("id", flat=True)]
    seen = sorted(repr((each.register, each.area, sorted(each.values.items()), each.version)) for each in records)
    changes = sorted(Change.objects.values_list("verb", "version", "base"))
    return seen, changes, sorted(Conflict.objects.values_list("element", "state"))


def test_rows_about_one_record_meet_although_one_of_them_says_nothing_new(cast: Cast) -> None:
    values = {"name": "张三", "id_number": id_number("19500102", 1), "gender": "1", "birth_date": "1950-01-02"}
    cast.create(NewRecord("person", "99010101", {f"person.{code}": value for code, value in values.items()}))
    first = row_of(values, Random(1))
    again = ["张三", "", "", "1950-01-02", "", "13800000001", "", ""]
    both = Both(cast, [first, again])
    plan = both.plan(0)
    assert told_in_full(plan) == told_in_full(both.plan(NEVER))
    assert [found.code for found in plan.rows[-1].problems] == ["LINK_TWICE"]


def test_a_list_with_an_element_that_its_bearer_may_not_compare_goes_row_by_row(cast: Cast) -> None:
    dice = Random(7)
    both = Both(cast, roster(people(cast, dice), dice, dirt=0))
    both.context = replace(both.context, hidden=frozenset({"person.gender"}))
    assert not both.plan(0).same
    assert told_in_full(both.plan(0)) == told_in_full(both.plan(NEVER))


def test_reading_the_ledger_as_a_set_is_told_in_the_journal(cast: Cast) -> None:
    dice = Random(7)
    both = Both(cast, roster(people(cast, dice), dice, dirt=0))
    before = journal.last_sequence()
    rows = sum(map(len, both.plan(0).same))
    told = [line["payload"] for line in journal.lines(after=before, verb="read")]
    assert any(each["rows"] >= rows > 0 and "person.phone" in each.get("elements", ()) for each in told)


def test_a_plan_that_the_ledger_moved_away_from_is_another_also_where_only_equal_rows_differ(cast: Cast) -> None:
    dice = Random(7)
    both = Both(cast, roster(people(cast, dice), dice, dirt=0))
    shown = both.plan(0)
    assert same(shown, both.plan(0))
    assert not same(shown, replace(shown, same=()))
