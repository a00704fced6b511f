"""Two neighbours of the house, played on 127.0.0.1: the city's identity provider, and another system that signs people in through us.

In: a free port. Out: a thread that serves, and what it may say. The provider's page has one link; the system's page says who came.
Refuses (400): a code, a secret or a verifier that is not right, as a real one does.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.request
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "yibiao", "a-secret-of-this-test"  # the house at the provider
VERIFIER = "v" * 64


def challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class Neighbours:
    """login: whom the provider will name. house, client, secret: the house, and what it gave the other system."""

    url: str = ""
    login: str = ""
    house: str = ""
    client: str = ""
    secret: str = ""
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))


class Handler(BaseHTTPRequestHandler):
    """One request to either of them."""

    def __init__(self, held: Neighbours, *given: Any) -> None:
        self.held = held
        super().__init__(*given)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def answer(self, status: int, body: Any, **headers: str) -> None:
        plain = isinstance(body, str)
        raw = (body if plain else json.dumps(body)).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8" if plain else "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def page(self, words: str) -> None:
        self.answer(200, f"<!doctype html><html lang=zh><link rel=icon href='data:,'><title>邻居</title>{words}")

    def go(self, address: str, **asked: str) -> None:
        self.answer(302, "", Location=f"{address}?{urlencode(asked)}")

    def do_GET(self) -> None:
        parts, held = urlsplit(self.path), self.held
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
            self.answer(200, {"issuer": held.url, **{name: f"{held.url}/{path}" for name, path in places.items()}})
        elif parts.path == "/jwks":
            public = RSAAlgorithm.to_jwk(held.key.public_key(), as_dict=True)
            self.answer(200, {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]})
        elif parts.path == "/authorize":
            code = secrets.token_urlsafe(16)
            held.codes[code] = asked
            onward = f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            self.page(f"<h1>城市统一认证</h1><p><a href='{onward.replace('&', '&amp;')}'>确认身份</a>")
        elif parts.path == "/system":
            self.go(
                f"{held.house}/identity/o/authorize", response_type="code", client_id=held.client,
                redirect_uri=f"{held.url}/system/back", scope="openid profile posts", state="s", nonce="n",
                code_challenge=challenge(VERIFIER), code_challenge_method="S256",
            )  # fmt: skip
        elif parts.path == "/system/back":
            self.page(f"<h1>城市大脑</h1><p>{self.learned(asked['code']) if 'code' in asked else asked['error']}")
        else:
            self.answer(404, {})

    def learned(self, code: str) -> str:
        """What the other system is told about who came."""
        held = self.held
        given = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": f"{held.url}/system/back",
            "client_id": held.client, "client_secret": held.secret, "code_verifier": VERIFIER,
        }  # fmt: skip
        try:
            with urllib.request.urlopen(f"{held.house}/identity/o/api/token", urlencode(given).encode()) as reply:
                token = json.load(reply)["id_token"]
        except HTTPError as refused:
            return f"refused {refused.code}"
        with urllib.request.urlopen(f"{held.house}/.well-known/jwks.json") as reply:
            key = jwt.PyJWK(json.load(reply)["keys"][0]).key
        told = jwt.decode(token, key, algorithms=["RS256"], audience=held.client, issuer=held.house)
        return f"{told['name']} {told['preferred_username']} {told['posts'][0]['area_name']}"

    def do_POST(self) -> None:
        given = {
            name: values[0]
            for name, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        asked, held = self.held.codes.pop(given.get("code", ""), None), self.held
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = self.headers.get("Authorization") == f"Basic {basic}" or given.get("client_secret") == SECRET
        if asked is None or not known or challenge(given.get("code_verifier", "")) != asked["code_challenge"]:
            self.answer(400, {"error": "invalid_grant"})
            return
        now = int(time.time())
        told = {
            "iss": held.url, "aud": CLIENT, "sub": "0001", "iat": now, "exp": now + 60, "jti": secrets.token_hex(8),
            "nonce": asked["nonce"], "preferred_username": held.login,
        }  # fmt: skip
        token = jwt.encode(told, held.key, algorithm="RS256", headers={"kid": "1"})
        self.answer(200, {"access_token": "none", "token_type": "Bearer", "expires_in": 60, "id_token": token})


def serve() -> tuple[ThreadingHTTPServer, Neighbours]:
    held = Neighbours()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, held))
    held.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, held
