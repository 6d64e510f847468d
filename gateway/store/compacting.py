"""Makes a database give up what its rows no longer say: SQLite's file is written anew, PostgreSQL's dead rows go."""

from typing import Any

from sqlalchemy.exc import DBAPIError

from .database import Database, raise_unavailable
from .schema import metadata
from .search import shelf

WORDS = "ix_search_part_words"


def compact(database: Database) -> bool:
    """False where somebody else was in the way, so that old pages may still lie in the file or its log. On SQLite there
    has to be room for a second copy of the file, and nobody writes meanwhile. Raises Unavailable.
    """
    try:
        return _sqlite(database) if database.sqlite else _postgresql(database)
    except DBAPIError as error:
        raise_unavailable(error)
        raise


def _sqlite(database: Database) -> bool:
    """The pages go through the log, which is cut off after it."""
    pooled = database.engine.raw_connection()
    try:
        cursor = pooled.cursor()
        _give_up_words(cursor)
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return busy is not None and busy[0] == 0
    finally:
        pooled.close()


def _postgresql(database: Database) -> bool:
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in metadata.tables:
            connection.exec_driver_sql(f'VACUUM "{name}"')
        connection.exec_driver_sql(f"REINDEX INDEX {WORDS}")  # GIN keeps words that no row has any more
    return True


def _give_up_words(cursor: Any) -> None:
    """FTS5 only notes that a row is gone until it writes its index anew."""
    if shelf.has_fts5() and cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'search_words'").fetchone():
        cursor.execute(shelf.GIVE_UP)
