"""How busy it was: mails by the hour, tickets by the day, and how the promise was kept; for the console's first page.

Every count is read off an index. Whether promises were kept needs the tickets themselves, so it is asked of some
thousand of a day. Short statements are asked many times, so they are made once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, Connection, Select, and_, bindparam, case, func, select
from sqlalchemy.sql.elements import ColumnElement

from ..decisions import WAITING, Outcome
from ..reports import Promises
from ..reports.lives import LEFT_OUT, OPEN
from .prepared import Prepared
from .schema import journal, mail, spool, ticket

SAMPLE = 1_000  # tickets of one day that are asked how their promise ended


def _within(column: Column[datetime]) -> ColumnElement[bool]:
    return and_(column >= bindparam("since"), column < bindparam("until"))


_LAST = Prepared(select(func.max(spool.c.id)))
_NEXT = Prepared(select(spool.c.accepted).where(spool.c.id >= bindparam("middle")).order_by(spool.c.id).limit(1))
_MAILS = Prepared(
    select(func.count()).where(
        mail.c.outcome.in_([WAITING, *(each.value for each in Outcome)]),  # as their index begins
        mail.c.id >= bindparam("low"),
        mail.c.id < bindparam("high"),
    )
)
_OPENED = Prepared(select(func.count()).where(_within(ticket.c.created)))
_RESOLVED = Prepared(select(func.count()).where(journal.c.change == "resolve", _within(journal.c.at)))

_some = (
    select(ticket.c.promised, ticket.c.first_response.label("answered"), ticket.c.status)
    .where(_within(ticket.c.created))
    .order_by(ticket.c.created.desc())
    .limit(SAMPLE)
    .subquery()
)
_waits = and_(_some.c.answered.is_(None), _some.c.status.in_([each.value for each in OPEN]))
_ENDS = (
    _some.c.answered <= _some.c.promised,
    _some.c.answered > _some.c.promised,
    and_(_waits, _some.c.promised <= bindparam("now")),
)
_columns: list[ColumnElement[Any]] = [
    func.count(case((end, 1))).label(f"end{place}") for place, end in enumerate(_ENDS)
]
_counted: Select[Any] = select(*_columns)
_PROMISES = Prepared(
    _counted.where(_some.c.promised.is_not(None), _some.c.status.not_in([each.value for each in LEFT_OUT]))
)


@dataclass(frozen=True, slots=True)
class Day:
    """From one midnight to the next. `promises` of the tickets that were opened in it."""

    opened: int
    resolved: int
    promises: Promises


def accepted_between(connection: Connection, bounds: Sequence[datetime]) -> tuple[int, ...]:
    """How many mails came between each bound and the next one."""
    end = (_LAST.scalar(connection) or 0) + 1
    low, ids = 0, []
    for bound in bounds:
        low = _first_since(connection, bound, low, end)
        ids.append(low)
    spans = pairwise(ids)
    return tuple(_MAILS.scalar(connection, {"low": low, "high": high}) or 0 for low, high in spans)


def _first_since(connection: Connection, bound: datetime, low: int, high: int) -> int:
    """The least id from which on mails were accepted then or later. Ids grow with time, and no index knows the times,
    so it is searched for by halves.
    """
    while low < high:
        middle = (low + high) // 2
        accepted = _NEXT.scalar(connection, {"middle": middle})
        if accepted is None or accepted >= bound:
            high = middle
        else:
            low = middle + 1
    return low


def days(connection: Connection, bounds: Sequence[datetime], now: datetime) -> tuple[Day, ...]:
    """One for each two bounds that follow each other."""
    return tuple(_day(connection, *span, now) for span in pairwise(bounds))


def _day(connection: Connection, since: datetime, until: datetime, now: datetime) -> Day:
    """Who waits within the promised time is not judged yet."""
    span = {"since": since, "until": until}
    opened, resolved = (query.scalar(connection, span) or 0 for query in (_OPENED, _RESOLVED))
    ends = _PROMISES.execute(connection, span | {"now": now}).one() if opened else (0, 0, 0)
    return Day(opened, resolved, Promises(*ends))
