"""Finds resolved tickets whose time has come and writes what the lifecycle says: a reminder, or the end."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select

from ..notices import Step, plan
from ..policy import Policy
from ..tickets import lifecycle
from ..tickets.changes import apply
from ..tickets.ticket import Status, Ticket
from . import people, tickets
from .issue import Cause, issue
from .schema import journal, ticket
from .unit_of_work import addressed

BATCH = 200  # tickets in one transaction; the rest comes in the next slot


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that time moved: the names of the changes, and the notices that are due now."""

    ticket: int
    changes: tuple[str, ...]
    notices: tuple[int, ...]


def pass_time(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    soon = now + lifecycle.REMINDER_BEFORE  # no reminder is earlier than that
    concerned = or_(ticket.c.closes <= now, ticket.c.reminded.is_(False) & (ticket.c.closes <= soon))
    query = select(ticket.c.number).where(ticket.c.status == Status.RESOLVED.value, concerned)
    numbers = connection.scalars(query.order_by(ticket.c.closes).limit(BATCH)).all()
    found = tickets.load(connection, numbers)
    return tuple(moved for number in numbers for moved in _try(connection, found[number], policy, now))


def _try(connection: Connection, before: Ticket, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    """A ticket that somebody else is changing at this moment is left for the next slot."""
    try:
        with connection.begin_nested():
            return _move(connection, before, policy, now)
    except tickets.Stale:
        return ()


def _move(connection: Connection, before: Ticket, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    window = policy.department(before.department).window
    changes = lifecycle.passed(before, now, window)
    if not changes:
        return ()
    after = apply(before, changes)
    tickets.rewrite(connection, before, after)
    notices = plan(Step(before, after, None, None, policy.staff(after)))
    known = people.stored(connection, [notice.recipient.person for notice in notices])
    cause = Cause(f"ticket {before.number} resolved {before.resolved}", before.number, None, None)
    ids = issue(connection, cause, addressed(notices, known), policy, now)
    for change in changes:
        old, new = change.told(before)
        row = {"ticket": before.number, "at": now, "author": None, "mail": None}
        connection.execute(journal.insert().values(**row, change=change.name, old=old, new=new))
    return (Moved(before.number, tuple(change.name for change in changes), ids),)
