"""Signing in with a browser: an authorization code with a proof key (RFC 7636), and a loopback address (RFC 8252) to
which the browser comes back. Where the browser runs on another machine, that address is pasted instead.
"""

import base64
import hashlib
import queue
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import TCPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from . import asking
from .asking import Given, Trouble
from .provider import LOOPBACK, Provider

LONGEST = 4096  # characters of an address that comes back
GOOD = "You are signed in. This window can be closed.\n"
BAD = "This is not the answer that Postroom is waiting for.\n"


@dataclass(frozen=True, slots=True)
class Visit:
    """One try at signing in. `state` comes back with the answer, `verifier` proves that we began it."""

    address: str  # to be opened
    redirect: str
    state: str = field(repr=False)
    verifier: str = field(repr=False)


def visit(provider: Provider, port: int) -> Visit:
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(64)
    redirect = f"http://{provider.redirect_host}:{port}/"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect,
        "scope": provider.scope,
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if urlsplit(provider.authorize_url).query else "?"
    address = f"{provider.authorize_url}{joint}{urlencode(asked | dict(provider.extras))}"
    return Visit(address, redirect, state, verifier)


def code_in(answer: str, visited: Visit) -> str:
    """The code in an address that came back; a text without `=` is the code by itself. Raises Trouble."""
    answer = answer.strip()[:LONGEST]
    if answer and "=" not in answer and "/" not in answer[:1]:
        return answer
    query = urlsplit(answer).query if "?" in answer else answer
    said = dict(parse_qsl(query))
    if not secrets.compare_digest(said.get("state", "").encode(), visited.state.encode()):
        raise Trouble("that is not the answer to this sign-in (its state is another one)")
    if "error" in said:
        raise Trouble("it was declined in the browser; nothing was changed")
    if not said.get("code"):
        raise Trouble("there is no code in that answer")
    return said["code"]


def redeem(provider: Provider, visited: Visit, code: str) -> Given:
    """Raises Trouble."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": visited.redirect,
        "code_verifier": visited.verifier,
    }
    return asking.token(provider, fields)


# --- the browser comes back -------------------------------------------------------------------------------------------


class Door(ThreadingHTTPServer):
    """Open on the loopback until the answer was heard; what comes for anything else is sent away."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__((LOOPBACK, 0), _Visitor)
        self.answers: queue.SimpleQueue[str] = queue.SimpleQueue()
        self.expected: Visit | None = None

    def server_bind(self) -> None:
        """Without asking DNS for the name of the loopback."""
        TCPServer.server_bind(self)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def answer(self, seconds: float) -> str:
        """The query that came with the answer, "" where none came in time."""
        try:
            return self.answers.get(timeout=seconds)
        except queue.Empty:
            return ""

    def is_answer(self, path: str) -> bool:
        if self.expected is None or len(path) > LONGEST or urlsplit(path).path != "/":
            return False
        state = dict(parse_qsl(urlsplit(path).query)).get("state", "")
        return secrets.compare_digest(state.encode(), self.expected.state.encode())


class _Visitor(BaseHTTPRequestHandler):
    server: Door
    timeout = 5.0

    def do_GET(self) -> None:
        expected = self.server.is_answer(self.path)
        words = (GOOD if expected else BAD).encode()
        self.send_response(200 if expected else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(words)))
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(words)
        if expected:
            self.server.answers.put(urlsplit(self.path).query)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: there are codes in what it would say."""

    def version_string(self) -> str:
        return "Postroom"


@contextmanager
def open_door() -> Iterator[Door]:
    """Raises OSError where there is no port to be had."""
    with Door() as door:
        thread = threading.Thread(target=door.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield door
        finally:
            door.shutdown()
            thread.join(5)
