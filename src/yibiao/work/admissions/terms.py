"""Terms of an application as JSON and back. In: `Terms`, a mapping. Out: the other. Refuses: nothing; it is our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

from yibiao.flow.admitting.shapes import Terms

_DAYS = ("valid_from", "expires")
_LISTS = ("levels", "recipients")


def packed(terms: Terms) -> dict[str, Any]:
    """As JSON holds them."""
    plain = asdict(terms)
    plain.update({name: plain[name].isoformat() for name in _DAYS})
    plain.update({name: list(plain[name]) for name in _LISTS})
    return plain


def unpacked(plain: Mapping[str, Any]) -> Terms:
    """The inverse."""
    known = {entry.name for entry in fields(Terms)}
    given = {name: value for name, value in plain.items() if name in known}
    given.update({name: date.fromisoformat(given[name]) for name in _DAYS})
    given.update({name: tuple(given[name]) for name in _LISTS})
    return Terms(**given)
