"""Fills the index after mail was taken, a little at a time: what is new first, then the tickets that were there before,
from the newest to the oldest, and those only while no line of mails waits. Texts are read without a lock; what is
written after it is little.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, or_, select, text, update

from ..asking import padded
from ..database import Database
from ..schema import article, journal, mail, search_due, search_place, ticket
from . import documents, forgetting, shelf
from .forgetting import CHANGED
from .shelf import Part

ARTICLE, JOURNAL = "article", "journal"  # up to which id all is in the index
OLDER = "older"  # from which ticket on; 0 when all are
BATCH = 100  # tickets in one transaction
ENTRIES = 2_000  # of the journal that are gone over at once: few change what a ticket is found by
LINE = 10  # mails that wait: what was there before can wait longer than they
BUSY = 19  # times as long as it worked it rests while they wait; it may fall behind until their line ends
NEAR = 1_000  # ids back from the highest in which a transaction that goes on may have one
_WAITING = text("outcome = 'waiting'")  # in the words of its index
TELLING = (
    *("subject", "requester", "participant", "left", "merge", "unmerge"),
    *("split", "split off", "reunited", "given back", "released", "confirmed"),
)


@dataclass(frozen=True, slots=True)
class Mark:
    """Every id up to `place` has been gone over, but for those in `gaps`: they may come yet (PostgreSQL)."""

    place: int
    gaps: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Batch:
    """What is to be written, if the index is as it was then: `changed` is how often it had been changed."""

    changed: int
    marks: dict[str, Mark]
    put: tuple[Part, ...] = ()
    drop: tuple[int, ...] = ()
    due: tuple[int, ...] = ()
    tickets: int = 0


@dataclass(slots=True)
class _Looked:
    marks: dict[str, Mark]
    numbers: set[int] = field(default_factory=set)
    due: tuple[int, ...] = ()


def fill(database: Database, seconds: float) -> int:
    """Works for about so long, half of it at rest, so that others get their turn; while a line of mails waits, most of
    it: what came just now is found a little later then. How many tickets were looked at.
    """
    ends = time.monotonic() + seconds
    looked = 0
    while True:
        began = time.monotonic()
        done = step(database)
        if done is None:
            return looked
        looked += done
        if time.monotonic() > ends:
            return looked
        _rest(database, time.monotonic() - began, ends)


def _rest(database: Database, worked: float, ends: float) -> None:
    with database.read() as connection:
        busy = _is_busy(connection)
    pause = worked * BUSY if busy else min(worked, 0.2)
    time.sleep(max(0.0, min(pause, ends - time.monotonic())))


def step(database: Database) -> int | None:
    """One batch; None where nothing is left to do, or nothing that mails should wait for."""
    with database.read() as connection:
        if not shelf.usable(connection):
            return None
        batch = _look(connection)
    if batch is None:
        return None
    return database.write(partial(_write, batch=batch))


def _look(connection: Connection) -> Batch | None:
    marks = marks_of(connection)
    if OLDER not in marks:
        return Batch(marks.get(CHANGED, Mark(0)).place, _beginning(connection))
    changed = marks.pop(CHANGED).place
    looked = _news(connection, marks)
    if not looked.numbers and looked.marks == marks and not looked.due and not _is_busy(connection):
        _go_back(connection, looked)
    if looked.marks == marks and not looked.due:
        return None
    numbers = _with_targets(connection, looked.numbers)
    put: list[Part] = []
    stale: list[int] = []
    for some in documents.portions(connection, numbers):
        new, old = documents.parts(connection, some), shelf.digests(connection, some)
        put += (part for id, part in new.items() if old.get(id) != part.digest)
        stale += (id for id in old if id not in new or new[id].digest != old[id])
    return Batch(changed, looked.marks, tuple(put), tuple(stale), looked.due, len(numbers))


def marks_of(connection: Connection) -> dict[str, Mark]:
    rows = connection.execute(select(search_place))
    return {row.name: Mark(row.place, frozenset(map(int, row.gaps.split()))) for row in rows}


def _beginning(connection: Connection) -> dict[str, Mark]:
    """What is being written at this moment has an id among the last ones."""

    def last(table: Table) -> int:
        return max((connection.scalar(select(func.max(table.c.id))) or 0) - NEAR, 0)

    highest = connection.scalar(select(func.max(ticket.c.number))) or 0
    return {ARTICLE: Mark(last(article)), JOURNAL: Mark(last(journal)), OLDER: Mark(highest + 1)}


def _news(connection: Connection, marks: dict[str, Mark]) -> _Looked:
    looked = _Looked(dict(marks))
    looked.due = tuple(connection.scalars(select(search_due.c.ticket).order_by(search_due.c.ticket).limit(BATCH)))
    looked.numbers.update(looked.due)
    _go_on(connection, looked, ARTICLE, article, BATCH)
    _go_on(connection, looked, JOURNAL, journal, ENTRIES, journal.c.change.in_(TELLING))
    return looked


def _go_on(
    connection: Connection,
    looked: _Looked,
    name: str,
    table: Table,
    most: int,
    telling: ColumnElement[bool] | None = None,
) -> None:
    mark = looked.marks[name]
    beyond = or_(table.c.id > mark.place, table.c.id.in_(mark.gaps)) if mark.gaps else table.c.id > mark.place
    ids = list(connection.scalars(select(table.c.id).where(beyond).order_by(table.c.id).limit(most)))
    if not ids:
        return
    place = max(mark.place, ids[-1])
    missing = set(range(max(mark.place, place - NEAR) + 1, place)) | mark.gaps
    looked.marks[name] = Mark(place, frozenset(each for each in missing.difference(ids) if each > place - NEAR))
    query = select(table.c.ticket).where(table.c.id.in_(padded(ids))).distinct()
    looked.numbers.update(connection.scalars(query if telling is None else query.where(telling)))


def _is_busy(connection: Connection) -> bool:
    line = select(mail.c.id).where(_WAITING, mail.c.parked.is_(False)).limit(LINE)
    return len(connection.execute(line).all()) == LINE


def _go_back(connection: Connection, looked: _Looked) -> None:
    older = looked.marks[OLDER].place
    if not older:
        return
    query = select(ticket.c.number).where(ticket.c.number < older).order_by(ticket.c.number.desc()).limit(BATCH)
    numbers = list(connection.scalars(query))
    looked.marks[OLDER] = Mark(numbers[-1] if len(numbers) == BATCH else 0)
    looked.numbers.update(numbers)


def _with_targets(connection: Connection, numbers: Iterable[int]) -> list[int]:
    wanted = list(numbers)
    query = select(ticket.c.merged_into).where(ticket.c.number.in_(padded(wanted)), ticket.c.merged_into.is_not(None))
    return sorted({*wanted, *connection.scalars(query)})


def _write(connection: Connection, batch: Batch) -> int:
    """Nothing where somebody else changed the index since: the next batch is read anew."""
    if forgetting.change(connection) != batch.changed + 1:
        return 0
    shelf.make_ready(connection)
    shelf.drop(connection, batch.drop)
    shelf.put(connection, batch.put)
    connection.execute(delete(search_due).where(search_due.c.ticket.in_(batch.due)))
    for name, mark in batch.marks.items():
        _remember(connection, name, mark)
    return batch.tickets


def _remember(connection: Connection, name: str, mark: Mark) -> None:
    values = {"place": mark.place, "gaps": " ".join(map(str, sorted(mark.gaps)))}
    if not connection.execute(update(search_place).where(search_place.c.name == name).values(values)).rowcount:
        connection.execute(insert(search_place).values(name=name, **values))


# --- how far it is ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Filled:
    """Tickets with a number from `back` on are in the index, `share` of all in hundredths; 0 and 100 for all. Before it
    has begun there is nothing to look into.
    """

    back: int
    share: int
    begun: bool = True


def filled(connection: Connection) -> Filled:
    older = connection.scalar(select(search_place.c.place).where(search_place.c.name == OLDER))
    if older == 0:
        return Filled(0, 100)
    first = connection.scalar(select(func.min(ticket.c.number))) or 0
    end = (connection.scalar(select(func.max(ticket.c.number))) or 0) + 1
    if older is None:
        return Filled(end, 0, begun=False)
    return Filled(older, min((end - older) * 100 // max(end - first, 1), 99))
