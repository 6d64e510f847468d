"""One moment of the database, while others go on writing: what it counts, and a copy of just that moment."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, func, inspect, select, text

from .. import balance
from ..balance import Equation
from ..database import Database
from ..migrate import version
from ..schema import attachment, blob, metadata, spool
from . import postgresql_tools
from .manifest import DATABASE, DUMP, Filed, Kind
from .postgresql_tools import ToolTrouble
from .progress import Step, Told

PAGES = 4096  # of SQLite's, between two words about how far it is


@dataclass(frozen=True, slots=True)
class Counted:
    moment: datetime
    kind: Kind
    revision: str
    equation: Equation
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Referred:
    """What rows refer to beside themselves: the contents of attachments that are not in the database, by their SHA-256,
    how far each segment is in use, and the large mails that lie in a shared place, by their key.
    """

    contents: tuple[tuple[bytes, int], ...]  # with their size
    segments: tuple[tuple[str, int], ...]
    mails: tuple[Filed, ...]


class Snapshot:
    """Lives in one transaction that only reads. Writers go on; on SQLite their journal grows meanwhile."""

    def __init__(self, database: Database, connection: Connection, id: str) -> None:
        self._database = database
        self._connection = connection
        self._id = id
        self.moment = datetime.now(UTC)

    def counted(self) -> Counted:
        kind = Kind.SQLITE if self._database.sqlite else Kind.POSTGRESQL
        equation = balance.equation(self._connection)
        return Counted(self.moment, kind, version(self._database), equation, counts(self._connection))

    def referred(self) -> Referred:
        ask = self._connection.execute
        contents = tuple((row.sha256, row.size) for row in ask(_CONTENTS))
        segments = tuple((row.segment, row.end) for row in ask(_SEGMENTS))
        mails = tuple(Filed(row.segment, row.size, row.sha256.hex()) for row in ask(_PUT_AWAY))
        return Referred(contents, segments, mails)

    def copy(self, folder: Path, told: Told) -> Path:
        """Writes the database as of this moment below `folder`. Raises OSError and ToolTrouble."""
        if not self._database.sqlite:
            told(Step("database", 0))
            server = int(self._connection.exec_driver_sql("SHOW server_version_num").scalar() or 0) // 10000
            postgresql_tools.dump(self._database.url, self._id, folder / DUMP, server)
            return folder / DUMP
        source = self._connection.connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        _copy_sqlite(source, folder / DATABASE, told)
        return folder / DATABASE


# Those that the table of contents has go along with it; on SQLite it has none.
_CONTENTS = (
    select(attachment.c.sha256, func.max(attachment.c.size).label("size"))
    .outerjoin(blob, blob.c.sha256 == attachment.c.sha256)
    .where(blob.c.sha256.is_(None))
    .group_by(attachment.c.sha256)
    .order_by(attachment.c.sha256)
)
_LARGE = (spool.c.segment.is_not(None), spool.c.gone.is_(None))
_SEGMENTS = (
    select(spool.c.segment, func.max(spool.c.place + spool.c.size).label("end"))
    .where(*_LARGE, spool.c.place.is_not(None))
    .group_by(spool.c.segment)
    .order_by(spool.c.segment)
)
_PUT_AWAY = (
    select(spool.c.segment, spool.c.size, spool.c.sha256).where(*_LARGE, spool.c.place.is_(None)).order_by(spool.c.id)
)


def counts(connection: Connection) -> dict[str, int]:
    """Rows by table; a database of an earlier version has fewer tables."""
    known = frozenset(inspect(connection).get_table_names())
    tables = [table for table in metadata.sorted_tables if table.name in known]
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """Raises Unavailable."""
    with database.read() as connection:
        if database.sqlite:
            connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar()  # the first read fixes the moment
            yield Snapshot(database, connection, "")
        else:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
            yield Snapshot(database, connection, str(connection.scalar(text("SELECT pg_export_snapshot()"))))


def _copy_sqlite(source: sqlite3.Connection, path: Path, told: Told) -> None:
    """By the online backup interface. The source is within its transaction, so no writer makes it begin anew."""

    def tell(status: int, left: int, total: int) -> None:
        told(Step("database", total - left, total))

    path.touch(0o600, exist_ok=False)
    try:
        with closing(sqlite3.connect(path)) as target:
            source.backup(target, pages=PAGES, progress=tell, sleep=0)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, which is whole by itself
    except sqlite3.Error as error:
        raise ToolTrouble(f"the copy of the database failed: {error}") from error
