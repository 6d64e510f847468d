"""Brings the tables of a database to what this version needs: a new one at once, an old one step by step."""

import importlib

from sqlalchemy import Column, MetaData, String, Table, inspect, select, text
from sqlalchemy.exc import DBAPIError

from .database import Database, raise_unavailable
from .schema import metadata

HEAD = "0006"  # the newest step below migrations/versions; a test compares them

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7305729)")  # any number that nobody else uses
_reached = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))


def migrate(database: Database) -> None:
    """Safe when many processes start at once: the write lock of SQLite, or a lock on PostgreSQL, lets one go first.

    Raises Unavailable where the database is out of reach.
    """
    try:
        if version(database) != HEAD:
            _bring_up(database)
    except Exception as error:
        raise_unavailable(error)
        raise


def version(database: Database) -> str:
    """The step that the tables have reached, "" where there are none yet."""
    try:
        with database.engine.execution_options(read_only=True).connect() as connection:
            return str(connection.scalar(select(_reached.c.version_num)))
    except DBAPIError as error:
        raise_unavailable(error)
        return ""


def _bring_up(database: Database) -> None:
    with database.engine.begin() as connection:
        if not database.sqlite:
            connection.execute(_ONE_AT_A_TIME)
        known = inspect(connection)
        if known.has_table("spool"):
            importlib.import_module("gateway.store.upgrade").upgrade(connection, HEAD)  # Alembic is slow to load
        elif not known.has_table("alembic_version"):
            metadata.create_all(connection)
            _reached.create(connection)
            connection.execute(_reached.insert().values(version_num=HEAD))
