"""One look at the database for several letters: what was asked in a transaction that sees one moment only is not asked
a second time. Nothing is kept beyond it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from .prepared import Prepared, widened
from .rows import Rows


class Asking:
    """`persons` are all whom the letters go to: what differs between them is asked for all of them together."""

    def __init__(self, connection: Connection, persons: tuple[int, ...] = ()) -> None:
        self.connection = connection
        self.persons = persons
        self._known: dict[tuple[Any, ...], Sequence[Any] | Rows] = {}

    def rows(self, statement: Prepared, /, **parameters: Any) -> Sequence[Any]:
        """`parameters` are plain values and tuples. The statement is one that is made once and kept."""
        key = (id(statement), *parameters.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = statement.execute(self.connection, _as_lists(parameters)).all()
        return found.all() if isinstance(found, Rows) else found

    def ahead(self, statement: Prepared, /, **parameters: Any) -> None:
        """Says that `rows` will be asked for these: on PostgreSQL they are on their way from now on, with others."""
        key = (id(statement), *parameters.items())
        if self.connection.dialect.name != "sqlite" and key not in self._known:
            self._known[key] = statement.execute(self.connection, _as_lists(parameters))

    def sorted_by(self, column: str, statement: Prepared, /, **parameters: Any) -> Mapping[Any, Sequence[Any]]:
        """What is asked for several at once, by whom it is about."""
        found: dict[Any, list[Any]] = {}
        for row in statement.execute(self.connection, _as_lists(parameters)):
            found.setdefault(getattr(row, column), []).append(row)
        return found

    def learn(self, statement: Prepared, found: Sequence[Any], /, **parameters: Any) -> None:
        """What the statement would be answered, known from another one; its parameters in the order of asking."""
        self._known[(id(statement), *parameters.items())] = found

    def row(self, statement: Prepared, /, **parameters: Any) -> Any | None:
        """The only one, None where there is none."""
        return next(iter(self.rows(statement, **parameters)), None)

    def scalar(self, statement: Prepared, /, **parameters: Any) -> Any:
        """The first value of the first row, None where there is none."""
        row = self.row(statement, **parameters)
        return None if row is None else row[0]


def padded(ids: Iterable[int]) -> tuple[int, ...]:
    """Each id once, the last one again and again up to a power of two: a statement is planned once for each number of
    values, and SQLite's connections remember each of its forms.
    """
    return tuple(widened(sorted(set(ids))))


def _as_lists(parameters: dict[str, Any]) -> dict[str, Any]:
    """As PostgreSQL's driver wants arrays."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}
