"""Invented people as many sources write them. In: how many, seed. Out: rows with the person behind each.

Households share address, surname and sometimes a telephone; siblings share a generation character; 1 in 80 is a twin.
Noise as measured on dirty rosters (MATCHING B2): number missing 30 %, masked 5 %, mistyped 5 %, of fifteen digits 3 %,
somebody else's .3 %; name heard alike 2.4 %, one character wrong 1 %, two exchanged .3 %; birth missing 25 %, first of
January 1 %; telephone missing 30 %, changed 15 %; address missing 12 %, moved 12 %, six ways of writing.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from yibiao.flow.linking.learned import Person
from yibiao.flow.linking.learned.table import sound
from yibiao.flow.standard.domains.citizen_id import check_character

_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海波辉鹏飞龙云峰斌宇浩凯健俊帆晨雪梅琳婷"
    "玲莉燕萍丹颖慧佳欣怡悦思雨涵轩梓子一天成光东春生荣福贵德仁义信诚安康乐永长庆祥瑞嘉清泉江河山石松柏林森"
    "章璋彰威炜薇惠汇卉静敬净进晋锦勤琴秦青晴卿宏弘鸿洪红虹淑舒书树"
)
_ROADS = [f"{one}{two}路" for one in "榆岫漪稻槐桐枫荷" for two in "香水月星溪岩丘泽"]
_ESTATES = [
    f"{one}{two}{three}" for one in "白绿金翠" for two in "露竹桂莲湖" for three in ("公寓", "花园", "新村", "小区")
]
SHARES = {"missing": 0.30, "masked": 0.05, "mistyped": 0.05, "fifteen": 0.03, "another": 0.003}


@dataclass(frozen=True)
class Truth:
    """A person as they are: a row without noise, and the parts of the address."""

    row: Person
    home: tuple[str, str, str, str, str, str]


def _home(dice: random.Random) -> tuple[str, str, str, str, str, str]:
    room = f"{dice.randint(1, 18)}{dice.randint(1, 4):02}"
    place = dice.choice(_ROADS), str(dice.randint(1, 300)), dice.choice(_ESTATES)
    return *place, str(dice.randint(1, 12)), str(dice.randint(1, 3)), room


def people(count: int, dice: random.Random) -> list[Truth]:
    """`count` people in households of one to five."""
    found: list[Truth] = []
    while len(found) < count:
        family = dice.choices(_FAMILY, [1 / (rank + 3) for rank in range(len(_FAMILY))])[0]
        home, phone, generation = _home(dice), _phone(dice), dice.choice(_GIVEN)
        birth = ""
        for member in range(dice.randint(1, 5)):
            twin = member > 2 and dice.random() < 0.05
            birth = birth if twin else f"{dice.randint(1935, 2019)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            surname = family if member != 1 else dice.choice(_FAMILY)
            given = dice.choice(_GIVEN) if dice.random() < 0.2 else dice.choice(_GIVEN) + dice.choice(_GIVEN)
            name = surname + (generation + dice.choice(_GIVEN) if member > 1 and dice.random() < 0.5 else given)
            first17 = f"99{dice.randint(1, 9):02}01{birth.replace('-', '')}{len(found) % 1000:03}"
            number = first17 + check_character(first17)
            own = phone if dice.random() < 0.3 else _phone(dice)
            gender = "1" if int(number[16]) % 2 else "2"
            found.append(Truth(Person("", name, number, birth, gender, own, ""), home))
    return found[:count]


def _phone(dice: random.Random) -> str:
    return f"14{dice.randrange(10**9):09}"


def written(home: tuple[str, str, str, str, str, str], dice: random.Random) -> str:
    """The address in one of six ways."""
    road, number, estate, building, unit, room = home
    return dice.choice(
        (
            f"榆汀区岫浦街道漪洲社区{road}{number}号{estate}{building}幢{unit}单元{room}室",
            f"{road}{number}号{estate}{building}幢{unit}单元{room}",
            f"{estate}{building}-{unit}-{room}",
            f"岫浦街道{estate}{building}栋{room}室",
            f"{road}{number}号{estate}{building}号楼{unit}单元{room}室".translate(_FULL),
            f"{estate}{building}号楼{unit}单元{room}",
        )
    )


_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


class Noise:
    """What a source makes of a person."""

    def __init__(self, truths: list[Truth], dice: random.Random) -> None:
        self.truths, self.dice = truths, dice
        self.heard: dict[str, str] = {}
        for one in dict.fromkeys(_GIVEN):
            self.heard[sound(one)] = self.heard.get(sound(one), "") + one

    def row(self, truth: Truth, source: str) -> Person:
        dice, row = self.dice, truth.row
        home = truth.home if dice.random() >= 0.12 else _home(dice)
        birth, chance = row.birth, dice.random()
        birth = "" if chance < 0.25 else birth[:4] + "-01-01" if chance < 0.26 else birth
        chance = dice.random()
        phone = "" if chance < 0.30 else _phone(dice) if chance < 0.45 else row.phone
        return replace(
            row,
            source=source,
            name=self._name(row.name),
            id_number=self._number(row.id_number),
            birth=birth,
            phone=phone,
            address="" if dice.random() < 0.12 else written(home, dice),
        )

    def _name(self, name: str) -> str:
        dice, chance, at = self.dice, self.dice.random(), self.dice.randrange(1, len(name))
        if chance < 0.024:
            return name[:at] + dice.choice(self.heard.get(sound(name[at]), name[at])) + name[at + 1 :]
        if chance < 0.034:
            return name[:at] + dice.choice(_GIVEN) + name[at + 1 :]
        return name[0] + name[:0:-1] if chance < 0.037 else name

    def _number(self, number: str) -> str:
        chance = self.dice.random()
        for kind, share in SHARES.items():
            chance -= share
            if chance < 0:
                return self._spoilt(number, kind)
        return number

    def _spoilt(self, number: str, kind: str) -> str:
        if kind == "masked":
            return number[:4] + "*" * 10 + number[14:]
        if kind == "mistyped":
            at = self.dice.randrange(6, 16)
            return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        if kind == "fifteen":
            return number[:6] + number[8:17] if number[6:8] == "19" else number
        return "" if kind == "missing" else self.dice.choice(self.truths).row.id_number


def sources(truths: list[Truth], count: int, each: float, dice: random.Random) -> Iterator[tuple[int, Person]]:
    """(person, row) of `count` sources; a person stands in `each` of them on average."""
    noise = Noise(truths, dice)
    for source in range(count):
        for number, truth in enumerate(truths):
            if dice.random() < each / count:
                yield number, noise.row(truth, f"s{source}")
