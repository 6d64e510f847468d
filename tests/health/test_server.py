"""The small web server: two methods, a few pages, and an end to everything."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from gateway.health import server
from gateway.health.server import Page

PAGES = {"/up": lambda: Page(200, b"yes\n"), "/down": lambda: Page(503, b"no\n")}

Talk = Callable[[int], Awaitable[None]]


def with_a_server(talk: Talk) -> None:
    async def run() -> None:
        opened = await server.serve("127.0.0.1", 0, PAGES)
        async with opened:
            await talk(opened.sockets[0].getsockname()[1])

    asyncio.run(run())


async def said(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request)
        return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("request_line", "status", "body"),
    [
        (b"GET /up HTTP/1.1", 200, b"yes\n"),
        (b"GET /up?x=1 HTTP/1.0", 200, b"yes\n"),
        (b"HEAD /up HTTP/1.1", 200, b""),
        (b"GET /down HTTP/1.1", 503, b"no\n"),
        (b"GET /../etc/passwd HTTP/1.1", 404, b"not found\n"),
        (b"GET  HTTP/1.1", 404, b"not found\n"),
        (b"POST /up HTTP/1.1", 405, b"only GET and HEAD\n"),
        (b"DELETE /up HTTP/1.1", 405, b"only GET and HEAD\n"),
        (b"GET /up HTTP/2", 400, b"bad request\n"),
        (b"EHLO example.org", 400, b"bad request\n"),
        (b"\xff\x00", 400, b"bad request\n"),
    ],
)
def test_each_request_has_its_answer(request_line: bytes, status: int, body: bytes) -> None:
    async def talk(port: int) -> None:
        head, _, rest = (await said(port, request_line + b"\r\nHost: x\r\n\r\n")).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status)
        assert rest == body
        assert b"\r\nConnection: close" in head

    with_a_server(talk)


def test_a_request_without_end_is_cut_off() -> None:
    async def talk(port: int) -> None:
        assert await said(port, b"GET /up HTTP/1.1\r\n" + b"X: y\r\n" * 5000) == b""

    with_a_server(talk)


def test_who_says_nothing_is_sent_away_and_does_not_keep_others_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 3.0)  # so many connections may take a while on a busy machine

    async def talk(port: int) -> None:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(server.VISITORS)]
        assert await said(port, b"GET /up HTTP/1.1\r\n\r\n") == b"", "the house is full"
        for reader, writer in silent:
            assert await reader.read() == b""
            writer.close()
        assert (await said(port, b"GET /up HTTP/1.1\r\n\r\n")).endswith(b"yes\n")

    with_a_server(talk)
