"""What the values below a header (or its drop-down choices) say about an element. In: samples, domain. Out: log-odds.

A strict domain that reads most samples speaks for its element, one that reads hardly any speaks against it. Free text
says nothing. Refuses: nothing; fewer than two samples say nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from yibiao.flow.standard.domains import domain_of
from yibiao.flow.standard.model import Standard

_FOR = {
    "citizen_id": 3.0,
    "credit_code": 3.0,
    "phone": 2.0,
    "bank_account": 1.0,
    "email": 3.0,
    "plate": 2.0,
    "code": 1.5,
    "codes": 1.0,
    "date": 1.0,
    "month": 0.5,
    "bool": 1.0,
    "name": 0.7,
    "address": 0.7,
    "area": 0.3,
}
"""How much a full house of fitting samples speaks for an element of this domain (log-odds); others: nothing."""
_AGAINST = 4.0
_LOOSE = frozenset({"text", "file", "ref", "area", "coordinates"})
_FEWEST = 2


def value_evidence(samples: Sequence[str], domain: str, standard: Standard) -> float:
    """Log-odds that the samples add to "these are values of such an element", 0.0 where they say nothing."""
    kind = domain.partition(":")[0].strip()
    given = [text for text in samples if text.strip()]
    if len(given) < _FEWEST or kind in _LOOSE:
        return 0.0
    share = domain_of(domain, standard).profile(given)
    if share >= 0.6:
        return _FOR.get(kind, 0.0) * (share - 0.5) * 2
    return -_AGAINST * (0.6 - share) / 0.6 if share < 0.35 else 0.0


def choice_evidence(choices: Sequence[str], domain: str, standard: Standard) -> float:
    """The same for the choices of a drop-down list or of check boxes: they are the whole value list."""
    kind = domain.partition(":")[0].strip()
    if len(choices) < _FEWEST:
        return 0.0
    if kind not in ("code", "codes", "bool"):
        return -1.0 if kind not in _LOOSE else 0.0
    share = domain_of(domain, standard).profile(choices)
    return 4.0 * (share - 0.5)
