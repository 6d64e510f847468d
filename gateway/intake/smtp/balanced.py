"""A port that balancers may speak for clients at: their header is read before the session, or TLS, begins.

The header is read from the bare socket to its last byte and no further. From others the port is like any other, and a
header is a command that nobody knows.
"""

import asyncio
import logging
import socket
from collections.abc import Callable, Container
from typing import Any

from .connection import Connection
from .desk import address_of
from .proxy_header import Garbled, Heading, HeadingReader, Told

HEADER_LIMIT = 5.0  # seconds for the header; HAProxy asks for at least three
AT_ONCE = 64  # clients taken in before others of the loop have their turn
NO_ROOM_PAUSE = 1.0  # seconds without newcomers when the process has no file descriptor left
COMPLAINT_PAUSE = 60.0  # seconds between two lines of the log about bad headers

log = logging.getLogger("postroom.smtp")


class BalancedPort:
    """Listens by itself, as the header comes before what asyncio would make of a connection. Closed like its server.

    `trusted` are the balancers' addresses; `limit` is how many connections may be without a session yet.
    """

    def __init__(
        self, sock: socket.socket, open_session: Callable[[], Connection], trusted: Container[str], limit: int
    ) -> None:
        self._sock = sock
        self._open_session = open_session
        self._trusted = trusted
        self._limit = limit
        self._loop = asyncio.get_running_loop()
        self._arriving: set[asyncio.Task[None]] = set()
        self._complained = float("-inf")

    def start(self, backlog: int, tls: dict[str, Any]) -> None:
        """`tls` is what TLS from the first byte needs, as `connect_accepted_socket` takes it."""
        self._tls = tls
        self._sock.listen(backlog)
        self._loop.add_reader(self._sock, self._take_in)

    def close(self) -> None:
        if self._sock.fileno() >= 0:
            self._loop.remove_reader(self._sock)
            self._sock.close()
        for task in self._arriving:
            task.cancel()

    def _take_in(self) -> None:
        for _ in range(AT_ONCE):
            try:
                client, peer = self._sock.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                log.error("no more clients for a moment: %s", error.strerror)
                self._loop.remove_reader(self._sock)
                self._loop.call_later(NO_ROOM_PAUSE, self._resume)
                return
            self._receive(client, address_of(peer))

    def _resume(self) -> None:
        if self._sock.fileno() >= 0:
            self._loop.add_reader(self._sock, self._take_in)

    def _receive(self, client: socket.socket, peer: str) -> None:
        if len(self._arriving) >= self._limit:
            client.close()
            return
        client.setblocking(False)
        task = self._loop.create_task(self._introduce(client, peer))
        self._arriving.add(task)
        task.add_done_callback(self._arriving.discard)

    async def _introduce(self, client: socket.socket, peer: str) -> None:
        """From here to the session. Without a proper header in time the client is let go without a word."""
        handed_over = False
        try:
            told = ""
            if peer in self._trusted:
                async with asyncio.timeout(HEADER_LIMIT):
                    heading = await self._read_heading(client)
                if isinstance(heading, Garbled):
                    self._complain(peer)
                    return
                told = heading.address if isinstance(heading, Told) else ""
            handed_over = True
            await self._loop.connect_accepted_socket(lambda: self._session(told), client, **self._tls)
        except TimeoutError:
            self._complain(peer)
        except OSError:
            pass  # the client is gone, or TLS came to nothing
        finally:
            if not handed_over:
                client.close()

    async def _read_heading(self, client: socket.socket) -> Heading:
        reader = HeadingReader()
        while reader.heading is None:
            reader.feed(await self._loop.sock_recv(client, reader.wants))
        return reader.heading

    def _session(self, told: str) -> Connection:
        session = self._open_session()
        session.told = told
        return session

    def _complain(self, peer: str) -> None:
        now = self._loop.time()
        if now - self._complained >= COMPLAINT_PAUSE:
            self._complained = now
            log.warning("%s may speak for clients and sent no proper PROXY header", peer)
