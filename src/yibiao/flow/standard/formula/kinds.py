"""What kind of value an element holds, told by its value-domain specification. In: `Element.domain`. Out: a `Kind`.

The specification is ``name`` or ``name:argument`` ("code:GB/T 2261.1", "money:CNY", "ref:household"). Everything that
is not named here is text. Refuses: nothing.
"""

from __future__ import annotations

from enum import StrEnum

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


_KINDS = {
    "int": Kind.INTEGER,
    "integer": Kind.INTEGER,
    "year": Kind.INTEGER,
    "count": Kind.INTEGER,
    "money": Kind.DECIMAL,
    "decimal": Kind.DECIMAL,
    "number": Kind.DECIMAL,
    "percent": Kind.DECIMAL,
    "area_m2": Kind.DECIMAL,
    "area_mu": Kind.DECIMAL,
    "length_m": Kind.DECIMAL,
    "date": Kind.DATE,
    "datetime": Kind.DATE,
    "bool": Kind.BOOL,
    "code": Kind.CODE,
    "codes": Kind.CODES,
    "ref": Kind.REF,
}


def domain_name(domain: str) -> str:
    """The part of a specification before its argument: "code:GB/T 2261.1" → "code"."""
    return domain.partition(":")[0].strip()


def domain_argument(domain: str) -> str:
    """The part of a specification behind the colon, "" when there is none."""
    return domain.partition(":")[2].strip()


def kind_of(element: Element) -> Kind:
    """The kind of value that `element` holds."""
    return _KINDS.get(domain_name(element.domain), Kind.TEXT)
