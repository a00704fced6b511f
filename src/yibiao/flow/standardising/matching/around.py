"""What stands around a bare label makes it whole. In: label paths, the title, a card's other blanks. Out: paths.

    title 高龄津贴发放花名册, label 类别      → 高龄津贴 › 类别
    card row  父亲姓名 | __ | 联系电话 | __   → 父亲 › 联系电话

Only a name that the standard knows as a whole is made; everything else stays as it is. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.base.tables import FillPoint
from yibiao.base.text import key
from yibiao.flow.standard.model import Standard
from yibiao.flow.standardising.matching.features import PARTICULAR
from yibiao.flow.standardising.matching.index import Index, index_of
from yibiao.flow.standardising.matching.labels import read_label

Path = tuple[str, ...]

_BARE = frozenset(
    "类别 类型 种类 等级 级别 档次 金额 标准 编号 证号 品种 原因 状态 地址 负责人 日期 时间 证件编号 性质".split()
)
"""Labels that mean nothing without the thing that the title names."""
_CARRIED = frozenset(
    "关系 与本人关系 与儿童关系 与老人关系 联系电话 电话 手机 手机号 手机号码 联系方式 电话号码 "
    "身份证号 身份证号码 公民身份号码 证件号码 "
    "工作单位 单位 职业 务工地 务工地点 住址 地址 联系地址".split()
)
"""Labels of a card that go on telling about the person whom the row began with."""
_LONGEST, _SHORTEST = 6, 2


def under_title(path: Path, title: str | None, standard: Standard) -> Path:
    """The path with the thing that the title names above a bare label, where that makes one element's name."""
    if not title or len(path) != 1 or (leaf := read_label(path).leaf) not in _BARE:
        return path
    index, text = index_of(standard), key(title)
    for length in range(_LONGEST, _SHORTEST - 1, -1):
        for begin in range(len(text) - length + 1):
            if _one_element(text[begin : begin + length] + leaf, index):
                return (text[begin : begin + length], *path)
    return path


def _one_element(name: str, index: Index) -> bool:
    codes = index.exact.get(name, ())
    return len(codes) == 1 and "." in codes[0]


def in_row(points: Sequence[FillPoint], standard: Standard) -> list[Path]:
    """The paths of a card's blanks, each bare label with the person named at the start of its row."""
    index = index_of(standard)
    found: list[Path] = []
    person, row, own = "", 0, False
    for point in points:
        if point.row != row:
            person, row, own = "", point.row, False
        label = read_label(point.path[-1:])
        if label.roles & PARTICULAR and label.kind in ("name", "person"):
            person = label.leaf.removesuffix("姓名")
        own = own or label.leaf in ("姓名", "名字")
        path = point.path
        if person and not own and not label.roles and label.leaf in _CARRIED:
            leaf = label.leaf if person + label.leaf in index.exact else _usual(person, label.leaf, index)
            path = (*point.path[:-1], person, leaf) if leaf else path
        found.append(path)
    return found


def _usual(person: str, leaf: str, index: Index) -> str | None:
    """The usual word for a label where the standard knows that of the person: 电话 for 联系电话."""
    same = (
        ("电话", "联系电话")
        if leaf.endswith(("电话", "手机", "号码", "方式", "手机号"))
        else (leaf.removeprefix("与本人"),)
    )
    ids = ("身份证号", "身份号码") if leaf.startswith(("身份", "公民", "证件")) else same
    return next((word for word in ids if person + word in index.exact), None)
