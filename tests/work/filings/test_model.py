"""Filings under anybody's acts in any order are what a small model says; each broken variant is found out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.work.cast import MASTER_KEY, Cast
from tests.work.filings.lawful import Kept, Said
from tests.work.filings.machine import Acts, Life
from yibiao.base.problems import ProblemError
from yibiao.base.vault import Vault
from yibiao.work.filings.actions import NewPeriod, Part
from yibiao.work.filings.models import Filing, Step
from yibiao.work.filings.rules import Actor
from yibiao.work.journal import actions as journal

LEAN = settings(
    max_examples=10, stateful_step_count=25, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=(Phase.generate,), report_multiple_bugs=False,
)  # fmt: skip


def play(acts: type[Acts], many: int = 10) -> None:
    run_state_machine_as_test(lambda: Life(acts(Vault(MASTER_KEY))), settings=settings(LEAN, max_examples=many))


def test_anybody_does_anything_in_any_order_and_every_filing_stays_lawful(cast: Cast) -> None:
    play(Acts)


class OwnApproval(Acts):
    """Who confirmed may approve under his other post."""

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        return super().do(act, kept, replace(who, login=f"{who.login} ") if act == "approve" else who, said, part)


class UnapprovedFromBelow(Acts):
    """An approval may be taken back under a confirmed filing."""

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        try:
            return super().do(act, kept, who, said, part)
        except ProblemError as refusal:
            if refusal.problem.code != "FILINGS_FROM_THE_TOP":
                raise
            Filing.objects.filter(id=kept.id).update(state="confirmed", approved=None, approved_by="")
            return "confirmed"


class RefusalLeavesALine(Acts):
    """A refused act is written down as if it had been done."""

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        try:
            return super().do(act, kept, who, said, part)
        except ProblemError:
            journal.note(journal.Entry(who.login, f"filing_{act}", "filings", subject=kept.id), self.clock)
            raise


class SilentStep(Acts):
    """An act without its step."""

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        state = super().do(act, kept, who, said, part)
        Step.objects.order_by("-id")[:1].get().delete()
        return state


class FollowsTheLedger(Acts):
    """Answers that were confirmed are still renewed."""

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        try:
            return super().do(act, kept, who, said, part)
        except ProblemError:
            if act == "renew":
                Filing.objects.filter(id=kept.id).update(answers=part.answers)
            raise


class OpenedTwice(Acts):
    """A period that is opened again is there twice."""

    def open(self, login: str, new: NewPeriod, parts: list[Part]) -> tuple[str, bool]:
        period, fresh = super().open(login, new, parts)
        return (period, fresh) if fresh else super().open(login, replace(new, key=f"{new.key} again"), parts)


class LeavesOneOut(Acts):
    """One filing is not frozen when the period is taken over."""

    def close(self, who: Actor, period: str) -> int:
        closed = super().close(who, period)
        Filing.objects.filter(id=Filing.objects.filter(period=period).order_by("id")[0].id).update(state="approved")
        return closed


@pytest.mark.once
@pytest.mark.parametrize(
    "broken",
    [OwnApproval, UnapprovedFromBelow, RefusalLeavesALine, SilentStep, FollowsTheLedger, OpenedTwice, LeavesOneOut],
)
def test_a_broken_house_is_found_out(cast: Cast, broken: type[Acts]) -> None:
    with pytest.raises(AssertionError):
        play(broken, 60)
