"""The session of an entrance for a mail server of the house (RFC 2033): a reply for each recipient after the final dot.

One mail is one row in the spool, whoever it is for, so that all its recipients hear the same. Everything else is as at
the listener: the same limits, the same scanner, the same addresses.
"""

import asyncio
from collections.abc import Awaitable, Callable

from . import replies
from .desk import Desk
from .session import COMMANDS, Session


class LmtpSession(Session):
    """LHLO, and what is said of the whole mail said to each."""

    def __init__(self, desk: Desk, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(desk, loop)
        self.commands = LMTP_COMMANDS

    async def smtp_LHLO(self, argument: str) -> None:
        self._greet(argument, self.desk.extensions)

    async def smtp_HELO(self, argument: str) -> None:
        self._mistake(replies.SPEAK_LMTP)

    async def smtp_HELP(self, argument: str) -> None:
        self.reply(replies.HELP_LMTP)

    async def smtp_MAIL(self, argument: str) -> None:
        if not self._helo:
            self._mistake(replies.SAY_LHLO)
        else:
            await super().smtp_MAIL(argument)

    async def smtp_DATA(self, argument: str) -> None:
        if not argument and self._mail.tried and not self._mail.recipients:
            self.reply(replies.NOBODY_LEFT)
        else:
            await super().smtp_DATA(argument)

    def _verdict(self, line: bytes) -> bytes:
        return line * len(self._mail.recipients)


LMTP_COMMANDS: dict[bytes, Callable[..., Awaitable[None]]] = COMMANDS | {
    b"LHLO": LmtpSession.smtp_LHLO,
    b"HELO": LmtpSession.smtp_HELO,
    b"EHLO": LmtpSession.smtp_HELO,
    b"HELP": LmtpSession.smtp_HELP,
    b"MAIL": LmtpSession.smtp_MAIL,
    b"DATA": LmtpSession.smtp_DATA,
}
