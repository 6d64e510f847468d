"""Mornings: when a mail that comes by the clock is due on a department's own clock; each is decided about once.

What is due stays so for some hours, for a house whose clock stood still over the time; later that day it is no news.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select

from ..config.hours import Clock
from . import people
from .schema import periodic_slot

PATIENCE = timedelta(hours=4)
_KEPT = timedelta(days=3)  # longer than one day is the same day somewhere

_DECIDED = select(periodic_slot.c.slot).where(
    periodic_slot.c.name == bindparam("kind"), periodic_slot.c.at > bindparam("since", type_=periodic_slot.c.at.type)
)


def due(zone: str, clock: Clock, now: datetime, patience: timedelta = PATIENCE) -> date | None:
    """The day, on the calendar of the zone, whose time has come and is not long past; None for none."""
    local = now.astimezone(ZoneInfo(zone))
    if clock.day is not None and clock.day != local.weekday():
        return None
    past = local.hour * 60 + local.minute - clock.minute
    return local.date() if 0 <= past < patience // timedelta(minutes=1) else None


def moment(day: date, zone: str, clock: Clock) -> datetime:
    """When that was on this day."""
    return datetime.combine(day, time(*divmod(clock.minute, 60)), ZoneInfo(zone))


def undecided(
    connection: Connection, kind: str, mornings: Iterable[tuple[str, date]], now: datetime
) -> tuple[tuple[str, date], ...]:
    """Those mornings, each somebody's (or something's) on one day, that nobody has decided about; now somebody has.

    In the caller's transaction, so that it is undone with what follows from it.
    """
    decided = set(connection.scalars(_DECIDED, {"kind": kind, "since": now - _KEPT}))
    fresh = [morning for morning in mornings if _slot(*morning) not in decided]
    return tuple(morning for morning in fresh if _decide(connection, kind, morning, now))


def _decide(connection: Connection, kind: str, morning: tuple[str, date], now: datetime) -> bool:
    return people.is_new(connection, periodic_slot, {"name": kind, "slot": _slot(*morning), "at": now})


def _slot(whose: str, day: date) -> int:
    """One number for one morning, for names may be longer than the table has room for."""
    return int.from_bytes(hashlib.blake2b(f"{day} {whose}".encode(), digest_size=7).digest(), "big")
