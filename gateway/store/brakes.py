"""Counts what went out lately, for the brakes on automatic mail, where a notice is written.

Facts are gathered (`traffic`) before anything is decided, so of several mails that are worked on at one moment none
sees what the others are answered. Therefore `admitted` counts once more, in the transaction that writes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Case, ColumnElement, Connection, and_, bindparam, case, func, literal_column, or_, select

from ..notices import ANSWERS_CUSTOMERS, ANSWERS_THE_WRITER, Kind, Manner, Notice, answers_the_writer
from ..policy import Brakes
from ..tickets.people import Role
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import article, notice
from .tickets import Stale

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta(minutes=1)  # longer than facts may be old
CROWD = 64  # more than ever write at one moment: so far below a limit nobody needs to wait for another
TOLD_OF_MAIL = frozenset({Kind.NEW_MAIL, Kind.SHARED})  # kinds that everything said on a ticket leads to

# Rows of which `answers_the_writer` is true.
ANSWERS = or_(
    notice.c.kind.in_(sorted(kind.value for kind in ANSWERS_THE_WRITER)),
    and_(
        notice.c.kind.in_(sorted(kind.value for kind in ANSWERS_CUSTOMERS - ANSWERS_THE_WRITER)),
        notice.c.role != Role.AGENT.value,
    ),
)

# Statements that run for every mail are made once: making one costs more than running it.
TO_ADDRESS = Prepared(
    select(notice.c.kind, notice.c.created).where(
        notice.c.recipient == bindparam("address"), notice.c.created > bindparam("since"), ANSWERS
    )
)
_UNPROVEN = notice.c.manner == literal_column(f"'{Manner.CONTENT_FREE.value}'")  # as the index has it, word for word
_LATELY = (_UNPROVEN, notice.c.created > bindparam("since"))
# So many notices of any kind were written since then at most: numbers ascend. Who is far from both limits by that is
# not counted, for an hour may have very many rows.
_newest = select(func.max(notice.c.id)).scalar_subquery()
_oldest = (
    select(notice.c.id)
    .where(_UNPROVEN, notice.c.created > bindparam("before"))
    .order_by(notice.c.created)
    .limit(1)
    .scalar_subquery()
)
_most = select((_newest - _oldest + 1).label("written")).subquery()


def _counted(least: str, *where: ColumnElement[bool]) -> Case[int]:
    """0 where they cannot be so many. Databases look at what stands behind ELSE only when they come there."""
    count = select(func.count()).select_from(notice).where(*_LATELY, *where).scalar_subquery()
    return case((_most.c.written < bindparam(least), 0), else_=count)


_TO_UNPROVEN = Prepared(
    select(
        _counted("domain_near", notice.c.domain == bindparam("domain")).label("domain"),
        _counted("everyone_near").label("everyone"),
        select(func.max(notice.c.created)).where(*_LATELY).scalar_subquery().label("newest"),
    ).select_from(_most)
)
_ON_TICKET = Prepared(
    select(func.count(notice.c.mail.distinct())).where(
        notice.c.ticket == bindparam("number"), notice.c.created > bindparam("since")
    )
)
_WRITER = Prepared(select(article.c.author).where(article.c.id == bindparam("id")))


class Caused(Protocol):
    """What notices are issued for, as far as the brakes look at it."""

    @property
    def ticket(self) -> int | None: ...

    @property
    def article(self) -> int | None: ...

    @property
    def writer(self) -> int: ...


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def ask_unproven(connection: Connection, address: str, brakes: Brakes, now: datetime) -> Rows:
    """One row: how many mails went within the hour to the address's domain, and to everyone, where nothing proved who
    wrote; each 0 where it is more than `CROWD` below its limit. And when the last of all did.
    """
    given = {"domain": domain_of(address), "since": now - HOUR, "before": now - HOUR - MOMENT}
    near = {"domain_near": brakes.domain - CROWD, "everyone_near": brakes.everyone - CROWD}
    return _TO_UNPROVEN.execute(connection, given | near)


def _ask_lately(connection: Connection, number: int, now: datetime) -> Rows:
    """How many mails to this ticket came within the hour of which somebody was told."""
    return _ON_TICKET.execute(connection, {"number": number, "since": now - HOUR})


def admitted(
    connection: Connection, cause: Caused, notices: tuple[Notice, ...], brakes: Brakes, now: datetime
) -> tuple[Notice, ...]:
    """The notices about one mail that no brake holds back now. Raises Stale where one does that bit only a moment ago:
    whoever decides again finds it among the facts, and says so.
    """
    told = [each for each in notices if each.kind in TOLD_OF_MAIL]
    mails = _ask_lately(connection, cause.ticket, now) if cause.ticket is not None and told else NO_ROWS
    writer = cause.writer or _writer_of(connection, cause, notices)
    answers = {each: _ask_sent(connection, each, brakes, now) for each in notices if _answers(each, writer)}
    full = (mails.scalar() or 0) >= brakes.ticket_hour
    return tuple(
        each
        for each in notices
        if not (full and each.kind in TOLD_OF_MAIL)
        and (each not in answers or _fits(connection, each, answers[each], brakes, now))
    )


def _writer_of(connection: Connection, cause: Caused, notices: tuple[Notice, ...]) -> int | None:
    if not any(answers_the_writer(each.kind, each.recipient.role) for each in notices):
        return None
    return _WRITER.scalar(connection, {"id": cause.article})


def _answers(each: Notice, writer: int | None) -> bool:
    """Does it go to who wrote? What somebody else's mail makes us write to a person, that one did not ask for."""
    return each.recipient.person.id == writer and answers_the_writer(each.kind, each.recipient.role)


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent to the address of an answer, and to all to whom nothing proves, as it is on its way."""

    to_address: Rows
    to_unproven: Rows


def _ask_sent(connection: Connection, answer: Notice, brakes: Brakes, now: datetime) -> _Sent:
    """Nobody else counts for this address from now on."""
    address = answer.recipient.person.address
    _alone(connection, f"address {address}")
    return _Sent(
        TO_ADDRESS.execute(connection, {"address": address, "since": now - DAY}),
        ask_unproven(connection, address, brakes, now) if answer.manner is Manner.CONTENT_FREE else NO_ROWS,
    )


def _fits(connection: Connection, answer: Notice, sent: _Sent, brakes: Brakes, now: datetime) -> bool:
    """An answer that is over a limit is not written. What brought it there was known, or came just now."""
    last = _reached(connection, answer, sent, brakes, now)
    if last is not None and last > now - MOMENT:
        raise Stale("others were answered at the same moment")
    return last is None


def _reached(connection: Connection, answer: Notice, sent: _Sent, brakes: Brakes, now: datetime) -> datetime | None:
    """When the answer was written that reached a limit; None where none is reached."""
    address = answer.recipient.person.address
    latest = _filled(sent.to_address, brakes, now)
    if latest is not None or answer.manner is not Manner.CONTENT_FREE:
        return latest
    domain, everyone, _ = sent.to_unproven.one()
    near = [f"domain {domain_of(address)}"] if domain >= brakes.domain - CROWD else []
    near += ["everyone"] if everyone >= brakes.everyone - CROWD else []
    if not near:
        return None
    _alone(connection, *near)
    domain, everyone, newest = ask_unproven(connection, address, brakes, now).one()
    last: datetime | None = newest
    return last if domain >= brakes.domain or everyone >= brakes.everyone else None


def _filled(to_address: Rows, brakes: Brakes, now: datetime) -> datetime | None:
    """When the last answer to an address was written that may be; None where there may be more."""
    rows = to_address.all()
    within_hour = sum(row.created > now - HOUR for row in rows)
    full = within_hour >= brakes.hour or len(rows) >= brakes.day
    return max(row.created for row in rows) if full else None


def has_room(connection: Connection, note: Notice, brakes: Brakes, now: datetime) -> bool:
    """May a note be written to a customer that no mail of theirs asks for at this moment? Nobody else is waited for: it
    is written together with many others, and a lock for each would be in the way of those who answer mail.
    """
    address = note.recipient.person.address
    to_address = TO_ADDRESS.execute(connection, {"address": address, "since": now - DAY})
    if _filled(to_address, brakes, now) is not None:
        return False
    return note.manner is not Manner.CONTENT_FREE or fits_the_crowd(connection, address, brakes, now)


def fits_the_crowd(connection: Connection, address: str, brakes: Brakes, now: datetime) -> bool:
    """Is there room for one more mail to whom nothing proves, in its domain and in all?"""
    domain, everyone, _ = ask_unproven(connection, address, brakes, now).one()
    return bool(domain < brakes.domain and everyone < brakes.everyone)


def _alone(connection: Connection, *names: str) -> None:
    """Nobody else counts for these until our transaction ends. On SQLite writers take turns anyway."""
    if connection.dialect.name == "sqlite":
        return
    for key in map(_lock_key, names):
        _LOCK.execute(connection, {"key": key})


_LOCK = Prepared(select(func.pg_advisory_xact_lock(bindparam("key"))))


def _lock_key(name: str) -> int:
    digest = hashlib.sha256(f"postroom brake {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
