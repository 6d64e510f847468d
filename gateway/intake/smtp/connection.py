"""One client's connection: lines in, replies out, one timer. It stands on aiosmtpd's protocol class and replaces what
that does for each connection (introspection), each line (timers, log records) and on errors (the exception's text).
"""

import asyncio
from enum import Enum, auto
from typing import Any

from aiosmtpd.smtp import SMTP, TLSSetupException

from ... import meters
from . import faults, replies
from .arrivals import Arrivals
from .desk import Desk, address_of

COMMAND_LIMIT = 2048  # octets of a command line; RFC 5321 section 4.5.3.1.4 with all extensions asks for about 1,100
BUFFER = 64 * 1024
CHUNK = 256 * 1024
UNREAD_REPLIES = 16 * 1024  # more than this, and we wait for the client to read
STORE_LIMIT = 540.0  # a client waits 10 minutes for the answer to its final dot (RFC 5321 section 4.5.3.2.6)
LINGER = 2.0  # seconds a last reply is given to arrive, while the client is still sending
OVERLONG = b" " * (COMMAND_LIMIT + 1)  # stands for a line that was too long to be kept


class Phase(Enum):
    COMMAND = auto()
    DATA = auto()
    STORING = auto()
    OVER = auto()


class Connection(SMTP):
    """Everything below the commands. A subclass says what a line means (`obey`)."""

    _reader: Arrivals
    _writer: Any
    _handle_hooks: dict[str, Any] = {}  # noqa: RUF012 (aiosmtpd's name; we have no hooks)
    told = ""  # the client's address where a balancer told it

    def __init__(self, desk: Desk, loop: asyncio.AbstractEventLoop) -> None:
        reader = Arrivals(limit=BUFFER, loop=loop)
        asyncio.StreamReaderProtocol.__init__(self, reader, self._cb_client_connected, loop=loop)
        self.loop = loop
        self.transport: Any = None
        self.tls_context = desk.listener.tls
        self._tls_protocol = self._original_transport = None
        self._handler_coroutine: asyncio.Task[None] | None = None
        self.desk = desk
        self.peer, self._out = "", b""
        self.phase = Phase.COMMAND
        self._leaving = self._linger = self._handshaking = False
        self._ends = loop.time() + desk.limits.session
        self._deadline = self._fires = float("inf")
        self._timer: asyncio.TimerHandle | None = None

    # the transport's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is not None:
            self._begin_again(transport)
            return
        asyncio.StreamReaderProtocol.connection_made(self, transport)
        self.transport = transport
        self.peer = self.told or address_of(transport.get_extra_info("peername"))
        refusal = self.desk.enter(self, self.peer)
        if refusal is None:
            self._handler_coroutine = self.loop.create_task(self._handle_client())
        else:
            self._close_with(refusal)

    def _begin_again(self, transport: asyncio.BaseTransport) -> None:
        """TLS is up: what was said in plain text is forgotten (RFC 3207 section 4.2)."""
        self._handshaking = False
        self._reader._transport = self._writer._transport = self.transport = transport  # type: ignore[attr-defined]
        self._reader._buffer.clear()
        self.forget()

    def connection_lost(self, error: Exception | None) -> None:
        self.phase = Phase.OVER
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._original_transport is not None:
            self._original_transport.close()
        if self.transport is not None:
            self.transport = None
            asyncio.StreamReaderProtocol.connection_lost(self, error)
        if self._handler_coroutine is not None:
            self._handler_coroutine.cancel()
        self.desk.leave(self, self.peer)

    def eof_received(self) -> bool:
        """A client that only closed its sending side still gets its replies; TLS cannot be half closed."""
        self._reader.feed_eof()
        return not self.secured

    @property
    def secured(self) -> bool:
        return self._tls_protocol is not None or self.desk.listener.tls_first

    # the desk's side

    def leave_soon(self) -> None:
        """Ends an idle session now, any other one after the command or mail that it is busy with."""
        self._leaving = True
        if self.phase is Phase.COMMAND and not self._reader.pending:
            self._close_with(replies.CLOSING)

    def cut(self) -> None:
        if self.phase is not Phase.STORING:
            self._close_with(replies.CLOSING)

    # the session's side

    def forget(self) -> None:
        """Back to the state after the greeting."""

    async def obey(self, line: bytes) -> None:
        raise NotImplementedError

    def reply(self, line: bytes) -> None:
        """Replies leave together once no further command is at hand (RFC 2920 section 3.2)."""
        self._out += line
        meters.smtp_replied(line)

    def leave(self, line: bytes) -> None:
        """The last reply, while the client may still be sending."""
        self.reply(line)
        self.phase = Phase.OVER
        self._linger = True

    async def push(self, status: str | bytes) -> None:
        """For aiosmtpd's own commands, whose replies must leave at once."""
        self.reply((status.encode() if isinstance(status, str) else status) + b"\r\n")
        await self.flush()

    async def flush(self) -> None:
        out, self._out = self._out, b""
        if out and self.transport is not None:
            self.transport.write(out)
            if self.transport.get_write_buffer_size() > UNREAD_REPLIES:
                await self._writer.drain()

    async def handle_exception(self, error: Exception) -> str:
        """Whatever happened is our fault and may pass: 4xx, and not a word of it to the client."""
        self.report(error)
        return replies.TEMPORARY

    def report(self, error: Exception) -> None:
        faults.report(self.peer, error)

    def expect(self, phase: Phase, deadline: float) -> None:
        """The timer is left alone while deadlines only move later; it looks again when it fires."""
        self.phase = phase
        self._deadline = deadline
        if deadline < self._fires:
            if self._timer is not None:
                self._timer.cancel()
            self._arm()

    def _arm(self) -> None:
        self._fires = self._deadline
        self._timer = self.loop.call_at(self._fires, self._on_timer)

    def _on_timer(self) -> None:
        if self.loop.time() < self._deadline:
            self._arm()
        elif self.phase in (Phase.STORING, Phase.OVER):
            self._abort()  # no word about a mail whose fate is open: the client will send it again
        else:
            self._close_with(replies.TIMEOUT)

    async def _handle_client(self) -> None:
        try:
            self.reply(self.desk.greeting)
            while self.phase is not Phase.OVER and (line := await self._next_line()) is not None:
                await self._obey(line)
            await self._part()
        except OSError:
            self._abort()
        except TLSSetupException:
            self._abort()
            self.connection_lost(None)  # nobody else calls it before TLS is up

    async def _obey(self, line: bytes) -> None:
        try:
            await self.obey(line)
        except TLSSetupException:
            raise
        except Exception as error:
            out_of_step = self.phase is Phase.DATA
            self.reply((await self.handle_exception(error)).encode() + b"\r\n")
            self.phase = Phase.OVER if out_of_step else Phase.COMMAND

    async def _next_line(self) -> bytes | None:
        """The next command with its line end; None when there is nothing more to come."""
        if self._leaving:
            self.leave(replies.CLOSING)
            return None
        now = self.loop.time()
        self.expect(Phase.COMMAND, min(now + self.desk.limits.command, self._ends))
        if b"\n" not in self._reader._buffer:
            await self.flush()
        try:
            return await self._reader.next_line()
        except asyncio.IncompleteReadError:
            return None
        except asyncio.LimitOverrunError as overrun:
            return await self._skip_line(overrun.consumed)

    async def _skip_line(self, consumed: int) -> bytes | None:
        """Drops a line without end in portions; the deadline for a command stands."""
        while True:
            try:
                await self._reader.readexactly(consumed)
                await self._reader.readuntil(b"\n")
                return OVERLONG
            except asyncio.IncompleteReadError:
                return None
            except asyncio.LimitOverrunError as overrun:
                consumed = overrun.consumed

    async def _part(self) -> None:
        """Says the last words. A close with unread input would destroy them, so that is read first, for a moment."""
        await self.flush()
        if self.transport is None:
            return
        if self._linger and self.transport.can_write_eof():
            self.transport.write_eof()
            self.expect(Phase.OVER, self.loop.time() + LINGER)
            while await self._reader.read(CHUNK):
                pass
        if self.transport is not None:
            self.transport.close()

    def _close_with(self, line: bytes) -> None:
        self.phase = Phase.OVER
        if self.transport is None:
            return
        if self._handshaking or self.transport.get_write_buffer_size():
            self._abort()
        else:
            self.transport.write(self._out + line)
            self.transport.close()
            meters.smtp_replied(line)

    def _abort(self) -> None:
        transport: Any = self._original_transport or self.transport
        if transport is not None:
            transport.abort()
