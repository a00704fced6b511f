"""Applications for forms: bring the Excel, see at once what is there, set terms, submit; the data office decides.

In: files, terms, words. Out: reviews, applications with their steps. An applicant sees his own; whoever decides sees
what was submitted in the areas of his post.
Refuses: whoever neither applies nor decides (404), and what `work.admissions` refuses.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Status
from ninja.files import UploadedFile

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge import admissions
from yibiao.edge.http.admission_shapes import (
    ApplicationMade,
    ApplicationReply,
    ApplicationWhole,
    ApplicationWord,
    WantedBrought,
    WantedForm,
    WantedReview,
    application_reply,
    change_reply,
    review_reply,
    step_reply,
    terms_of,
    terms_reply,
)
from yibiao.edge.http.caller import Caller
from yibiao.edge.http.files import attachment
from yibiao.flow.admitting import Terms
from yibiao.work.admissions import actions, rules, wanted
from yibiao.work.files import actions as files
from yibiao.work.settings.queries import setting

router = Router(tags=["applications"])


def applicant(request: HttpRequest) -> Caller:
    caller: Caller = request.auth
    caller.must_be(rules.APPLICANT)
    return caller


def anyone(request: HttpRequest) -> Caller:
    """Whoever applies or decides."""
    caller: Caller = request.auth
    caller.must_be(rules.APPLICANT, rules.OFFICE, rules.LEADER)
    return caller


def seen(request: HttpRequest, application: str) -> tuple[Caller, wanted.ApplicationRow]:
    """The application, where it is there for the caller."""
    caller = anyone(request)
    row = wanted.application_of(application)
    if not wanted.may_see(row, caller.login, caller.role, caller.day):
        raise ProblemError(problem("ADMISSION_NONE", Place()))
    return caller, row


@router.post("/uploads", response={201: WantedBrought})
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status:
    """Keep the file for as long as one works on it, and read it."""
    caller = applicant(request)
    kept = files.keep_file(
        caller.estate.house.vault, caller.login, admissions.KIND, file.name or "form", file.read(), days=7
    )
    asked = admissions.uploaded(caller.estate, caller.login, kept)
    return Status(201, WantedBrought(file=kept, title=asked.title, name=asked.name))


@router.post("/review", response=WantedReview)
def review(request: HttpRequest, given: WantedForm) -> dict[str, Any]:
    """What is said of the form under these terms, at once; nothing is kept or submitted."""
    caller = applicant(request)
    asked, terms = _wanted(caller, given)
    return review_reply(asked, admissions.review_of(caller.estate, asked, terms, given.changes))


@router.get("", response=list[ApplicationReply])
def listed(request: HttpRequest) -> list[dict[str, Any]]:
    """The caller's own, or what waits for his decision."""
    caller = anyone(request)
    own = caller.role == rules.APPLICANT
    rows = wanted.applications_of(caller.login) if own else wanted.queue(caller.login, caller.role, caller.day)
    return [_reply(caller, row) for row in rows]


@router.post("", response={201: ApplicationMade})
def make(request: HttpRequest, given: WantedForm) -> Status:
    """A draft; nobody else sees it before it is submitted."""
    caller = applicant(request)
    asked, terms = _wanted(caller, given)
    draft = admissions.draft_of(asked, terms, given.changes)
    return Status(201, ApplicationMade(application=actions.apply_for(caller.estate.house, caller.login, draft)))


@router.get("/{application}", response=ApplicationWhole)
def whole(request: HttpRequest, application: str) -> dict[str, Any]:
    """The application with its terms, its steps, and what is said of it today."""
    caller, row = seen(request, application)
    return _whole(caller, row)


@router.put("/{application}", response=ApplicationWhole)
def change(request: HttpRequest, application: str, given: WantedForm) -> dict[str, Any]:
    """Other terms, another file or other meanings, while it is the applicant's to change."""
    caller, row = seen(request, application)
    said = given if given.file else given.model_copy(update={"application": application})
    asked, terms = _wanted(caller, said)
    draft = admissions.draft_of(asked, terms, given.changes)
    actions.change(caller.estate.house, _actor(caller, row), application, draft)
    return _whole(caller, wanted.application_of(application))


@router.post("/{application}/acts", response=ApplicationWhole)
def act(request: HttpRequest, application: str, given: ApplicationWord) -> dict[str, Any]:
    """Submit, withdraw, return, refuse, approve, publish."""
    caller, row = seen(request, application)
    actions.act(caller.estate.house, _actor(caller, row), application, given.verb, given.reason)
    return _whole(caller, wanted.application_of(application))


@router.get("/{application}/file", response={200: bytes})
def file_of(request: HttpRequest, application: str) -> HttpResponse:
    """The department's own file."""
    caller, row = seen(request, application)
    template = wanted.template_of(caller.estate.house.vault, row.id)
    return attachment(template.name, template.data)


def _wanted(caller: Caller, given: WantedForm) -> tuple[admissions.Asked, Terms]:
    if given.file:
        asked = admissions.uploaded(caller.estate, caller.login, given.file)
    else:
        row = wanted.application_of(given.application)
        if row.login != caller.login:
            raise ProblemError(problem("ADMISSION_NONE", Place()))
        asked = admissions.applied(caller.estate, row.id)
    department = admissions.department_of(caller.estate, caller.login, caller.role, given.terms.department)
    return admissions.meant(caller.estate, asked, given.columns), terms_of(given.terms, department, caller.post_area())


def _actor(caller: Caller, row: wanted.ApplicationRow) -> rules.Actor:
    return admissions.actor_of(caller.day, caller.login, caller.role, row.area)


def _reply(caller: Caller, row: wanted.ApplicationRow) -> dict[str, Any]:
    overdue = False
    if row.kind == "late" and row.submitted and row.state in ("submitted", "seconding"):
        last = rules.late_until(row.submitted.date(), int(setting("admission_late_days")))
        overdue = caller.day > last
    return application_reply(row, _actor(caller, row), admissions.names_of([row.login]), overdue)


def _whole(caller: Caller, row: wanted.ApplicationRow) -> dict[str, Any]:
    house, steps = caller.estate.house, wanted.steps_of(row.id)
    asked = admissions.applied(caller.estate, row.id)
    names = admissions.names_of([row.login, *(step.login for step in steps)])
    found = admissions.review_of(caller.estate, asked, row.terms, row.number or row.changes)
    return {
        **_reply(caller, row),
        "terms": terms_reply(row.terms),
        "steps": [step_reply(step, names) for step in steps],
        "review": review_reply(asked, found),
        "diff": [change_reply(one) for one in wanted.changed_by(house.vault, row)],
    }
