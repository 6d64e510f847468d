"""Counts what went out lately, for the brakes on automatic mail, where a notice is written.

Facts are gathered (`traffic`) before anything is decided, so of several mails that are worked on at one moment none
sees what the others are answered. Therefore `admitted` counts once more, in the transaction that writes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection, bindparam, func, select

from ..notices import Kind, Manner, Notice, answers_the_writer
from ..policy import Brakes
from ..tickets.people import Person
from . import locks
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import article, notice
from .sent_lately import CROWD, DAY, HOUR, MOMENT, TO_ADDRESS, Unproven, ask_unproven, domain_of
from .tickets import Stale

TOLD_OF_MAIL = frozenset({Kind.NEW_MAIL, Kind.SHARED})  # kinds that everything said on a ticket leads to

_ON_TICKET = Prepared(
    select(func.count(notice.c.mail.distinct())).where(
        notice.c.ticket == bindparam("number"), notice.c.created > bindparam("since")
    )
)
_WRITER = Prepared(select(article.c.author).where(article.c.id == bindparam("id")))


class Caused(Protocol):
    """What notices are issued for, as far as the brakes look at it."""

    @property
    def article(self) -> int | None: ...

    @property
    def writer(self) -> int: ...


def _ask_lately(connection: Connection, number: int, now: datetime) -> Rows:
    """How many mails to this ticket came within the hour of which somebody was told."""
    return _ON_TICKET.execute(connection, {"number": number, "since": now - HOUR})


@dataclass(frozen=True, slots=True)
class _Sent:
    """What was sent to the address of an answer, and to all to whom nothing proves, as it is on its way."""

    to_address: Rows
    to_unproven: Unproven | None  # None: it proves something


@dataclass(frozen=True, slots=True)
class Asked:
    """What the brakes must know of notices about one mail, as it is on its way: how many mails to their ticket people
    were told of, and what was sent to whom one of them answers, by its kind and address.
    """

    told: Rows
    sent: Mapping[tuple[Kind, str], _Sent]


NOTHING = Asked(NO_ROWS, {})


def ask(
    connection: Connection,
    number: int | None,
    notices: tuple[Notice, ...],
    answers: tuple[Notice, ...],
    brakes: Brakes,
    now: datetime,
) -> Asked:
    """For `admitted`. `number`: the ticket, None for a new one or none. `answers`: those that go to who wrote."""
    told = any(each.kind in TOLD_OF_MAIL for each in notices)
    return Asked(
        told=_ask_lately(connection, number, now) if number is not None and told else NO_ROWS,
        sent={_name(each): _ask_sent(connection, each, brakes, now) for each in answers},
    )


def admitted(
    connection: Connection, asked: Asked, notices: tuple[Notice, ...], brakes: Brakes, now: datetime
) -> tuple[Notice, ...]:
    """The notices about one mail that no brake holds back now. Raises Stale where one does that bit only a moment ago:
    whoever decides again finds it among the facts, and says so.
    """
    full = (asked.told.scalar() or 0) >= brakes.ticket_hour
    return tuple(
        each
        for each in notices
        if not (full and each.kind in TOLD_OF_MAIL)
        and (_name(each) not in asked.sent or _fits(connection, each, asked.sent[_name(each)], brakes, now))
    )


def _name(each: Notice) -> tuple[Kind, str]:
    return each.kind, each.recipient.person.address


def answers_to(notices: tuple[Notice, ...], wrote: Callable[[Person], bool]) -> tuple[Notice, ...]:
    """Those that go to who wrote. What somebody else's mail makes us write to a person, that one did not ask for."""
    return tuple(
        each for each in notices if wrote(each.recipient.person) and answers_the_writer(each.kind, each.recipient.role)
    )


def writer_of(connection: Connection, cause: Caused, notices: tuple[Notice, ...]) -> int | None:
    if not any(answers_the_writer(each.kind, each.recipient.role) for each in notices):
        return None
    return _WRITER.scalar(connection, {"id": cause.article})


def _ask_sent(connection: Connection, answer: Notice, brakes: Brakes, now: datetime) -> _Sent:
    """Nobody else counts for this address from now on."""
    address = answer.recipient.person.address
    _alone(connection, f"address {address}")
    return _Sent(
        TO_ADDRESS.execute(connection, {"address": address, "since": now - DAY}),
        ask_unproven(connection, address, brakes, now) if answer.manner is Manner.CONTENT_FREE else None,
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
    if latest is not None or sent.to_unproven is None:
        return latest
    domain, everyone, _ = sent.to_unproven.counts()
    near = [f"domain {domain_of(address)}"] if domain >= brakes.domain - CROWD else []
    near += ["everyone"] if everyone >= brakes.everyone - CROWD else []
    if not near:
        return None
    _alone(connection, *near)
    domain, everyone, newest = ask_unproven(connection, address, brakes, now).counts()
    return newest if domain >= brakes.domain or everyone >= brakes.everyone else None


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
    domain, everyone, _ = ask_unproven(connection, address, brakes, now).counts()
    return domain < brakes.domain and everyone < brakes.everyone


def _alone(connection: Connection, *names: str) -> None:
    """Nobody else counts for these until our transaction ends."""
    locks.take(connection, [f"postroom brake {name}" for name in names])
