"""The circuit breaker: why a delivery waits for a person. In: its profile, the last one, its effect. Out: problems.

Every check compares one count with a share and a least number from `limits.toml` (RELIABILITY G14 and what else poisons
a ledger). A check that needs the last delivery is silent at a first one. Refuses: nothing; a problem is only said.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from yibiao.base.problems import Place, Problem, problem
from yibiao.flow.profiling.effect import Effect
from yibiao.flow.profiling.profile import ColumnProfile, Profile

Limits = Mapping[str, Mapping[str, Any]]
OWN = ("citizen_id", "credit_code", "phone")
"""Kinds of values that differ from one row to the next."""
WORDS = frozenset({"name"})


@cache
def limits() -> Limits:
    """The shipped limits: check → share and least."""
    return tomllib.loads((resources.files(__package__) / "limits.toml").read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the checks look at. before: the profile of the source's last delivery in the ledger; usual: its effect."""

    profile: Profile
    effect: Effect
    before: Profile | None = None
    usual: Effect | None = None


Check = Callable[[Seen, Limits], Iterator[Problem]]


def trips(seen: Seen, limit: Limits | None = None) -> tuple[Problem, ...]:
    """Everything that holds the delivery, each with what was measured and what is allowed."""
    limit = limit or limits()
    return tuple(found for check in CHECKS for found in check(seen, limit))


def _over(name: str, count: float, whole: float, limit: Limits) -> bool:
    return whole > 0 and count >= limit[name]["least"] and count / whole > limit[name]["share"]


def _said(code: str, name: str, count: float, whole: float, limit: Limits, *, label: str = "") -> Problem:
    values = {"count": round(count), "share": _percent(count / whole), "limit": _percent(limit[name]["share"])}
    return problem(code, Place(field=label or None), label=label, **values)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.01 else f"{share:.2%}"


def _rows(seen: Seen, limit: Limits) -> Iterator[Problem]:
    now, before = seen.profile, seen.before
    if now.rows == 0:
        yield problem("PROFILE_EMPTY", Place())
        return
    if now.rows in limit["cut"]["rows"] or now.rows + 1 in limit["cut"]["rows"]:
        yield problem("PROFILE_CUT", Place(), rows=now.rows)
    if before is None:
        return
    if now.day < before.day:
        yield problem("PROFILE_OLDER", Place(), day=now.day.isoformat(), last=before.day.isoformat())
    if _over("fewer", before.rows - now.rows, before.rows, limit):
        yield _said("PROFILE_FEWER", "fewer", before.rows - now.rows, before.rows, limit)
    if _over("more", now.rows - before.rows, before.rows, limit):
        yield _said("PROFILE_MORE", "more", now.rows - before.rows, before.rows, limit)


def _header(seen: Seen, limit: Limits) -> Iterator[Problem]:
    if seen.before is None:
        return
    if seen.profile.form != seen.before.form:
        yield problem("PROFILE_FORM", Place(), form=seen.profile.form, last=seen.before.form)
    now, last = ([(one.label, one.element) for one in each.columns] for each in (seen.profile, seen.before))
    if now != last:
        changed = sorted({label for label, _ in set(now) ^ set(last)})
        yield problem("PROFILE_HEADER", Place(), columns="、".join(changed)[:200] or "—")


def _keys(seen: Seen, limit: Limits) -> Iterator[Problem]:
    key = seen.profile.key
    if key is None:
        return
    if _over("repeated", key.repeated, key.told, limit):
        yield _said(
            "PROFILE_REPEATED", "repeated", key.repeated, key.told, limit, label=_label(seen.profile, key.element)
        )
    last = seen.before.key if seen.before else None
    kept = last.kept_in(key) if last else None
    if last is not None and kept is not None and _over("lost", (1 - kept) * last.told, last.told, limit):
        yield _said("PROFILE_LOST", "lost", (1 - kept) * last.told, last.told, limit)


def _label(profile: Profile, element: str) -> str:
    return next((column.label for column in profile.columns if column.element == element), element)


def _columns(seen: Seen, limit: Limits) -> Iterator[Problem]:
    last = {(one.label, one.element): one for one in seen.before.columns} if seen.before else {}
    for column in seen.profile.columns:
        before = last.get((column.label, column.element))
        if "." in column.element:
            yield from _read(column, before, limit)
            yield from _looks(column, limit)
        if before is not None:
            yield from _drift(column, before, seen, limit)


def _read(column: ColumnProfile, before: ColumnProfile | None, limit: Limits) -> Iterator[Problem]:
    """How many of its values could be taken as they stand."""
    usual = before.unread / before.filled if before and before.filled else 0.0
    more = column.unread - usual * column.filled
    if _over("unread", more, column.filled, limit):
        yield _said("PROFILE_UNREAD", "unread", column.unread, column.filled, limit, label=column.label)
    if _over("failed", column.failed, column.filled, limit):
        yield _said("PROFILE_FAILED", "failed", column.failed, column.filled, limit, label=column.label)


def _looks(column: ColumnProfile, limit: Limits) -> Iterator[Problem]:
    """What its values look like, whatever they were before."""
    whole = column.sampled
    if _over("test", column.test, whole, limit):
        yield _said("PROFILE_TEST", "test", column.test, whole, limit, label=column.label)
    if _over("garbled", column.garbled, whole, limit):
        yield _said("PROFILE_GARBLED", "garbled", column.garbled, whole, limit, label=column.label)
    if _over("stand_ins", column.stand_ins, whole, limit):
        yield _said("PROFILE_STAND_IN", "stand_ins", column.stand_ins, whole, limit, label=column.label)
    if column.kind in WORDS and _over("digits", column.digits, whole, limit):
        yield _said("PROFILE_SHIFTED", "digits", column.digits, whole, limit, label=column.label)
    if column.kind in (*OWN, *WORDS) and column.top >= limit["constant"]["least"]:
        if _over("constant", column.top, whole, limit):
            yield _said("PROFILE_CONSTANT", "constant", column.top, whole, limit, label=column.label)


def _drift(column: ColumnProfile, before: ColumnProfile, seen: Seen, limit: Limits) -> Iterator[Problem]:
    """What became of it since the last delivery."""
    rows, last = seen.profile.rows, seen.before.rows if seen.before else 0
    more = (rows - column.filled) - (last - before.filled) / last * rows if last else 0
    if _over("blank", more, rows, limit):
        yield _said("PROFILE_BLANK", "blank", rows - column.filled, rows, limit, label=column.label)
    if not column.sampled or not before.sampled:
        return
    uniform = column.top - before.top / before.sampled * column.sampled
    if _over("uniform", uniform, column.sampled, limit):
        yield _said("PROFILE_CONSTANT", "uniform", column.top, column.sampled, limit, label=column.label)
    ahead = column.ahead - before.ahead / before.sampled * column.sampled
    if _over("ahead", ahead, column.sampled, limit):
        yield _said("PROFILE_AHEAD", "ahead", column.ahead, column.sampled, limit, label=column.label)
    strange = _strange(column, before)
    if _over("strange", strange, column.sampled, limit):
        yield _said("PROFILE_STRANGE", "strange", strange, column.sampled, limit, label=column.label)
    yield from _units(column, before, limit)


def _strange(column: ColumnProfile, before: ColumnProfile) -> int:
    """Values of a common form that last time's had none of; a column without common forms says nothing."""
    if sum(before.shapes.values()) < 0.8 * before.sampled:
        return 0
    return sum(times for form, times in column.shapes.items() if form not in before.shapes)


def _units(column: ColumnProfile, before: ColumnProfile, limit: Limits) -> Iterator[Problem]:
    """元 became 分, or all dates moved: the middle is far from where it was."""
    now, last = column.middle, before.middle
    if now is None or last is None or column.kind == "date" or column.sampled < limit["unit"]["least"]:
        return
    times = limit["unit"]["share"]
    if min(now, last) > 0 and not 1 / times < now / last < times:
        yield problem("PROFILE_UNIT", Place(field=column.label), label=column.label, now=f"{now:g}", last=f"{last:g}")


def _facts(seen: Seen, limit: Limits) -> Iterator[Problem]:
    now = seen.profile
    if _over("elsewhere", now.elsewhere, now.placed, limit):
        yield _said("PROFILE_ELSEWHERE", "elsewhere", now.elsewhere, now.placed, limit)
    if _over("impossible", now.impossible, now.rows, limit):
        yield _said("PROFILE_IMPOSSIBLE", "impossible", now.impossible, now.rows, limit)
    if _over("contradicting", now.contradicting, now.compared, limit):
        yield _said("PROFILE_CONTRADICTING", "contradicting", now.contradicting, now.compared, limit)


def _ledger(seen: Seen, limit: Limits) -> Iterator[Problem]:
    effect = seen.effect
    for element, count in effect.otherwise.items():
        if _over("otherwise", count, effect.linked, limit):
            label = _label(seen.profile, element)
            yield _said("PROFILE_OTHERWISE", "otherwise", count, effect.linked, limit, label=label)
    if _over("ended", effect.ended, effect.linked, limit):
        yield _said("PROFILE_ENDED", "ended", effect.ended, effect.linked, limit)
    new = effect.counts.get("new", 0)
    if seen.before is not None and _over("newcomers", new, effect.rows, limit):
        yield _said("PROFILE_NEWCOMERS", "newcomers", new, effect.rows, limit)
    usual = seen.usual
    held = _held(effect) - (_held(usual) / usual.rows * effect.rows if usual and usual.rows else 0)
    if _over("doubtful", held, effect.rows, limit):
        yield _said("PROFILE_DOUBTFUL", "doubtful", _held(effect), effect.rows, limit)


def _held(effect: Effect) -> int:
    return effect.counts.get("doubtful", 0) + effect.counts.get("refused", 0)


CHECKS: tuple[Check, ...] = (_rows, _header, _keys, _columns, _facts, _ledger)
