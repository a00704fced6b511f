"""Signing people in to other systems. In: an authorization request of a known system. Out: a code, then an id token.

Authorization code with PKCE (S256), for systems that hold a secret; consent each time, on a page that says what is
given. Not offered: tokens that outlive the moment, an address to ask for more, other grants, registration by
strangers. The id token says who it is (a number of that system's own), and name or posts where the scope allows.
Refuses: a return address that is not registered, a request without PKCE, a used code, an account closed meanwhile.
Sources: OpenID Connect Core 1.0; RFC 6749, 7636, 9700.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context, respond_html_error
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import PrivateKey
from allauth.idp.oidc.views import AuthorizationView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError

from yibiao.edge.estate import estate
from yibiao.work.directory import queries as directory
from yibiao.work.signon import actions
from yibiao.work.signon import queries as signon
from yibiao.work.signon.rules import SCOPES


class Lending(DefaultOIDCAdapter):
    """Where allauth asks the house: its keys, its issuer, what is said of a person."""

    scope_display = {name: f"{zh}\n{en}" for name, (zh, en) in SCOPES.items()}  # type: ignore[assignment]

    def list_private_keys(self, *, did_activate: Any = None, is_active: Any = None) -> list[PrivateKey]:
        held = signon.signing_keys()
        if not held:
            actions.make_signing_key()
            held = signon.signing_keys()
        keys = [PrivateKey(pem=one.pem, issued_at=one.made, expires_at=one.ends) for one in held]
        return filter_keys(keys, did_activate=did_activate, is_active=is_active)

    def get_user_sub(self, client: Any, user: Any) -> str:
        return signon.subject(client.id, user.pk)

    def get_user_by_sub(self, client: Any, sub: str) -> None:
        """Nobody comes back by such a number."""

    def get_claims(self, purpose: str, user: Any, client: Any, scopes: Any, **given: Any) -> dict[str, Any]:
        """What an id token says; the last moment at which anything can still be refused."""
        codes = get_validator_context().code_tokens.values()
        guarded = bool(codes) and all(code is not None and (code.data or {}).get("pkce") for code in codes)
        if purpose != "id_token" or not user.is_active or not guarded:
            raise InvalidGrantError
        login = user.get_username()
        told: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "profile" in scopes:
            told |= {"name": directory.name_of(login), "preferred_username": login}
        if "posts" in scopes:
            told["posts"] = [
                {"role": post.role, "area": post.area, "area_name": post.area_name, "department": post.department}
                for post in directory.posts_of(login, estate().day())
            ]
        actions.note_given(login, client.id, scopes)
        return told


@require_GET
def configuration(request: HttpRequest) -> HttpResponse:
    """What we offer, for machines (Discovery 1.0, 3): no more than the house allows."""
    whole = {name: request.build_absolute_uri(reverse(f"idp:oidc:{view}")) for name, view in PLACES.items()}
    reply = JsonResponse(
        {
            "issuer": Lending().get_issuer(),
            **whole,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "scopes_supported": list(SCOPES),
            "prompt_values_supported": ["consent"],
        }
    )
    reply["Access-Control-Allow-Origin"] = "*"
    return reply


PLACES = {"authorization_endpoint": "authorization", "token_endpoint": "token", "jwks_uri": "jwks"}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """The consent page, and what follows from it; the view behind it checks the token of the form itself."""
    asked = request.GET
    if request.method == "GET" and (
        asked.get("code_challenge_method") != "S256"
        or len(asked.get("code_challenge", "")) < 43
        or asked.get("prompt", "consent") != "consent"
    ):
        return _wrong(respond_html_error(request, error=InvalidRequestError("PKCE with S256, prompt=consent or none")))
    reply: Any = AuthorizationView.as_view()(request)
    if not isinstance(reply, TemplateResponse):
        return _wrong(reply) if reply.status_code == 200 else reply
    parts = urlsplit(asked.get("redirect_uri", ""))
    reply.form_action = f"{parts.scheme}://{parts.netloc}"  # type: ignore[attr-defined]
    reply["Cache-Control"] = "no-store"
    return reply


def _wrong(reply: HttpResponse) -> HttpResponse:
    reply.status_code = 400
    return reply
