"""The outbox: notices as rows, each with one recipient, its attempts and one end state."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, or_, select, update

from ..mail.delivery import Attempt, Delivery
from .ledger import SKEW
from .schema import attempt, notice


class NoticeState(Enum):
    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"  # refused for good, or returned later
    PARKED = "parked"  # our own fault; `postroom requeue notice` tries again


LEASE = timedelta(minutes=5)  # longer than rendering and submitting may take
CRASHES = 3  # attempts that may end in an exception of ours before the notice is parked

# Minutes until the next try after the first, second ... deferral; the last one repeats (RFC 5321 section 4.5.4.1).
RETRY_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = timedelta(days=5)
UNCERTAIN_PAUSE = timedelta(minutes=15)  # the relay may have it: another copy goes out late, under the same Message-ID


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that this worker has for one lease."""

    id: int
    kind: str
    ticket: int | None  # none: it is about a person, or about ourselves
    article: int | None
    mail: int | None
    person: int
    recipient: str
    role: str
    language: str
    voice: str
    manner: str
    lines: tuple[str, ...]
    answer: str
    message_id: str
    attempts: int
    created: datetime


_CLAIM = (  # statements that run for every notice are made once: making one costs more than running it
    update(notice)
    .where(notice.c.id == bindparam("wanted"), notice.c.state == NoticeState.WAITING.value)
    .where(notice.c.due <= bindparam("latest"))
    .values(due=bindparam("until"), attempts=notice.c.attempts + 1, holder=bindparam("by"))
    .returning(notice)
)
_ISSUED = (
    select(notice)
    .where(notice.c.id == bindparam("wanted"), notice.c.state == NoticeState.WAITING.value)
    .where(notice.c.holder == bindparam("by"), notice.c.attempts == 1, notice.c.due > bindparam("earliest"))
)
_RECORD = (
    update(notice)
    .where(notice.c.id == bindparam("wanted"), notice.c.attempts == bindparam("counted"))
    .where(notice.c.state == NoticeState.WAITING.value)
)
_NOTE = attempt.insert()


def claim(connection: Connection, id: int, holder: str, now: datetime) -> Claimed | None:
    """The notice, if it is due and nobody has it; the attempt is counted with this commit."""
    taken = {"wanted": id, "latest": now + SKEW, "until": now + LEASE, "by": holder}
    row = connection.execute(_CLAIM, taken).one_or_none()
    return None if row is None else _as_claimed(row)


def issued(connection: Connection, id: int, holder: str, now: datetime) -> Claimed | None:
    """The notice, if it was issued to this holder and its lease still has time enough for an attempt."""
    row = connection.execute(_ISSUED, {"wanted": id, "by": holder, "earliest": now + LEASE / 2}).one_or_none()
    return None if row is None else _as_claimed(row)


def _as_claimed(row: Row[Any]) -> Claimed:
    values = {name: getattr(row, name) for name in Claimed.__dataclass_fields__}
    return Claimed(**{**values, "lines": tuple(row.lines)})


def release(connection: Connection, holder: str, now: datetime) -> None:
    """The worker of this name is dead: what it had may or may not have gone out, and is due again."""
    had = (notice.c.holder == holder, notice.c.state == NoticeState.WAITING.value, notice.c.due > now)
    connection.execute(update(notice).where(*had).values(due=now, holder=""))


def record(connection: Connection, claimed: Claimed, outcome: Attempt, now: datetime) -> NoticeState | None:
    """Writes one attempt down and moves the notice to where it follows, which is returned. Late words of a lost lease
    change nothing (None).
    """
    state, due = _follows(claimed, outcome, now)
    values: dict[str, Any] = {"state": state.value, "last_reply": outcome.words, "holder": ""}
    values |= {"due": due} if state is NoticeState.WAITING else {"finished": now}
    if not _write(connection, claimed, values):
        return None
    _note(connection, claimed, outcome.delivery.value, outcome.words, now)
    return state


def record_crash(connection: Connection, claimed: Claimed, words: str, now: datetime) -> None:
    """An exception of ours: tried again soon, parked after some. Late words of a lost lease change nothing."""
    crashed = select(func.count()).where(attempt.c.notice == claimed.id, attempt.c.delivery == "crashed")
    earlier = connection.scalar(crashed) or 0
    parked = earlier + 1 >= CRASHES
    values: dict[str, Any] = {"due": now + timedelta(minutes=1), "last_reply": words[:500], "holder": ""}
    values |= {"state": NoticeState.PARKED.value, "finished": now} if parked else {}
    if _write(connection, claimed, values):
        _note(connection, claimed, "crashed", words, now)


def _write(connection: Connection, claimed: Claimed, values: dict[str, Any]) -> bool:
    """False where the lease was lost: somebody else has the notice now, or it has ended."""
    return connection.execute(_RECORD, {"wanted": claimed.id, "counted": claimed.attempts, **values}).rowcount == 1


def _note(connection: Connection, claimed: Claimed, delivery: str, words: str, now: datetime) -> None:
    row = {"notice": claimed.id, "number": claimed.attempts, "at": now, "delivery": delivery, "words": words}
    connection.execute(_NOTE, row)


def _follows(claimed: Claimed, outcome: Attempt, now: datetime) -> tuple[NoticeState, datetime]:
    if outcome.delivery is Delivery.SENT:
        return NoticeState.SENT, now
    if outcome.delivery is Delivery.BOUNCED or now - claimed.created > GIVE_UP_AFTER:
        return NoticeState.BOUNCED, now
    if outcome.delivery is Delivery.UNCERTAIN:
        return NoticeState.WAITING, now + UNCERTAIN_PAUSE
    minutes = RETRY_MINUTES[min(claimed.attempts, len(RETRY_MINUTES)) - 1]
    return NoticeState.WAITING, now + timedelta(minutes=minutes)


def untried(connection: Connection, mails: list[int]) -> bool:
    """Does a notice about one of these mails still wait for the end of its first attempt?"""
    first = or_(notice.c.attempts == 0, notice.c.holder != "")
    waits = select(notice.c.id).where(notice.c.state == NoticeState.WAITING.value, notice.c.attempts <= 1, first)
    some = (mails[start : start + 10_000] for start in range(0, len(mails), 10_000))
    return any(connection.scalar(waits.where(notice.c.mail.in_(part)).limit(1)) is not None for part in some)


def mark_returned(connection: Connection, id: int, words: str, now: datetime) -> None:
    """A bounce came home for a notice that had been sent."""
    connection.execute(
        update(notice)
        .where(notice.c.id == id, notice.c.state == NoticeState.SENT.value)
        .values(state=NoticeState.BOUNCED.value, last_reply=words[:500], finished=now)
    )


def requeue(connection: Connection, id: int, now: datetime) -> bool:
    """Lets a notice that is waiting, parked or bounced be tried at once. False where there is none such."""
    again = [NoticeState.WAITING.value, NoticeState.PARKED.value, NoticeState.BOUNCED.value]
    written = connection.execute(
        update(notice)
        .where(notice.c.id == id, notice.c.state.in_(again))
        .values(state=NoticeState.WAITING.value, due=now, finished=None)
    )
    return written.rowcount == 1
