"""The spool: every accepted mail, as it came. Nothing is answered with 250 before its commit here has returned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, select

from ..mail.acceptance import Acceptance, Deferral, Deferred
from ..mail.inbound import Envelope, Source
from .commits import Commits, Committed
from .database import Database
from .drafts import FileOverflow, Overflow, SegmentOverflow, SpoolDraft
from .schema import spool
from .segments import Extent, Segments, verify
from .space import Space, free_bytes
from .spool_session import SpoolSession


@dataclass(frozen=True, slots=True)
class SpooledMail:
    """One mail as it was accepted; `silent`: nobody is written to because of it."""

    id: int
    accepted: datetime
    envelope: Envelope
    silent: bool
    raw: bytes


def nobody(ids: list[int]) -> None:
    """Nobody is told of a commit; workers find the rows by looking."""


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """`folder` is for bodies (SQLite) or for temporary files (PostgreSQL); there must be room for two largest mails.

    `committed` is told the ids of each commit; it must neither wait nor raise.
    """

    folder: Path
    max_size: int = 33 * 1024 * 1024
    patience: float = 4.5  # seconds a mail waits for a commit to begin, before it is deferred
    measure: Callable[[Path], int] = free_bytes
    committed: Committed = nobody


class Spool:
    """Opens the spool of one process. `begin` is an `intake.acceptor.Acceptor`."""

    def __init__(self, database: Database, settings: SpoolSettings) -> None:
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = database
        self._folder = settings.folder
        self._segments = Segments(settings.folder)
        self._space = Space(settings.folder, 2 * settings.max_size, settings.measure)
        self._turn = database.new_turn()
        segments = self._segments if database.sqlite else None
        self._commits = Commits(SpoolSession(database, self._turn), segments, settings.patience, settings.committed)

    @property
    def commits(self) -> int:
        """How many transactions this process has committed."""
        return self._commits.count

    def begin(self) -> SpoolDraft | Deferred:
        """A draft for a body that arrives in pieces."""
        if not self._space.enough():
            return Deferred(Deferral.FULL)
        return SpoolDraft(self._commits, self._overflow)

    def accept(self, envelope: Envelope, content: bytes, silent: bool = False) -> Acceptance:
        """For entrances that have all the bytes and no event loop. Returns after the commit."""
        draft = self.begin()
        if isinstance(draft, Deferred):
            return draft
        draft.write(content)
        return draft.commit_here(envelope, silent)

    def read(self, id: int) -> SpooledMail:
        """Raises LookupError for an unknown id and `TornBody` for bytes that are not those that were accepted."""
        with self._database.read() as connection:
            row = connection.execute(select(spool).where(spool.c.id == id)).one_or_none()
        if row is None:
            raise LookupError(f"no mail {id} in the spool")
        recipients = tuple(row.recipients.split("\n")) if row.recipients else ()
        envelope = Envelope(row.sender, recipients, Source(row.source), row.peer, row.helo, row.login)
        return SpooledMail(row.id, row.accepted, envelope, row.silent, self._body(row))

    def close(self) -> None:
        self._commits.close()
        self._segments.close()
        if self._turn is not None:
            self._turn.close()

    def _body(self, row: Row[tuple[object, ...]]) -> bytes:
        if row.segment is not None:
            return self._segments.read(Extent(row.segment, row.place, row.size, row.sha256))
        body = bytes(row.body)
        verify(body, row.size, row.sha256)
        return body

    def _overflow(self) -> Overflow:
        return SegmentOverflow(self._segments) if self._database.sqlite else FileOverflow(self._folder)
