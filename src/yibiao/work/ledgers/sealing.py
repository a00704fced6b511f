"""Records between clear and sealed. In: rows of the ledger, owners' keys. Out: states in the clear, rows to store.

Levels 3-4 are one sealed document under the owner's key, bound to register, record and version: taken to another
record or put back from an older version it does not open. Refuses (`ProblemError`): sealed content that does not fit
its place, anything of an owner whose key was destroyed.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from yibiao.base.problems import Place, ProblemError, problem
from yibiao.base.vault import Vault, bound_to
from yibiao.flow.standard.domains import Json
from yibiao.flow.standard.model import Standard
from yibiao.work.ledgers import rules
from yibiao.work.ledgers.models import OwnerKey
from yibiao.work.ledgers.rules import State

_MANY = 500


class Keys:
    """Owners' keys as they are needed; fetched in groups, kept for one transaction or one sweep."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self._keys: dict[str, bytes] = {}

    def __getitem__(self, owner: str) -> bytes:
        if owner not in self._keys:
            self.fetch((owner,))
        if owner not in self._keys:
            raise ProblemError(problem("VAULT_KEY_DESTROYED", Place(record=owner)))
        return self._keys[owner]

    def fetch(self, owners: Iterable[str]) -> None:
        """Fetch what is not here yet; destroyed keys stay away."""
        missing = sorted({owner for owner in owners if owner not in self._keys})
        for start in range(0, len(missing), _MANY):
            rows = OwnerKey.objects.filter(owner__in=missing[start : start + _MANY], wrapped__isnull=False)
            for owner, wrapped in rows.values_list("owner", "wrapped"):
                self._keys[owner] = self.vault.unwrap(owner, bytes(wrapped))

    def take(self, rows: Iterable[Any]) -> None:
        """Keys of rows of owners that are already at hand; destroyed ones stay away."""
        for row in rows:
            if row.owner not in self._keys and row.wrapped is not None:
                self._keys[row.owner] = self.vault.unwrap(row.owner, bytes(row.wrapped))

    def make(self, owner: str) -> bytes:
        """A new owner's key; returns it wrapped, to be stored."""
        self._keys[owner], wrapped = self.vault.new_key(owner)
        return wrapped

    def forget(self, owner: str) -> None:
        self._keys.pop(owner, None)


def opened(vault: Vault, key: bytes, sealed: Any, bound: bytes) -> dict[str, Any]:
    """The document in sealed bytes; {} where there are none."""
    if sealed is None:
        return {}
    return cast(dict[str, Any], json.loads(vault.open(key, bytes(sealed), bound)))


def state_of(row: Any, keys: Keys) -> State:
    """A `Record` row (model, or mapping with its columns) in the clear."""
    values: dict[str, Json] = dict(row.values)
    if row.sealed is not None:
        bound = bound_to(row.register, row.id, row.version)
        values |= opened(keys.vault, keys[row.owner_id], row.sealed, bound)
    return State(
        register=row.register,
        id=row.id,
        area=row.area_id,
        master=row.master_id,
        owner=row.owner_id,
        values=values,
        stamps=row.stamps,
        version=row.version,
        ended=row.ended,
        checks=row.checks,
    )


def sealed_values(standard: Standard, keys: Keys, state: State) -> tuple[dict[str, Json], bytes | None]:
    """(values to store in the clear, sealed bytes or None)."""
    clear, secret = rules.split(standard, state.values)
    if not secret:
        return clear, None
    bound = bound_to(state.register, state.id, state.version)
    return clear, keys.vault.seal(keys[state.owner], rules.document(secret), bound)


def sealed_change(keys: Keys, state: State, old: Mapping[str, Json], new: Mapping[str, Json]) -> bytes:
    """Old and new values of a change, all levels, bound to the version that it made."""
    bound = bound_to(state.register, f"change|{state.id}", state.version)
    return keys.vault.seal(keys[state.owner], rules.document({"old": old, "new": new}), bound)


def opened_change(keys: Keys, owner: str, change: Any) -> tuple[dict[str, Json], dict[str, Json]]:
    """(old values, new values) of a `Change` row; both empty for a creation."""
    if change.sealed is None:
        return {}, {}
    bound = bound_to(change.register, f"change|{change.record}", change.version)
    found = opened(keys.vault, keys[owner], change.sealed, bound)
    return found["old"], found["new"]


def conflict_bound(record: str, element: str) -> bytes:
    """The associated data of a conflict's sealed values."""
    return f"conflict|{record}|{element}".encode()


def proof(keys: Keys, state: State) -> bytes:
    """Keyed digest of the whole record: a scrub finds a row that was changed behind our back."""
    return hmac.digest(keys[state.owner], rules.proof_text(state), "sha256")
