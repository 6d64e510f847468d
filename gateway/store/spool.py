"""The spool: every accepted mail, as it came. Nothing is answered with 250 before its commit here has returned."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, bindparam, case, literal, or_, select

from .. import meters
from ..mail.acceptance import Acceptance, Deferral, Deferred
from ..mail.inbound import Envelope, Source
from . import budget
from .blobs import ASIDE
from .budget import Budget
from .commits import Commits, Committed
from .database import Database, Unavailable
from .drafts import MEMORY, SpoolDraft
from .filing import Filing
from .objects import Objects
from .overflow import FileOverflow, Overflow, SegmentOverflow
from .placing import PlacedDraft, Placing
from .prepared import Prepared
from .rows import Rows
from .schema import spool
from .segments import Extent, Segments, TornBody, verify
from .space import Space, free_bytes
from .spool_session import SpoolSession

SpoolRow = Row[tuple[object, ...]]
ALONG = 2**20  # bytes of a mail that is fetched along with another one: of several large ones nobody has need at once
_comes = or_(spool.c.id == bindparam("first"), spool.c.size <= literal(ALONG))
_THESE = Prepared(
    select(*(each for each in spool.c if each is not spool.c.body), case((_comes, spool.c.body)).label("body")).where(
        spool.c.id.in_(bindparam("wanted", expanding=True))
    )
)


class NotKept(LookupError):
    """The mail's bytes were taken away: its sender was erased, or they grew too old."""


@dataclass(frozen=True, slots=True)
class SpooledMail:
    """One mail as it was accepted; `silent`: nobody is written to because of it."""

    id: int
    accepted: datetime
    envelope: Envelope
    silent: bool
    raw: bytes


def nobody(replies: list[int], others: list[int]) -> None:
    """Nobody is told of a commit; workers find the rows by looking."""


@dataclass(frozen=True, slots=True)
class SpoolSettings:
    """`folder` is for bodies (SQLite) or for temporary files (PostgreSQL); there must be room for two largest mails.

    `committed` is told of each commit; it must neither wait nor raise. With `large`, large
    bodies are put there; `placed` is where those are found that were put away, now or earlier.
    """

    folder: Path
    max_size: int = 33 * 1024 * 1024
    patience: float = 4.5  # seconds a mail waits for its commit, before it is deferred
    measure: Callable[[Path], int] = free_bytes
    committed: Committed = nobody
    memory: int = budget.MEMORY  # bytes of bodies in this process
    files: int = budget.FILES  # bodies on disk whose rows are not committed yet
    large: Objects | None = None
    placed: Objects | None = None


class Spool:
    """Opens the spool of one process. `begin` is an `intake.acceptor.Acceptor`."""

    def __init__(self, database: Database, settings: SpoolSettings) -> None:
        settings.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.budget = Budget(settings.memory, settings.files)
        self._filing = Filing()
        self._database = database
        self._folder = settings.folder
        self._segments = Segments(settings.folder)
        self._space = Space(settings.folder, 2 * settings.max_size, settings.measure)
        self._turn = database.new_turn()
        self._placed = settings.placed
        self._placing = Placing(settings.large) if settings.large else None
        segments = self._segments if database.sqlite else None
        self._commits = Commits(SpoolSession(database, self._turn), segments, settings.patience, settings.committed)

    @property
    def commits(self) -> int:
        """How many transactions this process has committed."""
        return self._commits.count

    def begin(self) -> SpoolDraft | Deferred:
        """A draft for a body that arrives in pieces."""
        if self.budget.exhausted(MEMORY) or not self._space.enough():
            meters.deferred("full")
            return Deferred(Deferral.FULL)
        if self._placing:
            draft = PlacedDraft(self._commits, self._overflow, self.budget, self._filing)
            draft.placing = self._placing
            return draft
        return SpoolDraft(self._commits, self._overflow, self.budget, self._filing)

    def accept(self, envelope: Envelope, content: bytes, silent: bool = False) -> Acceptance:
        """For entrances that have all the bytes and no event loop. Returns after the commit."""
        draft = self.begin()
        if isinstance(draft, Deferred):
            return draft
        draft.write(content)
        return draft.commit_here(envelope, silent)

    def read(self, id: int) -> SpooledMail:
        """Raises LookupError for an unknown id, NotKept where the bytes were taken away, `TornBody` for bytes that are
        not those that were accepted, and Unavailable where they cannot be reached now.
        """
        with self._database.read() as connection:
            row = self.find(connection, id)
        return self.opened(row)

    def find(self, connection: Connection, id: int) -> SpoolRow | None:
        """What the table has of a mail, to be opened when no transaction is."""
        row: SpoolRow | None = self.ask(connection, [id], id).one_or_none()
        return row

    def ask(self, connection: Connection, ids: Iterable[int], first: int) -> Rows:
        """The rows of `find`. The bytes of large mails are left where they are, but for the `first`."""
        return _THESE.execute(connection, {"wanted": list(ids), "first": first})

    def opened(self, row: SpoolRow | None) -> SpooledMail:
        """As `read`."""
        if row is None:
            raise LookupError("no such mail in the spool")
        if row.gone is not None:
            raise NotKept(f"the bytes of mail {row.id} were taken away ({row.gone_why} on {row.gone:%Y-%m-%d})")
        recipients = tuple(row.recipients.split("\n")) if row.recipients else ()
        envelope = Envelope(row.sender, recipients, Source(row.source), row.peer, row.helo, row.login)
        return SpooledMail(row.id, row.accepted, envelope, row.silent, self._body(row))

    def close(self) -> None:
        if self._placing:
            self._placing.close()
        self._commits.close()
        self._filing.close()
        self._segments.close()
        if self._turn is not None:
            self._turn.close()

    def _body(self, row: SpoolRow) -> bytes:
        if row.segment is not None and row.place is None:
            return self._fetch(row.segment, row.size, row.sha256)
        if row.segment is not None:
            return self._segments.read(Extent(row.segment, row.place, row.size, row.sha256))
        if row.body is None:  # it was left where it is
            return self.read(int(row.id)).raw
        body = bytes(row.body)
        verify(body, row.size, row.sha256)
        return body

    def _fetch(self, key: str, size: int, sha256: bytes) -> bytes:
        if self._placed is None:
            raise Unavailable("the mail lies in a store that [store] no longer names")
        body = look_for(self._placed, key)
        verify(body, size, sha256)
        return body

    def _overflow(self) -> Overflow:
        in_segments = self._database.sqlite and not self._placing
        return SegmentOverflow(self._segments) if in_segments else FileOverflow(self._folder)


def look_for(objects: Objects, key: str) -> bytes:
    """A large mail's bytes. Raises `TornBody` where they are gone."""
    for name in (key, ASIDE + key):  # the latter, where somebody took it for one that nothing refers to
        try:
            return objects.get(name)
        except LookupError:
            continue
    raise TornBody(f"object {key} is gone")
