"""The spool's own database connection: begins, numbers and commits, and says what an error means."""

import os
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from ..mail.acceptance import Deferral
from .database import Database
from .segments import is_full
from .spool_rows import Laid, insert_on_postgresql, insert_on_sqlite
from .turn import Turn

LOCK_WAIT = 1.0  # seconds one attempt waits for the write lock; between attempts mails may be withdrawn
NEWEST = """
SELECT max(coalesce((SELECT max(id) FROM spool), 0),
           coalesce((SELECT number FROM number_floor WHERE name = 'spool'), 0))
"""


class Locked(Exception):
    """Another writer holds the database; nothing was written."""


class Gone(Exception):
    """The database file is not where it was."""


class SpoolSession:
    """One connection of the engine's, used by the spool's writer only, whose driver is asked itself.

    After any error it is closed and opened anew.
    """

    def __init__(self, database: Database, turn: Turn | None) -> None:
        self._database = database
        self._turn = turn  # None where the database itself orders its writers (PostgreSQL)
        self._connection: Connection | None = None
        self._driver: Any = None
        self._sqlite = database.sqlite
        self._path = database.engine.url.database or ""
        self._file: tuple[int, int] | None = None  # device and inode
        self.in_doubt = False  # the last COMMIT failed in a way that does not tell whether it happened

    def begin(self) -> None:
        """Raises Locked, and whatever else keeps the database from being written to."""
        self.in_doubt = False
        if self._turn is not None:
            self._turn.take()
        try:
            driver = self._open()
            if self._sqlite:
                driver.execute("BEGIN IMMEDIATE")  # on PostgreSQL the first statement begins
        except Exception as error:
            self._give_turn()
            if is_locked(error):
                raise Locked from error
            raise

    def insert(self, laid: list[Laid]) -> list[int]:
        """Returns their ids. On SQLite the write lock makes "the newest and on" safe between processes."""
        assert self._connection is not None, "insert stands between begin and commit"
        if not self._sqlite:
            return insert_on_postgresql(self._driver, laid)
        newest: int = self._driver.execute(NEWEST).fetchone()[0]
        return insert_on_sqlite(self._driver, newest + 1, laid)

    def commit(self) -> None:
        assert self._connection is not None, "commit stands after begin"
        self.in_doubt = True
        self._driver.commit()
        self.in_doubt = False
        self._give_turn()

    def rollback(self) -> None:
        assert self._connection is not None, "rollback stands after begin"
        self._driver.rollback()
        self._give_turn()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.invalidate()
            connection.close()
        self._give_turn()

    def _give_turn(self) -> None:
        if self._turn is not None:
            self._turn.give()

    def _open(self) -> Any:
        if self._sqlite:
            self._look_at_file()
        if self._connection is None:
            self._connection = self._database.engine.connect()
            self._driver = self._connection.connection.driver_connection
            self._set_up(self._driver)
        return self._driver

    def _set_up(self, driver: Any) -> None:
        if self._sqlite:
            driver.execute(f"PRAGMA busy_timeout = {int(LOCK_WAIT * 1000)}")
            return
        driver.execute("SET lock_timeout = '4s'")
        driver.commit()

    def _look_at_file(self) -> None:
        """A file that was moved away would take our rows with it, and SQLite would not tell."""
        try:
            state = os.stat(self._path)
        except OSError as error:
            self._forget()
            raise Gone("the database file is missing") from error
        file = state.st_dev, state.st_ino
        if file != self._file:
            self._forget()
            self._file = file

    def _forget(self) -> None:
        if self._file is not None:
            self.close()
            self._database.engine.dispose()
            self._file = None


def is_locked(error: Exception) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def deferral_of(error: BaseException) -> Deferral:
    """Disk full is told apart (RFC 3463 section 3.4: X.3.1); everything else is "try again"."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    full = getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"
    full = full or (isinstance(cause, OSError) and is_full(cause))
    return Deferral.FULL if full else Deferral.UNAVAILABLE
