"""A form that somebody wants to ask, in hand. In: an upload or an application, terms, corrected columns. Out: drafts,
reviews.

The file is read in the child only. What an applicant says of a column holds for his application alone: only a data
officer teaches the installation.
Refuses (`ProblemError`): a file without a form, a column or element that is not there, what is not the caller's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.estate import Estate
from yibiao.edge.laying import laid_out
from yibiao.edge.learned import lexicon_of
from yibiao.flow.admitting import Review, Terms
from yibiao.flow.consolidating.beside import correct, relearned
from yibiao.flow.consolidating.piling import Found, Known, matching
from yibiao.flow.consolidating.saving import lexicon_of as sure_of
from yibiao.flow.consolidating.shapes import FormFacts, Pile
from yibiao.flow.standardising import Lexicon
from yibiao.work.admissions import wanted
from yibiao.work.admissions.actions import Draft
from yibiao.work.admissions.rules import Actor
from yibiao.work.directory import queries as directory
from yibiao.work.files import queries as files
from yibiao.work.forms.queries import Template
from yibiao.work.ledgers.house import House

KIND = "application"
"""Kind of the files that applicants bring."""
Columns = Mapping[str, str]
"""table:cell → what the person says it means: an element, or "nothing"."""


@dataclass(frozen=True)
class Asked:
    """A form as it was read: its file and what its tables ask."""

    name: str
    data: bytes
    facts: tuple[FormFacts, ...]

    @property
    def title(self) -> str:
        return next((form.title for form in self.facts if form.title), None) or PurePath(self.name).stem


def uploaded(estate: Estate, login: str, file: str) -> Asked:
    """An upload of this person, read; `ProblemError` FILES_NONE, ADMISSION_NO_TABLE."""
    row, data = files.file_of(login, file), files.content_of(estate.house.vault, login, file)
    if row is None or data is None:
        raise ProblemError(problem("FILES_NONE", Place()))
    return Asked(row.name, data, facts_in(estate.house, row.name, data))


def applied(estate: Estate, application: str) -> Asked:
    """The form of an application as it stands; the caller has asked whose it is."""
    template = wanted.template_of(estate.house.vault, application)
    return Asked(template.name, template.data, wanted.facts_of(estate.house.vault, application))


def facts_in(house: House, name: str, data: bytes) -> tuple[FormFacts, ...]:
    """What the tables of a file ask, by what this installation has learned."""
    known = Known(house.standard, lexicon_of(house.home))
    with laid_out(name, data) as path, matching(known) as match:
        found = Found(path, path.name, hashlib.sha256(data).hexdigest()[:16], 1)
        outcome = match(found)
    if outcome.problem is not None:
        raise ProblemError(outcome.problem)
    if not outcome.forms:
        raise ProblemError(problem("ADMISSION_NO_TABLE", Place(file=name)))
    return outcome.forms


def meant(estate: Estate, asked: Asked, columns: Columns) -> Asked:
    """The same form where the person has said what columns mean."""
    standard, facts = estate.house.standard, list(asked.facts)
    for place, target in columns.items():
        table, _, cell = place.partition(":")
        if not (table.isdigit() and int(table) < len(facts)):
            raise ProblemError(problem("PILE_NO_COLUMN", Place(cell=cell), form=asked.title, cell=cell))
        form = facts[int(table)]
        lexicon = correct(form, cell, target, (Lexicon(), standard))
        facts[int(table)] = relearned(Pile((form,)), lexicon, standard).forms[0]
    return replace(asked, facts=tuple(facts))


def draft_of(asked: Asked, terms: Terms, changes: str) -> Draft:
    """What is wanted, with the meaning of its columns as the form's own binding."""
    binding = tuple(sure_of(asked.facts).as_json())
    return Draft(Template(asked.title, asked.name, asked.data, binding), asked.facts, terms, changes)


def review_of(estate: Estate, asked: Asked, terms: Terms, changes: str) -> Review:
    return wanted.reviewed(estate.house, asked.facts, terms, changes)


def actor_of(day: date, login: str, role: str | None, area: str) -> Actor:
    """Who acts on an application of this area."""
    return Actor(login, role or "", directory.covers(login, role, day, area))


def department_of(estate: Estate, login: str, role: str | None, said: str) -> str:
    """The department of the post; where the post names none, as the applicant says."""
    held = [post.department for post in directory.posts_of(login, estate.day()) if post.role == role]
    return next(filter(None, held), said.strip())


def names_of(logins: Iterable[str]) -> dict[str, str]:
    """Shown names, the login where there is none."""
    known = directory.names_of(set(logins))
    return {login: known.get(login) or login for login in logins}
