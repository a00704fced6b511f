"""One dwelling in many writings has one key; another dwelling has another."""

from __future__ import annotations

import pytest

from yibiao.flow.linking.addresses import Address, parse_address, renewed

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    "text",
    [
        "榆汀区岫浦街道漪洲社区稻香路12号白露公寓3幢2单元502室",
        "岫浦街道白露公寓三栋502",
        "白露公寓３－２－５０２",
        "稻香路十二号白露公寓3号楼二单元502室",
        "白露公寓3-502",
    ],
)
def test_one_dwelling_has_one_key_however_it_is_written(text: str) -> None:
    assert parse_address(text).home == "白露公寓|3|502"


def test_the_parts_are_told() -> None:
    assert parse_address("榆汀区岫浦街道稻香路12号3幢2单元502室") == Address(
        "榆汀区岫浦街道", "稻香路", "12", "", "3", "2", "502", (("区", "榆汀"), ("街", "岫浦"))
    )
    assert parse_address("稻香街12弄3号501室").home == "稻香街12|3|501"
    assert parse_address("漪洲村五组32号").home == "漪洲村|5|32"


def test_what_cannot_be_read_has_no_key() -> None:
    assert [parse_address(text).home for text in ("", "不详", "稻香路12号")] == ["", "", ""]


def test_an_old_road_is_read_under_its_new_name() -> None:
    names = {"稻路": "穗路", "老稻路": "新穗路"}
    assert renewed("老稻路12号", names) == "新穗路12号"
