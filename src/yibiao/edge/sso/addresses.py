"""The addresses of single sign-on, no more than the house offers. In: a path. Out: a view. Refuses: nothing by itself.

The names under idp:oidc are those that allauth's views ask for.
"""

from __future__ import annotations

from allauth.idp.oidc import views
from django.urls import include, path

from yibiao.edge.sso import entering, lending

lent = [
    path(".well-known/openid-configuration", lending.configuration, name="configuration"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("identity/o/authorize", lending.authorize, name="authorization"),
    path("identity/o/api/token", views.token, name="token"),
]
addresses = [
    path("sso/<slug:key>/", entering.begin, name="sso_begin"),
    path("sso/<slug:key>/back", entering.back, name="sso_back"),
    path("", include(([path("", include((lent, "oidc")))], "idp"))),
]
