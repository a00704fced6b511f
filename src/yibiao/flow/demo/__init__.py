"""The demo district: invented areas, users and records from a seed. In: a number of persons, a seed, a day, the
standard.

    areas(persons, seed)                     → tuple[DemoArea, ...]     a parent before its children
    users(persons, seed, day, standard)      → tuple[DemoUser, ...]
    generate(persons, seed, day, standard)   → Iterator[DemoRecord]     streaming, bounded memory, parents first
    planted(records, day, seed)              → Iterator[DemoRecord]     the same with a few mistakes for watch rules

Nobody in it exists: area codes and identity numbers begin with 99, which GB/T 2260 assigns to nobody; phone numbers
lie under prefixes that no operator has. Refuses: fewer than one person (`ValueError`).
"""

from __future__ import annotations

from yibiao.flow.demo.areas import areas
from yibiao.flow.demo.district import generate
from yibiao.flow.demo.planting import planted
from yibiao.flow.demo.shapes import DemoArea, DemoRecord, DemoUser
from yibiao.flow.demo.users import users

__all__ = ["DemoArea", "DemoRecord", "DemoUser", "areas", "generate", "planted", "users"]
