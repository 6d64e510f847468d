"""What people order about notices: to try one again, to take one back. Both are written into the ticket's journal."""

from datetime import datetime
from enum import Enum

from sqlalchemy import Connection, and_, or_, select, update

from ..policy import Policy
from . import journal, outbox, promises
from .outbox import NoticeState
from .outbox_listing import OutboxFilter
from .schema import notice

CANCELLABLE = (NoticeState.WAITING, NoticeState.PARKED)
REQUEUABLE = (NoticeState.WAITING, NoticeState.PARKED, NoticeState.BOUNCED, NoticeState.CANCELLED)
BATCH = 200  # notices in one transaction


class Ordered(Enum):
    """What came of an order."""

    DONE = "done"
    IN_HAND = "in hand"  # a worker is sending it at this moment
    NOT_SO = "not so"  # there is none, or its state does not allow it


def requeue(connection: Connection, id: int, policy: Policy, now: datetime) -> Ordered:
    """Whatever is not sent may be tried again at once; what was cancelled, too, by the fence or by a person."""
    row = connection.execute(select(notice.c.state).where(notice.c.id == id).with_for_update()).one_or_none()
    if not outbox.requeue(connection, id, now):
        return _refused(connection, id)
    if row is not None and row.state == NoticeState.CANCELLED.value:
        promises.reconsider(connection, id, policy, now)
        _note(connection, "requeue", id, "", now)
    return Ordered.DONE


def cancel(connection: Connection, id: int, reason: str, policy: Policy, now: datetime) -> Ordered:
    """Takes a notice back that is not sent yet. What was somebody's answer is none any more: the promise's clock goes
    on.
    """
    words = f"cancelled: {reason}"[:500] if reason else "cancelled"
    states = [state.value for state in CANCELLABLE]
    waits = and_(notice.c.state.in_(states), or_(notice.c.holder == "", notice.c.due <= now))
    ended = {"state": NoticeState.CANCELLED.value, "holder": "", "finished": now, "last_reply": words}
    if connection.execute(update(notice).where(notice.c.id == id, waits).values(ended)).rowcount != 1:
        return _refused(connection, id)
    promises.reconsider(connection, id, policy, now)
    _note(connection, "cancel", id, words, now)
    return Ordered.DONE


def chosen(
    connection: Connection, wanted: OutboxFilter, states: tuple[NoticeState, ...], after: int = 0, most: int = BATCH
) -> tuple[int, ...]:
    """The next ids of the wanted notices in these states, beginning after one."""
    query = select(notice.c.id).where(*wanted.conditions, notice.c.state.in_([state.value for state in states]))
    return tuple(connection.scalars(query.where(notice.c.id > after).order_by(notice.c.id).limit(most)))


def _refused(connection: Connection, id: int) -> Ordered:
    state = connection.scalar(select(notice.c.state).where(notice.c.id == id))
    return Ordered.IN_HAND if state == NoticeState.WAITING.value else Ordered.NOT_SO


def _note(connection: Connection, change: str, id: int, words: str, now: datetime) -> None:
    row = connection.execute(select(notice).where(notice.c.id == id)).one()
    if row.ticket is not None:
        entry = journal.Entry(change, f"notice {id}: {row.kind} to {row.recipient}", words)
        journal.write(connection, row.ticket, None, None, now, [entry])
