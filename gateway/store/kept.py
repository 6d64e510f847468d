"""Connections that are kept between transactions. Below `database`: what SQLAlchemy's pool does around each transaction
costs more than most of them.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from sqlalchemy import Connection, Engine, Pool, QueuePool

from .driver import finish, read

IDLE = 1.0  # seconds after which a connection is asked whether it lives before it is used
USUAL = 3  # connections to SQLite that keep what they have in memory while nobody has them
_NORMAL = 1  # a level of SQLite's synchronous


class KeptConnections:
    """Connections of one engine with its options, the one used last first: it knows the most pages and statements. No
    more are kept than the pool has at ordinary times, so that whoever waits for one of the pool gets it.

    `lives` tells whether a connection of the driver's that lay idle can be used.
    """

    def __init__(self, engine: Engine, lives: Callable[[Any], bool]) -> None:
        self._engine = engine
        self._lives = lives
        self._pool: Pool = engine.pool
        self._idle: list[tuple[Connection, float]] = []

    @property
    def idle(self) -> int:
        """Those that nobody has at this moment."""
        return len(self._idle)

    @contextmanager
    def begin(self, lasting: bool = True) -> Iterator[Connection]:
        """A transaction, committed at the end, rolled back after an exception. One that need not be `lasting` does not
        wait for the disk on SQLite, and not to hear of its commit on PostgreSQL: a power cut may take it back.
        """
        connection = self._taken(read_only=False)
        try:
            with nullcontext() if lasting else _unhurried(connection), connection.begin():
                yield connection
                if connection.dialect.name != "sqlite":
                    finish(connection)
        finally:
            self._give(connection)

    @contextmanager
    def use(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads, and that sees one moment."""
        connection = self._taken(read_only=True)
        try:
            if connection.dialect.name != "sqlite":  # there it begins with the first statement
                read(connection)
            yield connection
            connection.commit()
        finally:
            self._give(connection)

    def close(self) -> None:
        while self._idle:
            self._idle.pop()[0].close()

    def _taken(self, read_only: bool) -> Connection:
        connection = self._take()
        if (
            connection.dialect.name == "sqlite"
            and bool(connection.get_execution_options().get("read_only")) is not read_only
        ):
            connection.execution_options(read_only=read_only)
        return connection

    def _take(self) -> Connection:
        if self._engine.pool is not self._pool:  # it was disposed of: so are those that came from it
            self.close()
            self._pool = self._engine.pool
        while True:
            try:
                connection, since = self._idle.pop()
            except IndexError:
                return self._engine.connect()
            if time.monotonic() - since <= IDLE or self._lives(connection.connection.dbapi_connection):
                return connection
            connection.invalidate()
            connection.close()

    def _give(self, connection: Connection) -> None:
        if connection.get_transaction() is not None:  # begun, or not ended because its commit failed
            with suppress(Exception):  # whoever was in the middle of it has an exception of their own
                connection.rollback()
        if not self._is_fit(connection):
            connection.close()
        elif len(self._idle) < USUAL or connection.dialect.name != "sqlite":
            self._idle.append((connection, time.monotonic()))
        else:
            _shrink(connection)
            self._idle.insert(0, (connection, time.monotonic()))

    def _is_fit(self, connection: Connection) -> bool:
        if connection.closed or connection.invalidated or connection.get_transaction() is not None:
            return False
        pool = self._engine.pool
        return pool is self._pool and isinstance(pool, QueuePool) and pool.checkedout() <= pool.size()


def _shrink(connection: Connection) -> None:
    """It keeps its statements and forgets its pages, two megabytes of them: who comes once many are at work at the same
    time would else have a worker grow for good. Of use they are only until somebody writes.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA shrink_memory")


@contextmanager
def _unhurried(connection: Connection) -> Iterator[None]:
    driver: Any = connection.connection.dbapi_connection
    with _without_sync(connection, driver) if connection.dialect.name == "sqlite" else _without_wait(driver):
        yield


@contextmanager
def _without_wait(driver: Any) -> Iterator[None]:
    driver.hurried = False
    try:
        yield
    finally:
        driver.hurried = True


@contextmanager
def _without_sync(connection: Connection, driver: Any) -> Iterator[None]:
    """In WAL mode, NORMAL leaves out the sync of a commit; the next one that has it covers what came before."""
    level = driver.execute("PRAGMA synchronous").fetchone()[0]
    if level <= _NORMAL:
        yield
        return
    driver.execute(f"PRAGMA synchronous={_NORMAL}")
    try:
        yield
    finally:
        try:
            driver.execute(f"PRAGMA synchronous={level}")
        except BaseException:
            connection.invalidate()  # nobody writes with it what has to last
            raise
