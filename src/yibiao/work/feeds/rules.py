"""What is true of sources and deliveries, decided without a database. In: facts. Out: states, or why not.

    received → profiled → planned → ready → applying → applied → undone        … → refused
        └ waiting (columns)  └ waiting (tripped)
Out of waiting: somebody approves the columns and it begins again, or releases what tripped; or it is refused.

Refuses: nothing with an exception; a refusal is a `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from yibiao.base.problems import Place, Problem, problem

USE = "feeds"
KEEPER = "data_officer"
"""Who keeps sources, looks at deliveries and lets them in."""
HOUSE = "yibiao"
"""Who brings a delivery that nobody carried: the folder, a table or an address of a source."""
CONTENT, PLAN = "content", "plan"
KEPT_DAYS = 90
"""Days for which the bytes of a delivery and its plan are kept; what it wrote is undone without them."""
LARGEST = 512 * 2**20
"""Bytes of the largest delivery."""
KINDS: Mapping[str, tuple[str, ...]] = {"file": (), "table": ("url", "table"), "api": ("url",)}
"""How a source is reached → what must be said of it."""
SOURCE_STATES = ("draft", "approved", "closed")
STATES = ("received", "profiled", "planned", "waiting", "ready", "applying", "applied", "undone", "refused")
UNDER_WAY = STATES[:3]
"""States in which a job looks at a delivery."""
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")

MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "profile": (frozenset({"received"}), "profiled"),
    "plan": (frozenset({"profiled"}), "planned"),
    "hold": (frozenset({"received"}), "waiting"),
    "trip": (frozenset({"planned"}), "waiting"),
    "clear": (frozenset({"planned"}), "ready"),
    "again": (frozenset({"waiting", "ready"}), "received"),
    "release": (frozenset({"waiting"}), "ready"),
    "refuse": (frozenset({"received", "profiled", "planned", "waiting", "ready"}), "refused"),
    "begin": (frozenset({"ready"}), "applying"),
    "finish": (frozenset({"applying"}), "applied"),
    "undo": (frozenset({"applying", "applied"}), "undone"),
}
"""Verb → states in which it may be done, and the state after it."""


def next_state(state: str, verb: str) -> str | Problem:
    """What a delivery is after this act, or that it is not its turn."""
    states, after = MOVES[verb]
    return after if state in states else problem("FEEDS_STATE", Place())


@dataclass(frozen=True, slots=True)
class Word:
    """A person's word on a held delivery. deliverer: who brought it; others: whether another officer could speak."""

    login: str
    deliverer: str
    others: bool
    reason: str


def why_not_release(word: Word, reasons: Sequence[Mapping[str, object]]) -> Problem | None:
    """Why this person may not let a held delivery go on. Columns that nobody approved are approved, not released."""
    if any(found["code"] in UNRELEASED for found in reasons):
        return problem("FEEDS_NOT_RELEASED", Place())
    if not word.reason.strip():
        return problem("FEEDS_REASON_WANTED", Place(field="reason"))
    if word.others and word.login == word.deliverer:
        return problem("FEEDS_OWN", Place())
    return None


UNRELEASED = frozenset({"FEEDS_COLUMNS_NEW", "FEEDS_COLUMNS_CHANGED"})
"""Reasons that no release overrules: nothing could be planned."""


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source as it is to stand; see `models.Source`. secret "": the one it has stays."""

    code: str
    name: str
    department: str
    basis: str
    area: str
    login: str
    period_days: int = 30
    kind: str = "file"
    reach: Mapping[str, str] | None = None
    secret: str = ""


def why_not_source(given: NewSource) -> Problem | None:
    """Why this cannot be a source: nobody brings data without saying under what law, and who answers for them."""
    if not _CODE.fullmatch(given.code):
        return problem("FEEDS_CODE", Place(field="code"), code=given.code[:60])
    for field in ("name", "department", "basis", "area", "login"):
        if not getattr(given, field).strip():
            return problem("FEEDS_INCOMPLETE", Place(field=field), field=field)
    if given.kind not in KINDS:
        return problem("FEEDS_INCOMPLETE", Place(field="kind"), field="kind")
    for field in KINDS[given.kind]:
        if not (given.reach or {}).get(field, "").strip():
            return problem("FEEDS_INCOMPLETE", Place(field=field), field=field)
    return None if given.period_days > 0 else problem("FEEDS_INCOMPLETE", Place(field="period_days"), field="period")


def why_not_columns(header: Sequence[str], approved: Sequence[str]) -> Problem | None:
    """Why a delivery with these columns cannot be read under the mapping that was approved."""
    if not approved:
        return problem("FEEDS_COLUMNS_NEW", Place())
    if list(header) == list(approved):
        return None
    more = "、".join(label for label in header if label not in approved) or "—"
    less = "、".join(label for label in approved if label not in header) or "—"
    return problem("FEEDS_COLUMNS_CHANGED", Place(), more=more[:200], less=less[:200])


def acts_of(state: str, reasons: Sequence[Mapping[str, object]]) -> tuple[str, ...]:
    """What a person may do with a delivery now; whose word it takes is decided when he gives it."""
    columns = any(found["code"] in UNRELEASED for found in reasons)
    may = {
        "waiting": ("refuse",) if columns else ("release", "refuse"), "ready": ("apply", "refuse"),
        "applying": ("apply",), "applied": ("undo",),
    }  # fmt: skip
    return may.get(state, ())


def due(last: date, days: int) -> date:
    """By when the next delivery is expected."""
    return last + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Where a source that is fetched stands: see `models.Source`."""

    kind: str
    state: str
    period_days: int
    fetched: datetime | None
    tries: int


def next_fetch(source: Fetched) -> datetime | None:
    """When the other side is asked next: a period after the last time, sooner where that failed (an hour, then twice
    as long each time, never longer than the period); None where it is never asked by itself."""
    if source.kind == "file" or source.state == "closed":
        return None
    if source.fetched is None:
        return datetime.min.replace(tzinfo=UTC)
    period = timedelta(days=source.period_days)
    wait = min(period, timedelta(hours=2 ** min(source.tries - 1, 12))) if source.tries else period
    return source.fetched + wait


def bound(delivery: str, what: str, number: int) -> bytes:
    """What a sealed part is bound to: bytes moved under another delivery or number do not open."""
    return f"feeds|{delivery}|{what}|{number}".encode()


def bound_secret(code: str) -> bytes:
    return f"feeds|secret|{code}".encode()
