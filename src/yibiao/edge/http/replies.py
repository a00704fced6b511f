"""Problems as HTTP replies. In: a problem. Out: a status and its JSON.

What is out of reach and what does not exist get the same status and the same words: 404. Refuses: nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yibiao.base.problems import Place, Problem, ProblemError, problem

ABSENT = frozenset(
    {
        "ASKING_AREA_OUTSIDE", "ASKING_AREA_PARTLY", "DIRECTORY_UNKNOWN_AREA", "DIRECTORY_UNKNOWN_GRANT",
        "DIRECTORY_UNKNOWN_POST", "DIRECTORY_UNKNOWN_USER", "FILES_NONE", "FORMS_GONE", "HTTP_NOT_THERE", "JOBS_NONE",
        "LEDGERS_AREA_OUT_OF_REACH", "PILE_NONE",
        "ADMISSION_NONE",
        "LEDGERS_NO_BATCH", "LEDGERS_NO_CONFLICT", "LEDGERS_NO_RECORD", "STANDARD_UNKNOWN_ELEMENT", "CLI_MAY_NOT_WRITE",
        "WHISTLE_NOT_HERE",
    }
)  # fmt: skip
UNSIGNED = frozenset(
    {
        "HTTP_SIGN_IN", "SESSION_REFUSED", "SESSION_CODE_WANTED", "SESSION_CODE_WRONG", "SESSION_PASSWORD_WANTED",
        "SESSION_FACTOR_WANTED",
    }
)  # fmt: skip
STATUS = {"HTTP_TOO_OFTEN": 429, "SESSION_WAIT": 429, "HTTP_NOT_ALLOWED": 403, "HTTP_FAULT": 500, "CLI_BUSY": 503,
          "WHISTLE_TOO_MANY": 429, "LEDGERS_BUSY": 503, "LEDGERS_AWAY": 503}  # fmt: skip


class Place_(Schema):
    """Where a problem sits; parts that do not apply are missing."""

    file: str | None = None
    sheet: str | None = None
    cell: str | None = None
    field: str | None = None
    record: str | None = None


class ProblemReply(Schema):
    """Every refusal looks like this."""

    code: str
    severity: str
    zh: str
    en: str
    remedy_zh: str
    remedy_en: str
    place: Place_


def status_of(found: Problem) -> int:
    """404 for what is absent or out of reach, 401 without a session, 422 for what the data do not allow."""
    if found.code in ABSENT:
        return 404
    return 401 if found.code in UNSIGNED else STATUS.get(found.code, 422)


def shown(found: Problem) -> dict[str, Any]:
    """The problem as sent: what is out of reach reads like what does not exist."""
    if found.code in ABSENT and found.code not in {"FILES_NONE", "FORMS_GONE", "JOBS_NONE"}:
        found = problem("HTTP_NOT_THERE", Place())
    return found.as_json()


def refuse_in_words(api: NinjaAPI) -> None:
    """Every error of every route becomes a `ProblemReply`."""

    def reply(request: HttpRequest, found: Problem) -> HttpResponse:
        response = api.create_response(request, shown(found), status=status_of(found))
        if "seconds" in found.values:
            response["Retry-After"] = str(found.values["seconds"])
        return response

    @api.exception_handler(ProblemError)
    def refused(request: HttpRequest, error: ProblemError) -> HttpResponse:
        return reply(request, error.problem)

    @api.exception_handler(AuthenticationError)
    def unsigned(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return reply(request, problem("HTTP_SIGN_IN", Place()))

    @api.exception_handler(ValidationError)
    def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
        named = "、".join(dict.fromkeys(".".join(map(str, entry["loc"][1:])) for entry in error.errors))[:200]
        return reply(request, problem("HTTP_BAD_REQUEST", Place(field=named or None), fields=named))

    @api.exception_handler(HttpError)
    def stopped(request: HttpRequest, error: HttpError) -> HttpResponse:
        code = {404: "HTTP_NOT_THERE", 403: "HTTP_NOT_ALLOWED", 429: "HTTP_TOO_OFTEN"}.get(error.status_code)
        found = problem(code, Place()) if code else problem("HTTP_BAD_REQUEST", Place(), fields=str(error)[:80])
        return reply(request, found)
