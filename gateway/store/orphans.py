"""What becomes of notices that a worker had when it died. Which of them it was handing to a relay stands beside its
name (`holder`): those that the relay said yes to are sent; others may have gone out, and wait as any uncertain one
does; the rest is due at once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update

from ..mail.delivery import Delivery
from .outbox import NoticeState, note_lost, uncertain_pause
from .schema import attempt, notice

TAKEN = "250 (whoever sent it came to an end before the words of the relay were written down)"


@dataclass(frozen=True, slots=True)
class Estate:
    """What a worker left. `begun` were being handed over; `known` is False where the machine lost its memory, so that
    any may have been; `passed` are those of them that a relay said yes to. `spared` are in somebody's hands at this
    moment.
    """

    holder: str
    begun: Collection[int] = ()
    known: bool = True
    spared: Collection[int] = ()
    passed: Collection[int] = ()


def release(connection: Connection, estate: Estate, now: datetime) -> None:
    _release(connection, estate, _held(estate.holder, now), now)


def release_these(connection: Connection, ids: Collection[int], estate: Estate, now: datetime) -> None:
    """Only these: whoever had them lives, and could not tell the database what became of them."""
    _release(connection, estate, (*_held(estate.holder, now), notice.c.id.in_(ids)), now)


def release_of(connection: Connection, mail: int, estate: Estate, now: datetime) -> None:
    """Those that came of one mail, by a commit of which nobody heard whether it happened: nobody was called to them."""
    _release(connection, estate, (*_held(estate.holder, now), notice.c.mail == mail), now)


def _held(holder: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return notice.c.holder == holder, notice.c.state == NoticeState.WAITING.value, notice.c.due > now


def _release(connection: Connection, estate: Estate, held: tuple[ColumnElement[bool], ...], now: datetime) -> None:
    columns = (notice.c.id, notice.c.attempts, notice.c.uncertain)
    rows = [row for row in connection.execute(select(*columns).where(*held)) if row.id not in estate.spared]
    for row in rows:
        if row.id in estate.passed and estate.known and row.attempts == 1:
            _settle(connection, row, now)
        elif row.id in estate.begun:
            _doubt(connection, row, uncertain_pause(row.uncertain + 1), now)
        elif not estate.known:
            _doubt(connection, row, timedelta(), now)  # most of them were only waiting in the line
    doubtful = {*estate.begun, *estate.spared} if estate.known else {row.id for row in rows} | {*estate.spared}
    untouched: dict[str, Any] = {"due": now, "holder": "", "attempts": notice.c.attempts - 1}
    connection.execute(update(notice).where(*held, notice.c.id.not_in(doubtful)).values(untouched))


def _settle(connection: Connection, row: Any, now: datetime) -> None:
    """It went out: only the relay's words are lost."""
    ended = {"state": NoticeState.SENT.value, "finished": now, "holder": "", "last_reply": TAKEN}
    connection.execute(update(notice).where(notice.c.id == row.id).values(ended))
    said = {"notice": row.id, "number": row.attempts, "at": now, "delivery": Delivery.SENT.value, "words": TAKEN}
    connection.execute(attempt.insert(), said)


def _doubt(connection: Connection, row: Any, pause: timedelta, now: datetime) -> None:
    note_lost(connection, row.id, row.attempts, now)
    connection.execute(update(notice).where(notice.c.id == row.id).values(due=now + pause, holder=""))
