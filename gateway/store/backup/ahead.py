"""Moves all numbers ahead of those that may have been given out after the backup was taken.

A subject token names a ticket, a signed address a ticket and a person: were their numbers given out a second time, mail
about what was lost would lead to another's ticket.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Connection, func, select, text

from ..people import insert_new
from ..schema import number_floor, person, spool, ticket, ticket_number

LEAST = 1000  # numbers that are left out at least
PEAK = 10  # times as many a day as in the days before the backup may have come since
WINDOW = timedelta(days=7)  # those days

_NUMBERED: tuple[Column[Any], ...] = (ticket.c.number, person.c.id, spool.c.id)


@dataclass(frozen=True, slots=True)
class Skipped:
    """`last` is the highest number that may have been given out; what comes next is above it."""

    name: str
    last: int


def skip_ahead(connection: Connection, taken: datetime, now: datetime) -> tuple[Skipped, ...]:
    """Leaves a gap behind the numbers of tickets, people and mails. `taken`: when the backup was."""
    gap = _gap(connection, taken, now)
    skipped = tuple(Skipped(column.table.name, _highest(connection, column) + gap) for column in _NUMBERED)
    insert_new(connection, number_floor, [{"name": each.name, "number": 0} for each in skipped])
    for each in skipped:
        raised = number_floor.update().where(number_floor.c.name == each.name).values(number=each.last)
        connection.execute(raised)
    if connection.dialect.name != "sqlite":
        _set_sequences(connection, skipped)
    return skipped


def _highest(connection: Connection, column: Column[Any]) -> int:
    """Also of the floor that an earlier restore has left."""
    highest = connection.scalar(select(func.max(column))) or 0
    floor = connection.scalar(select(number_floor.c.number).where(number_floor.c.name == column.table.name)) or 0
    return max(int(highest), int(floor))


def _gap(connection: Connection, taken: datetime, now: datetime) -> int:
    """By how much mail came: nothing of ours grows faster, but for the people whom a mail names."""
    recent = connection.scalar(select(func.count()).where(spool.c.accepted >= taken - WINDOW)) or 0
    daily = recent / WINDOW.days
    days = max(1.0, (now - taken) / timedelta(days=1))
    return max(LEAST, round(daily * days * PEAK))


def _set_sequences(connection: Connection, skipped: tuple[Skipped, ...]) -> None:
    of_people = connection.scalar(text("SELECT pg_get_serial_sequence('person', 'id')"))
    names = {"ticket": ticket_number.name, "person": str(of_people), "spool": "spool_id"}
    for each in skipped:
        ahead = text("SELECT setval(:name, greatest(:last, nextval(:name)))")
        connection.execute(ahead, {"name": names[each.name], "last": each.last})
