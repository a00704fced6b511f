"""The only writers of single sign-on. In: what is to stand. Out: secrets that are shown once. One journal line each.

Refuses (`ProblemError`): what `rules` refuses, a system or provider that does not exist.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from allauth.idp.oidc.models import Client, Token
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction

from yibiao.base.clock import Clock, system_clock
from yibiao.base.problems import Place, ProblemError, problem
from yibiao.work.journal import actions as journal
from yibiao.work.signon import rules
from yibiao.work.signon.models import IdentityProvider, SigningKey
from yibiao.work.signon.queries import USE, bound, vault

ROOM = "signon"


@dataclass(frozen=True, slots=True)
class NewProvider:
    """An identity provider as it is to stand. secret "": the one it has stays."""

    key: str
    label: str
    issuer: str
    client: str
    secret: str = field(default="", repr=False)
    claim: str = "preferred_username"
    active: bool = True


@transaction.atomic
def set_provider(given: NewProvider, actor: str) -> None:
    """From now on the sign-in page has a button for it, or, closed, none."""
    head = journal.lock()
    key, issuer = rules.key(given.key), rules.address(given.issuer)
    old = IdentityProvider.objects.filter(key=key).first()
    if not (given.secret or old) or not given.client.strip() or not given.claim.strip():
        raise ProblemError(problem("SIGNON_INCOMPLETE", Place()))
    told = {
        "label": rules.named(given.label), "issuer": issuer, "client": given.client.strip()[:190],
        "claim": given.claim.strip()[:60], "active": given.active,
    }  # fmt: skip
    held = vault()
    fresh = {"sealed": held.seal(held.subkey(USE), given.secret.encode(), bound(f"provider|{key}"))}
    IdentityProvider.objects.update_or_create(key=key, defaults={**told, **(fresh if given.secret else {})})
    payload = {**told, "secret": bool(given.secret)}
    journal.append(head, journal.Entry(actor, "provider_set", ROOM, subject=key, payload=payload))


@transaction.atomic
def close_provider(key: str, actor: str) -> None:
    """Nobody comes in by it any more; who is in stays in until the session ends."""
    head = journal.lock()
    if not IdentityProvider.objects.filter(key=key, active=True).update(active=False):
        raise ProblemError(problem("SIGNON_UNKNOWN", Place(), name=key[:60]))
    journal.append(head, journal.Entry(actor, "provider_closed", ROOM, subject=key))


@transaction.atomic
def add_client(name: str, redirects: Iterable[str], scopes: Iterable[str], actor: str) -> tuple[str, str]:
    """Another system may ask people of this house to sign in. Returns (id, secret); the secret is kept as a hash."""
    head = journal.lock()
    whole, allowed, secret = rules.return_addresses(redirects), rules.scopes(scopes), secrets.token_urlsafe(32)
    row = Client(id=secrets.token_hex(12), name=rules.named(name), type=Client.Type.CONFIDENTIAL)
    row.set_redirect_uris(list(whole))
    row.set_scopes(list(allowed))
    row.set_default_scopes(["openid"])
    row.set_secret(secret)
    row.save(force_insert=True)
    payload = {"name": row.name, "redirects": list(whole), "scopes": list(allowed)}
    journal.append(head, journal.Entry(actor, "client_added", ROOM, subject=row.id, payload=payload))
    return row.id, secret


@transaction.atomic
def drop_client(identity: str, actor: str) -> None:
    """The system gets nobody's word any more; codes that are under way are void."""
    head = journal.lock()
    row = Client.objects.filter(id=identity).first()
    if row is None:
        raise ProblemError(problem("SIGNON_UNKNOWN", Place(), name=identity[:60]))
    payload = {"name": row.name}
    row.delete()
    journal.append(head, journal.Entry(actor, "client_dropped", ROOM, subject=identity, payload=payload))


@transaction.atomic
def note_given(login: str, client: str, scopes: Iterable[str]) -> None:
    """The journal remembers that a system was told who somebody is; tokens that are over go."""
    head = journal.lock()
    Token.objects.expired().delete()
    payload = {"scopes": sorted(scopes)}
    journal.append(head, journal.Entry(login, "identity_given", ROOM, subject=client, payload=payload))


@transaction.atomic
def make_signing_key(clock: Clock = system_clock) -> None:
    """The first key (RSA 2048), where there is none yet."""
    head = journal.lock()
    if not SigningKey.objects.exists():
        _new_key(head, "", clock)


@transaction.atomic
def rotate_signing_key(actor: str, clock: Clock = system_clock) -> None:
    """Another key signs from now on; the last one stays public for `rules.OVERLAP`, what is over goes."""
    head, now = journal.lock(), clock()
    for row, following in pairwise(SigningKey.objects.order_by("id")):
        if following.made + rules.OVERLAP < now:
            row.delete()
    _new_key(head, actor, clock)


def _new_key(head: journal.Head, actor: str, clock: Clock) -> None:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    held = vault()
    SigningKey.objects.create(sealed=held.seal(held.subkey(USE), pem, bound("signing key")), made=clock())
    journal.append(head, journal.Entry(actor, "signing_key_made", ROOM), clock)
