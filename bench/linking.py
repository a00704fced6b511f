"""Linking received rows to the ledger, measured on a demo district with noise. In: persons, seed. Out: ratios.

    python -m bench.linking [--persons 20000] [--seed 20261122]

15 % of the people are unknown to the ledger. The rows' noise follows the shares of dirty rosters: identity number missing 30 %, wrong
5 %, another's .3 %; homophone or renamed 3 %; birth date missing 25 %; telephone missing 30 %, changed 22 %; address missing
12 %, moved 18 %. "new though known" makes a second record of one person: the dearest mistake but a wrong link.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from yibiao.flow.demo import DemoRecord, generate
from yibiao.flow.linking import link_rows
from yibiao.flow.standard import load
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.domains.citizen_id import check_character
from yibiao.flow.standard.rows import KnownRecord, StandardRow

DAY = date(2026, 6, 1)
TOLD = (
    "person.name",
    "person.id_number",
    "person.birth_date",
    "person.gender",
    "person.phone",
    "person.residence_address",
)


class Indexed:
    """Known records found by hash, an index a set of elements, made when first asked."""

    def __init__(self, records: Sequence[KnownRecord]) -> None:
        self.records = records
        self._indexes: dict[tuple[str, ...], dict[tuple[Json, ...], list[KnownRecord]]] = {}
        self._by_id: dict[str, KnownRecord] | None = None

    def find(self, register: str, wanted: Sequence[Mapping[str, Json]]) -> Sequence[Sequence[KnownRecord]]:
        answers = []
        for each in wanted:
            names = (register, *sorted(each))
            if names not in self._indexes:
                index = self._indexes[names] = defaultdict(list)
                for record in self.records:
                    if record.register == register:
                        index[tuple(record.values.get(code) for code in names[1:])].append(record)
            answers.append(self._indexes[names].get(tuple(each[code] for code in names[1:]), []))
        return answers

    def hanging_on(self, register: str, masters: Sequence[str]) -> Sequence[Sequence[KnownRecord]]:
        return [[] for _ in masters]

    def addressed(self, register: str, element: str, numbers: Sequence[str]) -> Iterator[tuple[str, str]]:
        ends = set(numbers)
        for record in self.records:
            text = str(record.values.get(element) or "") if record.register == register else ""
            if text and re.findall("[0-9]+", text)[-1:] and re.findall("[0-9]+", text)[-1] in ends:
                yield record.id, text

    def stems(self, register: str, element: str) -> Iterator[str]:
        told = {str(record.values.get(element) or "") for record in self.records if record.register == register}
        found = (re.match("(.*[^0-9])[0-9]+[^0-9]*$", text) for text in told)
        yield from sorted({each.group(1) for each in found if each})

    def get(self, records: Sequence[str]) -> Sequence[KnownRecord | None]:
        if self._by_id is None:
            self._by_id = {record.id: record for record in self.records}
        return [self._by_id.get(one) for one in records]


def noisy(person: DemoRecord, dice: random.Random, others: Sequence[DemoRecord]) -> tuple[dict[str, Json], bool]:
    """What a roster says of the person, and whether it holds a refused identity number."""
    told: dict[str, Json] = {code: person.values[code] for code in TOLD if person.values.get(code) is not None}
    other = dice.choice(others).values
    bad = False
    chance = dice.random()
    if chance < 0.30:
        told.pop("person.id_number", None)
    elif chance < 0.35:
        told.pop("person.id_number", None)
        bad = True  # a digit is wrong: the value domain refuses it
    elif chance < 0.353:
        told["person.id_number"] = other.get("person.id_number")
    elif chance < 0.363:
        told["person.id_number"] = _slip(str(told.get("person.id_number", "")), dice)
    if dice.random() < 0.03:
        told["person.name"] = str(told["person.name"])[0] + str(other["person.name"])[1:]
    for code, missing, changed in (
        ("birth_date", 0.25, 0.01),
        ("phone", 0.30, 0.22),
        ("residence_address", 0.12, 0.18),
    ):
        chance = dice.random()
        if chance < missing:
            told.pop(f"person.{code}", None)
        elif chance < missing + changed:
            told[f"person.{code}"] = other.get(f"person.{code}")
    return {code: value for code, value in told.items() if value is not None}, bad


def _slip(number: str, dice: random.Random) -> str:
    """Another right number: a slip of the day that the check character happens not to see."""
    if len(number) != 18:
        return number
    first17 = f"{number[:12]}{dice.randint(1, 28):02}{number[14:17]}"
    return first17 + check_character(first17)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261122)
    options = parser.parse_args()
    standard, dice = load(), random.Random(options.seed)
    people = [
        record for record in generate(options.persons, options.seed, DAY, standard) if record.register == "person"
    ]
    known = [person for person in people if dice.random() >= 0.15]
    ids = {person.id for person in known}
    ledger = Indexed([KnownRecord("person", person.id, 1, person.values) for person in known])
    sample = dice.sample(people, min(len(people), 10_000))
    rows, refused = [], 0
    for number, person in enumerate(sample, 2):
        values, bad = noisy(person, dice, people)
        rows.append(StandardRow("名册", number, "person", values, problems=_refusal() if bad else ()))
        refused += bad
    links = [each[0] for each in link_rows(rows, ledger, standard)]
    _print(sample, links, ids)


def _refusal() -> tuple:  # type: ignore[type-arg]
    from yibiao.base.problems import Place, problem

    return (problem("DOMAIN_ID_CHECK", Place(cell="B2", field="person.id_number")),)


def _print(sample: Sequence[DemoRecord], links: Sequence, ids: set[str]) -> None:  # type: ignore[type-arg]
    pairs = list(zip(sample, links, strict=True))
    linked = [(person, link) for person, link in pairs if link.record is not None]
    right = sum(person.id == link.record.id for person, link in linked)
    exist = [(person, link) for person, link in pairs if person.id in ids]
    doubtful = sum(link.doubtful for _, link in pairs)
    second = sum(link.record is None and not link.doubtful for _, link in exist)
    fresh = [(person, link) for person, link in pairs if person.id not in ids]
    told_new = sum(link.record is None and not link.doubtful for _, link in fresh)
    print(f"rows {len(pairs)}, known {len(exist)}, unknown {len(fresh)}")
    print(f"precision of links      {right / len(linked):.4f}   ({len(linked) - right} wrong)")
    print(f"recall on known         {right / len(exist):.4f}")
    print(f"doubtful                {doubtful / len(pairs):.4f}")
    print(f"new though known        {second / len(exist):.4f}")
    print(f"new among unknown       {told_new / len(fresh):.4f}")


if __name__ == "__main__":
    main()
