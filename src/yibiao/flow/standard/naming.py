"""Which elements point at one person, home or organisation. In: an element. Out: yes or no. Refuses: nothing."""

from __future__ import annotations

from yibiao.flow.standard.model import Element

NAMING_DOMAINS = frozenset(
    {"name", "citizen_id", "phone", "bank_account", "address", "email", "plate", "coordinates", "file", "credit_code",
     "disability_certificate"}
)  # fmt: skip
"""A statistic conditioned on a value of these domains is a look-up in disguise."""


def naming(element: Element) -> bool:
    """Whether a value of the element points at one person, home or organisation."""
    return element.domain.partition(":")[0].strip() in NAMING_DOMAINS
