"""Applications as others see them, and what is said of them. In: who asks, a day, an id. Out: frozen rows, reviews.

An applicant sees his own; data officers and leaders see those of the areas that their posts cover, less drafts.
Nothing of another's draft is told. Refuses (`ProblemError`): an application that is not there for the asker.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from yibiao.base.clock import today
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault
from yibiao.flow.admitting import Admitted, Change, Review, Setting, Terms, changes, review
from yibiao.flow.consolidating.shapes import FormFacts
from yibiao.work.admissions import queries, rules, terms
from yibiao.work.admissions.models import Application, Entry
from yibiao.work.directory import queries as directory
from yibiao.work.forms.queries import Template
from yibiao.work.ledgers.house import House
from yibiao.work.settings.queries import setting


@dataclass(frozen=True, slots=True)
class StepRow:
    verb: str
    login: str
    at: datetime
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """One application. number: once it is published. late_until: by when a late one must be decided."""

    id: str
    login: str
    department: str
    area: str
    kind: str
    changes: str
    state: str
    title: str
    name: str
    terms: Terms
    findings: tuple[str, ...]
    level: int
    minutes: float
    first_word: str
    second_word: str
    number: str
    made: datetime
    changed: datetime
    submitted: datetime | None

    @property
    def stand(self) -> rules.Stand:
        return rules.Stand(self.state, self.kind, self.login, self.level, self.first_word)


_BYTES = ("sealed", "facts")


def applications_of(login: str) -> tuple[ApplicationRow, ...]:
    """A person's own, last changed first."""
    return tuple(map(_row, Application.objects.filter(login=login).defer(*_BYTES).order_by("-changed", "id")))


def queue(login: str, role: str | None, day: date) -> tuple[ApplicationRow, ...]:
    """What others have submitted where this person decides, the longest waiting first; ended ones last."""
    if role not in (rules.OFFICE, rules.LEADER):
        return ()
    rows = Application.objects.exclude(state="draft").exclude(login=login).defer(*_BYTES)
    reach: dict[str, bool] = {}
    found = []
    for row in rows.order_by("submitted", "id"):
        if row.area not in reach:
            reach[row.area] = directory.covers(login, role, day, row.area)
        if reach[row.area]:
            found.append(_row(row))
    return tuple(sorted(found, key=lambda one: one.state in rules.ENDED))


def application_of(application: str) -> ApplicationRow:
    """One by its id, whoever asks; the caller asks `may_see`."""
    return _row(held(application))


def may_see(row: ApplicationRow, login: str, role: str | None, day: date) -> bool:
    """The applicant his own; whoever decides in the area, what has been submitted."""
    if row.login == login:
        return True
    deciding = role in (rules.OFFICE, rules.LEADER) and row.state != "draft"
    return deciding and directory.covers(login, role, day, row.area)


def steps_of(application: str) -> tuple[StepRow, ...]:
    names = StepRow.__slots__
    rows = held(application).steps.order_by("id")
    return tuple(StepRow(**{name: getattr(row, name) for name in names}) for row in rows)


def template_of(vault: Vault, application: str) -> Template:
    row = held(application)
    return Template(row.title, row.name, opened(vault, row, "sealed"), tuple(row.binding))


def facts_of(vault: Vault, application: str) -> tuple[FormFacts, ...]:
    return queries.unpacked(opened(vault, held(application), "facts"))


def held(application: str) -> Application:
    row = Application.objects.filter(id=application).first()
    if row is None:
        raise ProblemError(problem("ADMISSION_NONE", Place()))
    return row


def opened(vault: Vault, row: Application, part: str) -> bytes:
    return vault.open(vault.subkey(rules.USE), bytes(getattr(row, part)), rules.bound(f"application|{row.id}", part))


def _row(row: Application) -> ApplicationRow:
    names = [name for name in ApplicationRow.__slots__ if name not in ("terms", "findings")]
    return ApplicationRow(
        **{name: getattr(row, name) for name in names}, terms=terms.unpacked(row.terms), findings=tuple(row.findings)
    )


def reviewed(house: House, facts: Iterable[FormFacts], wanted: Terms, changed: str = "") -> Review:
    """What is said of a form under these terms, as the catalogue stands today. changed: number of the form that it
    changes, which is no duplicate of itself."""
    return review(tuple(facts), wanted, around(house, wanted, changed), house.standard)


def around(house: House, wanted: Terms, changed: str = "") -> Setting:
    """What stands around an application."""
    day = today(house.clock)
    first, last = queries.interval_of(wanted.area)
    valid = [row for row in queries.entries(first, last, day) if row.state in ("valid", "coming")]
    others = [row for row in valid if row.number != changed]
    facts = queries.facts_of_all(house.vault, [row.number for row in others])
    admitted = tuple(Admitted(row.number, row.title, row.department, facts.get(row.number, ())) for row in others)
    said = Application.objects.filter(department=wanted.department, submitted__year=day.year)
    return Setting(
        admitted=admitted,
        areas=directory.levels_in(first, last),
        spent=queries.spent_by(wanted.department, [row.number for row in others]),
        budget=int(setting("admission_minutes")),
        least_notice=int(setting("admission_notice")),
        longest=int(setting("admission_days")),
        once_longest=int(setting("admission_once_days")),
        late_days=int(setting("admission_late_days")),
        urgent_before=sum("URGENT" in findings for findings in said.values_list("findings", flat=True)),
    )


def changed_by(vault: Vault, row: ApplicationRow) -> tuple[Change, ...]:
    """Column by column what a new version changes; () for a new form."""
    if not row.changes:
        return ()
    return changes(queries.facts_of(vault, row.changes), facts_of(vault, row.id))


def late_ones(department: str, year: int) -> int:
    """How often a department asked before it applied."""
    return Entry.objects.filter(department=department, kind="late", published__year=year, version=1).count()
