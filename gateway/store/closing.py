"""Finds tickets whose time has come and writes what the lifecycle says: a reminder, the end, the end of a snooze."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from ..notices import Step, plan
from ..policy import Policy
from ..tickets import lifecycle
from ..tickets.changes import Change, apply
from ..tickets.ticket import Status, Ticket
from . import people, tickets
from .issue import Cause, addressed, issue
from .journal import entries_of, write
from .schema import ticket

BATCH = 200  # tickets in one transaction; the rest comes in the next slot


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that time moved: the names of the changes, and the notices that are due now."""

    ticket: int
    changes: tuple[str, ...]
    notices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Moving:
    """What time does to a ticket, and the name of the cause, so that it is told once."""

    cause: str
    changes: tuple[Change, ...]


_Rule = Callable[[Ticket, Policy, datetime], _Moving]


def pass_time(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    soon = now + lifecycle.REMINDER_BEFORE  # no reminder is earlier than that
    concerned = or_(ticket.c.closes <= now, ticket.c.reminded.is_(False) & (ticket.c.closes <= soon))
    query = select(ticket.c.number).where(ticket.c.status == Status.RESOLVED.value, concerned)
    numbers = connection.scalars(query.order_by(ticket.c.closes).limit(BATCH)).all()
    return _move_all(connection, numbers, policy, now, _passed)


def wake(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    """Ends the snoozes whose time has come, and tells the agents concerned."""
    query = select(ticket.c.number).where(ticket.c.snoozed <= now).order_by(ticket.c.snoozed).limit(BATCH)
    return _move_all(connection, connection.scalars(query).all(), policy, now, _woken)


def _passed(before: Ticket, policy: Policy, now: datetime) -> _Moving:
    window = policy.department(before.department).window
    return _Moving(f"ticket {before.number} resolved {before.resolved}", lifecycle.passed(before, now, window))


def _woken(before: Ticket, policy: Policy, now: datetime) -> _Moving:
    return _Moving(f"ticket {before.number} snoozed {before.snoozed}", lifecycle.woken(before, now))


def _move_all(
    connection: Connection, numbers: Sequence[int], policy: Policy, now: datetime, moving: _Rule
) -> tuple[Moved, ...]:
    found = tickets.load(connection, numbers)
    return tuple(moved for number in numbers for moved in _try(connection, found[number], policy, now, moving))


def _try(connection: Connection, before: Ticket, policy: Policy, now: datetime, moving: _Rule) -> tuple[Moved, ...]:
    """A ticket that somebody else is changing at this moment is left for the next slot."""
    try:
        with connection.begin_nested():
            return _move(connection, before, policy, now, moving(before, policy, now))
    except tickets.Stale:
        return ()


def _move(connection: Connection, before: Ticket, policy: Policy, now: datetime, moving: _Moving) -> tuple[Moved, ...]:
    if not moving.changes:
        return ()
    after = apply(before, moving.changes)
    tickets.rewrite(connection, before, after)
    notices = plan(Step(before, after, None, None, policy.staff(after)))
    known = people.stored(connection, [notice.recipient.person for notice in notices])
    cause = Cause(moving.cause, before.number, None, None)
    ids = issue(connection, cause, addressed(notices, known), policy, now)
    write(connection, before.number, None, None, now, entries_of(before, moving.changes))
    return (Moved(before.number, tuple(change.name for change in moving.changes), ids),)
