"""A provider of OpenID Connect that answers as each test wants it to, right by default."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT_ID, SECRET, ACCESS_TOKEN = "gradus", "hunter2", "access-to-everything"
_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)
_OTHER = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, auto_kid=False)


def unsigned(claims: dict[str, Any]) -> str:
    """An ID token with the algorithm `none`."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."


def signed_by_another(claims: dict[str, Any]) -> str:
    """An ID token under a key that the provider does not publish."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, _OTHER)


def signed_with_public_key(claims: dict[str, Any]) -> str:
    """An ID token with HS256, whose secret is the key that the provider publishes."""
    said = ".".join(
        _base64(json.dumps(part).encode()) for part in ({"alg": "HS256", "kid": "one"}, claims)
    )
    return f"{said}.{_base64(hmac.digest(_KEY.as_pem(private=False), said.encode(), 'sha256'))}"


def signed(claims: dict[str, Any]) -> str:
    """An ID token as it should be."""
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, _KEY)


@dataclass
class HandMadeProvider:
    """Answers of a provider at `issuer`.

    claims: what ID tokens say besides the usual, or in its place; None leaves one out. sign: makes
    the token of its claims. about: what discovery says in the place of the usual. userinfo: what is
    told of who holds an access token. fails: paths that are answered with 500. moved: paths that
    are answered with another address. asked: every path that was asked for.
    """

    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] = signed
    about: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=lambda: {"sub": "42"})
    fails: set[str] = field(default_factory=set)
    moved: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    hang: threading.Event | None = None

    def authorize(self, address: str, **also: str) -> dict[str, str]:
        """What a browser brings back that was sent to `address`: the query of the callback."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], **also}

    def answer(self, path: str, form: dict[str, str], authorization: str) -> dict[str, Any]:
        """The object that a path is answered with."""
        if path == "/.well-known/openid-configuration":
            return self._metadata()
        if path == "/jwks":
            return dict(KeySet([_KEY]).as_dict(private=False))
        if path == "/userinfo":
            return self.userinfo
        return self._token(form, authorization)

    def _metadata(self) -> dict[str, Any]:
        places = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")
        return {
            "issuer": self.issuer,
            **{place: f"{self.issuer}/{place.partition('_')[0]}" for place in places},
            "jwks_uri": f"{self.issuer}/jwks",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.about,
        }

    def _token(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = _base64(sha256(form.get("code_verifier", "").encode()).digest())
        if asked is None or asked["code_challenge"] != challenge or not authorization:
            return {"error": "invalid_grant", "error_description": "hunter2"}
        if asked["redirect_uri"] != form["redirect_uri"]:
            return {"error": "invalid_grant"}
        moment = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "42",
            "aud": CLIENT_ID,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": self.sign(kept)}


@contextmanager
def hand_made_provider() -> Iterator[HandMadeProvider]:
    """One that listens on loopback."""
    provider = HandMadeProvider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, form: dict[str, str]) -> None:
            provider.asked.append(self.path)
            if provider.hang is not None:
                provider.hang.wait()
            authorization = self.headers.get("Authorization", "")
            content = json.dumps(provider.answer(self.path, form, authorization)).encode()
            fails = self.path in provider.fails
            if self.path in provider.moved:
                self.send_response(302)
                self.send_header("Location", provider.moved[self.path])
            else:
                self.send_response(500 if fails else 400 if b'"error"' in content else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield provider
    finally:
        if provider.hang is not None:
            provider.hang.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
