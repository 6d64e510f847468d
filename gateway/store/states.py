"""How everything does, by what the database knows: what waits, what relays said last, who reads the mailboxes. For the
console's page about it; counts end at some hundred, so that a long line is told as fast as a short one.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, func, select, text, union

from ..decisions import WAITING
from ..mail.delivery import Delivery
from . import fences
from .fences import Fence
from .migrate import reached
from .outbox_listing import WAITING as NOTICE_WAITS
from .schema import attempt, mail, notice, rule_revision, spool
from .watch import MailboxState, mailboxes, oldest_mail

COUNTED = 1_000  # of what waits
AMONG = 500  # notices, the newest ones and those that are due first, whose attempts are looked at
_BYTES = {
    "sqlite": "SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size) AS bytes",
    "postgresql": "SELECT pg_database_size(current_database()) AS bytes",
}


@dataclass(frozen=True, slots=True)
class Depth:
    """`more`: longer than anybody counted. `since`: of the one that waits longest, None where nothing waits."""

    count: int
    more: bool
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Said:
    """What a relay said lately: the last words, when it last took a mail, and how often it said what."""

    at: datetime
    delivery: str
    words: str
    took: datetime | None
    ends: dict[str, int]


@dataclass(frozen=True, slots=True)
class State:
    step: str  # of the tables
    bytes: int
    mails: Depth
    oldest: datetime | None  # since when the oldest mail waits that nobody parked or let in again
    parked: int
    due: Depth  # notices whose time has come
    later: int
    newest: tuple[int, datetime] | None  # the last mail that was accepted
    relays: dict[str, Said]
    mailboxes: tuple[MailboxState, ...]
    fence: Fence | None
    revision: int


def gather(connection: Connection, now: datetime) -> State:
    mails, parked = _mails(connection)
    due, later = _notices(connection, now)
    newest = connection.execute(select(spool.c.id, spool.c.accepted).order_by(spool.c.id.desc()).limit(1)).one_or_none()
    return State(
        step=reached(connection),
        bytes=connection.scalar(text(_BYTES[connection.dialect.name]).columns(bytes=BigInteger)) or 0,
        mails=mails,
        oldest=oldest_mail(connection),
        parked=parked,
        due=due,
        later=later,
        newest=(newest.id, newest.accepted) if newest else None,
        relays=_relays(connection),
        mailboxes=tuple(mailboxes(connection, now)),
        fence=fences.current(connection),
        revision=connection.scalar(select(func.max(rule_revision.c.number))) or 0,
    )


def _mails(connection: Connection) -> tuple[Depth, int]:
    """Those that wait without being parked, and how many of the oldest are."""
    oldest = select(mail.c.id).where(mail.c.outcome == WAITING).order_by(mail.c.id).limit(COUNTED + 1).subquery()
    query = select(mail.c.parked, spool.c.accepted).join(oldest, oldest.c.id == mail.c.id)
    rows = connection.execute(query.join(spool, spool.c.id == mail.c.id)).all()
    waiting = [row.accepted for row in rows if not row.parked]
    depth = Depth(len(waiting), len(rows) > COUNTED, min(waiting, default=None))
    return depth, len(rows) - len(waiting)


def _notices(connection: Connection, now: datetime) -> tuple[Depth, int]:
    query = select(notice.c.due).where(NOTICE_WAITS).order_by(notice.c.due).limit(COUNTED + 1)
    times = list(connection.scalars(query))
    due = [at for at in times if at <= now]
    return Depth(len(due), len(times) > COUNTED, min(due, default=None)), len(times) - len(due)


def _relays(connection: Connection) -> dict[str, Said]:
    newest = select(notice.c.id).order_by(notice.c.id.desc()).limit(AMONG).subquery()
    first = select(notice.c.id).where(NOTICE_WAITS).order_by(notice.c.due).limit(AMONG).subquery()
    ids = union(select(newest.c.id), select(first.c.id)).subquery()
    query = select(attempt).join(ids, ids.c.id == attempt.c.notice).where(attempt.c.relay != "")
    spoken: dict[str, list[Row[Any]]] = {}
    for row in sorted(connection.execute(query), key=lambda row: row.at):
        spoken.setdefault(row.relay, []).append(row)
    return {name: _said(rows) for name, rows in spoken.items()}


def _said(rows: list[Row[Any]]) -> Said:
    """The oldest first."""
    took = max((row.at for row in rows if row.delivery == Delivery.SENT.value), default=None)
    return Said(rows[-1].at, rows[-1].delivery, rows[-1].words, took, Counter(row.delivery for row in rows))
