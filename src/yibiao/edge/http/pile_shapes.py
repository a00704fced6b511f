"""How piles look over the wire. In: rows, consolidations, forms side by side. Out: JSON of the schemas here.

Refuses: nothing; it only tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ninja import Schema

from yibiao.edge.http.replies import ProblemReply
from yibiao.flow.consolidating.beside import Beside, Column
from yibiao.flow.consolidating.burden import METHODS_EN, minutes_of
from yibiao.flow.consolidating.shapes import Consolidation, Decision, FormFacts, Proposal
from yibiao.flow.standard.model import Standard
from yibiao.work.directory import queries as directory
from yibiao.work.jobs.queries import own_among
from yibiao.work.piles.queries import PileRow


class PileMade(Schema):
    pile: str


class PileStarted(Schema):
    job: str


class PileUploaded(Schema):
    """waiting: files that are not read yet. left_out: paths that can be no form."""

    waiting: int
    left_out: list[str]


class PileFigures(Schema):
    """Pairs are before and after. actions: forms by what is proposed or decided. decided: forms with a decision."""

    files: int
    unreadable: int
    forms: tuple[int, int]
    fields: tuple[int, int]
    cells: tuple[int, int]
    minutes: tuple[float, float]
    families: int
    actions: dict[str, int]
    decided: int


class PileReply(Schema):
    """A pile of the list. figures: null before the first reading. waiting: files to read. job: the last work on it.

    owner: his name. mine: the caller's own. shared: with the data officers of the owner's office. A job is told to the
    one who began it: nobody else may ask how far it is.
    """

    id: str
    name: str
    owner: str
    mine: bool
    shared: bool
    made: datetime
    read: datetime | None
    waiting: int
    job: str
    figures: PileFigures | None


class PileTrouble(Schema):
    """A file that could not be read, and why."""

    file: str
    problem: ProblemReply


class PileLedger(Schema):
    """A ledger of the smallest set that answers all kept forms."""

    name: str
    elements: int
    forms: int


class PileWhole(PileReply):
    """methods_zh, methods_en: how each figure is made. master: elements of the master table. new: proposed elements."""

    unreadable: list[PileTrouble]
    methods_zh: dict[str, str]
    methods_en: dict[str, str]
    ledgers: list[PileLedger]
    master: int
    proposed: int


class PileForm(Schema):
    """A form, and where it lies: two of one file differ by their sheet only."""

    id: str
    name: str
    file: str
    sheet: str


class PileSaid(Schema):
    """A person's decision."""

    verdict: str
    by: str
    reason: str
    at: str


class PileProposal(Schema):
    """What is proposed or decided for a form. minutes_saved: a month, an estimate."""

    form: PileForm
    action: str
    into: PileForm | None
    why_zh: str
    why_en: str
    minutes_saved: float
    decision: PileSaid | None


class PileProposals(Schema):
    total: int
    rows: list[PileProposal]


class PileCandidate(Schema):
    element: str
    label_zh: str
    label_en: str


class PileColumn(Schema):
    """name: what it was understood as. standing: shared, only, conflicting, neither. others: cells of the other."""

    cell: str
    path: list[str]
    name: str
    standing: str
    others: list[str]
    confidence: float
    accepted: bool
    candidates: list[PileCandidate]


class PileSide(Schema):
    """One of two forms. correctable: its columns may be given another meaning (counts may not)."""

    form: PileForm
    issuer: str | None
    period: str | None
    minutes: float
    correctable: bool
    columns: list[PileColumn]


class PileFirst(Schema):
    """What was proposed before anybody decided."""

    action: str
    into: PileForm | None


class PileBeside(Schema):
    """Two forms next to each other. effect: minutes a month that are saved."""

    action: str
    relation: str | None
    first: PileFirst
    why_zh: str
    why_en: str
    minutes_saved: float
    decision: PileSaid | None
    one: PileSide
    other: PileSide | None


class PileExport(Schema):
    file: str
    name: str


def rows_reply(rows: Sequence[PileRow], login: str) -> list[dict[str, Any]]:
    """As `login` sees them."""
    names = directory.names_of({row.login for row in rows})
    own = own_among(login, (row.job for row in rows))
    return [
        {
            **{name: getattr(row, name) for name in ("id", "name", "made", "read", "waiting")},
            "owner": names.get(row.login) or row.login, "mine": row.login == login, "shared": bool(row.office),
            "job": row.job if row.job in own else "", "figures": row.figures or None,
        }
        for row in rows
    ]  # fmt: skip


def whole_reply(row: PileRow, login: str, found: Consolidation | None) -> dict[str, Any]:
    """The pile with what was found in it, if it was read."""
    ledgers = found.ledgers if found else ()
    return {
        **rows_reply([row], login)[0],
        "unreadable": [
            {"file": file, "problem": why.as_json()} for file, why in (found.pile.unreadable if found else ())
        ],
        "methods_zh": dict(found.burden.methods) if found else {},
        "methods_en": dict(METHODS_EN) if found else {},
        "ledgers": [
            {"name": one.name, "elements": len(one.elements), "forms": len(one.forms)} for one in ledgers
        ],
        "master": len(found.master) if found else 0,
        "proposed": len(found.elements) if found else 0,
    }  # fmt: skip


def form_reply(form: FormFacts) -> dict[str, str]:
    return {"id": form.id, "name": form.name, "file": form.file, "sheet": form.sheet}


def said_reply(said: Decision | None) -> dict[str, str] | None:
    if said is None:
        return None
    return {"verdict": said.verdict.value, "by": said.by, "reason": said.reason, "at": said.at}


def proposal_reply(entry: Proposal, forms: Mapping[str, FormFacts]) -> dict[str, Any]:
    into = forms.get(entry.into or "")
    return {
        "form": form_reply(forms[entry.form]), "action": entry.action.value, "into": form_reply(into) if into else None,
        "why_zh": entry.why_zh, "why_en": entry.why_en, "minutes_saved": entry.minutes_saved,
        "decision": said_reply(entry.decision),
    }  # fmt: skip


def beside_reply(found: Consolidation, beside: Beside, first: Proposal | None, standard: Standard) -> dict[str, Any]:
    """first: the proposal before anybody decided."""
    forms = {form.id: form for form in found.pile.forms}
    entry = next(one for one in found.proposals if one.form == beside.form.id)
    told, into = first or entry, forms.get((first or entry).into or "")
    return {
        "action": beside.action.value, "relation": beside.relation.value if beside.relation else None,
        "first": {"action": told.action.value, "into": form_reply(into) if into else None},
        "why_zh": beside.why_zh, "why_en": beside.why_en, "minutes_saved": entry.minutes_saved,
        "decision": said_reply(beside.decision), "one": _side(beside.form, beside.columns, standard),
        "other": _side(beside.into, beside.columns_into, standard) if beside.into else None,
    }  # fmt: skip


def _side(form: FormFacts, columns: Sequence[Column], standard: Standard) -> dict[str, Any]:
    also = {entry.cell: entry.others for entry in form.fields}
    return {
        "form": form_reply(form), "issuer": form.issuer, "period": form.period,
        "minutes": minutes_of(form), "correctable": form.subject.startswith("record"),
        "columns": [_column(column, also.get(column.cell, ()), standard) for column in columns],
    }  # fmt: skip


def _column(column: Column, also: Sequence[str], standard: Standard) -> dict[str, Any]:
    known = [standard.elements[code] for code in dict.fromkeys((column.asks, *also)) if code in standard.elements]
    return {
        "cell": column.cell, "path": list(column.path), "name": column.name, "standing": column.standing.value,
        "others": list(column.others), "confidence": column.confidence, "accepted": column.accepted,
        "candidates": [
            {"element": one.code, "label_zh": one.label_zh, "label_en": one.label_en} for one in known[:6]
        ],
    }  # fmt: skip
