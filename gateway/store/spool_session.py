"""The spool's own database connection: begins, numbers and commits, and says what an error means."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, OperationalError

from ..mail.acceptance import Deferral
from .database import Database
from .segments import is_full
from .turn import Turn

LOCK_WAIT = 1.0  # seconds one attempt waits for the write lock; between attempts mails may be withdrawn
NEWEST = "SELECT coalesce(max(id), 0) FROM spool"
NUMBERS = text("SELECT nextval('spool_id') FROM generate_series(1, :count)")


class Locked(Exception):
    """Another writer holds the database; nothing was written."""


class Gone(Exception):
    """The database file is not where it was."""


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    device: int
    inode: int


class SpoolSession:
    """One connection, used by the spool's writer only. After any error it is closed and opened anew."""

    def __init__(self, database: Database, turn: Turn | None) -> None:
        self._database = database
        self._turn = turn  # None where the database itself orders its writers (PostgreSQL)
        self._connection: Connection | None = None
        self._driver: Any = None
        self._file: _File | None = None
        self._last = 0
        self.in_doubt = False  # the last COMMIT failed in a way that does not tell whether it happened

    def begin(self) -> Connection:
        self.in_doubt = False
        if self._turn is not None:
            self._turn.take()
        try:
            connection = self._open()
            connection.begin()
        except OperationalError as error:
            self._give_turn()
            if is_locked(error):
                raise Locked from error
            raise
        return connection

    def take_ids(self, count: int) -> list[int]:
        """Ids for the next rows. On SQLite the write lock makes "the newest and on" safe between processes."""
        assert self._connection is not None, "take_ids stands between begin and commit"
        if not self._database.sqlite:
            return list(self._connection.execute(NUMBERS, {"count": count}).scalars())
        newest: int = self._driver.execute(NEWEST).fetchone()[0]  # a plain statement: this stands in every commit
        first = max(self._last, newest) + 1
        return list(range(first, first + count))

    def commit(self) -> None:
        assert self._connection is not None, "commit stands after begin"
        self.in_doubt = True
        self._connection.commit()
        self.in_doubt = False
        self._give_turn()

    def rollback(self) -> None:
        assert self._connection is not None, "rollback stands after begin"
        self._connection.rollback()
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

    def _open(self) -> Connection:
        if self._database.sqlite:
            self._look_at_file()
        if self._connection is None:
            self._connection = self._database.engine.connect()
            self._driver = self._connection.connection.driver_connection
            self._set_up(self._driver)
        return self._connection

    def _set_up(self, driver: Any) -> None:
        if self._database.sqlite:
            driver.execute(f"PRAGMA busy_timeout = {int(LOCK_WAIT * 1000)}")
            return
        driver.execute("SET lock_timeout = '4s'")
        driver.commit()

    def _look_at_file(self) -> None:
        """A file that was moved away would take our rows with it, and SQLite would not tell."""
        path = Path(self._database.engine.url.database or "")
        try:
            state = os.stat(path)
        except OSError as error:
            self._forget()
            raise Gone(f"{path.name} is missing") from error
        file = _File(path, state.st_dev, state.st_ino)
        if file != self._file:
            self._forget()
            self._file = file

    def _forget(self) -> None:
        if self._file is not None:
            self.close()
            self._database.engine.dispose()
            self._file, self._last = None, 0


def is_locked(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def deferral_of(error: BaseException) -> Deferral:
    """Disk full is told apart (RFC 3463 section 3.4: X.3.1); everything else is "try again"."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    full = getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"
    full = full or (isinstance(cause, OSError) and is_full(cause))
    return Deferral.FULL if full else Deferral.UNAVAILABLE
