"""The vault: what is sealed opens only with its key, at its place, unchanged; the key file is nobody else's."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from yibiao.base.problems import ProblemError
from yibiao.base.vault import KEY_FILE, Vault, bound_to, make_vault, open_vault

PLACE = bound_to("person", "r1", 3)


@pytest.fixture
def vault() -> Vault:
    return Vault(bytes(range(32)))


def code_of(fault: pytest.ExceptionInfo[ProblemError]) -> str:
    return fault.value.problem.code


def test_it_opens_what_it_sealed_and_seals_never_the_same_twice(vault: Vault) -> None:
    key, _ = vault.new_key("r1")
    first, second = vault.seal(key, b"secret", PLACE), vault.seal(key, b"secret", PLACE)
    assert first != second
    assert vault.open(key, first, PLACE) == vault.open(key, second, PLACE) == b"secret"
    assert b"secret" not in first


@pytest.mark.parametrize(
    "place", [bound_to("person", "r2", 3), bound_to("person", "r1", 2), bound_to("household", "r1", 3)]
)
def test_it_does_not_open_at_another_place(vault: Vault, place: bytes) -> None:
    key, _ = vault.new_key("r1")
    sealed = vault.seal(key, b"secret", PLACE)
    with pytest.raises(ProblemError) as fault:
        vault.open(key, sealed, place)
    assert code_of(fault) == "VAULT_SEAL_BROKEN"


def test_a_cipher_that_forgot_the_place_would_open_anywhere(vault: Vault) -> None:
    class Forgetful:
        algorithm = 1

        def seal(self, key: bytes, nonce: bytes, plain: bytes, bound: bytes) -> bytes:
            return vault.cipher.seal(key, nonce, plain, b"")

        def open(self, key: bytes, nonce: bytes, sealed: bytes, bound: bytes) -> bytes:
            return vault.cipher.open(key, nonce, sealed, b"")

    broken = Forgetful()
    sealed = broken.seal(bytes(32), bytes(12), b"secret", PLACE)
    assert broken.open(bytes(32), bytes(12), sealed, bound_to("person", "r2", 3)) == b"secret"


def test_it_refuses_every_flipped_bit(vault: Vault) -> None:
    key, _ = vault.new_key("r1")
    sealed = vault.seal(key, b"secret", PLACE)
    for place in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(ProblemError):
            vault.open(key, bytes(changed), PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x09" + bytes(40), bytes(40)])
def test_it_refuses_what_it_never_sealed(vault: Vault, sealed: bytes) -> None:
    with pytest.raises(ProblemError):
        vault.open(bytes(32), sealed, PLACE)


def test_a_wrapped_key_belongs_to_its_owner(vault: Vault) -> None:
    key, wrapped = vault.new_key("r1")
    assert vault.unwrap("r1", wrapped) == key
    with pytest.raises(ProblemError):
        vault.unwrap("r2", wrapped)
    with pytest.raises(ProblemError):
        Vault(bytes(32)).unwrap("r1", wrapped)


def test_a_blind_index_is_equal_for_equal_values_only_and_differs_by_element_and_key(vault: Vault) -> None:
    blind = vault.blind("person.phone", "13800000000")
    assert len(blind) == 16
    assert blind == vault.blind("person.phone", "13800000000")
    others = (
        vault.blind("person.phone", "13800000001"),
        vault.blind("person.id_number", "13800000000"),
        Vault(bytes(32)).blind("person.phone", "13800000000"),
    )
    assert blind not in others


def test_uses_do_not_share_a_key(vault: Vault) -> None:
    assert len({vault.subkey(use) for use in ("wrap", "database pages", "mirror snapshot", "blind|person.phone")}) == 4


def test_nothing_of_a_key_shows_in_its_representation(vault: Vault) -> None:
    vault.subkey("wrap")
    shown = repr(vault)
    assert "master" not in shown and vault.master.hex() not in shown and "wrap" not in shown


def test_a_new_home_gets_a_key_of_its_own_and_keeps_it(tmp_path: Path) -> None:
    first = make_vault(tmp_path / "home")
    file = tmp_path / "home" / KEY_FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert open_vault(tmp_path / "home").master == make_vault(tmp_path / "home").master == first.master
    assert make_vault(tmp_path / "other").master != first.master


def test_many_who_make_a_home_at_once_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as crowd:
        masters = {vault.master for vault in crowd.map(lambda _: make_vault(tmp_path / "home"), range(64))}
    assert len(masters) == 1
    assert [file.name for file in (tmp_path / "home").iterdir()] == [KEY_FILE]


def test_it_refuses_a_missing_a_short_and_an_open_key_file(tmp_path: Path) -> None:
    with pytest.raises(ProblemError) as fault:
        open_vault(tmp_path)
    assert code_of(fault) == "VAULT_KEY_MISSING"
    file = tmp_path / KEY_FILE
    file.write_bytes(bytes(31))
    file.chmod(0o600)
    with pytest.raises(ProblemError) as fault:
        open_vault(tmp_path)
    assert code_of(fault) == "VAULT_KEY_DAMAGED"
    if os.name == "posix":
        file.write_bytes(bytes(32))
        file.chmod(0o640)
        with pytest.raises(ProblemError) as fault:
            open_vault(tmp_path)
        assert code_of(fault) == "VAULT_KEY_OPEN"
