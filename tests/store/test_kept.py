"""Connections between transactions: used again, in the state in which they should be, and never too many."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, DateTime, QueuePool, event

from gateway.store.database import Database, UtcDateTime
from gateway.store.kept import USUAL
from gateway.store.prepared import Prepared
from gateway.store.schema import metadata, person


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/a.db")
    metadata.create_all(made.engine)
    yield made
    made.close()


_ADD = Prepared(person.insert())
_ALL = Prepared(person.select())


def add(connection: Connection, name: str) -> None:
    _ADD.execute(connection, {"address": f"{name}@x.example", "name": name, "language": "", "trouble": ""})


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return [row.name for row in _ALL.execute(connection)]


def test_the_same_connection_serves_one_transaction_after_the_other(database: Database) -> None:
    seen = [database.write(lambda connection: connection) for _ in range(3)]
    with database.read() as reader:
        assert {reader} == set(seen)


def test_what_fails_leaves_nothing_behind(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add(connection, "lost")
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        database.write(fail)
    database.write(lambda connection: add(connection, "kept"))
    assert names(database) == ["kept"]


def test_a_reader_that_fails_ends_its_transaction(database: Database) -> None:
    def read_and_fail() -> None:
        with database.read() as connection:
            _ALL.execute(connection)
            raise ValueError("while reading")

    with pytest.raises(ValueError, match="while reading"):
        read_and_fail()
    database.write(lambda connection: add(connection, "later"))
    assert names(database) == ["later"]


def test_who_reads_after_a_writer_does_not_wait_for_others_that_write(database: Database) -> None:
    database.write(lambda connection: add(connection, "first"))
    other = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert names(database) == ["first"]
    other.execute("ROLLBACK")
    other.close()
    database.write(lambda connection: add(connection, "second"))  # and who read last may write
    assert names(database) == ["first", "second"]


def _synchronous(connection: Connection) -> int:
    return int(connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0)


def test_only_what_may_be_taken_back_does_not_wait_for_the_disk(database: Database) -> None:
    assert database.write(_synchronous) == 2
    assert database.write_unhurried(_synchronous) == 1
    database.write_unhurried(lambda connection: add(connection, "written"))
    assert names(database) == ["written"]
    with pytest.raises(ZeroDivisionError):
        database.write_unhurried(lambda connection: 1 // 0)
    assert database.write(_synchronous) == 2
    assert database.durability_problem() == ""


def test_what_shares_a_commit_with_something_lasting_waits_with_it(database: Database) -> None:
    found: list[int] = []
    go = threading.Event()

    def first(connection: Connection) -> None:
        go.wait(5)

    def look(connection: Connection) -> None:
        found.append(_synchronous(connection))

    def ask(write: Callable[..., None], work: Callable[[Connection], None]) -> threading.Thread:
        thread = threading.Thread(target=write, args=(work,))
        thread.start()
        time.sleep(0.1)
        return thread

    works = [(database.write, first), (database.write_unhurried, look), (database.write, look)]
    threads = [ask(write, work) for write, work in works]
    go.set()
    for thread in threads:
        thread.join()
    assert found == [2, 2]


def test_who_chose_not_to_wait_for_the_disk_at_all_never_does(database: Database) -> None:
    event.listen(database.engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))
    database.engine.dispose()
    assert database.write_unhurried(_synchronous) == 0
    assert database.write(_synchronous) == 0


def test_connections_of_a_pool_that_was_disposed_of_are_not_used(database: Database) -> None:
    before = database.write(lambda connection: connection)
    database.engine.dispose()
    after = database.write(lambda connection: connection)
    assert before.closed
    assert after is not before


def test_connections_beyond_the_usual_ones_forget_their_pages_and_are_used_last(database: Database) -> None:
    shrunk: list[object] = []
    with ExitStack() as stack:
        readers = [stack.enter_context(database.read()) for _ in range(USUAL + 2)]
        for reader in readers:
            driver: Any = reader.connection.dbapi_connection
            driver.set_trace_callback(lambda words, who=reader: shrunk.append(who) if "shrink" in words else None)
    assert shrunk == [readers[1], readers[0]], "the first ones leave last"
    with ExitStack() as stack:
        again = [stack.enter_context(database.read()) for _ in range(USUAL)]
        assert set(again).isdisjoint(shrunk)


def test_no_more_are_kept_than_the_pool_has(database: Database) -> None:
    pool = database.engine.pool
    assert isinstance(pool, QueuePool)
    with ExitStack() as all_at_once:
        for _ in range(pool.size() + 8):
            _ALL.execute(all_at_once.enter_context(database.read()))
        assert database.in_use == pool.size() + 8
    assert database.in_use == 0
    assert pool.checkedout() == pool.size()
    database.close()
    assert pool.checkedout() == 0


def test_times_are_text_of_one_form(database: Database) -> None:
    """What is compared as text on SQLite is compared as time."""
    dialect = database.engine.dialect
    ours = UtcDateTime().bind_processor(dialect)
    theirs = DateTime().dialect_impl(dialect).bind_processor(dialect)
    back = UtcDateTime().result_processor(dialect, None)
    for moment in (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(987, 1, 2, 3, 4, 5, 6, tzinfo=UTC)):
        elsewhere = moment.astimezone(timezone(timedelta(hours=3, minutes=30)))
        assert theirs is not None
        assert ours(elsewhere) == ours(moment) == theirs(moment)
        assert back(ours(elsewhere)) == moment
    assert ours(None) is None
    assert back(None) is None
