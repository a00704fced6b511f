"""The addresses of single sign-on, no more than the house offers. In: a path. Out: a view.

The names under idp:oidc are those that allauth's views ask for.
Refuses (503): all of it where the house answers to any name (YIBIAO_HOSTS=*): then a request would choose who we are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.idp.oidc import views
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from yibiao.base.problems import Place, problem
from yibiao.edge.sso import entering, lending
from yibiao.edge.sso.naming import any_host


def named(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, where the house knows its own names."""

    @wraps(view)
    def guarded(request: HttpRequest, *given: Any, **told: Any) -> HttpResponse:
        if any_host():
            return JsonResponse(problem("SIGNON_ANY_HOST", Place()).as_json(), status=503)
        reply: HttpResponse = view(request, *given, **told)
        return reply

    return guarded


lent = [
    path(".well-known/openid-configuration", named(lending.configuration), name="configuration"),
    path(".well-known/jwks.json", named(views.jwks), name="jwks"),
    path("identity/o/authorize", named(lending.authorize), name="authorization"),
    path("identity/o/api/token", named(views.token), name="token"),
]
addresses = [
    path("sso/<slug:key>/", named(entering.begin), name="sso_begin"),
    path("sso/<slug:key>/back", named(entering.back), name="sso_back"),
    path("", include(([path("", include((lent, "oidc")))], "idp"))),
]
