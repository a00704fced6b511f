"""The matcher's figures on hand labels do not fall below what was reached, on sources that nothing was tuned on."""

from __future__ import annotations

import pytest

from bench import headers, matching
from tests.corpus import need_corpus
from yibiao.flow.standard import load

pytestmark = [pytest.mark.corpus, pytest.mark.slow]


def test_columns_of_sources_never_tuned_on_stay_above_the_floor() -> None:
    assert (need_corpus() / "headers" / "headers.jsonl").is_file()
    outcomes = matching.ours(list(headers.sheets("test")), load())
    figures = matching.figures(outcomes)
    assert figures["R@1"] >= 0.91
    assert figures["R@3"] >= 0.93
    assert figures["wrong"] <= 0.02
    assert figures["accepted of meant"] >= 0.45


def test_the_check_is_red_when_every_suggestion_is_accepted() -> None:
    need_corpus()
    outcomes = matching.named_alike(list(headers.sheets("test")), load())
    assert matching.figures(outcomes)["wrong"] > 0.02


def test_no_source_is_both_tuned_on_and_scored() -> None:
    need_corpus()
    tuned = {sheet.source for sheet in headers.sheets("dev")}
    scored = {sheet.source for sheet in headers.sheets("test")}
    assert tuned and scored
    assert not tuned & scored
