"""The life of a ticket: which moves are legal, what a reply does to it, what time does to it. Pure; `now` comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .changes import Answered, Assign, Change, Close, Remind, Reopen, Resolve, SetStatus, Wake
from .people import Author
from .ticket import Status, Ticket

_ANY_OPEN = frozenset({Status.OPEN, Status.WAITING, Status.RESOLVED, Status.CLOSED, Status.MERGED, Status.SPAM})

MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: _ANY_OPEN,
    Status.OPEN: _ANY_OPEN - {Status.OPEN},
    Status.WAITING: _ANY_OPEN - {Status.WAITING},
    Status.RESOLVED: frozenset({Status.OPEN, Status.WAITING, Status.CLOSED, Status.MERGED, Status.SPAM}),
    Status.CLOSED: frozenset({Status.OPEN}),
    Status.MERGED: frozenset({Status.OPEN}),
    Status.SPAM: frozenset({Status.OPEN}),
}

REMINDER_BEFORE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """How long a resolved ticket waits for a "not solved" before it closes."""

    length: timedelta

    @property
    def reminds_after(self) -> timedelta:
        """A day before the end; half-way where the window is no longer than that."""
        return max(self.length - REMINDER_BEFORE, self.length / 2)


def may_move(ticket: Ticket, status: Status) -> bool:
    return status in MOVES[ticket.status]


def finished(ticket: Ticket) -> bool:
    """Does a reply to this ticket open a new, linked one?"""
    return ticket.status in (Status.CLOSED, Status.SPAM)


def replied(ticket: Ticket) -> tuple[Change, ...]:
    """What a requester's or participant's reply does to the status."""
    woken = (Wake(),) if ticket.snoozed is not None else ()
    if ticket.status is Status.RESOLVED:
        return (*woken, Reopen())
    return (*woken, SetStatus(Status.OPEN)) if ticket.status is Status.WAITING else woken


def answered(ticket: Ticket, author: Author, now: datetime) -> tuple[Change, ...]:
    """What an agent's public answer does: the clock stops, the ticket waits, and who answers first takes it."""
    changes: list[Change] = []
    if ticket.first_response is None:
        changes.append(Answered(now))
    if not ticket.assignee and author.agent:
        changes.append(Assign(author.agent))
    if may_move(ticket, Status.WAITING) and ticket.status is not Status.RESOLVED:
        changes.append(SetStatus(Status.WAITING))
    return tuple(changes)


def resolve(ticket: Ticket, now: datetime, window: Window) -> tuple[Change, ...]:
    return (Resolve(now, now + window.length),) if may_move(ticket, Status.RESOLVED) else ()


def woken(ticket: Ticket, now: datetime) -> tuple[Change, ...]:
    """What the passing of time does to a snoozed ticket."""
    return (Wake(),) if ticket.snoozed is not None and now >= ticket.snoozed else ()


def passed(ticket: Ticket, now: datetime, window: Window) -> tuple[Change, ...]:
    """What the passing of time does to a resolved ticket: a reminder, then closing."""
    if ticket.status is not Status.RESOLVED or ticket.resolved is None or ticket.closes is None:
        return ()
    if now >= ticket.closes:
        return (Close(now),)
    if not ticket.reminded and now >= ticket.resolved + window.reminds_after:
        return (Remind(),)
    return ()
