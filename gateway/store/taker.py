"""Who sends what is issued themselves, from the start, so that nothing has to be claimed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from .outbox import LEASE, Claimed, as_claimed
from .prepared import Prepared
from .rows import Rows
from .schema import notice
from .still import still_waits

_ISSUED = Prepared(
    select(notice)
    .where(notice.c.id.in_(bindparam("wanted", expanding=True)), still_waits(notice.c.state))
    .where(notice.c.holder == bindparam("by"), notice.c.attempts == 1, notice.c.due > bindparam("earliest"))
)


@dataclass(frozen=True, slots=True)
class Taker:
    """`took` is what was issued to them."""

    name: str
    took: list[Claimed] = field(default_factory=list)


def ask(connection: Connection, ids: tuple[int, ...], holder: str, now: datetime) -> Rows:
    """Those of these notices that were issued to this holder and whose lease still has time enough for an attempt."""
    return _ISSUED.execute(connection, {"wanted": list(ids), "by": holder, "earliest": now + LEASE / 2})


def issued(rows: Rows) -> tuple[Claimed, ...]:
    return tuple(sorted(map(as_claimed, rows), key=lambda claimed: claimed.id))
