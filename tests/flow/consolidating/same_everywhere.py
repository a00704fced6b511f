"""A small pile consolidated, as text, for comparing two processes. In: "ours" or "in set order". Out: JSON on standard output.

"in set order" weighs what forms share in the order in which a set happens to stand: the fault that the test has to see.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import combinations

from tests.flow.consolidating.piles import counted, pile
from yibiao.flow.consolidating import Pile, consolidate
from yibiao.flow.consolidating.profiles import Weights, profiles_of, shared_of
from yibiao.flow.consolidating.saving import plain
from yibiao.flow.standard import load

LISTS = pile(
    ("a", "持证残疾人花名册", "| 姓名 | 性别 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 | 致残原因 | 监护人姓名 |"),
    ("b", "2024年度残疾人台账", "| 残疾证号 | 姓名 | 残疾类别 | 残疾等级 | 公民身份号码 | 致残原因 | 手机号码 |"),
    ("c", "持证残疾人等级公示表", "| 姓名 | 身份证号 | 残疾证号 | 残疾类别 | 残疾等级 | 帮扶联系人 |"),
    ("d", "退役军人花名册", "| 姓名 | 性别 | 身份证号 | 入伍日期 | 退役日期 | 服役年限 | 原服役部队 | 安置方式 |"),
    ("e", "古树名木台账", "| 树种 | 树龄 | 胸径 | 养护单位 | 古树编号 | 帮扶联系人 | 手机号码 |"),
)
TABLE = counted("f", "残疾人情况统计表", ("肢体残疾", "视力残疾"), ("一级", "二级", "合计"))


class InSetOrder(Weights):
    """Adds up as a set happens to stand."""

    def total(self, keys: Iterable[str]) -> float:
        return sum(map(self, frozenset(keys)))


def told(weights: type[Weights]) -> str:
    """Everything that consolidating says, and what each two forms share, unrounded."""
    forms = Pile((*LISTS.forms, TABLE))
    found = consolidate(forms, load())
    profiles = profiles_of(found.pile.forms, load())
    weigh = weights(profiles, load())
    shared = [shared_of(a, b, weigh) for a, b in combinations(profiles, 2)]
    figures = [[each.jaccard, each.in_a, each.in_b, each.specific] for each in shared]
    return json.dumps([plain(found), figures], ensure_ascii=False)


if __name__ == "__main__":
    print(told({"ours": Weights, "in set order": InSetOrder}[sys.argv[1]]))
