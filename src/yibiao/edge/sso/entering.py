"""Coming in by the city's identity provider. In: /sso/KEY/, then the provider's code. Out: a session of an account.

    /sso/KEY/      → the provider, with state, nonce and PKCE
    /sso/KEY/back  ← a code; its id token must be signed, ours, fresh and carry the nonce
    the claim's value = the login of an open account, letter for letter; nobody is ever made or changed

Operators come in by password alone: who sets the provider up must not hang on it. A second factor is asked for as
always (`duties`). Refuses: everything else with one and the same address, so that nobody learns who has an account.
Sources: OpenID Connect Core 1.0, 3.1.3.7 and 5.3.2; Discovery 1.0, 4.3; RFC 7636.
"""

from __future__ import annotations

import secrets
from hmac import compare_digest
from typing import Any
from urllib.parse import urlsplit

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET
from requests import RequestException, Session

from yibiao.edge.http.session import enter
from yibiao.edge.sso.reaching import reach
from yibiao.work.directory import actions as directory_actions
from yibiao.work.directory import queries as directory
from yibiao.work.signon import queries as signon
from yibiao.work.signon.rules import LOOPBACK

HOW = "single sign-on"
REFUSED, UNREACHED = "/sign-in?sso=refused", "/sign-in?sso=unreached"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class Asking(OpenIDConnectOAuth2Adapter):
    """The talk with the provider: its document, its keys, its id token."""

    @property
    def openid_config(self) -> dict[str, Any]:
        if not hasattr(self, "_openid_config"):
            issuer = self.get_provider().app.settings["server_url"]
            with reach() as session:
                reply = session.get(f"{issuer}/.well-known/openid-configuration")
                reply.raise_for_status()
                told = reply.json()
            if str(told.get("issuer", "")).rstrip("/") != issuer or not all(map(_safe, map(told.get, ENDPOINTS))):
                raise OAuth2Error("the provider's document is not that of its issuer")
            self._openid_config = told
        return self._openid_config

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("sso_back", kwargs={"key": self.provider_id}))

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **given: Any) -> Any:
        self.did_fetch_access_token = False  # the signature is judged, even of what came over TLS
        try:
            told = self._decode_id_token(app, given["response"]["id_token"])
            subject, claim = str(told["sub"]), app.settings["claim"]
            if told.get("azp", app.client_id) != app.client_id or not subject:
                raise OAuth2Error("an id token for somebody else")
            if claim not in told and _safe(self.openid_config.get("userinfo_endpoint")):
                more = self._fetch_user_info(token.token)
                if more.get("sub") != subject:
                    raise OAuth2Error("facts about somebody else")
                told = {**more, **told}
        except (KeyError, ValueError, TypeError, AttributeError) as odd:
            raise OAuth2Error("not an answer of OpenID Connect") from odd
        return self.get_provider().sociallogin_from_response(request, {"id_token": told})


class City(OpenIDConnectProvider):
    """One identity provider. What a link says of scopes, processes and parameters does not count."""

    oauth2_adapter_class = Asking

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **given: Any
    ) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        told = {"auth_params": {"nonce": nonce}, "scope": ["openid", "profile"], "nonce": nonce}
        reply: HttpResponse = super().redirect(request, "login", next_url, None, **told)
        return reply

    def extract_common_fields(self, data: Any) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: Any) -> list[Any]:
        return []


class Entering(DefaultSocialAccountAdapter):
    """Where allauth asks the house: which providers there are, and who may come in."""

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> City:
        row = signon.provider(provider)
        if row is None:
            raise SocialApp.DoesNotExist
        known = {"server_url": row.issuer, "claim": row.claim, "oauth_pkce_enabled": True}
        app = SocialApp(
            provider=City.id, provider_id=row.key, name=row.label, client_id=row.client, secret=row.secret,
            settings=known,
        )  # fmt: skip
        return City(request, app=app)

    def get_requests_session(self) -> Session:
        return reach()

    def on_authentication_error(self, request: HttpRequest, provider: Any, *given: Any, **named: Any) -> None:
        raise ImmediateHttpResponse(HttpResponseRedirect(REFUSED))

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The provider has spoken; here the house decides, and allauth's own ways to an account end."""
        app, told = sociallogin.provider.app, sociallogin.account.extra_data["id_token"]
        login = told.get(app.settings["claim"])
        fresh = fresh_for(sociallogin.state.get("nonce"), told.get("nonce"))
        account = directory.open_account(login) if fresh and isinstance(login, str) else None
        if account is None:
            directory_actions.note_sign_in(f"sso:{app.provider_id}", HOW, refused=True)
            raise ImmediateHttpResponse(HttpResponseRedirect(REFUSED))
        enter(request, account, coded=False)
        directory_actions.note_sign_in(account.get_username(), HOW)
        raise ImmediateHttpResponse(HttpResponseRedirect(_onward(sociallogin.state.get("next"))))


def fresh_for(asked: object, told: object) -> bool:
    """Whether the id token answers this very question."""
    return isinstance(asked, str) and isinstance(told, str) and bool(asked) and compare_digest(asked, told)


def _onward(path: object) -> str:
    """An address of this house, or the first page."""
    fit = isinstance(path, str) and path.startswith("/") and url_has_allowed_host_and_scheme(path, None)
    return str(path) if fit else "/"


def _safe(address: object) -> bool:
    parts = urlsplit(address if isinstance(address, str) else "")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)


@require_GET
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """To the provider; absent where there is none of that name."""
    return _through(OAuth2LoginView, request, key)


@require_GET
def back(request: HttpRequest, key: str) -> HttpResponse:
    """From the provider, with its code."""
    return _through(OAuth2CallbackView, request, key)


def _through(view: Any, request: HttpRequest, key: str) -> HttpResponse:
    try:
        reply: HttpResponse = view.adapter_view(Asking(request, key))(request)
    except SocialApp.DoesNotExist as none:
        raise Http404 from none
    except (RequestException, OAuth2Error, ValueError):
        return HttpResponseRedirect(UNREACHED)
    return reply
