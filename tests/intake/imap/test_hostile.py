"""A server may do what it likes: the watcher neither hangs nor dies, and once the server behaves all mails come once.

All dialogs are played at the same time, each with a mailbox of its own; then each has a test.
"""

import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.intake.imap.settings import MailboxSettings, Pauses, Protection, Server
from gateway.intake.imap.watching import Poller
from gateway.mail.mailboxes import Place
from gateway.store.database import Database
from gateway.store.holder import Holder
from gateway.store.mailboxes import Mailboxes
from gateway.store.schema import spool
from gateway.store.spool import Spool, SpoolSettings

from .box import template, until
from .dialogs import DIALOGS, HARMLESS
from .hostile import VALIDITY, Hostile, Quirk

ALL = {**DIALOGS, **HARMLESS}
PAUSES = Pauses(idle=0.5, first=0.05, longest=0.3, refused=0.3)
WANTED = ["first", "second", "third", "later"]


@dataclass
class Play:
    """One dialog: two mails were there before us, three have come since, and one comes once the server behaves."""

    name: str
    quirk: Quirk
    house: "House"
    problem: str = ""
    server: Hostile = field(init=False)
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def mailbox(self) -> str:
        return self.name.replace(" ", "-").lower()[:40]

    def start(self) -> None:
        self.server = Hostile(self.quirk)
        for subject in ("old", "older", "first", "second", "third"):
            self.server.mailbox.add(subject)
        notebook = self.house.notebook
        lease = notebook.lease(self.mailbox)
        assert lease is not None
        notebook.begin(lease, Place(self.mailbox, "INBOX", VALIDITY), 2)
        way = Server("127.0.0.1", self.server.port, Protection.NONE, "me", lambda: "secret", timeout=1.0, longest=1.5)
        settings = MailboxSettings(self.mailbox, way, ("INBOX",), "support@example.org", 1.0, pauses=PAUSES)
        poller = Poller(settings, self.house.spool.begin, notebook)
        self.thread = threading.Thread(target=poller.run, args=(self.stopped,), daemon=True)
        self.thread.start()

    def behave(self) -> None:
        """After it did what it does: twice, where that may end the connection, so that we know that nothing hangs."""
        times = 1 if self.name in HARMLESS else 2
        until(lambda: self.quirk.times >= times, 60, lambda: f"{self.name}: met {self.quirk.times} times")
        self.server.quirk = None
        self.server.mailbox.add("later")

    def end(self) -> None:
        until(lambda: len(self.subjects) >= len(WANTED), 90, lambda: f"{self.name}: {self.subjects}")
        assert self.thread.is_alive(), "the watcher died"

    @property
    def subjects(self) -> list[str]:
        return self.house.subjects(self.mailbox)


@dataclass
class House:
    database: Database
    spool: Spool
    notebook: Mailboxes

    def subjects(self, mailbox: str) -> list[str]:
        with self.database.read() as connection:
            wanted = select(spool.c.id).where(spool.c.peer == mailbox).order_by(spool.c.id)
            ids = connection.scalars(wanted).all()
        return [self.spool.read(id).raw.split(b"\r\n")[0].decode().removeprefix("Subject: ") for id in ids]


@pytest.fixture(scope="module")
def plays(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[dict[str, Play]]:
    """Those that were asked for."""
    asked = {item.name.partition("[")[2][:-1] for item in request.session.items}
    folder: Path = tmp_path_factory.mktemp("hostile")
    shutil.copy(template(), folder / "postroom.db")
    database = Database(f"sqlite:///{folder / 'postroom.db'}")
    house = House(database, Spool(database, SpoolSettings(folder / "spool")), Mailboxes(database, Holder(folder / "w")))
    plays = {name: Play(name, quirk, house) for name, quirk in ALL.items() if name in asked}
    for step in (Play.start, Play.behave, Play.end):
        for play in plays.values():
            try:
                if not play.problem:
                    step(play)
            except AssertionError as error:
                play.problem = str(error)
    time.sleep(0.5)  # whatever would come a second time
    yield plays
    for play in plays.values():
        play.stopped.set()
    for play in plays.values():
        play.thread.join(5)
        play.server.close()
    house.spool.close()
    database.close()


@pytest.mark.parametrize("name", ALL)
def test_all_mails_come_once_whatever_the_server_did(plays: dict[str, Play], name: str) -> None:
    play = plays[name]
    assert not play.problem
    assert sorted(play.subjects) == sorted(WANTED)
