"""The session of an entrance for our own agents: they log in first, and write as nobody but themselves (RFC 6409).

Everything else is as at any other entrance: the same limits, the same addresses, the same way into the spool.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from ...mail.inbound import Envelope, Mailbox
from . import replies
from .connection import Phase
from .desk import Desk
from .paths import Path
from .porter import Porter
from .sasl import ASK_NAME, ASK_PASSWORD, CANCEL, Credentials, Unreadable, credentials, decode, plain
from .session import COMMANDS, Session
from .settings import Login, PasswordVerdict

ANSWER_LIMIT = 12_288  # octets of one answer of the client (RFC 4954 section 4)


class _Cancelled(Exception):
    """The client wants no more of it, or is gone."""


class SubmissionSession(Session):
    """AUTH, and what depends on it."""

    def __init__(self, desk: Desk, porter: Porter, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(desk, loop)
        self.commands = SUBMISSION_COMMANDS
        self._porter = porter
        self._failures = 0

    def forget(self) -> None:
        super().forget()
        self._login: Login | None = None

    async def smtp_AUTH(self, argument: str) -> None:
        if not self.secured:
            self._mistake(replies.ENCRYPT_FIRST)
        elif not self._helo:
            self._mistake(replies.SAY_HELLO)
        elif self._login is not None:
            self._mistake(replies.LOGGED_IN_ALREADY)
        elif self._mail.sender is not None:
            self._mistake(replies.NESTED_AUTH)
        else:
            await self._log_in(argument)

    async def _log_in(self, argument: str) -> None:
        mechanism, _, initial = argument.partition(" ")
        converse = MECHANISMS.get(mechanism.upper())
        if converse is None:
            self._mistake(replies.UNKNOWN_MECHANISM)
            return
        try:
            offered = await converse(self, initial.strip().encode())
        except Unreadable:
            self._mistake(replies.BAD_ANSWER)
        except _Cancelled:
            pass  # what there was to say has been said
        else:
            self._judge(await self._porter.admit(self.peer, offered, self.loop.time()))
            await self._hold_up()

    async def _plain(self, initial: bytes) -> Credentials:
        return plain(decode(initial or await self._ask("")))

    async def _name_and_password(self, initial: bytes) -> Credentials:
        name = decode(initial or await self._ask(ASK_NAME))
        return credentials(name, decode(await self._ask(ASK_PASSWORD)))

    async def _ask(self, challenge: str) -> bytes:
        """The client's next line, which is no command."""
        self.reply(f"334 {challenge}\r\n".encode())
        line = await self._next_line()
        if line is None:
            self.phase = Phase.OVER
            raise _Cancelled
        if len(line) > ANSWER_LIMIT:
            self._mistake(replies.ANSWER_TOO_LONG)
            raise _Cancelled
        if line.rstrip(b"\r\n") == CANCEL:
            self.reply(replies.CANCELLED)
            raise _Cancelled
        if not line.endswith(b"\r\n"):
            raise Unreadable
        return line[:-2]

    def _judge(self, found: Login | PasswordVerdict) -> None:
        if isinstance(found, Login):
            self._login = found
            self.reply(replies.LOGGED_IN)
        elif found is PasswordVerdict.UNAVAILABLE:
            self._failures += 1
            self._refuse_login(replies.LOGIN_UNAVAILABLE)
        else:
            self._failures += 1
            self._refuse_login(replies.WRONG_PASSWORD)

    def _refuse_login(self, line: bytes) -> None:
        if self._failures >= self.desk.limits.logins:
            self.leave(line)
        else:
            self.reply(line)

    async def _hold_up(self) -> None:
        """Whoever guesses waits ever longer for the next answer."""
        if self._failures and self._login is None:
            await asyncio.sleep(self.desk.limits.login_delay * 2 ** (self._failures - 1))

    async def smtp_MAIL(self, argument: str) -> None:
        if self._helo and self._login is None:
            self._mistake(replies.LOG_IN_FIRST if self.secured else replies.TLS_FIRST)
        else:
            await super().smtp_MAIL(argument)

    def _begin(self, path: Path) -> bytes:
        own = self._login is not None and Mailbox(path.address).key == self._login.address
        return super()._begin(path) if own else replies.NOT_YOUR_ADDRESS

    def _envelope(self) -> Envelope:
        assert self._login is not None, "nobody gets this far without a login"
        return replace(super()._envelope(), login=self._login.agent)


Conversation = Callable[[SubmissionSession, bytes], Awaitable[Credentials]]
MECHANISMS: dict[str, Conversation] = {
    "PLAIN": SubmissionSession._plain,
    "LOGIN": SubmissionSession._name_and_password,
}
SUBMISSION_COMMANDS: dict[bytes, Callable[..., Awaitable[None]]] = COMMANDS | {
    b"AUTH": SubmissionSession.smtp_AUTH,
    b"MAIL": SubmissionSession.smtp_MAIL,
}
