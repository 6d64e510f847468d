"""A listener on a real socket, a client that speaks raw bytes, and an acceptor that keeps mails in memory."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from gateway.intake.acceptor import Acceptor, Draft
from gateway.intake.smtp import Limits, Listener, RecipientVerdict, Server, serve
from gateway.mail.acceptance import Acceptance, Accepted, Deferred
from gateway.mail.inbound import Envelope

HELLO = b"EHLO client.test\r\n"
ENVELOPE = b"MAIL FROM:<a@b.test>\r\nRCPT TO:<box@gw.test>\r\n"


class Failure(Exception):
    """Raised by a test where it wants something to break. Its text must reach nobody."""

    def __init__(self) -> None:
        super().__init__("postgresql://user:secret@host/db")


async def nothing() -> None:
    return None


@dataclass
class MemoryAcceptor:
    """Keeps what was committed. `answer` overrides the result; `fail` names the step that raises."""

    mails: list[tuple[Envelope, bytes]] = field(default_factory=list)
    answer: Deferred | None = None
    refuse: Deferred | None = None
    fail: str = ""
    wait: Callable[[], Awaitable[None]] = nothing
    discarded: int = 0

    def begin(self) -> "MemoryDraft | Deferred":
        if self.fail == "begin":
            raise Failure
        return self.refuse or MemoryDraft(self)


class MemoryDraft:
    def __init__(self, acceptor: MemoryAcceptor) -> None:
        self._acceptor = acceptor
        self._pieces: list[bytes] = []
        self._done = False

    def write(self, piece: bytes) -> None:
        if self._acceptor.fail == "write":
            raise Failure
        self._pieces.append(piece)

    async def commit(self, envelope: Envelope) -> Acceptance:
        if self._acceptor.fail == "commit":
            raise Failure
        await self._acceptor.wait()
        self._done = True
        if self._acceptor.answer is not None:
            return self._acceptor.answer
        self._acceptor.mails.append((envelope, b"".join(self._pieces)))
        return Accepted(len(self._acceptor.mails))

    def discard(self) -> None:
        if not self._done:
            self._done = True
            self._acceptor.discarded += 1
        if self._acceptor.fail == "discard":
            raise Failure


def conforms(acceptor: MemoryAcceptor, draft: MemoryDraft) -> tuple[Acceptor, Draft]:
    return acceptor, draft


def judge(address: str) -> RecipientVerdict:
    if address.lower() == "postmaster" or address.endswith("box@gw.test"):
        return RecipientVerdict.ACCEPTED
    return RecipientVerdict.UNKNOWN if address.endswith("@gw.test") else RecipientVerdict.RELAY


@dataclass
class Client:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def say(self, *lines: bytes) -> str:
        """Sends it all in one segment and returns the replies to all of it, as far as they come in one go."""
        self.writer.write(b"".join(lines))
        return await self.reply()

    async def reply(self) -> str:
        """One reply, its lines joined; "" when the connection is closed."""
        lines = []
        while True:
            line = (await asyncio.wait_for(self.reader.readline(), 10)).decode()
            lines.append(line)
            if line[3:4] != "-":
                return "".join(lines).rstrip()

    async def replies(self, count: int) -> list[str]:
        return [await self.reply() for _ in range(count)]

    async def to_end(self) -> str:
        try:
            return (await asyncio.wait_for(self.reader.read(), 15)).decode()
        except ConnectionError:
            return ""

    async def close(self) -> None:
        self.writer.close()
        with suppress(OSError):
            await self.writer.wait_closed()


@dataclass
class Wire:
    server: Server
    acceptor: MemoryAcceptor
    host: str = "127.0.0.1"

    @asynccontextmanager
    async def client(self, *, greeted: bool = True, source: str | None = None) -> AsyncIterator[Client]:
        local = (source, 0) if source else None
        reader, writer = await asyncio.open_connection(self.host, self.server.port, local_addr=local)
        client = Client(reader, writer)
        try:
            if greeted:
                assert (await client.reply()).startswith("220 gw.test ESMTP")
                await client.say(HELLO)
            yield client
        finally:
            await client.close()


def run(dialogue: Callable[[Wire], Coroutine[Any, Any, None]], **settings: Any) -> MemoryAcceptor:
    """Opens a listener, holds the dialogue, drains. Returns what was stored."""
    acceptor = settings.pop("accept", None) or MemoryAcceptor()
    loop_factory = settings.pop("loop_factory", None)

    async def hold() -> None:
        listener = Listener("127.0.0.1", 0, "gw.test", judge, acceptor)
        server = await serve(replace(listener, **settings))
        try:
            await dialogue(Wire(server, acceptor))
        finally:
            await server.drain(1.0)
        assert server.connections == 0, "a session outlived the drain"

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(hold())
    return acceptor


def limits(**changes: Any) -> Limits:
    return replace(Limits(), **changes)
