"""On strangers' forms: the rates that the product promises, as floors."""

import pytest

from bench.structure import card_rates, structure_rates
from tests.corpus import need_corpus


@pytest.mark.corpus
def test_at_least_95_of_100_sheets_are_right_in_every_part() -> None:
    need_corpus()
    shares = structure_rates()["ours"]["all sheets"]
    assert shares["n"] >= 150
    low = {part: share for part, share in shares.items() if part not in ("n", "all") and share < 0.95}
    assert low == {}


@pytest.mark.corpus
def test_at_least_95_of_100_blanks_of_cards_carry_their_label() -> None:
    need_corpus()
    rates = card_rates()
    assert rates["n"] >= 1000
    assert rates["found"] >= 0.95
    assert rates["label"] >= 0.95
