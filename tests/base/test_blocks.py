"""A column of a block is asked for all texts, a few, one, or those with a sign, and says the same each time."""

from __future__ import annotations

from random import Random

from yibiao.base.blocks import LongCells, block_of

SIGNS = ("", "", "合计", "总", "张三", "１2", "x", "计计")


def test_a_few_texts_one_text_and_those_with_a_sign_are_those_of_the_whole_column() -> None:
    dice = Random(7)
    columns = [[dice.choice(SIGNS) for _ in range(50)] for _ in range(3)] + [[""] * 50]
    blocks = [block_of(10, columns), block_of(60, columns[::-1])]
    cells = LongCells({}, blocks)
    for block in blocks:
        for column in (1, 2, 3, 4, 5):
            texts = block.texts(column)
            rows = sorted(dice.sample(range(block.first, block.last + 1), 12))
            assert block.some(column, rows) == [texts[row - block.first] for row in rows]
            assert [cells.text(row, column) for row in rows] == block.some(column, rows)
            for sign in "计总":
                wanted = [(row, text) for row, text in enumerate(texts, block.first) if sign in text]
                assert list(block.with_sign(column, sign)) == wanted
