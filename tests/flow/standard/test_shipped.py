"""What the shipped data files say can be used: every domain exists, every formula can be read, every code is found."""

from __future__ import annotations

import pytest

from yibiao.flow.standard import Standard, load
from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.formula import Kind, parse, value_kind
from yibiao.flow.standard.formula.definitions import refuse_cycles


@pytest.fixture(scope="module")
def standard() -> Standard:
    return load()


def test_every_element_has_a_value_domain_that_exists(standard: Standard) -> None:
    domains = {code: domain_of(element.domain, standard) for code, element in standard.elements.items()}
    assert len(domains) == len(standard.elements)


def test_every_derived_element_has_a_formula_that_can_be_read(standard: Standard) -> None:
    derived = [element for element in standard.elements.values() if element.formula]
    for element in derived:
        assert element.formula is not None
        refuse_cycles(standard, parse(element.formula, element.register, standard))
    assert len(derived) >= 8


def test_every_tag_is_true_or_false_of_its_register(standard: Standard) -> None:
    for tag in standard.tags.values():
        node = parse(tag.formula, tag.register, standard)
        assert value_kind(node, standard) in (Kind.BOOL, Kind.CONDITION), tag.name


def test_a_code_is_found_by_its_code_its_label_and_each_alias(standard: Standard) -> None:
    for name, entry in standard.code_lists.items():
        domain = domain_of(f"code:{name}", standard)
        for code in entry.codes:
            writings = [code.code, *code.aliases]
            if code.parent is None or entry.by_code[code.parent].label_zh != code.label_zh:
                writings.append(
                    code.label_zh
                )  # GB/T 4754 gives three sections and divisions one label: the section has it
            missed = [writing for writing in writings if domain.parse(writing).value != code.code]
            assert missed == [], f"{name} {code.code}"
