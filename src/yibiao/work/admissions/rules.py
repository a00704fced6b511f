"""What is true of admitted forms, decided without a database. In: facts. Out: states, numbers, yes or why not.

Refuses: nothing with an exception.
"""

from __future__ import annotations

from datetime import date

USE = "admissions"
PERIODS = ("day", "week", "month", "quarter", "half", "year", "once")
KINDS = ("regular", "once", "late")
LEVELS = ("grid", "community", "street", "district")
"""Levels of areas that may have to answer, lowest first."""
STATES = ("coming", "valid", "expired", "retired")
"""Of an entry: before its first day, in force, after its last day, taken back."""


def state_of(valid_from: date, expires: date, retired: bool, day: date) -> str:
    """What an entry is on a day; both its days count as in force."""
    if retired:
        return "retired"
    if day > expires:
        return "expired"
    return "coming" if day < valid_from else "valid"


def number_of(area: str, year: int, serial: int) -> str:
    """The number that a form bears: district, year, serial."""
    return f"{area}-{year}-{serial:04d}"


def bound(row: str, part: str) -> bytes:
    """What a seal is bound to: bytes moved under another row or column do not open."""
    return f"admissions|{row}|{part}".encode()
