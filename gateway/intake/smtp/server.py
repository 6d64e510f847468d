"""Opens the port and closes it politely. The caller owns the event loop (asyncio's or uvloop's)."""

import asyncio
import logging
from typing import Any, Protocol

from ...mail.inbound import Source
from .balanced import BalancedPort
from .desk import Desk
from .lmtp import LmtpSession
from .places import Place, bind
from .porter import Porter
from .session import Session
from .settings import Listener
from .submission import SubmissionSession

BACKLOG = 512
HANDSHAKE = 10.0  # seconds for TLS from the first byte; such a client is counted only then


class Listening(Protocol):
    def close(self) -> None: ...


class Server:
    """A listening port and its sessions."""

    def __init__(self, desk: Desk, porter: Porter | None, listening: Listening, place: Place) -> None:
        self._desk = desk
        self._porter = porter
        self._listening = listening
        self._place = place
        self.address, self.port = place.address, place.port  # port 0: the address is the path of a socket

    @property
    def connections(self) -> int:
        return len(self._desk.visitors)

    async def drain(self, timeout: float = 20.0) -> None:
        """No new clients; idle ones get 421; a mail that is arriving is finished, within the time, and answered."""
        self._desk.draining = True
        self._listening.close()
        self._place.leave()
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
        if porter is not None:
            return SubmissionSession(desk, porter, loop)
        return LmtpSession(desk, loop) if listener.source is Source.LMTP else Session(desk, loop)

    tls: dict[str, Any] = {"ssl": listener.tls, "ssl_handshake_timeout": HANDSHAKE} if listener.tls_first else {}
    sock, place = bind(listener)
    if listener.proxy_from and not listener.socket:
        port = BalancedPort(sock, session, listener.proxy_from, desk.limits.connections)
        port.start(BACKLOG, tls)
        return Server(desk, porter, port, place)
    create = loop.create_unix_server if listener.socket else loop.create_server
    return Server(desk, porter, await create(session, sock=sock, backlog=BACKLOG, **tls), place)
