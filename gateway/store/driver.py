"""Statements for the driver as they are, without what SQLAlchemy does around each; its errors all the same.

On PostgreSQL each is prepared when its connection first meets it, and waited for when its answer is needed
(`pipeline`).
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from .answers import Answer, Failed
from .piped import Driver
from .pipeline import Pipeline
from .side_by_side import side_by_side

T = TypeVar("T")


def ask(connection: Connection, text: str, values: Any) -> Any:
    """A statement of SQLite's; its cursor."""
    cursor = connection.connection.dbapi_connection.cursor()  # type: ignore[union-attr]
    _tell(connection, cursor, text, values)
    try:
        return cursor.execute(text, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise translated(connection, text, error) from error


def send(connection: Connection, text: str, values: Any) -> Answer:
    """A statement of PostgreSQL's. What is wrong with it is raised when an answer is needed, or at the commit."""
    _tell(connection, None, text, values)
    try:
        return pipeline_of(connection).ask(text, values)
    except Failed as failed:
        raise translated(connection, failed.text, failed.error) from failed


def read(connection: Connection) -> None:
    """Begins a transaction of PostgreSQL's that only reads, and that sees one moment."""
    begun(connection)
    driver: Any = connection.connection.dbapi_connection
    awaited(connection, driver.begin_reading)


def finish(connection: Connection) -> None:
    """Commits what was sent on PostgreSQL, so that an error names its statement; SQLAlchemy's own commit would not."""
    driver: Any = connection.connection.dbapi_connection
    if driver.hurried:
        awaited(connection, driver.line.commit)


def begun(connection: Connection) -> None:
    """Begins a transaction, if none has begun."""
    if not connection.in_transaction():
        connection.begin()


def awaited(connection: Connection, answer: Callable[[], Any]) -> Any:
    """What the answer to a statement that was sent is needed for."""
    try:
        return answer()
    except Failed as failed:
        raise translated(connection, failed.text, failed.error) from failed


def together(connection: Connection, works: Sequence[Callable[[], T]]) -> list[T]:
    """Several pieces of work in the transaction of this connection; their results. Raises what one of them raises, and
    `Clash`; the transaction is to be rolled back then.
    """
    if len(works) == 1 or connection.dialect.name == "sqlite":  # there each answer comes at once
        return [work() for work in works]
    line = pipeline_of(connection)
    return side_by_side(works, line, lambda: awaited(connection, line.settle))


def set_up_pipelines(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: Any, given: Any, named: Any) -> Driver:
        driver = Driver.connect(*given, **named)
        driver.set_up()
        return driver


def pipeline_of(connection: Connection) -> Pipeline:
    driver: Any = connection.connection.dbapi_connection
    found: Pipeline = driver.line
    return found


def _tell(connection: Connection, cursor: Any, text: str, values: Any) -> None:
    if connection._has_events or connection.engine._has_events:
        for heard in connection.dispatch.before_cursor_execute:
            heard(connection, cursor, text, values, None, False)


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
