"""The commands of SMTP (RFC 5321 section 4.1), and the answer to the final dot."""

import asyncio
from collections.abc import Awaitable, Callable

from aiosmtpd.smtp import TLSSetupException

from ...mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from ...mail.inbound import Envelope
from ..acceptor import Draft
from . import replies
from .connection import COMMAND_LIMIT, STORE_LIMIT, Connection, Phase
from .desk import Desk
from .paths import BadParameter, BadPath, Path, read_path
from .reception import CLOSING, Reception
from .transaction import Transaction

OTHER_PROTOCOLS = frozenset({b"CONNECT", b"GET", b"POST", b"PUT", b"HEAD", b"OPTIONS", b"DELETE", b"PATCH", b"PRI"})


class Session(Connection):
    """What a client may say."""

    def __init__(self, desk: Desk, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(desk, loop)
        self.commands = COMMANDS
        self._errors = 0
        self._commands = 0  # since the last mail
        self.forget()

    def forget(self) -> None:
        self._helo = ""
        self._forget_mail()

    def _forget_mail(self) -> None:
        self._mail = Transaction()

    async def obey(self, line: bytes) -> None:
        command = line[:-2]
        if len(line) > COMMAND_LIMIT:
            self._mistake(replies.LINE_TOO_LONG)
        elif not line.endswith(b"\r\n") or b"\r" in command or b"\0" in command:
            self._mistake(replies.BAD_LINE)
        else:
            await self._obey_words(command)

    async def _obey_words(self, command: bytes) -> None:
        verb, _, argument = command.partition(b" ")
        verb = verb.upper()
        self._commands += 1
        if verb in OTHER_PROTOCOLS:
            self.leave(replies.NOT_SMTP)
        elif self._commands > self.desk.limits.commands_without_mail:
            self.leave(replies.TOO_MANY_COMMANDS)
        elif self.loop.time() >= self._ends and verb != b"QUIT":
            self.leave(replies.TOO_LONG_SESSION)
        elif verb not in self.commands:
            self._mistake(replies.UNKNOWN_COMMAND)
        else:
            try:
                text = argument.strip(b" ").decode()
            except UnicodeDecodeError:
                self._mistake(replies.BAD_LINE)
            else:
                await self.commands[verb](self, text)

    def _mistake(self, line: bytes) -> None:
        """Not SMTP, or not in this order. A few of these, and it is not a mail client (ALPACA)."""
        self._errors += 1
        if self._errors >= self.desk.limits.errors:
            self.leave(replies.TOO_MANY_ERRORS)
        else:
            self.reply(line)

    async def smtp_HELO(self, argument: str) -> None:
        self._greet(argument, self.desk.hello)

    async def smtp_EHLO(self, argument: str) -> None:
        self._greet(argument, self.desk.extensions_after_tls if self.secured else self.desk.extensions)

    def _greet(self, name: str, line: bytes) -> None:
        if not name:
            self._mistake(replies.NEED_NAME)
            return
        self._forget_mail()
        self._helo = "".join(mark for mark in name[:255] if mark.isprintable())
        self.reply(line)

    async def smtp_MAIL(self, argument: str) -> None:
        if not self._helo:
            self._mistake(replies.SAY_HELLO)
        elif self._mail.sender is not None:
            self._mistake(replies.NESTED_MAIL)
        elif (path := self._read_path(argument, "FROM:", replies.BAD_SENDER)) is not None:
            self.reply(self._begin(path))

    def _begin(self, path: Path) -> bytes:
        return self._mail.begin(path, self.desk.listener)

    async def smtp_RCPT(self, argument: str) -> None:
        if self._mail.sender is None:
            self._mistake(replies.NEED_MAIL)
        elif (path := self._read_path(argument, "TO:", replies.BAD_RECIPIENT)) is not None:
            answer = self._mail.add(path, self.desk.listener)
            self._commands -= answer is replies.RECIPIENT_OK  # progress
            self.reply(answer)

    def _read_path(self, argument: str, keyword: str, bad: bytes) -> Path | None:
        try:
            return read_path(argument, keyword, self._getaddr)
        except BadPath:
            self._mistake(bad)
        except BadParameter:
            self._mistake(replies.BAD_PARAMETER)
        return None

    async def smtp_DATA(self, argument: str) -> None:
        if argument:
            self._mistake(replies.NO_ARGUMENT)
        elif not self._mail.recipients and self._mail.tried:
            self.reply(replies.NO_RECIPIENT)
        elif not self._mail.recipients:
            self._mistake(replies.NEED_RECIPIENT if self._mail.sender is not None else replies.NEED_MAIL)
        else:
            await self._take_mail()

    async def _take_mail(self) -> None:
        draft = self.desk.listener.accept.begin()
        if isinstance(draft, Deferred):
            self._forget_mail()
            self.reply(replies.STORE[draft.reason])
            return
        reception = Reception(draft, self.desk.listener.max_size, self.desk.limits.received_fields, self.report)
        try:
            await self._receive(reception)
            if reception.refusal is not None:
                self._refuse(reception)
            elif reception.ended:
                self.expect(Phase.STORING, self.loop.time() + STORE_LIMIT)
                self._answer(await self._commit(draft))
        finally:
            self._forget_mail()
            self._discard(draft)

    async def _commit(self, draft: Draft) -> Acceptance:
        try:
            return await draft.commit(self._envelope())
        except Exception as error:  # our fault, and it may pass
            self.report(error)
            return Deferred(Deferral.UNAVAILABLE)

    def _discard(self, draft: Draft) -> None:
        """Harmless after a commit; the reply to the mail has been given by now, so a failure is only reported."""
        try:
            draft.discard()
        except Exception as error:
            self.report(error)

    async def _receive(self, reception: Reception) -> None:
        """Reads to the final dot, or to the end of the connection. Slow clients are cut (DATA_RATE after a grace)."""
        self.reply(replies.GO_ON)
        await self.flush()
        started = self.loop.time()
        self._take(reception, started, b"")
        if not await self._reader.pour(lambda chunk: self._take(reception, started, chunk)):
            self.phase = Phase.OVER

    def _take(self, reception: Reception, started: float, chunk: bytes) -> bytes | None:
        limits, rest = self.desk.limits, reception.take(chunk)
        earned = started + limits.data_grace + reception.arrived / limits.data_rate
        self.expect(Phase.DATA, min(earned, self.loop.time() + limits.command))
        return rest

    def _refuse(self, reception: Reception) -> None:
        assert reception.refusal is not None, "there is a refusal to be told"
        if not reception.ended:
            self.phase = Phase.OVER
        elif reception.refusal in CLOSING:
            self.leave(self._verdict(reception.refusal.value))
        else:
            self.reply(self._verdict(reception.refusal.value))

    def _answer(self, acceptance: Acceptance) -> None:
        if isinstance(acceptance, Accepted):
            self._commands = 0
            self.reply(self._verdict(replies.accepted(acceptance.id)))
        else:
            self.reply(self._verdict(replies.STORE[acceptance.reason]))

    def _verdict(self, line: bytes) -> bytes:
        """What is said after the final dot."""
        return line

    def _envelope(self) -> Envelope:
        source = self.desk.listener.source
        return Envelope(self._mail.sender or "", tuple(self._mail.recipients), source, self.peer, self._helo)

    async def smtp_RSET(self, argument: str) -> None:
        self._forget_mail()
        self.reply(replies.OK)

    async def smtp_NOOP(self, argument: str) -> None:
        self.reply(replies.OK)

    async def smtp_VRFY(self, argument: str) -> None:
        self.reply(replies.VERIFY)

    async def smtp_HELP(self, argument: str) -> None:
        self.reply(replies.HELP)

    async def smtp_QUIT(self, argument: str) -> None:
        self.reply(replies.BYE)
        self.phase = Phase.OVER

    async def smtp_STARTTLS(self, argument: str) -> None:
        """What was sent along with the command is dropped before TLS begins, and again when it is up (RFC 3207)."""
        if argument:
            self._mistake(replies.NO_ARGUMENT)
        elif self.tls_context is None:
            self._mistake(replies.TLS_UNAVAILABLE)
        elif self.secured:
            self._mistake(replies.TLS_ALREADY)
        else:
            self._reader._buffer.clear()
            self._handshaking = True
            await super().smtp_STARTTLS("")
            if self._handshaking:  # the connection ended within the handshake, of which aiosmtpd makes a success
                raise TLSSetupException

    async def smtp_EXPN(self, argument: str) -> None:
        self._mistake(replies.NOT_IMPLEMENTED)


COMMANDS: dict[bytes, Callable[..., Awaitable[None]]] = {
    b"HELO": Session.smtp_HELO,
    b"EHLO": Session.smtp_EHLO,
    b"MAIL": Session.smtp_MAIL,
    b"RCPT": Session.smtp_RCPT,
    b"DATA": Session.smtp_DATA,
    b"RSET": Session.smtp_RSET,
    b"NOOP": Session.smtp_NOOP,
    b"VRFY": Session.smtp_VRFY,
    b"HELP": Session.smtp_HELP,
    b"QUIT": Session.smtp_QUIT,
    b"STARTTLS": Session.smtp_STARTTLS,
    b"EXPN": Session.smtp_EXPN,
    b"AUTH": Session.smtp_EXPN,
    b"ETRN": Session.smtp_EXPN,
    b"BDAT": Session.smtp_EXPN,
}
