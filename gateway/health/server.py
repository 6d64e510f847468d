"""A very small web server: GET and HEAD of a few pages, each answered on a connection of its own, all of it bounded."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

HEAD_LIMIT = 8 * 1024  # bytes of a request
PATIENCE = 5.0  # seconds for a request to come, and for its answer to go
VISITORS = 32  # connections at a time; more are closed at once

_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 503: "Service Unavailable"}


@dataclass(frozen=True, slots=True)
class Page:
    status: int
    body: bytes
    kind: str = "text/plain; charset=utf-8"


Pages = Mapping[str, Callable[[], Page]]


async def serve(host: str, port: int, pages: Pages) -> asyncio.Server:
    """Answers from now on. Raises OSError where the address cannot be had."""
    desk = _Desk(pages)
    return await asyncio.start_server(desk.receive, host, port, limit=HEAD_LIMIT)


class _Desk:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._visitors = 0

    async def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._visitors += 1
        try:
            if self._visitors <= VISITORS:
                async with asyncio.timeout(PATIENCE):
                    writer.write(self._answer(await reader.readuntil(b"\r\n\r\n")))
                    await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.transport.abort()
        finally:
            self._visitors -= 1
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        words = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return _whole(Page(400, b"bad request\n"))
        method, path = words[0], words[1].partition("?")[0]
        if method not in ("GET", "HEAD"):
            return _whole(Page(405, b"only GET and HEAD\n"))
        page = self._pages[path]() if path in self._pages else Page(404, b"not found\n")
        return _head(page) if method == "HEAD" else _whole(page)


def _whole(page: Page) -> bytes:
    return _head(page) + page.body


def _head(page: Page) -> bytes:
    lines = [
        f"HTTP/1.1 {page.status} {_REASONS[page.status]}",
        f"Content-Type: {page.kind}",
        f"Content-Length: {len(page.body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    lines += ["Allow: GET, HEAD"] if page.status == 405 else []
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
