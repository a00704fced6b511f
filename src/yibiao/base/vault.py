"""Keys and sealed values. In: the home folder's key file, plain bytes. Out: sealed bytes, opened bytes, blind indexes.

    master.key (32 bytes, 0600)
    ├─ HKDF-SHA256 (RFC 5869) → one subkey a use: database pages, wrapping, blind index, snapshot, sessions
    └─ wraps one random key an owner (a person, a home …); erasing the owner is destroying that key

Sealed bytes: algorithm (1) | key id (4) | nonce (12) | ciphertext and tag. AES-256-GCM (NIST SP 800-38D); the
associated data is ``register|record|version``, so that no ciphertext can be carried to another record or version.
A blind index is HMAC-SHA256 cut to 128 bits, keyed for each element: an unkeyed hash of an identity number is
plain text to anyone with an afternoon.
Refuses (`ProblemError`): a missing or open key file, bytes sealed under another key, for another place, or changed.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from yibiao.base.problems import Place, ProblemError, problem

KEY_FILE = "master.key"
KEY_BYTES = 32
BLIND_BYTES = 16
_NONCE_BYTES = 12
_HEAD_BYTES = 5

RandomBytes = Callable[[int], bytes]


class Cipher(Protocol):
    """An authenticated cipher; SM4-GCM (GM/T 0002) or a hardware module comes in as another one with its own number."""

    @property
    def algorithm(self) -> int: ...

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes: ...

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes: ...


class AesGcm:
    """AES-256-GCM, algorithm number 1."""

    algorithm = 1

    def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, bound)

    def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
        return AESGCM(key).decrypt(nonce, sealed, bound)


AES_GCM = AesGcm()
CIPHERS: dict[int, Cipher] = {AES_GCM.algorithm: AES_GCM}


def key_id(key: bytes) -> bytes:
    """Four bytes that tell keys apart without telling anything of the key."""
    return hashlib.sha256(b"yibiao key id|" + key).digest()[:4]


def bound_to(register: str, record: str, version: int) -> bytes:
    """The associated data of a record's sealed values."""
    return f"{register}|{record}|{version}".encode()


@dataclass(frozen=True, slots=True)
class Vault:
    """The keys of one home. `random` gives nonces and record keys; only tests pass another source."""

    master: bytes = field(repr=False)
    cipher: Cipher = AES_GCM
    random: RandomBytes = secrets.token_bytes
    _subkeys: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def subkey(self, use: str) -> bytes:
        """32 bytes for one use; different uses never share a key."""
        if use not in self._subkeys:
            self._subkeys[use] = HKDF(SHA256(), KEY_BYTES, None, f"yibiao|{use}".encode()).derive(self.master)
        return self._subkeys[use]

    def seal(self, key: bytes, plain: bytes, bound: bytes) -> bytes:
        nonce = self.random(_NONCE_BYTES)
        body = self.cipher.seal(key, nonce, plain, bound)
        return bytes([self.cipher.algorithm]) + key_id(key) + nonce + body

    def open(self, key: bytes, sealed: bytes, bound: bytes) -> bytes:
        """The plain bytes; `ProblemError` VAULT_SEAL_BROKEN when key, place or bytes are not those of the sealing."""
        cipher = CIPHERS.get(sealed[0]) if sealed else None
        if cipher is None or sealed[1:_HEAD_BYTES] != key_id(key):
            raise _broken(bound)
        nonce, body = sealed[_HEAD_BYTES : _HEAD_BYTES + _NONCE_BYTES], sealed[_HEAD_BYTES + _NONCE_BYTES :]
        try:
            return cipher.open(key, nonce, body, bound)
        except (InvalidTag, ValueError) as fault:
            raise _broken(bound) from fault

    def new_key(self, owner: str) -> tuple[bytes, bytes]:
        """A fresh key for an owner: (the key, the key wrapped under the master key)."""
        key = self.random(KEY_BYTES)
        return key, self.seal(self.subkey("wrap"), key, f"owner|{owner}".encode())

    def unwrap(self, owner: str, wrapped: bytes) -> bytes:
        return self.open(self.subkey("wrap"), wrapped, f"owner|{owner}".encode())

    def blind(self, element: str, value: str) -> bytes:
        """16 bytes by which `value` of `element` is found again, and which tell nothing without the key."""
        key = self.subkey(f"blind|{element}")
        return hmac.digest(key, value.encode(), "sha256")[:BLIND_BYTES]

    def mark(self, use: str, content: bytes) -> bytes:
        """HMAC-SHA256 over `content`: proves later that this house wrote it."""
        return hmac.digest(self.subkey(use), content, "sha256")


def _broken(bound: bytes) -> ProblemError:
    return ProblemError(problem("VAULT_SEAL_BROKEN", Place(record=bound.decode(errors="replace"))))


def make_vault(home: Path, random: RandomBytes = secrets.token_bytes) -> Vault:
    """Make the key file of a new home (folder 0700, file 0600); an existing file is kept and opened."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = home / KEY_FILE
    if not path.exists():
        _write_once(path, random(KEY_BYTES))
    return open_vault(home)


def _write_once(path: Path, content: bytes) -> None:
    """The whole file at once, or the one that another process was faster with: nobody ever reads half a key."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        pass
    finally:
        beside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def open_vault(home: Path) -> Vault:
    """The vault of a home; `ProblemError` where the key file is missing, too open or of the wrong length."""
    path = home / KEY_FILE
    place = Place(file=str(path))
    try:
        master, mode = path.read_bytes(), path.stat().st_mode
    except OSError as fault:
        raise ProblemError(problem("VAULT_KEY_MISSING", place)) from fault
    if os.name == "posix" and mode & 0o077:
        raise ProblemError(problem("VAULT_KEY_OPEN", place))
    if len(master) != KEY_BYTES:
        raise ProblemError(problem("VAULT_KEY_DAMAGED", place))
    return Vault(master)
