"""Answers a search: rows of tickets as the list has them, newest first, with the list's own filters, a page at a time.

A search looks at so many hits and no more. Where the filters let few of them pass, a page may be short, and says from
which ticket on it goes on.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from ..listed import TicketFilter, TicketRow
from ..listings import ticket_rows
from ..schema import ticket
from . import filling, scanning, shelf
from .asked import Asked
from .hits import Hits
from .shelf import Span
from .words import WINDOW, tickets_of, window_of

EXAMINED = 2_000  # hits of one search
STRIDE = 500  # hits that filters are tried on at once
WINDOWS = 32  # that are searched at once, where the ones before had little


@dataclass(frozen=True, slots=True)
class Found:
    """`more`: tickets before this number are on the next page; 0 where there are none. `searched`: the page is short
    because the search went back to `more` only. `filled`: how far the index is; None where there is none, and subjects,
    numbers and requesters were searched.
    """

    rows: tuple[TicketRow, ...]
    more: int = 0
    searched: bool = False
    filled: filling.Filled | None = None


@dataclass(frozen=True, slots=True)
class _Search:
    connection: Connection
    asked: Asked
    wanted: TicketFilter
    key: bytes
    most: int

    def passing(self, numbers: Sequence[int], most: int) -> list[TicketRow]:
        """Those of the tickets that the filters let pass."""
        there = replace(self.wanted, among=tuple(numbers))
        return list(ticket_rows(self.connection, there, self.key, most)) if numbers else []


def find(connection: Connection, asked: Asked, wanted: TicketFilter, key: bytes, most: int) -> Found:
    """At most so many rows. `key` is the one that tokens are made with."""
    search = _Search(connection, asked, wanted, key, most)
    usable = shelf.usable(connection)
    filled = filling.filled(connection) if usable else None
    if asked.nothing:
        found = Found(())
    elif asked.numbers:
        found = Found(tuple(search.passing(_numbered(search, filled), most)))
    else:
        hits = _hits(search) if usable else scanning.hits(connection, asked, _end(search))
        found = _page(search, hits if filled is None or filled.begun else iter(()))
    return replace(found, filled=filled)


def _page(search: _Search, hits: Iterator[Hits]) -> Found:
    asked, wanted = search.asked, search.wanted
    rows = search.passing((asked.exact,), 1) if asked.exact and not wanted.before else []
    effort = 0
    for some in hits:
        others = [number for number in some.numbers if number != asked.exact]
        rows += search.passing(others, search.most + 1 - len(rows))
        if len(rows) > search.most:
            return Found(tuple(rows[: search.most]), rows[search.most - 1].number)
        effort += some.effort
        if effort >= EXAMINED and some.below:
            return Found(tuple(rows), some.below, searched=True)
    return Found(tuple(rows))


def _hits(search: _Search) -> Iterator[Hits]:
    """From window to window; twice as many at once as before, where those had few. Where they have many, a stride of
    them at a time.
    """
    lowest = search.connection.scalar(select(func.min(ticket.c.number))) or 0
    end, windows = _end(search), 1
    looking = shelf.Looking(search.connection, search.asked)
    most = search.most + 1 if _is_open(search.wanted) else STRIDE
    while end > lowest:
        first = max((window_of(end - 1) - windows + 1) * WINDOW, 0)
        ids = looking.find(Span(first, end), most)
        numbers = tickets_of(ids)
        end = numbers[-1] if len(ids) == most else first
        windows = windows if len(ids) == most else min(windows * 2, WINDOWS)
        yield Hits(numbers, end if end > lowest else 0, len(ids))


def _end(search: _Search) -> int:
    """All tickets have a lower number."""
    highest = search.connection.scalar(select(func.max(ticket.c.number))) or 0
    return min(search.wanted.before or highest + 1, highest + 1)


def _is_open(wanted: TicketFilter) -> bool:
    """Does it let everything pass?"""
    return replace(wanted, before=0) == TicketFilter()


def _numbered(search: _Search, filled: filling.Filled | None) -> list[int]:
    """The tickets that were named, and those that they became part of; with words as well, those of them that have
    these.
    """
    asked, connection = search.asked, search.connection
    parts = select(ticket.c.merged_into).where(ticket.c.number.in_(asked.numbers), ticket.c.merged_into.is_not(None))
    named = sorted({*asked.numbers, *connection.scalars(parts)})
    if not asked.phrases or filled is None:
        return named
    if not filled.begun:
        return []
    return [number for number in named if shelf.find(connection, asked, Span(number, number + 1), 1)]
