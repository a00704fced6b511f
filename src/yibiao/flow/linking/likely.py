"""New people who are likely somebody the ledger has. In: what rows say, their links. Out: the links, some now doubtful.

The steps look for values that are the same; a row that mishears a name and says no identity number shares too few and
would be a second record of one person. It is compared with those who have its telephone, its dwelling, or its birth
date and gender, by the weights of `learned`. Nothing is linked here, it is only doubted: of drawn rows that
are doubtful already the surest are right in .987, too little to link them (`python -m bench.learned_links`).
Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yibiao.base.problems import problem
from yibiao.flow.linking.learned import Person, pairs
from yibiao.flow.linking.waterfall import Sought
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Standard
from yibiao.flow.standard.rows import KnownRecord, KnownRecords, Link

LIKELY = 0.5
"""From here on a new row is doubted."""
STEP = "likely"
_BLOCKS = (("person.phone",), ("person.dwelling",), ("person.birth_date", "person.gender"))
_NUMBER = "person.id_number"
_BATCH = 2_000
"""Rows whose near people are held at once: what bounds the memory."""
_MOST_CANDIDATES = 10
_TOLD = ("name", "id_number", "birth_date", "gender", "phone", "residence_address")


def suspected(
    sought: Sequence[Sought], links: Sequence[Link], known: KnownRecords, standard: Standard, likely: float = LIKELY
) -> list[Link]:
    """The links of rows about people, those of new ones doubtful where somebody of the ledger is that likely."""
    found = list(links)
    blocks = [block for block in _BLOCKS if all(code in standard.elements for code in block)]
    new = [number for number, link in enumerate(links) if link.record is None and not link.problems]
    new = [number for number in new if not sought[number].values.get(_NUMBER)]
    for start in range(0, len(new), _BATCH):
        some = new[start : start + _BATCH]
        near = _near([sought[number].values for number in some], known, blocks)
        for number, people in zip(some, near, strict=True):
            candidates = _candidates(sought[number].values, people, likely)
            if candidates:
                why = problem("LINK_LIKELY", sought[number].place, count=len(candidates))
                found[number] = Link("person", None, STEP, tuple(candidates[:_MOST_CANDIDATES]), (why,))
    return found


def _near(
    rows: Sequence[Mapping[str, Json]], known: KnownRecords, blocks: Sequence[tuple[str, ...]]
) -> list[list[KnownRecord]]:
    """Whom the blocks bring near each row, in order of id."""
    found: list[dict[str, KnownRecord]] = [{} for _ in rows]
    for block in blocks:
        told = [number for number, row in enumerate(rows) if all(row.get(code) for code in block)]
        wanted = [{code: rows[number][code] for code in block} for number in told]
        for number, records in zip(told, known.find("person", wanted) if wanted else (), strict=True):
            found[number] |= {record.id: record for record in records}
    return [[each[id] for id in sorted(each)] for each in found]


def _candidates(row: Mapping[str, Json], people: Sequence[KnownRecord], likely: float) -> list[str]:
    """Those who are likely enough, the likeliest first. Each row is judged by itself: what other rows of a file say
    must not change what is said of this one."""
    if not people:
        return []
    scored = pairs([_person("", row)], [_person("ledger", one.values) for one in people])
    return [people[pair.second].id for pair in scored if pair.probability >= likely]


def _person(source: str, values: Mapping[str, Json]) -> Person:
    return Person(source, *(str(values.get(f"person.{name}") or "") for name in _TOLD))
