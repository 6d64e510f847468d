"""People who wrote to us, on their own pages: mailed links that count once, and visits of an hour.

As for agents (`store/visits`): what a browser holds is drawn at random and kept as a hash, what a link holds is made of
our keys and not kept at all. A visit proves the address that the link went to, and nothing more.
"""

import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, exists, func, or_, select, update

from ..mail import entering
from ..mail.entering import Door
from ..notices import Kind, Manner, Notice, Recipient, Voice
from ..policy import Policy
from ..tickets.people import Person, Role
from . import brakes, people
from .issue import Cause, addressed, issue
from .prepared import Prepared
from .schema import guest_entrance, guest_visit, person, ticket
from .sent_lately import HOUR
from .visits import hashed

AN_HOUR = 3  # links that are mailed to one person
A_PEER = 30  # that one visitor may ask for within an hour, for whomever
LASTS = timedelta(hours=1)  # a visit
KEPT = timedelta(days=1)  # for which ended visits and used links are remembered

_CURRENT = Prepared(
    select(guest_visit, person.c.address, person.c.name.label("called"), person.c.language)
    .join(person, person.c.id == guest_visit.c.person)
    .where(guest_visit.c.name == bindparam("wanted"), person.c.erased.is_(None))
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A browser whose visitor proved to have this person's address."""

    name: bytes
    person: Person
    expires: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants in. `ticket` is where they were when they asked, 0 for nowhere."""

    person: Person
    ticket: int
    language: str
    peer: str


def requester_at(connection: Connection, address: str) -> Person | None:
    """Who asked us for something from this address."""
    found = people.by_address(connection, [address]).get(address)
    asked = found and connection.scalar(select(exists().where(ticket.c.requester == found.id)))
    return found if asked and not people.is_pseudonym(address) else None


def ask(connection: Connection, wish: Wish, policy: Policy, now: datetime) -> tuple[int, ...]:
    """Mails them a link; the notices, none where a brake holds it back."""
    address, peer = wish.person.address, counted(wish.peer)
    lately = guest_entrance.c.asked > now - HOUR
    full = (
        number(connection, guest_entrance, lately, guest_entrance.c.person == wish.person.id) >= AN_HOUR
        or number(connection, guest_entrance, lately, guest_entrance.c.peer == peer) >= A_PEER
        or not brakes.fits_the_crowd(connection, address, policy.brakes, now)
    )
    if full or policy.owns(address):
        return ()
    asked = secrets.randbits(53)
    row = {"id": asked, "person": wish.person.id, "ticket": wish.ticket, "peer": peer, "asked": now}
    people.insert_new(connection, guest_entrance, [row | {"expires": now + entering.VALID}])
    return mail_link(connection, Kind.VISIT, asked, wish.person, wish.language, policy, now)


def mail_link(
    connection: Connection, kind: Kind, asked: int, to: Person, language: str, policy: Policy, now: datetime
) -> tuple[int, ...]:
    """Without a word of whoever asked: they may be anybody."""
    recipient = Recipient(to, Role.REQUESTER, to.language or language)
    told = Notice(kind, recipient, Voice.GENERATED, Manner.CONTENT_FREE, (str(asked),))
    cause = Cause(f"{kind.value} {asked}", None, None, None)
    return issue(connection, cause, addressed((told,), {to.address: to}), policy, now)


def named(connection: Connection, code: str, policy: Policy, now: datetime) -> Wish | None:
    """Whose visit a link starts now; None for one that is used, too old, or none of ours. Changes nothing."""
    asked = entering.named(code)
    if asked is None:
        return None
    query = select(guest_entrance.c.ticket, person).join(person, person.c.id == guest_entrance.c.person)
    good = (guest_entrance.c.id == asked, guest_entrance.c.used.is_(None), guest_entrance.c.expires > now)
    row = connection.execute(query.where(*good)).one_or_none()
    if row is None or not entering.holds(code, asked, row.address, policy.ring, Door.REQUESTS):
        return None
    return Wish(people.as_person(row), row.ticket, row.language, "")


def enter(connection: Connection, code: str, policy: Policy, now: datetime) -> tuple[str, int]:
    """Starts a visit by a link, which is used up with that: what the browser is to hold, "" where the link does not
    count, and the ticket to show first.
    """
    wish = named(connection, code, policy, now)
    unused = (guest_entrance.c.id == entering.named(code), guest_entrance.c.used.is_(None))
    if wish is None or connection.execute(update(guest_entrance).where(*unused).values(used=now)).rowcount != 1:
        return "", 0
    return begin(connection, wish.person.id, now), wish.ticket


def begin(connection: Connection, who: int, now: datetime) -> str:
    """A visit of somebody who proved their address just now."""
    held = secrets.token_urlsafe(32)
    row = {"name": hashed(held), "person": who, "since": now, "expires": now + LASTS}
    people.insert_new(connection, guest_visit, [row])
    return held


def current(connection: Connection, held: str, now: datetime) -> Guest | None:
    row = _CURRENT.execute(connection, {"wanted": hashed(held)}).one_or_none()
    if row is None or row.ended is not None or row.expires <= now:
        return None
    return Guest(row.name, Person(row.person, row.address, row.called, row.language), row.expires)


def end(connection: Connection, name: bytes, now: datetime) -> None:
    connection.execute(update(guest_visit).where(guest_visit.c.name == name).values(ended=now))


def forget(connection: Connection, now: datetime) -> None:
    """What ended a day ago."""
    connection.execute(delete(guest_entrance).where(guest_entrance.c.expires < now - KEPT))
    over = or_(guest_visit.c.expires < now - KEPT, guest_visit.c.ended < now - KEPT)
    connection.execute(delete(guest_visit).where(over))


def counted(peer: str) -> str:
    """Whom the brakes take for one visitor: with IPv6, everybody has a whole network."""
    try:
        known = ipaddress.ip_address(peer)
    except ValueError:
        return peer
    return peer if known.version == 4 else str(ipaddress.ip_network(f"{known}/64", strict=False))


def number(connection: Connection, table: Table, *conditions: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(*conditions)) or 0
