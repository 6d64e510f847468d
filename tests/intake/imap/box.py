"""One user's mailbox on a server, what Postroom accepted from it, and whoever else has to do with it."""

import imaplib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import select

from gateway.intake.imap.session import connect
from gateway.intake.imap.settings import MailboxSettings, Pauses, Protection, Server
from gateway.intake.imap.watching import Poller
from gateway.mail.acceptance import Deferral, Deferred
from gateway.store.database import Database
from gateway.store.drafts import SpoolDraft
from gateway.store.holder import Holder
from gateway.store.mailboxes import Mailboxes
from gateway.store.migrate import migrate
from gateway.store.schema import mailbox_mail, spool
from gateway.store.spool import Spool, SpooledMail, SpoolSettings

QUICK = Pauses(idle=2.0, first=0.05, longest=0.2, refused=0.3, stubborn=0.0)


@cache
def template() -> Path:
    """An empty database, made once: making the tables takes longer than most tests."""
    path = Path(mkdtemp()) / "empty.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


def until(holds: Callable[[], Any], seconds: float = 20.0, what: Callable[[], object] = lambda: "") -> None:
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, f"not within {seconds} s: {what()}"
        time.sleep(0.05)


@dataclass
class Node:
    """A process that watches: its own spool and name, on a database that others may share."""

    database: Database
    spool: Spool
    holder: Holder
    full: bool = False

    def begin(self) -> SpoolDraft | Deferred:
        return Deferred(Deferral.FULL) if self.full else self.spool.begin()

    def poller(self, settings: MailboxSettings) -> Poller:
        return Poller(settings, self.begin, Mailboxes(self.database, self.holder))

    def close(self) -> None:
        self.spool.close()
        self.database.close()
        self.holder.close()


class Box:
    def __init__(self, port: int, user: str, folder: Path, **changes: Any) -> None:
        server = Server("127.0.0.1", port, Protection.NONE, user, lambda: "secret", timeout=10.0, longest=20.0)
        plain = MailboxSettings(user, server, ("INBOX",), "support@example.org", 1.0, pauses=QUICK)
        self.settings = replace(plain, **changes)
        self.user, self.port, self.folder = user, port, folder
        shutil.copy(template(), folder / "postroom.db")
        self.nodes: list[Node] = []
        self.node = self.add_node()
        self.poller = self.node.poller(self.settings)

    def add_node(self) -> Node:
        database = Database(f"sqlite:///{self.folder / 'postroom.db'}")
        node = Node(database, Spool(database, SpoolSettings(self.folder / "spool")), Holder(self.folder / "workers"))
        self.nodes.append(node)
        return node

    def close(self) -> None:
        for node in self.nodes:
            node.close()

    @property
    def accepted(self) -> list[SpooledMail]:
        with self.node.database.read() as connection:
            ids = connection.scalars(select(spool.c.id).order_by(spool.c.id)).all()
        return [self.node.spool.read(id) for id in ids]

    @property
    def subjects(self) -> list[str]:
        return [mail.raw.split(b"\r\n")[0].decode().removeprefix("Subject: ") for mail in self.accepted]

    @property
    def passed(self) -> dict[int, str]:
        """Why mails were passed over, by UID."""
        with self.node.database.read() as connection:
            rows = connection.execute(select(mailbox_mail.c.uid, mailbox_mail.c.passed)).all()
        return {row.uid: row.passed for row in rows if row.passed}

    def look(self) -> int:
        with connect(self.settings.server) as server:
            return self.poller.look(server)

    @contextmanager
    def running(self, poller: Poller | None = None) -> Iterator[threading.Thread]:
        """The watcher in its thread, from which it must come back when it is told to stop."""
        stopped = threading.Event()
        thread = threading.Thread(target=(poller or self.poller).run, args=(stopped,), daemon=True)
        thread.start()
        try:
            yield thread
            assert thread.is_alive(), "the watcher died"
        finally:
            stopped.set()
            thread.join(15)
        assert not thread.is_alive(), "the watcher does not stop"

    @property
    def begun(self) -> bool:
        mailboxes = Mailboxes(self.node.database, self.node.holder)
        return all(mailboxes.cursor(self.settings.name, folder) for folder in self.settings.folders)

    # --- people with their own mail programs

    @contextmanager
    def person(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.login(self.user, "secret")
            client.select(folder)
            yield client
        finally:
            client.shutdown()

    def append(self, *subjects: str, folder: str = "INBOX", body: bytes = b"x\r\n", when: float | None = None) -> None:
        with self.person() as client:
            for subject in subjects:
                moment = imaplib.Time2Internaldate(when or time.time())
                client.append(folder, "", moment, f"Subject: {subject}\r\n\r\n".encode() + body)

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Of each mail, in order."""
        with self.person(folder) as client:
            found = client.fetch("1:*", "(FLAGS)")[1]
        return [line.decode().partition("FLAGS ")[2].rstrip(")") for line in found if isinstance(line, bytes)]

    def content(self, folder: str) -> list[str]:
        """Subjects of the mails in a folder."""
        with self.person(folder) as client:
            found = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
        return [part[1].decode().strip().removeprefix("Subject: ") for part in found if isinstance(part, tuple)]
