"""A mail on its way into the spool: its first part stays in memory, the rest goes to disk while it arrives."""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol

from ..mail.acceptance import Acceptance, Deferral, Deferred
from ..mail.inbound import Envelope
from .segments import Segment, Segments, is_full

MEMORY = 256 * 1024  # what one body may occupy in memory


class Overflow(Protocol):
    """Takes a body that is too large for memory."""

    def write(self, piece: bytes) -> None: ...

    def keep(self) -> None:
        """The row that names the bytes is committed."""
        ...

    def discard(self) -> None: ...


class SegmentOverflow:
    """On SQLite: a segment file that no other body touches until this one is done."""

    def __init__(self, segments: Segments) -> None:
        self._segments = segments
        self.segment: Segment = segments.take()
        self.write = self.segment.write

    def keep(self) -> None:
        self._segments.give_back(self.segment)

    def discard(self) -> None:
        self.segment.rewind()
        self._segments.give_back(self.segment)


class FileOverflow:
    """On PostgreSQL: a nameless temporary file whose bytes go into the row at the commit."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 (closed by keep and discard)

    def write(self, piece: bytes) -> None:
        view = memoryview(piece)
        while view:
            view = view[self._file.write(view) :]

    def read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()

    def keep(self) -> None:
        self._file.close()

    discard = keep


@dataclass(slots=True)
class Body:
    """The bytes of one mail, wherever they are. `trouble` says why they could not all be kept."""

    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    overflow: Overflow | None = None
    trouble: Deferral | None = None

    def write(self, piece: bytes, overflow: Callable[[], Overflow]) -> None:
        if self.trouble is not None:
            return
        self.size += len(piece)
        try:
            self._put(piece, overflow)
        except OSError as error:
            self.trouble = Deferral.FULL if is_full(error) else Deferral.UNAVAILABLE

    def _put(self, piece: bytes, overflow: Callable[[], Overflow]) -> None:
        if self.overflow is None and self.size <= MEMORY:
            self.pieces.append(piece)
            return
        if self.overflow is None:
            self.overflow = overflow()
            for early in self.pieces:
                self.overflow.write(early)
                self.digest.update(early)
            self.pieces.clear()
        self.overflow.write(piece)
        self.digest.update(piece)

    def sha256(self) -> bytes:
        """What lies in memory is hashed only here: in the writer's thread, not in the event loop's."""
        digest = self.digest.copy()
        for piece in self.pieces:
            digest.update(piece)
        result: bytes = digest.digest()
        return result


class Stage(Enum):
    """Until COMMITTING a mail can still be withdrawn; from then on only the commit's result is its answer."""

    WAITING = auto()
    COMMITTING = auto()
    OVER = auto()


@dataclass(slots=True, eq=False)
class Entry:
    """One mail that waits for its commit. `loop` is the event loop its future belongs to, or None for a thread's."""

    envelope: Envelope
    body: Body
    silent: bool
    future: "asyncio.Future[Acceptance] | Future[Acceptance]"
    loop: asyncio.AbstractEventLoop | None
    stage: Stage = Stage.WAITING


class Line(Protocol):
    """Where entries line up for the next commit."""

    patience: float

    def add(self, entry: Entry) -> None: ...

    def withdraw(self, entry: Entry) -> bool: ...


class SpoolDraft:
    """What `Spool.begin` hands to an entrance; it is an `intake.acceptor.Draft`."""

    __slots__ = ("_body", "_done", "_line", "_overflow")

    def __init__(self, line: Line, overflow: Callable[[], Overflow]) -> None:
        self._line = line
        self._overflow = overflow
        self._body = Body()
        self._done = False

    def write(self, piece: bytes) -> None:
        self._body.write(piece, self._overflow)

    async def commit(self, envelope: Envelope) -> Acceptance:
        """The deadline ends the wait only while the mail is in no running commit (RFC 5321 section 4.2.5)."""
        if self._body.trouble is not None:
            return self._give_up(self._body.trouble)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Acceptance] = loop.create_future()
        entry = Entry(envelope, self._body, False, future, loop)
        self._done = True
        self._line.add(entry)
        timer = loop.call_later(self._line.patience, self._expire, entry)
        try:
            return await future
        finally:
            timer.cancel()
            self._line.withdraw(entry)  # a client that went away; without effect once the answer is there

    def commit_here(self, envelope: Envelope, silent: bool) -> Acceptance:
        """The same for a thread without an event loop."""
        if self._body.trouble is not None:
            return self._give_up(self._body.trouble)
        future: Future[Acceptance] = Future()
        entry = Entry(envelope, self._body, silent, future, None)
        self._done = True
        self._line.add(entry)
        try:
            return future.result(self._line.patience)
        except TimeoutError:
            return Deferred(Deferral.UNAVAILABLE) if self._line.withdraw(entry) else future.result()

    def discard(self) -> None:
        if not self._done:
            self._done = True
            if self._body.overflow is not None:
                self._body.overflow.discard()

    def _give_up(self, trouble: Deferral) -> Deferred:
        self.discard()
        return Deferred(trouble)

    def _expire(self, entry: Entry) -> None:
        if self._line.withdraw(entry) and not entry.future.done():
            entry.future.set_result(Deferred(Deferral.UNAVAILABLE))
