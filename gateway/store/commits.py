"""Group commit: one thread takes every mail that waits and writes them in one transaction. There is no timer: a batch
is what came while the last commit ran.
"""

import asyncio
import logging
import operator
import queue
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select

from ..mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from .database import plain
from .drafts import Entry, Stage
from .layout import Layout
from .schema import mail, spool
from .segments import Segments
from .spool_session import Locked, SpoolSession, deferral_of

BATCH = 128  # mails in one commit
BATCH_BYTES = 32 * 1024 * 1024  # and their size, for the ones whose bytes must be in memory

# One statement for the whole batch. The defaults of the other columns are the table's.
WAITING = mail.insert().from_select(
    ["id", "outcome", "due"],
    select(spool.c.id, literal("waiting"), spool.c.accepted).where(
        spool.c.id.between(bindparam("first"), bindparam("last"))
    ),
)

Committed = Callable[[list[int]], None]  # hears of every commit, in the writer's thread: it must not wait nor raise

log = logging.getLogger("postroom.spool")


class Commits:
    """The line of waiting mails and the thread that commits them."""

    def __init__(self, session: SpoolSession, segments: Segments | None, patience: float, committed: Committed) -> None:
        self.patience = patience
        self._committed = committed
        self.count = 0  # commits so far
        self._session = session
        self._segments = segments
        self._line: queue.SimpleQueue[Entry | None] = queue.SimpleQueue()
        self._stages = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, entry: Entry) -> None:
        if self._thread is None:
            self._start()
        self._line.put(entry)

    def withdraw(self, entry: Entry) -> bool:
        """Takes a mail out that is in no running commit; False when it is too late for that."""
        with self._stages:
            waiting = entry.stage is Stage.WAITING
            if waiting:
                entry.stage = Stage.OVER
        return waiting

    def close(self) -> None:
        """Commits what waits, then ends the thread."""
        with self._stages:
            thread, self._thread = self._thread, None
        if thread is not None:
            self._line.put(None)
            thread.join()

    def _start(self) -> None:
        with self._stages:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="spool-writer", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while (first := self._line.get()) is not None:
            self._commit(self._gather(first))
        self._session.close()

    def _gather(self, first: Entry) -> list[Entry]:
        batch, size = [first], first.body.size
        while len(batch) < BATCH and size < BATCH_BYTES:
            try:
                entry = self._line.get_nowait()
            except queue.Empty:
                break
            if entry is None:
                self._line.put(None)
                break
            batch.append(entry)
            size += entry.body.size
        return batch

    def _commit(self, batch: list[Entry]) -> None:
        """Answers every entry of the batch, whatever happens."""
        self._session.in_doubt = False
        layout = Layout(self._segments)
        answers: dict[Entry, Acceptance] = {}
        try:
            rows = self._lay(batch, layout, answers)
            while not self._write(rows, answers):
                pass
            layout.keep() if any(isinstance(answer, Accepted) for answer in answers.values()) else layout.undo()
        except Exception as error:
            log.error("spool commit failed: %s: %s", type(error).__name__, str(getattr(error, "orig", error))[:200])
            layout.doubt() if self._session.in_doubt else layout.undo()
            self._session.close()
            answers = {entry: answers.get(entry, Deferred(deferral_of(error))) for entry in batch}
        self._release(batch, answers)
        settle(answers)
        ids = [answer.id for answer in answers.values() if isinstance(answer, Accepted)]
        if ids:
            self._committed(ids)

    def _lay(self, batch: list[Entry], layout: Layout, answers: dict[Entry, Acceptance]) -> dict[Entry, dict[str, Any]]:
        rows: dict[Entry, dict[str, Any]] = {}
        for entry in batch:
            if entry.stage is not Stage.WAITING:
                continue
            try:
                rows[entry] = layout.lay(entry.body)
            except OSError as error:
                answers[entry] = Deferred(deferral_of(error))
        failed = layout.sync()
        for entry in [entry for entry, row in rows.items() if row["segment"] in failed]:
            del rows[entry]
            answers[entry] = Deferred(Deferral.UNAVAILABLE)
        return rows

    def _write(self, rows: dict[Entry, dict[str, Any]], answers: dict[Entry, Acceptance]) -> bool:
        """One attempt at the transaction; False when it has to be made again with the mails that are left."""
        left = [entry for entry in rows if entry.stage is Stage.WAITING]
        if not left:
            return True
        try:
            connection = self._session.begin()
        except Locked:
            return False  # those whose patience ends withdraw by themselves
        ids = self._session.take_ids(len(left))
        insert(connection, ids, [(entry, rows[entry]) for entry in left])
        if not self._seal(left):
            self._session.rollback()
            return False
        self._session.commit()
        self.count += 1
        answers.update((entry, Accepted(id)) for id, entry in zip(ids, left, strict=True))
        return True

    def _seal(self, entries: list[Entry]) -> bool:
        """From here on nobody may withdraw. False when somebody has done so since the rows were written."""
        with self._stages:
            if any(entry.stage is not Stage.WAITING for entry in entries):
                return False
            for entry in entries:
                entry.stage = Stage.COMMITTING
        return True

    def _release(self, batch: list[Entry], answers: dict[Entry, Acceptance]) -> None:
        for entry in batch:
            entry.stage = Stage.OVER
            if (overflow := entry.body.overflow) is not None:
                kept = isinstance(answers.get(entry), Accepted) or self._session.in_doubt
                overflow.keep() if kept else overflow.discard()


def insert(connection: Connection, ids: Iterable[int], entries: list[tuple[Entry, dict[str, Any]]]) -> None:
    now = datetime.now(UTC)
    ids = list(ids)
    rows = [_row(id, now, entry) | row for id, (entry, row) in zip(ids, entries, strict=True)]
    if connection.dialect.name == "sqlite":
        stamp = now.strftime("%Y-%m-%d %H:%M:%S.%f")  # as SQLAlchemy stores times on SQLite
        connection.exec_driver_sql(_PLAIN_INSERT, [_VALUES(row | {"accepted": stamp}) for row in rows])
    else:
        connection.execute(spool.insert(), rows)
    connection.execute(WAITING, {"first": ids[0], "last": ids[-1]})


# The driver's own executemany: SQLAlchemy's handling of each value costs more than SQLite's insert.
_COLUMNS = [column.name for column in spool.c]
_VALUES = operator.itemgetter(*_COLUMNS)
_PLAIN_INSERT = f"INSERT INTO spool ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608


def _row(id: int, now: datetime, entry: Entry) -> dict[str, Any]:
    envelope = entry.envelope
    return {
        "id": id,
        "accepted": now,
        "source": envelope.source.value,
        "peer": _line(envelope.peer),
        "helo": _line(envelope.helo),
        "login": _line(envelope.login),
        "sender": _line(envelope.sender),
        "recipients": "\n".join(_line(recipient) for recipient in envelope.recipients),
        "silent": entry.silent,
        "size": entry.body.size,
        "sha256": entry.body.sha256(),
    }


def _line(text: str) -> str:
    """Recipients are kept as lines, so that nothing of an envelope may hold one's end."""
    return text if text.isascii() and text.isprintable() else plain(text).replace("\r", " ").replace("\n", " ")


def settle(answers: dict[Entry, Acceptance]) -> None:
    """Tells those who wait, with one call into each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[Entry, Acceptance]]] = {}
    for entry, answer in answers.items():
        if entry.loop is not None:
            loops.setdefault(entry.loop, []).append((entry, answer))
        elif not entry.future.done():
            entry.future.set_result(answer)
    for loop, pairs in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_deliver, pairs)


def _deliver(pairs: list[tuple[Entry, Acceptance]]) -> None:
    for entry, answer in pairs:
        if not entry.future.done():
            entry.future.set_result(answer)
