"""`yibiao doubles`: who or what was probably entered twice in an area. In: home, person, area. Out: pairs with reasons.

Nothing is changed: merging is done by a person who sees both. Refuses: an area that does not exist.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from yibiao.edge.cli.office import open_office
from yibiao.edge.cli.output import print_json, stops_on_problem, tell
from yibiao.edge.cli.words import both, say, short

REASONS = {
    "same_number": ("号码相同", "same number"),
    "name_birth": ("姓名、出生日期相同", "same name and birth date"),
    "name_phone": ("姓名、电话相同", "same name and phone"),
    "name_near_number": ("姓名相同、号码只差一两位", "same name, numbers nearly the same"),
    "phone_surname_gender": ("电话、姓、性别相同", "same phone, surname and gender"),
    "sounds_alike": ("姓名同音、出生日期相同", "names sound alike, same birth date"),
    "same_head": ("户主号码相同", "same head of household"),
    "address_head": ("地址、户主相同", "same address and head"),
    "same_address": ("地址相同", "same address"),
    "same_code": ("编码相同", "same code"),
    "same_credit_code": ("统一社会信用代码相同", "same credit code"),
    "same_name": ("名称相同", "same name"),
    "address_phone": ("地址、电话相同", "same address and phone"),
}


@click.command(
    "doubles",
    help=both(
        "疑似重复：一个区划里可能登记了两遍的记录，附理由，由人核对。",
        "Probable doubles: records of an area that may have been entered twice, with reasons, for a person to judge.",
    ),
)
@click.option("--home", type=click.Path(path_type=Path), required=True, help=short("数据目录", "home folder"))
@click.option("--as", "login", required=True, help=short("以谁的身份", "on whose behalf"))
@click.option("--area", required=True, help=short("区划代码", "code of the area"))
@click.option("--register", default="person", show_default=True, help=short("登记册", "a register"))
@click.option("--most", default=50, show_default=True, type=click.IntRange(1, 1000), help=short("最多几对", "at most"))
@click.option("--json", "as_json", is_flag=True, help=short("输出 JSON", "print JSON"))
@stops_on_problem
def doubles(home: Path, login: str, area: str, *, register: str, most: int, as_json: bool) -> None:
    office = open_office(home, login, area, None, None)
    from yibiao.work.ledgers.dossiers import title_of
    from yibiao.work.ledgers.doubles import suspects

    house, where = office.house, (office.area.first, office.area.last)
    found: list[dict[str, Any]] = [
        {"one": each.one.id, "other": each.other.id, "titles": [title_of(house, each.one), title_of(house, each.other)],
         "areas": [each.one.area_name, each.other.area_name], "reasons": list(each.reasons), "likely": each.likely,
         "apart_by": each.apart_by}
        for each in suspects(house, office.mirror, office.view, register, where, most=most)
    ]  # fmt: skip
    if as_json:
        print_json(found)
        return
    for pair in found:
        why = "；".join(say(*REASONS[reason]) for reason in pair["reasons"])
        how = say("很可能", "likely") if pair["likely"] else say("可能", "possible")
        tell(f"{' / '.join(pair['titles'])}  {how}  {why}  {pair['one']} {pair['other']}")
    tell(say(f"共 {len(found)} 对", f"{len(found)} pairs"))
