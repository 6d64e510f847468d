"""The life of a ticket: which moves are legal, what a reply does to it, what time does to it. Pure; `now` comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from . import clock
from .changes import Answered, Assign, Change, Close, Remind, Reopen, Resolve, SetStatus, Wake
from .clock import Hours
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

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """How long a resolved ticket waits for a "not solved" before it closes: days of the calendar, or the days of
    `work`, whole ones. Both moments are written down when the ticket is resolved; a changed setting moves neither.
    """

    length: timedelta
    work: Hours | None = None

    @property
    def days(self) -> int:
        return max(1, round(self.length / _DAY))

    def ends(self, start: datetime) -> datetime:
        return start + self.length if self.work is None else clock.days_after(self.work, start, self.days)

    def reminds(self, start: datetime) -> datetime:
        """A day before the end; half-way where the window is no longer than that."""
        if self.work is None:
            return start + max(self.length - _DAY, self.length / 2)
        end = self.ends(start)
        return max(clock.days_after(self.work, end, -1), _half_way(self.work, start, end))


def _half_way(work: Hours, start: datetime, end: datetime) -> datetime:
    """While there is work, so that nobody is reminded at night; on the calendar where there is none in between."""
    worked = clock.worked(work, start, end)
    return (clock.after(work, start, worked / 2) if worked else None) or start + (end - start) / 2


def may_move(ticket: Ticket, status: Status) -> bool:
    return status in MOVES[ticket.status]


def finished(ticket: Ticket) -> bool:
    """Does a reply to this ticket open a new, linked one?"""
    return ticket.status in (Status.CLOSED, Status.SPAM)


def crossed(ticket: Ticket, came: datetime) -> bool:
    """Was this reply with us before the ticket was closed, though it is read only now? It does what it would have done
    then: nobody loses their window because we were slow.
    """
    return ticket.status is Status.CLOSED and ticket.closed is not None and came < ticket.closed


def replied(ticket: Ticket, came: datetime) -> tuple[Change, ...]:
    """What a requester's or participant's reply does to the status."""
    woken = (Wake(),) if ticket.snoozed is not None else ()
    if ticket.status is Status.RESOLVED or crossed(ticket, came):
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
    return (Resolve(now, window.ends(now), window.reminds(now)),) if may_move(ticket, Status.RESOLVED) else ()


def woken(ticket: Ticket, now: datetime) -> tuple[Change, ...]:
    """What the passing of time does to a snoozed ticket."""
    return (Wake(),) if ticket.snoozed is not None and now >= ticket.snoozed else ()


def passed(ticket: Ticket, now: datetime) -> tuple[Change, ...]:
    """What the passing of time does to a resolved ticket: a reminder, then closing."""
    if ticket.status is not Status.RESOLVED or ticket.closes is None:
        return ()
    if now >= ticket.closes:
        return (Close(now),)
    return (Remind(),) if ticket.reminds is not None and now >= ticket.reminds else ()
