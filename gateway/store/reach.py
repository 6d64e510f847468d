"""Whom automatic mail still goes to: addresses from which mail comes back, and people who called it spam, get none.

What a person of ours writes is tried all the same. Three things end a mark: its owner writes to us and proves it, as
`Act.BE_REACHED` asks (unit_of_work); an answer goes out to them and does not come back for days (here); or an operator
who knows better changes the row. A complaint is ended by its owner's own mail only.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, or_, select, update

from ..notices import Kind, Notice
from ..tickets.people import Role
from ..tickets.returns import Loss, Lost
from . import people
from .outbox import NoticeState
from .prepared import Prepared
from .rows import NO_ROWS, Rows
from .schema import notice, person

ARRIVED = timedelta(days=6)  # after which a mail that did not come back counts as arrived: servers try for five
WRITTEN = frozenset({Kind.ANSWERED, Kind.RESOLVED, Kind.SHARED})  # by people, or because they said that it is done
WORDS = 500

_WHO = person.c.id == bindparam("who")
_AT = bindparam("at", type_=person.c.unreachable.type)
_MARKED = Prepared(
    select(person.c.id, person.c.unreachable, person.c.complained).where(
        person.c.id.in_(bindparam("ids", expanding=True)),
        or_(person.c.unreachable.is_not(None), person.c.complained.is_not(None)),
    )
)
_TROUBLED = Prepared(
    select(person.c.address, person.c.unreachable, person.c.trouble).where(
        person.c.address.in_(bindparam("addresses", expanding=True)), person.c.unreachable.is_not(None)
    )
)
_GONE = update(person).where(_WHO).values(unreachable=func.coalesce(person.c.unreachable, _AT))
_SPAM = Prepared(update(person).where(_WHO).values(complained=func.coalesce(person.c.complained, _AT)))
_CLEAR = Prepared(
    update(person)
    .where(_WHO, or_(person.c.unreachable.is_not(None), person.c.complained.is_not(None)))
    .values(unreachable=None, complained=None, trouble="")
)
_BACK = Prepared(update(person).where(_WHO).values(unreachable=None, trouble=""))
_ARRIVED = Prepared(
    select(
        exists().where(
            notice.c.person == bindparam("who"),
            notice.c.state == NoticeState.SENT.value,
            notice.c.created > bindparam("since"),
            notice.c.finished < bindparam("until"),
        )
    )
)


def mark(connection: Connection, who: int, lost: Lost, now: datetime) -> None:
    """It keeps the day of the first such report, and the words of the last."""
    if lost.loss is Loss.GONE:
        said = f"{lost.reason.value}: {lost.words}" if lost.words else lost.reason.value
        connection.execute(_GONE.values(trouble=said[:WORDS]), {"who": who, "at": now})
    elif lost.loss is Loss.SPAM:
        _SPAM.execute(connection, {"who": who, "at": now})


def clear(connection: Connection, who: int) -> None:
    """They wrote to us: mail reaches them, and they want it."""
    _CLEAR.execute(connection, {"who": who})


def ask(connection: Connection, notices: tuple[Notice, ...]) -> Rows:
    """For `admitted`: the marks of all whom these notices go to."""
    ids = sorted({each.recipient.person.id for each in notices if _writes_itself(each)})
    return _MARKED.execute(connection, {"ids": ids}) if ids else NO_ROWS


def admitted(
    connection: Connection, notices: tuple[Notice, ...], marks: Iterable[Row[Any]], now: datetime
) -> tuple[Notice, ...]:
    """The notices without those that write themselves to somebody who is marked, and any to who was erased."""
    notices = tuple(each for each in notices if not people.is_pseudonym(each.recipient.person.address))
    ids = {each.recipient.person.id for each in notices if _writes_itself(each)}
    marked = set(_marked(connection, [row for row in marks if row.id in ids], now)) if ids else set()
    return tuple(each for each in notices if each.recipient.person.id not in marked or not _writes_itself(each))


def troubled(connection: Connection, addresses: list[str]) -> dict[str, tuple[datetime, str]]:
    """Since when mail to these comes back, and what the other server says; those whom it reaches are left out."""
    rows = _TROUBLED.execute(connection, {"addresses": addresses})
    return {row.address: (row.unreachable, row.trouble) for row in rows}


def _writes_itself(each: Notice) -> bool:
    """Agents get theirs whatever comes back: their addresses are the configuration's, and work waits for them."""
    return each.recipient.role is not Role.AGENT and each.kind not in WRITTEN


def _marked(connection: Connection, rows: Iterable[Row[Any]], now: datetime) -> list[int]:
    found: list[int] = []
    for row in rows:
        since = {"who": row.id, "since": row.unreachable, "until": now - ARRIVED}
        back = row.unreachable is not None and _ARRIVED.scalar(connection, since)
        if back:
            _BACK.execute(connection, {"who": row.id})
        if row.complained is not None or not back:
            found.append(row.id)
    return found
