"""What `postroom outbox` asks the database for: notices with their attempts, in pages, and their totals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, TextClause, and_, func, literal_column, select, text
from sqlalchemy.sql.elements import ColumnElement

from ..mail.delivery import Delivery
from .listed import AttemptRow, OutboxRow
from .outbox import NoticeState
from .schema import FAILED, attempt, notice

PAGE = 500  # notices that are fetched at once, however many there are
COUNTED = 1_000  # notices that a listing counts; `postroom outbox totals` counts all
RARE = frozenset(state.value for state in (NoticeState.BOUNCED, NoticeState.PARKED, NoticeState.CANCELLED))
UNCERTAIN = "uncertain"  # waiting, and nobody heard the end of the last attempt

Condition = ColumnElement[bool] | TextClause
_SORTED: ColumnElement[int] = literal_column("+notice.id", BigInteger)  # a plus, so that no index is in this order
WAITS = ("", NoticeState.WAITING.value, UNCERTAIN)  # where some may be in doubt

_latest = (
    select(attempt.c.delivery)
    .where(attempt.c.notice == notice.c.id)
    .order_by(attempt.c.number.desc())
    .limit(1)
    .correlate(notice)
    .scalar_subquery()
)
WAITING = text("notice.state = 'waiting'")  # as the index has it, word for word: SQLite takes it for no other
_IN_DOUBT = and_(WAITING, _latest == Delivery.UNCERTAIN.value)


@dataclass(frozen=True, slots=True)
class OutboxFilter:
    """Which notices are wanted; what is 0 or "" leaves all in."""

    state: str = ""  # a state, or "uncertain" for some of those that wait
    ticket: int = 0
    recipient: str = ""
    mail: int = 0
    before: int = 0  # only notices with a smaller id
    id: int = 0

    @property
    def conditions(self) -> tuple[Condition, ...]:
        wanted = list(self._states)
        if self.recipient:
            wanted.append(notice.c.recipient == self.recipient.lower())
        exact = ((notice.c.ticket, self.ticket), (notice.c.mail, self.mail), (notice.c.id, self.id))
        wanted += [column == value for column, value in exact if value]
        if self.before:
            wanted.append(notice.c.id < self.before)
        return tuple(wanted)

    @property
    def order(self) -> ColumnElement[Any]:
        """Newest first. The few that wait are found by their index and sorted, rather than looked for among all."""
        return (_SORTED if self.state in (NoticeState.WAITING.value, UNCERTAIN) else notice.c.id).desc()

    @property
    def _states(self) -> tuple[Condition, ...]:
        if self.state == UNCERTAIN:
            return (_IN_DOUBT,)
        if self.state == NoticeState.WAITING.value:
            return (WAITING,)
        one = (notice.c.state == self.state,) if self.state else ()
        return (*one, FAILED) if self.state in RARE else one


EVERYTHING = OutboxFilter()


@dataclass(frozen=True, slots=True)
class OutboxTotals:
    """written = sent + bounced + cancelled + parked + waiting."""

    written: int
    states: dict[str, int]
    uncertain: int  # of the waiting ones

    @property
    def balanced(self) -> bool:
        return self.written == sum(self.states.values())


def outbox_rows(
    connection: Connection, wanted: OutboxFilter = EVERYTHING, most: int | None = None
) -> Iterator[OutboxRow]:
    """Newest first, each with every attempt; a page at a time, so that a million of them need no more room."""
    query = select(notice).where(*wanted.conditions).order_by(wanted.order)
    last: int | None = None
    while most is None or most > 0:
        page = _page(connection, query, last, PAGE if most is None else min(PAGE, most))
        yield from page
        if len(page) < PAGE:
            return
        last = page[-1].id
        most = None if most is None else most - len(page)


def _page(connection: Connection, query: Select[Any], last: int | None, size: int) -> list[OutboxRow]:
    query = query if last is None else query.where(notice.c.id < last)
    rows = connection.execute(query.limit(size)).all()
    tries: dict[int, list[AttemptRow]] = {row.id: [] for row in rows}
    made = select(attempt).where(attempt.c.notice.in_(list(tries))).order_by(attempt.c.notice, attempt.c.number)
    for each in connection.execute(made) if rows else ():
        told = AttemptRow(each.at, each.delivery, each.words, each.number, each.relay, each.queue_id)
        tries[each.notice].append(told)
    return [_row(row, tuple(tries[row.id])) for row in rows]


def totals(connection: Connection, wanted: OutboxFilter = EVERYTHING) -> OutboxTotals:
    """How many of the wanted notices there are in each state."""
    written = connection.scalar(select(func.count()).select_from(notice).where(*wanted.conditions)) or 0
    by_state = select(notice.c.state, func.count()).where(*wanted.conditions).group_by(notice.c.state)
    return _totals(connection, wanted, written, by_state)


def newest_totals(connection: Connection, wanted: OutboxFilter) -> OutboxTotals:
    """The same of the newest ones: counting millions takes seconds."""
    newest = select(notice.c.state).where(*wanted.conditions).order_by(wanted.order).limit(COUNTED).subquery()
    written = connection.scalar(select(func.count()).select_from(newest)) or 0
    return _totals(connection, wanted, written, select(newest.c.state, func.count()).group_by(newest.c.state))


def _totals(connection: Connection, wanted: OutboxFilter, written: int, by_state: Select[Any]) -> OutboxTotals:
    found = {row[0]: row[1] for row in connection.execute(by_state)}
    doubtful = _doubtful(connection, wanted) if wanted.state in WAITS else 0
    return OutboxTotals(written, {state.value: found.get(state.value, 0) for state in NoticeState}, doubtful)


def _doubtful(connection: Connection, wanted: OutboxFilter) -> int:
    return connection.scalar(select(func.count()).select_from(notice).where(*wanted.conditions, _IN_DOUBT)) or 0


def _row(row: Row[Any], attempts: tuple[AttemptRow, ...]) -> OutboxRow:
    waits = row.state == NoticeState.WAITING.value
    return OutboxRow(
        id=row.id,
        kind=row.kind,
        ticket=row.ticket,
        recipient=row.recipient,
        state=row.state,
        attempts=attempts,
        message_id=row.message_id,
        due=row.due if waits else None,
        last_reply=row.last_reply,
        uncertain=max(row.uncertain, sum(each.delivery == Delivery.UNCERTAIN.value for each in attempts)),
        in_hand=row.due if waits and row.holder else None,
        role=row.role,
        voice=row.voice,
        language=row.language,
        article=row.article,
        mail=row.mail,
        created=row.created,
        finished=row.finished,
    )


def in_hand(row: OutboxRow, now: datetime) -> bool:
    """Is a worker sending it at this moment?"""
    return row.in_hand is not None and row.in_hand > now


def state_shown(row: OutboxRow) -> str:
    """The state, and "uncertain" for what waits because nobody heard the end of its last attempt."""
    doubtful = bool(row.attempts) and row.attempts[-1].delivery == Delivery.UNCERTAIN.value
    return UNCERTAIN if row.state == NoticeState.WAITING.value and doubtful else row.state
