"""What waits for one person, by what is to be done with it, a page at a time. In: who acts. Out: filings, their number.

    complete    his own that need one tap: nothing lacks, nothing is objected to, everything below is approved
    stale       his own that something below was corrected under: to be asked anew first
    lacking     his own that he has to do something about: gaps, objections, columns that stay blank, a return
    awaiting    his own that wait for others: not everything below is approved
    done        his own that are confirmed or further
    approvable  those right below him that are confirmed, not by himself
    unready     those right below him that are not

A street has one filing a form and community: thousands. So they are sorted, counted and cut in the database.
Refuses: nothing; what is of nobody's business is in no part.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, Q

from yibiao.work.admissions import queries as admissions
from yibiao.work.directory import queries as directory
from yibiao.work.filings import queries, rules
from yibiao.work.filings.models import Filing, Objection, Period
from yibiao.work.filings.queries import FilingRow
from yibiao.work.filings.rules import Actor

LEVELS = (*rules.KEEPER, "district", "city", "province")
PARTS = ("complete", "stale", "lacking", "awaiting", "done", "approvable", "unready")
MOST = 500
"""Filings of one page at most."""


def part(
    actor: Actor, name: str, words: str = "", *, after: int = 0, most: int = 40
) -> tuple[int, tuple[FilingRow, ...]]:
    """(how many there are, those from `after` on) of one of `PARTS`, those that are due first.

    words: parts of a form's title or an area's name, all of which must stand there.
    """
    where = _where(actor, name) & _about(words)
    total = Filing.objects.filter(where).count()
    return total, queries.rows(where, after, min(most, MOST)) if total > after else ()


def _where(actor: Actor, name: str) -> Q:
    own = _own(actor)
    moving = Q(state__in=rules.MOVING)
    if name == "approvable":
        return _below(actor, own) & Q(state="confirmed") & ~Q(confirmed_by=actor.login)
    if name == "unready":
        return _below(actor, own) & moving & ~own
    if name == "done":
        return own & ~moving
    return own & _mine(name)


def _mine(name: str) -> Q:
    """The parts of what somebody has to confirm himself; each filing that moves is in exactly one."""
    below = Filing.objects.filter(parent=OuterRef("pk"))
    waits = Q(Exists(below.exclude(state__in=rules.SETTLED)))
    stale = Q(Exists(below.filter(sequence__gt=OuterRef("sequence"))))
    doubted = Q(Exists(Objection.objects.filter(filing=OuterRef("pk"), settled=None)))
    free = Q(state="open") & ~doubted
    whole = Q(needed=0, sense__in=_answered()) if name in ("complete", "lacking") else Q()
    parts: Mapping[str, Q] = {
        "awaiting": free & waits,
        "stale": free & ~waits & stale,
        "complete": free & ~waits & ~stale & whole,
        "lacking": Q(state__in=rules.MOVING) & (~free | (~waits & ~stale & ~whole)),
    }
    return parts[name]


def _answered() -> list[str]:
    """The readings of open periods that leave no column blank."""
    senses = set(Filing.objects.filter(period__closed=None).values_list("sense", flat=True).distinct())
    blank = queries.unanswered(senses)
    return [key for key in senses if not blank[key]]


def _own(actor: Actor) -> Q:
    levels = [level for level in LEVELS if rules.keeper_of(level) == actor.role]
    return Q(area__in=list(actor.areas), level__in=levels) & _running()


def _below(actor: Actor, own: Q) -> Q:
    """Right below his own; the topmost of a period are below who takes it over."""
    found = Q(parent__in=Filing.objects.filter(own).values("pk"))
    if actor.role == "department_officer":
        return found | (Q(parent=None, period__issuer=actor.login) & _running())
    if actor.role == rules.ABOVE:
        return found | (Q(parent=None, period__area__in=list(actor.areas)) & _running())
    return found


def _running() -> Q:
    """Of periods that nobody has taken over yet; a form that was retired waits for nobody."""
    numbers = Period.objects.filter(closed=None).values_list("number", flat=True).distinct()
    return Q(period__closed=None) & ~Q(period__number__in=sorted(admissions.retired_of(numbers)))


def _about(words: str) -> Q:
    where, names = Q(), directory.area_names() if words.strip() else {}
    for word in words.split():
        areas = [code for code, name in names.items() if word in name]
        where &= Q(period__title__icontains=word) | Q(area__in=areas)
    return where
