"""Invented values for sample rows. In: a domain of the standard, a random source. Out: text. No person is meant by any of it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from random import Random

ELEMENTS = Path(__file__).resolve().parents[2] / "src/yibiao/flow/standard/data/elements"
SURNAMES = "赵钱孙李周吴郑王冯陈"
GIVEN = "一二三甲乙丙丁小大安"
CODED = {
    "GB/T 2261.1": ("男", "女"), "GB/T 3304": ("汉族", "回族"), "GB/T 4658": ("小学", "初中", "高中", "大专"),
    "GB/T 4762": ("群众", "中共党员"), "GB/T 2261.2": ("未婚", "已婚"), "GB/T 2261.3": ("健康", "一般"),
}  # fmt: skip
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@cache
def domains() -> dict[str, str]:
    """Domain of every element of the standard."""
    found: dict[str, str] = {}
    for path in sorted(ELEMENTS.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row["code"]: row["domain"] for row in csv.DictReader(file, delimiter="\t")}
    return found


def identity(random: Random) -> str:
    """An identity number under the unassigned area 99 (GB 11643 check digit)."""
    body = f"99{random.randint(0, 9999):04d}{random.randint(1935, 2015)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}{random.randint(0, 999):03d}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def value(asks: str, random: Random) -> str:
    """A value for a column; empty where nothing sensible is known."""
    domain = domains().get(asks, "")
    kind, _, coding = domain.partition(":")
    if kind in {"code", "codes"}:
        return random.choice(CODED.get(coding, ("",)))
    simple = {
        "name": lambda: random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN),
        "citizen_id": lambda: identity(random),
        "phone": lambda: f"199{random.randint(0, 9999):04d}0000",
        "date": lambda: f"{random.randint(1990, 2025)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
        "year": lambda: str(random.randint(2000, 2025)),
        "bool": lambda: random.choice(("是", "否")),
        "int": lambda: str(random.randint(1, 90)),
        "decimal": lambda: str(random.randint(1, 900) / 10),
        "area_mu": lambda: str(random.randint(1, 300) / 10),
        "area_m2": lambda: str(random.randint(40, 200)),
        "money": lambda: str(random.randint(1, 60) * 50),
        "address": lambda: f"示例路{random.randint(1, 200)}号{random.randint(1, 9)}栋{random.randint(101, 902)}室",
        "bank_account": lambda: f"6200000000{random.randint(0, 999999999):09d}",
    }
    return simple[kind]() if kind in simple else ""
