"""A backup is taken in the middle of the load, everything is killed and deleted, and the backup is restored (T-BAK-1).

`python -m tests.proofs.backup --mails 2000`, with `--database postgresql` for the other one. The sending client and the
relay are the oracles: each mail that got 250 is on one ticket, and whoever was told of a mail that the backup knows is
not told again. The client sends once more what came since the backup, and a hundred from before, as a mail server in
front would.
"""

import argparse
import shutil
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import create_engine, select, text

from gateway.store.database import Database
from gateway.store.schema import spool

from .. import services
from ..scenarios.office import Caught, Office, Sink

CONNECTIONS = 4
PACE = 0.01  # seconds between two mails of one connection
BEFORE = 100  # mails that the backup knows and that come again all the same
SOME = 5  # people who wrote after the backup and know their ticket's number when all is lost
IMPORTED = 50  # files that come again by one command
AFTER = 10  # mails that nobody sent before
PATIENCE = 60.0  # seconds in which something must go on; how long all of it takes is the machine's business
ONE_MACHINE = "[work]\nprocesses = 2\n"
SHARED = '[database]\nurl = "{url}"\n[reply]\nsecret = {{ file = "{key}" }}\n'


@dataclass(frozen=True)
class Sent:
    """One mail that was answered with 250; `id` is what the answer called it."""

    name: str
    raw: bytes
    id: int
    number: int = 0

    @property
    def sender(self) -> str:
        return f"{self.name}@{self.name}.example"


@dataclass(frozen=True)
class Told:
    """A mail that the relay got."""

    recipient: str
    subject: str


def letter(name: str, number: int) -> bytes:
    """Each from a person of its own; some with an attachment, some too long for a row of SQLite."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Person {name} <{name}@{name}.example>", "support@example.org"
    mail["Subject"], mail["Message-ID"] = f"Thing {name}", f"<{name}@client.example>"
    mail.set_content(f"My thing {name} is broken.\n" * (2000 if number % 7 == 3 else 1))
    if number % 5 == 2:
        mail.add_attachment(f"picture of {name} ".encode() * 3000, maintype="application", subtype="x-thing")
    return mail.as_bytes(policy=policy.SMTP)


@dataclass
class Load:
    """Several connections send one mail after the other. The last quarter waits until the backup is taken."""

    office: Office
    mails: int
    taken: threading.Event = field(default_factory=threading.Event)
    ledger: list[Sent] = field(default_factory=list)

    def run(self, first: int) -> None:
        for number in range(first, self.mails, CONNECTIONS):
            if number > self.mails * 3 // 4:
                self.taken.wait()
            time.sleep(PACE)
            sent = send(self.office, f"n{number}x", letter(f"n{number}x", number))
            self.ledger.append(replace(sent, number=number))

    def until(self, mails: int) -> None:
        reach(self.office, lambda: len(self.ledger) >= mails, lambda: len(self.ledger))


def send(office: Office, name: str, raw: bytes) -> Sent:
    with smtplib.SMTP("127.0.0.1", office.port, timeout=30) as client:
        client.ehlo()
        client.mail(f"{name}@{name}.example")
        client.rcpt("support@example.org")
        code, words = client.data(raw)
    assert code == 250, words
    return Sent(name, raw, int(words.split()[-1]))


@dataclass(frozen=True)
class Result:
    """`known` mails are in the backup, `since` came after it; the rest are faults, but for the last two."""

    known: int
    since: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strange: tuple[str, ...]  # tickets that nobody's mail opened
    twice: tuple[str, ...]  # Message-IDs that the relay got twice
    told_again: tuple[str, ...]  # mails that the backup knew and that somebody was told of afterwards
    unanswered: tuple[str, ...]
    numbers_lost: int
    numbers_again: tuple[int, ...]  # given out in the lost time and once more
    verified: int  # exit code of `postroom verify`
    words: str
    balanced: bool
    cancelled: int
    said_before: int

    @property
    def kept(self) -> bool:
        wrong = (
            self.lost,
            self.doubled,
            self.strange,
            self.twice,
            self.told_again,
            self.unanswered,
            self.numbers_again,
        )
        met = self.known and self.since and self.said_before and self.cancelled and self.numbers_lost
        return bool(met) and self.balanced and self.verified == 0 and not any(wrong)

    def __str__(self) -> str:
        return (
            f"{self.known} mails in the backup, {self.since} since: {len(self.lost)} lost, {len(self.doubled)} twice, "
            f"{len(self.strange)} strange tickets, {len(self.twice)} Message-IDs sent twice, {len(self.told_again)} "
            f"old mails told of again ({self.cancelled} notices held back, {self.said_before} had gone out), "
            f"{len(self.unanswered)} unanswered, {len(self.numbers_again)} of {self.numbers_lost} lost numbers given "
            f"again, verify ends with {self.verified}, balanced {self.balanced}"
        )


@dataclass
class House:
    """An office, its database, and how both burn down."""

    office: Office
    url: str

    @property
    def state(self) -> Path:
        return self.office.folder / "state"

    def burn(self) -> None:
        self.office.kill()
        shutil.rmtree(self.state)
        if self.url.startswith("postgresql"):
            services.stop_connections(self.url)
            engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
            with closing(engine.connect()) as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
            engine.dispose()

    def known(self) -> frozenset[int]:
        database = Database(self.url)
        try:
            with database.read() as connection:
                return frozenset(connection.scalars(select(spool.c.id)))
        finally:
            database.close()

    def command(self, *words: str) -> str:
        done = self.office.command(*words)
        assert done.returncode == 0, f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout


@contextmanager
def house(folder: Path, kind: str) -> Iterator[House]:
    if kind == "sqlite":
        office = Office(folder, ONE_MACHINE)
        url = f"sqlite:///{folder / 'state' / 'postroom.db'}"
        try:
            yield House(office, url)
        finally:
            office.kill()
            office.sink.stop()
        return
    with services.postgresql() as url:
        key = folder / "reply.key"
        key.write_text("0123456789abcdef" * 4)
        office = Office(folder, ONE_MACHINE + SHARED.format(url=url, key=key))
        try:
            yield House(office, url)
        finally:
            office.kill()
            office.sink.stop()


def run(folder: Path, mails: int, kind: str) -> Result:
    with house(folder, kind) as built:
        office = built.office
        putting_off = moody(office.sink)
        office.start()
        load = Load(office, mails)
        threads = [threading.Thread(target=load.run, args=(first,), daemon=True) for first in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        load.until(mails // 3)
        reach(office, lambda: len(office.sink.caught) > mails // 8, lambda: len(office.sink.caught))
        putting_off.set()
        load.until(mails // 2)
        _waits(office, lambda waiting: waiting > 0)
        built.command("backup", str(folder / "backups"))
        putting_off.clear()
        load.taken.set()
        for thread in threads:
            thread.join()
        late = {sent.sender for sent in load.ledger if sent.number > mails * 3 // 4}
        reach(office, lambda: _answered(office, late) >= SOME, lambda: len(office.sink.caught))
        built.burn()
        return _after(built, sorted(load.ledger, key=lambda sent: sent.id), list(office.sink.caught))


def _answered(office: Office, people: set[str]) -> int:
    return len({each.recipient for each in office.sink.caught} & people)


def moody(sink: Sink) -> threading.Event:
    """While it is set the relay puts off whatever it is given: notices that wait are what a fence is about.

    Before the first connection, for each looks up what it calls only once.
    """
    putting_off, as_ever = threading.Event(), sink.handle_DATA

    async def answer(server: SMTP, session: Session, envelope: Envelope) -> str:
        return "451 4.3.0 not now" if putting_off.is_set() else await as_ever(server, session, envelope)

    sink.handle_DATA = answer  # type: ignore[method-assign]
    return putting_off


def _after(built: House, ledger: list[Sent], before: list[Caught]) -> Result:
    office = built.office
    restored = built.command("restore", str(office.folder / "backups"))
    known = built.known()
    old = [each for each in ledger if each.id in known]
    since = [each for each in ledger if each.id not in known]
    office.start()
    _come_again(built, [*old[-BEFORE:], *since])
    new = [send(office, f"new{number}x", letter(f"new{number}x", number)) for number in range(AFTER)]
    balance = _settled(office)
    _waits(office, lambda waiting: waiting == 0)
    verified = office.command("verify")
    tickets = Counter(each["subject"] for each in office.rows("tickets"))
    numbers = {each["number"] for each in office.rows("tickets")}
    lost_numbers = _lost_numbers(since, before)
    everybody = [*ledger, *new]
    after = [Told(each.recipient, each.subject) for each in office.sink.caught[len(before) :]]
    ids = Counter(str(each.mail["message-id"]) for each in office.sink.caught)
    answered = {each.recipient for each in after}
    cancelled = office.rows("outbox", "totals")[0]["states"]["cancelled"]
    assert "Nothing older than" in restored
    return Result(
        known=len(old),
        since=len(since),
        lost=tuple(each.name for each in everybody if tickets[f"Thing {each.name}"] == 0),
        doubled=tuple(each.name for each in everybody if tickets[f"Thing {each.name}"] > 1),
        strange=tuple(tickets.keys() - {f"Thing {each.name}" for each in everybody}),
        twice=tuple(id for id, times in ids.items() if times > 1),
        told_again=tuple(each.name for each in old if _is_told(each, after)),
        unanswered=tuple(each.name for each in (*since, *new) if each.sender not in answered),
        numbers_lost=len(lost_numbers),
        numbers_again=tuple(sorted(lost_numbers & numbers)),
        verified=verified.returncode,
        words=verified.stdout + verified.stderr,
        balanced=bool(balance["balanced"]),
        cancelled=cancelled,
        said_before=len(before),
    )


def _come_again(built: House, mails: list[Sent]) -> None:
    """By both doors: what a mail server in front still has, and files."""
    for each in mails[1::2]:
        send(built.office, each.name, each.raw)
    files = mails[::2]
    for first in range(0, len(files), IMPORTED):  # a command of the office has a minute or so
        folder = built.office.folder / f"again-{first}"
        folder.mkdir()
        for each in files[first : first + IMPORTED]:
            (folder / f"{each.name}.eml").write_bytes(each.raw)
        built.command("import", str(folder))


def _settled(office: Office) -> dict[str, Any]:
    """The ledger, as soon as no mail waits."""
    seen = [office.rows("ledger")[0]]

    def moving() -> int:
        seen.append(office.rows("ledger")[0])
        return int(seen[-1]["waiting"])

    reach(office, lambda: seen[-1]["waiting"] == seen[-1]["parked"], moving)
    return seen[-1]


def _waits(office: Office, enough: Callable[[int], bool]) -> None:
    """Until so many notices wait."""
    seen = [office.rows("outbox", "totals")[0]["states"]]

    def moving() -> dict[str, int]:
        seen.append(office.rows("outbox", "totals")[0]["states"])
        return dict(seen[-1])

    reach(office, lambda: enough(seen[-1]["waiting"]), moving)


def reach(office: Office, reached: Callable[[], bool], moving: Callable[[], object]) -> None:
    """Waits as long as something moves."""
    ends, last = time.monotonic() + PATIENCE, moving()
    while not reached():
        time.sleep(0.05)
        if (now := moving()) != last:
            ends, last = time.monotonic() + PATIENCE, now
        assert time.monotonic() < ends, office.log[-2000:]


def _is_told(mail: Sent, told: list[Told]) -> bool:
    """Its writer, or an agent, whose notice has its subject."""
    return any(each.recipient == mail.sender or f"Thing {mail.name} " in f"{each.subject} " for each in told)


def _lost_numbers(since: list[Sent], before: list[Caught]) -> set[int]:
    """The tickets that people were told of and that no backup knows."""
    writers = {each.sender for each in since}
    return {int(each.subject.split("[#")[1].split("-")[0]) for each in before if each.recipient in writers}


def main() -> None:
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--mails", type=int, default=2000)
    wanted.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = wanted.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), asked.mails, asked.database)
    print(f"{asked.database}: {result} ({time.monotonic() - started:.0f} s)")
    if not result.kept:
        print(f"{result!r}\n{result.words}")
    sys.exit(0 if result.kept else 1)


if __name__ == "__main__":
    main()
