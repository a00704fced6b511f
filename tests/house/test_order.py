"""Long files of tests are dealt first, and no test is lost by it."""

from __future__ import annotations

from tests.order import LONGEST, ROOT, longest_first


def test_every_file_that_is_dealt_first_is_there_and_named_once() -> None:
    assert [name for name in LONGEST if not (ROOT / "tests" / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_the_tests_of_long_files_come_first_and_all_others_keep_their_order() -> None:
    long, longest = (ROOT / "tests" / LONGEST[number] for number in (1, 0))
    short = ROOT / "tests" / "house" / "test_order.py"
    found = [(short, "a"), (long, "b"), (short, "c"), (longest, "d"), (long, "e"), (longest, "f")]
    assert longest_first(found) == ["d", "f", "b", "e", "a", "c"]
