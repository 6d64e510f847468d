"""Several pieces of work in one transaction of PostgreSQL: whoever needs an answer lets the others ask first, so that
all of them wait together, and once (`pipeline`). What each piece does reads as if it were alone.

Each of them sees the rows that the others wrote, but locks of one transaction keep nothing of it out: who would have
waited for another piece raises Clash, and has to be done in a transaction of its own.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from greenlet import GreenletExit, getcurrent, greenlet


class Line(Protocol):
    """That statements were sent by."""

    def settle(self) -> None:
        """Returns when all that was asked is answered."""


class Clash(Exception):
    """Two pieces of work in one transaction want the same lock."""


class _Piece(greenlet):  # type: ignore[misc]
    """One of several that share a line. `taken`: keys of locks that one of them has."""

    def __init__(self, work: Callable[[], Any], line: Line, taken: set[int]) -> None:
        super().__init__(self._do)
        self._work = work
        self.line = line
        self.result: Any = None
        self._taken = taken
        self._mine: set[int] = set()

    def _do(self) -> None:
        self.result = self._work()

    def lock(self, keys: Iterable[int]) -> None:
        new = set(keys) - self._mine
        if not self._taken.isdisjoint(new):
            raise Clash("two pieces of work in one transaction want the same lock")
        self._taken |= new
        self._mine |= new


def side_by_side(works: Sequence[Callable[[], Any]], line: Line, settle: Callable[[], None]) -> list[Any]:
    """Their results; `settle` is that of the line. Raises what one of the pieces raises, or `settle`: then none of the
    others goes on, and what they wrote must not be committed.
    """
    taken: set[int] = set()
    pieces = [_Piece(work, line, taken) for work in works]
    left = pieces
    try:
        while left:
            for piece in left:
                piece.switch()
            left = [piece for piece in left if not piece.dead]
            if left:
                settle()
    finally:
        for piece in left:
            if piece:  # it began, and did not end
                piece.throw(GreenletExit)
    return [piece.result for piece in pieces]


def wait(line: Line) -> None:
    """Returns when what was asked is answered."""
    piece = getcurrent()
    if isinstance(piece, _Piece) and piece.line is line:
        piece.parent.switch()
    else:
        line.settle()


def lock(keys: Iterable[int]) -> None:
    """Says which locks are about to be taken. Raises Clash where another piece of the transaction has one of them."""
    piece = getcurrent()
    if isinstance(piece, _Piece):
        piece.lock(keys)
