"""Gathers stored mails for a trial of rules, each with what was known of it when it was decided about."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select

from ..decisions import Outcome
from ..facts import How
from ..mail.inbound import InboundMail
from ..tickets.people import Author, Person, Role, Standing
from ..tickets.ticket import Status, Ticket
from ..trial import Past
from . import people, tickets
from .database import Database
from .schema import article, journal, mail, spool, ticket

READERS = 2  # mails that are read at once
BATCH = 100  # mails whose people are looked up together
_JOINED = tuple(outcome.value for outcome in (Outcome.REPLY, Outcome.NOTE, Outcome.AUTOMATIC))
_KEPT = (Outcome.TICKET.value, Outcome.QUARANTINED.value, *_JOINED)

Read = Callable[[int], InboundMail | None]  # the mail of this id, read again; None where it cannot be

_OLDEST = select(func.min(select(spool.c.id).order_by(spool.c.id.desc()).limit(bindparam("last")).subquery().c.id))
_MAILS = (
    select(mail.c.id, mail.c.outcome, mail.c.ticket, mail.c.trail, mail.c.finished, mail.c.released, spool.c.accepted)
    .add_columns(article.c.author_role)
    .join(spool, spool.c.id == mail.c.id)
    .outerjoin(article, article.c.mail == mail.c.id)
    .where(mail.c.id >= bindparam("oldest"), mail.c.outcome.in_(_KEPT))
)
# When a ticket was over for another reason than that it was closed.
_ENDS = select(journal.c.ticket, journal.c.at, journal.c.mail, journal.c.change, journal.c.new).where(
    or_(journal.c.change == "merge", (journal.c.change == "status") & (journal.c.new == Status.SPAM.value))
)
_TICKETS = select(ticket.c.number, ticket.c.requester, ticket.c.created, ticket.c.follows).add_columns(
    func.coalesce(ticket.c.resolved, ticket.c.closed).label("ended"),  # what is solved is not counted as open
    *(ticket.c.department, ticket.c.type, ticket.c.product),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One mail of the trial. `ticket` is 0 for one that a rule held."""

    id: int
    ticket: int
    opened: bool
    standing: Standing
    at: datetime
    accepted: datetime
    released: bool
    again: bool  # it says the same as an open request


@dataclass(frozen=True, slots=True)
class _Life:
    """When a ticket was opened and when it was over, and what it goes on from. `spam`: a rule took it for spam.
    `place`: its department, type and product.
    """

    created: datetime
    ended: datetime | None
    follows: Ticket | None
    spam: bool
    place: tuple[str, str, str]


def choose(connection: Connection, last: int) -> tuple[Chosen, ...]:
    """Of the last mails that were accepted: those that opened a ticket, that a rule held, and what others than agents
    wrote on tickets that opened here. In the order in which they were decided about.
    """
    oldest = connection.scalar(_OLDEST, {"last": last})
    if oldest is None:
        return ()
    found = [_chosen(row) for row in connection.execute(_MAILS, {"oldest": oldest}) if _concerns(row)]
    opened = {each.ticket for each in found if each.opened}
    kept = (each for each in found if each.opened or not each.ticket or each.ticket in opened)
    return tuple(sorted(kept, key=lambda each: (each.at, each.id)))


def _concerns(row: Row[Any]) -> bool:
    if row.outcome == Outcome.TICKET.value:
        return True
    if row.outcome == Outcome.QUARANTINED.value:
        return bool((row.trail or {}).get("rules"))
    return row.author_role not in (None, Role.AGENT.value)


def _chosen(row: Row[Any]) -> Chosen:
    said = str((row.trail or {}).get("standing", "")).upper()
    standing = Standing[said] if said in Standing.__members__ else Standing.UNPROVEN
    opened = row.outcome == Outcome.TICKET.value
    number = row.ticket or 0 if row.outcome != Outcome.QUARANTINED.value else 0
    again = not opened and str((row.trail or {}).get("winner", "")).startswith(How.SAME_REQUEST.value)
    return Chosen(row.id, number, opened, standing, row.finished or row.accepted, row.accepted, row.released, again)


def for_ever() -> bool:
    return True


def pasts(
    database: Database, chosen: tuple[Chosen, ...], read: Read, goes_on: Callable[[], bool] = for_ever
) -> Iterator[Past]:
    """The mails, read again for as long as it goes on; those that cannot be read are left out."""
    lives = _Lives(chosen)
    for batch in _batches(_read_all(chosen, read, goes_on)):
        with database.read() as connection:
            known = people.by_address(connection, {found.writer.key for _, found in batch})
            lives.learn(connection, {each.ticket for each, _ in batch}, {person.id for person in known.values()})
        for each, found in batch:
            key = found.writer.key
            yield lives.past(each, found, known.get(key) or Person(0, key, found.writer.name))


def _read_all(
    chosen: tuple[Chosen, ...], read: Read, goes_on: Callable[[], bool]
) -> Iterator[tuple[Chosen, InboundMail]]:
    """A few are read ahead."""
    ahead: deque[tuple[Chosen, Future[InboundMail | None]]] = deque()
    with ThreadPoolExecutor(READERS) as pool:
        try:
            for each in takewhile(lambda _: goes_on(), chosen):
                ahead.append((each, pool.submit(read, each.id)))
                if len(ahead) > 4 * READERS:
                    yield from _done(*ahead.popleft())
            while ahead and goes_on():
                yield from _done(*ahead.popleft())
        finally:
            for _, future in ahead:
                future.cancel()


def _done(each: Chosen, future: "Future[InboundMail | None]") -> Iterator[tuple[Chosen, InboundMail]]:
    found = future.result()
    if found is not None:
        yield each, found


def _batches(found: Iterable[tuple[Chosen, InboundMail]]) -> Iterator[list[tuple[Chosen, InboundMail]]]:
    batch: list[tuple[Chosen, InboundMail]] = []
    for each in found:
        batch.append(each)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    yield batch


class _Lives:
    """The tickets of the trial, and all others of the people in it, each looked up once."""

    def __init__(self, chosen: tuple[Chosen, ...]) -> None:
        self._opener = {each.ticket: each.id for each in chosen if each.opened}
        self._lives: dict[int, _Life] = {}
        self._others: dict[int, list[_Life]] = {}  # by the id of who asked

    def learn(self, connection: Connection, numbers: set[int], persons: set[int]) -> None:
        new = persons - self._others.keys()
        wanted = numbers - self._lives.keys() - {0}
        rows = connection.execute(_TICKETS.where(or_(ticket.c.number.in_(wanted), ticket.c.requester.in_(new)))).all()
        ends = self._ends(connection, [row.number for row in rows])
        before = tickets.load(connection, {row.follows for row in rows if row.follows and row.number in wanted})
        self._others |= {person: [] for person in new}
        for row in rows:
            end, spam = ends.get(row.number, (row.ended, False))
            place = (row.department, row.type, row.product)
            life = _Life(row.created, end, before.get(row.follows), spam, place)
            if row.number in wanted:
                self._lives[row.number] = life
            if row.requester in new and row.number not in self._opener:
                self._others[row.requester].append(life)

    def _ends(self, connection: Connection, numbers: list[int]) -> dict[int, tuple[datetime | None, bool]]:
        """When they were over, and whether the mail that opened them was taken for spam."""
        found: dict[int, tuple[datetime | None, bool]] = {}
        for row in connection.execute(_ENDS.where(journal.c.ticket.in_(numbers)).order_by(journal.c.id)):
            by_rule = row.mail is not None and row.mail == self._opener.get(row.ticket)
            found[row.ticket] = (None if by_rule else row.at, by_rule)
        return found

    def past(self, each: Chosen, found: InboundMail, writer: Person) -> Past:
        life = self._lives.get(each.ticket)
        past = Past(
            id=each.id,
            mail=found,
            author=Author(writer, each.standing, Role.STRANGER),
            at=each.at,
            accepted=each.accepted,
            ticket=each.ticket,
            opened=each.opened,
            others=sum(
                other.created < each.at and (other.ended is None or other.ended > each.at)
                for other in self._others.get(writer.id, ())
            ),
            released=each.released,
            again=each.again,
        )
        if life is None or not each.opened:
            return past
        return replace(past, spam=life.spam, ended=life.ended, follows=life.follows, place=life.place)
