"""Group commit: one thread takes every mail that waits and writes them in one transaction. There is no timer: a batch
is what came while the last commit ran.
"""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable

from .. import maillog, meters
from ..mail.acceptance import Acceptance, Accepted, Deferral, Deferred
from .drafts import Entry, Stage
from .layout import Layout, Place
from .newcomers import is_reply
from .segments import Segments
from .spool_session import Locked, SpoolSession, deferral_of

BATCH = 256  # mails in one commit
BATCH_BYTES = 8 * 1024 * 1024  # that it has in memory; one mail more may come on top

# Hears of every commit, in the writer's thread: it must not wait nor raise. First of the mails that answer one of ours,
# then of all others.
Committed = Callable[[list[int], list[int]], None]

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
            try:
                self._commit(self._gather(first))
            except Exception as error:  # without us no mail is taken over any more; who waits is deferred in time
                maillog.stumbled("spool", error)
        self._session.close()

    def _gather(self, first: Entry) -> list[Entry]:
        batch, size = [first], first.body.weight
        while len(batch) < BATCH and size < BATCH_BYTES:
            try:
                entry = self._line.get_nowait()
            except queue.Empty:
                break
            if entry is None:
                self._line.put(None)
                break
            batch.append(entry)
            size += entry.body.weight
        return batch

    def _commit(self, batch: list[Entry]) -> None:
        """Answers every entry of the batch, whatever happens."""
        began = time.monotonic()
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
        count(answers, began)
        self._tell({entry: answer.id for entry, answer in answers.items() if isinstance(answer, Accepted)})

    def _tell(self, ids: dict[Entry, int]) -> None:
        for entry, id in ids.items():
            maillog.accepted(id, entry.envelope.source.value, entry.body.size)
        replies = [id for entry, id in ids.items() if is_reply(*entry.envelope.recipients)]
        others = [id for id in ids.values() if id not in replies] if replies else [*ids.values()]
        if ids:
            self._committed(replies, others)

    def _lay(self, batch: list[Entry], layout: Layout, answers: dict[Entry, Acceptance]) -> dict[Entry, Place]:
        rows: dict[Entry, Place] = {}
        for entry in batch:
            if entry.stage is not Stage.WAITING:
                continue
            try:
                rows[entry] = layout.lay(entry.body)
            except Exception as error:  # this mail's own trouble
                answers[entry] = Deferred(deferral_of(error))
        failed = layout.sync()
        for entry in [entry for entry, row in rows.items() if row.segment in failed]:
            del rows[entry]
            answers[entry] = Deferred(Deferral.UNAVAILABLE)
        return rows

    def _write(self, rows: dict[Entry, Place], answers: dict[Entry, Acceptance]) -> bool:
        """One attempt at the transaction; False when it has to be made again with the mails that are left."""
        left = [entry for entry in rows if entry.stage is Stage.WAITING]
        if not left:
            return True
        try:
            self._session.begin()
        except Locked:
            return False  # those whose patience ends withdraw by themselves
        ids = self._session.insert([(entry, rows[entry]) for entry in left])
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
            entry.body.release(isinstance(answers.get(entry), Accepted) or self._session.in_doubt)


def count(answers: dict[Entry, Acceptance], began: float) -> None:
    kept = [entry.envelope.source.value for entry, answer in answers.items() if isinstance(answer, Accepted)]
    if kept:
        meters.committed(kept, began)
    for answer in answers.values():
        if isinstance(answer, Deferred):
            meters.deferred(answer.reason.name.lower())


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
