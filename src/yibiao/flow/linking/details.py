"""Details on their masters: a person's disability, his third vehicle. In: rows with linked roots. Out: links.

A master has one record of a `single` detail register: that is the one. Of the others the identifier tells which, or
all that the row says agreeing with one record; otherwise it is new. Refuses: nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yibiao.base.text import key
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Register, Standard
from yibiao.flow.standard.rows import KnownRecord, KnownRecords, Link, StandardRow


def link_details(
    rows: Sequence[StandardRow], links: Sequence[Mapping[str, Link]], known: KnownRecords, standard: Standard
) -> tuple[tuple[Link, ...], ...]:
    """The links of each row with those of its details added."""
    complete = [list(each.values()) for each in links]
    named = dict.fromkeys(register for row in rows for register in row.registers)
    for code in named:
        register = standard.registers.get(code)
        if register is None or register.hangs_on is None:
            continue
        numbers = [number for number, row in enumerate(rows) if _has_part(row, code)]
        masters = [links[number].get(register.hangs_on) for number in numbers]
        ids = [link.record.id for link in masters if link is not None and link.record is not None]
        found = dict(zip(ids, known.hanging_on(code, ids), strict=True)) if ids else {}
        for number, link in zip(numbers, masters, strict=True):
            records = found.get(link.record.id, ()) if link is not None and link.record is not None else ()
            complete[number].append(_link(register, rows[number].part(code), records))
    return tuple(tuple(each) for each in complete)


def _has_part(row: StandardRow, register: str) -> bool:
    return row.register == register or bool(row.part(register))


def _link(register: Register, values: Mapping[str, Json], records: Sequence[KnownRecord]) -> Link:
    if register.single:
        return Link(register.code, records[0], "hangs on") if records else Link(register.code)
    for code in register.identifiers:
        if code in values:
            named = [record for record in records if _same(record.values.get(code), values[code])]
            return Link(register.code, named[0], code) if named else Link(register.code)
    alike = [record for record in records if all(_same(record.values.get(code), told) for code, told in values.items())]
    return Link(register.code, alike[0], "all") if alike else Link(register.code)


def _same(one: Json, other: Json) -> bool:
    return one is not None and key(str(one)) == key(str(other))
