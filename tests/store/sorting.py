"""A spool and what follows it, in one process: `arrive` spools a mail, `work` decides about it, `sort` does it all."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select

from gateway.facts import Facts
from gateway.mail.inbound import Envelope, InboundMail, Source
from gateway.mail.parse import parse
from gateway.mail.token import mint
from gateway.policy import Policy
from gateway.store import facts, tickets, unit_of_work
from gateway.store.database import Connection, Database
from gateway.store.facts import Arrived
from gateway.store.schema import mail, notice, spool, ticket
from gateway.store.spool import Spool, SpoolSettings
from gateway.store.tickets import Stale
from gateway.store.work import Applied, Work
from gateway.tickets.ticket import Ticket
from gateway.triage import triage

from ..builders import KEY, NOW, policy
from .spooling import id_of

T = TypeVar("T")

ALI, REZA, EVE = "ali@customer.example", "reza@customer.example", "eve@elsewhere.example"
TOM = "tom@example.org"


def letter(sender: str = ALI, subject: str = "Printer broken", body: str = "It is broken.", **fields: str) -> bytes:
    """A mail as bytes, proven by its domain. A field given as "" is left out."""
    built = EmailMessage()
    domain = sender.rpartition("@")[2].rstrip(">")
    known = {"From": sender, "To": "support@example.org", "Subject": subject, "Date": "Sat, 21 Nov 2026 10:00:00 +0000"}
    known["Authentication-Results"] = f"border.example.org; dmarc=pass header.from={domain}"
    for name, value in {**known, **{name.replace("_", "-"): value for name, value in fields.items()}}.items():
        if value:
            built[name] = value
    built.set_content(body)
    return bytes(built)


ROUNDS = 100  # more than a worker's, which gives its mail back for a while where the facts never hold still


class Sorting:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.spool = Spool(database, SpoolSettings(folder))
        self.policy: Policy = policy()
        self.now: datetime = NOW

    def close(self) -> None:
        self.spool.close()

    def later(self, **span: float) -> datetime:
        self.now += timedelta(**span)
        return self.now

    # --- the way of a mail --------------------------------------------------------------------------------------------

    def arrive(self, raw: bytes, *recipients: str) -> Arrived:
        read = parse(raw, Envelope(ALI, recipients or ("support@example.org",), Source.SMTP))
        return self.spooled(read, raw)

    def spooled(self, read: InboundMail, raw: bytes = b"") -> Arrived:
        contents = tuple(hashlib.sha256(part.content).digest() for part in read.attachments)
        return Arrived(id_of(self.spool.accept(read.envelope, raw)), read, False, contents)

    def gather(self, arrived: Arrived) -> Facts:
        with self.database.read() as connection:
            return facts.gather(connection, arrived, self.policy, self.now)

    def work(self, arrived: Arrived) -> Work:
        decision = triage(arrived.mail, self.gather(arrived), self.policy)
        return Work(arrived, decision, self.policy, self.now)

    def apply(self, work: Work) -> Applied | None:
        return self.database.write(lambda connection: unit_of_work.apply(connection, work))

    def settle(self, arrived: Arrived) -> Applied:
        """Decides until the facts hold still, as a worker does."""
        for _ in range(ROUNDS):
            try:
                applied = self.apply(self.work(arrived))
            except Stale:
                continue
            assert applied is not None
            return applied
        raise AssertionError("the facts never held still")

    def sort(self, raw: bytes, *recipients: str) -> Applied:
        return self.settle(self.arrive(raw, *recipients))

    # --- looking ------------------------------------------------------------------------------------------------------

    def write(self, work: Callable[[Connection], T]) -> T:
        return self.database.write(work)

    def all(self, query: Any) -> list[Any]:
        with self.database.read() as connection:
            return list(connection.execute(query))

    def outcome(self, id: int) -> str:
        return str(self.all(select(mail.c.outcome).where(mail.c.id == id))[0][0])

    def ticket(self, number: int) -> Ticket:
        with self.database.read() as connection:
            return tickets.load(connection, [number])[number]

    def count(self, table: Any) -> int:
        return int(self.all(select(func.count()).select_from(table))[0][0])

    def kinds(self, number: int = 0) -> list[str]:
        """Of the notices, in order."""
        query = select(notice.c.kind).order_by(notice.c.id)
        return [row[0] for row in self.all(query.where(notice.c.ticket == number) if number else query)]

    def token(self, number: int) -> str:
        return mint(number, KEY)


def together(*jobs: Callable[[], T]) -> list[T | Exception]:
    """Runs the jobs at the same moment, each in a thread; what each returned or raised."""
    barrier = threading.Barrier(len(jobs))
    ends: list[T | Exception] = [AssertionError("did not end")] * len(jobs)

    def run(place: int, job: Callable[[], T]) -> None:
        barrier.wait(20)
        try:
            ends[place] = job()
        except Exception as error:
            ends[place] = error

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return ends


__all__ = ["ALI", "EVE", "REZA", "TOM", "Sorting", "letter", "replace", "spool", "ticket", "together"]
