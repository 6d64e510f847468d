"""What people ask the command line for, as the questions that it puts to the database, each with its time."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, func, select

from gateway.store import listings
from gateway.store.database import Database
from gateway.store.listed import TicketFilter
from gateway.store.outbox_listing import OutboxFilter, newest_totals, outbox_rows
from gateway.store.schema import mail, notice, person, ticket

SHOWN = 100  # rows, as a table on a terminal has them
KEY = b"for tokens"
Work = Callable[[Connection], object]
TIMES = 15


@dataclass(frozen=True, slots=True)
class Question:
    command: str
    ask: Callable[[], object]

    def milliseconds(self) -> float:
        """The quickest of several: what others do on the machine meanwhile is not the question's."""
        times = []
        for _ in range(TIMES):
            began = time.perf_counter()
            self.ask()
            times.append(1000 * (time.perf_counter() - began))
        return min(times)


def questions(database: Database) -> Iterator[Question]:
    for name, work in _commands(_some(database)):
        yield Question(name, partial(_read, database, work))


def _read(database: Database, work: Work) -> object:
    with database.read() as connection:
        return work(connection)


@dataclass(frozen=True, slots=True)
class _Some:
    """Names that are there, from the middle of what is stored."""

    ticket: int
    mail: int
    message_id: str
    requester: str
    department: str


def _some(database: Database) -> _Some:
    with database.read() as connection:
        middle = (connection.scalar(select(func.max(ticket.c.number))) or 0) // 2
        found = connection.execute(
            select(ticket.c.number, ticket.c.department, person.c.address, mail.c.id, mail.c.message_id)
            .join(person, person.c.id == ticket.c.requester)
            .join(notice, notice.c.ticket == ticket.c.number)
            .join(mail, mail.c.id == notice.c.mail)
            .where(ticket.c.number.between(middle, middle + 5000))
            .order_by(ticket.c.number, notice.c.id)
            .limit(1)
        ).one()
        return _Some(found.number, found.id, found.message_id, found.address, found.department)


def _commands(some: _Some) -> Iterator[tuple[str, Work]]:
    yield "ticket N", lambda on: listings.ticket_whole(on, some.ticket, KEY)
    for name, wanted in _ticket_filters(some):
        yield name, partial(_tickets, wanted=wanted)
    for outcome in ("", "waiting", "parked", "ticket", "quarantined", "held"):
        yield f"mails --outcome {outcome}", partial(_mails, outcome=outcome)
    yield "explain ID", lambda on: listings.explained(on, str(some.mail))
    yield "explain MESSAGE-ID", lambda on: listings.explained(on, some.message_id)
    for state in ("", "waiting", "uncertain", "sent", "bounced", "parked", "cancelled"):
        yield f"outbox --state {state}", partial(_outbox, narrow=OutboxFilter(state))
    yield "outbox --ticket N", partial(_outbox, narrow=OutboxFilter(ticket=some.ticket))
    yield "outbox --recipient A", partial(_outbox, narrow=OutboxFilter(recipient=some.requester))


def _ticket_filters(some: _Some) -> Iterator[tuple[str, TicketFilter]]:
    for status in ("", "new", "waiting", "closed"):
        yield f"tickets --status {status}", TicketFilter(status)
    yield "tickets --department D", TicketFilter(department=some.department)
    yield "tickets --department D --status open", TicketFilter("open", some.department)
    yield "tickets --requester A", TicketFilter(requester=some.requester)
    yield "tickets --requester A --status open", TicketFilter("open", requester=some.requester)
    yield "tickets --tag T", TicketFilter(tag="urgent")


def _tickets(connection: Connection, wanted: TicketFilter) -> object:
    return list(listings.ticket_rows(connection, wanted, KEY, SHOWN))


def _mails(connection: Connection, outcome: str) -> object:
    return list(listings.mail_rows(connection, outcome, SHOWN))


def _outbox(connection: Connection, narrow: OutboxFilter) -> object:
    return list(outbox_rows(connection, narrow, SHOWN)), newest_totals(connection, narrow)
