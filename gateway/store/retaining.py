"""Takes away what is kept for a time only: a piece at a time, by a walk over the ids that begins anew at its end.

Never what waits, is open, or leads a later mail to its ticket: rows, numbers, dates and Message-IDs stay. The ledger is
as it was: outcomes stay.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Select, delete, func, null, select, update

from . import people, taken
from .database import Database
from .erasing import Attached
from .outbox import NoticeState
from .retention_terms import Kind, Terms, attempts, kept_back, raw_mails, trails, whole_tickets
from .schema import article, attempt, mail, notice, retention_place, spool, ticket
from .search.forgetting import forget
from .taken import Why

STRIDE = 2_000  # ids that one walk steps over in one round
BATCH = 100  # rows in one transaction


@dataclass(frozen=True, slots=True)
class Walk:
    """One kind of things: the column over whose ids the walk goes, what may go, and how it goes."""

    kind: Kind
    ids: Column[Any]
    wanted: Callable[[Terms, datetime], Select[Any] | None]
    take: Callable[[Connection, Sequence[int], datetime], None]


def round(database: Database, terms: Terms, attached: Attached, now: datetime) -> dict[Kind, int]:
    """One step of each walk; how many rows went."""
    return {walk.kind: count for walk in WALKS if (count := _step(database, walk, terms, attached, now))}


def _step(database: Database, walk: Walk, terms: Terms, attached: Attached, now: datetime) -> int:
    query = walk.wanted(terms, now)
    if query is None:
        return 0
    with database.read() as connection:
        start = connection.scalar(select(retention_place.c.place).where(retention_place.c.name == walk.kind.name)) or 0
        if not (end := _end(connection, walk.ids, start)) and start:
            start, end = 0, _end(connection, walk.ids, 0)
        found = query.where(walk.ids > start, walk.ids <= end) if end else None
        ids = list(dict.fromkeys(connection.execute(found).scalars())) if found is not None else []
    for place in range(0, len(ids), BATCH):
        some = ids[place : place + BATCH]
        alone = taken.without_article(database, some) if walk.kind is Kind.KEPT_BACK else []
        contents = {sha256 for id in alone for sha256 in attached(id)}
        database.write(partial(_take, walk=walk, ids=some, contents=contents, now=now))
    database.write(partial(_remember, walk=walk, place=end))
    return len(ids)


def _end(connection: Connection, ids: Column[Any], start: int) -> int:
    """The last id of this stride; 0 where there is none, so that the next one begins anew."""
    some = select(ids.label("id")).where(ids > start).order_by(ids).limit(STRIDE).subquery()
    return connection.scalar(select(func.max(some.c.id))) or 0


def _take(connection: Connection, walk: Walk, ids: Sequence[int], contents: set[bytes], now: datetime) -> None:
    walk.take(connection, ids, now)
    taken.doom(connection, contents)


def _remember(connection: Connection, walk: Walk, place: int) -> None:
    people.insert_new(connection, retention_place, [{"name": walk.kind.name, "place": 0}])
    here = retention_place.c.name == walk.kind.name
    connection.execute(update(retention_place).where(here).values(place=place))


# --- what goes --------------------------------------------------------------------------------------------------------


def _raw(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    taken.take_raw(connection, ids, Why.AGED, now)


def _ticket(connection: Connection, numbers: Sequence[int], now: datetime) -> None:
    """Number, status, dates, people, journal and Message-IDs stay: reports count it, and later mails find it."""
    here = article.c.ticket.in_(numbers)
    mails = list(connection.scalars(select(article.c.mail).where(here, article.c.mail.is_not(None))))
    taken.take_raw(connection, mails, Why.AGED, now)
    taken.take_attachments(connection, list(connection.scalars(select(article.c.id).where(here))))
    connection.execute(update(article).where(here).values(text="", quoted="", html=""))
    connection.execute(update(mail).where(mail.c.id.in_(mails)).values(subject="", sender="", error="", trail=null()))
    sent = (notice.c.ticket.in_(numbers), notice.c.state != NoticeState.WAITING.value)
    connection.execute(delete(attempt).where(attempt.c.notice.in_(select(notice.c.id).where(*sent))))
    connection.execute(update(notice).where(*sent).values(lines=[], answer="", last_reply=""))
    connection.execute(update(ticket).where(ticket.c.number.in_(numbers)).values(subject="", emptied=now))
    forget(connection, numbers)


def _kept_back(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    taken.take_raw(connection, ids, Why.AGED, now)
    connection.execute(update(mail).where(mail.c.id.in_(ids)).values(subject="", sender="", error="", trail=null()))
    connection.execute(update(spool).where(spool.c.id.in_(ids)).values(sender="", peer="", helo=""))


def _trail(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    connection.execute(update(mail).where(mail.c.id.in_(ids)).values(trail=null(), error=""))


def _attempt(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    connection.execute(delete(attempt).where(attempt.c.notice.in_(ids)))


def _old_raw(terms: Terms, now: datetime) -> Select[Any] | None:
    return raw_mails().where(terms.ended_by(Kind.RAW, now)) if terms.limit(Kind.RAW) else None


def _old_tickets(terms: Terms, now: datetime) -> Select[Any] | None:
    return whole_tickets().where(terms.ended_by(Kind.TICKET, now)) if terms.limit(Kind.TICKET) else None


def _old_kept_back(terms: Terms, now: datetime) -> Select[Any] | None:
    return None if terms.kept_back is None else kept_back().where(mail.c.finished <= now - terms.kept_back)


def _old_trails(terms: Terms, now: datetime) -> Select[Any] | None:
    return None if terms.trail is None else trails().where(mail.c.finished <= now - terms.trail)


def _old_attempts(terms: Terms, now: datetime) -> Select[Any] | None:
    return None if terms.trail is None else attempts().where(notice.c.finished <= now - terms.trail)


WALKS: tuple[Walk, ...] = (
    Walk(Kind.RAW, ticket.c.number, _old_raw, _raw),
    Walk(Kind.TICKET, ticket.c.number, _old_tickets, _ticket),
    Walk(Kind.KEPT_BACK, mail.c.id, _old_kept_back, _kept_back),
    Walk(Kind.TRAIL, mail.c.id, _old_trails, _trail),
    Walk(Kind.ATTEMPT, notice.c.id, _old_attempts, _attempt),
)


# --- what is to come --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coming:
    """What goes when: `due` now, `soon` within the days that were asked for; `next` is when the first of the rest goes.
    `department` "": of all others, or none.
    """

    kind: Kind
    department: str
    days: int
    due: int
    soon: int
    next: datetime | None


def coming(connection: Connection, terms: Terms, now: datetime, soon: datetime) -> tuple[Coming, ...]:
    known = [each.name for each in terms.departments]
    found = []
    for kind, department, kept in terms.lines():
        rows = _ALL[kind]().subquery()
        query = select(func.count()).select_from(rows)
        first = select(func.min(rows.c.since))
        if kind in (Kind.RAW, Kind.TICKET):
            here = rows.c.department == department if department else rows.c.department.not_in(known)
            query, first = query.where(here), first.where(here)
        due = connection.scalar(query.where(rows.c.since <= now - kept)) or 0
        later = connection.scalar(query.where(rows.c.since > now - kept, rows.c.since <= soon - kept)) or 0
        oldest = connection.scalar(first.where(rows.c.since > now - kept))
        found.append(Coming(kind, department, kept.days, due, later, oldest + kept if oldest else None))
    return tuple(found)


_ALL: dict[Kind, Callable[[], Select[Any]]] = {
    Kind.RAW: raw_mails,
    Kind.TICKET: whole_tickets,
    Kind.KEPT_BACK: kept_back,
    Kind.TRAIL: trails,
    Kind.ATTEMPT: attempts,
}
