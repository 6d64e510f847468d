"""Checks of tickets: what a ticket is now is what its journal adds up to, and its times fit its status."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Connection, func, or_, select

from ...tickets.ticket import Status
from ..schema import article, journal, ticket
from .finding import Finding, Looked, Place, in_turn, rows, size

_STATUSES = tuple(status.value for status in Status)
_MOVES = ("status", "resolve", "reopen", "close", "merge", "unmerge")  # entries that say a new status


def statuses(place: Place) -> Looked:
    unknown = select(ticket.c.number, ticket.c.status).where(ticket.c.status.not_in(_STATUSES))
    merged = ticket.c.status == Status.MERGED.value
    nowhere = select(ticket.c.number).where(merged, ticket.c.merged_into.is_(None))
    both = select(ticket.c.number, ticket.c.status).where(~merged, ticket.c.merged_into.is_not(None))
    endless = select(ticket.c.number).where(ticket.c.status == Status.RESOLVED.value, ticket.c.closes.is_(None))
    timeless = select(ticket.c.number).where(ticket.c.status == Status.CLOSED.value, ticket.c.closed.is_(None))
    return rows(
        place,
        ticket,
        (unknown, lambda row: Finding(f"ticket {row.number}", "a status", repr(row.status))),
        (nowhere, lambda row: Finding(f"ticket {row.number}", "the ticket that it was merged into", "none")),
        (both, lambda row: Finding(f"ticket {row.number}", f"only {row.status}", "merged into another, too")),
        (endless, lambda row: Finding(f"ticket {row.number}", "when it closes, as it is resolved", "no time")),
        (timeless, lambda row: Finding(f"ticket {row.number}", "when it was closed", "no time")),
    )


def articles(place: Place) -> Looked:
    """Each ticket has said something once; one whose article was split off or merged has its journal."""
    told = select(journal.c.id).where(journal.c.ticket == ticket.c.number).exists()
    said = select(article.c.id).where(article.c.ticket == ticket.c.number).exists()
    silent = select(ticket.c.number).where(~told, ~said)
    return rows(
        place, ticket, (silent, lambda row: Finding(f"ticket {row.number}", "an article or a journal", "neither"))
    )


def journals(place: Place) -> Looked:
    """The last entry about a field says what the field is."""
    with place.read() as connection:
        found = list(in_turn(_disagreeing(connection, *each) for each in _FIELDS))
        return Looked(size(connection, journal), found)


_Says = Callable[[str], str]


def _disagreeing(
    connection: Connection, field: Column[Any], entries: tuple[str, ...], says: _Says
) -> Iterator[Finding]:
    last = (
        select(journal.c.ticket, func.max(journal.c.id).label("id"))
        .where(journal.c.change.in_(entries))
        .group_by(journal.c.ticket)
        .subquery()
    )
    query = (
        select(ticket.c.number, field.label("now"), journal.c.change, journal.c.new)
        .join(last, last.c.ticket == ticket.c.number)
        .join(journal, journal.c.id == last.c.id)
        .where(or_(journal.c.new != field, journal.c.new.is_(None)))
    )
    for row in connection.execute(query):
        told = "merged" if row.change == "merge" else says(row.new)
        if told != str(row.now):
            yield Finding(f"ticket {row.number}", f"{field.name} {told!r} by its journal", repr(str(row.now)))


def _first_word(text: str) -> str:
    """ "resolved until ..." """
    return text.split(" ")[0]


_FIELDS: tuple[tuple[Column[Any], tuple[str, ...], _Says], ...] = (
    (ticket.c.status, _MOVES, _first_word),
    (ticket.c.assignee, ("assign",), str),
    (ticket.c.priority, ("priority",), str),
    (ticket.c.department, ("open", "department"), str),
    (ticket.c.type, ("type",), str),
    (ticket.c.product, ("product",), str),
)
