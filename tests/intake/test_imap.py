"""With a real Dovecot, where one is installed."""

import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.intake.imap import MailboxSettings, Poller, Protection, connect
from gateway.mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from gateway.mail.cursor import Cursor
from gateway.mail.inbound import Envelope, Source
from gateway.store.cursors import MailboxCursors
from gateway.store.database import Database
from gateway.store.migrate import migrate

from ..scenarios.office import free_port

DOVECOT = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")

pytestmark = [
    pytest.mark.service,
    pytest.mark.skipif(DOVECOT is None, reason="dovecot is not installed"),
]

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
mail_home = {folder}/mail/%u
mail_uid = {user}
mail_gid = {group}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = Path("/tmp") / f"postroom-dovecot-{os.getpid()}"  # Dovecot's sockets need a short path
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    group = "nogroup" if os.getuid() == 0 else str(os.getgid())
    for name in ("run", "mail"):
        (folder / name).mkdir(parents=True)
    port = free_port()
    text = CONFIG.format(folder=folder, user=account.pw_name, group=group, port=port)
    (folder / "dovecot.conf").write_text(text)
    command = [str(DOVECOT), "-F", "-c", str(folder / "dovecot.conf")]
    if os.getuid() == 0:
        subprocess.run(["chown", "-R", "nobody:nogroup", str(folder)], check=True)
        command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
    server = subprocess.Popen(command)
    try:
        _await(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _await(port: int) -> None:
    ends = time.monotonic() + 15
    while time.monotonic() < ends:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("dovecot does not listen")


class Box:
    """One user's mailbox and what was accepted from it."""

    def __init__(self, port: int, user: str, folder: Path) -> None:
        self.settings = MailboxSettings(
            user, "127.0.0.1", port, Protection.NONE, user, "secret", "INBOX", "support@example.org", 1.0
        )
        self.port = port
        self.database = Database(f"sqlite:///{folder / 'postroom.db'}")
        migrate(self.database)
        self.cursors = MailboxCursors(self.database)
        self.accepted: list[tuple[Envelope, bytes]] = []
        self.full = False
        self.poller = Poller(self.settings, self.accept, self.cursors)

    def accept(self, envelope: Envelope, content: bytes) -> Acceptance:
        if self.full:
            return Deferred(Deferral.FULL)
        self.accepted.append((envelope, content))
        return Accepted(len(self.accepted))

    def append(self, subject: str) -> None:
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(self.settings.user, "secret")
            client.append(
                "INBOX", "", imaplib.Time2Internaldate(time.time()), f"Subject: {subject}\r\n\r\nx\r\n".encode()
            )

    def look(self) -> int:
        with connect(self.settings) as server:
            return self.poller.look(server)

    @property
    def subjects(self) -> list[str]:
        return [content.split(b"\r\n")[0].decode().removeprefix("Subject: ") for _, content in self.accepted]


@pytest.fixture
def box(port: int, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Box]:
    opened = Box(port, f"user{abs(hash(request.node.name)) % 10**8}", tmp_path)
    yield opened
    opened.database.close()


def test_a_mailbox_starts_at_now_and_each_new_mail_is_accepted_once(box: Box) -> None:
    box.append("old")
    assert box.look() == 0
    box.append("first")
    box.append("second")
    assert box.look() == 2
    assert box.look() == 0
    assert box.subjects == ["first", "second"]
    envelope = box.accepted[0][0]
    assert envelope.source is Source.IMAP
    assert envelope.recipients == ("support@example.org",)


def test_the_seen_flag_belongs_to_people(box: Box) -> None:
    box.look()
    box.append("read by somebody")
    with connect(box.settings) as server:
        server.select_folder("INBOX")
        server.add_flags(server.search(), [b"\\Seen"])
    assert box.look() == 1
    box.append("not read by us")
    box.look()
    with connect(box.settings) as server:
        server.select_folder("INBOX")
        assert len(server.search("UNSEEN")) == 1, "reading must not set the flag"


def test_what_the_spool_cannot_take_now_stays_and_comes_later_in_order(box: Box) -> None:
    box.look()
    box.append("first")
    box.append("second")
    box.full = True
    assert box.look() == 0
    box.full = False
    assert box.look() == 2
    assert box.subjects == ["first", "second"]


def test_a_new_numbering_reads_again_since_the_day_before_and_loses_nothing(box: Box) -> None:
    box.look()
    box.append("first")
    box.look()
    cursor = box.cursors.load(box.settings.name)
    assert isinstance(cursor, Cursor)
    box.cursors.save(box.settings.name, cursor.validity - 1, 10_000)
    box.append("second")
    assert box.look() == 2
    assert box.subjects == ["first", "first", "second"], "the ledger tells the double by its content"
