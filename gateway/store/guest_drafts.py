"""Requests from the form that wait for their author's yes: no agent sees them, no triage, no spool. Each is the mail
that it becomes when its link is used; those that nobody confirms are gone within a day.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select, update

from ..mail import entering
from ..mail.entering import Door
from ..notices import Kind
from ..policy import Policy
from ..tickets.people import Person
from . import brakes, guests, people
from .schema import guest_draft, person
from .sent_lately import HOUR

VALID = timedelta(days=1)
LARGEST = 10_000_000  # octets of one
ALL = 200_000_000  # octets of all that wait
OPEN = 3  # that wait for one address
AN_HOUR = 3  # for one address, confirmed or not
A_PEER = 10  # from one visitor within an hour


@dataclass(frozen=True, slots=True)
class Draft:
    """`raw` is the whole mail, `recipient` the address of the department that it is for."""

    address: str  # the key form
    recipient: str
    raw: bytes
    language: str = ""
    peer: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """One that waits, and whose it is."""

    id: int
    person: Person
    recipient: str
    raw: bytes
    language: str  # of the form


def keep(connection: Connection, draft: Draft, policy: Policy, now: datetime) -> tuple[int, ...]:
    """Keeps it and mails its author a link; the notices, none where a brake holds it back, and nothing is kept."""
    if policy.owns(draft.address) or len(draft.raw) > LARGEST or _is_full(connection, draft, policy, now):
        return ()
    who = people.stored(connection, [Person(0, draft.address)])[draft.address]
    if _is_full_for(connection, who.id, now):
        return ()
    asked = secrets.randbits(53)
    row = {"id": asked, "person": who.id, "peer": guests.counted(draft.peer), "asked": now, "expires": now + VALID}
    row |= {"language": draft.language, "recipient": draft.recipient, "size": len(draft.raw), "raw": draft.raw}
    people.insert_new(connection, guest_draft, [row])
    return guests.mail_link(connection, Kind.NEW_REQUEST, asked, who, draft.language, policy, now)


def _is_full(connection: Connection, draft: Draft, policy: Policy, now: datetime) -> bool:
    peer = (guest_draft.c.peer == guests.counted(draft.peer), guest_draft.c.asked > now - HOUR)
    waiting = connection.scalar(select(func.coalesce(func.sum(guest_draft.c.size), 0))) or 0
    return (
        guests.number(connection, guest_draft, *peer) >= A_PEER
        or waiting + len(draft.raw) > ALL
        or not brakes.fits_the_crowd(connection, draft.address, policy.brakes, now)
    )


def _is_full_for(connection: Connection, who: int, now: datetime) -> bool:
    theirs = guest_draft.c.person == who
    lately = guests.number(connection, guest_draft, theirs, guest_draft.c.asked > now - HOUR)
    waiting = guests.number(connection, guest_draft, theirs, guest_draft.c.used.is_(None), guest_draft.c.expires > now)
    return lately >= AN_HOUR or waiting >= OPEN


def named(connection: Connection, code: str, policy: Policy, now: datetime) -> Kept | None:
    """What a link confirms at this moment; None for one that is used, too old, or none of ours. Changes nothing."""
    asked = entering.named(code)
    if asked is None:
        return None
    query = select(
        guest_draft.c.id.label("draft"),
        guest_draft.c.recipient,
        guest_draft.c.raw,
        guest_draft.c.language.label("form"),
        person,
    )
    query = query.join(person, person.c.id == guest_draft.c.person)
    good = (guest_draft.c.id == asked, guest_draft.c.used.is_(None), guest_draft.c.expires > now)
    row = connection.execute(query.where(*good)).one_or_none()
    if row is None or not entering.holds(code, asked, row.address, policy.ring, Door.NEW):
        return None
    return Kept(row.draft, people.as_person(row), row.recipient, row.raw, row.form)


def use(connection: Connection, id: int, now: datetime) -> bool:
    """It was handed in: its link is used up, and what it held is in the spool. False where that was so before."""
    unused = (guest_draft.c.id == id, guest_draft.c.used.is_(None))
    return connection.execute(update(guest_draft).where(*unused).values(used=now, raw=b"", size=0)).rowcount == 1


def forget(connection: Connection, now: datetime) -> None:
    connection.execute(delete(guest_draft).where(guest_draft.c.expires < now))
