"""A provider of our own for one test: it gives tokens as RFC 6749, 7636 and 8628 say, and is strict about each word."""

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
from urllib.parse import parse_qsl, urlsplit

from gateway.config import Account
from gateway.oauth.provider import Provider, provider_of

CLIENT, SECRET, SCOPE = "client-1", "hush-hush", "mail.all offline_access"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
HIDDEN = ("access-", "refresh-", "device-", "code-", SECRET)  # how everything begins that must never be shown

Said = tuple[int, dict[str, Any]]


@dataclass
class Standin:
    """`next_answers` are given first, one a request, as they are: bytes, or a status and an object."""

    port: int = 0
    lifetime: float = 3600
    slowness: float = 0.0
    refresh: str = "refresh-0"  # the only one that counts
    rotates: bool = True
    pending: list[str] = field(default_factory=list)  # what a device is told before it gets its tokens
    next_answers: list[bytes | Said] = field(default_factory=list)
    challenges: dict[str, tuple[str, str]] = field(default_factory=dict)  # by code: challenge and redirect
    access: list[str] = field(default_factory=list)  # every one that was given
    heard: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # path and form of each request
    faults: list[str] = field(default_factory=list)  # requests that no provider would take
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def account(self) -> dict[str, str]:
        """The keys of an [[account]] of which we are the provider."""
        addresses = {"token_url": "/token", "device_url": "/device", "authorize_url": "/authorize"}
        table = {"name": "office", "provider": "other", "client_id": CLIENT, "scope": SCOPE}
        return table | {key: self.base + path for key, path in addresses.items()}

    @property
    def provider(self) -> Provider:
        return provider_of(Account.model_validate(self.account))

    def asked(self, path: str = "/token") -> list[dict[str, str]]:
        return [form for asked, form in self.heard if asked == path]

    def consent(self, address: str) -> str:
        """Somebody opens the address and says yes; returns the address to which their browser is sent."""
        query = dict(parse_qsl(urlsplit(address).query, strict_parsing=True))
        assert address.startswith(f"{self.base}/authorize?")
        assert (query["response_type"], query["client_id"], query["scope"]) == ("code", CLIENT, SCOPE)
        assert query["code_challenge_method"] == "S256"
        code = f"code-{secrets.token_hex(8)}"
        self.challenges[code] = (query["code_challenge"], query["redirect_uri"])
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def introspect(self, form: dict[str, str]) -> Said:
        """RFC 7662, for a mail server that was shown a token."""
        known = form["token"] in self.access
        return 200, {"active": known} | ({"username": "support", "email": "support"} if known else {})

    def answer(self, path: str, form: dict[str, str]) -> Said:
        with self._lock:
            time.sleep(self.slowness)
            if form.get("client_id") != CLIENT or form.get("client_secret", SECRET) != SECRET:
                return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret."}
            if path == "/device":
                return self._device(form)
            ways = {"refresh_token": self._by_refresh, "authorization_code": self._by_code, DEVICE: self._by_device}
            return ways[form.get("grant_type", "")](form)

    def _device(self, form: dict[str, str]) -> Said:
        assert form["scope"] == SCOPE
        return 200, {
            "device_code": "device-1",
            "user_code": "WDJB-MJHT",
            "verification_uri": "https://login.example.org/device",
            "expires_in": 900,
            "interval": 1,
        }

    def _by_device(self, form: dict[str, str]) -> Said:
        if self.pending:
            return 400, {"error": self.pending.pop(0)}
        return self._tokens() if form.get("device_code") == "device-1" else (400, {"error": "invalid_grant"})

    def _by_code(self, form: dict[str, str]) -> Said:
        challenge, redirect = self.challenges.pop(form["code"], ("", ""))
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        proven = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge
        assert 43 <= len(form["code_verifier"]) <= 128
        return self._tokens() if proven and form["redirect_uri"] == redirect else (400, {"error": "invalid_grant"})

    def _by_refresh(self, form: dict[str, str]) -> Said:
        if form["refresh_token"] != self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS70008: The refresh token has expired."}
        return self._tokens()

    def _tokens(self) -> Said:
        self.access.append(f"access-{len(self.access) + 1}")
        given = {"token_type": "Bearer", "access_token": self.access[-1], "expires_in": self.lifetime}
        if self.rotates:
            self.refresh = f"refresh-{len(self.access)}"
            given["refresh_token"] = self.refresh
        return 200, given


class _Desk(BaseHTTPRequestHandler):
    standin: Standin
    timeout = 10

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        form = dict(parse_qsl(body.decode("ascii"), strict_parsing=True))
        self.standin.heard.append((self.path, form))
        if self.path == "/introspect":
            self._send(self.standin.introspect(form))
            return
        said: bytes | Said
        try:
            assert self.path in ("/token", "/device"), self.path
            assert self.headers["Content-Type"] == "application/x-www-form-urlencoded"
            assert self.headers["Accept"] == "application/json"
            planned = self.standin.next_answers
            said = planned.pop(0) if planned else self.standin.answer(self.path, form)
        except (AssertionError, LookupError) as fault:
            self.standin.faults.append(repr(fault))
            said = 400, {"error": "invalid_request"}
        self._send(said)

    def do_GET(self) -> None:
        self.standin.faults.append(f"GET {self.path}")
        self._send((404, {}))

    def _send(self, said: bytes | Said) -> None:
        if isinstance(said, bytes):
            self.wfile.write(said)
            return
        content = json.dumps(said[1]).encode()
        self.send_response(said[0])
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asks may hang up."""


@contextmanager
def standin() -> Iterator[Standin]:
    """At the end nothing may have come that a strict provider would not take."""
    made = Standin()
    desk = type("Desk", (_Desk,), {"standin": made})
    with _Server(("127.0.0.1", 0), desk) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join(5)
    assert not made.faults
