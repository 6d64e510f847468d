"""A configuration with a mailbox on our Dovecot, for commands about mailboxes, and what is in its Maildir."""

import imaplib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from gateway.intake.imap.session import connect as poller_client
from gateway.intake.imap.settings import MailboxSettings, Protection, Server
from gateway.intake.imap.watching import Poller
from gateway.store.database import Database
from gateway.store.holder import Holder
from gateway.store.mailboxes import Mailboxes
from gateway.store.migrate import migrate
from gateway.store.schema import mailbox_folder, mailbox_mail, spool
from gateway.store.spool import Spool, SpoolSettings

from .. import maildirs
from ..dovecot import Dovecot

CONFIG = """
[site]
name = {{ en = "Example Organisation", fa = "سازمان نمونه" }}
[relay]
folder = "out"
[trust]
agents = "bearer"
[[agent]]
name = "tom"
address = "tom@example.org"
[[department]]
name = "support"
label = {{ en = "Support", fa = "پشتیبانی" }}
addresses = ["support@example.org"]
agents = ["tom"]
[[mailbox]]
name = "box"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password = {{ env = "POSTROOM_TEST_IMAP" }}
to = "support@example.org"
{extra}
"""


@dataclass
class Postbox:
    """One user on our Dovecot, and a Postroom in `house` that is configured to read them."""

    server: Dovecot
    user: str
    house: Path

    def configure(self, extra: str = "", port: int = 0) -> None:
        os.environ["POSTROOM_TEST_IMAP"] = "secret"
        text = CONFIG.format(port=port or self.server.port, user=self.user, extra=extra)
        (self.house / "config.toml").write_text(text)

    @property
    def maildir(self) -> Path:
        return self.server.folder / "mail" / self.user

    def fill(self, mails: Iterable[bytes], at: datetime | None = None, folder: str = "") -> None:
        maildirs.fill(self.maildir / f".{folder}" if folder else self.maildir, mails, at)

    def uids(self) -> list[int]:
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(self.user, "secret")
            client.select("INBOX", readonly=True)
            return [int(uid) for uid in client.uid("search", "ALL")[1][0].split()]

    def flags(self) -> bytes:
        """Those of all mails, in one."""
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(self.user, "secret")
            client.select("INBOX", readonly=True)
            return b" ".join(part for part in client.fetch("1:*", "(FLAGS)")[1] if isinstance(part, bytes))

    def remove(self, uid: int) -> None:
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(self.user, "secret")
            client.select("INBOX")
            client.uid("store", str(uid), "+FLAGS", r"(\Deleted)")
            client.expunge()

    def copy(self, uid: int) -> None:
        """A mail that a person moved away and back has a new number."""
        with imaplib.IMAP4("127.0.0.1", self.server.port) as client:
            client.login(self.user, "secret")
            client.select("INBOX")
            client.uid("copy", str(uid), "INBOX")

    def database(self) -> Database:
        (self.house / "var").mkdir(exist_ok=True)
        opened = Database(f"sqlite:///{self.house / 'var' / 'postroom.db'}")
        migrate(opened)
        return opened

    def poll(self) -> int:
        """What a watching poller takes at one look."""
        database = self.database()
        holder = Holder(self.house / "var" / "pollers")
        box = Spool(database, SpoolSettings(self.house / "var" / "spool"))
        server = Server("127.0.0.1", self.server.port, Protection.NONE, self.user, lambda: "secret")
        settings = MailboxSettings("box", server, ("INBOX",), "support@example.org")
        notebook = Mailboxes(database, holder)
        poller = Poller(settings, box.begin, notebook)
        try:
            with poller_client(server) as client:
                return poller.look(client)
        finally:
            lease = notebook.lease("box")
            assert lease is not None
            notebook.release(lease)
            holder.close()
            box.close()
            database.close()

    def rows(self) -> list[tuple[int, int | None, str]]:
        """The ledger's rows: UID, mail and why it was passed over."""
        database = self.database()
        with database.read() as connection:
            found = connection.execute(select(mailbox_mail).order_by(mailbox_mail.c.uid)).all()
        database.close()
        return [(row.uid, row.mail, row.passed) for row in found]

    def cursors(self) -> list[tuple[str, int, int]]:
        database = self.database()
        with database.read() as connection:
            found = connection.execute(select(mailbox_folder)).all()
        database.close()
        return [(row.folder, row.uid, row.before) for row in found]

    def spooled(self) -> int:
        database = self.database()
        with database.read() as connection:
            count = len(connection.scalars(select(spool.c.id)).all())
        database.close()
        return count
