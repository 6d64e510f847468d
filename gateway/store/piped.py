"""The driver's connection to PostgreSQL, with its pipeline. Whatever else is done with it finds all done
that was sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import Int8Dumper

from .answers import Failed
from .arrays import FlatListDumper
from .pipeline import Pipeline

_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

_UNHURRIED = "SET LOCAL synchronous_commit = off"  # of the whole transaction: nothing in it may have to last


class Driver(psycopg.Connection[Any]):
    """The driver's connection, with its pipeline."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.line = Pipeline(self)
        self.reads = False  # the transaction only reads, and sees one moment
        self.hurried = True  # to hear that a transaction is committed; what only read is never waited for

    def set_up(self) -> None:
        """What runs for mails is prepared (`pipeline`); all else is planned for its values each time."""
        self.prepare_threshold = None
        self.adapters.register_dumper(list, FlatListDumper)
        self.adapters.register_dumper(int, Int8Dumper)  # by size there would be a plan for each mixture of sizes
        self._pack_by_lz4()

    def _pack_by_lz4(self) -> None:
        """PostgreSQL's own way took an eighth of all that it computed for a mail. Not every server is built with LZ4;
        what is packed otherwise can be read all the same.
        """
        try:
            self.execute("SET default_toast_compression = lz4")
        except (psycopg.errors.InvalidParameterValue, psycopg.errors.UndefinedObject):
            self.rollback()
        else:
            self.commit()

    @property
    def beginning(self) -> tuple[str, ...]:
        """How a transaction begins; with nothing where each statement is one by itself."""
        if self.autocommit:
            return ()
        begin = _SNAPSHOT if self.reads else _beginning(self.isolation_level)
        return (begin,) if self.hurried else (begin, _UNHURRIED)

    def begin_reading(self) -> None:
        """A transaction that only reads, and sees one moment. Raises Failed where the connection is lost already."""
        self.reads = True
        self.line.begin()

    def cursor(self, *given: Any, **named: Any) -> Any:
        """The driver's cursors want to know what state the connection is in. Raises its error for what was sent."""
        with _raw():
            self.line.settle()
        return super().cursor(*given, **named)

    def wait(self, *given: Any, **named: Any) -> Any:
        """All that the driver itself asks the server goes through this. Raises its error for what was sent before."""
        with _raw():
            self.line.settle()
        return super().wait(*given, **named)

    def commit(self) -> None:
        waits = self.hurried and not self.reads
        self.reads = False
        with _raw():
            if not waits:
                self.line.leave()
                return
            self.line.commit()
        if self.pgconn.transaction_status != TransactionStatus.IDLE:
            super().commit()

    def rollback(self) -> None:
        self.reads = False
        self.line.abandon()
        super().rollback()


@contextmanager
def _raw() -> Iterator[None]:
    try:
        yield
    except Failed as failed:
        raise failed.error from failed


@cache
def _beginning(isolation: psycopg.IsolationLevel | None) -> str:
    return "BEGIN" if isolation is None else f"BEGIN ISOLATION LEVEL {isolation.name.replace('_', ' ')}"
