"""Who waits for the answer of a request: a person at a door, one at a desk, a table. In: a request. Out: its class.

What is asked of the mirror while a request is answered waits in the queue of that class (`work.ledgers.turns`).
Refuses: nothing; what is not named here is a look-up.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from yibiao.work.ledgers.turns import Urgency, urgent

NOUNS = {
    "sync": Urgency.CAPTURE,
    "packs": Urgency.CAPTURE,
    "questions": Urgency.DASHBOARD,
    "burden": Urgency.DASHBOARD,
    "standard": Urgency.DASHBOARD,
    "filings": Urgency.DASHBOARD,
    "watches": Urgency.DASHBOARD,
    "policies": Urgency.DASHBOARD,
    "fills": Urgency.EXPORT,
    "exports": Urgency.EXPORT,
    "returns": Urgency.EXPORT,
}
"""The first part of an address behind /api/."""


def urgency_of(method: str, path: str) -> Urgency:
    """The class; what writes a record is captured, though it must look something up for that."""
    parts = path.strip("/").split("/")
    noun = parts[1] if len(parts) > 1 and parts[0] == "api" else ""
    if noun == "records" and method not in ("GET", "HEAD") and parts[-1] != "search":
        return Urgency.CAPTURE
    return NOUNS.get(noun, Urgency.LOOKUP)


class Classed:
    """Everything that a request asks is of its class."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with urgent(urgency_of(str(request.method), request.path)):
            return self.get_response(request)
