"""Moves tickets whose time has come: each in a step of its own, told once, whoever ticks beside us. What time does is
said by the lifecycle; `closing` and `promises` find the tickets.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from ..notices import Notice, Step, plan
from ..policy import Policy
from ..tickets.changes import Change, apply
from ..tickets.ticket import Ticket
from . import people, tickets
from .issue import Cause, addressed, issue
from .journal import entries_of, write

BATCH = 200  # tickets in one transaction; the rest comes in the next slot


@dataclass(frozen=True, slots=True)
class Moved:
    """A ticket that time moved: the names of the changes, and the notices that are due now."""

    ticket: int
    changes: tuple[str, ...]
    notices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Moving:
    """What time does to a ticket, the name of the cause, so that it is told once, and when it was due."""

    cause: str
    changes: tuple[Change, ...]
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Round:
    """One look at the clock."""

    connection: Connection
    policy: Policy
    now: datetime


def _as_it_is(round: Round, ticket: Ticket, notice: Notice) -> Notice | None:
    return notice


@dataclass(frozen=True, slots=True)
class Mover:
    """What time does to a ticket, and which of the notices about it are written (None: this one is not)."""

    moving: Callable[[Ticket, Policy, datetime], Moving]
    admits: Callable[[Round, Ticket, Notice], Notice | None] = _as_it_is


def move_all(round: Round, numbers: Sequence[int], mover: Mover) -> tuple[Moved, ...]:
    found = tickets.load(round.connection, numbers)
    return tuple(moved for number in numbers for moved in _try(round, found[number], mover))


def _try(round: Round, before: Ticket, mover: Mover) -> tuple[Moved, ...]:
    """A ticket that somebody else is changing at this moment is left for the next slot."""
    try:
        with round.connection.begin_nested():
            return _move(round, before, mover)
    except tickets.Stale:
        return ()


def _move(round: Round, before: Ticket, mover: Mover) -> tuple[Moved, ...]:
    moving = mover.moving(before, round.policy, round.now)
    if not moving.changes:
        return ()
    after = apply(before, moving.changes)
    tickets.rewrite(round.connection, before, after)
    planned = plan(Step(before, after, None, None, round.policy.staff(after)))
    weighed = (mover.admits(round, after, notice) for notice in planned)
    notices = tuple(notice for notice in weighed if notice is not None)
    known = people.stored(round.connection, [notice.recipient.person for notice in notices])
    cause = Cause(moving.cause, before.number, None, None, moving.due)
    ids = issue(round.connection, cause, addressed(notices, known), round.policy, round.now)
    write(round.connection, before.number, None, None, round.now, entries_of(before, moving.changes))
    return (Moved(before.number, tuple(change.name for change in moving.changes), ids),)
