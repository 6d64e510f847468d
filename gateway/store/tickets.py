"""Tickets as rows: loading them as values, writing the next version of one."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, select, update

from ..tickets.people import Person
from ..tickets.ticket import UNNUMBERED, Nudge, Priority, Status, Ticket
from . import people
from .numbers import next_of
from .prepared import Prepared
from .rows import Rows
from .schema import participant, person, ticket, ticket_number

FIRST_NUMBER = 1001
MERGES = 5  # steps from one merged ticket to the next that are followed


class Stale(Exception):
    """Somebody else changed what this decision was based on; gather and decide again."""


_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_requester = tuple(person.c[name].label(f"requester_{name}") for name in ("address", "name", "language"))
_BY_NUMBER = Prepared(
    select(ticket, *_requester).join(person, person.c.id == ticket.c.requester).where(ticket.c.number.in_(_NUMBERS))
)
_PLACES = Prepared(
    select(participant.c.ticket, person.c.id, person.c.address, person.c.name, person.c.language)
    .join(person, person.c.id == participant.c.person)
    .where(participant.c.ticket.in_(_NUMBERS))
)
_INSERT = Prepared(ticket.insert())
_INSERT_NEXT = Prepared(ticket.insert().values(number=ticket_number.next_value()).returning(ticket.c.number))
_UPDATE = update(ticket).where(ticket.c.number == bindparam("old_number"))
_REWRITE = Prepared(_UPDATE.where(ticket.c.version == bindparam("old_version")))
_LEAVE = Prepared(
    delete(participant).where(participant.c.ticket == bindparam("number"), participant.c.person == bindparam("who"))
)
_NEXT = Prepared(select(next_of(ticket.c.number, FIRST_NUMBER)))


def load(connection: Connection, numbers: Iterable[int]) -> dict[int, Ticket]:
    wanted = list(numbers)
    if not wanted:
        return {}
    rows = _BY_NUMBER.execute(connection, {"numbers": wanted})
    places = _PLACES.execute(connection, {"numbers": wanted})
    taking_part: dict[int, list[Person]] = {}
    for place in places:
        taking_part.setdefault(place.ticket, []).append(people.as_person(place))
    return {row.number: as_ticket(row, _requester_of(row), taking_part.get(row.number, [])) for row in rows}


def _requester_of(row: Row[Any]) -> Person:
    return Person(row.requester, row.requester_address, row.requester_name, row.requester_language)


def load_followed(connection: Connection, numbers: Iterable[int]) -> dict[int, Ticket]:
    """As `load`, but a merged ticket's number gives the ticket that it ended in.

    Where that cannot be told (a circle, a chain too long, a ticket that is gone), it gives the merged ticket itself.
    """
    wanted = load(connection, numbers)
    known = dict(wanted)
    for _ in range(MERGES):
        missing = {each.merged for each in known.values() if _is_merged(each)} - known.keys()
        if not missing:
            break
        known |= load(connection, missing)
    return {number: _end_of(each, known) for number, each in wanted.items()}


def _end_of(start: Ticket, known: dict[int, Ticket]) -> Ticket:
    at = start
    for _ in range(MERGES):
        if not _is_merged(at) or at.merged not in known:
            break
        at = known[at.merged]
    return start if _is_merged(at) else at


def _is_merged(value: Ticket) -> bool:
    return value.status is Status.MERGED and value.merged != UNNUMBERED


def as_ticket(row: Row[Any], requester: Person, participants: list[Person]) -> Ticket:
    return Ticket(
        number=row.number,
        subject=row.subject,
        status=Status(row.status),
        department=row.department,
        requester=requester,
        language=row.language,
        created=row.created,
        participants=tuple(participants),
        assignee=row.assignee,
        priority=Priority(row.priority),
        type=row.type,
        product=row.product,
        first_response=row.first_response,
        resolved=row.resolved,
        closes=row.closes,
        reminds=row.reminds,
        reminded=row.reminded,
        closed=row.closed,
        snoozed=row.snoozed,
        rating=row.rating,
        follows=row.follows or UNNUMBERED,
        merged=row.merged_into or UNNUMBERED,
        version=row.version,
        tags=tuple(row.tags.split()),
        repeats=row.repeats,
        promised=row.promised,
        nudge=Nudge(row.nudge),
        nudge_at=row.nudge_at,
    )


def with_ids(value: Ticket, known: dict[str, Person]) -> Ticket:
    """The same ticket, its people as they are stored."""
    participants = tuple(known[person.address] for person in value.participants)
    return replace(value, requester=known[value.requester.address], participants=participants)


def insert(connection: Connection, new: Ticket, stub: int, given: int = 0) -> int:
    """Stores a new ticket whose people have ids; returns its number. A stub (0 for none) becomes the ticket; else it
    gets the number that is given, or the next one.
    """
    number = stub or given
    if stub:
        connection.execute(_UPDATE, {"old_number": stub, **_columns(new)})
    elif given:
        _INSERT.execute(connection, {"number": given, "version": 1, **_columns(new)})
    else:
        number = _insert_next(connection, new)
    _store_participants(connection, number, new)
    return number


def rewrite(connection: Connection, before: Ticket, after: Ticket) -> None:
    """Stores the next version of a ticket. Raises Stale where `before` is no longer the last one."""
    refuse_changed(rewrite_unless_changed(connection, before, after), before)


def refuse_changed(written: Rows, before: Ticket) -> None:
    """Raises Stale where nothing was written, because `before` is no longer the last version."""
    if written.rowcount != 1:
        raise Stale(f"ticket {before.number} has changed")


def rewrite_unless_changed(connection: Connection, before: Ticket, after: Ticket) -> Rows:
    """As `rewrite`, for whoever asks `refuse_changed` before they commit."""
    found = {"old_number": before.number, "old_version": before.version}
    written = _REWRITE.execute(connection, {**found, "version": before.version + 1, **_columns(after)})
    _store_participants(connection, before.number, after)
    left = {one.address for one in before.participants} - {one.address for one in after.participants}
    for one in before.participants:
        if one.address in left:
            _LEAVE.execute(connection, {"number": before.number, "who": one.id})
    return written


def _columns(value: Ticket) -> dict[str, Any]:
    return {
        "subject": value.subject,
        "status": value.status.value,
        "department": value.department,
        "assignee": value.assignee,
        "priority": value.priority.value,
        "type": value.type,
        "product": value.product,
        "requester": value.requester.id,
        "language": value.language,
        "follows": value.follows or None,
        "merged_into": value.merged or None,
        "created": value.created,
        "first_response": value.first_response,
        "resolved": value.resolved,
        "closes": value.closes,
        "reminds": value.reminds,
        "reminded": value.reminded,
        "closed": value.closed,
        "snoozed": value.snoozed,
        "rating": value.rating,
        "tags": " ".join(value.tags),
        "repeats": value.repeats,
        "promised": value.promised,
        "nudge": value.nudge.value,
        "nudge_at": value.nudge_at,
    }


def _store_participants(connection: Connection, number: int, value: Ticket) -> None:
    rows = [{"ticket": number, "person": one.id, "since": datetime.now(UTC)} for one in value.participants]
    people.insert_new(connection, participant, rows)


def _insert_next(connection: Connection, new: Ticket) -> int:
    """On SQLite the write lock makes the next number ours; on PostgreSQL a sequence does."""
    values = {"version": 1, **_columns(new)}
    if connection.dialect.name != "sqlite":
        return int(_INSERT_NEXT.execute(connection, values).one().number)
    number = _NEXT.scalar(connection)
    assert number is not None
    _INSERT.execute(connection, {"number": number, **values})
    return int(number)
