"""Anybody does anything to filings in any order, beside a small model. In: a house of acts. Out: an assertion that falls.

`Acts` calls the real actions; a broken variant overrides what it breaks. Refuses: nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.work.filings.lawful import ISSUER, LAW, ROOT, Kept, Said, Term, lawful
from yibiao.base.problems import ProblemError
from yibiao.base.vault import Vault
from yibiao.work.directory import queries as directory
from yibiao.work.filings import actions, queries
from yibiao.work.filings.actions import Doubt, NewPeriod, Part, Reading, Seen
from yibiao.work.filings.models import Filing, Objection, Period, Step
from yibiao.work.filings.rules import Actor
from yibiao.work.journal.queries import last_sequence, lines, verify_chain

DAY = date(2026, 11, 1)
PEOPLE = (
    ("wang", "grid_worker", "99010101"), ("zhao", "grid_worker", "99020101"),
    ("li", "community_secretary", "990101"), ("bo", "community_secretary", "990102"),
    ("qi", "community_secretary", "990201"), ("chen", "street_clerk", "9901"), ("nan", "street_clerk", "9902"),
    ("duo", "community_secretary", "990101"), ("duo", "street_clerk", "9901"),
    ("shu", "data_officer", "99"), ("shi", "data_officer", "99"), ("shi", "street_clerk", "9902"),
    (ISSUER, "department_officer", "99"), ("other", "department_officer", "99"), ("gao", "leader", "99"),
    ("nobody", None, "99"),
)  # fmt: skip
"""(login, role, area); duo and shi hold two posts, one above the other."""
LADDERS = (("community",), ("community", "street"), ("community", "street", "district"),
           ("grid", "community", "street"), ("grid", "district"))  # fmt: skip
MADE = count()


class Acts:
    """The real actions, each as (act, filing, who, what he says)."""

    def __init__(self, vault: Vault) -> None:
        self.vault, self.now, self.asked = vault, datetime(2026, 11, 1, 1, tzinfo=UTC), 3

    def clock(self) -> datetime:
        return self.now

    def open(self, login: str, new: NewPeriod, parts: list[Part]) -> tuple[str, bool]:
        return actions.open_period(self.vault, login, new, parts, clock=self.clock)

    def close(self, who: Actor, period: str) -> int:
        return actions.close(who, period, clock=self.clock)

    def remind(self, who: Actor, filings: list[str]) -> tuple[int, int]:
        return actions.remind(who, filings, clock=self.clock)

    def do(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> str:
        """The state after it; of an objection its id."""
        seen = Seen(said.digest, f"plan {next(MADE)}".encode(), hashlib.sha256(said.digest.encode()).hexdigest())
        doubt = Doubt({"question": 0}, "甲", "0" * 32)
        self.asked += act == "renew"  # the ledger has gone on whenever somebody asks anew
        reading = Reading("s" * 64, {"title": "表"}), self.asked
        calls: dict[str, Callable[[], Any]] = {
            "renew": lambda: actions.renew(self.vault, who, kept.id, part, reading, settled=[said.doubt], clock=self.clock),
            "object": lambda: actions.object_to(who, kept.id, doubt, said.why, clock=self.clock)[1],
            "settle": lambda: actions.settle(who, kept.id, said.doubt, said.why, clock=self.clock),
            "confirm": lambda: actions.confirm(self.vault, who, kept.id, seen, said.why, clock=self.clock),
            "withdraw": lambda: actions.withdraw(who, kept.id, clock=self.clock),
            "return": lambda: actions.give_back(who, kept.id, said.why, clock=self.clock),
            "approve": lambda: actions.approve(who, kept.id, clock=self.clock),
            "unapprove": lambda: actions.unapprove(who, kept.id, said.why, clock=self.clock),
            "stand_in": lambda: actions.stand_in(self.vault, who, kept.id, seen, said.why, clock=self.clock),
        }  # fmt: skip
        return calls[act]().state  # type: ignore[no-any-return]


def part_of(area: Any, needed: int) -> Part:
    """An area's answer; each is another."""
    answers = f"answers {next(MADE)}".encode()
    digest = hashlib.sha256(answers).hexdigest()
    return Part(area.code, area.level, area.first, area.last, answers, digest, 1, 2, 1, needed, {}, None)


class Life(RuleBasedStateMachine):
    """One house, several periods, everybody at work."""

    def __init__(self, acts: Acts) -> None:
        super().__init__()
        self.acts, self.day = acts, DAY
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.areas = {area.code: area for area in directory.open_areas()}
        self.kept: dict[str, Kept] = {}
        self.terms: list[Term] = []
        self.written, self.steps = last_sequence(), Step.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # ---- what happens

    @initialize(ladder=st.sampled_from(LADDERS), needed=st.lists(st.integers(0, 1), min_size=10, max_size=10))
    def begin(self, ladder: tuple[str, ...], needed: list[int]) -> None:
        self.ladder, self.needed = ladder, dict(zip(self.areas, needed, strict=True))
        self.open_month("2026-11")

    def open_month(self, month: str) -> None:
        """Again: nothing happens. Another month: all its filings stand beside the others."""
        parts = [part_of(area, self.needed[area.code]) for area in self.areas.values() if area.level in self.ladder]
        known = next((term for term in self.terms if term.key == month), None)
        period, fresh = self.acts.open("shu", self._period(month), parts)
        assert fresh is (known is None)
        if known is not None:
            assert period == known.id
            return
        self.written += 1
        self._told("period_opened", period)
        term = Term(period, month, DAY + timedelta(days=2))
        self.terms.append(term)
        ids = dict(Filing.objects.filter(period=period).values_list("area", "id"))
        made = {p.area: Kept(ids[p.area], term, p.area, p.level, p.needed, p.digest) for p in parts}
        for code, kept in made.items():
            around = self.areas[code].parent
            while around is not None and around not in made:
                around = self.areas[around].parent
            if around is not None:
                kept.above = made[around]
                made[around].below.append(kept)
            self.kept[kept.id] = kept

    def _period(self, month: str) -> NewPeriod:
        root = self.areas[ROOT]
        return NewPeriod(
            number="990000-2026-0001", version=1, key=month, title="表", department="民政", issuer=ISSUER,
            purpose="统计", area=ROOT, first=root.first, last=root.last, levels=self.ladder, day=DAY,
            due=DAY + timedelta(days=2), name="表.csv", template=b"x", binding=(),
            sense=Reading("s" * 64, {"title": "表"}), sequence=3,
        )  # fmt: skip

    @rule(seed=st.integers(0, 2**32 - 1))
    def something_happens(self, seed: int) -> None:
        """One throw decides what: evenly spread, which draws of a test are not."""
        dice = Random(seed)
        happenings = (self.lawful_act, self.almost_lawful_act, self.any_act, self.upwards, self.close, self.remind,
                      self.days_pass, self.another_opening)  # fmt: skip
        dice.choices(happenings, (8, 7, 3, 3, 1, 1, 2, 1))[0](dice)

    def another_opening(self, dice: Random) -> None:
        self.open_month(dice.choice(["2026-11", "2026-12"]))

    def days_pass(self, dice: Random) -> None:
        days = timedelta(days=dice.randint(1, 4))
        self.day, self.acts.now = self.day + days, self.acts.now + days

    def any_act(self, dice: Random) -> None:
        kept, who = dice.choice(list(self.kept.values())), self._actor(dice.choice(PEOPLE))
        said = Said(dice.choice(["", " ", "有误"]), dice.choice([kept.digest, "0" * 64]), "none")
        self._do(dice.choice(sorted(LAW)), kept, who, said)

    def lawful_act(self, dice: Random) -> None:
        """The first act of a shuffled list that anybody may do."""
        any(self._choose(act, dice) for act in dice.sample(sorted(LAW), len(LAW)))

    def almost_lawful_act(self, dice: Random) -> None:
        """The first that one clause alone forbids; what only some states bring about before who and when."""
        pairs = [(act, clause) for act in sorted(LAW) for clause in range(len(LAW[act]))]
        pairs.sort(key=lambda pair: dice.random() - pair[1] / 3)
        any(self._choose(act, dice, clause) for act, clause in pairs)

    def upwards(self, dice: Random) -> None:
        """Confirmed and approved, as it goes on most days; in the end taken over."""
        steps = dice.choice([2, 6, 2 * len(self.kept)])
        while steps and any([self._choose(act, dice) for act in ("settle", "confirm", "approve")]):
            steps -= 1
        if steps > 6:
            self.close(dice)

    def close(self, dice: Random) -> None:
        term, who = dice.choice(self.terms), dice.choice([*PEOPLE, *[one for one in PEOPLE if one[0] == ISSUER] * 8])
        actor = self._actor(who)
        own = [kept for kept in self.kept.values() if kept.term is term]
        receives = (who[1], who[0]) == ("department_officer", ISSUER) or who[1] == "data_officer"
        allowed = receives and not term.taken and all(kept.state == "approved" for kept in own)
        try:
            closed = self.acts.close(actor, term.id)
        except ProblemError:
            assert not allowed, "a lawful closing was refused"
            return
        assert allowed, "an unlawful closing was done"
        assert closed == len(own)
        self.written += 1
        self._told("period_closed", term.id)
        term.taken = True
        for kept in own:
            kept.state = "frozen"

    def remind(self, dice: Random) -> None:
        actor = self._actor(dice.choice(PEOPLE))
        mine = [kept for kept in self.kept.values() if kept.received_by(actor, ROOT, ISSUER) and kept.moves]
        worth = [kept for kept in mine if kept.needed or kept.doubts or kept.state == "returned"]
        assert self.acts.remind(actor, list(self.kept)) == (len(worth), len(mine) - len(worth))
        self.written += bool(worth)

    # ---- how it is done, and what the model makes of it

    def _actor(self, who: tuple[str, str | None, str]) -> Actor:
        return Actor(who[0], who[1], frozenset({who[2]}), self.day)

    def _choose(self, act: str, dice: Random, clause: int | None = None) -> bool:
        """The first of this act's chances that is lawful, or that just one clause forbids; whether there was one."""
        wanted = [at != clause for at in range(len(LAW[act]))]
        for kept, who, said in self._chances(dice):
            if all(holds(kept, who, said) is want for holds, want in zip(LAW[act], wanted, strict=True)):
                self._do(act, kept, who, said)
                return True
        return False

    def _chances(self, dice: Random) -> Iterator[tuple[Kept, Actor, Said]]:
        """Every filing, word and person, shuffled."""
        actors = [self._actor(who) for who in dice.sample(PEOPLE, len(PEOPLE))]
        for kept in dice.sample(list(self.kept.values()), len(self.kept)):
            doubt = dice.choice(kept.doubts or ["none"])
            for why, digest in dice.sample([("有误", kept.digest), ("", kept.digest), ("有误", "0" * 64)], 3):
                yield from ((kept, actor, Said(why, digest, doubt)) for actor in actors)

    def _do(self, act: str, kept: Kept, who: Actor, said: Said) -> None:
        allowed = lawful(act, kept, who, said)
        part = part_of(self.areas[kept.area], next(MADE) % 2)
        try:
            state = self.acts.do(act, kept, who, said, part)
        except ProblemError as refusal:
            assert not allowed, f"a lawful {act} was refused: {refusal.problem.code}"
            return
        assert allowed, f"an unlawful {act} was done"
        self.written, self.steps = self.written + 1, self.steps + 1
        self._told(f"filing_{act}", kept.id)
        self._after(act, kept, who, said, part)
        assert state == kept.state

    def _after(self, act: str, kept: Kept, who: Actor, said: Said, part: Part) -> None:
        if act == "renew":
            kept.digest, kept.needed, kept.asked = part.digest, part.needed, self.acts.asked
        if act in ("renew", "settle") and said.doubt in kept.doubts:
            kept.doubts.remove(said.doubt)
        if act == "object":
            known = set(kept.doubts)
            kept.doubts += [
                one for one in Objection.objects.filter(filing=kept.id, settled=None).values_list("id", flat=True)
                if one not in known
            ]  # fmt: skip
        if act == "stand_in":
            kept.doubts = []
        if act == "confirm":
            kept.confirmer = who.login
        if act in ("approve", "stand_in"):
            kept.approver = who.login
        if act == "unapprove":
            kept.approver = ""
        kept.state = {
            "confirm": "confirmed", "return": "returned", "approve": "approved", "stand_in": "approved",
            "unapprove": "confirmed" if kept.confirmer else "open",
        }.get(act, "objected" if kept.doubts else "open")  # fmt: skip
        if kept.moves:
            kept.confirmer, kept.fixed = "", None
        elif act in ("confirm", "stand_in"):
            kept.fixed = _fixed(Filing.objects.get(id=kept.id))

    def _told(self, verb: str, subject: str) -> None:
        """The last line of the journal says just this."""
        (line,) = lines(self.written - 1)
        assert (line["verb"], line["subject"]) == (verb, subject)

    # ---- what always holds

    @precondition(lambda self: self.terms)
    @invariant()
    def every_filing_is_what_the_model_says(self) -> None:
        rows = {row.id: row for row in Filing.objects.select_related("period")}
        assert sorted(rows) == sorted(self.kept), "filings are lost or doubled"
        for row in rows.values():
            kept = self.kept[row.id]
            said = (row.state, row.digest, row.needed, row.confirmed_by, row.approved_by, row.parent_id)
            above = kept.above.id if kept.above is not None else None
            assert said == (kept.state, kept.digest, kept.needed, kept.confirmer, kept.approver, above)
            if kept.fixed is not None:
                assert _fixed(row) == kept.fixed, "what was confirmed has changed"
                assert row.plan, "what was confirmed is not kept"
        self._ladder(rows)

    def _ladder(self, rows: dict[str, Filing]) -> None:
        """What holds whatever the model thinks."""
        doubts = set(Objection.objects.filter(settled=None).values_list("filing", flat=True))
        for row in rows.values():
            parent = rows.get(row.parent_id) if row.parent_id else None
            if parent is not None and parent.state in ("confirmed", "approved", "frozen"):
                assert row.state in ("approved", "frozen"), "something below is not settled"
            if row.state in ("approved", "frozen"):
                assert row.approved_by and row.approved_by != row.confirmed_by
            else:
                assert not row.approved_by and bool(row.confirmed_by) is (row.state == "confirmed")
            assert (row.confirmed is None) == (not row.confirmed_by) and (row.approved is None) == (not row.approved_by)
            assert (row.state == "frozen") == (row.period.closed is not None)
            assert (row.state == "objected") == (row.id in doubts)

    @precondition(lambda self: self.terms)
    @invariant()
    def every_area_counts_once(self) -> None:
        wanted = sorted(
            (t.id, code) for t in self.terms for code, area in self.areas.items() if area.level in self.ladder
        )
        totals = queries.counts([term.id for term in self.terms])
        assert sorted(Filing.objects.values_list("period", "area")) == wanted
        assert sum(sum(states.values()) for states in totals.values()) == len(wanted)
        assert Period.objects.count() == len(self.terms)

    @invariant()
    def the_journal_has_a_line_an_act_and_none_for_a_refusal(self) -> None:
        assert last_sequence() == self.written
        assert Step.objects.count() == self.steps
        assert not verify_chain()


def _fixed(row: Filing) -> tuple[object, ...]:
    return (row.digest, row.whole, bytes(row.plan or b""), bytes(row.answers), row.sense_id, row.sequence)
