"""Who calls, and how he sees the ledger. In: a request with a session. Out: a `Caller`.

Every route that touches data takes its view from here and nowhere else. The purpose stands in the header X-Purpose
(percent-encoded UTF-8); where it is missing the first purpose of the acting role counts.
Refuses: without a session of an open account: 401. Unsafe methods need the CSRF token.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from ninja.security import APIKeyCookie

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.views import View
from yibiao.edge.estate import Estate, estate
from yibiao.edge.http.duties import duty, half
from yibiao.edge.office import FILLING, Office
from yibiao.work.directory import queries as directory
from yibiao.work.directory.rules import PersonFacts
from yibiao.work.ledgers.actions import Act
from yibiao.work.ledgers.moments import day_moment

ACTING = "acting"
LONGEST_KEY = 100


@dataclass(frozen=True)
class Caller:
    """One signed-in person.

    role: in which of the posts he acts now; None: the first. day: of rights. facts: his posts and grants as they were
    when the request came in; None: read again at each question, as long work has to.
    """

    estate: Estate
    login: str
    role: str | None
    purpose: str
    day: date
    key: str = ""
    facts: PersonFacts | None = None

    def view(self, purpose: str | None = None) -> View:
        """What this person may see, decided afresh."""
        standard = self.estate.house.standard
        return directory.view_of(self._who, purpose or self.purpose, self.day, standard, self.role)

    def lifting(self, view: View) -> dict[str, View]:
        """Element → a view in which a grant lifts the mask that it has in `view`; see `directory.lifting`."""
        return directory.lifting(self._who, self.day, self.estate.house.standard, view, self.role)

    @property
    def _who(self) -> directory.Who:
        return self.facts or self.login

    def office(self, area: str, day: date | None = None, seen_at: int | None = None) -> Office:
        """The person at work on an area, on a day (default: today), before the ledger at a line (default: now)."""
        house, mirror = self.estate.house, self.estate.mirror
        return Office(house, mirror, self.view(), directory.area(area), day or self.day, seen_at)

    def seen_at(self, day: date) -> int:
        """The journal line at which the ledger stood at the end of a day; see `moments`."""
        return day_moment(self.estate.house, day).sequence

    def post_area(self) -> str:
        """The area of the post in which he acts; of several, the first."""
        held = [post.area for post in directory.posts_of(self.login, self.day) if post.role == self.role]
        if not held:
            raise ProblemError(problem("HTTP_NOT_THERE", Place()))
        return held[0]

    def act(self, key: str = "") -> Act:
        """A write of this person, where the posts allow; the same key again gets the first answer."""
        areas = directory.writing_areas(self._who, self.day)
        return Act(self.login, self.purpose, key or self.key or self.estate.house.ids(), areas)

    def must_be(self, *roles: str) -> None:
        """Refuse, as if nothing were there, whoever does not act in one of `roles`."""
        if self.role not in roles:
            raise ProblemError(problem("HTTP_NOT_THERE", Place()))


class Signed(APIKeyCookie):
    """The session cookie; `request.auth` becomes the `Caller`."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if not request.user.is_authenticated:
            what = duty(request)
            if what is not None:
                raise ProblemError(problem(DUTIES[what], Place()))
            return None
        return caller_of(request)


class Half(APIKeyCookie):
    """A session whose account may still have to choose a password or set up codes: for these routes only."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        if duty(request) == "code":
            raise ProblemError(problem("SESSION_CODE_WANTED", Place()))
        return half(request) and caller_of(request)


DUTIES = {
    "code": "SESSION_CODE_WANTED",
    "password": "SESSION_PASSWORD_WANTED",
    "factor": "SESSION_FACTOR_WANTED",
}


def caller_of(request: HttpRequest) -> Caller:
    """The caller of a request whose account is known."""
    held = estate()
    account, day = half(request), held.day()
    login, facts = account.get_username(), directory.facts_of_account(account)
    roles = directory.roles_of(facts, day)
    chosen = request.session.get(ACTING)
    role = chosen if chosen in roles else next(iter(roles), None)
    named = unquote(request.headers.get("X-Purpose", ""))[:200]
    purpose = named or next(iter(directory.purposes(facts, role, day)), FILLING)
    key = request.headers.get("Idempotency-Key", "")[:LONGEST_KEY]
    return Caller(held, login, role, purpose, day, key, facts)
