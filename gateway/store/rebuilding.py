"""What a database that is made anew takes over from the present one, and what both say at the end.

Ids stay: the numbers of mails, people and tickets stand in signed addresses and in subjects of mail that is replayed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, event, func, inspect, null, select, text, update

from ..decisions import WAITING
from ..tickets.promise import WAITS
from ..tickets.ticket import Status
from . import people
from .database import Database
from .outbox import NoticeState
from .schema import (
    fingerprint,
    journal,
    login,
    mail,
    notice,
    periodic_slot,
    person,
    roster_revision,
    rule_revision,
    spool,
    ticket,
)

REPLAYED = "replayed, not sent"


@dataclass(frozen=True, slots=True)
class Original:
    """One mail as the present database knows it. `number`: of the ticket that it opened, 0 for none."""

    id: int
    accepted: datetime
    outcome: str
    standing: str
    released: bool
    confirmed: bool
    gone: bool
    number: int


def originals(connection: Connection) -> tuple[Original, ...]:
    """All mails, in the order in which they were accepted."""
    opened = select(journal.c.mail, journal.c.ticket).where(journal.c.change == "open", journal.c.mail.is_not(None))
    numbers = {(row.mail, row.ticket) for row in connection.execute(opened)}
    columns = (mail.c.id, mail.c.outcome, mail.c.trail, mail.c.released, mail.c.confirmed, mail.c.ticket)
    query = select(*columns, spool.c.accepted, spool.c.gone).join(spool, spool.c.id == mail.c.id)
    return tuple(
        Original(
            row.id,
            row.accepted,
            row.outcome,
            str((row.trail or {}).get("standing", "")),
            row.released,
            row.confirmed,
            row.gone is not None,
            row.ticket if (row.id, row.ticket) in numbers else 0,
        )
        for row in connection.execute(query.order_by(spool.c.accepted, spool.c.id))
    )


def until(connection: Connection) -> datetime | None:
    """The last moment at which somebody worked here: time went on until then."""
    moments = (func.max(mail.c.finished), func.max(journal.c.at), func.max(periodic_slot.c.at))
    found = [connection.scalar(select(each)) for each in moments]
    return max((each for each in found if each is not None), default=None)


# --- the new database -------------------------------------------------------------------------------------------------


def is_empty(database: Database) -> bool:
    """Has it no tables of ours, or nothing in them?"""
    with database.read() as connection:
        if not inspect(connection).has_table("spool"):
            return True
        return not any(connection.scalar(select(func.count()).select_from(each)) for each in (spool, ticket, person))


def hurry(database: Database) -> None:
    """Nothing waits for the disk: what is broken off is made anew. `settle` makes it durable."""
    if database.sqlite:
        event.listen(database.engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
        database.engine.dispose()


def settle(database: Database) -> None:
    if database.sqlite:
        connection = database.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA synchronous=FULL").execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()


def take_people(source: Connection, target: Connection) -> None:
    """With their ids and names; the language that they chose comes with the mail in which they did."""
    rows = [
        {"id": row.id, "address": row.address, "name": row.name, "language": "", "erased": row.erased}
        for row in source.execute(select(person))
    ]
    _insert(target, person, rows)
    if target.dialect.name != "sqlite" and rows:
        target.execute(text("SELECT setval(pg_get_serial_sequence('person', 'id'), (SELECT max(id) FROM person))"))


def take_mail(source: Connection, target: Connection, id: int, raw: bytes | None) -> None:
    """As it was accepted, waiting; its bytes in the row. What cannot be replayed (None) keeps its outcome."""
    row = dict(source.execute(select(spool).where(spool.c.id == id)).mappings().one())
    target.execute(spool.insert().values(row | {"body": raw, "segment": None, "place": None}))
    if raw is not None:
        target.execute(mail.insert().values(id=id, outcome=WAITING, due=row["accepted"]))
        return
    known = dict(source.execute(select(mail).where(mail.c.id == id)).mappings().one())
    trail = null() if known["trail"] is None else known["trail"]  # None would be a JSON value
    target.execute(mail.insert().values(known | {"ticket": None, "holder": "", "trail": trail}))
    found = source.execute(select(fingerprint).where(fingerprint.c.mail == id)).mappings().all()
    _insert(target, fingerprint, [dict(each) for each in found])


def take_decided(source: Connection, target: Connection, since: datetime | None, moment: datetime) -> None:
    """What admins decided by command up to this moment: rules, people, and whose place was taken away."""
    decided = ((rule_revision, rule_revision.c.at), (roster_revision, roster_revision.c.at), (login, login.c.revoked))
    for table, at in decided:
        query = select(table).where(at <= moment)
        rows = source.execute(query if since is None else query.where(at > since)).mappings().all()
        _insert(target, table, [dict(each) for each in rows])


def say_sent(target: Connection) -> None:
    """Nothing is sent: what was written to be sent counts as if it had been, so that answers to it find their way."""
    waits = notice.c.state == NoticeState.WAITING.value
    values = {"state": NoticeState.SENT.value, "finished": notice.c.created, "holder": "", "last_reply": REPLAYED}
    target.execute(update(notice).where(waits).values(values))


def follow_numbers(target: Connection) -> None:
    """PostgreSQL counts tickets by itself, and has not seen those whose numbers were given."""
    if target.dialect.name != "sqlite":
        target.execute(text("SELECT setval('ticket_number', (SELECT coalesce(max(number), 1000) FROM ticket), true)"))


def next_due(target: Connection, after: datetime) -> datetime | None:
    """When time moves a ticket next, later than that moment."""
    resolved, waits = ticket.c.status == Status.RESOLVED.value, ticket.c.status.in_([each.value for each in WAITS])
    moments = (
        (ticket.c.closes, resolved),
        (ticket.c.reminds, resolved),
        (ticket.c.nudge_at, waits),
        (ticket.c.snoozed, ticket.c.snoozed.is_not(None)),
    )
    found = [target.scalar(select(func.min(column)).where(state, column > after)) for column, state in moments]
    return min((each for each in found if each is not None), default=None)


def _insert(target: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    people.insert_new(target, table, list(rows))
