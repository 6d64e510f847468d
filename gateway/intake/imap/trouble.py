"""What went wrong with a mailbox, in one clean line; how often that is said; how long we wait before the next try."""

import random
import re
import ssl
import time
import traceback
from dataclasses import dataclass, field

from imapclient.exceptions import IMAPClientError

from ... import maillog
from ...mail.mailboxes import LeaseLost
from .settings import Pauses

AGAIN = 3600.0  # seconds after which trouble that goes on is said again
HEALTHY = 60.0  # seconds of a connection after which its end is a new trouble, and no more of the old one
LONGEST = 160
REMEMBERED = 20
_NUMBERS = re.compile(r"\b[A-P]{4}\d+\b|\d+")  # tags, UIDs, sizes: they do not make a new trouble of an old one


class Plain(Exception):
    """What it says is ours or a server's, and may be quoted."""


class Refused(Plain):
    """The server will have nothing to do with us as we are: trying often only makes it worse."""


class Misled(Plain):
    """The server says what cannot be."""


class NoIdle(Misled):
    """It offers what it does not do."""


def words_of(error: BaseException) -> str:
    """One short line. Only what servers, sockets and we ourselves say is quoted: a database error may quote a mail."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _short(f"its certificate is not trusted: {error.verify_message}")
    if isinstance(error, OSError):
        return _short(error.strerror or str(error) or type(error).__name__)
    if isinstance(error, LeaseLost):
        return "another node watches it by now"
    if isinstance(error, IMAPClientError | Plain):
        return _short(said(error))
    frame = (traceback.extract_tb(error.__traceback__) or [None])[-1]
    place = f" at {frame.filename.rpartition('/')[2]}:{frame.lineno}" if frame else ""
    return f"{type(error).__name__}{place}"


def said(error: BaseException) -> str:
    """As it came."""
    first = error.args[0] if error.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(first)


def _short(text: str) -> str:
    clean = "".join(letter if letter.isprintable() else "?" for letter in text[: LONGEST * 2])
    return clean[:LONGEST]


@dataclass(slots=True)
class Diary:
    """Says once that trouble began, once that it is over, and each hour that it still goes on."""

    mailbox: str
    told: dict[str, float] = field(default_factory=dict)
    open: bool = False

    def trouble(self, words: str) -> None:
        if self._is_new(words):
            self.open = True
            maillog.unavailable(f"mailbox {self.mailbox}", words)

    def left(self, words: str) -> None:
        """Mails are ours and yet not flagged or moved: said as rarely."""
        if self._is_new(f"left {words}"):
            maillog.left(self.mailbox, words)

    def over(self) -> None:
        if self.open:
            self.open = False
            maillog.available(f"mailbox {self.mailbox}")

    def _is_new(self, words: str) -> bool:
        now = time.monotonic()
        kind = _NUMBERS.sub("", words)
        if now - self.told.get(kind, -AGAIN) < AGAIN:
            return False
        self.told[kind] = now
        while len(self.told) > REMEMBERED:
            del self.told[next(iter(self.told))]
        return True


@dataclass(slots=True)
class Pause:
    """Ever longer, with jitter, so that many mailboxes of one server do not come back in step."""

    pauses: Pauses
    last: float = 0.0

    def after(self, error: BaseException, connected: float) -> float:
        """Seconds to wait after a connection that lasted so long."""
        if connected > HEALTHY:
            self.last = 0.0
        refused = isinstance(error, Refused)
        most = self.pauses.refused if refused else self.pauses.longest
        least = min(most, self.pauses.first * (5 if refused else 1))
        self.last = min(most, max(least, self.last * 2))
        return self.last * random.uniform(0.5, 1.0)  # noqa: S311 (no secret)
