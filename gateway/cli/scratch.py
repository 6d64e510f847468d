"""A house for a moment, in a temporary folder that only we may read: mails are really decided about and written there,
one after the other, so that threads among them are seen. What belongs to a real ticket is looked up in the real
database, which is only read. Nothing is sent from here, and nothing of it stays.
"""

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from ..app import make_border, make_scanner
from ..config import Config
from ..configured import make_policy
from ..decisions import Decision, Discard, Hold, Outcome, Update
from ..facts import Facts
from ..intake.border import Border
from ..intake.clamav import Scanner
from ..intake.reading import Reader, Unreadable
from ..keyring import listed
from ..mail.inbound import InboundMail
from ..policy import Policy
from ..store import facts, people, unit_of_work
from ..store.blobs import Blobs, open_blobs
from ..store.database import Database
from ..store.facts import Arrived
from ..store.in_force import in_force
from ..store.migrate import HEAD, migrate, version
from ..store.spool import Spool, SpoolSettings
from ..store.tickets import Stale
from ..store.work import Applied, Work
from ..triage import triage
from . import desk

AGENT, KNOWN, UNKNOWN = "agent", "known", "unknown"
PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Judged:
    """What would become of one mail. `ticket` is a real one's number where `real`, else counted within the scratch."""

    outcome: str
    reason: str
    sender: str = ""
    subject: str = ""
    who: str = UNKNOWN
    nature: str = ""
    ticket: int = 0
    real: bool = False
    opened: bool = False
    department: str = ""
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Scratch:
    """`real` is the scratch's own database where there is no real one yet."""

    policy: Policy
    real: Database
    database: Database
    spool: Spool
    blobs: Blobs
    reader: Reader
    scanner: Scanner
    border: Border
    opened: dict[int, int] = field(default_factory=dict)  # its tickets, counted from 1

    def judge(self, id: int, at: datetime) -> Judged:
        """A mail in the scratch's spool that came at this moment."""
        spooled = self.spool.read(id)
        try:
            mail = self.reader.read_patiently(spooled.raw, spooled.envelope)
        except Unreadable as error:
            return Judged(PARKED, str(error))
        contents = tuple(self.blobs.save(attachment.content) for attachment in mail.attachments)
        examination = self.scanner.examine(spooled.raw, [attachment.content for attachment in mail.attachments])
        checked = self.border.check(spooled.raw, spooled.envelope, mail)
        arrived = Arrived(id, mail, True, contents, examination=examination, checked=checked, accepted=at)
        return self._really(arrived) or self._here(arrived, at)

    def _really(self, arrived: Arrived) -> Judged | None:
        """The verdict of the real database, where the mail has to do with what is in it."""
        if self.real is self.database:
            return None
        now = datetime.now(UTC)
        with self.real.read() as connection:
            known = facts.gather(connection, _nobodys(arrived), self.policy, now)
        decision = triage(arrived.mail, known, self.policy)
        if not _concerns(decision, known):
            return None
        return self._judged(arrived.mail, decision, _ticket_of(decision), real=True)

    def _here(self, arrived: Arrived, at: datetime) -> Judged:
        decision, applied = self._written(arrived, at)
        number = applied.ticket if applied else 0
        counted = self.opened.setdefault(number, len(self.opened) + 1) if number else 0
        return self._judged(arrived.mail, decision, counted, real=False)

    def _written(self, arrived: Arrived, at: datetime) -> tuple[Decision, Applied | None]:
        for _ in range(3):
            with self.database.read() as connection:
                known = facts.gather(connection, arrived, self.policy, at)
            decision = triage(arrived.mail, known, self.policy)
            try:
                work = Work(arrived, decision, self.policy, at)
                return decision, self.database.write(partial(unit_of_work.apply, work=work))
            except Stale:
                continue
        raise Stale(f"mail {arrived.id}")

    def _judged(self, mail: InboundMail, decision: Decision, ticket: int, real: bool) -> Judged:
        after = (
            decision.after if isinstance(decision, Update) else decision.ticket if isinstance(decision, Hold) else None
        )
        return Judged(
            outcome=unit_of_work.outcome_of(decision).value,
            reason=decision.reason,
            sender=mail.writer.address,
            subject=mail.subject,
            who=self._who(mail),
            nature=mail.judgement.nature.value,
            ticket=ticket,
            real=real,
            opened=isinstance(decision, Update) and decision.before is None,
            department=after.department if after else "",
            priority=after.priority.value if after else "",
        )

    def _who(self, mail: InboundMail) -> str:
        key = mail.writer.key
        if self.policy.agent_at(key) is not None:
            return AGENT
        if self.real is self.database:
            return UNKNOWN
        with self.real.read() as connection:
            return KNOWN if people.by_address(connection, [key]) else UNKNOWN


def _nobodys(arrived: Arrived) -> Arrived:
    """The same mail, which the real database has not: its number there would be another mail's."""
    return Arrived(0, arrived.mail, True, arrived.contents, examination=arrived.examination, checked=arrived.checked)


def _concerns(decision: Decision, known: Facts) -> bool:
    if isinstance(decision, Update):
        return decision.before is not None
    own = isinstance(decision, Discard) and (known.ours or decision.outcome is Outcome.DUPLICATE)
    return own or isinstance(decision, Hold)


def _ticket_of(decision: Decision) -> int:
    if isinstance(decision, Hold):
        return decision.ticket.number
    return decision.before.number if isinstance(decision, Update) and decision.before else 0


@contextmanager
def scratch(config: Config) -> Iterator[Scratch]:
    """Gone at the end, whatever ends it; SIGTERM too, as long as it is ours to hear."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        with tempfile.TemporaryDirectory(prefix="postroom-observed-") as name:
            yield from _furnished(config, Path(name))
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def _furnished(config: Config, folder: Path) -> Iterator[Scratch]:
    if not listed(config):
        site = config.site.model_copy(update={"state": str(folder)})
        config = config.model_copy(update={"site": site})  # before the first start there is no key, and none is made
    database = Database(f"sqlite:///{folder / 'scratch.db'}")
    migrate(database)
    real = _real(config) or database
    spool = Spool(database, SpoolSettings(folder / "spool", config.listener.max_size))
    reader = Reader(1)
    try:
        with real.read() as connection:
            policy = in_force(connection, make_policy(config), datetime.now(UTC))
        blobs = open_blobs(database, folder / "blobs")
        yield Scratch(policy, real, database, spool, blobs, reader, make_scanner(config), make_border(config))
    finally:
        reader.close()
        spool.close()
        real.close()
        database.close()


def _real(config: Config) -> Database | None:
    url = config.database_url
    if url.startswith("sqlite") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    database = Database(url)
    reached = version(database)
    if reached == HEAD:
        return database
    database.close()
    if reached:
        desk.fail("the database is that of an earlier version; `postroom up` brings it up to date")
    return None
