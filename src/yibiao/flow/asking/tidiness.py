"""Which detail registers are tidy, so that questions over them need no precautions. In: a session, the standard.

Out: codes of detail registers each record of which lies in the area of the record that it hangs on, and of which, where
the register is single, no record has two. The ledger writes details so; whoever offers a session looks once (`tidy`)
and promises it (`promised`). Of the others a question looks for a newer record and for records out of sight, which
costs more than the question itself. Refuses: nothing; what is not promised is taken with precautions.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from yibiao.flow.asking.catalog import Session, table_name
from yibiao.flow.standard.model import Register, Standard


def promised(session: Session) -> frozenset[str]:
    """What the session says of its tables; nothing where it says nothing."""
    found: object = getattr(session, "tidy", None)
    return found if isinstance(found, frozenset) else frozenset()


def tidy(session: Session, standard: Standard, filled: Container[str] | None = None) -> frozenset[str]:
    """The tidy registers, looked up in the tables: a pass over every detail register. filled: tables with rows;
    None: all of them."""
    untidy = " UNION ALL ".join(_untidy(standard, filled))
    found: set[str] = {str(row[0]) for row in session.execute(untidy, {})} if untidy else set()
    return frozenset(one.code for one in standard.registers.values() if one.hangs_on and one.code not in found)


def still_tidy(session: Session, standard: Standard, register: str, ids: Sequence[str]) -> bool:
    """Whether a tidy detail register is so after the records `ids` of it were written."""
    one = standard.registers[register]
    detail, master = _quoted(register), _quoted(one.hangs_on or "")
    written = f"SELECT d.master FROM {detail} AS d WHERE d.id IN (SELECT unnest($ids))"  # noqa: S608 own names only
    astray = f"SELECT 1 FROM {detail} AS d JOIN {master} AS m ON m.id = d.master WHERE m.area <> d.area"  # noqa: S608
    faults = [f"EXISTS ({astray} AND d.id IN (SELECT unnest($ids)))"]
    if one.single:
        twice = f"SELECT 1 FROM {detail} WHERE master IN ({written}) GROUP BY master HAVING COUNT(*) > 1"  # noqa: S608
        faults.append(f"EXISTS ({twice})")
    return not session.execute(f"SELECT {' OR '.join(faults)}", {"ids": list(ids)})[0][0]


def _untidy(standard: Standard, filled: Container[str] | None) -> Iterator[str]:
    """A select a detail register, with a row where it is not tidy."""
    for one in standard.registers.values():
        if one.hangs_on is not None and (filled is None or table_name(one.code) in filled):
            yield _untidy_one(one, one.hangs_on)


def _untidy_one(one: Register, above: str) -> str:
    detail, master = _quoted(one.code), _quoted(above)
    astray = f"EXISTS (SELECT 1 FROM {detail} AS d JOIN {master} AS m ON m.id = d.master WHERE m.area <> d.area)"  # noqa: S608
    twice = f"(SELECT COUNT(*) FROM {detail}) > (SELECT COUNT(DISTINCT master) FROM {detail})"  # noqa: S608
    return f"SELECT '{one.code}' WHERE {astray}" + (f" OR {twice}" if one.single else "")


def _quoted(register: str) -> str:
    return f'"{table_name(register)}"'
