"""Finds tickets whose time has come and writes what the lifecycle says: a reminder, the end, the end of a snooze."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, or_, select

from ..policy import Policy
from ..tickets import lifecycle
from ..tickets.ticket import Status, Ticket
from .moving import BATCH, Moved, Mover, Moving, Round, move_all
from .schema import ticket

_RESOLVED = ticket.c.status == Status.RESOLVED.value
_DUE = (  # each side has an index of its own
    select(ticket.c.number)
    .where(
        or_(
            and_(_RESOLVED, ticket.c.closes <= bindparam("now")),
            and_(_RESOLVED, ticket.c.reminds <= bindparam("now")),
        )
    )
    .order_by(ticket.c.closes)
    .limit(BATCH)
)
_AWAKE = select(ticket.c.number).where(ticket.c.snoozed <= bindparam("now")).order_by(ticket.c.snoozed).limit(BATCH)


def pass_time(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    numbers = connection.scalars(_DUE, {"now": now}).all()
    return move_all(Round(connection, policy, now), numbers, _PASSED)


def wake(connection: Connection, policy: Policy, now: datetime) -> tuple[Moved, ...]:
    """Ends the snoozes whose time has come, and tells the agents concerned."""
    numbers = connection.scalars(_AWAKE, {"now": now}).all()
    return move_all(Round(connection, policy, now), numbers, _WOKEN)


def _passed(before: Ticket, policy: Policy, now: datetime) -> Moving:
    due = before.closes if before.closes is not None and before.closes <= now else before.reminds
    return Moving(f"ticket {before.number} resolved {before.resolved}", lifecycle.passed(before, now), due)


def _woken(before: Ticket, policy: Policy, now: datetime) -> Moving:
    return Moving(f"ticket {before.number} snoozed {before.snoozed}", lifecycle.woken(before, now), before.snoozed)


_PASSED, _WOKEN = Mover(_passed), Mover(_woken)
