"""What is due: waiting mails and notices whose time has come. The feeder and the sweeper look; taking one is the
worker's business (`ledger.claim`, `outbox.claim`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, Table, bindparam, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement, TextClause

from .prepared import Prepared
from .schema import mail, notice

PATIENCE = timedelta(seconds=5)  # after which any process may take another one's share: in a long line all would meet
FORGOTTEN = timedelta(seconds=5)  # after which a row's wake-up counts as lost


@dataclass(frozen=True, slots=True)
class Share:
    """Which rows a process looks at first, where several work on one database: those with id % of == index."""

    index: int = 0
    of: int = 1


# In the words of their indexes: a value that is only bound later does not lead a database to one of some of the rows.
_WAITING = text("outcome = 'waiting'")
_ANSWER = text("state = 'waiting' AND voice = 'human'")
_AUTOMATIC = text("state = 'waiting' AND voice <> 'human'")


def _looking(table: Table, *wanted: TextClause | ColumnElement[bool]) -> Prepared:
    """Asked every second by every process; its values are those of `_look`."""
    mine = table.c.id % bindparam("of") == bindparam("part")
    left = table.c.due <= bindparam("left")
    query = select(table.c.id).where(*wanted, table.c.due <= bindparam("now"), or_(mine, left))
    return Prepared(query.order_by(table.c.due).limit(bindparam("most")))


_MAILS = _looking(mail, _WAITING, mail.c.parked.is_(False))
_ANSWERS = _looking(notice, _ANSWER)
_NOTICES = _looking(notice, _AUTOMATIC)


def mails(connection: Connection, now: datetime, limit: int, share: Share = Share()) -> tuple[int, ...]:
    return _look(_MAILS, connection, now, limit, share)


def answers(connection: Connection, now: datetime, limit: int, share: Share = Share()) -> tuple[int, ...]:
    """Notices that carry what a person wrote to a person: they go before all that writes itself."""
    return _look(_ANSWERS, connection, now, limit, share)


def notices(connection: Connection, now: datetime, limit: int, share: Share = Share()) -> tuple[int, ...]:
    """All others."""
    return _look(_NOTICES, connection, now, limit, share)


def _look(looking: Prepared, connection: Connection, now: datetime, limit: int, share: Share) -> tuple[int, ...]:
    values = {"of": share.of, "part": share.index, "now": now, "left": now - PATIENCE, "most": limit}
    return tuple(looking.scalars(connection, values))


def forgotten_mails(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    """Mails that are due and that nobody came for. Their time is set to now, so that one which merely stands in a long
    line is not called out again in every slot.
    """
    old = select(mail.c.id).where(mail.c.outcome == "waiting", mail.c.parked.is_(False), mail.c.due <= now - FORGOTTEN)
    return _called(connection, mail, old.order_by(mail.c.due).limit(limit), now)


def forgotten_answers(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    return _forgotten_notices(connection, _ANSWER, now, limit)


def forgotten_notices(connection: Connection, now: datetime, limit: int) -> tuple[int, ...]:
    """All but the answers."""
    return _forgotten_notices(connection, _AUTOMATIC, now, limit)


def _forgotten_notices(connection: Connection, kind: TextClause, now: datetime, limit: int) -> tuple[int, ...]:
    old = select(notice.c.id).where(kind, notice.c.due <= now - FORGOTTEN).order_by(notice.c.due).limit(limit)
    return _called(connection, notice, old, now)


def _called(connection: Connection, table: Table, old: Select[int], now: datetime) -> tuple[int, ...]:
    """Rows that a worker is taking at this moment are left out."""
    ids = list(connection.scalars(old.with_for_update(skip_locked=True)))  # no words for it on SQLite, and no need
    if ids:
        connection.execute(update(table).where(table.c.id.in_(ids)).values(due=now))
    return tuple(ids)
