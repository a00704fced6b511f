"""The scene and the oracle are sound before anything is judged by them."""

from __future__ import annotations

import pytest

from tests.edge.http.matrix.oracle import may_read
from tests.edge.http.matrix.scan import found_in, leaks
from tests.edge.http.matrix.scene import LEVELS, lay_scene
from yibiao.flow.standard import load
from yibiao.flow.standard.naming import naming


def test_the_levels_are_those_of_the_data_standard() -> None:
    elements = load().elements
    assert {code: (elements[code].sensitivity, naming(elements[code])) for code in LEVELS} == dict(LEVELS)


@pytest.mark.django_db
def test_every_value_of_the_scene_stands_nowhere_else() -> None:
    facts = list(lay_scene().facts())
    values = [fact.value for fact in facts]
    assert len(facts) == 4 * len(LEVELS)
    assert not [(one, other) for one in values for other in values if one is not other and one in other]


@pytest.mark.django_db
def test_a_leak_is_seen_and_what_is_allowed_is_none() -> None:
    facts = list(lay_scene().facts())
    phone = next(fact for fact in facts if fact.element == "person.phone" and fact.grid == "99010102")
    reply = f'{{"shown": "\\u6863 {phone.value}"}}'.encode()
    assert leaks("wang", reply, facts) == [phone] == leaks(None, reply, facts) == leaks("gao", reply, facts)
    assert leaks("li", reply, facts) == [] and found_in(reply, facts) == [phone]


@pytest.mark.django_db
def test_the_oracle_says_nothing_to_those_who_read_no_rows() -> None:
    facts = list(lay_scene().facts())
    assert not [fact for fact in facts for login in ("gao", "shu", "shen", "min", None) if may_read(login, fact)]
    assert {fact.element for fact in facts if may_read("xu", fact)} == {"person.name", "person.phone"}
