"""Certificates for an intranet address: an authority that may sign for these hosts only, and the server's certificate.

In: host names and IP addresses, the time. Out: PEM files. Without HTTPS browsers refuse offline work and the camera; a
public authority does not sign for an intranet. The authority has name constraints (RFC 5280 4.2.1.10) and its key is
forgotten, so that it can pretend to be no other site on the phones that trust it. P-256; 820 days, below Apple's 825.
Refuses (`ValueError`): no host, and what is neither an IP address nor a host name.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFE = timedelta(days=820)
AUTHORITY_LIFE = timedelta(days=3650)
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*", re.I)


@dataclass(frozen=True)
class Certificates:
    """PEM texts: what phones install, what the server shows, the server's private key."""

    authority: bytes
    server: bytes
    key: bytes


def issue(hosts: tuple[str, ...], now: datetime) -> Certificates:
    """A fresh authority and a server certificate; the authority's key is forgotten, so nothing else is ever signed."""
    if not hosts:
        raise ValueError("no host")
    names = tuple(_name(host) for host in hosts)
    authority_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Yibiao {hosts[0]}"[:64])])
    begun = now - timedelta(hours=1)  # clocks of phones run late
    authority = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(authority_key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begun).not_valid_after(now + AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints([_subtree(name) for name in names], None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )  # fmt: skip
    server = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])).issuer_name(subject)
        .public_key(server_key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(begun).not_valid_after(now + LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    key = server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    return Certificates(authority.public_bytes(pem), server.public_bytes(pem), key)


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        if not NAME.fullmatch(host):
            raise ValueError(f"neither an address nor a host name: {host}") from None
        return x509.DNSName(host.lower())


def _subtree(name: x509.GeneralName) -> x509.GeneralName:
    """The constraint for exactly this name; an address is a network of one."""
    return x509.IPAddress(ipaddress.ip_network(name.value)) if isinstance(name, x509.IPAddress) else name


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
