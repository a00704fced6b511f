"""Invented numbers with right check characters. In: randomness, birth and sex. Out: numbers that no authority has
given.

Citizen numbers begin with 99, which GB/T 2260 assigns to nobody. Refuses: nothing; over 499 people of one sex and
one birthday take the next invented district.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from yibiao.flow.standard.domains.certificates import credit_check_character, luhn_digit
from yibiao.flow.standard.domains.citizen_id import check_character

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FIRST_DISTRICT = 990101


@dataclass(slots=True)
class IdNumbers:
    """Gives each citizen number once. Memory is bounded by the number of birthdays, not of people."""

    given: dict[int, int] = field(default_factory=dict)

    def next(self, born: date, sex: str, district: int = _FIRST_DISTRICT) -> str:
        """The next number of this birthday and sex (GB 11643—1999: odd orders are male)."""
        slot = born.toordinal() * 2 + (sex == "2")
        count = self.given.get(slot, 0)
        self.given[slot] = count + 1
        overflow, order = divmod(count, 499)
        order = order * 2 + (1 if sex == "1" else 2)
        first = f"{district + 20 * overflow}{born:%Y%m%d}{order:03d}"
        return first + check_character(first)


def loose_id(random: Random, day: date, youngest: int, oldest: int) -> str:
    """A right number of somebody who is not in the district (an owner, a legal representative)."""
    born = date.fromordinal(day.toordinal() - int(365.25 * (youngest + random.random() * (oldest - youngest))))
    first = f"990{int(401 + random.random() * 90)}{born:%Y%m%d}{int(random.random() * 1000):03d}"
    return first + check_character(first)


def credit_code(random: Random, kind: str = "91") -> str:
    """A right credit code under the invented district (GB 32100—2015)."""
    first = f"{kind}{_FIRST_DISTRICT}" + "".join(random.choices(_ALPHABET, k=9))
    return first + credit_check_character(first)


def account(random: Random) -> str:
    """A card number of 19 digits that passes Luhn; its issuer number 629900 is nobody's."""
    first = f"629900{random.randrange(10**12):012d}"
    return first + luhn_digit(first)
