"""The promise of a first answer: when it is for, what time does to it, when it goes on. Pure; `now` comes in.

Its clock starts when the request came and runs while the department works. It stops with a person's answer that the
customer got (`Answered`), and ends with the ticket. A snooze leaves it alone: the customer knows nothing of that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from . import clock
from .changes import Answered, Change, Late, Promise, SetStatus, Unanswered, Warn
from .clock import Hours
from .ticket import Nudge, Status, Ticket

WARNED_AT = 0.8  # of the promised time

WAITS = frozenset({Status.NEW, Status.OPEN})  # for us
_ALIVE = WAITS | {Status.WAITING}
_NONE = Promise(None, None)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a department promises: a first answer within so much of its working time. None: nothing."""

    hours: Hours
    span: timedelta | None


def begun(new: Ticket, terms: Terms) -> tuple[Change, ...]:
    """What a new ticket's requester is promised, from the moment at which the request came."""
    promise = _promise(new.created, terms)
    return (promise,) if promise != _NONE and new.status in _ALIVE and new.first_response is None else ()


def moved(after: Ticket, left: Terms, terms: Terms) -> tuple[Change, ...]:
    """A ticket that went to another department gets that department's promise, from the moment at which the request
    came; a quicker one does not break what the requester was told before. `left` is what the old department promises: a
    ticket that has no promise all the same was never to have one.
    """
    if after.first_response is not None or after.status not in _ALIVE or _ended(after):
        return ()
    if after.promised is None:
        return begun(after, terms) if left.span is None else ()
    promise = _promise(after.created, terms)
    return () if promise.until is not None and promise.until <= after.promised else (promise,)


def _ended(ticket: Ticket) -> bool:
    """It was resolved or closed before without an answer, and opened again."""
    return ticket.promised is not None and ticket.nudge_at is None and ticket.nudge is not Nudge.LATE


def _promise(start: datetime, terms: Terms) -> Promise:
    if terms.span is None:
        return _NONE
    until = clock.after(terms.hours, start, terms.span)
    return _NONE if until is None else Promise(until, _warning(start, until, terms.span, terms.hours))


def _warning(start: datetime, until: datetime, span: timedelta, hours: Hours) -> datetime:
    warning = clock.after(hours, start, span * WARNED_AT)
    return until if warning is None else min(warning, until)


def passed(ticket: Ticket, now: datetime) -> tuple[Change, ...]:
    """What the passing of time does to a ticket that nobody answered. After a long pause the warning is left out."""
    if ticket.nudge_at is None or ticket.promised is None or ticket.status not in WAITS:
        return ()
    if now >= ticket.promised:
        return (Late(),)
    return (Warn(ticket.promised),) if now >= ticket.nudge_at and ticket.nudge is Nudge.NONE else ()


def reconsidered(ticket: Ticket, answered: datetime | None, terms: Terms) -> tuple[Change, ...]:
    """What follows where an answer came back, or one that had come back arrived after all. `answered`: when the first
    of those was written that did not come back.
    """
    known = ticket.first_response
    if answered is None:
        return () if known is None else _go_on(ticket, terms)
    if known is None:
        return (Answered(answered),)
    return (Unanswered(None), Answered(answered)) if answered > known else ()


def _go_on(ticket: Ticket, terms: Terms) -> tuple[Change, ...]:
    """The clock goes on as if it had never stopped, and the ticket waits for us, no longer for the customer."""
    reopened = (SetStatus(Status.OPEN),) if ticket.status is Status.WAITING else ()
    return (Unanswered(_next(ticket, terms) if ticket.status in _ALIVE else None), *reopened)


def _next(ticket: Ticket, terms: Terms) -> datetime | None:
    """When there is something to say; that may be long past."""
    if ticket.promised is None or ticket.nudge is Nudge.LATE:
        return None
    if ticket.nudge is Nudge.WARNED or terms.span is None:
        return ticket.promised
    return _warning(ticket.created, ticket.promised, terms.span, terms.hours)
