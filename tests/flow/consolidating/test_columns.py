"""How like two labels are by spelling, and which never are."""

from __future__ import annotations

import pytest

from yibiao.flow.consolidating.columns import LIKE, likeness


def test_labels_that_differ_by_a_word_are_like() -> None:
    assert likeness("隐患照片", "隐患图片") >= LIKE
    assert likeness("所属区域", "所属区") > likeness("所属区域", "所属街道") == 0.0


@pytest.mark.parametrize(
    ("one", "other"), [("上年收入", "本年收入"), ("父亲姓名", "母亲姓名"), ("一季度产值", "二季度产值")]
)
def test_labels_that_differ_in_a_telling_character_are_never_like(one: str, other: str) -> None:
    assert likeness(one, other) == 0.0
