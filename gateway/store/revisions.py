"""Revisions of a document that admins decide about, as rows; the latest one is in force. None is ever changed or taken
away: who brings an older document back makes a new revision of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from ..policy import Policy
from .database import plain
from .prepared import Prepared
from .rows import Rows

T = TypeVar("T")

REMEMBERED = 4  # of what is made of revisions; one is in force, others are on their way out
LARGEST = 2_147_483_647  # the highest number that a revision can have


@dataclass(frozen=True, slots=True)
class Revision:
    """One document that was applied. `restores`: the revision whose document it brought back, where it did."""

    number: int
    at: datetime
    author: str
    reason: str
    document: str
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the history."""

    number: int
    at: datetime
    author: str
    reason: str
    restores: int | None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that is to be applied. `base` is the revision that its author looked at, 0 for none."""

    base: int
    author: str
    reason: str
    document: str
    restores: int | None = None


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else applied this revision since the draft's author looked; nothing was written."""

    number: int


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The document is the one in force, under this number; nothing was written."""

    number: int


Outcome = Revision | Overtaken | Unchanged


class Revisions:
    """Those of one table."""

    def __init__(self, table: Table) -> None:
        self._table = table
        columns = table.c
        # Statements that run for every mail are made once: making one costs more than running it.
        self.newest = select(columns.number, columns.at).order_by(columns.number.desc()).limit(1)
        self._latest = Prepared(self.newest)
        self._one = Prepared(select(table).where(columns.number == bindparam("wanted")))
        self._all = Prepared(select(table).order_by(columns.number))
        self._entries = select(*(column for column in columns if column.name != "document"))

    def append(self, connection: Connection, draft: Draft, now: datetime) -> Outcome:
        """Makes the next revision. Of two at once one gets the number, and the other is overtaken."""
        last = self.latest(connection)
        number = last.number if last else 0
        if number != draft.base:
            return Overtaken(number)
        if last is not None and last.document == draft.document:
            return Unchanged(number)
        new = Revision(number + 1, now, plain(draft.author), plain(draft.reason), draft.document, draft.restores)
        build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        insert = build(self._table).on_conflict_do_nothing().returning(self._table.c.number)
        taken = connection.execute(insert, _row(new)).one_or_none()
        return Overtaken(new.number) if taken is None else new

    def glance(self, connection: Connection) -> tuple[int, datetime] | None:
        """Number and moment of the one in force: one small query."""
        return self.glanced(self.ask(connection))

    def ask(self, connection: Connection) -> Rows:
        """For `glanced`."""
        return self._latest.execute(connection)

    def glanced(self, asked: Rows) -> tuple[int, datetime] | None:
        row = asked.one_or_none()
        return None if row is None else (row.number, row.at)

    def latest(self, connection: Connection) -> Revision | None:
        """The one in force; None where none was ever applied."""
        found = self.glance(connection)
        return None if found is None else self.revision(connection, found[0])

    def revision(self, connection: Connection, number: int) -> Revision | None:
        row = self._one.execute(connection, {"wanted": number}).one_or_none()
        return None if row is None else _as_revision(row)

    def document(self, connection: Connection, number: int) -> str:
        """Of a revision that there is."""
        return str(self._one.execute(connection, {"wanted": number}).one().document)

    def history(self, connection: Connection) -> tuple[Revision, ...]:
        """The oldest first."""
        return tuple(map(_as_revision, self._all.execute(connection)))

    def entries(self, connection: Connection, before: int, count: int) -> tuple[Entry, ...]:
        """Some of the history, the newest first: those below a number, without documents. 0 for the newest ones."""
        older = self._entries.where(self._table.c.number < before) if before else self._entries
        found = connection.execute(older.order_by(self._table.c.number.desc()).limit(count))
        return tuple(Entry(row.number, row.at, row.author, row.reason, row.restores) for row in found)


def _row(new: Revision) -> dict[str, Any]:
    return {
        "number": new.number,
        "at": new.at,
        "author": new.author,
        "reason": new.reason,
        "document": new.document,
        "restores": new.restores,
    }


def _as_revision(row: Row[Any]) -> Revision:
    return Revision(row.number, row.at, row.author, row.reason, row.document, row.restores)


@dataclass(frozen=True, slots=True)
class _Made(Generic[T]):
    """What was made of one revision for one policy. `at` tells revisions of several databases apart."""

    number: int
    at: datetime
    policy: Policy
    value: T


class Shelf(Generic[T]):
    """What was made of revisions lately. Without a lock: threads see the tuple before or the tuple after, and what two
    of them make at once, or one of them puts away unseen, is only made once more.
    """

    def __init__(self) -> None:
        self._kept: tuple[_Made[T], ...] = ()

    def get(self, number: int, at: datetime, policy: Policy, make: Callable[[], T]) -> T:
        for each in self._kept:
            if each.number == number and each.at == at and each.policy is policy:
                return each.value
        made = _Made(number, at, policy, make())
        self._kept = (made, *self._kept)[:REMEMBERED]
        return made.value
