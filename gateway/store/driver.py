"""Statements for the driver as they are, without what SQLAlchemy does around each; its errors all the same.

On PostgreSQL each is prepared when its connection first meets it.
"""

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError


def run(connection: Connection, text: str, parameters: Any) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return ask(connection, text, parameters)


def ask(connection: Connection, text: str, parameters: Any) -> Any:
    """As `run`, whether or not a transaction has begun."""
    cursor = _cursor(connection)
    listeners = connection.dispatch.before_cursor_execute
    if listeners:
        for heard in listeners:
            heard(connection, cursor, text, parameters, None, False)
    try:
        if connection.dialect.name == "sqlite":
            cursor.execute(text, parameters)
        else:
            cursor.execute(text, parameters, prepare=True)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, text, error) from error
    return cursor


def _cursor(connection: Connection) -> Any:
    """On PostgreSQL one that takes statements as the server has them."""
    if connection.dialect.name == "sqlite":
        return connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    module: Any = connection.dialect.loaded_dbapi
    return module.RawCursor(connection.connection.dbapi_connection)


def translated(connection: Connection, text: str, error: Any) -> BaseException:
    """As SQLAlchemy raises it; a connection that is lost is not used again."""
    dialect = connection.dialect
    lost = dialect.is_disconnect(error, connection.connection.dbapi_connection, None)
    if lost:
        connection.invalidate(error)
    base: Any = dialect.loaded_dbapi.Error
    wrapped: BaseException = DBAPIError.instance(
        text, None, error, base, True, connection_invalidated=lost, dialect=dialect
    )
    return wrapped
