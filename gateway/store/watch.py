"""What the database says to those who watch over it: how far the line of waiting mail is, what became of all, how large
everything has grown. Reads only; each question is a short one of its own, so that a slow one holds up no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, case, func, make_url, select, text

from ..decisions import WAITING
from . import balance
from .balance import Equation
from .database import Database, UtcDateTime
from .migrate import version
from .outbox import NoticeState
from .schema import attachment, blob, mail, mailbox_folder, mailbox_lease, notice, rule_revision, spool

PATIENCE = 60_000  # milliseconds for one statement on PostgreSQL; on SQLite reading waits for nobody

# A connection whose other end is gone is given up within half a minute, where the system would take two hours.
_KEEPALIVES = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}


@dataclass(frozen=True, slots=True)
class MailboxState:
    """`watched`: somebody has a lease on it; `taken`: when a mail was last taken from it, None for never."""

    name: str
    watched: bool
    taken: datetime | None


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits at this moment. Times are None where nothing does.

    `oldest_mail` is when the oldest one was accepted, of those that neither are parked nor were let in again by a
    person; `oldest_notice` when the oldest one was written, `overdue` since when the next one is due.
    """

    waiting: int
    parked: int
    oldest_mail: datetime | None
    notices_due: int
    notices_later: int
    oldest_notice: datetime | None
    overdue: datetime | None
    revision: int
    mailboxes: tuple[MailboxState, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that ever came and went."""

    equation: Equation
    notices: dict[str, int]  # by state


@dataclass(frozen=True, slots=True)
class Sizes:
    """In bytes."""

    database: int
    spool: int
    blobs: int


class Watch:
    """Questions, each of which raises Unavailable where the database does not answer."""

    def __init__(self, url: str, state: Path) -> None:
        self._database = Database(_persistent(url))
        self._state = state

    def version(self) -> str:
        """The step that the tables have reached."""
        return version(self._database)

    def backlog(self, now: datetime) -> Backlog:
        with self._database.read() as connection:
            _bound(connection)
            waiting, parked = _waiting(connection)
            due, later, oldest, overdue = _notices(connection, now)
            boxes = tuple(mailboxes(connection, now))
            revision = connection.scalar(select(func.max(rule_revision.c.number))) or 0
            return Backlog(waiting, parked, oldest_mail(connection), due, later, oldest, overdue, revision, boxes)

    def books(self) -> Books:
        """Counts all rows: a matter of seconds where there are millions."""
        with self._database.read() as connection:
            _bound(connection)
            rows = connection.execute(select(notice.c.state, func.count()).group_by(notice.c.state))
            counts = {row[0]: row[1] for row in rows}
            return Books(
                balance.equation(connection), {state.value: counts.get(state.value, 0) for state in NoticeState}
            )

    def sizes(self) -> Sizes:
        if self._database.sqlite:
            file = Path(self._database.engine.url.database or "")
            kept = sum(_size(Path(f"{file}{end}")) for end in ("", "-wal"))
            return Sizes(kept, _below(self._state / "spool"), _below(self._state / "blobs"))
        with self._database.read() as connection:
            _bound(connection)
            row = connection.execute(_SIZES).one()
            return Sizes(row[0], row[1], row[2])

    def put_away(self) -> int:
        """Bytes of large mails and attachments in a place that all machines share, by what their rows say: such a place
        is not asked for its size. Reads all rows, as `books` does.
        """
        with self._database.read() as connection:
            _bound(connection)
            mails, contents = (int(connection.scalar(query) or 0) for query in (_MAILS_AWAY, _CONTENTS_AWAY))
        return mails + max(0, contents - (_below(self._state / "blobs") if self._database.sqlite else 0))

    def close(self) -> None:
        self._database.close()


_SIZES = text(
    "SELECT pg_database_size(current_database()), pg_total_relation_size('spool'), pg_total_relation_size('blob')"
)


_MAILS_AWAY = select(func.sum(spool.c.size)).where(
    spool.c.segment.is_not(None), spool.c.place.is_(None), spool.c.gone.is_(None)
)
_AWAY = (
    select(func.max(attachment.c.size).label("size"))
    .outerjoin(blob, blob.c.sha256 == attachment.c.sha256)
    .where(blob.c.sha256.is_(None))
    .group_by(attachment.c.sha256)
    .subquery()
)
_CONTENTS_AWAY = select(func.sum(_AWAY.c.size))


def _persistent(url: str) -> str:
    if url.startswith("sqlite"):
        return url
    given = make_url(url)
    kept = {name: value for name, value in _KEEPALIVES.items() if name not in given.query}
    return given.update_query_dict(kept).render_as_string(hide_password=False)


def _bound(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {PATIENCE}")


def _waiting(connection: Connection) -> tuple[int, int]:
    parked = func.coalesce(func.sum(case((mail.c.parked.is_(True), 1), else_=0)), 0)
    row = connection.execute(select(func.count(), parked).where(mail.c.outcome == WAITING)).one()
    return row[0] - row[1], row[1]


def oldest_mail(connection: Connection) -> datetime | None:
    """Ids grow with time, so the lowest one is the oldest."""
    new = (mail.c.outcome == WAITING, mail.c.parked.is_(False), mail.c.released.is_(False))
    first = select(mail.c.id).where(*new, mail.c.confirmed.is_(False)).order_by(mail.c.id).limit(1)
    found: datetime | None = connection.scalar(select(spool.c.accepted).where(spool.c.id == first.scalar_subquery()))
    return found


def _notices(connection: Connection, now: datetime) -> tuple[int, int, datetime | None, datetime | None]:
    due = func.coalesce(func.sum(case((notice.c.due <= now, 1), else_=0)), 0)
    first = func.min(notice.c.due, type_=UtcDateTime)
    columns = (func.count(), due, func.min(notice.c.created, type_=UtcDateTime), first)
    row = connection.execute(select(*columns).where(notice.c.state == NoticeState.WAITING.value)).one()
    overdue = row[3] if row[3] is not None and row[3] <= now else None
    return row[1], row[0] - row[1], row[2], overdue


def mailboxes(connection: Connection, now: datetime) -> Iterator[MailboxState]:
    taken = func.max(mailbox_folder.c.at, type_=UtcDateTime)
    last = dict(connection.execute(select(mailbox_folder.c.mailbox, taken).group_by(mailbox_folder.c.mailbox)).all())
    leases = dict(connection.execute(select(mailbox_lease.c.mailbox, mailbox_lease.c.until)).all())
    for name in sorted(last.keys() | leases.keys()):
        yield MailboxState(name, name in leases and leases[name] > now, last.get(name))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _below(folder: Path) -> int:
    """Bytes of its files; folders take up room, too, but hold nothing."""
    return sum(_size(path) for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else 0
