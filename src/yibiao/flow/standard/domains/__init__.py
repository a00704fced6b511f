"""Value domains 值域: parse, normalise, validate, mask, render, keep. In: a specification. Out: a `Domain`.

    domain_of("citizen_id").parse(" 11010519491231002x ").value == "11010519491231002X"
    domain_of("code:GB/T 2261.1", standard).render("2") == "女"

Specifications: name text address area file coordinates ref:<register> · citizen_id credit_code
disability_certificate bank_account · phone email plate · date month year time · int[:unit] decimal[:unit] money:CNY
area_m2 area_mu percent · bool code:<list> codes:<list>. " (derived)" behind one is ignored. Refuses: a
specification that does not exist or a code list that the standard lacks (both are our own faults: `LookupError`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from yibiao.flow.standard.domains import certificates, choices, contacts, dates, quantities, words
from yibiao.flow.standard.domains.citizen_id import CitizenId
from yibiao.flow.standard.domains.shape import Domain, Json, Parsed, Shown, is_blank
from yibiao.flow.standard.model import Standard

__all__ = ["Domain", "Json", "Parsed", "Shown", "domain_of", "is_blank"]

_PLAIN: dict[str, Callable[[str], Domain]] = {
    "name": words.Name,
    "text": words.Text,
    "address": words.Address,
    "area": words.AreaText,
    "file": words.File,
    "coordinates": words.Coordinates,
    "ref": words.Reference,
    "citizen_id": CitizenId,
    "credit_code": certificates.CreditCode,
    "disability_certificate": certificates.DisabilityCertificate,
    "bank_account": certificates.BankAccount,
    "phone": contacts.Phone,
    "email": contacts.Email,
    "plate": contacts.Plate,
    "date": dates.Date,
    "month": dates.Month,
    "year": dates.Year,
    "time": dates.Time,
    "int": quantities.count,
    "decimal": quantities.decimal,
    "money": quantities.money,
    "area_m2": quantities.area_m2,
    "area_mu": quantities.area_mu,
    "percent": quantities.percent,
    "bool": choices.Bool,
}
_LISTED: dict[str, type[choices.OneCode]] = {"code": choices.OneCode, "codes": choices.ManyCodes}


class _Held:
    """A standard as a cache key: the same object, held so that its identity stays its own."""

    __slots__ = ("standard",)

    def __init__(self, standard: Standard | None) -> None:
        self.standard = standard

    def __hash__(self) -> int:
        return id(self.standard)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.standard is self.standard


@lru_cache(maxsize=4096)
def _made(spec: str, held: _Held) -> Domain:
    kind, _, argument = spec.removesuffix("(derived)").strip().partition(":")
    if kind in _LISTED:
        lists = held.standard.code_lists if held.standard else {}
        codes = lists.get(argument)
        if codes is None:
            raise LookupError(f"the standard has no code list {argument}")
        return _LISTED[kind](spec, codes)
    make = _PLAIN.get(kind)
    if make is None:
        raise LookupError(f"no value domain {spec}")
    return make(spec)


def domain_of(spec: str, standard: Standard | None = None) -> Domain:
    """The domain of a specification; cached. Code lists come from `standard`."""
    return _made(spec, _Held(standard))
