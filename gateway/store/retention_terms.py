"""For how long things are kept, and which of them that concerns at a moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.sql.elements import ColumnElement

from ..decisions import Outcome
from ..tickets.ticket import Status
from .outbox import NoticeState
from .schema import article, attempt, mail, notice, spool, ticket

_root = ticket.alias("root")  # what a merged ticket became part of
# When a ticket was over; none for what is not.
ENDED = case(
    (ticket.c.status == Status.CLOSED.value, ticket.c.closed),
    (ticket.c.status == Status.SPAM.value, ticket.c.created),
    (ticket.c.status == Status.MERGED.value, _root.c.closed),
)
_TICKETS = ticket.outerjoin(_root, _root.c.number == ticket.c.merged_into)
_SECOND = (Outcome.QUARANTINED.value, Outcome.DISCARDED.value, Outcome.DUPLICATE.value)


class Kind(Enum):
    """What goes."""

    RAW = "raw mail of closed tickets"
    TICKET = "texts and files of closed tickets"
    KEPT_BACK = "quarantined and discarded mail, second copies"
    TRAIL = "trails of mails"
    ATTEMPT = "attempts to send"


@dataclass(frozen=True, slots=True)
class DepartmentTerms:
    """`name` "": of tickets whose department is configured no more. None: for ever."""

    name: str
    raw: timedelta | None
    ticket: timedelta | None

    def of(self, kind: Kind) -> timedelta | None:
        return self.raw if kind is Kind.RAW else self.ticket


@dataclass(frozen=True, slots=True)
class Terms:
    departments: tuple[DepartmentTerms, ...]
    rest: DepartmentTerms
    kept_back: timedelta | None = None
    trail: timedelta | None = None

    @property
    def for_ever(self) -> bool:
        return not any(True for _ in self.lines())

    def lines(self) -> Iterator[tuple[Kind, str, timedelta]]:
        """What is kept for a time only: its kind, the department ("" for all others or none), and for how long."""
        for kind in (Kind.RAW, Kind.TICKET):
            for each in (*self.departments, self.rest):
                if (kept := each.of(kind)) is not None:
                    yield kind, each.name, kept
        if self.kept_back is not None:
            yield Kind.KEPT_BACK, "", self.kept_back
        if self.trail is not None:
            yield Kind.TRAIL, "", self.trail
            yield Kind.ATTEMPT, "", self.trail

    def limit(self, kind: Kind) -> bool:
        """Is anything of this kind kept for a time only?"""
        return any(each is kind for each, _, _ in self.lines())

    def ended_by(self, kind: Kind, now: datetime) -> ColumnElement[bool]:
        """Is a ticket over for so long that this goes?"""
        known = [each.name for each in self.departments]
        conditions = [
            and_(ticket.c.department == each.name, now - kept >= ENDED)
            for each in self.departments
            if (kept := each.of(kind)) is not None
        ]
        if (rest := self.rest.of(kind)) is not None:
            conditions.append(and_(ticket.c.department.not_in(known), now - rest >= ENDED))
        return or_(False, *conditions)


# --- everything that may go one day, each with the moment from which its days count -----------------------------------


def raw_mails() -> Select[Any]:
    """Of tickets that are over; those whose mail waits again are not among them."""
    return (
        select(spool.c.id, ENDED.label("since"), ticket.c.department)
        .select_from(_TICKETS)
        .join(article, article.c.ticket == ticket.c.number)
        .join(spool, spool.c.id == article.c.mail)
        .join(mail, mail.c.id == spool.c.id)
        .where(spool.c.gone.is_(None), mail.c.outcome != "waiting", ENDED.is_not(None))
    )


def whole_tickets() -> Select[Any]:
    """Tickets that are over and that nothing is to be sent about."""
    waits = (NoticeState.WAITING.value, NoticeState.PARKED.value)
    unsent = select(notice.c.id).where(notice.c.ticket == ticket.c.number, notice.c.state.in_(waits)).exists()
    query = select(ticket.c.number.label("id"), ENDED.label("since"), ticket.c.department).select_from(_TICKETS)
    return query.where(ticket.c.emptied.is_(None), ENDED.is_not(None), ~unsent)


def kept_back() -> Select[Any]:
    query = select(mail.c.id, mail.c.finished.label("since")).join(spool, spool.c.id == mail.c.id)
    return query.where(mail.c.outcome.in_(_SECOND), spool.c.gone.is_(None), mail.c.finished.is_not(None))


def trails() -> Select[Any]:
    """Of mails that have their outcome. What is held or quarantined may be let in yet, and its trail is asked then."""
    waits = ("waiting", Outcome.HELD.value, Outcome.QUARANTINED.value)
    query = select(mail.c.id, mail.c.finished.label("since"))
    return query.where(mail.c.finished.is_not(None), mail.c.outcome.not_in(waits), mail.c.trail.is_not(None))


def attempts() -> Select[Any]:
    query = select(notice.c.id, notice.c.finished.label("since"))
    told = select(attempt.c.notice).where(attempt.c.notice == notice.c.id).exists()
    return query.where(notice.c.finished.is_not(None), told)
