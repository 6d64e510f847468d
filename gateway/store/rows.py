"""What a statement gave, at once or when it is needed."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Connection

from .answers import Answer, Failed
from .driver import awaited, translated


class Rows:
    """What a statement gave: its rows, with names; and how many it found or changed."""

    __slots__ = ("_rowcount", "_rows")

    def __init__(self, rows: list[Any], rowcount: int) -> None:
        self._rows = rows
        self._rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    @property
    def rowcount(self) -> int:
        return self._rowcount

    def all(self) -> list[Any]:
        return self._rows

    def one(self) -> Any:
        """Raises ValueError where there are none, or several."""
        (row,) = self.all()
        return row

    def one_or_none(self) -> Any | None:
        """Raises ValueError where there are several."""
        return self.one() if self.all() else None

    def scalar(self) -> Any | None:
        """The first column of the first row, None where there is no row."""
        rows = self.all()
        return rows[0][0] if rows else None

    def scalars(self) -> list[Any]:
        return [row[0] for row in self.all()]


NO_ROWS = Rows([], 0)


class Expected(Rows):
    """Of a statement that was sent: whoever needs them waits for them."""

    __slots__ = ("_answer", "_connection", "_read", "_taken")

    def __init__(self, connection: Connection, answer: Answer, read: Callable[[Answer], list[Any]]) -> None:
        self._connection = connection
        self._answer = answer
        self._read = read
        self._taken: list[Any] | None = None

    @property
    def rowcount(self) -> int:
        return int(awaited(self._connection, lambda: self._answer.rowcount))

    def all(self) -> list[Any]:
        if self._taken is None:
            try:
                self._taken = self._read(self._answer)
            except Failed as failed:
                raise translated(self._connection, failed.text, failed.error) from failed
        return self._taken
