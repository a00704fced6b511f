"""Which columns of two forms face each other, why, and what never does."""

from __future__ import annotations

import pytest

from yibiao.flow.consolidating.pairing import WEIGHTS, Reason, pair_columns
from yibiao.flow.consolidating.shapes import FormField
from yibiao.flow.consolidating.signs import SIGNS

SURE = ("姓名=person.name", "身份证号=person.id_number", "性别=person.gender", "民族=person.ethnicity")


def fields(*columns: str) -> list[FormField]:
    """`label=asks`; headings with ›; no asks: in no standard; ? after it: not surely."""
    found = []
    for at, column in enumerate(columns):
        label, _, asks = column.partition("=")
        path = tuple(label.split("›"))
        said = asks.rstrip("?") or f"new:{''.join(path)}"
        found.append(FormField(f"{chr(65 + at)}1", path, said, 0.9, bool(asks) and not asks.endswith("?")))
    return found


def labels(one: list[FormField], other: list[FormField], **how: object) -> dict[str, tuple[str, Reason]]:
    pairs = pair_columns(one, other, **how)  # type: ignore[arg-type]
    return {"".join(one[pair.one].path): ("".join(other[pair.other].path), pair.reason) for pair in pairs}


def test_each_pair_says_why_a_person_would_make_it() -> None:
    one = fields(*SURE, "文化程度=person.education", "家庭地扯", "走访记录", "审核人")
    other = fields(*SURE, "学历=person.education", "家庭地址=person.residence_address", "入户情况", "审核人")
    assert labels(one, other) == {
        "姓名": ("姓名", Reason.LABEL),
        "身份证号": ("身份证号", Reason.LABEL),
        "性别": ("性别", Reason.LABEL),
        "民族": ("民族", Reason.LABEL),
        "审核人": ("审核人", Reason.LABEL),
        "文化程度": ("学历", Reason.MEANING),
        "家庭地扯": ("家庭地址", Reason.SPELLING),
    }


def test_what_the_other_form_holds_for_possible_is_said_to_be_possible() -> None:
    doubted = FormField("E1", ("营业情形",), "place.operating_status", 0.9, True)
    other = FormField("E1", ("经营状况",), "new:经营状况", 0.3, False, others=("place.operating_status",))
    found = labels([*fields(*SURE), doubted], [*fields(*SURE), other])
    assert found["营业情形"] == ("经营状况", Reason.POSSIBLE)


def test_a_column_between_two_pairs_faces_the_one_that_stands_there() -> None:
    found = labels(fields(*SURE[:2], "补助档次", *SURE[2:]), fields(*SURE[:2], "发放档位", *SURE[2:]))
    assert found["补助档次"] == ("发放档位", Reason.PLACE)


def test_a_column_faces_one_other_and_the_nearest_wins() -> None:
    found = labels(fields("联系电话", "电话"), fields("联系电话"))
    assert found == {"联系电话": ("联系电话", Reason.LABEL)}


OPPOSED = [
    ("本年收入", "本年支出"),
    ("上年末人数", "本年末人数"),
    ("男性人数", "女性人数"),
    ("一季度产值", "二季度产值"),
    ("已就业人数", "未就业人数"),
    ("配偶联系电话=person.spouse_phone", "监护人联系电话=person.guardian_phone"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSED)
def test_what_is_opposed_never_pairs_however_near_it_is_spelled(one: str, other: str) -> None:
    """Between equal neighbours and with nothing else to go to, spelling and place would pair them: the refusal does not."""
    a, b = (fields(*SURE[:2], column, *SURE[2:]) for column in (one, other))
    assert len(labels(a, b)) == len(SURE) and len(labels(b, a)) == len(SURE)
    assert len(labels(a, b, refused=lambda x, y: False)) == len(SURE) + 1, "the broken variant pairs them"


def test_cells_of_a_cross_tab_meet_only_those_of_their_own_row() -> None:
    def cells(*rows: str) -> list[FormField]:
        return [
            FormField(f"B{at}", (row, "住校生"), f"new:{row}住校生", 0.0, False, stub=(row,))
            for at, row in enumerate(rows)
        ]

    found = labels(cells("小学", "初中", "高中"), cells("初中", "高中", "中专"))
    assert {one: other for one, (other, _) in found.items()} == {"初中住校生": "初中住校生", "高中住校生": "高中住校生"}


def test_forms_without_columns_have_no_pairs() -> None:
    assert pair_columns([], fields("姓名")) == () == pair_columns(fields("姓名"), [])


def test_every_sign_has_a_weight_and_what_speaks_against_a_pair_weighs_against_it() -> None:
    assert tuple(WEIGHTS) == SIGNS
    against = ("telling", "other_sure", "other_likely", "about", "kind", "number", "aside")
    assert all((weight < 0) == (name in against) for name, weight in WEIGHTS.items())
