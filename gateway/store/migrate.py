"""Brings the tables of a database to what this version needs: a new one at once, an old one step by step.

Tables that a later version has brought further are left as they are, where that version says that we may work on them.
"""

import importlib
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Connection, MetaData, String, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError

from .database import Database, Unavailable, raise_unavailable
from .schema import metadata, reach

HEAD = "0019"  # the newest step below migrations/versions; a test compares them
OLDEST = "0007"  # the oldest version, by its newest step, that may work on the tables of HEAD (docs/machines.md)

LOCK = 7305729  # an advisory lock of PostgreSQL: any number that nobody else uses
LOOK = 0.2  # seconds between two tries to get it
TRIES = 30  # of a step that others' locks are in the way of, a second apart
IN_THE_WAY = ("55P03", "40P01")  # a lock that did not come in time, and one that each of two had of the other
PATIENCE = "3s"  # for such a lock: all who come after us wait as long as we do

_reached = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


class TooNew(Exception):
    """A later version of Postroom has changed the tables so that this one can no longer work on them."""


class Unfinished(Unavailable):
    """A restored database is not one to work with until its fence stands."""


def migrate(database: Database) -> None:
    """Safe when many processes start at once: the write lock of SQLite, or a lock on PostgreSQL, lets one go first.

    Raises Unavailable where the database is out of reach, and TooNew.
    """
    try:
        step = version(database)
        if step > HEAD and not fits(database):
            raise TooNew(f"the database is at step {step}, which this version (step {HEAD}) does not know")
        if step < HEAD:
            _bring_up(database)
    except Exception as error:
        raise_unavailable(error)
        raise


def version(database: Database) -> str:
    """The step that the tables have reached, "" where there are none yet."""
    try:
        with database.engine.execution_options(read_only=True).connect() as connection:
            return reached(connection)
    except DBAPIError as error:
        raise_unavailable(error)
        return ""


def fits(database: Database) -> bool:
    """May this version work on the tables as they are?"""
    step = version(database)
    if step <= HEAD:
        return step == HEAD
    with database.read() as connection:
        oldest = connection.scalar(select(reach.c.oldest))
    return oldest is not None and oldest <= HEAD


def _bring_up(database: Database) -> None:
    if database.sqlite:
        with database.engine.begin() as connection:
            _take_steps(connection)
        return
    with database.engine.connect() as connection, _alone(connection):
        for tried in range(TRIES):
            try:
                return _take_steps(connection)
            except DBAPIError as error:
                connection.rollback()
                if getattr(error.orig, "sqlstate", "") not in IN_THE_WAY or tried == TRIES - 1:
                    raise
                time.sleep(1)


def _take_steps(connection: Connection) -> None:
    known = inspect(connection)
    if known.has_table("spool") and not known.has_table("alembic_version"):
        raise Unfinished("a backup is being restored into it, or that was broken off: `postroom restore` again")
    new = not known.has_table("spool") and not known.has_table("alembic_version")
    old = known.has_table("spool")
    if connection.dialect.name == "postgresql":
        connection.commit()  # Alembic begins a transaction for each step
    if old:
        importlib.import_module("gateway.store.upgrade").upgrade(connection, HEAD)  # Alembic is slow to load
    elif new:
        metadata.create_all(connection)
        stamp(connection, HEAD)
        connection.execute(reach.insert().values(number=1, oldest=OLDEST))
    if connection.dialect.name == "postgresql":
        connection.commit()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Holds the lock with the session, for not all steps are transactions. Who waits for it does so without an open
    transaction: CREATE INDEX CONCURRENTLY would wait for that one, and it for us.
    """
    connection.execution_options(isolation_level="AUTOCOMMIT")
    while not connection.scalar(text(f"SELECT pg_try_advisory_lock({LOCK})")):
        connection.commit()
        time.sleep(LOOK)
    connection.execute(text(f"SET lock_timeout = '{PATIENCE}'"))
    connection.execute(text("SET client_connection_check_interval = '1s'"))  # the lock ends with us
    connection.commit()
    connection.execution_options(isolation_level="READ COMMITTED")
    try:
        yield
    finally:
        connection.invalidate()  # the session ends, and the lock with it


def reached(connection: Connection) -> str:
    return str(connection.scalar(select(_reached.c.version_num)) or "")


def stamp(connection: Connection, revision: str) -> None:
    """Says of tables that were made otherwise which step they are of."""
    _reached.create(connection)
    connection.execute(_reached.insert().values(version_num=revision))
