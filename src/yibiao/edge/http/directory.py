"""Areas, people, posts and grants, for the data officer who keeps them. In: his charge. Out: rows and new passwords.

Who may do what to whom is decided in `work.directory.charge`. Names and logins travel in bodies, never in an address.
Refuses: whoever does not act as data officer, and what lies outside the charge, in the words of what does not exist.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.edge.http.caller import Caller
from yibiao.work.directory import actions, charge, staff
from yibiao.work.ledgers import queries as ledgers

router = Router(tags=["directory"])


class KeptArea(Schema):
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    closed: bool


class NewArea(Schema):
    code: str = Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z-]+$")
    name: str = Field(min_length=1, max_length=120)
    level: str
    parent: str


class AreaName(Schema):
    name: str = Field(min_length=1, max_length=120)


class HeldPost(Schema):
    """state: in_force, coming, ended."""

    id: int
    role: str
    area: str
    area_name: str
    department: str
    valid_from: date | None
    valid_to: date | None
    state: str


class StaffReply(Schema):
    """mine: whether this officer may change it."""

    login: str
    name: str
    active: bool
    has_password: bool
    second: bool
    mine: bool
    posts: list[HeldPost]


class GrantReply(Schema):
    """elements []: statistics of levels 1-2 only. state: in_force, coming, ended, revoked."""

    id: str
    login: str
    name: str
    purpose: str
    area: str
    area_name: str
    elements: list[str]
    rows: bool
    valid_from: date
    valid_to: date
    given_by: str
    state: str


class StaffWords(Schema):
    words: str = Field("", max_length=60)
    after: str = Field("", max_length=150)


class Login(Schema):
    login: str = Field(max_length=150)


class State(Login):
    active: bool


class NewPost(Login):
    role: str
    area: str
    department: str = Field("", max_length=120)
    valid_from: date | None = None
    valid_to: date | None = None


class NewPerson(NewPost):
    name: str = Field(min_length=1, max_length=120)


class Until(Schema):
    """The last day."""

    day: date


class GrantsOf(Schema):
    login: str = Field("", max_length=150)
    ended: bool = False


class NewGrant(Login):
    purpose: str = Field(min_length=1, max_length=200)
    area: str
    elements: list[str] = Field([], max_length=500)
    rows: bool = False
    valid_from: date
    valid_to: date


class MadeReply(Schema):
    id: str


class OneTime(Schema):
    """A password for the first sign-in, shown this once; it is good for choosing another only."""

    login: str
    password: str


class Choices(Schema):
    """Roles that a data officer may give; levels of areas, the widest first."""

    roles: list[str]
    levels: list[str]


def kept(request: HttpRequest) -> staff.Charge:
    """The charge of the caller, who acts as data officer."""
    caller: Caller = request.auth
    caller.must_be("data_officer")
    return staff.charge_of(caller.login, caller.day)


@router.get("/choices", response=Choices)
def choices(request: HttpRequest) -> Choices:
    kept(request)
    return Choices(roles=list(charge.GIVEN), levels=list(actions.LEVELS))


@router.get("/areas", response=list[KeptArea])
def areas(request: HttpRequest) -> list[staff.AreaNode]:
    return list(staff.tree(kept(request)))


@router.post("/areas", response={201: MadeReply})
def add_area(request: HttpRequest, given: NewArea) -> Status:
    mine = kept(request)
    above = mine.must_cover(given.parent)
    order = actions.LEVELS
    if given.level not in order or (above.level in order and order.index(given.level) <= order.index(above.level)):
        raise ProblemError(problem("DIRECTORY_LEVEL", Place(field="level"), level=given.level, above=above.level))
    if actions.area_stands(given.code):
        raise ProblemError(problem("DIRECTORY_AREA_TWICE", Place(field="code"), code=given.code))
    fresh = actions.NewArea(given.code, given.name.strip(), given.level, given.parent, request.auth.day)
    actions.lay_areas([fresh], request.auth.login)
    return Status(201, MadeReply(id=given.code))


@router.put("/areas/{code}", response={204: None})
def name_area(request: HttpRequest, code: str, given: AreaName) -> Status:
    kept(request).must_cover(code)
    actions.name_area(code, given.name.strip(), request.auth.login)
    return Status(204, None)


@router.post("/areas/{code}/close", response={204: None})
def close_area(request: HttpRequest, code: str) -> Status:
    area = kept(request).must_cover(code)
    if ledgers.area_in_use(code):
        raise ProblemError(problem("DIRECTORY_AREA_NEEDED", Place(), name=area.name))
    actions.close_area(code, request.auth.day, request.auth.login)
    return Status(204, None)


@router.post("/people/search", response=list[StaffReply])
def search(request: HttpRequest, given: StaffWords) -> list[staff.StaffRow]:
    return list(staff.staff(kept(request), given.words.strip(), given.after))


@router.post("/people/person", response=StaffReply)
def person(request: HttpRequest, given: Login) -> staff.StaffRow:
    return staff.person(kept(request), given.login)


@router.post("/people", response={201: OneTime})
def add_person(request: HttpRequest, given: NewPerson) -> Status:
    kept(request).must_give(given.role, given.area)
    actions.add_person(_post(given, given.name.strip()), request.auth.login)
    return Status(201, _one_time(given.login, request.auth.login))


@router.post("/people/password", response=OneTime)
def set_password(request: HttpRequest, given: Login) -> OneTime:
    kept(request).must_keep(given.login)
    return _one_time(given.login, request.auth.login)


@router.post("/people/state", response={204: None})
def switch(request: HttpRequest, given: State) -> Status:
    kept(request).must_keep(given.login)
    actions.switch_account(given.login, request.auth.login, active=given.active)
    return Status(204, None)


@router.post("/people/sessions", response={204: None})
def end_sessions(request: HttpRequest, given: Login) -> Status:
    kept(request).must_keep(given.login)
    actions.end_sessions(given.login, request.auth.login)
    return Status(204, None)


@router.post("/people/factor", response={204: None})
def reset_factor(request: HttpRequest, given: Login) -> Status:
    """A lost phone: sign-in asks for no code until a new one is set up."""
    kept(request).must_keep(given.login)
    actions.reset_factor(given.login, request.auth.login)
    return Status(204, None)


@router.post("/posts", response={201: MadeReply})
def give_post(request: HttpRequest, given: NewPost) -> Status:
    mine = kept(request)
    mine.must_keep(given.login)
    mine.must_give(given.role, given.area)
    made = actions.give_post(_post(given, given.login), request.auth.login, request.auth.key or None)
    return Status(201, MadeReply(id=str(made)))


@router.post("/posts/{post}/end", response={204: None})
def end_post(request: HttpRequest, post: int, given: Until) -> Status:
    kept(request).must_end(post)
    actions.end_post(post, given.day, request.auth.login)
    return Status(204, None)


@router.post("/grants/search", response=list[GrantReply])
def grants(request: HttpRequest, given: GrantsOf) -> list[staff.GrantRow]:
    return list(staff.grants(kept(request), given.login, ended=given.ended))


@router.post("/grants", response={201: MadeReply})
def give_grant(request: HttpRequest, given: NewGrant) -> Status:
    mine = kept(request)
    mine.must_keep(given.login)
    mine.must_cover(given.area)
    standard = request.auth.estate.house.standard
    for code in given.elements:
        if code not in standard.elements:
            raise ProblemError(problem("STANDARD_UNKNOWN_ELEMENT", Place(field="elements"), code=code))
    new = actions.NewGrant(
        given.login, given.purpose.strip(), given.area, given.valid_from, given.valid_to, tuple(given.elements),
        rows=given.rows and bool(given.elements),
    )  # fmt: skip
    return Status(201, MadeReply(id=actions.give_grant(new, request.auth.login, request.auth.key or None)))


@router.post("/grants/{grant}/revoke", response={204: None})
def revoke_grant(request: HttpRequest, grant: str) -> Status:
    kept(request).must_revoke(grant)
    actions.revoke_grant(grant, request.auth.login)
    return Status(204, None)


def _post(given: NewPost, name: str) -> actions.NewPerson:
    return actions.NewPerson(
        given.login, name, given.role, given.area, department=given.department.strip(), valid_from=given.valid_from,
        valid_to=given.valid_to,
    )  # fmt: skip


def _one_time(login: str, actor: str) -> OneTime:
    return OneTime(login=login, password=actions.one_time_password(login, actor))
