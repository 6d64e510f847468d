"""Makes a database give up what its rows no longer say: SQLite's file is written anew, PostgreSQL's dead rows go."""

from sqlalchemy.exc import DBAPIError

from .database import Database, raise_unavailable
from .schema import metadata


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
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return busy is not None and busy[0] == 0
    finally:
        pooled.close()


def _postgresql(database: Database) -> bool:
    with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in metadata.tables:
            connection.exec_driver_sql(f'VACUUM "{name}"')
    return True
