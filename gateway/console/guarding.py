"""What stands before every page: requests that another site made are refused, names that are not ours, and bodies
that are too large; every answer says what a browser may do with it.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE = frozenset({"GET", "HEAD"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})

# Nothing comes from elsewhere, nothing runs that does not lie below /static, and nobody shows us in a frame.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cache-control", b"no-store"),
)


class Guard:
    """`address` is where people find the console; a request by another name is none of ours (DNS rebinding)."""

    def __init__(self, inner: Asgi, address: str, max_body: int) -> None:
        self._inner = inner
        self._host = urlsplit(address).netloc.lower()
        self._secure = address.startswith("https://")
        self._max = max_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if not self._is_ours(headers.get(b"host", "")):
            await _plain(send, 421, "this is not the name of this console")
        elif scope["method"] not in SAFE and not self._is_own(headers):
            await _plain(send, 403, "this request was made by another site")
        elif not _fits(headers, self._max):
            await _plain(send, 413, "this is too large")
        else:
            await self._inner(scope, _Counted(receive, self._max), self._marked(send))

    def _is_ours(self, host: str) -> bool:
        host = host.lower()
        return host == self._host or (not self._secure and host.rpartition(":")[0] in LOOPBACK)

    def _is_own(self, headers: dict[bytes, str]) -> bool:
        """Browsers tell where a request was made (Sec-Fetch-Site, W3C Fetch Metadata); older ones only its origin."""
        site = headers.get(b"sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = headers.get(b"origin", "")
        return bool(origin) and urlsplit(origin).netloc.lower() == headers.get(b"host", "").lower()

    def _marked(self, send: Send) -> Send:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = {name.lower() for name, _ in message.get("headers", ())}
                added = [each for each in HEADERS if each[0] not in given]
                added += [(b"strict-transport-security", b"max-age=31536000")] if self._secure else []
                message["headers"] = [*message.get("headers", ()), *added]
            await send(message)

        return marked


class TooLarge(Exception):
    """A body that nobody announced goes on beyond what is taken."""


class _Counted:
    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most

    async def __call__(self) -> Message:
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            raise TooLarge
        return message


def _fits(headers: dict[bytes, str], most: int) -> bool:
    length = headers.get(b"content-length", "0")
    return length.isdecimal() and int(length) <= most


async def _plain(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode()), *HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": body})
