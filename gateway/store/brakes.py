"""Counts what went out lately, for the brakes on automatic mail: for the facts, and again where a notice is written.

Facts are gathered before anything is decided, so of several mails that are worked on at one moment none sees what the
others are answered. Therefore `admitted` counts once more, in the transaction that writes.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, and_, bindparam, case, func, literal_column, or_, select

from ..facts import Traffic
from ..filters.brakes import GIST, gist
from ..mail.inbound import InboundMail
from ..mail.shown import shown
from ..notices import ANSWERS_CUSTOMERS, ANSWERS_THE_WRITER, Kind, Manner, Notice, answers_the_writer
from ..policy import Brakes
from ..tickets.people import Person, Role
from .prepared import Prepared
from .schema import article, notice, spool
from .tickets import Stale

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOMENT = timedelta(minutes=1)  # longer than facts may be old
CROWD = 64  # more than ever write at one moment: so far below a limit nobody needs to wait for another
NEWEST = 100  # notices among which echoes are looked for: a loop is fast, or it is no trouble
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
_TO_ADDRESS = Prepared(
    select(notice.c.kind, notice.c.created).where(
        notice.c.recipient == bindparam("address"), notice.c.created > bindparam("since"), ANSWERS
    )
)
_UNPROVEN = notice.c.manner == literal_column(f"'{Manner.CONTENT_FREE.value}'")  # as the index has it, word for word
_TO_UNPROVEN = Prepared(
    select(
        func.coalesce(func.sum(case((notice.c.domain == bindparam("domain"), 1), else_=0)), 0),
        func.count(),
        func.max(notice.c.created),
    ).where(_UNPROVEN, notice.c.created > bindparam("since"))
)
_ON_TICKET = Prepared(
    select(func.count(notice.c.mail.distinct())).where(
        notice.c.ticket == bindparam("number"), notice.c.created > bindparam("since")
    )
)
_columns = (notice.c.id, notice.c.kind, notice.c.domain, notice.c.article, notice.c.mail, notice.c.created)
_new = select(*_columns).order_by(notice.c.id.desc()).limit(NEWEST).subquery()
_ANSWERED = Prepared(
    select(func.substr(article.c.text, 1, GIST).label("text"), spool.c.accepted, _new.c.created)
    .join(article, article.c.id == _new.c.article)
    .join(spool, spool.c.id == _new.c.mail)
    .where(_new.c.kind.in_((Kind.RECEIVED.value, Kind.AGAIN.value)), _new.c.domain == bindparam("domain"))
    .where(_new.c.created > bindparam("since"), _new.c.created < bindparam("came"))
    .order_by(_new.c.id.desc())
)
_ACCEPTED = Prepared(select(spool.c.accepted).where(spool.c.id == bindparam("id")))
_WRITER = Prepared(select(article.c.author).where(article.c.id == bindparam("id")))


class Caused(Protocol):
    """What notices are issued for, as far as the brakes look at it."""

    @property
    def ticket(self) -> int | None: ...

    @property
    def article(self) -> int | None: ...


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


class Came(Protocol):
    """A mail, and when it was accepted."""

    @property
    def id(self) -> int: ...

    @property
    def mail(self) -> InboundMail: ...

    @property
    def accepted(self) -> datetime | None: ...


def traffic(connection: Connection, arrived: Came, writer: Person, now: datetime) -> Traffic:
    """What the brakes must know about a mail and its writer."""
    rows = _TO_ADDRESS.execute(connection, {"address": writer.address, "since": now - DAY}).all()
    unproven = {"domain": domain_of(writer.address), "since": now - HOUR}
    domain, everyone, _ = _TO_UNPROVEN.execute(connection, unproven).one()
    return Traffic(
        hour=sum(row.created > now - HOUR for row in rows),
        day=len(rows),
        refused=sum(row.kind == Kind.REFUSED.value for row in rows),
        echoes=_echoes(connection, arrived, writer, now),
        domain=domain,
        everyone=everyone,
    )


def lately(connection: Connection, number: int, now: datetime) -> int:
    """Mails to this ticket within the hour of which somebody was told."""
    return _ON_TICKET.scalar(connection, {"number": number, "since": now - HOUR}) or 0


def _echoes(connection: Connection, arrived: Came, writer: Person, now: datetime) -> int:
    """How many answers in turn the domain met with the same words: each came after the answer to the one before it.

    People who say the same thing at the same time do not wait for what another one was answered.
    """
    came: datetime | None = arrived.accepted or _ACCEPTED.scalar(connection, {"id": arrived.id})
    if came is None:
        return 0
    before = {"domain": domain_of(writer.address), "since": now - HOUR, "came": came}
    rows = _ANSWERED.execute(connection, before).all()
    said = gist(shown(arrived.mail, ())[0]) if rows else ""
    count = 0
    for row in rows if said else ():
        if row.created < came and gist(row.text) == said:
            came = row.accepted
            count += 1
    return count


# --- when notices are written -----------------------------------------------------------------------------------------


def admitted(
    connection: Connection, cause: Caused, notices: tuple[Notice, ...], brakes: Brakes, now: datetime
) -> tuple[Notice, ...]:
    """The notices about one mail that no brake holds back now. Raises Stale where one does that bit only a moment ago:
    whoever decides again finds it among the facts, and says so.
    """
    if cause.ticket is not None and any(each.kind in TOLD_OF_MAIL for each in notices):
        full = lately(connection, cause.ticket, now) >= brakes.ticket_hour
        notices = tuple(each for each in notices if not (full and each.kind in TOLD_OF_MAIL))
    if not any(answers_the_writer(each.kind, each.recipient.role) for each in notices):
        return notices
    writer = _WRITER.scalar(connection, {"id": cause.article})
    return tuple(each for each in notices if not _answers(each, writer) or _fits(connection, each, brakes, now))


def _answers(each: Notice, writer: int | None) -> bool:
    """Does it go to who wrote? What somebody else's mail makes us write to a person, that one did not ask for."""
    return each.recipient.person.id == writer and answers_the_writer(each.kind, each.recipient.role)


def _fits(connection: Connection, answer: Notice, brakes: Brakes, now: datetime) -> bool:
    """An answer that is over a limit is not written. What brought it there was known, or came just now."""
    last = _reached(connection, answer, brakes, now)
    if last is not None and last > now - MOMENT:
        raise Stale("others were answered at the same moment")
    return last is None


def _reached(connection: Connection, answer: Notice, brakes: Brakes, now: datetime) -> datetime | None:
    """When the answer was written that reached a limit; None where none is reached."""
    address = answer.recipient.person.address
    _alone(connection, f"address {address}")
    latest = _filled(connection, address, brakes, now)
    if latest is not None or answer.manner is not Manner.CONTENT_FREE:
        return latest
    unproven = {"domain": domain_of(address), "since": now - HOUR}
    domain, everyone, _ = _TO_UNPROVEN.execute(connection, unproven).one()
    near = [f"domain {domain_of(address)}"] if domain >= brakes.domain - CROWD else []
    near += ["everyone"] if everyone >= brakes.everyone - CROWD else []
    if not near:
        return None
    _alone(connection, *near)
    domain, everyone, newest = _TO_UNPROVEN.execute(connection, unproven).one()
    last: datetime | None = newest
    return last if domain >= brakes.domain or everyone >= brakes.everyone else None


def _filled(connection: Connection, address: str, brakes: Brakes, now: datetime) -> datetime | None:
    """When the last answer to the address was written that may be; None where there may be more."""
    rows = _TO_ADDRESS.execute(connection, {"address": address, "since": now - DAY}).all()
    within_hour = sum(row.created > now - HOUR for row in rows)
    full = within_hour >= brakes.hour or len(rows) >= brakes.day
    return max(row.created for row in rows) if full else None


def has_room(connection: Connection, note: Notice, brakes: Brakes, now: datetime) -> bool:
    """May a note be written to a customer that no mail of theirs asks for at this moment? Nobody else is waited for: it
    is written together with many others, and a lock for each would be in the way of those who answer mail.
    """
    address = note.recipient.person.address
    if _filled(connection, address, brakes, now) is not None:
        return False
    return note.manner is not Manner.CONTENT_FREE or fits_the_crowd(connection, address, brakes, now)


def fits_the_crowd(connection: Connection, address: str, brakes: Brakes, now: datetime) -> bool:
    """Is there room for one more mail to whom nothing proves, in its domain and in all?"""
    unproven = {"domain": domain_of(address), "since": now - HOUR}
    domain, everyone, _ = _TO_UNPROVEN.execute(connection, unproven).one()
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
