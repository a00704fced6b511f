"""Who guesses waits, longer each time; who is known here does not wait for what others guess."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.work.cast import CLOCK
from yibiao.base.clock import fixed_clock
from yibiao.work.directory import patience
from yibiao.work.directory.actions import begin_try, forgive_try
from yibiao.work.directory.models import Tries

NOW = CLOCK()
FREE = patience.FREE["account"]


@pytest.mark.parametrize(("over", "seconds"), [(-1, 0), (0, 30), (1, 60), (2, 120), (5, 900), (400, 900)])
def test_waits_double_up_to_a_quarter_of_an_hour(over: int, seconds: int) -> None:
    assert patience.wait("account", FREE + over, NOW, NOW) == seconds


def test_a_wait_ends_by_itself_and_an_hour_forgets_all() -> None:
    assert patience.wait("account", FREE, NOW, NOW + timedelta(seconds=30)) == 0
    assert patience.wait("account", 500, NOW, NOW + timedelta(minutes=15)) == 0
    assert patience.counted(500, NOW, NOW + timedelta(hours=1)) == 1


def guess(keys: dict[str, str], times: int) -> list[int]:
    return [begin_try(keys, CLOCK) for _ in range(times)]


@pytest.mark.django_db
def test_the_eleventh_guess_waits_and_a_right_one_is_forgiven() -> None:
    keys = {"account": "a"}
    assert guess(keys, FREE) == [0] * FREE
    assert begin_try(keys, CLOCK) == patience.FIRST
    forgive_try(keys)
    assert Tries.objects.get(key="a").failures == FREE - 1
    assert begin_try(keys, CLOCK) == 0


@pytest.mark.django_db
def test_guesses_elsewhere_do_not_make_a_known_device_wait() -> None:
    guess({"account": "a", "address": "far"}, FREE + 1)
    assert begin_try({"account": "a", "address": "near"}, CLOCK) > 0  # the broken variant: without its own device key
    assert begin_try({"device": "d", "address": "near"}, CLOCK) == 0


@pytest.mark.django_db
def test_a_try_that_waits_counts_nowhere() -> None:
    guess({"account": "a"}, FREE)
    begin_try({"account": "a", "address": "far"}, CLOCK)
    assert not Tries.objects.filter(key="far").exists()


@pytest.mark.django_db
def test_old_counts_are_forgotten() -> None:
    guess({"account": "a"}, 3)
    begin_try({"account": "b"}, fixed_clock(NOW + timedelta(hours=2)))
    assert list(Tries.objects.values_list("key", flat=True)) == ["b"]
