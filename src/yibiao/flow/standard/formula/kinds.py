"""What kind of value an element holds, told by its value-domain specification. In: `Element.domain`. Out: a `Kind`.

The specification is ``name`` or ``name:argument`` ("code:GB/T 2261.1", "money:CNY", "ref:household"); the value domain
tells how it is kept. Refuses: a domain that does not exist (`LookupError`).
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.model import Element


class Kind(StrEnum):
    """Values of one kind may be compared with each other."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    BOOL = "bool"
    CODE = "code"  # one value of a code list
    CODES = "codes"  # several values of a code list
    REF = "ref"  # the id of a record of another register
    CONDITION = "condition"  # no element: what 且 或 非 join

    @property
    def number(self) -> bool:
        return self in (Kind.INTEGER, Kind.DECIMAL)

    @property
    def ordered(self) -> bool:
        return self.number or self is Kind.DATE


_TYPED = {"DATE": Kind.DATE, "BIGINT": Kind.INTEGER, "DECIMAL": Kind.DECIMAL, "BOOLEAN": Kind.BOOL}
_REFERRING = {"code": Kind.CODE, "codes": Kind.CODES, "ref": Kind.REF}


def domain_name(domain: str) -> str:
    """The part of a specification before its argument: "code:GB/T 2261.1" → "code"."""
    return domain.partition(":")[0].strip()


def domain_argument(domain: str) -> str:
    """The part of a specification behind the colon, "" when there is none."""
    return domain.partition(":")[2].strip()


def kind_of(element: Element) -> Kind:
    """The kind of value that `element` holds; a domain that does not exist is a `LookupError`."""
    return _kind(element.domain)


@lru_cache(maxsize=1024)
def _kind(domain: str) -> Kind:
    referring = _REFERRING.get(domain_name(domain))
    if referring is not None:
        return referring
    return _TYPED.get(domain_of(domain).duckdb_type.partition("(")[0], Kind.TEXT)
