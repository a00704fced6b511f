"""The data standard over HTTP: everyone looks, data officers add, and what is added counts for everyone at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast
from yibiao.base.problems import ProblemError
from yibiao.edge.estate import estate
from yibiao.flow.standard.model import Standard
from yibiao.work.journal.queries import lines
from yibiao.work.ledgers.actions import NewRecord
from yibiao.work.ledgers.mirror import Mirror
from yibiao.work.ledgers.scrub import verify_mirror
from yibiao.work.supplements.queries import standard_of_the_house, supplements

Enter = Callable[[str], Browser]
ALIAS = {"kind": "alias", "of": "person.phone", "name": "拨打号码", "reason": "某部门报表用这个叫法"}
TAG = {
    "kind": "tag",
    "of": "person",
    "name": "多子女",
    "parts": {"formula": "person.children >= 2"},
    "reason": "某文件第三条",
}
ELEMENT = {
    "kind": "element", "of": "person", "name": "x_umbrella", "reason": "社区试点",
    "parts": {"label_zh": "雨伞借用", "domain": "bool", "sensitivity": "1"},
}  # fmt: skip


def test_the_api_lists_every_element_of_the_standard_of_the_house(cast: Cast) -> None:
    reply = Browser().ask("GET", "/standard/elements")
    assert {entry["code"] for entry in reply.json()} == set(cast.house.standard.elements)


def test_an_unknown_element_is_refused_in_words(cast: Cast) -> None:
    reply = Browser().ask("GET", "/standard/elements/person.no_such_thing")
    assert (reply.status_code, reply.json()["code"]) == (404, "HTTP_NOT_THERE")


def test_elements_are_narrowed_by_register_level_and_words(cast: Cast) -> None:
    def told(asked: str) -> set[str]:
        return {entry["code"] for entry in Browser().ask("GET", f"/standard/elements?{asked}").json()}

    assert told("register_code=disability") == {"disability.certificate", "disability.kinds", "disability.since"}
    assert told("register_code=person&sensitivity=4") == {"person.id_number", "person.religion"}
    assert told("words=PHONE") == {"person.phone"}


def test_health_tells_the_version_and_nothing_else(cast: Cast) -> None:
    reply = Browser().ask("GET", "/health").json()
    assert set(reply) == {"status", "version"} and reply["status"] == "ok"


def test_lists_and_tags_are_shown(cast: Cast) -> None:
    browser = Browser()
    browser.ask("GET", "/session")
    assert [one["name"] for one in browser.ask("GET", "/standard/lists").json()] == ["kinds"]
    codes = browser.ask("POST", "/standard/lists/codes", {"name": "kinds"}).json()
    assert [(code["code"], code["own"]) for code in codes] == [("1", False), ("2", False)]
    assert browser.ask("POST", "/standard/lists/codes", {"name": "none"}).status_code == 404
    assert browser.ask("GET", "/standard/tags").json() == []


@pytest.mark.parametrize("login", ["wang", "li", "chen", "xu", "gao", "shen"])
def test_nobody_but_a_data_officer_adds(signed: Enter, login: str) -> None:
    browser = signed(login)
    for method, path, given in (
        ("GET", "additions", None), ("POST", "additions", ALIAS), ("POST", "additions/x/take_back", {"reason": "x"}),
        ("POST", "tags/try", {"register_code": "person", "formula": "person.children >= 2"}),
    ):  # fmt: skip
        assert browser.ask(method, f"/standard/{path}", given).json()["code"] == "HTTP_NOT_THERE", path


def test_an_alias_counts_at_once_and_names_author_and_reason(signed: Enter) -> None:
    shu = signed("shu")
    made = shu.ask("POST", "/standard/additions", ALIAS, **{"Idempotency-Key": "a"})
    assert made.status_code == 201
    assert shu.ask("POST", "/standard/additions", ALIAS, **{"Idempotency-Key": "a"}).json() == made.json()
    told = shu.ask("GET", "/standard/elements/person.phone").json()
    assert (told["aliases"], told["own_aliases"], told["own"]) == (["拨打号码"], ["拨打号码"], False)
    [row] = shu.ask("GET", "/standard/additions").json()
    assert (row["author"], row["reason"], row["taken_back"]) == ("shu", ALIAS["reason"], None)
    assert [line["payload"]["name"] for line in lines(verb="supplement_made")] == ["拨打号码"]


def test_an_addition_without_a_reason_is_refused(signed: Enter) -> None:
    shu = signed("shu")
    assert shu.ask("POST", "/standard/additions", {**ALIAS, "reason": "  "}).json()["code"] == "SUPPLEMENT_NO_REASON"
    assert shu.ask("POST", "/standard/additions", {**ALIAS, "kind": "wish"}).status_code == 422


def added(browser: Browser, given: dict[str, Any]) -> str:
    reply = browser.ask("POST", "/standard/additions", given)
    assert reply.status_code == 201, reply.json()
    return str(reply.json()["id"])


def counted(browser: Browser, formula: str, **more: str) -> dict[str, Any]:
    reply = browser.ask("POST", "/standard/tags/try", {"register_code": "person", "formula": formula, **more})
    assert reply.status_code == 200, reply.json()
    return dict(reply.json())


def test_a_formula_tells_its_conditions_and_its_count_while_it_is_typed(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    for children, area in ((0, "99010101"), (2, "99010101"), (3, "99020101")):
        cast.person(area, children=children, alone=True)
    told = counted(shu, "person.children >= 2 且 person.alone")
    assert (told["count"], told["problem"], told["area_name"]) == (2, None, "示例区")
    assert len(told["parts"]) == 2 and told["shown"]
    assert counted(shu, "person.children >= 2", area="9901")["count"] == 1
    read = [line["payload"] for line in lines(actor="shu", verb="read")]
    assert [entry["elements"] for entry in read] == [["person.alone", "person.children"], ["person.children"]]


def test_half_a_formula_says_where_it_stops(signed: Enter) -> None:
    shu = signed("shu")
    told = counted(shu, "person.children >= ")
    assert (told["count"], told["problem"]["code"]) == (None, "FORMULA_SYNTAX") and told["column"] > 8
    assert counted(shu, "no_such >= 1")["problem"]["code"] == "FORMULA_UNKNOWN_NAME"
    assert counted(shu, "person.children")["problem"]["code"] in {"STANDARD_NO_CONDITION", "FORMULA_TYPE"}


def test_the_count_goes_through_the_view_so_secrets_are_not_counted(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    cast.person(religion="某教")
    for formula in ("person.religion 有值", 'person.name = "张三"', "person.phone 有值"):
        told = counted(shu, formula)
        assert told["count"] is None and told["problem"], formula


def test_an_area_of_elsewhere_is_not_counted(cast: Cast, signed: Enter) -> None:
    from yibiao.work.directory import actions as directory

    directory.appoint([directory.NewPerson("north", "北数", "data_officer", "9901")], "test")
    cast.person("99020101", children=3)
    told = counted(signed("north"), "person.children >= 2", area="9902")
    assert told["count"] is None and told["problem"]["code"] == "ASKING_AREA_OUTSIDE"


def test_a_tag_of_the_house_is_asked_like_any_other(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    cast.person(children=2)
    added(shu, TAG)
    assert counted(shu, "多子女")["count"] == 1
    assert [tag["own"] for tag in shu.ask("GET", "/standard/tags").json()] == [True]


def test_a_new_element_has_its_column_and_is_kept_written_and_found(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    old = cast.person(children=1)
    added(shu, ELEMENT)
    house, mirror = estate().house, estate().mirror
    assert "person.x_umbrella" in house.standard.elements and mirror.house is house
    cast.house = house
    cast.create(NewRecord("person", "99010101", {"person.name": "李四", "person.x_umbrella": True}))
    assert counted(shu, "雨伞借用")["count"] == 1 and old
    assert verify_mirror(house, mirror) == ()
    assert verify_mirror(house, Mirror.open(house)) == (), "a mirror that is made anew is the same"


def test_what_holds_data_or_carries_others_is_not_taken_back(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    element = added(shu, ELEMENT)
    tag = added(shu, {**TAG, "name": "借了伞的", "parts": {"formula": "雨伞借用"}})
    path = f"/standard/additions/{element}/take_back"
    assert shu.ask("POST", path, {"reason": "不要了"}).json()["code"] == "SUPPLEMENT_NEEDED"
    assert shu.ask("POST", f"/standard/additions/{tag}/take_back", {"reason": "不要了"}).status_code == 204
    cast.house = estate().house
    cast.create(NewRecord("person", "99010101", {"person.name": "李四", "person.x_umbrella": True}))
    assert shu.ask("POST", path, {"reason": "不要了"}).json()["code"] == "SUPPLEMENT_HAS_DATA"
    assert shu.ask("POST", "/standard/additions/none/take_back", {"reason": "x"}).json()["code"] == "SUPPLEMENT_NONE"


def test_what_is_taken_back_counts_no_more_and_is_remembered(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    for given in (
        ALIAS,
        ELEMENT,
        {"kind": "code", "of": "kinds", "name": "Z1", "parts": {"label_zh": "其他"}, "reason": "x"},
    ):
        made = added(shu, given)
        assert shu.ask("POST", f"/standard/additions/{made}/take_back", {"reason": "写错了"}).status_code == 204
    assert set(estate().house.standard.elements) == set(cast.house.standard.elements)
    assert estate().house.standard.elements["person.phone"].aliases == ()
    assert [row["taken_back_by"] for row in shu.ask("GET", "/standard/additions").json()] == ["shu"] * 3
    added(shu, ELEMENT)
    assert verify_mirror(estate().house, estate().mirror) == ()


def test_a_code_of_the_house_is_a_value_like_the_others(cast: Cast, signed: Enter) -> None:
    shu = signed("shu")
    made = added(shu, {"kind": "code", "of": "kinds", "name": "Z1", "parts": {"label_zh": "多种"}, "reason": "x"})
    cast.house = estate().house
    person = cast.person()
    cast.create(NewRecord("disability", "99010101", {"disability.kinds": "Z1"}, person))
    path = f"/standard/additions/{made}/take_back"
    assert shu.ask("POST", path, {"reason": "x"}).json()["code"] == "SUPPLEMENT_HAS_DATA"


def test_an_addition_that_a_new_standard_has_itself_is_left_out_and_said(cast: Cast, signed: Enter) -> None:
    added(signed("shu"), ALIAS)
    newer = dict(cast.house.standard.elements)
    from dataclasses import replace

    newer["person.income_annual"] = replace(newer["person.income_annual"], aliases=("拨打号码",))
    shipped: Standard = replace(cast.house.standard, elements=newer)
    assert standard_of_the_house(shipped).elements["person.phone"].aliases == ()
    [row] = supplements(shipped)
    assert row.problem is not None and row.problem.code == "SUPPLEMENT_NAME_TAKEN"


def test_a_count_that_takes_too_long_is_broken_off(cast: Cast) -> None:
    slow = "SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE a.range * b.range % 7 = 3"
    with pytest.raises(ProblemError) as refusal:
        estate().mirror.session().hasty(0.2).execute(slow, {})
    assert refusal.value.problem.code == "LEDGERS_TOO_SLOW"
    assert estate().mirror.session().hasty(5).execute("SELECT 1", {}) == [(1,)]
