"""One database for many tests: made and upgraded once, emptied for each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import metadata

from .. import services


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL database with our tables, dropped afterwards."""
    with services.postgresql() as url:
        database = Database(url)
        try:
            migrate(database)
        finally:
            database.close()
        yield url


def empty(url: str) -> None:
    database = Database(url)
    with database.engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())  # TRUNCATE makes files anew, which takes ten times as long
        for (sequence,) in connection.execute(text("SELECT sequencename FROM pg_sequences")).all():
            connection.execute(text(f"ALTER SEQUENCE {sequence} RESTART"))
    database.close()
