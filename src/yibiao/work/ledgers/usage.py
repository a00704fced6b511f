"""Whether something of the standard holds data in the ledger. In: a standard, the mirror, codes. Out: yes or no.

For whoever takes an addition back: of nobody it tells anything, not even how many. Refuses: nothing.
"""

from __future__ import annotations

from yibiao.flow.asking import catalog
from yibiao.flow.standard.model import Standard
from yibiao.work.ledgers.sessions import Mirrored
from yibiao.work.ledgers.tables import quoted


def element_has_data(standard: Standard, mirror: Mirrored, code: str) -> bool:
    """Whether some live record has a value of the element."""
    element = standard.elements[code]
    table, column = quoted(catalog.table_name(element.register)), quoted(catalog.column_name(element))
    return bool(mirror.session().execute(f"SELECT 1 FROM {table} WHERE {column} IS NOT NULL LIMIT 1", {}))  # noqa: S608


def code_has_data(standard: Standard, mirror: Mirrored, code_list: str, code: str) -> bool:
    """Whether some live record holds this value of a code list."""
    session = mirror.session()
    for element in standard.elements.values():
        kind, _, name = element.domain.partition(":")
        if kind not in {"code", "codes"} or name != code_list or element.derived:
            continue
        table, column = quoted(catalog.table_name(element.register)), quoted(catalog.column_name(element))
        fits = f"{column} = $code" if kind == "code" else f"list_contains({column}, $code)"
        if session.execute(f"SELECT 1 FROM {table} WHERE {fits} LIMIT 1", {"code": code}):  # noqa: S608 own names
            return True
    return False
