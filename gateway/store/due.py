"""What is due: waiting mails and notices whose time has come. The feeder and the sweeper look; taking one is the
worker's business (`ledger.claim`, `outbox.claim`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, Connection, Select, Table, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from .outbox import NoticeState
from .schema import mail, notice

PATIENCE = timedelta(seconds=2)  # after which any process may take another one's share
FORGOTTEN = timedelta(seconds=5)  # after which a row's wake-up counts as lost


@dataclass(frozen=True, slots=True)
class Share:
    """Which rows a process looks at first, where several work on one database: those with id % of == index."""

    index: int = 0
    of: int = 1

    def covers(self, id: Column[int], due: Column[datetime], now: datetime) -> ColumnElement[bool]:
        return or_(id % self.of == self.index, due <= now - PATIENCE)


def mails(connection: Connection, now: datetime, limit: int, share: Share = Share()) -> tuple[int, ...]:
    query = select(mail.c.id).where(mail.c.outcome == "waiting", mail.c.parked.is_(False), mail.c.due <= now)
    return _ids(connection, query.where(share.covers(mail.c.id, mail.c.due, now)).order_by(mail.c.due).limit(limit))


def notices(connection: Connection, now: datetime, limit: int, share: Share = Share()) -> tuple[int, ...]:
    query = select(notice.c.id).where(notice.c.state == NoticeState.WAITING.value, notice.c.due <= now)
    covered = share.covers(notice.c.id, notice.c.due, now)
    return _ids(connection, query.where(covered).order_by(notice.c.due).limit(limit))


def forgotten_mails(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    """Mails that are due and that nobody came for. Their time is set to now, so that one which merely stands in a long
    line is not called out again in every slot.
    """
    old = select(mail.c.id).where(mail.c.outcome == "waiting", mail.c.parked.is_(False), mail.c.due <= now - FORGOTTEN)
    return _called(connection, mail, old.order_by(mail.c.due).limit(limit), now)


def forgotten_notices(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    waiting = notice.c.state == NoticeState.WAITING.value
    old = select(notice.c.id).where(waiting, notice.c.due <= now - FORGOTTEN).order_by(notice.c.due).limit(limit)
    return _called(connection, notice, old, now)


def _called(connection: Connection, table: Table, old: Select[int], now: datetime) -> tuple[int, ...]:
    """Rows that a worker is taking at this moment are left out."""
    ids = list(connection.scalars(old.with_for_update(skip_locked=True)))  # no words for it on SQLite, and no need
    if ids:
        connection.execute(update(table).where(table.c.id.in_(ids)).values(due=now))
    return tuple(ids)


def _ids(connection: Connection, query: object) -> tuple[int, ...]:
    return tuple(connection.scalars(query))  # type: ignore[call-overload]
