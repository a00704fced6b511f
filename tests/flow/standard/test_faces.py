"""How records show themselves: every name of the data file exists, every element stands in one group."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from yibiao.flow.standard import load
from yibiao.flow.standard.faces import faces, groups_of, unknown_names


def test_the_data_file_names_nothing_that_the_standard_lacks() -> None:
    assert unknown_names(load()) == ()


def test_a_name_that_the_standard_lacks_is_seen() -> None:
    """The broken variant: a standard without its first element and tag."""
    standard = load()
    lacking = {code: element for code, element in standard.elements.items() if code != "person.name"}
    assert "person.name" in unknown_names(replace(standard, elements=lacking, tags={}))


@pytest.mark.parametrize("register", sorted(faces(load())))
def test_every_element_stands_in_exactly_one_group(register: str) -> None:
    counted = Counter(element.code for group in groups_of(load(), register) for element in group.elements)
    assert counted.keys() == {element.code for element in load().of_register(register)}
    assert set(counted.values()) == {1}


def test_a_detail_has_one_group_named_like_its_register() -> None:
    (group,) = groups_of(load(), "disability")
    assert group.label_zh == "残疾" and group.elements == load().of_register("disability")


def test_what_must_be_known_of_a_record_is_on_its_face() -> None:
    for face in faces(load()).values():
        assert set(face.must) <= set(face.face) and face.find
