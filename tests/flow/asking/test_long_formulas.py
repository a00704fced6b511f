"""The longest and deepest formulas that the language lets through are answered too."""

from __future__ import annotations

import pytest

from tests.flow.asking.cast import DAY, RECORDS
from tests.flow.asking.ledger import CHIEF, session_of
from tests.flow.standard.small import SMALL
from yibiao.flow.asking import ask
from yibiao.flow.asking.nodes import CountQuestion
from yibiao.flow.standard.formula import parse


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("独居 或 " * 600 + "独居", 2),
        ("或".join(f"年龄={age}" for age in range(330)), 3),
        ("(独居 且 " * 38 + "独居" + ")" * 38, 2),
        ("非 " * 38 + "独居", 2),
        ("+".join(["年龄"] * 40) + " > 3", 3),
    ],
)
def test_long_formulas_are_answered(text: str, count: int) -> None:
    question = CountQuestion("person", parse(text, "person", SMALL))
    assert ask(question, CHIEF, "9901", session=session_of(RECORDS), day=DAY, standard=SMALL).value == count
