"""Reads mailboxes by IMAP: accept first, then remember how far we have read. The only door to imapclient.

The cursor is a UID under a UIDVALIDITY (RFC 9051 section 2.3.1.1), never the \\Seen flag, which belongs to people. A
crash between accepting and remembering fetches a mail a second time; duplicates are told by their content.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from imapclient import IMAPClient

from .. import maillog
from ..mail.acceptance import Acceptance, Accepted
from ..mail.cursor import Cursor
from ..mail.inbound import Envelope, Source

TIMEOUT = 60  # seconds that any one answer of the server may take
LONGEST_PAUSE = 900.0  # seconds between two tries at a server that refuses us
SIZE_LIMIT = 64 * 1024 * 1024  # bytes; a larger mail is passed over and said in the log


class Protection(Enum):
    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    name: str
    host: str
    port: int
    protection: Protection
    user: str
    password: str
    folder: str
    to: str
    every: float


class Cursors(Protocol):
    def load(self, mailbox: str) -> Cursor | None: ...
    def save(self, mailbox: str, validity: int, uid: int) -> None: ...


Accept = Callable[[Envelope, bytes], Acceptance]


class Poller:
    """Watches one mailbox, in a thread of its own; trouble with it harms nobody else."""

    def __init__(self, settings: MailboxSettings, accept: Accept, cursors: Cursors) -> None:
        self._settings = settings
        self._accept = accept
        self._cursors = cursors

    def run(self, stopped: threading.Event) -> None:
        """Until `stopped`. A server that does not answer is asked ever more slowly, up to every quarter of an hour."""
        pause = self._settings.every
        while not stopped.is_set():
            try:
                with connect(self._settings) as server:
                    self._watch(server, stopped)
                    pause = self._settings.every
            except Exception as error:
                maillog.unavailable(f"mailbox {self._settings.name}", type(error).__name__)
                pause = min(LONGEST_PAUSE, pause * 2)
            stopped.wait(pause)

    def _watch(self, server: IMAPClient, stopped: threading.Event) -> None:
        while not stopped.is_set():
            self.look(server)
            stopped.wait(self._settings.every)

    def look(self, server: IMAPClient) -> int:
        """Accepts what is new since the last look; returns how many mails that were."""
        name, folder = self._settings.name, self._settings.folder
        status = server.select_folder(folder, readonly=True)
        validity, following = int(status[b"UIDVALIDITY"]), int(status[b"UIDNEXT"])
        cursor = self._cursors.load(name)
        if cursor is None:
            self._cursors.save(name, validity, following - 1)
            return 0
        taken = 0
        for uid in _new(server, cursor, validity):
            if not self._take(server, uid):
                return taken
            self._cursors.save(name, validity, uid)
            taken += 1
        return taken

    def _take(self, server: IMAPClient, uid: int) -> bool:
        """False where the spool cannot take the mail now; it stays where it is."""
        size = server.fetch([uid], ["RFC822.SIZE"]).get(uid, {}).get(b"RFC822.SIZE", 0)
        if size > SIZE_LIMIT:
            maillog.unavailable(f"mailbox {self._settings.name}", f"mail {uid} is larger than {SIZE_LIMIT} bytes")
            return True
        content = server.fetch([uid], ["BODY.PEEK[]"]).get(uid, {}).get(b"BODY[]")
        if content is None:
            return True  # somebody removed it meanwhile
        envelope = Envelope("", (self._settings.to,), Source.IMAP, self._settings.name)
        return isinstance(self._accept(envelope, content), Accepted)


def connect(settings: MailboxSettings) -> IMAPClient:
    """Logged in. Certificates are verified; plain text is used only where the configuration says so."""
    context = ssl.create_default_context()
    direct = settings.protection is Protection.TLS
    server = IMAPClient(
        settings.host, settings.port, ssl=direct, ssl_context=context if direct else None, timeout=TIMEOUT
    )
    if settings.protection is Protection.STARTTLS:
        server.starttls(context)
    server.login(settings.user, settings.password)
    return server


def _new(server: IMAPClient, cursor: Cursor, validity: int) -> Iterator[int]:
    """UIDs above the cursor, in order. Where the numbering was made anew, everything since the day before `at`."""
    if cursor.validity == validity:
        found = server.search(["UID", f"{cursor.uid + 1}:*"])
        yield from sorted(uid for uid in found if uid > cursor.uid)  # "n:*" always names the last mail too
    else:
        yield from sorted(server.search(["SINCE", _day_before(cursor.at)]))


def _day_before(moment: datetime) -> date:
    return date.fromordinal(moment.date().toordinal() - 1)
