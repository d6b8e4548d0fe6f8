# SPDX-License-Identifier: Apache-2.0
"""An EMULATOR of somebody's login service: a minimal OpenID Connect provider of ours for tests, no product of anybody's.

Real HTTP on loopback, real RS256 tokens, discovery, keys, code flow with PKCE. It can be told to lie.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "mingcha", "emulated-secret-of-no-body"


@dataclass
class Emulator:
    """``subject`` logs in there; ``lies`` replaces claims of the token (None leaves one out), ``says`` parts of discovery."""

    subject: str = "u-1001"
    lies: dict[str, Any] = field(default_factory=dict)
    says: dict[str, Any] = field(default_factory=dict)
    algorithm: str = "RS256"
    forged: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key, self.other = (rsa.generate_private_key(65_537, 2_048) for _each in range(2))
        self.codes: dict[str, dict[str, str]] = {}

    @property
    def settings(self) -> dict[str, str]:
        return {"issuer": self.url, "client": CLIENT, "secret": SECRET, "name": "模拟统一身份认证"}

    def discovery(self) -> dict[str, Any]:
        places = {
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }
        return {"issuer": self.url, **places, **self.says}

    def keys(self) -> dict[str, Any]:
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Somebody has logged in there: back to who asked, with a code."""
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """For a code, once, from who can show the verifier and the secret."""
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        proven = asked and asked["code_challenge"] == challenge and sent["client_secret"] == SECRET
        if not asked or not proven or sent["redirect_uri"] != asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 300, "name": "张三"}
        told = {name: value for name, value in (claims | {"nonce": asked["nonce"]} | self.lies).items() if value}
        return {"access_token": "x", "token_type": "Bearer", "id_token": self.sign(told)}

    def sign(self, claims: dict[str, Any]) -> str:
        head = {"kid": "k1"}
        if self.algorithm == "none":
            return jwt.encode(claims, "", algorithm="none", headers=head)
        if self.algorithm == "HS256":
            return jwt.encode(claims, SECRET * 2, algorithm="HS256", headers=head)
        return jwt.encode(claims, self.other if self.forged else self.key, algorithm="RS256", headers=head)


@contextmanager
def emulated() -> Iterator[Emulator]:
    """The service, on a port of this machine."""
    emulator = Emulator()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            emulator.asked.append(parts.path)
            if parts.path == "/authorize":
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", emulator.authorize(query))
                self.end_headers()
            else:
                known = {"/.well-known/openid-configuration": emulator.discovery, "/keys": emulator.keys}
                self.answer(known[parts.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(emulator.token({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, found: dict[str, Any] | None) -> None:
            body = json.dumps(found or {"error": "invalid_grant"}).encode()
            self.send_response(200 if found else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Tests say themselves what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    emulator.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield emulator
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
