"""Brings the tables of a database to what this version needs."""

from sqlalchemy import text

from .database import Database, Unavailable, raise_unavailable
from .schema import metadata

_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7305729)")  # any number that nobody else uses


def migrate(database: Database) -> None:
    """Safe when many processes start at once: the write lock of SQLite, or a lock on PostgreSQL, lets one go first.

    Raises Unavailable where the database is out of reach.
    """
    try:
        with database.engine.begin() as connection:
            if not database.sqlite:
                connection.execute(_ONE_AT_A_TIME)
            metadata.create_all(connection)
    except Exception as error:
        raise_unavailable(error)
        raise


__all__ = ["Unavailable", "migrate"]
