"""The fence of a restored backup: what was to be said before a moment may have been said, and is not said again.

Nothing that belongs to a ticket is left out: the notices are written, and cancelled at once. `issue` asks for the fence
in a statement that it needs anyway, so that without one it costs nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from ..notices import Voice
from ..tickets.promise import WAITS
from ..tickets.ticket import Status
from .outbox import NoticeState
from .schema import fence, mail, notice, spool, ticket

LIFTED = datetime(1970, 1, 1, tzinfo=UTC)  # nothing is older

NEWEST = select(fence.c.until, fence.c.at).order_by(fence.c.number.desc()).limit(1)
_CAUSE = (
    select(spool.c.accepted, mail.c.released, mail.c.confirmed)
    .join(mail, mail.c.id == spool.c.id)
    .where(spool.c.id == bindparam("id"))
)


@dataclass(frozen=True, slots=True)
class Fence:
    """`at` is when it was set: notices that are written since then have ids that no lost notice ever had."""

    until: datetime
    at: datetime

    @property
    def stands(self) -> bool:
        return self.until > LIFTED

    @property
    def words(self) -> str:
        return f"older than the fence of {self.until:%Y-%m-%d %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a fence: notices that wait, those of them with people's words, mails that are still to be worked
    on, and tickets that time moves as soon as somebody looks.
    """

    notices: int
    human: int
    mails: int
    tickets: int


def current(connection: Connection) -> Fence | None:
    row = connection.execute(NEWEST).one_or_none()
    return None if row is None else Fence(row.until, row.at)


def behind(connection: Connection, until: datetime) -> Behind:
    waiting = _waiting(until)
    human = and_(waiting, notice.c.voice == Voice.HUMAN.value)
    mails = select(func.count()).select_from(mail.join(spool, spool.c.id == mail.c.id))
    resolved = ticket.c.status == Status.RESOLVED.value
    unanswered = ticket.c.status.in_([status.value for status in WAITS])
    moved = or_(
        and_(resolved, or_(ticket.c.closes < until, and_(ticket.c.reminds < until, ticket.c.reminded.is_(False)))),
        and_(unanswered, ticket.c.nudge_at < until),
        ticket.c.snoozed < until,
    )
    counts = (
        select(func.count()).where(waiting),
        select(func.count()).where(human),
        mails.where(mail.c.outcome == "waiting", spool.c.accepted < until),
        select(func.count()).where(moved),
    )
    return Behind(*(connection.scalar(count) or 0 for count in counts))


def put_up(connection: Connection, until: datetime, now: datetime) -> int:
    """Sets the fence and cancels what waits behind it; how many notices that were. What a worker has in hand, too: it
    may go out once more, but is not tried again.
    """
    if (
        connection.dialect.name != "sqlite"
    ):  # whoever is writing notices ends first, whoever begins later sees the fence
        connection.execute(text("LOCK TABLE notice IN SHARE ROW EXCLUSIVE MODE"))
    _write(connection, until, now)
    ended = {"state": NoticeState.CANCELLED.value, "holder": "", "finished": now, "last_reply": Fence(until, now).words}
    return connection.execute(update(notice).where(_waiting(until)).values(ended)).rowcount


def lift(connection: Connection, now: datetime) -> bool:
    """Nothing is held back any more; what was cancelled stays so. False where there is no fence."""
    known = current(connection)
    if known is None or not known.stands:
        return False
    _write(connection, LIFTED, now)
    return True


def moment(connection: Connection, mail_id: int | None, due: datetime | None) -> datetime | None:
    """How old the cause of a notice is: when its mail was accepted, or when time was to bring it. None where that says
    nothing: what a person let in or said yes to was decided later than it came.
    """
    if mail_id is None:
        return due
    row = connection.execute(_CAUSE, {"id": mail_id}).one_or_none()
    if row is None or row.released or row.confirmed:
        return None
    accepted: datetime = row.accepted
    return accepted


def hold_back(connection: Connection, ids: list[int], known: Fence, caused: datetime, now: datetime) -> None:
    """New notices that are not to be sent. They count as of when they would have been written, which is when those who
    lost them did: the brakes see what people got in that hour, and no flood of today.
    """
    ended = {"state": NoticeState.CANCELLED.value, "holder": "", "attempts": 0, "created": caused, "finished": now}
    changed = update(notice).where(notice.c.id.in_(ids)).values({**ended, "last_reply": known.words})
    connection.execute(changed)


def _waiting(until: datetime) -> ColumnElement[bool]:
    return and_(notice.c.state == NoticeState.WAITING.value, notice.c.created < until)


def _write(connection: Connection, until: datetime, now: datetime) -> None:
    last = connection.scalar(select(func.max(fence.c.number))) or 0
    connection.execute(insert(fence).values(number=last + 1, until=until, at=now))
