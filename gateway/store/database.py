"""Opens the database and says how transactions begin, on SQLite and on PostgreSQL.

Writers on SQLite share commits (`shared_commits`); on PostgreSQL each has a transaction of its own.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, DateTime, Dialect, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from .driver import ask, set_up_pipelines
from .gate import Gate
from .kept import IDLE, KeptConnections
from .shared_commits import SharedCommits
from .turn import Turn

T = TypeVar("T")

BUSY_TIMEOUT = 10.0  # seconds a writer waits for the write lock of SQLite
READERS = 4  # of a process that read SQLite at once: each has a connection, and computes while it reads
ABANDONED = 60.0  # seconds after which PostgreSQL ends the transaction of who fell silent in it, and frees its locks
REMEMBERED = 128  # statements that a connection to SQLite keeps prepared: those that run for most mails; 6 KB each
# What we ask has an index. A planner without statistics, as in a young house, takes the tables for small, reads them
# whole, and keeps such a plan until autovacuum comes by. (What is read whole all the same would be compiled before.)
_PLANNING = "-c enable_seqscan=off -c random_page_cost=1.1 -c jit=off"
_DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


class Unavailable(Exception):
    """The database is down, locked or out of reach; the same work may succeed later."""


class Contended(Unavailable):
    """The database is well, but others were in the way: a deadlock, or a lock that was waited for too long."""


_TROUBLE = (DBAPIError, PoolTimeout)
# Conditions by their first letters (PostgreSQL's appendix A, SQLite's result codes): connection lost, out of resources,
# stopped by the operator, disk trouble, a lock or a deadlock in the way, a server that only reads.
_PASSING = ("08", "25006", "25P03", "40", "53", "55P03", "57", "58")
_CONTENDED = ("40", "55P03")
_PASSING_SQLITE = ("BUSY", "LOCKED", "FULL", "IOERR", "CANTOPEN", "READONLY", "NOMEM", "INTERRUPT", "PROTOCOL")


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC on both databases (SQLite drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _as_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _of_text if dialect.name == "sqlite" else _in_utc


def _in_utc(value: datetime | None) -> datetime | None:
    assert value is None or value.tzinfo is not None, "times are stored with their zone"
    return None if value is None else value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes times on SQLite: what is compared as text is compared as time."""
    if value is None:
        return None
    assert value.tzinfo is not None, "times are stored with their zone"
    return value.astimezone(UTC).isoformat(" ", "microseconds")[:26]


def _of_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def make_engine(url: str) -> Engine:
    """An engine whose SQLite connections are in WAL mode with synchronous=FULL and begin IMMEDIATE for writing.

    A connection with the execution option `read_only` begins a plain transaction.
    """
    if not url.startswith("sqlite"):
        return _make_postgresql_engine(url)
    connect = {"timeout": BUSY_TIMEOUT, "cached_statements": REMEMBERED}
    engine = create_engine(url, connect_args=connect, pool_size=16, max_overflow=16)

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # we begin ourselves; the driver's own way reads outside of transactions
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute("PRAGMA " + pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get("read_only")
        ask(connection, "BEGIN" if read_only else "BEGIN IMMEDIATE", ())

    return engine


def _make_postgresql_engine(url: str) -> Engine:
    """READ COMMITTED whatever the server's default is: after a conflict the next statement sees what the other wrote.

    Nobody waits for a lock or a dead network longer than a writer on SQLite does.
    """
    wait = int(BUSY_TIMEOUT * 1000)
    options = f"-c lock_timeout={wait} -c idle_in_transaction_session_timeout={int(ABANDONED * 1000)}"
    connect = {"connect_timeout": 4, "tcp_user_timeout": wait, "options": f"{options} {_PLANNING}"}
    pool: Any = {"pool_size": 8, "max_overflow": 8, "pool_use_lifo": True}  # who was used last has the statements
    engine = create_engine(url, **pool, isolation_level="READ COMMITTED", connect_args=connect)
    set_up_pipelines(engine)

    @event.listens_for(engine, "checkout")
    def look(connection: Any, record: ConnectionPoolEntry, proxy: Any) -> None:
        """A connection that lay idle may be dead: whoever gets another one never notices. A new one is not asked: where
        that is dead as well, its first statement says so, and the pool would call it misuse.
        """
        used = record.info.get("used")
        if used is not None and time.monotonic() - used > IDLE and not _lives(engine, connection):
            raise DisconnectionError

    @event.listens_for(engine, "checkin")
    def note(connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = time.monotonic()

    return engine


def _lives(engine: Engine, connection: Any) -> bool:
    try:
        return engine.dialect.do_ping(connection)
    except DBAPIError:
        return False
    except Exception as error:
        if engine.dialect.is_disconnect(error, connection, None):  # type: ignore[arg-type]
            return False
        raise


def is_passing(error: BaseException) -> bool:
    """Is it the database that is in trouble, and not what was asked of it?"""
    if not isinstance(error, DBAPIError):
        return isinstance(error, PoolTimeout)
    if error.connection_invalidated:
        return True
    if name := getattr(error.orig, "sqlite_errorname", ""):
        return str(name).removeprefix("SQLITE_").startswith(_PASSING_SQLITE)
    if state := getattr(error.orig, "sqlstate", ""):
        return str(state).startswith(_PASSING)
    return isinstance(error, OperationalError | InterfaceError)  # could not connect, lost on the way


def plain(text: str) -> str:
    """Text that every database takes: without lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ")


def raise_unavailable(error: Exception) -> None:
    """Raises Unavailable where the error is one that passes."""
    if is_passing(error):
        orig = getattr(error, "orig", None)
        kind = Contended if str(getattr(orig, "sqlstate", "")).startswith(_CONTENDED) else Unavailable
        raise kind(type(orig or error).__name__) from error


class Database:
    """One database. `read()` gives a connection that only reads; `write(work)` runs work in a transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = make_engine(url)
        self.sqlite = self.engine.dialect.name == "sqlite"
        self._kept = KeptConnections(self.engine, partial(_lives, self.engine))
        self._gate = Gate(READERS, BUSY_TIMEOUT)
        self._turn = self.new_turn()
        self._shared = SharedCommits(self._kept, is_passing, self._turn) if self._turn else None

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A read transaction. Raises Unavailable where the database cannot be reached."""
        try:
            with self._entered(), self._kept.use() as connection:
                yield connection
        except _TROUBLE as error:
            raise_unavailable(error)
            raise

    def _entered(self) -> AbstractContextManager[None]:
        return self._gate.passed() if self.sqlite else nullcontext()

    def write(self, work: Callable[[Connection], T]) -> T:
        """Runs `work`, database work only, in a write transaction; its result once that is committed. Raises what it
        raises, its effects undone, and Unavailable where the database is out of reach.
        """
        return self._write(work, lasting=True)

    def write_unhurried(self, work: Callable[[Connection], T]) -> T:
        """As `write`, for what is done again where a power cut takes it back; processes that die take nothing back."""
        return self._write(work, lasting=False)

    def _write(self, work: Callable[[Connection], T], lasting: bool) -> T:
        try:
            return self._committed(work, lasting)
        except _TROUBLE as error:
            raise_unavailable(error)
            raise
        except OSError as error:  # the turn's file: work itself touches nothing but the database
            raise Unavailable(type(error).__name__) from error

    def _committed(self, work: Callable[[Connection], T], lasting: bool) -> T:
        if self._shared:
            return self._shared.write(work, lasting)
        with self._kept.begin(lasting) as connection:
            return work(connection)

    @property
    def in_use(self) -> int:
        """Connections of this process that somebody has at this moment."""
        pool = self.engine.pool
        return pool.checkedout() - self._kept.idle if isinstance(pool, QueuePool) else 0

    def new_turn(self) -> Turn | None:
        """For one writer of this process; None where the database itself orders its writers (PostgreSQL)."""
        return Turn(Path(f"{self.engine.url.database}-turn")) if self.sqlite else None

    def durability_problem(self) -> str:
        """ "" where a commit survives a power cut, else what is wrong. Raises Unavailable."""
        with self.read() as connection:
            if self.sqlite:
                level = connection.exec_driver_sql("PRAGMA synchronous").scalar()
                return "" if level in (2, 3) else "synchronous is below FULL: a power cut may lose accepted mail"
            settings = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in _DURABLE}
        off = [name for name, value in settings.items() if value == "off"]
        return f"{' and '.join(off)} is off: a power cut may lose accepted mail" if off else ""

    def close(self) -> None:
        self._kept.close()
        self.engine.dispose()
        if self._turn:
            self._turn.close()


__all__ = ["Connection", "Contended", "Database", "Unavailable", "UtcDateTime", "plain", "raise_unavailable"]
