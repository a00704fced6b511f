"""A doubt is settled where likeness is certain enough, and never against an identity number or a contradiction."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.linking import DAY, Indexed, noisy
from tests.flow.received import STANDARD, id_number
from yibiao.base.problems import Place, problem
from yibiao.flow.demo import generate
from yibiao.flow.linking import link_rows, weighing
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.rows import KnownRecord, Link, StandardRow

pytestmark = pytest.mark.once
LI: dict[str, Json] = {
    "person.name": "李静怡", "person.birth_date": "1984-03-12", "person.gender": "2", "person.phone": "13812345678",
    "person.residence_address": "建设路3号2幢401室",
}  # fmt: skip


def linked(row: dict[str, Json], *records: dict[str, Json]) -> Link:
    known = Indexed([KnownRecord("person", f"r{number}", 1, one) for number, one in enumerate(records)])
    return link_rows([StandardRow("名册", 2, "person", row)], known, STANDARD)[0][0]


def test_a_name_that_was_misheard_is_linked_when_the_rest_agrees() -> None:
    row = LI | {"person.name": "李静仪"}
    assert weighing.sound("李静仪") == weighing.sound("李静怡")
    link = linked(row, LI)
    assert (link.record and link.record.id, link.step) == ("r0", weighing.WEIGHED)


def test_the_name_alone_stays_a_doubt() -> None:
    assert linked({"person.name": "李静怡", "person.gender": "2"}, LI).doubtful


def test_two_who_are_alike_stay_a_doubt() -> None:
    row = LI | {"person.name": "李静仪"}
    twin = LI | {"person.name": "李静宜"}
    assert linked(row, LI, twin).doubtful


def test_two_right_numbers_are_two_people_whatever_else_agrees() -> None:
    one = LI | {"person.id_number": id_number("19840312", 2)}
    other = LI | {"person.id_number": id_number("19840312", 4)}
    assert weighing.decided(one, [other]) is None
    assert weighing.decided(LI, [other]) == 0


def test_who_contradicts_in_sex_or_birth_stays_a_doubt() -> None:
    link = Link("person", None, "", ("r0",), (problem("LINK_CONTRADICTS", Place(), step="姓名", element="性别"),))
    known = Indexed([KnownRecord("person", "r0", 1, LI)])
    assert weighing.weighed([LI], [link], known) == [link]
    maybe = replace(link, problems=(problem("LINK_MAYBE", Place(), step="姓名", count=1),))
    assert weighing.weighed([LI], [maybe], known)[0].step == weighing.WEIGHED


def test_a_candidate_out_of_sight_leaves_the_doubt() -> None:
    link = Link("person", None, "", ("r0", "far"), (problem("LINK_SEVERAL", Place(), step="姓名", count=2),))
    assert weighing.weighed([LI], [link], Indexed([KnownRecord("person", "r0", 1, LI)])) == [link]


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [("13812345678", "13812345687", True), ("13812345678", "13812345679", True), ("13812345678", "13812345678", False),
     ("13812345678", "1381234567", False), ("13812345678", "13812346578", True), ("13812345678", "13821345687", False)],
)  # fmt: skip
def test_a_slip_is_one_sign_or_two_neighbours(one: str, other: str, slip: bool) -> None:
    assert weighing.one_slip(one, other) is slip


def test_what_likeness_links_on_dirty_rosters_is_right() -> None:
    dice = random.Random(21)
    people = [each for each in generate(1_500, 21, DAY, STANDARD) if each.register == "person"]
    known = [each for each in people if dice.random() >= 0.3]
    told = [noisy(each, dice, people)[0] for each in people]
    rows: Sequence[StandardRow] = [StandardRow("名册", n, "person", one) for n, one in enumerate(told, 2)]
    ledger = Indexed([KnownRecord("person", each.id, 1, each.values) for each in known])
    links = [each[0] for each in link_rows(rows, ledger, STANDARD)]
    given = [(person.id, link.record.id) for person, link in zip(people, links, strict=True)
             if link.record is not None and link.step == weighing.WEIGHED]  # fmt: skip
    assert len(given) >= 10
    assert [pair for pair in given if pair[0] != pair[1]] == []


def test_a_careless_limit_would_link_a_namesake() -> None:
    namesake: dict[str, Json] = {"person.name": "李静怡", "person.gender": "2"}
    assert weighing.decided(namesake, [LI]) is None
    assert weighing.decided(namesake, [LI], certain=0.05) == 0
