"""The demo district: invented areas, users and records from a seed. In: a number of persons, a seed, a day, the
standard.

    areas(persons, seed)                          → tuple[DemoArea, ...]      a parent before its children
    users(persons, seed)                          → tuple[DemoUser, ...]
    generate(persons, seed, day, standard)        → Iterator[DemoRecord]      streaming, bounded memory

Nobody in it exists: area codes begin with 99, which GB/T 2260 assigns to nobody. Refuses: fewer than one person.
"""

from __future__ import annotations

from yibiao.flow.demo.shapes import DemoArea, DemoRecord, DemoUser

__all__ = ["DemoArea", "DemoRecord", "DemoUser"]
