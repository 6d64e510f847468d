"""Writers that wait while a commit runs share the next one. The first of them does it for all; there is neither a timer
nor a thread of its own, and an idle database commits at once.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection

from .kept import KeptConnections
from .turn import Turn

T = TypeVar("T")

BATCH = 64  # pieces of work that share one commit at most


@dataclass(slots=True)
class _Piece:
    work: Callable[[Connection], Any]
    lasting: bool
    done: "Future[Any]"


class SharedCommits:
    """For SQLite, where only one transaction can write at a time anyway. `concerns_all`: no piece will fare better."""

    def __init__(self, writers: KeptConnections, concerns_all: Callable[[BaseException], bool], turn: Turn) -> None:
        self._writers = writers
        self._concerns_all = concerns_all
        self._waiting: queue.SimpleQueue[_Piece] = queue.SimpleQueue()
        self._turn = turn  # between processes
        self._lead = threading.Lock()  # between our threads

    def write(self, work: Callable[[Connection], T], lasting: bool) -> T:
        """Runs `work` in a transaction, perhaps with others and perhaps twice; returns once it is committed, and on the
        disk if it is to be `lasting`.
        """
        piece = _Piece(work, lasting, Future())
        self._waiting.put(piece)
        while not piece.done.done():
            with self._lead:
                if not piece.done.done():
                    self._take_turn()
        result: T = piece.done.result()
        return result

    def _take_turn(self) -> None:
        try:
            self._turn.take()
        except OSError as error:
            for piece in self._gather():
                piece.done.set_exception(error)
            return
        try:
            self._commit(self._gather())
        finally:
            self._turn.give()

    def _gather(self) -> list[_Piece]:
        pieces: list[_Piece] = []
        while len(pieces) < BATCH:
            try:
                pieces.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return pieces

    def _commit(self, pieces: list[_Piece]) -> None:
        """All in one transaction; where one piece fails, each in one of its own, so that none harms another."""
        try:
            with self._writers.begin(lasting=any(piece.lasting for piece in pieces)) as connection:
                results = [piece.work(connection) for piece in pieces]
        except BaseException as error:
            if len(pieces) == 1 or self._concerns_all(error):
                for piece in pieces:
                    piece.done.set_exception(error)
                return
            for piece in pieces:
                self._commit([piece])
            return
        for piece, result in zip(pieces, results, strict=True):
            piece.done.set_result(result)
