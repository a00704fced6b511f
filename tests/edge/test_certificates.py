"""An intranet server gets HTTPS that its phones can trust, and that can be turned against nobody else."""

from __future__ import annotations

import socket
import ssl
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509

from yibiao.edge.certificates import issue
from yibiao.edge.cli.cert import cert

NOW = datetime.now(UTC)


def handshake(folder: Path, asked: str) -> str:
    """Serve once with the files of a folder; a client that trusts only its authority asks for a host. Gives the TLS version."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(folder / "server.crt", folder / "server.key")
    theirs = ssl.create_default_context(cafile=str(folder / "authority.crt"))
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            taken, _ = door.accept()
            try:
                with ours.wrap_socket(taken, server_side=True) as line:
                    line.recv(1)
            except OSError:  # the client turned away, which a test may want
                taken.close()

        serving = threading.Thread(target=answer)
        serving.start()
        try:
            with socket.create_connection(door.getsockname()[:2]) as plain:
                with theirs.wrap_socket(plain, server_hostname=asked) as line:
                    line.send(b"x")
                    return str(line.version())
        finally:
            serving.join(timeout=10)


def made(home: Path, *words: str) -> Path:
    done = CliRunner().invoke(cert, [*words, "--home", str(home)])
    assert done.exit_code == 0, done.output
    return home / "tls"


def test_a_device_that_installed_the_authority_trusts_the_server(tmp_path: Path) -> None:
    folder = made(tmp_path, "127.0.0.1", "yibiao.street.lan")
    assert handshake(folder, "127.0.0.1").startswith("TLS")
    assert handshake(folder, "yibiao.street.lan").startswith("TLS")


def test_the_server_cannot_pretend_to_be_another_host(tmp_path: Path) -> None:
    """The broken variant: asked as another host, the same files are refused."""
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(made(tmp_path, "127.0.0.1"), "bank.example")


def test_the_authority_may_sign_for_these_hosts_only() -> None:
    authority = x509.load_pem_x509_certificate(issue(("10.1.2.3", "Yibiao.lan"), NOW).authority)
    allowed = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert allowed.critical
    assert [str(name.value) for name in allowed.value.permitted_subtrees or ()] == ["10.1.2.3/32", "yibiao.lan"]


def test_the_private_key_is_for_its_owner_and_no_key_of_the_authority_stays(tmp_path: Path) -> None:
    folder = made(tmp_path, "127.0.0.1")
    assert stat.S_IMODE((folder / "server.key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir() if b"PRIVATE" in path.read_bytes()] == ["server.key"]


def test_certificates_that_phones_have_are_not_replaced_unasked(tmp_path: Path) -> None:
    before = (made(tmp_path, "127.0.0.1") / "authority.crt").read_bytes()
    refused = CliRunner().invoke(cert, ["127.0.0.1", "--home", str(tmp_path)])
    assert refused.exit_code != 0 and "--replace" in refused.output
    assert (tmp_path / "tls" / "authority.crt").read_bytes() == before
    assert (made(tmp_path, "127.0.0.1", "--replace") / "authority.crt").read_bytes() != before


@pytest.mark.parametrize("host", ["a b", "-x", "http://x", ""])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError):
        issue((host,), NOW)
