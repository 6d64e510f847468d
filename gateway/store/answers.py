"""What statements that were sent to PostgreSQL will have been answered, and which were not (`pipeline`)."""

from typing import Any, Protocol

from psycopg import errors

from . import side_by_side

Key = tuple[str, tuple[int, ...]]  # a statement, and the types of its values


class Line(side_by_side.Line, Protocol):
    """And that tells what they were answered."""

    def load(self, result: Any, make: Any) -> list[Any]: ...


class Answer:
    """What a statement will have been answered."""

    __slots__ = ("_line", "prepares", "result", "text")

    def __init__(self, line: Line, text: str, prepares: Key | None = None) -> None:
        self._line = line
        self.text = text
        self.prepares = prepares
        self.result: Any = None

    def rows(self, make: Any) -> list[Any]:
        """Each made of a tuple. Raises Failed, for this statement or for one before it."""
        return self._line.load(self._given(), make)

    def names(self) -> list[str]:
        result = self._given()
        return [result.fname(place).decode() for place in range(result.nfields)]

    @property
    def rowcount(self) -> int:
        """How many rows it found or changed. Raises Failed."""
        return int(self._given().command_tuples or 0)

    def _given(self) -> Any:
        if self.result is None:
            side_by_side.wait(self._line)
        if self.result is None:  # it was asked in a transaction that failed
            raise Failed(self.text, errors.InFailedSqlTransaction("another statement of the transaction failed"))
        return self.result


class Failed(Exception):
    """A statement that failed, and the driver's error for it."""

    def __init__(self, text: str, error: Any) -> None:
        super().__init__(str(error))
        self.text = text
        self.error = error
