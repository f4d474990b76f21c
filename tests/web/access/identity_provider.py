"""A small identity provider for tests, on the loopback address: discovery, authorization code with PKCE, RS256 keys.

It is strict where a real one is: what it gets has to be right, or it refuses.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "trespann", "s3cret & more"


def new_key(name: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig", "alg": "RS256"})


@dataclass
class IdentityProvider:
    """What it says of the one person who is there, and how it may misbehave."""

    now: datetime
    answer_address: str
    issuer: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: new_key("first"))
    published: list[RSAKey] = field(default_factory=list)
    claims: dict[str, Any] = field(default_factory=dict)
    """What stands in a token in place of what is right; None for nothing."""
    algorithm: str = "RS256"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    only_when_asked: dict[str, Any] = field(default_factory=dict)
    """What it tells of the person at its userinfo endpoint alone."""
    public_client: bool = False
    fails: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """What it answers to a path whatever comes."""
    document: dict[str, Any] = field(default_factory=dict)
    """What its document says in place of what is right."""

    def keys(self) -> dict[str, Any]:
        return {"keys": [one.as_dict(private=False) for one in self.published or [self.key]]}

    def discovery(self) -> dict[str, Any]:
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
        } | self.document
        return {name: value for name, value in told.items() if value is not None}

    def authorize(self, address: str) -> str:
        """Let the person in whom a browser at an address brings, and return where the browser is sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query, strict_parsing=True).items()}
        assert address.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["redirect_uri"] == self.answer_address
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{self.answer_address}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def tokens(self, sent: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Return the tokens for a code, None where anything is wrong; a code works once."""
        asked = self.codes.pop(sent.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        known = sent.get("client_id") == CLIENT if self.public_client else authorization == f"Basic {basic}"
        challenge = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        told = base64.urlsafe_b64encode(challenge).rstrip(b"=").decode()
        right = asked and known and told == asked["code_challenge"] and sent["redirect_uri"] == asked["redirect_uri"]
        if not right or sent.get("grant_type") != "authorization_code":
            return None
        return {"access_token": "for-userinfo", "token_type": "Bearer", "id_token": self.id_token(asked["nonce"])}

    def id_token(self, nonce: str) -> str:
        at = int(self.now.timestamp())
        usual = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": nonce, **self.person}
        claims = {name: value for name, value in (usual | self.claims).items() if value is not None}
        if self.algorithm in {"none", "HS256"}:
            return self.unsafe_token(claims)
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])

    def unsafe_token(self, claims: dict[str, Any]) -> str:
        """Return a token that is not signed, or signed with what everybody knows: the public key."""
        head = {"alg": self.algorithm, "kid": self.key.kid}
        told = ".".join(_as_letters(json.dumps(part).encode()) for part in (head, claims))
        public = self.key.as_pem(private=False)
        return f"{told}.{_as_letters(hmac.digest(public, told.encode(), 'sha256')) if self.algorithm != 'none' else ''}"


def _as_letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def running(provider: IdentityProvider) -> Iterator[IdentityProvider]:
    """Serve a provider, which gets to know its own address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            pages = {
                "/.well-known/openid-configuration": provider.discovery,
                "/keys": provider.keys,
                "/userinfo": lambda: {**provider.person, **provider.only_when_asked},
            }
            if self.path == "/userinfo" and self.headers["authorization"] != "Bearer for-userinfo":
                return self.answer(HTTPStatus.UNAUTHORIZED, {})
            return self.answer(HTTPStatus.OK, pages[self.path]())

        def do_POST(self) -> None:
            sent = dict(parse_qsl(self.rfile.read(int(self.headers["content-length"])).decode()))
            tokens = provider.tokens(sent, self.headers.get("authorization", ""))
            status = HTTPStatus.OK if tokens else HTTPStatus.BAD_REQUEST
            self.answer(status, tokens or {"error": "invalid_grant"})

        def answer(self, status: int, content: Any) -> None:
            provider.asked.append(self.path)
            status, body = provider.fails.get(self.path, (status, json.dumps(content).encode()))
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
