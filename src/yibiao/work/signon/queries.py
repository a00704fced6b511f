"""The readers of single sign-on. In: a key. Out: providers with their secret, the signing key, the systems of others.

Refuses: nothing; what is closed or missing is None or not in the list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from allauth.idp.oidc.models import Client
from django.conf import settings

from yibiao.base.vault import Vault, open_vault
from yibiao.work.signon.models import IdentityProvider, SigningKey
from yibiao.work.signon.rules import OVERLAP

USE = "single sign-on"


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """An identity provider; see `models`."""

    key: str
    label: str
    issuer: str
    client: str
    claim: str
    active: bool
    secret: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class ClientRow:
    """Another system that signs people in through us; its secret is known to nobody here."""

    id: str
    name: str
    redirects: tuple[str, ...]
    scopes: tuple[str, ...]


def vault() -> Vault:
    """The keys of this home."""
    return open_vault(Path(settings.HOME))


def bound(what: str) -> bytes:
    """Where a sealed secret belongs, so that it opens nowhere else."""
    return f"signon|{what}".encode()


def providers(*, closed: bool = False) -> tuple[ProviderRow, ...]:
    """By label, without secrets."""
    rows = IdentityProvider.objects.order_by("label", "key")
    return tuple(_row(row) for row in (rows if closed else rows.filter(active=True)))


def provider(key: str) -> ProviderRow | None:
    """One that is in use, with its secret."""
    row = IdentityProvider.objects.filter(key=key, active=True).first()
    if row is None:
        return None
    held = vault()
    return _row(row, held.open(held.subkey(USE), bytes(row.sealed), bound(f"provider|{key}")).decode())


def _row(row: IdentityProvider, secret: str = "") -> ProviderRow:
    return ProviderRow(row.key, row.label, row.issuer, row.client, row.claim, row.active, secret)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A signing key. ends: until when it is public; None: it is the one that signs."""

    pem: str = field(repr=False)
    made: datetime
    ends: datetime | None


def signing_keys() -> tuple[KeyRow, ...]:
    """The newest last."""
    held, rows = vault(), list(SigningKey.objects.order_by("id"))
    ends = [row.made + OVERLAP for row in rows[1:]]
    return tuple(
        KeyRow(held.open(held.subkey(USE), bytes(row.sealed), bound("signing key")).decode(), row.made, end)
        for row, end in zip(rows, [*ends, None], strict=False)
    )


def clients() -> tuple[ClientRow, ...]:
    """By name."""
    return tuple(
        ClientRow(row.id, row.name, tuple(row.get_redirect_uris()), tuple(row.get_scopes()))
        for row in Client.objects.order_by("name", "id")
    )


def subject(client: str, account: int) -> str:
    """The number under which one system knows a person: two systems cannot compare theirs (OIDC Core 8.1, pairwise)."""
    return vault().blind(f"signon subject|{client}", str(account)).hex()
