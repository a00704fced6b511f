"""A form, filled for one person and kept until taken. In: a paper, an area, a day, a profile. Out: the id of `Filled`.

    read → match → ask, through the view → mask, by the recipient's profile → write → draw → seal

What the page shows and what is taken out later are the same bytes. Refuses (`ProblemError`): areas outside the view,
templates that cannot be written; everything else is said cell by cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from yibiao.base.problems import problem
from yibiao.edge.forms.reading import Paper, lexicon_for, matched
from yibiao.edge.forms.sight import sight_of
from yibiao.edge.http.caller import Caller
from yibiao.edge.laying import laid_out
from yibiao.edge.office import Office
from yibiao.flow import filling, reading
from yibiao.flow.asking import Answer
from yibiao.flow.asking.nodes import Question, Rows, RowsQuestion
from yibiao.flow.filling import FieldReport, Filled, FillReport
from yibiao.flow.pipeline import Matched
from yibiao.work.forms import actions, rules
from yibiao.work.forms.actions import Sheet
from yibiao.work.ledgers import queries as ledgers

HEAVY = 40_000
"""Records in an area from which filling runs as a job."""
LARGE = 1 << 20
"""Bytes of a template from which it does."""
Step = Callable[[int, int], None]
STAGES = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted of a fill: which day it is about, how the recipient gets numbers, the record of a card.

    seen_at: the journal line at which the ledger is looked at; None: now.
    """

    day: date
    profile: str = rules.PROFILES[0]
    record: str | None = None
    seen_at: int | None = None


class Asker:
    """Answers questions through an office, masked for the recipient; remembers what was asked."""

    def __init__(self, office: Office, profile: str, told: Callable[[], None]) -> None:
        self.office, self.profile, self.told = office, profile, told
        self.questions: list[Question] = []

    def __call__(self, questions: Sequence[Question]) -> list[Answer]:
        answers = self.office.answer(questions)
        self.questions += questions
        self.told()
        return [self._masked(question, answer) for question, answer in zip(questions, answers, strict=True)]

    def _masked(self, question: Question, answer: Answer) -> Answer:
        if isinstance(question, RowsQuestion) and isinstance(answer, Rows):
            return rules.masked_rows(question, answer, self.profile, self.office.house.standard)
        return answer


def is_long(caller: Caller, paper: Paper, areas: Sequence[str]) -> bool:
    """Whether a fill is no matter of a moment: several areas, many records, a large template."""
    if len(areas) > 1 or len(paper.data) > LARGE:
        return True
    area = caller.office(areas[0]).area
    return ledgers.size_of(area.first, area.last) > HEAVY


def fill(caller: Caller, paper: Paper, area: str, wish: Wish, step: Step = lambda done, total: None) -> str:
    """Fill the form for an area; the id under which it waits."""
    office = caller.office(area, wish.day, wish.seen_at)
    office.reach()
    found = matched(caller.estate, paper)
    step(1, STAGES)
    asker = Asker(office, wish.profile, lambda: step(2, STAGES))
    with laid_out(paper.name, paper.data) as path:
        standard = caller.estate.house.standard
        filled = filling.fill(path, found.forms, asker, standard, context=office.context(wish.record))
    filled = office.said(replace(filled, report=_said_why(filled.report, office, wish.profile)))
    step(3, STAGES)
    name = named(PurePath(paper.name).stem, office, filled.suffix)
    with laid_out(name, filled.data) as path:
        drawing = reading.look(path)
    sight = {**sight_of(filled, found.forms, drawing, standard), "seen_at": wish.seen_at}
    return keep(caller, office, _sheet(paper, found, filled, (name, sight), (office, asker, wish)), filled)


def _left_to_others(entry: FieldReport) -> bool:
    """Whether the field is none that the ledger could fill: the form sums it, a person signs it."""
    return entry.field.meaning is not None and entry.field.meaning.special in ("total", "blank")


def _said_why(report: FillReport, office: Office, profile: str) -> FillReport:
    """The report, where the recipient's profile masks and not the person's rights, says so."""
    if profile == "shown":
        return report
    return replace(report, fields=tuple(_by_profile(entry, office) for entry in report.fields))


def _by_profile(entry: FieldReport, office: Office) -> FieldReport:
    code = entry.field.meaning.element if entry.field.meaning else None
    if code is None or code in office.view.masks:
        return entry
    label = " › ".join(entry.field.path)
    said = tuple(
        problem("FORMS_PROFILE_MASKED", why.place, label=label) if why.code == "FILLING_MASKED" else why
        for why in entry.why
    )
    return replace(entry, why=said)


def named(stem: str, office: Office, suffix: str) -> str:
    """花名册_某社区_20260105.xlsx, or …_20260105当时台账.xlsx"""
    then = "" if office.seen_at is None else "当时台账"
    return f"{stem[:80]}_{office.area.name}_{office.day:%Y%m%d}{then}{suffix}"


def _sheet(
    paper: Paper, found: Matched, filled: Filled, drawn: tuple[str, dict[str, object]], by: tuple[Office, Asker, Wish]
) -> Sheet:
    office, asker, wish = by
    standard = office.house.standard
    fields = [entry for entry in filled.report.fields if not _left_to_others(entry)]
    title = paper.title or next((form.table.title for form in found.forms if form.table.title), None)
    return Sheet(
        kind="form", title=(title or PurePath(paper.name).stem)[:200], name=drawn[0], area=office.area.code,
        first=office.area.first, last=office.area.last, day=wish.day, profile=wish.profile,
        rows=len(records_of(filled)), level=rules.level_of(asker.questions, office.view, wish.profile, standard),
        elements=rules.read_of(asker.questions, office.view, standard),
        done=sum(entry.filled for entry in fields), blank=sum(entry.blank for entry in fields),
        data=filled.data, sight=json.dumps(drawn[1], ensure_ascii=False).encode(), form=paper.form, file=paper.file,
    )  # fmt: skip


def records_of(filled: Filled) -> frozenset[str]:
    return frozenset(origin.record for origins in filled.origins for origin in origins)


def keep(caller: Caller, office: Office, sheet: Sheet, filled: Filled | frozenset[str]) -> str:
    """Seal it for the caller, who must still see then what of the area he sees now."""
    records = filled if isinstance(filled, frozenset) else records_of(filled)
    owner = (caller.login, caller.role or "", office.view.purpose)
    sheet = replace(sheet, spans=office.view.within(sheet.first, sheet.last))
    return actions.keep_filled(office.house.vault, owner, sheet, records)


__all__ = ["Asker", "Step", "Wish", "fill", "is_long", "keep", "lexicon_for", "named", "records_of"]
