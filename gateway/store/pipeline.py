"""Statements on their way to PostgreSQL. Whoever asks goes on at once; all that was asked is sent, and answered, when
somebody first needs an answer, or at the commit: what costs most of a short statement is to wait for it, on both sides.

This is libpq's pipeline mode (PostgreSQL's documentation, chapter "libpq", section "Pipeline Mode"), and the statements
are prepared when their connection first meets them. Whoever uses the driver's connection otherwise finds that all that
was sent is done.
"""

import select
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache, cached_property
from itertools import count
from typing import Any, Protocol

from psycopg import OperationalError, errors
from psycopg.abc import AdaptContext
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus

from .answers import Answer, Failed, Key

STATEMENTS = 400  # that a connection keeps prepared; more than run for mails


class Connected(AdaptContext, Protocol):
    """The driver's connection."""

    @property
    def pgconn(self) -> Any: ...

    @property
    def beginning(self) -> tuple[str, ...]:
        """How a transaction begins; with nothing where each statement is one by itself."""

    def rollback(self) -> None: ...

    def close(self) -> None: ...


class Pipeline:
    """Of one connection of the driver's, for whoever has it."""

    def __init__(self, driver: Connected) -> None:
        self._driver = driver
        self._server = driver.pgconn
        self._poll = select.poll()
        self._poll.register(self._server.socket, select.POLLIN)
        self._asked: list[Answer] = []
        self._left: list[Answer] = []  # commits that were sent and whose answers nobody waits for
        self._names: OrderedDict[Key, bytes] = OrderedDict()
        self._numbers = count()

    @cached_property
    def _transformer(self) -> Any:
        """By the adapters that the connection has when it is first used: not those that it was made with."""
        return Transformer.from_context(self._driver)

    def ask(self, text: str, values: Sequence[Any]) -> Answer:
        """Raises Failed where a value is none that the database takes, or where the connection is lost already."""
        dump = self._transformer
        try:
            given = dump.dump_sequence(values, _automatic(len(values)))
        except errors.Error as error:
            raise Failed(text, error) from error
        self.begin()
        try:
            name = self._prepared(text, dump.types or ())
            self._server.send_query_prepared(name, given, dump.formats, Format.BINARY)
        except OperationalError as error:
            raise self._lost(text, error) from error
        return self._await(text)

    def begin(self) -> None:
        """Begins a transaction, where none has begun. Raises Failed where the connection is lost already."""
        if self._asked:
            return
        try:
            begun = self._has_begun()
            self._enter()
            for statement in () if begun else self._driver.beginning:
                self._plainly(statement)
        except OperationalError as error:
            raise self._lost("BEGIN", error) from error

    def commit(self) -> None:
        """Ends the transaction, where one has begun, together with what was asked last. Raises Failed."""
        if not self._has_begun():
            return
        try:
            self._enter()
            self._plainly("COMMIT")
        except OperationalError as error:
            raise self._lost("COMMIT", error) from error
        self._end()

    def leave(self) -> None:
        """The same without waiting for the end: for a transaction that need not have happened. Raises Failed."""
        if self._asked:  # it may fail, and that is to be heard
            self._end()
        if not self._has_begun():
            return
        try:
            self._enter()
            self._plainly("COMMIT")
            self._server.pipeline_sync()
            self._flush()
        except OperationalError as error:
            raise self._lost("COMMIT", error) from error
        self._left += self._asked
        self._asked = []

    def _has_begun(self) -> bool:
        return bool(self._asked) or (not self._left and self._server.transaction_status != TransactionStatus.IDLE)

    def settle(self) -> None:
        """Returns when all that was asked is answered. Raises Failed for the first that cannot be."""
        left, self._left = self._left, []
        asked, self._asked = self._asked, []
        if not left and not asked:
            return
        try:
            results = self._received(left, asked)
        except BaseException as error:
            self._break()
            if isinstance(error, OperationalError):
                raise Failed((asked or left)[0].text, error) from error
            raise
        for place, (answer, result) in enumerate(zip(asked, results, strict=True)):
            if result.status not in _GOOD:
                self._forget(asked[place:])
                raise Failed(answer.text, self._error(result))
            answer.result = result

    def abandon(self) -> None:
        """The transaction is rolled back: whatever was asked and not sent is as if it had not been."""
        with suppress(Failed):
            self.settle()

    def load(self, result: Any, make: Any) -> list[Any]:
        self._transformer.set_pgresult(result)
        rows: list[Any] = self._transformer.load_rows(0, result.ntuples, make)
        return rows

    # --- sending ------------------------------------------------------------------------------------------------------

    def _enter(self) -> None:
        if not self._asked and not self._left:
            self._server.enter_pipeline_mode()

    def _plainly(self, text: str) -> None:
        self._server.send_query_params(text.encode(), None)
        self._await(text)

    def _await(self, text: str, prepares: Key | None = None) -> Answer:
        answer = Answer(self, text, prepares)
        self._asked.append(answer)
        return answer

    def _prepared(self, text: str, types: tuple[int, ...]) -> bytes:
        key = (text, types)
        name = self._names.get(key)
        if name is not None:
            self._names.move_to_end(key)
            return name
        if len(self._names) >= STATEMENTS:
            _, old = self._names.popitem(last=False)
            self._plainly(f"DEALLOCATE {old.decode()}")
        name = self._names[key] = f"postroom_{next(self._numbers)}".encode()
        self._server.send_prepare(name, text.encode(), types)
        self._await(text, prepares=key)
        return name

    def _lost(self, text: str, error: OperationalError) -> Failed:
        self._break()
        return Failed(text, error)

    # --- receiving ----------------------------------------------------------------------------------------------------

    def _received(self, left: list[Answer], asked: list[Answer]) -> list[Any]:
        """The results of what was asked. Raises OperationalError where the connection is lost, or was left in a
        transaction that could not be committed.
        """
        if asked:
            self._server.pipeline_sync()
            self._flush()
        fetch = self._fetch
        for _ in left:
            if fetch().status not in _GOOD:
                raise OperationalError("a transaction was not committed")
            fetch()  # the end of its results
            fetch()  # the end of a pipeline
        results = []
        for _ in asked:
            results.append(fetch())
            fetch()
        if asked:
            fetch()
        self._server.exit_pipeline_mode()
        return results

    def _flush(self) -> None:
        """What is large is not taken at once, and a server that answers meanwhile must be listened to."""
        while self._server.flush():
            self._poll.modify(self._server.socket, select.POLLIN | select.POLLOUT)
            try:
                ready = self._poll.poll()
            finally:
                self._poll.modify(self._server.socket, select.POLLIN)
            if any(event & ~select.POLLOUT for _, event in ready):
                self._server.consume_input()

    def _fetch(self) -> Any:
        while self._server.is_busy():
            self._poll.poll()
            self._server.consume_input()
        return self._server.get_result()

    def _error(self, result: Any) -> Any:
        if self._server.status == ConnStatus.BAD:
            return OperationalError(result.get_error_message())
        return errors.error_from_result(result)

    def _forget(self, unanswered: Sequence[Answer]) -> None:
        """What was to be prepared with these was not."""
        for answer in unanswered:
            if answer.prepares is not None:
                self._names.pop(answer.prepares, None)

    def _end(self) -> None:
        """As `settle`; where that fails, no transaction is left behind."""
        try:
            self.settle()
        except Failed:
            try:
                self._driver.rollback()
            except errors.Error:
                self._driver.close()
            raise

    def _break(self) -> None:
        """Nobody knows what the server would say next."""
        self._asked, self._left = [], []
        self._driver.close()


_GOOD = frozenset({ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK})
_automatic: Callable[[int], tuple[PyFormat, ...]] = cache(lambda length: (PyFormat.AUTO,) * length)
