"""Kills the process that reads a mailbox again and again, between fetching, committing, noting and moving.

Every mail that somebody put into the mailbox must be one ticket in the end, and lie once in the folder that it is moved
to. `--renumber` gives a folder with so many mails new numbers instead; `--freeze` measures with the real settings how
long a server that falls silent goes unnoticed.
"""

import argparse
import imaplib
import os
import random
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

from gateway.intake.imap.settings import Pauses

from ..dovecot import Dovecot, dovecot
from ..intake.imap.box import Box
from ..intake.imap.hostile import Act, Hostile, Quirk, Session, fetched, says_and_holds
from ..scenarios.office import Office, wait_until
from .kill import children_of

USER = "support"
MAILBOX = """
[[mailbox]]
name = "support"
host = "127.0.0.1"
port = {port}
tls = "none"
user = "{user}"
password = {{ file = "{secret}" }}
to = "support@example.org"
after = "move"
every = 1
"""
NOTICED_WITHIN = 90.0
NOTED = "SELECT count(*) FROM mailbox_mail"
PACE = 0.04  # seconds between two mails, on average


@dataclass
class Person:
    """Puts mails into the mailbox, one after the other, until the killing is over."""

    port: int
    enough: threading.Event = field(default_factory=threading.Event)
    names: list[str] = field(default_factory=list)
    pace: ClassVar[float] = PACE

    def run(self) -> None:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=20) as client:
            client.login(USER, "secret")
            while not self.enough.wait(random.uniform(0, 2 * self.pace)):
                name = f"n{len(self.names)}"
                content = (
                    f"From: Person {name} <{name}@customer.example>\r\nTo: support@example.org\r\n"
                    f"Subject: Thing {name}\r\nMessage-ID: <{name}@client.example>\r\n\r\nThing {name} is broken.\r\n"
                )
                client.append("INBOX", "", imaplib.Time2Internaldate(time.time()), content.encode())
                self.names.append(name)


@dataclass
class Result:
    mails: int
    kills: int
    seconds: float
    lost: list[str]
    doubled: list[str]
    accepted: int
    unmoved: int
    moved: int
    balanced: bool

    @property
    def kept(self) -> bool:
        whole = self.unmoved == 0 and self.moved == self.mails
        return self.balanced and whole and not (self.lost or self.doubled)

    def __str__(self) -> str:
        return (
            f"{self.mails} mails, {self.kills} kills, {self.seconds:.0f} s: {len(self.lost)} lost, "
            f"{len(self.doubled)} on two tickets, {self.accepted - self.mails} accepted twice (outcome duplicate), "
            f"{self.moved} moved, {self.unmoved} left in INBOX, balanced {self.balanced}"
        )


def office_for(server: Dovecot, folder: Path) -> Office:
    secret = folder / "password"
    secret.write_text("secret")
    secret.chmod(0o600)
    return Office(folder, MAILBOX.format(port=server.port, user=USER, secret=secret))


def run_kills(server: Dovecot, folder: Path, kills: int) -> Result:
    started = time.monotonic()
    office = office_for(server, folder)
    office.start()
    try:
        assert office.process is not None
        poller = max(children_of(office.process.pid))  # it is started last
        wait_until(lambda: _asked(office, "SELECT count(*) FROM mailbox_folder"), 20, lambda: office.log)
        person = Person(server.port)
        writing = threading.Thread(target=person.run)
        writing.start()
        done = 0
        while done < kills:
            before = _asked(office, NOTED)
            wait_until(lambda: _asked(office, NOTED) > before, 30, lambda: office.log[-2000:])  # noqa: B023 (asked at once)
            time.sleep(random.uniform(0, 0.15))  # it is at work: somewhere between two mails
            poller = _kill(office, poller)
            done += 1
        person.enough.set()
        writing.join()
        wait_until(lambda: _count(server, "INBOX") == 0, 60, lambda: office.log[-2000:])
        office.settled(120)
        return judge(office, server, person, done, time.monotonic() - started)
    finally:
        office.close()


def _kill(office: Office, poller: int) -> int:
    """Returns the process that takes its place."""
    assert office.process is not None
    parent = office.process.pid
    others = set(children_of(parent)) - {poller}
    os.kill(poller, signal.SIGKILL)
    wait_until(lambda: set(children_of(parent)) - others - {poller}, 30, lambda: office.log[-2000:])
    return (set(children_of(parent)) - others - {poller}).pop()


def _asked(office: Office, query: str) -> int:
    path = next(office.folder.glob("state/*.db"))
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        found: int = connection.execute(query).fetchone()[0]
    connection.close()
    return found


def _count(server: Dovecot, folder: str) -> int:
    with imaplib.IMAP4("127.0.0.1", server.port, timeout=20) as client:
        client.login(USER, "secret")
        return int(client.select(folder, readonly=True)[1][0] or 0)


def judge(office: Office, server: Dovecot, person: Person, kills: int, seconds: float) -> Result:
    subjects = Counter(ticket["subject"] for ticket in office.rows("tickets"))
    return Result(
        mails=len(person.names),
        kills=kills,
        seconds=seconds,
        lost=[name for name in person.names if subjects[f"Thing {name}"] == 0],
        doubled=[name for name in person.names if subjects[f"Thing {name}"] > 1],
        accepted=_asked(office, "SELECT count(*) FROM spool"),
        unmoved=_count(server, "INBOX"),
        moved=_count(server, "Postroom"),
        balanced=bool(office.rows("ledger")[0]["balanced"]),
    )


def run_renumber(server: Dovecot, folder: Path, mails: int) -> bool:
    box = Box(server.port, "renumber", folder)
    box.look()
    server.deliver(box.user, [b"Subject: mail %d\r\n\r\nx\r\n" % number for number in range(mails)])
    first = _timed(box)
    for file in list((server.folder / "mail" / box.user).rglob("dovecot*")):
        file.unlink(missing_ok=True)
    server.deliver(box.user, [b"Subject: new\r\n\r\nx\r\n"])
    second = _timed(box)
    right = Counter(box.subjects) == Counter([*(f"mail {number}" for number in range(mails)), "new"])
    box.close()
    print(f"{mails} mails: {first}; after new numbers: {second}; each accepted once: {right}", flush=True)
    return right


def _timed(box: Box) -> str:
    began = time.monotonic()
    return f"{box.look()} accepted in {time.monotonic() - began:.1f} s"


def at(session: Session) -> None:
    """The beginning of a mail, and then nothing."""
    session.say(fetched(session)[:60])
    session.hold()


PHASES: dict[str, Act] = {
    "GREETING": says_and_holds(),
    "LOGIN": says_and_holds(),
    "EXAMINE": says_and_holds("* 5 EXISTS\r\n"),
    "UID SEARCH": says_and_holds(),
    "UID FETCH": at,
    "IDLE": says_and_holds("+ idling\r\n"),
}


def run_freeze(folder: Path) -> bool:
    """All phases at the same time, with the settings that people have."""
    ended: dict[str, float] = {}
    boxes: list[Box] = []
    for number, (phase, act) in enumerate(PHASES.items()):
        place = folder / str(number)
        place.mkdir()
        server = Hostile(Quirk(phase, act))
        server.patience = 10 * NOTICED_WITHIN
        box = Box(server.port, f"phase{number}", place, every=30.0, pauses=Pauses())
        box.settings = replace(box.settings, server=replace(box.settings.server, timeout=40.0, longest=80.0))
        boxes.append(box)
        threading.Thread(target=_notice, args=(box, server, phase, ended), daemon=True).start()
    wait_until(lambda: len(ended) == len(PHASES), 3 * NOTICED_WITHIN, lambda: str(ended))
    for phase, seconds in ended.items():
        print(f"silent in {phase}: noticed after {seconds:.0f} s", flush=True)
    return max(ended.values()) <= NOTICED_WITHIN


def _notice(box: Box, server: Hostile, phase: str, ended: dict[str, float]) -> None:
    poller = box.node.poller(box.settings)
    with box.running(poller):
        if phase == "UID FETCH":
            wait_until(lambda: box.begun, 60, lambda: phase)
            server.mailbox.add("new")
        wait_until(lambda: server.quirk and server.quirk.times, 60, lambda: phase)
        began = time.monotonic()
        wait_until(lambda: poller.diary.open, 2 * NOTICED_WITHIN, lambda: phase)
        ended[phase] = time.monotonic() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--renumber", type=int, default=0)
    options.add_argument("--freeze", action="store_true")
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    random.seed(chosen.seed)
    with tempfile.TemporaryDirectory() as folder, dovecot() as server:
        if chosen.freeze:
            kept = run_freeze(Path(folder))
        elif chosen.renumber:
            kept = run_renumber(server, Path(folder), chosen.renumber)
        else:
            print(f"seed {chosen.seed}", flush=True)
            result = run_kills(server, Path(folder), chosen.kills)
            print(result, flush=True)
            kept = result.kept
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
