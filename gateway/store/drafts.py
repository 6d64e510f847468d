"""A mail on its way into the spool: its first part stays in memory, the rest goes to disk while it arrives."""

import asyncio
import errno
import hashlib
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Any, Protocol

from ..mail.acceptance import Acceptance, Deferral, Deferred
from ..mail.inbound import Envelope
from .budget import Budget
from .expiring import expire
from .filing import Filing, Tail
from .overflow import Overflow, SegmentOverflow
from .segments import is_full

MEMORY = 256 * 1024  # what one body may occupy in memory, while there is room for it


@dataclass(slots=True)
class Body:
    """The bytes of one mail, wherever they are. `trouble` says why they could not all be kept.

    What it takes from the budget it gives back with `release`, once.
    """

    budget: Budget
    filing: Filing
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)
    overflow: Overflow | None = None
    tail: Tail | None = None  # of what goes to the overflow
    trouble: Deferral | None = None
    sealed: bytes = b""  # the digest, once somebody asked for it
    _held: int = 0  # bytes of the budget
    _files: int = 0

    @property
    def weight(self) -> int:
        """Bytes that a commit has in memory because of this body."""
        return 0 if isinstance(self.overflow, SegmentOverflow) else self.size

    def write(self, piece: bytes, overflow: Callable[[], Overflow]) -> None:
        if self.trouble is not None:
            return
        self.size += len(piece)
        self.sealed = b""
        try:
            self._put(piece, overflow)
        except OSError as error:
            self.trouble = Deferral.FULL if is_full(error) else Deferral.UNAVAILABLE

    def finish(self) -> None:
        """Waits until all bytes are where they belong. Raises where they cannot be."""
        if self.tail is not None:
            self.tail.finish()
            if self.tail.error is not None:
                raise self.tail.error

    def release(self, kept: bool) -> None:
        """Nobody needs the bytes any more, or but for those that a committed row names."""
        if self.tail is not None:
            self.tail.finish()
        self.budget.give_back(self._held, self._files)
        self._held = self._files = 0
        if self.overflow is not None:
            self.overflow.keep() if kept else self.overflow.discard()

    def _put(self, piece: bytes, overflow: Callable[[], Overflow]) -> None:
        if self.overflow is None:
            if self.size <= MEMORY and self.budget.take(len(piece)):
                self._held += len(piece)
                self.pieces.append(piece)
                return
            self._move_out(overflow)
        assert self.tail is not None, "it has just been moved out"
        self.tail.add(piece)
        if self.tail.error is not None:
            raise self.tail.error

    def _move_out(self, overflow: Callable[[], Overflow]) -> None:
        if not self.budget.take_file():
            raise OSError(errno.EDQUOT, "too many large mails are on their way")
        self._files = 1
        self.overflow = overflow()
        self.tail = Tail(self.filing, self._file)
        early, self.pieces = self.pieces, []
        self.budget.give_back(self._held, 0)
        self._held = 0
        for piece in early:
            self.tail.add(piece)

    def _file(self, piece: bytes) -> None:
        assert self.overflow is not None, "nothing is filed before there is a file"
        self.overflow.write(piece)
        self.digest.update(piece)

    def sha256(self) -> bytes:
        """What lies in memory is hashed only here: in the writer's thread, not in the event loop's."""
        if not self.sealed:
            if self.tail is not None:
                self.tail.finish()
            digest = self.digest.copy()
            for piece in self.pieces:
                digest.update(piece)
            self.sealed = digest.digest()
        return self.sealed


class Stage(Enum):
    """Until COMMITTING a mail can still be withdrawn; from then on it may be stored, whatever its sender is told."""

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

    def __init__(self, line: Line, overflow: Callable[[], Overflow], budget: Budget, filing: Filing) -> None:
        self._line = line
        self._overflow = overflow
        self._body = Body(budget, filing)
        self._done = False

    def write(self, piece: bytes) -> None:
        self._body.write(piece, self._overflow)

    def digest(self) -> bytes:
        """SHA-256 of what was written; it is not computed a second time when the mail is committed."""
        return self._body.sha256()

    def seal(self, digest: bytes) -> None:
        """What was written is all, and this is its SHA-256. Who reads the mail later compares them."""
        self._body.sealed = digest

    async def commit(self, envelope: Envelope) -> Acceptance:
        """Deferred when its patience ends; also from within a commit, which nobody knows the end of then."""
        if self._body.trouble is not None:
            return self._give_up(self._body.trouble)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Acceptance] = loop.create_future()
        entry = Entry(envelope, self._body, False, future, loop)
        self._done = True
        self._line.add(entry)
        timer = loop.call_later(self._line.patience, expire, partial(self._line.withdraw, entry), future)
        try:
            return await future
        finally:
            timer.cancel()
            self._line.withdraw(entry)  # a client that went away; without effect once the answer is there

    def commit_here(self, envelope: Envelope, silent: bool) -> Acceptance:
        """The same for a thread without an event loop."""
        return self.line_up(envelope, silent)()

    def line_up(self, envelope: Envelope, silent: bool) -> Callable[[], Acceptance]:
        """For a thread with many mails, which share commits and keep their order; the answer is waited for later."""
        if self._body.trouble is not None:
            deferred = self._give_up(self._body.trouble)
            return lambda: deferred
        future: Future[Acceptance] = Future()
        entry = Entry(envelope, self._body, silent, future, None)
        self._done = True
        self._line.add(entry)
        ends = time.monotonic() + self._line.patience
        return lambda: self._await(entry, future, ends)

    def _await(self, entry: Entry, future: Future[Acceptance], ends: float) -> Acceptance:
        try:
            return future.result(max(0.0, ends - time.monotonic()))
        except TimeoutError:
            return Deferred(Deferral.UNAVAILABLE) if self._line.withdraw(entry) else future.result()

    def discard(self) -> None:
        if not self._done:
            self._done = True
            self._body.release(kept=False)

    def _give_up(self, trouble: Deferral) -> Deferred:
        self.discard()
        return Deferred(trouble)
