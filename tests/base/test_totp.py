"""Codes of a second factor are those of RFC 6238, appendix B, and each counts once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from yibiao.base import totp

SEED = b"12345678901234567890"
SEEDS = {"sha1": SEED, "sha256": (SEED * 2)[:32], "sha512": (SEED * 4)[:64]}
VECTORS = """
59           94287082  46119246  90693936
1111111109   07081804  68084774  25091201
1111111111   14050471  67062674  99943326
1234567890   89005924  91819424  93441116
2000000000   69279037  90698825  38618901
20000000000  65353130  77737706  47863826
"""
CASES = [
    (int(line.split()[0]), algorithm, code)
    for line in VECTORS.strip().splitlines()
    for algorithm, code in zip(SEEDS, line.split()[1:], strict=True)
]
NOW = datetime(2026, 11, 30, 8, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("second", "algorithm", "code"), CASES)
def test_codes_are_those_of_the_standard(second: int, algorithm: str, code: str) -> None:
    step = totp.step_of(datetime.fromtimestamp(second, UTC))
    assert totp.code_at(SEEDS[algorithm], step, 8, algorithm) == code


@pytest.mark.parametrize(("off", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_phone_may_be_half_a_minute_off_and_no_more(off: int, fits: bool) -> None:
    code = totp.code_at(SEED, totp.step_of(NOW + timedelta(seconds=off)))
    assert (totp.matching_step(SEED, code, NOW) is not None) is fits


def test_a_code_that_was_used_counts_no_more() -> None:
    code = totp.code_at(SEED, totp.step_of(NOW))
    step = totp.matching_step(SEED, code, NOW)
    assert step is not None
    assert totp.matching_step(SEED, code, NOW, used=step) is None
    assert totp.matching_step(SEED, code, NOW) is not None  # the broken variant: without memory it counts again


def test_anything_but_digits_is_no_code() -> None:
    assert [totp.matching_step(SEED, given, NOW) for given in ("", "12345", "１２３４５６", "abcdef")] == [None] * 4


def test_the_address_names_issuer_and_login_and_carries_the_secret() -> None:
    told = totp.enrolment_address(SEED, "data officer", "示例区")
    assert told.startswith("otpauth://totp/%E7%A4%BA%E4%BE%8B%E5%8C%BA%3Adata%20officer?secret=GEZDGNBVGY3TQOJQ")
