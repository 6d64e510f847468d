"""Gathers what a report counts: tickets as they stood at its end, and what the journal tells of the time.

Everything is read as a stream, but for what came after the end about tickets that were there before: that is undone.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, func, select

from ..policy import Policy
from ..reports import By, Event, Frame, Happening, Life, Period, Report, as_of, measure
from ..reports.lives import OPEN, UNDO
from ..tickets.ticket import Status
from .schema import journal, person, ticket

AT_ONCE = 1000  # rows of a stream that are in memory

_COLUMNS = (
    ticket.c.number,
    ticket.c.created,
    ticket.c.status,
    ticket.c.department,
    ticket.c.assignee,
    ticket.c.type,
    ticket.c.first_response,
    ticket.c.promised,
)
_BOUNDS: dict[str, BindParameter[Any]] = {"since": bindparam("since"), "until": bindparam("until")}

# Who gave the answer that counts: the last that was the first (the one before came back).
_ANSWERED_BY = (
    select(person.c.address)
    .join(journal, journal.c.author == person.c.id)
    .where(journal.c.ticket == ticket.c.number, journal.c.change == "answered", journal.c.at < _BOUNDS["until"])
    .order_by(journal.c.id.desc())
    .limit(1)
    .scalar_subquery()
    .label("answered_by")
)
_OPENED = select(*_COLUMNS, _ANSWERED_BY).where(
    ticket.c.created >= _BOUNDS["since"], ticket.c.created < _BOUNDS["until"]
)
_OLDER = select(*_COLUMNS).where(ticket.c.created < _BOUNDS["since"])
_STILL_OPEN = _OLDER.where(ticket.c.status.in_([status.value for status in sorted(OPEN, key=lambda each: each.value)]))
_BY_NUMBER = _OLDER.where(ticket.c.number.in_(bindparam("numbers", expanding=True)))
_LATER = (
    select(journal.c.ticket, journal.c.change, journal.c.old)
    .join(ticket, ticket.c.number == journal.c.ticket)
    .where(journal.c.change.in_(list(UNDO)), journal.c.at >= _BOUNDS["until"], ticket.c.created < _BOUNDS["until"])
    .order_by(journal.c.id.desc())
)
_within = and_(journal.c.at >= _BOUNDS["since"], journal.c.at < _BOUNDS["until"])
_LAST_RATINGS = select(func.max(journal.c.id)).where(journal.c.change == "rate", _within).group_by(journal.c.ticket)
_OFTEN = [event.value for event in Event if event is not Event.RATED]
_EVENTS = select(*_COLUMNS, journal.c.change, journal.c.at, journal.c.new).join(
    ticket, ticket.c.number == journal.c.ticket
)
_HAPPENED = _EVENTS.where(journal.c.change.in_(_OFTEN), _within)
_RATED = _EVENTS.where(journal.c.id.in_(_LAST_RATINGS))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report of a period; of one department, or of all where it is ""."""

    period: Period
    by: tuple[By, ...] = ()
    department: str = ""


def report(connection: Connection, wanted: Wanted, policy: Policy) -> Report:
    """What was known at the end of the period: whatever came later is left out."""
    source = _Source(connection, wanted, policy)
    frame = Frame(wanted.period, tuple((each.name, each.hours) for each in policy.departments))
    return measure(source.lives(), source.happenings(), frame, wanted.by)


class _Source:
    def __init__(self, connection: Connection, wanted: Wanted, policy: Policy) -> None:
        self._connection = connection
        self._department = wanted.department
        self._bounds = {"since": wanted.period.since, "until": wanted.period.until}
        self._names = {agent.address: agent.name for agent in (*policy.former, *policy.agents)}
        self._later: dict[int, list[tuple[str, str]]] = defaultdict(list)
        for row in self._stream(_LATER):
            self._later[row.ticket].append((row.change, row.old))

    def lives(self) -> Iterator[Life]:
        for row in self._stream(_OPENED):
            answered_by = self._names.get(row.answered_by or "", row.answered_by or "")
            yield from self._concerned(replace(self._life(row), answered_by=answered_by))
        for row in self._stream(_STILL_OPEN):
            if row.number not in self._later:
                yield from self._concerned(self._life(row))
        numbers = list(self._later)
        for start in range(0, len(numbers), AT_ONCE):
            for row in self._stream(_BY_NUMBER, numbers=numbers[start : start + AT_ONCE]):
                life = self._life(row)
                yield from self._concerned(life) if life.is_open else ()

    def happenings(self) -> Iterator[Happening]:
        for query in (_HAPPENED, _RATED):
            for row in self._stream(query):
                event = Event(row.change)
                for life in self._concerned(self._life(row)):
                    yield Happening(event, row.at, life, int(row.new) if event is Event.RATED else 0)

    def _concerned(self, life: Life) -> Iterator[Life]:
        if self._department in ("", life.department):
            yield life

    def _life(self, row: Row[Any]) -> Life:
        now = Life(
            created=row.created,
            status=Status(row.status),
            department=row.department,
            assignee=row.assignee,
            type=row.type,
            answered=row.first_response,
            promised=row.promised,
        )
        return as_of(now, self._later[row.number]) if row.number in self._later else now

    def _stream(self, query: Select[Any], **more: object) -> Iterator[Row[Any]]:
        yield from self._connection.execute(query, {**self._bounds, **more}, execution_options={"yield_per": AT_ONCE})
