"""The outbox: notices as rows, each with one recipient, its attempts and one end state."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, update

from ..mail.delivery import Attempt, Delivery, Resting
from .ledger import SKEW
from .prepared import Prepared
from .schema import attempt, notice
from .still import still_waits


class NoticeState(Enum):
    WAITING = "waiting"
    SENT = "sent"
    BOUNCED = "bounced"  # refused for good, or returned later
    PARKED = "parked"  # our own fault; `postroom requeue notice` tries again
    CANCELLED = "cancelled"  # by a person, or older than the fence


LEASE = timedelta(minutes=15)  # twice as long as rendering and submitting may take
CRASHES = 3  # attempts that may end in an exception of ours before the notice is parked

# Minutes until the next try after the first, second ... deferral; the last one repeats (RFC 5321 section 4.5.4.1).
RETRY_MINUTES = (1, 2, 5, 15, 30, 60, 120, 240)
GIVE_UP_AFTER = timedelta(days=4)
# Minutes after the first, second ... attempt that nobody heard the end of: the relay may have it, and whoever looks for
# it finds it by then. Another copy goes out late, under the same Message-ID.
UNCERTAIN_MINUTES = (15, 60, 240)
LONGEST_REST = timedelta(minutes=5)  # while all relays rest: so long do they stay unasked after a long failure
SPREAD_FROM = timedelta(minutes=5)
SPREAD = 0.1  # of a pause, by which rows that were put off together come apart
LOST = "lost"  # in place of a delivery: whoever had the notice died or came back too late to say


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
    due: datetime  # when the lease ends
    uncertain: int = 0
    holder: str = ""


# Statements that run for every notice are made once: making one costs more than running it.
_FREE = (
    select(notice.c.id)
    .where(notice.c.id.in_(bindparam("wanted", expanding=True)), still_waits(notice.c.state))
    .where(notice.c.due <= bindparam("latest"))
    .with_for_update(skip_locked=True)  # no words for it on SQLite, and no need
)
_CLAIM = Prepared(
    update(notice)
    .where(notice.c.id.in_(_FREE.scalar_subquery()))
    .values(due=bindparam("until"), attempts=notice.c.attempts + 1, holder=bindparam("by"))
    .returning(notice)
)
_RECORD = Prepared(
    update(notice)
    .where(notice.c.id == bindparam("wanted"), notice.c.attempts == bindparam("counted"))
    .where(still_waits(notice.c.state), notice.c.holder == bindparam("by"))
)
_NOTE = attempt.insert()
_KNOWN = Prepared(
    select(attempt.c.number).where(attempt.c.notice == bindparam("notice"), attempt.c.number == bindparam("number"))
)


def claim(connection: Connection, id: int, holder: str, now: datetime) -> Claimed | None:
    """A single notice."""
    return next(iter(claim_all(connection, (id,), holder, now)), None)


def claim_all(connection: Connection, ids: tuple[int, ...], holder: str, now: datetime) -> tuple[Claimed, ...]:
    """Those of these notices that are due and that nobody has or is just taking; the attempt is counted with this
    commit. Whoever had one before and left no word of it may have sent it.
    """
    taken = {"wanted": list(ids), "latest": now + SKEW, "until": now + LEASE, "by": holder}
    found = sorted(map(as_claimed, _CLAIM.execute(connection, taken)), key=lambda claimed: claimed.id)
    return tuple(claimed if claimed.attempts == 1 else _doubted(connection, claimed, now) for claimed in found)


def _doubted(connection: Connection, claimed: Claimed, now: datetime) -> Claimed:
    before = {"notice": claimed.id, "number": claimed.attempts - 1}
    if _KNOWN.scalar(connection, before) is not None:
        return claimed
    note_lost(connection, claimed.id, claimed.attempts - 1, now)
    return replace(claimed, uncertain=claimed.uncertain + 1)


def as_claimed(row: Row[Any]) -> Claimed:
    values = {name: getattr(row, name) for name in Claimed.__dataclass_fields__}
    return Claimed(**{**values, "lines": tuple(row.lines)})


def record(connection: Connection, claimed: Claimed, outcome: Attempt, now: datetime) -> NoticeState | None:
    """Writes one attempt down and moves the notice to where it follows, which is returned. Late words of a lost lease
    change nothing (None).
    """
    state = move(connection, claimed, outcome, now)
    if state is not None:
        note_all(connection, [(claimed, outcome)], now)
    return state


def move(connection: Connection, claimed: Claimed, outcome: Attempt, now: datetime) -> NoticeState | None:
    """The half of `record` that says whether our words count; the attempt is to be noted with it."""
    state, due = _follows(claimed, outcome, now)
    values: dict[str, Any] = {"state": state.value, "last_reply": outcome.words, "holder": ""}
    values |= {"due": due} if state is NoticeState.WAITING else {"finished": now}
    if outcome.delivery is Delivery.UNCERTAIN:
        values["uncertain"] = claimed.uncertain + 1
    return state if _write(connection, claimed, values) else None


def give_back(connection: Connection, claimed: Claimed, now: datetime) -> None:
    """It was never begun: anybody may have it at once, and it was no attempt."""
    _write(connection, claimed, {"due": now, "holder": "", "attempts": claimed.attempts - 1})


def postpone(connection: Connection, claimed: Claimed, rest: Resting, now: datetime) -> NoticeState | None:
    """Nobody was asked, so it was no attempt; but after days of that it ends as if somebody had been."""
    waited = now - claimed.created
    if waited > GIVE_UP_AFTER:
        return record(connection, claimed, Attempt(Delivery.DEFERRED, rest.words), now)
    pause = max(timedelta(seconds=rest.seconds), min(waited / 10, LONGEST_REST))
    due = now + _spread(pause, claimed)
    values = {"due": due, "last_reply": rest.words, "holder": "", "attempts": claimed.attempts - 1}
    return NoticeState.WAITING if _write(connection, claimed, values) else None


def record_crash(connection: Connection, claimed: Claimed, words: str, now: datetime) -> None:
    """An exception of ours: tried again soon, parked after some. Late words of a lost lease change nothing."""
    crashed = select(func.count()).where(attempt.c.notice == claimed.id, attempt.c.delivery == "crashed")
    earlier = connection.scalar(crashed) or 0
    parked = earlier + 1 >= CRASHES
    values: dict[str, Any] = {"due": now + timedelta(minutes=1), "last_reply": words[:500], "holder": ""}
    values |= {"state": NoticeState.PARKED.value, "finished": now} if parked else {}
    if _write(connection, claimed, values):
        row = {"notice": claimed.id, "number": claimed.attempts, "at": now, "delivery": "crashed", "words": words}
        connection.execute(_NOTE, row)


def _write(connection: Connection, claimed: Claimed, values: dict[str, Any]) -> bool:
    """False where the lease was lost: somebody else has the notice now, or it has ended."""
    ours = {"wanted": claimed.id, "counted": claimed.attempts, "by": claimed.holder}
    return _RECORD.execute(connection, {**ours, **values}).rowcount == 1


def note_lost(connection: Connection, id: int, number: int, now: datetime) -> None:
    """An attempt of which nobody heard the end, because who made it is gone: the relay may have the mail."""
    row = {"notice": id, "number": number, "at": now, "delivery": LOST}
    connection.execute(_NOTE, row | {"words": "whoever was sending it came to an end"})
    connection.execute(update(notice).where(notice.c.id == id).values(uncertain=notice.c.uncertain + 1))


def note_all(connection: Connection, ended: Sequence[tuple[Claimed, Attempt]], now: datetime) -> None:
    rows = [
        {
            "notice": claimed.id,
            "number": claimed.attempts,
            "at": now,
            "delivery": outcome.delivery.value,
            "words": outcome.words,
            "relay": outcome.relay,
            "queue_id": outcome.queue_id,
        }
        for claimed, outcome in ended
    ]
    if rows:
        connection.execute(_NOTE, rows)


def _follows(claimed: Claimed, outcome: Attempt, now: datetime) -> tuple[NoticeState, datetime]:
    if outcome.delivery is Delivery.SENT:
        return NoticeState.SENT, now
    if outcome.delivery is Delivery.BOUNCED or now - claimed.created > GIVE_UP_AFTER:
        return NoticeState.BOUNCED, now
    if outcome.delivery is Delivery.UNCERTAIN:
        return NoticeState.WAITING, now + _spread(uncertain_pause(claimed.uncertain + 1), claimed)
    minutes = RETRY_MINUTES[min(claimed.attempts, len(RETRY_MINUTES)) - 1]
    wait = max(timedelta(minutes=minutes), timedelta(seconds=outcome.again))  # to come sooner would be for nothing
    return NoticeState.WAITING, now + _spread(wait, claimed)


def uncertain_pause(times: int) -> timedelta:
    return timedelta(minutes=UNCERTAIN_MINUTES[min(times, len(UNCERTAIN_MINUTES)) - 1])


def _spread(pause: timedelta, claimed: Claimed) -> timedelta:
    """Not by dice, so that what is due when can be foretold; longer at most by `SPREAD`, and short ones not at all."""
    if pause < SPREAD_FROM:
        return pause
    share = (claimed.id * 0.6180339887 + claimed.attempts * 0.3819660113) % 1.0
    return pause * (1 + SPREAD * share)


def untried(connection: Connection, mails: list[int], now: datetime) -> bool:
    """Does a notice about one of these mails still wait for the end of its first attempt? Those that wait for a relay
    that rests do not: it may be down for hours.
    """
    first = or_(and_(notice.c.attempts == 0, notice.c.due <= now), notice.c.holder != "")
    waits = select(notice.c.id).where(notice.c.state == NoticeState.WAITING.value, notice.c.attempts <= 1, first)
    some = (mails[start : start + 10_000] for start in range(0, len(mails), 10_000))
    return any(connection.scalar(waits.where(notice.c.mail.in_(part)).limit(1)) is not None for part in some)


def requeue(connection: Connection, id: int, now: datetime) -> bool:
    """Lets a notice that is not sent be tried at once. False where there is none such, or where a worker has it in
    hand: another one would send it a second time.
    """
    free = or_(notice.c.state != NoticeState.WAITING.value, notice.c.holder == "", notice.c.due <= now)
    written = connection.execute(
        update(notice)
        .where(notice.c.id == id, notice.c.state != NoticeState.SENT.value, free)
        .values(state=NoticeState.WAITING.value, due=now, finished=None, holder="")
    )
    return written.rowcount == 1
