"""Agents who are away, by their own order or their own vacation reply. A row each; one that is over says nothing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, or_, select, update

from ..decisions import Absence, Said
from . import people
from .prepared import Prepared
from .schema import absence

# Statements that run for every mail are made once: making one costs more than running it.
_NOW = bindparam("now", type_=absence.c.until.type)
IS_AWAY = or_(absence.c.until.is_(None), absence.c.until > _NOW)
_AWAY = Prepared(select(absence).where(IS_AWAY))
_OF = absence.c.agent == bindparam("who")
_BACK = delete(absence).where(_OF)
_WRITES = _BACK.where(absence.c.how == Said.REPLY.value)
_ORDERED = update(absence).where(_OF)
_REPLIED = _ORDERED.where(or_(absence.c.how == Said.REPLY.value, absence.c.until <= _NOW))


def away(connection: Connection, now: datetime) -> tuple[Absence, ...]:
    """Who is away at this moment, until when, and how we know."""
    rows = _AWAY.execute(connection, {"now": now})
    return tuple(Absence(row.agent, True, row.until, Said(row.how)) for row in rows)


def remember(connection: Connection, absences: Iterable[Absence], now: datetime) -> None:
    """What an agent ordered is changed by their orders and by time only, never by their answering machine."""
    for each in absences:
        if each.away:
            _leave(connection, each, now)
        else:
            connection.execute(_BACK if each.how is Said.ORDER else _WRITES, {"who": each.agent})


def _leave(connection: Connection, each: Absence, now: datetime) -> None:
    row = {"since": now, "until": each.until, "how": each.how.value}
    if people.is_new(connection, absence, {"agent": each.agent, **row}):
        return
    if each.how is Said.ORDER:
        connection.execute(_ORDERED, {"who": each.agent, **row})
    else:
        connection.execute(_REPLIED, {"who": each.agent, "now": now, **row})
