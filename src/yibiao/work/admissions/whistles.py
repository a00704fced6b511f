"""Whistles 吹哨: somebody says that a form without a number is asked for. In: what is told. Out: a code to ask by.

    blow(vault, told)                        kept sealed with its day, and nothing of who told it
    outcome(vault, code)                     what became of it, for whoever holds the code
    heard(vault, reach)                      the data office's list; of several offices all read it
    settle(vault, login, reach, id, word)    answered, once, with a word

There is no login, no address, no hour of the day: what is not kept cannot be found out. The code is kept as a blind
index only. Refuses (`ProblemError`): an empty form or department, more than a day can take, a code or a whistle that
is not there, a second answer.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from yibiao.base.clock import Clock, system_clock, today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.work.admissions import rules
from yibiao.work.admissions.models import Whistle
from yibiao.work.directory import queries as directory
from yibiao.work.journal import actions as journal

ROOM = "admissions"
NOBODY = "unnamed"
"""Who stands in the journal for one who blew the whistle."""
CHANNELS = ("paper", "chat", "mail", "phone", "system", "meeting", "other")
"""By which way the form came."""
MOST_A_DAY = 300
"""Whistles of one day in the whole house; more than that is a machine."""
SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of a code: no letter that is taken for a figure."""
LENGTH = 12
OPEN, SETTLED = "open", "settled"
LONGEST = {"form": 200, "department": 120, "words": 500, "number": 40}
WORD = 300

Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody tells. since: from when the form has been asked for, or None. channel: see `CHANNELS`."""

    form: str
    department: str
    since: date | None = None
    channel: str = "other"
    words: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class WhistleRow:
    """One whistle of the data office's list. answerer: who answered, "" while it is open."""

    id: str
    day: date
    told: Told
    state: str
    answer: str
    answerer: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the holder of the code is told."""

    day: date
    form: str
    state: str
    answer: str


@transaction.atomic
def blow(vault: Vault, told: Told, clock: Clock = system_clock) -> str:
    """Keep it; returns the code. The journal's line says that a whistle was heard, and not which."""
    head, day = journal.lock(), today(clock)
    kept = {name: getattr(told, name).strip()[:most] for name, most in LONGEST.items()}
    if not kept["form"] or not kept["department"]:
        raise ProblemError(problem("WHISTLE_FORM_WANTED", Place(field="form" if not kept["form"] else "department")))
    if Whistle.objects.filter(day=day).count() >= MOST_A_DAY:
        raise ProblemError(problem("WHISTLE_TOO_MANY", Place()))
    code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
    row, number = _found_by(vault, code), kept.pop("number")
    whole = {**kept, "since": told.since and told.since.isoformat(), "channel": told.channel}
    sealed = vault.seal(
        vault.subkey(rules.USE), json.dumps(whole, ensure_ascii=False).encode(), rules.bound(row, "told")
    )
    Whistle.objects.create(id=row, area=directory.root_code(), day=day, number=number, told=sealed, state=OPEN)
    journal.append(head, journal.Entry(NOBODY, "whistle_heard", ROOM), clock)
    return code


def outcome(vault: Vault, code: str) -> Outcome:
    """What became of the whistle that this code was given for."""
    row = Whistle.objects.filter(id=_found_by(vault, code)).first()
    if row is None:
        raise ProblemError(problem("WHISTLE_NOT_FOUND", Place(field="code")))
    return Outcome(row.day, _told(vault, row).form, row.state, row.answer)


def heard(vault: Vault, reach: Interval) -> tuple[WhistleRow, ...]:
    """Whistles of the areas that reach touches: open ones first, then the newest day."""
    rows = sorted(Whistle.objects.all(), key=lambda row: (row.state != OPEN, -row.day.toordinal(), row.id))
    inside = {area.code for area in directory.areas() if reach[0] <= area.last and area.first <= reach[1]}
    return tuple(
        WhistleRow(row.id, row.day, _told(vault, row), row.state, row.answer, row.answerer)
        for row in rows
        if row.area in inside
    )


@transaction.atomic
def settle(login: str, reach: Interval, whistle: str, word: str, clock: Clock = system_clock) -> None:
    """Answer it, once; whoever holds the code reads the word."""
    head = journal.lock()
    row = Whistle.objects.filter(id=whistle).first()
    area = directory.area(row.area) if row is not None else None
    if row is None or area is None or not (reach[0] <= area.last and area.first <= reach[1]):
        raise ProblemError(problem("WHISTLE_NOT_HERE", Place()))
    if row.state != OPEN:
        raise ProblemError(problem("WHISTLE_SETTLED", Place()))
    if not word.strip():
        raise ProblemError(problem("WHISTLE_WORD_WANTED", Place(field="word")))
    row.state, row.answer, row.answerer = SETTLED, word.strip()[:WORD], login
    row.save(update_fields=["state", "answer", "answerer"])
    journal.append(head, journal.Entry(login, "whistle_answered", ROOM, subject=row.id), clock)


def _found_by(vault: Vault, code: str) -> str:
    """The blind index under which the whistle of a code lies; case, blanks and dashes do not matter."""
    plain = "".join(sign for sign in code.upper() if sign in SIGNS)
    return vault.blind("whistle|code", plain).hex()


def _told(vault: Vault, row: Whistle) -> Told:
    whole = json.loads(vault.open(vault.subkey(rules.USE), bytes(row.told), rules.bound(row.id, "told")))
    since = whole.pop("since")
    return Told(**whole, since=date.fromisoformat(since) if since else None, number=row.number)
