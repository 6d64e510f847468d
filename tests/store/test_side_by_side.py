"""Several pieces of work in one transaction: when they wait, whose trouble ends them, what they may not share."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DataError

from gateway.store import locks
from gateway.store.database import Contended, Database
from gateway.store.driver import together
from gateway.store.pipeline import Pipeline
from gateway.store.schema import person
from gateway.store.side_by_side import Clash, lock, side_by_side, wait

from . import statements
from .statements import ECHO, NAMES, NOTHING_BY, ON_POSTGRESQL


class Line:
    """Answers when it is told to; `told` is what happened, in its order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def settle(self) -> None:
        self.told.append("answers")

    def ask(self, name: str, questions: int) -> str:
        for _ in range(questions):
            self.told.append(name)
            wait(self)
        return name.upper()


def run(line: Line, *works: Callable[[], Any]) -> list[Any]:
    return side_by_side(works, line, line.settle)


def test_all_ask_before_anybody_waits_and_each_goes_on_until_it_has_no_question() -> None:
    line = Line()
    assert run(line, partial(line.ask, "a", 2), partial(line.ask, "b", 0), partial(line.ask, "c", 1)) == ["A", "B", "C"]
    assert line.told == ["a", "c", "answers", "a", "answers"]


def test_who_is_alone_waits_at_once() -> None:
    line = Line()
    line.ask("a", 1)
    assert line.told == ["a", "answers"]


def test_who_waits_for_another_line_keeps_the_others_waiting() -> None:
    """Nobody else would ask it for the answer."""
    line, other = Line(), Line()
    run(line, partial(other.ask, "x", 1), partial(line.ask, "a", 1))
    assert (other.told, line.told) == (["x", "answers"], ["a", "answers"])


def test_what_one_raises_ends_the_others_where_they_stand() -> None:
    line, ended = Line(), []

    def stumble() -> None:
        line.ask("b", 1)
        raise RuntimeError("b")

    def tidy() -> None:
        try:
            line.ask("a", 5)
        except Exception:
            ended.append("caught")
        finally:
            ended.append("tidied")

    with pytest.raises(RuntimeError, match="b"):
        run(line, tidy, stumble, tidy)
    assert ended == ["tidied", "tidied"]


def test_where_no_answer_comes_all_end() -> None:
    line, ended = Line(), []

    def tidy() -> None:
        try:
            line.ask("a", 1)
        finally:
            ended.append("tidied")

    def lost() -> None:
        raise ConnectionError("lost")

    with pytest.raises(ConnectionError):
        side_by_side([tidy, tidy], line, lost)
    assert ended == ["tidied", "tidied"]


def test_two_may_not_want_the_same_lock_but_one_may_want_it_twice() -> None:
    line = Line()

    def takes(*keys: int) -> None:
        for key in keys:
            lock([key])
            line.ask("lock", 1)

    run(line, partial(takes, 1, 2, 1), partial(takes, 3))
    with pytest.raises(Clash):
        run(line, partial(takes, 1, 2), partial(takes, 3, 1))
    lock([1])
    lock([1])


def add(connection: Connection, name: str) -> list[str]:
    """Adds somebody; everybody who is there then."""
    statements.add(connection, name)
    return NAMES.scalars(connection)


def all_of(database: Database, *works: Callable[[Connection], Any]) -> list[Any]:
    return database.write(lambda connection: together(connection, [partial(work, connection) for work in works]))


@ON_POSTGRESQL
def test_postgresql_is_waited_for_once_and_all_is_committed(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_of(database, lambda connection: add(connection, "a"))  # prepares what they ask
    waits = []
    whole = Pipeline._received

    def received(line: Pipeline, left: list[Any], asked: list[Any]) -> list[Any]:
        waits.append(len(asked))
        return whole(line, left, asked)

    with monkeypatch.context() as context:
        context.setattr(Pipeline, "_received", received)
        found = all_of(database, *(lambda connection, name=name: add(connection, name) for name in "bcd"))
    assert len(waits) == 2, "for what all of them asked, and for the commit"
    assert found == [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]
    with database.read() as connection:
        assert NAMES.scalars(connection) == ["a", "b", "c", "d"]


@ON_POSTGRESQL
def test_a_statement_of_one_that_fails_undoes_what_all_did(database: Database) -> None:
    with pytest.raises(DataError):
        all_of(
            database,
            lambda connection: add(connection, "a"),
            lambda connection: NOTHING_BY.scalar(connection, {"number": 0}),
            lambda connection: add(connection, "b"),
        )
    with database.read() as connection:
        assert NAMES.scalars(connection) == []
    assert all_of(database, lambda connection: add(connection, "c")) == [["c"]], "the connection is as it was"


@ON_POSTGRESQL
def test_statements_that_sqlalchemy_runs_itself_find_all_done_that_was_asked(database: Database) -> None:
    def plainly(connection: Connection) -> list[str]:
        return list(connection.scalars(select(person.c.name).order_by(person.c.name)))

    found = all_of(database, lambda connection: add(connection, "a"), plainly, lambda connection: add(connection, "b"))
    assert found == [["a"], ["a"], ["a", "b"]]


@ON_POSTGRESQL
def test_locks_are_held_by_one_of_them_and_by_nobody_else(database: Database) -> None:
    def lock_and_ask(connection: Connection, *names: str) -> Any:
        locks.take(connection, names)
        return ECHO.scalar(connection, {"said": "locked"})

    both = (partial(lock_and_ask), partial(lock_and_ask))
    assert all_of(database, lambda c: both[0](c, "one", "two"), lambda c: both[1](c, "three")) == ["locked"] * 2
    with pytest.raises(Clash):
        all_of(database, lambda c: both[0](c, "one", "two"), lambda c: both[1](c, "two"))
    assert all_of(database, lambda c: both[0](c, "one"), lambda c: both[1](c, "two")) == ["locked"] * 2


@ON_POSTGRESQL
def test_two_transactions_in_each_others_way_are_told_from_a_database_that_is_away(database: Database) -> None:
    both = threading.Barrier(2)

    def take(names: str) -> Callable[[Connection], None]:
        def work(connection: Connection) -> None:
            for name in names:
                statements.add(connection, name)
                NAMES.scalars(connection)
                with suppress(threading.BrokenBarrierError):  # whoever comes again is alone
                    both.wait(5)

        return work

    def ends(names: str) -> type[Exception] | None:
        try:
            database.write(take(names))
        except Exception as error:
            both.abort()
            return type(error)
        return None

    with ThreadPoolExecutor(2) as pool:
        found = [*pool.map(ends, ("ab", "ba"))]
    assert sorted(map(str, found)) == sorted(map(str, (Contended, None)))
