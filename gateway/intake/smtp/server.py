"""Opens the port and closes it politely. The caller owns the event loop (asyncio's or uvloop's)."""

import asyncio
import logging
import socket
from typing import Any

from .desk import Desk
from .porter import Porter
from .session import Session
from .settings import Listener
from .submission import SubmissionSession

BACKLOG = 512
HANDSHAKE = 10.0  # seconds for TLS from the first byte; such a client is counted only then


class Server:
    """A listening port and its sessions."""

    def __init__(self, desk: Desk, porter: Porter | None, listening: asyncio.Server) -> None:
        self._desk = desk
        self._porter = porter
        self._listening = listening
        self.address, self.port = listening.sockets[0].getsockname()[:2]

    @property
    def connections(self) -> int:
        return len(self._desk.visitors)

    async def drain(self, timeout: float = 20.0) -> None:
        """No new clients; idle ones get 421; a mail that is arriving is finished, within the time, and answered."""
        self._desk.draining = True
        self._listening.close()
        for visitor in tuple(self._desk.visitors):
            visitor.leave_soon()
        await self._wait_until_empty(timeout)
        for visitor in tuple(self._desk.visitors):
            visitor.cut()
        await self._wait_until_empty(10.0)  # commits that are running
        if self._porter is not None:
            self._porter.close()

    async def _wait_until_empty(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while self._desk.visitors and loop.time() < ends:
            await asyncio.sleep(0.02)


async def serve(listener: Listener) -> Server:
    """Listens from now on. Raises OSError where the address cannot be had."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's
    loop = asyncio.get_running_loop()
    desk = Desk(listener)
    porter = Porter(listener.submission) if listener.submission else None

    def session() -> Session:
        return Session(desk, loop) if porter is None else SubmissionSession(desk, porter, loop)

    tls: dict[str, Any] = {"ssl": listener.tls, "ssl_handshake_timeout": HANDSHAKE} if listener.tls_first else {}
    return Server(desk, porter, await loop.create_server(session, sock=_bind(listener), backlog=BACKLOG, **tls))


def _bind(listener: Listener) -> socket.socket:
    """IPPROTO_TCP is named because asyncio switches Nagle's algorithm off only for sockets that say so."""
    family, kind, protocol, _, address = socket.getaddrinfo(
        listener.host, listener.port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE
    )[0]
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if listener.share_port:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind(address)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock
