"""Kills listener and workers with SIGKILL at random moments while mail comes in. The sending client is the oracle.

Every mail that got 250 must be on exactly one ticket, no ticket may be there twice, no acknowledgement lost.
"""

import argparse
import os
import random
import signal
import smtplib
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select, update

from gateway.config import load
from gateway.store.database import Database
from gateway.store.schema import notice

from ..scenarios.office import Office, wait_until

CONNECTIONS = 10
PACE = 0.15  # seconds between two mails of a connection, on average: the kills must meet mail on its way


@dataclass
class Client:
    """Sends its share like a mail server would: what was not answered with 250 is sent again, the same bytes."""

    office: Office
    names: list[str]
    accepted: list[str] = field(default_factory=list)
    tries: int = 0

    def run(self) -> None:
        for name in self.names:
            while not self._send(name):
                time.sleep(0.05)
            self.accepted.append(name)
            time.sleep(random.uniform(0, 2 * PACE))

    def _send(self, name: str) -> bool:
        self.tries += 1
        body = f"My thing {name} is broken.\r\n" * random.choice([1, 10, 2000])
        content = (
            f"From: Person {name} <{name}@customer.example>\r\nTo: support@example.org\r\n"
            f"Subject: Thing {name}\r\nMessage-ID: <{name}@client.example>\r\n\r\n{body}"
        )
        try:
            with smtplib.SMTP("127.0.0.1", self.office.port, timeout=20) as client:
                client.sendmail(f"{name}@customer.example", ["support@example.org"], _STABLE.setdefault(name, content))
        except (OSError, smtplib.SMTPException):
            return False
        return True


_STABLE: dict[str, str] = {}


@dataclass
class Killer:
    office: Office
    stopping: threading.Event = field(default_factory=threading.Event)
    kills: int = 0

    def run(self) -> None:
        while not self.stopping.wait(random.uniform(0.05, 1.0)):
            assert self.office.process is not None
            children = children_of(self.office.process.pid)
            if children:
                try:
                    os.kill(random.choice(children), signal.SIGKILL)
                    self.kills += 1
                except ProcessLookupError:
                    continue


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


@dataclass
class Result:
    mails: int
    kills: int
    tries: int
    seconds: float
    lost: list[str]
    doubled: list[str]
    unacknowledged: list[str]
    second_copies: int
    uncertain: int
    balanced: bool

    @property
    def kept(self) -> bool:
        broken = self.lost or self.doubled or self.unacknowledged
        return self.balanced and not broken and self.second_copies <= self.uncertain

    def __str__(self) -> str:
        return (
            f"{self.mails} mails, {self.kills} kills, {self.tries} tries, {self.seconds:.0f} s: "
            f"{len(self.lost)} lost, {len(self.doubled)} on two tickets, {len(self.unacknowledged)} unacknowledged, "
            f"{self.second_copies} acknowledgements sent twice (same Message-ID) of {self.uncertain} that were being "
            f"sent, balanced {self.balanced}"
        )


def run_round(office: Office, number: int, mails: int) -> Result:
    started = time.monotonic()
    names = [f"r{number}n{index}" for index in range(mails)]
    clients = [Client(office, names[start::CONNECTIONS]) for start in range(CONNECTIONS)]
    killer = Killer(office)
    threads = [threading.Thread(target=client.run) for client in clients]
    killing = threading.Thread(target=killer.run)
    for thread in [*threads, killing]:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(2)  # the workers are killed a little longer than the listener has work
    killer.stopping.set()
    killing.join()
    office.settled(120)
    drained(office, 120)
    tries = sum(client.tries for client in clients)
    return judge(office, names, killer.kills, tries, time.monotonic() - started)


def drained(office: Office, patience: float) -> None:
    """Waits until nothing is to be sent. What was being sent when its worker was killed would wait for a quarter of an
    hour, since it may have gone out: the clock is moved for those.
    """
    database = Database(database_of(office))

    def empty() -> bool:
        now = datetime.now(UTC)  # what is due already stays so: a sweep looks for what has been due for a while
        unheard = (notice.c.state == "waiting", notice.c.uncertain > 0, notice.c.holder == "", notice.c.due > now)
        soon = update(notice).where(*unheard).values(due=now)
        database.write(lambda connection: connection.execute(soon))
        return not office.rows("outbox", "--state", "waiting")

    try:
        wait_until(empty, patience, lambda: office.log[-2000:])
    finally:
        database.close()


def database_of(office: Office) -> str:
    return load(str(office.config)).config.database_url


def uncertain(office: Office) -> int:
    """Attempts that nobody heard the end of: each may have been a copy."""
    database = Database(database_of(office))
    try:
        with database.read() as connection:
            return int(connection.scalar(select(func.sum(notice.c.uncertain))) or 0)
    finally:
        database.close()


def judge(office: Office, names: list[str], kills: int, tries: int, seconds: float) -> Result:
    subjects = Counter(ticket["subject"] for ticket in office.rows("tickets"))
    copies = {name: [each.mail["Message-ID"] for each in office.sink.to(f"{name}@customer.example")] for name in names}
    return Result(
        mails=len(names),
        kills=kills,
        tries=tries,
        seconds=seconds,
        lost=[name for name in names if subjects[f"Thing {name}"] == 0],
        doubled=[name for name in names if subjects[f"Thing {name}"] > 1],
        unacknowledged=[name for name in names if len(set(copies[name])) != 1],
        second_copies=sum(len(ids) - 1 for ids in copies.values() if ids),
        uncertain=uncertain(office),
        balanced=bool(office.rows("ledger")[0]["balanced"]),
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--mails", type=int, default=500)
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    random.seed(chosen.seed)
    print(f"seed {chosen.seed}", flush=True)
    failed = 0
    for number in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as folder:
            office = Office(Path(folder))
            office.start()
            try:
                result = run_round(office, number, chosen.mails)
            finally:
                office.close()
        failed += not result.kept
        print(f"round {number + 1}: {result}", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
