"""What a person's word on a proposal means. In: proposals, a form, the word. Out: the action that follows.

Refuses (`ProblemError`): a form that has no proposal, a change that does not say into what.
"""

from __future__ import annotations

from collections.abc import Iterable

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.flow.consolidating.shapes import Action, Proposal, Verdict


def meant(
    proposals: Iterable[Proposal], form: str, verdict: Verdict, changed: tuple[Action | None, str | None]
) -> tuple[Action, str | None]:
    """(action, into): as proposed, kept where it is rejected, as `changed` where it is changed."""
    entry = next((proposal for proposal in proposals if proposal.form == form), None)
    if entry is None:
        raise ProblemError(problem("PILE_NO_FORM", form=form))
    if verdict is Verdict.ACCEPT:
        return entry.action, entry.into
    if verdict is Verdict.REJECT:
        return Action.KEEP, None
    action, into = changed
    if action is None or into == form or (into is None and action in {Action.CANCEL, Action.MERGE}):
        raise ProblemError(problem("PILE_CHANGE_TO_WHAT", Place(field="action")))
    return action, None if action is Action.KEEP else into
