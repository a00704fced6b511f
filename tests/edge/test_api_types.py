"""The pages' types of the API are made from the API as it is now."""

from __future__ import annotations

from tools import api_types


def test_the_types_are_fresh() -> None:
    """Red: run `python -m tools.api_types` and commit the file."""
    assert api_types.is_fresh(), "stale: run python -m tools.api_types"


def test_a_changed_api_makes_them_stale() -> None:
    """The broken variant: another document has another first line."""
    text = api_types.document()
    assert api_types.head(text) != api_types.head(text.replace("/api/health", "/api/wealth"))
