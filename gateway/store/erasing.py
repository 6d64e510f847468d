"""Erases a person: what they wrote and how they are called goes, the ledger and everybody else's words stay.

Each step is a row of transactions, each of which leaves things in order; what was killed is run again from the start
and finds less to do. The person's own row comes last, so that until then they are found by their address.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from sqlalchemy import Connection, func, insert, select, update

from ..decisions import WAITING
from . import belongings, erased_mails, erased_tickets, taken
from .belongings import Somebody
from .database import Database
from .erased_mails import Subject
from .schema import erasure, mail, spool
from .scrubbing import PLACES, scrub
from .segments import TornBody
from .spool import Spool
from .taken import Why

BATCH = 50  # mails or tickets in one transaction
BYTES = "bytes"  # the step after all others: rows know nothing more, the bytes are still to be overwritten

Attached = Callable[[int], Sequence[bytes]]  # the SHA-256 of what is attached to a mail, by its id; none if unreadable


class _Work(Protocol):
    def __call__(self, connection: Connection, subject: Subject, ids: Sequence[int]) -> None: ...


def _none(ids: Sequence[int]) -> frozenset[bytes]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, and to how many rows."""

    name: str
    done: int


@dataclass(frozen=True, slots=True)
class Erasing:
    database: Database
    spool: Spool
    subject: Subject
    attached: Attached

    def run(self) -> Iterator[Step]:
        """Each step once it is done. `taken.wipe` and `remove_contents` are to follow."""
        for name, work in self._steps():
            self.database.write(partial(_begin, who=self._who, name=name, now=self.subject.now))
            yield Step(name, work())

    @property
    def _who(self) -> Somebody:
        return self.subject.who

    def _steps(self) -> tuple[tuple[str, Callable[[], int]], ...]:
        return (
            ("notices", lambda: self.database.write(partial(erased_tickets.notices, subject=self.subject))),
            ("mails", self._mails),
            ("articles", lambda: self.database.write(partial(erased_tickets.words_without_mail, subject=self.subject))),
            ("mails of others", self._mails_of_others),
            ("tickets", self._tickets),
            ("texts", lambda: sum(scrub(self.database, place, self.subject.words.wide) for place in PLACES)),
            ("mails that name them", self._naming),
            ("person", self._person),
        )

    def _mails(self) -> int:
        mine = belongings.mails_of(self._who)
        ended = mine.where(mail.c.outcome != WAITING, spool.c.gone_why != Why.ERASED.value)
        unread = mine.where(mail.c.outcome == WAITING, mail.c.parked.is_(True))
        return self._each(unread, erased_mails.parked) + self._each(ended, erased_mails.own, self._contents)

    def _contents(self, ids: Sequence[int]) -> frozenset[bytes]:
        """Of mails that are no article: duplicates, quarantined ones."""
        alone = taken.without_article(self.database, ids)
        return frozenset(sha256 for id in alone for sha256 in self.attached(id))

    def _mails_of_others(self) -> int:
        theirs = belongings.mails_by_others(self._who).where(mail.c.outcome != WAITING)
        return self._each(theirs.where(spool.c.gone_why != Why.ERASED.value), erased_mails.of_others)

    def _tickets(self) -> int:
        numbers = belongings.tickets_of(self._who).subquery()
        return self._each(select(numbers.c[0]).order_by(numbers.c[0]), erased_tickets.of_person)

    def _naming(self) -> int:
        """Raw mails anywhere that hold the address: to read them all is the price of being sure."""
        needle, found, last = self._who.address.encode("utf-8", "replace"), 0, 0
        while ids := self._raw_after(last):
            last = ids[-1]
            named = [id for id in ids if needle in self._bytes(id).lower()]
            if named:
                self.database.write(partial(erased_mails.of_others, subject=self.subject, ids=named))
            found += len(named)
        return found

    def _raw_after(self, last: int) -> list[int]:
        kept = (spool.c.id > last, spool.c.gone.is_(None), mail.c.outcome != WAITING)
        query = select(spool.c.id).join(mail, mail.c.id == spool.c.id).where(*kept).order_by(spool.c.id).limit(BATCH)
        with self.database.read() as connection:
            return list(connection.scalars(query))

    def _bytes(self, id: int) -> bytes:
        try:
            return self.spool.read(id).raw
        except (LookupError, TornBody):
            return b""

    def _person(self) -> int:
        def end(connection: Connection) -> None:
            erased_tickets.row_of(connection, self.subject)
            _begin(connection, self._who, BYTES, self.subject.now)

        self.database.write(end)
        return 1 if self._who.id else 0

    def _each(self, query: Any, work: _Work, contents: Callable[[Sequence[int]], frozenset[bytes]] = _none) -> int:
        with self.database.read() as connection:
            ids = list(connection.scalars(query))
        for start in range(0, len(ids), BATCH):
            some = ids[start : start + BATCH]
            self.database.write(partial(self._batch, work, some, contents(some)))
        return len(ids)

    def _batch(self, work: _Work, ids: Sequence[int], doomed: frozenset[bytes], connection: Connection) -> None:
        work(connection, subject=self.subject, ids=ids)
        taken.doom(connection, doomed)


def unfinished(connection: Connection) -> dict[str, int]:
    """Erasures that were begun and not ended, by the step that they stand at."""
    query = select(erasure.c.step, func.count()).where(erasure.c.ended.is_(None)).group_by(erasure.c.step)
    return {row[0]: row[1] for row in connection.execute(query)}


def end(connection: Connection, now: datetime) -> None:
    """The bytes of all that stand at the last step are overwritten."""
    here = (erasure.c.ended.is_(None), erasure.c.step == BYTES)
    connection.execute(update(erasure).where(*here).values(ended=now))


def _begin(connection: Connection, who: Somebody, name: str, now: datetime) -> None:
    open_ = (erasure.c.person == who.id, erasure.c.ended.is_(None))
    if not connection.execute(update(erasure).where(*open_).values(step=name)).rowcount:
        connection.execute(insert(erasure).values(person=who.id, begun=now, step=name))
