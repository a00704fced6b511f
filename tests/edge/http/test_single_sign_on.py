"""Both ends of single sign-on in one process: this very product as the identity provider of itself."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
import requests
from allauth.core.context import request_context
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import resolve
from requests.adapters import BaseAdapter

from tests.edge.http.conftest import Browser
from tests.work.cast import Cast
from yibiao.base.clock import system_clock
from yibiao.base.problems import ProblemError
from yibiao.base.vault import make_vault
from yibiao.edge.checks import findings
from yibiao.edge.sso import lending, reaching
from yibiao.edge.sso.entering import fresh_for
from yibiao.site.urls import page
from yibiao.work.directory import actions as directory
from yibiao.work.journal.queries import lines
from yibiao.work.signon import actions, queries

Enter = Callable[[str], Browser]
HOUSE = "http://localhost"
BACK = f"{HOUSE}/sso/city/back"
OTHER = "https://other.example/back"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


class Inside(BaseAdapter):
    """Requests of the server to the provider, answered by this process; `bend` may change what comes back."""

    def __init__(self, bend: Callable[[str, Any], Any] | None = None) -> None:
        super().__init__()
        self.bend = bend

    def send(self, request: Any, **given: Any) -> requests.Response:
        headers = {name: value for name, value in request.headers.items() if name == "Authorization"}
        told = {"data": request.body or "", "content_type": request.headers.get("Content-Type", "")}
        path = request.url.removeprefix(HOUSE)
        answer = Client(HTTP_HOST="localhost").generic(request.method, path, headers=headers, **told)
        reply = requests.Response()
        reply.status_code, reply.url, reply.request = answer.status_code, request.url, request
        reply.headers["content-type"] = answer.headers.get("Content-Type", "")
        body = json.loads(answer.content)
        reply._content = json.dumps(self.bend(path, body) if self.bend else body).encode()
        return reply

    def close(self) -> None:
        """Nothing is open."""


def reach(bend: Callable[[str, Any], Any] | None = None) -> None:
    def made() -> requests.Session:
        session = requests.Session()
        session.mount("http://", Inside(bend))
        return session

    reaching.hold(made)


@pytest.fixture(autouse=True)
def keys() -> None:
    """The home of a test run has its key beside its database, not at its root, where a served home has it."""
    make_vault(Path(settings.HOME))


@pytest.fixture
def city(cast: Cast) -> Iterator[str]:
    """The house is registered with itself, in both tables. Gives the id under which it knows itself."""
    identity, secret = actions.add_client("一表通自己", [BACK], ["profile"], "test")
    actions.set_provider(actions.NewProvider("city", "城市统一认证", HOUSE, identity, secret), "test")
    reach()
    yield identity
    reaching.hold(None)


def see(browser: Browser, address: str, **given: Any) -> Any:
    """The browser goes to an address of the house."""
    path = address.removeprefix(HOUSE)
    host = {"host": "localhost"}
    return browser.client.post(path, given, headers=host) if given else browser.client.get(path, headers=host)


def agree(browser: Browser, asked: str, action: str = "grant") -> Any:
    """The consent page, answered."""
    page = see(browser, asked)
    assert page.status_code == 200, page.content.decode()
    text = page.content.decode()
    signed = re.search(r'name="request" value="([^"]+)"', text)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
    assert signed and token
    scopes = re.findall(r'name="scopes" value="(\w+)"', text)
    told = {"request": signed[1], "scopes": scopes, "csrfmiddlewaretoken": token[1], "action": action}
    return see(browser, "/identity/o/authorize", **told)


def code_for(browser: Browser, asked: str) -> str:
    reply = agree(browser, asked)
    assert reply.status_code == 302, reply.content.decode()
    return str(reply["Location"])


def how_it_ended(visitor: Browser, address: str) -> tuple[str, str]:
    """(where the visitor was sent, who he is now)"""
    reply = see(visitor, address)
    return reply.headers.get("Location", str(reply.status_code)), visitor.ask("GET", "/session").json()["login"]


def start(visitor: Browser, query: str = "") -> str:
    reply = see(visitor, f"/sso/city/{query}")
    assert reply.status_code == 302, reply.content
    return str(reply["Location"])


REFUSED = ("/sign-in?sso=refused", "")


def test_a_person_of_the_house_comes_in_by_the_citys_word_and_the_journal_says_so(city: str, signed: Enter) -> None:
    visitor = Browser()
    assert visitor.ask("GET", "/session").json()["providers"] == [{"label": "城市统一认证", "address": "/sso/city/"}]
    asked = start(visitor)
    told = parse_qs(urlsplit(asked).query)
    assert told["code_challenge_method"] == ["S256"] and told["nonce"] and told["state"]
    assert how_it_ended(visitor, code_for(signed("wang"), asked)) == ("/", "wang")
    assert visitor.ask("GET", "/session").json()["acting"] == "grid_worker"
    said = [(line["verb"], line["payload"].get("how")) for line in lines(actor="wang")][-2:]
    assert said == [("identity_given", None), ("signed_in", "single sign-on")]


def test_ending_all_sessions_ends_those_of_single_sign_on_too(city: str, signed: Enter) -> None:
    visitor = Browser()
    see(visitor, code_for(signed("wang"), start(visitor)))
    assert visitor.ask("GET", "/jobs").status_code == 200
    directory.end_sessions("wang", "test")
    assert visitor.ask("GET", "/jobs").status_code == 401


def test_a_second_factor_is_asked_for_as_always(city: str, signed: Enter) -> None:
    provider, visitor = signed("wang"), Browser()
    asked = start(visitor)
    address = code_for(provider, asked)
    directory.switch_account("wang", "test", active=True)
    _second("wang")
    assert how_it_ended(visitor, address)[0] == "/"
    assert visitor.ask("GET", "/session").json()["duty"] == "code"
    assert visitor.ask("GET", "/jobs").json()["code"] == "SESSION_CODE_WANTED"


def _second(login: str) -> None:
    from yibiao.work.directory.models import Account

    Account.objects.filter(username=login).update(second=True)


def rename(path: str, body: Any, login: str) -> Any:
    """A provider that says another login: the token is made anew, with the key that the document names."""
    if path != "/identity/o/api/token" or "id_token" not in body:
        return body
    return {**body, "id_token": forged(body["id_token"], preferred_username=login)}


def forged(token: str, **other: Any) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    pem = queries.signing_keys()[-1].pem
    kept = {name: value for name, value in {**claims, **other, "jti": f"{claims['jti']}x"}.items() if value is not None}
    return jwt.encode(kept, pem, algorithm="RS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


@pytest.mark.parametrize("login", ["nobody", "gao", "ops", "WANG", ""])
def test_an_unknown_a_closed_and_an_operators_account_are_refused_in_the_same_words(
    city: str, signed: Enter, login: str
) -> None:
    directory.add_operator("ops", "运维", "test")
    directory.switch_account("gao", "test", active=False)
    reach(lambda path, body: rename(path, body, login))
    visitor = Browser()
    assert how_it_ended(visitor, code_for(signed("wang"), start(visitor))) == REFUSED
    last = list(lines())[-1]
    assert (last["actor"], last["verb"], last["payload"]) == ("sso:city", "sign_in_refused", {"how": "single sign-on"})
    assert login not in json.dumps(last["payload"]) or not login


def test_the_same_bent_provider_lets_a_known_login_in(city: str, signed: Enter) -> None:
    """The broken variant: only the login decides above, not the bending; whose login is said is who comes in."""
    reach(lambda path, body: rename(path, body, "li"))
    visitor = Browser()
    assert how_it_ended(visitor, code_for(signed("wang"), start(visitor))) == ("/", "li")


@pytest.mark.parametrize(
    "other", [{"nonce": "another"}, {"nonce": None}, {"aud": "somebody-else"}, {"iss": "https://evil.example"}, {"exp": 1},
              {"azp": "somebody-else"}, {"sub": ""}],
    ids=lambda other: "-".join(other),
)  # fmt: skip
def test_an_id_token_for_another_question_house_or_time_is_refused(
    city: str, signed: Enter, other: dict[str, Any]
) -> None:
    reach(lambda path, body: {**body, "id_token": forged(body["id_token"], **other)} if "id_token" in body else body)
    visitor = Browser()
    assert how_it_ended(visitor, code_for(signed("wang"), start(visitor))) == REFUSED


def test_an_id_token_that_the_provider_did_not_sign_is_refused(city: str, signed: Enter) -> None:
    def unsigned(path: str, body: Any) -> Any:
        if "id_token" not in body:
            return body
        head, claims, _ = body["id_token"].split(".")
        return {**body, "id_token": f"{head}.{claims}.{'A' * 342}"}

    reach(unsigned)
    visitor = Browser()
    assert how_it_ended(visitor, code_for(signed("wang"), start(visitor))) == REFUSED


def test_a_question_without_nonce_is_answered_by_no_token() -> None:
    """The broken variant of the comparison: plain equality takes a missing nonce for a missing nonce."""
    for judge, wrong in ((lambda asked, told: asked == told, True), (fresh_for, False)):
        assert judge("a", "a") and not judge("a", "b")
        assert judge(None, None) is wrong and judge("", "") is wrong


def test_an_answer_in_another_browser_twice_or_with_another_state_is_refused(city: str, signed: Enter) -> None:
    provider, visitor, stranger = signed("wang"), Browser(), Browser()
    address = code_for(provider, start(visitor))
    assert how_it_ended(stranger, address) == REFUSED
    assert how_it_ended(visitor, re.sub(r"state=[^&]+", "state=other", address)) == REFUSED
    assert how_it_ended(visitor, address) == ("/", "wang")
    visitor.ask("DELETE", "/session")
    assert how_it_ended(visitor, address) == REFUSED


def test_a_code_of_another_browsers_question_is_refused_by_its_verifier(city: str, signed: Enter) -> None:
    """PKCE: the code of one question does not answer another, though the state is right."""
    provider, visitor, thief = signed("wang"), Browser(), Browser()
    code = parse_qs(urlsplit(code_for(provider, start(visitor))).query)["code"][0]
    state = parse_qs(urlsplit(start(thief)).query)["state"][0]
    assert how_it_ended(thief, f"/sso/city/back?{urlencode({'code': code, 'state': state})}") == REFUSED


def test_who_does_not_agree_is_back_at_the_door(city: str, signed: Enter) -> None:
    visitor = Browser()
    address = agree(signed("wang"), start(visitor), action="cancel")["Location"]
    assert "error=access_denied" in address and how_it_ended(visitor, address) == REFUSED


@pytest.mark.parametrize(
    ("next", "onward"), [("/ledger/person", "/ledger/person"), ("//evil.example", "/"), ("https://evil.example/", "/")]
)
def test_one_comes_out_where_one_wanted_to_go_and_never_elsewhere(
    city: str, signed: Enter, next: str, onward: str
) -> None:
    visitor = Browser()
    asked = start(visitor, f"?{urlencode({'next': next, 'process': 'connect', 'scope': 'posts'})}")
    assert "posts" not in parse_qs(urlsplit(asked).query)["scope"][0]
    assert how_it_ended(visitor, code_for(signed("wang"), asked)) == (onward, "wang")


def test_a_provider_that_cannot_be_reached_or_is_another_is_said(city: str) -> None:
    reach(lambda path, body: {**body, "issuer": "https://evil.example"} if "issuer" in body else body)
    assert see(Browser(), "/sso/city/")["Location"] == "/sign-in?sso=unreached"
    reach(lambda path, body: {**body, "token_endpoint": "http://evil.example"} if "issuer" in body else body)
    assert see(Browser(), "/sso/city/")["Location"] == "/sign-in?sso=unreached"


def test_a_closed_provider_is_one_that_does_not_exist(city: str) -> None:
    actions.close_provider("city", "test")
    for path in ("/sso/city/", "/sso/none/", "/sso/city/back", "/sso/none/back?code=a&state=b"):
        assert see(Browser(), path).json()["code"] == "HTTP_NOT_THERE"
    assert Browser().ask("GET", "/session").json()["providers"] == []


def question(client: str, **other: str | None) -> str:
    asked = {
        "response_type": "code", "client_id": client, "redirect_uri": OTHER, "scope": "openid profile posts",
        "state": "s", "nonce": "n", "code_challenge": CHALLENGE, "code_challenge_method": "S256", **other,
    }  # fmt: skip
    return f"/identity/o/authorize?{urlencode({name: text for name, text in asked.items() if text is not None})}"


@pytest.fixture
def system(cast: Cast) -> tuple[str, str]:
    return actions.add_client("城市大脑", [OTHER], ["profile", "posts"], "test")


def exchange(system: tuple[str, str], code: str, **other: str) -> Any:
    told = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": OTHER, "client_id": system[0],
        "client_secret": system[1], "code_verifier": VERIFIER, **other,
    }  # fmt: skip
    return Client(HTTP_HOST="localhost").post("/identity/o/api/token", told)


def code_of(address: str) -> str:
    assert address.startswith(OTHER), address
    return parse_qs(urlsplit(address).query)["code"][0]


def test_another_system_learns_what_its_scope_allows_and_its_own_number_of_the_person(
    system: tuple[str, str], signed: Enter
) -> None:
    wang = signed("wang")
    whole = claims_of(exchange(system, code_of(code_for(wang, question(system[0])))))
    assert (whole["nonce"], whole["aud"], whole["preferred_username"]) == ("n", system[0], "wang")
    assert [(post["role"], post["area"]) for post in whole["posts"]] == [("grid_worker", "99010101")]
    bare = claims_of(exchange(system, code_of(code_for(wang, question(system[0], scope="openid")))))
    assert not {"name", "preferred_username", "posts"} & bare.keys() and bare["sub"] == whole["sub"]
    other = actions.add_client("别的系统", [OTHER], [], "test")
    assert claims_of(exchange(other, code_of(code_for(wang, question(other[0], scope="openid")))))["sub"] != bare["sub"]


def claims_of(reply: Any) -> dict[str, Any]:
    """The id token, judged with the published key."""
    assert reply.status_code == 200, reply.content
    key = jwt.PyJWK(Client(HTTP_HOST="localhost").get("/.well-known/jwks.json").json()["keys"][0]).key
    token = reply.json()["id_token"]
    audience = jwt.decode(token, options={"verify_signature": False})["aud"]
    return jwt.decode(token, key, algorithms=["RS256"], audience=audience, issuer=HOUSE)


@pytest.mark.parametrize(
    "other",
    [{"redirect_uri": "https://evil.example/back"}, {"redirect_uri": OTHER + "/more"}, {"code_challenge": None},
     {"code_challenge_method": "plain"}, {"code_challenge_method": None}, {"client_id": "nobody"}, {"prompt": "none"},
     {"prompt": "login"}, {"redirect_uri": None}],
    ids=lambda other: "-".join(f"{name}={value}" for name, value in other.items()),
)  # fmt: skip
def test_a_question_that_is_not_right_is_answered_here_and_sent_nowhere(
    system: tuple[str, str], signed: Enter, other: dict[str, str | None]
) -> None:
    reply = see(signed("wang"), question(system[0], **other))
    assert reply.status_code == 400 and "Location" not in reply.headers
    assert "没有向对方给出任何信息" in reply.content.decode()


@pytest.mark.parametrize(
    "other", [{"scope": "openid everything"}, {"response_type": "token"}, {"response_type": "id_token"}]
)
def test_more_than_is_registered_is_refused_to_the_system_itself(
    system: tuple[str, str], signed: Enter, other: dict[str, str]
) -> None:
    address = see(signed("wang"), question(system[0], **other)).headers["Location"]
    assert address.startswith(OTHER) and "error=" in address and "code=" not in address and "token=" not in address


def test_a_code_is_good_once_for_its_system_address_secret_and_verifier(system: tuple[str, str], signed: Enter) -> None:
    wang, thief = signed("wang"), actions.add_client("别的系统", [OTHER], [], "test")
    code = code_of(code_for(wang, question(system[0])))
    for wrong in (
        {"code_verifier": "w" * 64},
        {"client_secret": "x"},
        {"redirect_uri": OTHER + "x"},
        {"grant_type": "password"},
    ):
        assert exchange(system, code, **wrong).status_code in (400, 401), wrong
    assert exchange(thief, code).status_code in (400, 401)
    assert exchange(system, code).status_code == 200
    assert exchange(system, code).status_code == 400


def test_an_account_closed_between_consent_and_exchange_is_told_to_nobody(
    system: tuple[str, str], signed: Enter
) -> None:
    wang = signed("wang")
    code, second = (code_of(code_for(wang, question(system[0]))) for _ in range(2))
    directory.switch_account("wang", "test", active=False)
    reply = exchange(system, code)
    assert reply.status_code == 400 and "id_token" not in reply.json()
    directory.switch_account("wang", "test", active=True)  # the broken variant: without the closing such a code is good
    assert exchange(system, second).status_code == 200


def test_who_is_not_signed_in_or_still_owes_a_code_goes_to_the_door_first(
    system: tuple[str, str], signed: Enter
) -> None:
    assert see(Browser(), question(system[0]))["Location"].startswith("/sign-in?next=/identity/")
    wang = signed("wang")
    _second("wang")
    assert see(wang, question(system[0]))["Location"].startswith("/sign-in?next=/identity/")


def test_the_consent_page_says_what_is_given_in_both_languages_and_holds_without_scripts(
    system: tuple[str, str], signed: Enter
) -> None:
    wang = signed("wang")
    page = see(wang, question(system[0]))
    text = page.content.decode()
    for words in (
        "城市大脑",
        "您的岗位、区划和部门",
        "your posts with area and department",
        "同意并登录",
        "Agree and sign in",
    ):
        assert words in text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(?:src|href)=\"(?:https?:)?//", text)
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'self' https://other.example;" in policy and "unsafe" not in policy
    signed_request = re.search(r'name="request" value="([^"]+)"', text)
    assert signed_request
    forged_form = see(wang, "/identity/o/authorize", request=signed_request[1], scopes=["openid"], action="grant")
    assert forged_form.status_code == 403


def test_a_dropped_system_gets_nothing_any_more(system: tuple[str, str], signed: Enter) -> None:
    wang = signed("wang")
    code = code_of(code_for(wang, question(system[0])))
    actions.drop_client(system[0], "test")
    assert exchange(system, code).status_code == 401 and see(wang, question(system[0])).status_code == 400
    assert [line["verb"] for line in lines(actor="test")][-1] == "client_dropped"


def published() -> list[str]:
    return [key["kid"] for key in Client(HTTP_HOST="localhost").get("/.well-known/jwks.json").json()["keys"]]


def ago(hours: float) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) - timedelta(hours=hours)


def test_another_key_signs_and_the_last_one_stays_public_for_as_long_as_its_word_is_good(
    system: tuple[str, str], signed: Enter
) -> None:
    wang = signed("wang")
    first = jwt.get_unverified_header(id_token(system, wang))["kid"]
    actions.rotate_signing_key("test")
    second = jwt.get_unverified_header(id_token(system, wang))["kid"]
    assert second != first and set(published()) == {first, second}
    assert [line["verb"] for line in lines(actor="test")][-1] == "signing_key_made"


def test_a_key_whose_time_is_over_is_public_no_more_and_goes_at_the_next_change(cast: Cast) -> None:
    actions.make_signing_key(ago(5))
    actions.rotate_signing_key("test", ago(3))
    assert len(queries.signing_keys()) == 2 and len(published()) == 1
    actions.rotate_signing_key("test", ago(0.5))
    assert len(queries.signing_keys()) == 2 and len(published()) == 2
    assert [row.ends is None for row in queries.signing_keys()] == [False, True]


def id_token(system: tuple[str, str], browser: Browser) -> str:
    return str(exchange(system, code_of(code_for(browser, question(system[0])))).json()["id_token"])


def test_where_any_name_will_do_nobody_signs_on(city: str, settings: Any) -> None:
    """The request's Host would choose the issuer; the broken variant, the view without its guard, lets it."""
    addresses = ("/.well-known/openid-configuration", "/.well-known/jwks.json", "/sso/city/", question(city))
    told = {problem.code for problem in findings(Path(settings.HOME), system_clock)}
    assert "SIGNON_ANY_HOST" not in told
    settings.ALLOWED_HOSTS = ["*"]
    for path in addresses:
        reply = Client(HTTP_HOST="evil.example").get(path)
        assert (reply.status_code, reply.json()["code"]) == (503, "SIGNON_ANY_HOST"), path
    assert Browser().ask("GET", "/session").json()["providers"] == []
    told = {problem.code for problem in findings(Path(settings.HOME), system_clock)}
    assert "SIGNON_ANY_HOST" in told
    request = RequestFactory().get("/", headers={"host": "evil.example"})
    with request_context(request):
        assert "evil.example" in lending.configuration(request).content.decode()


def test_no_more_doors_than_are_named(cast: Cast, signed: Enter) -> None:
    wang = signed("wang")
    for path in ("device", "logout", "api/userinfo", "api/revoke", "api/introspect", "api/clients", "api/device/code"):
        assert see(wang, f"/identity/o/{path}").status_code == 404, path
    told = see(Browser(), "/.well-known/openid-configuration").json()
    assert told["response_types_supported"] == ["code"] and "userinfo_endpoint" not in told
    for path in ("/accounts/login/", "/3rdparty/", "/accounts/signup/"):
        assert resolve(path).func is page, path


@pytest.mark.parametrize(
    ("code", "act"),
    [
        ("SIGNON_ADDRESS", lambda: actions.add_client("甲", ["http://other.example/back"], [], "test")),
        ("SIGNON_ADDRESS", lambda: actions.add_client("甲", ["https://*.example/back"], [], "test")),
        ("SIGNON_ADDRESS", lambda: actions.add_client("甲", [], [], "test")),
        ("SIGNON_SCOPE", lambda: actions.add_client("甲", [OTHER], ["ledger"], "test")),
        ("SIGNON_NAME", lambda: actions.add_client(" ", [OTHER], [], "test")),
        ("SIGNON_NAME", lambda: actions.set_provider(actions.NewProvider("A b", "甲", OTHER, "c", "s"), "test")),
        ("SIGNON_INCOMPLETE", lambda: actions.set_provider(actions.NewProvider("a", "甲", OTHER, "c"), "test")),
        ("SIGNON_UNKNOWN", lambda: actions.close_provider("none", "test")),
        ("SIGNON_UNKNOWN", lambda: actions.drop_client("none", "test")),
    ],
)
def test_what_would_be_unsafe_is_not_registered(cast: Cast, code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(ProblemError) as refused:
        act()
    assert refused.value.problem.code == code


def test_secrets_are_sealed_or_hashed_and_never_in_the_journal(city: str) -> None:
    from yibiao.work.signon.models import IdentityProvider

    row = queries.provider("city")
    assert row is not None and row.secret and row.secret not in repr(row)
    sealed = bytes(IdentityProvider.objects.get(key="city").sealed)
    assert row.secret.encode() not in sealed
    assert row.secret not in json.dumps([line["payload"] for line in lines()], ensure_ascii=False)
    assert queries.providers()[0].secret == ""
