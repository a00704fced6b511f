"""The cast as a fixture. In: the database fixture. Out: a fresh `Cast` for each test. Refuses: nothing."""

from __future__ import annotations

import pytest

from tests.work.cast import Cast, make_house


@pytest.fixture
def cast(db: None) -> Cast:
    return Cast(make_house())
