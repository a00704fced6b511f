"""Addresses taken apart and resolved to dwellings. In: tagged addresses of strangers, persons, seed. Out: ratios.

    python -m bench.addresses [--tagged .../addresses/dev.txt] [--persons 20000] [--seed 20261122]

Tagged: lines of `sign B-kind`; entities count by kind and text, their endings (号 幢 单元 室) left out. Ours reads nine of the
21 kinds; the rest counts as missed in "all kinds". Drawn: each address of a demo district's dwellings, in eight writings,
with noise: no unit 20 %, no building 4 %, an old name of the district 10 % (half known to be abolished), of a dwelling that the register lacks 15 %,
an estate of the same name in another city 5 % (half of them are of those who name it), one digit of the room wrong .5 %.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.linking import Indexed
from yibiao.flow.demo import DemoRecord, generate
from yibiao.flow.linking.addresses import Address, parse_address
from yibiao.flow.linking.dwellings import Dwellings
from yibiao.flow.standard import load
from yibiao.flow.standard.rows import KnownRecord

Entity = tuple[str, str]
_ENDINGS = ("号楼", "单元", "号", "弄", "幢", "栋", "座", "楼", "室", "房")
_AREAS = {"省": "prov", "市": "city", "区": "district", "街": "town", "社": "community"}
_READ = ("prov", "city", "district", "town", "community", "road", "roadno", "poi", "houseno", "cellno", "roomno")


def tagged(path: Path) -> Iterator[tuple[str, list[Entity]]]:
    """Each address with its entities."""
    signs: list[tuple[str, str]] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.strip():
            sign, _, tag = line.rpartition(" ")
            signs.append((sign, tag))
        elif signs:
            found: list[list[str]] = []
            for sign, tag in signs:
                if tag[0] == "I" and found:
                    found[-1][1] += sign
                else:
                    found.append([tag[2:], sign])
            yield "".join(sign for sign, _ in signs), [(kind, text) for kind, text in found]
            signs = []


def bare(kind: str, text: str) -> str:
    if kind in ("prov", "city", "district", "town", "community"):
        areas = parse_address(f"{text}1").within
        return areas[-1][1] if areas else text
    for ending in _ENDINGS if kind.endswith("no") else ():
        text = text.removesuffix(ending)
    return text


def entities(address: Address) -> list[Entity]:
    """Ours in the kinds of the tags. A county-level city is tagged as a district: 市 after 市."""
    found, cities = [], 0
    for kind, name in address.within:
        cities += kind == "市"
        found.append(("district" if kind == "市" and cities > 1 else _AREAS[kind], name))
    estate = "community" if address.estate.endswith("村") and not address.road else "poi"
    parts = (("road", address.road), ("roadno", address.number), (estate, address.estate),
             ("houseno", address.building), ("cellno", address.unit), ("roomno", address.room))  # fmt: skip
    return [*found, *((kind, text) for kind, text in parts if text)]


def judged(path: Path) -> None:
    right: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    truth: Counter[str] = Counter()
    start, count = time.process_time(), 0
    for text, told in tagged(path):
        count += 1
        mine, theirs = Counter(entities(parse_address(text))), Counter((kind, bare(kind, one)) for kind, one in told)
        for each, number in mine.items():
            ours[each[0]] += number
            right[each[0]] += min(number, theirs[each])
        for each, number in theirs.items():
            truth[each[0]] += number
    print(f"{count} tagged addresses, {1e6 * (time.process_time() - start) / count:.0f} µs each")
    for name, kinds in (("kinds that we read", _READ), ("all kinds but redundant", [*set(truth) - {"redundant"}])):
        hit, said, told_all = (sum(each[kind] for kind in kinds) for each in (right, ours, truth))
        print(f"  {name}: precision {hit / said:.3f} recall {hit / told_all:.3f} F1 {2 * hit / (said + told_all):.3f}")
    for kind in _READ:
        print(f"    {kind:10} F1 {2 * right[kind] / max(1, ours[kind] + truth[kind]):.3f}  ({truth[kind]} tagged)")


def drawn(dwelling: DemoRecord, dice: random.Random) -> tuple[str, str]:
    """An address of the dwelling as somebody writes it, and what was done to it."""
    told = parse_address(str(dwelling.values["dwelling.address"]))
    district = next(f"{name}区" for kind, name in told.within if kind == "区")
    area, road, room, what = told.area, f"{told.road}{told.number}号", told.room, "plain"
    chance = dice.random()
    if chance < 0.05:
        area, what = dice.choice(("", "远山省远江市汀南区")), "another city"
        told = replace(told, building=str(dice.randint(1, 30)), unit=str(dice.randint(1, 3)))
        road, room = f"{told.road}{dice.randint(1, 300)}号", f"{dice.randint(1, 18)}0{dice.randint(1, 4)}"
    elif chance < 0.15:
        area, what = area.replace(district, dice.choice(("旧汀区", "汀北区"))), "old district"
    elif chance < 0.155:
        place = dice.randrange(len(room))
        room, what = room[:place] + str(dice.randrange(1, 9)) + room[place + 1 :], "wrong digit"
    unit = "" if dice.random() < 0.2 else told.unit
    building = "" if dice.random() < 0.04 else told.building
    inside = (f"{building}幢" if building else "") + (f"{unit}单元" if unit else "") + f"{room}室"
    short = "-".join(part for part in (building, unit, room) if part)
    text = dice.choice((
        f"{area}{road}{told.estate}{inside}", f"{road}{told.estate}{inside}", f"{area}{told.estate}{inside}",
        f"{told.estate}{short}", f"{told.estate}{inside}".translate(_FULL), f"{area}{told.estate}{inside.replace('幢', '号楼')}",
        f"{told.estate}{inside.replace('幢', '栋').removesuffix('室')}", f"{area}{road}{told.estate}{short}",
    ))  # fmt: skip
    return text, what


_FULL = str.maketrans("0123456789", "０１２３４５６７８９")


def resolved(persons: int, seed: int) -> None:
    dice, standard = random.Random(seed), load()
    day = date(2026, 6, 1)
    homes = [one for one in generate(persons, seed, day, standard) if one.register == "dwelling"]
    known = [one for one in homes if dice.random() >= 0.15]
    ledger = Indexed([KnownRecord("dwelling", one.id, 1, one.values) for one in known])
    rows = [(one.id, *drawn(one, dice)) for one in homes]
    held = {one.id for one in known}
    start = time.process_time()
    dwellings = Dwellings([text for _, text, _ in rows], ledger, frozenset({"旧汀区"}))
    found = [dwellings.meant(text) for _, text, _ in rows]
    seconds = time.process_time() - start
    print(f"{len(rows)} drawn addresses of {len(homes)} dwellings, the register has {len(known)}, {seconds:.1f} s CPU")
    _told(
        "all",
        [(id in held and what != "another city", id, one) for (id, _, what), one in zip(rows, found, strict=True)],
    )
    for kind in ("plain", "old district", "another city", "wrong digit"):
        some = [(id in held and what != "another city", id, one)
                for (id, _, what), one in zip(rows, found, strict=True) if what == kind]  # fmt: skip
        _told(kind, some)


def _told(name: str, some: Sequence[tuple[bool, str, object]]) -> None:
    accepted = [(there, id, one) for there, id, one in some if one.dwelling is not None]  # type: ignore[attr-defined]
    wrong = sum(not there or id != one.dwelling for there, id, one in accepted)  # type: ignore[attr-defined]
    there = sum(each[0] for each in some)
    doubts = sum(bool(one.candidates) for _, _, one in some)  # type: ignore[attr-defined]
    print(
        f"  {name:13} rows {len(some)}, linked {len(accepted)}, wrong {wrong} ({100 * wrong / max(1, len(accepted)):.2f} %), "
        f"of those in the register found {(len(accepted) - wrong) / max(1, there):.3f}, doubtful {doubts / len(some):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tagged", type=Path)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    if options.tagged:
        judged(options.tagged)
    resolved(options.persons, options.seed)


if __name__ == "__main__":
    main()
