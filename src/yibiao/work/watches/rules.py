"""Decides about findings, without the database. In: facts of a finding, a view. Out: its next state, a problem, rights.

    open ──somebody decides──► handled ──the rule no longer holds──► closed
      │ ▲                        │                                     │
      │ └─ "corrected", but the next run finds it again ───────────────┤
      └──────────────── the rule no longer holds ─────────────► closed ┘ holds again: open

Rights: a finding tells that the rule's condition holds of a record, just as a list by that condition would. So it is
shown to whoever may list by it, counted for whoever may count by it, and not there for everybody else; the handler's
role alone opens nothing. Refuses: see `why_not_settle`.
"""

from __future__ import annotations

from dataclasses import dataclass

from yibiao.base.problems import Place, Problem, problem
from yibiao.base.views import View
from yibiao.flow.asking.rights import uncountable, unlistable, unseen_register
from yibiao.flow.standard.model import Standard
from yibiao.flow.watching import Rule

STATES = ("open", "handled", "closed")
CORRECTED, CONFIRMED, NO_CASE = OUTCOMES = ("corrected", "confirmed", "no_case")
"""The ledger was corrected; it is as the ledger says, with a source; it is no case for this rule."""
SEEING = ("community_secretary", "street_clerk", "data_officer", "leader")
"""Who sees watches of the own areas."""
RUNNER = "data_officer"
"""Who may have the rules asked before the night."""


def next_state(state: str | None, outcome: str, holds: bool) -> str | None:
    """What a run makes of a finding; state None: there was none yet. None: nothing is there, nothing comes."""
    if not holds:
        return None if state is None else "closed"
    if state in (None, "closed"):
        return "open"
    return "open" if state == "handled" and outcome == CORRECTED else state


def why_not_settle(state: str, outcome: str, note: str) -> Problem | None:
    """Only open findings are decided; whoever does not correct the ledger says on what grounds."""
    if state != "open":
        return problem("WATCH_SETTLED", Place())
    if outcome not in OUTCOMES or (outcome != CORRECTED and len(note.strip()) < len("依据")):
        return problem("WATCH_REASON", Place(field="note"))
    return None


def may_list(rule: Rule, view: View, standard: Standard) -> bool:
    """Whether this view may be told of which records the rule holds."""
    return view.rows and unlistable(rule.whole, view, standard) is None and may_count(rule, view, standard)


def may_count(rule: Rule, view: View, standard: Standard) -> bool:
    """Whether it may be told of how many."""
    known = unseen_register(rule.register, view.may_count, standard) is None
    return known and uncountable(rule.whole, view, standard) is None


OWN_STATES = ("draft", "approved", "retired")
APPROVERS = ("data_officer", "leader")
"""Who may let a rule of one's own run: somebody else than who wrote it."""


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's word on a rule of one's own. author: who wrote it; state: how it stands."""

    login: str
    role: str | None
    author: str
    state: str


def why_not_approve(word: Word) -> Problem | None:
    if word.role not in APPROVERS:
        return problem("HTTP_NOT_THERE", Place())
    if word.state != "draft":
        return problem("WATCH_STATE", Place())
    return problem("WATCH_OWN", Place()) if word.login == word.author else None


def why_not_retire(word: Word, reason: str) -> Problem | None:
    if word.role != RUNNER:
        return problem("HTTP_NOT_THERE", Place())
    if word.state == "retired":
        return problem("WATCH_STATE", Place())
    return None if reason.strip() else problem("WATCH_REASON", Place(field="reason"))
