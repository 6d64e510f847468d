"""Slots: a job that runs every so often runs once in each, over all nodes, because its row can be written only once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, delete
from sqlalchemy.exc import IntegrityError

from .schema import periodic_slot

T = TypeVar("T")

KEEP = timedelta(days=7)


def once(connection: Connection, name: str, every: int, now: datetime, job: Callable[[], T]) -> T | None:
    """Runs `job` in this transaction if nobody has in this slot of `every` seconds; else None."""
    slot = int(now.timestamp() // every)
    try:
        with connection.begin_nested():
            connection.execute(periodic_slot.insert().values(name=name, slot=slot, at=now))
    except IntegrityError:
        return None
    return job()


def forget(connection: Connection, now: datetime) -> None:
    connection.execute(delete(periodic_slot).where(periodic_slot.c.at < now - KEEP))
