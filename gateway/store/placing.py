"""Large bodies on their way into the store that all machines share: put there, durably, before their rows are written.

A row never names an object that is not there. The other way round, an object whose row was not written is collected.
"""

import asyncio
import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import BinaryIO, cast

from ..mail.acceptance import Acceptance, Deferral
from ..mail.inbound import Envelope
from .database import Unavailable
from .drafts import Body, SpoolDraft
from .objects import Objects
from .overflow import FileOverflow

ROW_LIMIT = 32 * 1024  # up to this size a body lies in the row
RAW = "raw/"  # where they lie, below 256 folders
AT_ONCE = 8  # bodies on their way at the same time
PATIENCE = 20.0  # seconds until a body must be on its way, before its mail is deferred


class Placed:
    """A body that lies under `key` already; nothing is open."""

    def __init__(self, key: str) -> None:
        self.key = key

    def write(self, piece: bytes) -> None:
        raise io.UnsupportedOperation("what lies in the store is complete")

    def keep(self) -> None:
        """Its row is written."""

    discard = keep  # nothing refers to it, and so it is collected


class Placing:
    """Puts bodies into the store, several at a time."""

    def __init__(self, objects: Objects, patience: float = PATIENCE) -> None:
        self._objects = objects
        self._patience = patience
        self.pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="placing")

    def deadline(self) -> float:
        return time.monotonic() + self._patience

    def place(self, body: Body, deadline: float) -> None:
        """`trouble` says why it could not be done. Small bodies stay where they are, for the row."""
        if body.trouble is not None or body.size <= ROW_LIMIT:
            return
        if time.monotonic() > deadline:
            body.trouble = Deferral.UNAVAILABLE
            return
        try:
            key = new_key()
            body.finish()
            body.sha256()  # what lies in memory is let go of below
            self._objects.put(key, _content(body))
        except (Unavailable, OSError, ValueError):  # ValueError: its file was closed, as the client went away
            body.trouble = Deferral.UNAVAILABLE
            return
        if body.overflow is not None:
            body.overflow.discard()
        body.overflow = Placed(key)
        body.pieces.clear()

    def close(self) -> None:
        """Nobody waits for an answer any more: what is still on its way gets no row."""
        self.pool.shutdown(wait=False, cancel_futures=True)


class PlacedDraft(SpoolDraft):
    """A draft whose body is put into the store before the mail waits for its commit."""

    __slots__ = ("placing",)
    placing: Placing

    async def commit(self, envelope: Envelope) -> Acceptance:
        if self._body.size > ROW_LIMIT:
            placing, loop = self.placing, asyncio.get_running_loop()
            try:
                await loop.run_in_executor(placing.pool, placing.place, self._body, placing.deadline())
            except RuntimeError:  # the process is ending
                return self._give_up(Deferral.UNAVAILABLE)
        return await super().commit(envelope)

    def line_up(self, envelope: Envelope, silent: bool) -> Callable[[], Acceptance]:
        """Who hands in many mails by one thread waits here for a large one."""
        self.placing.place(self._body, self.placing.deadline())
        return super().line_up(envelope, silent)


def new_key() -> str:
    name = token_hex(20)
    return f"{RAW}{name[:2]}/{name[2:]}"


def _content(body: Body) -> bytes | BinaryIO:
    if isinstance(body.overflow, FileOverflow):
        return cast(BinaryIO, body.overflow.rewound())
    return b"".join(body.pieces)
