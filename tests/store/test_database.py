"""Shared commits, what undoes what, and when the database counts as unavailable."""

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Insert, event, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from gateway.store import database as module
from gateway.store.database import Connection, Database, Unavailable, plain
from gateway.store.migrate import migrate
from gateway.store.schema import periodic_slot

from .sorting import together

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def put(number: int, name: str = "a") -> Insert:
    return periodic_slot.insert().values(name=name, slot=number, at=AT)


def slots_in(database: Database) -> list[int]:
    with database.read() as connection:
        return sorted(connection.scalars(select(periodic_slot.c.slot)))


def test_work_is_there_once_write_returns_and_its_result_comes_back(database: Database) -> None:
    def work(connection: Connection) -> str:
        connection.execute(put(1))
        return "done"

    assert database.write(work) == "done"
    assert slots_in(database) == [1]


def test_of_many_writers_one_that_fails_harms_no_other(database: Database) -> None:
    def work(number: int) -> int:
        def piece(connection: Connection) -> int:
            connection.execute(put(number))
            if number % 10 == 0:
                raise LookupError(f"piece {number}")
            if number % 10 == 1:
                connection.execute(put(number))
            return number

        try:
            return database.write(piece)
        except (LookupError, IntegrityError):
            return -1

    with ThreadPoolExecutor(16) as pool:
        ends = list(pool.map(work, range(100)))
    good = [number for number in range(100) if number % 10 > 1]
    assert [number for number in ends if number >= 0] == good
    assert slots_in(database) == good


def test_writers_on_sqlite_share_commits(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(database)
    begun: list[str] = []
    event.listen(database.engine, "commit", lambda connection: begun.append("commit"))
    release = threading.Event()
    first = threading.Thread(target=database.write, args=(lambda connection: release.wait(10),))
    first.start()
    time.sleep(0.1)
    others = [threading.Thread(target=database.write, args=(lambda c, n=n: c.execute(put(n)),)) for n in range(40)]
    for thread in others:
        thread.start()
    time.sleep(0.1)
    release.set()
    for thread in [first, *others]:
        thread.join(10)
    assert slots_in(database) == list(range(40))
    assert len(begun) <= 4
    database.close()


def test_a_savepoint_of_a_piece_rolls_back_alone(database: Database) -> None:
    def twice(connection: Connection) -> None:
        with connection.begin_nested():
            connection.execute(put(2))
            connection.execute(put(1))

    def work(connection: Connection) -> None:
        connection.execute(put(1))
        with pytest.raises(IntegrityError):
            twice(connection)
        connection.execute(put(3))

    database.write(work)
    assert slots_in(database) == [1, 3]


def test_a_mistake_of_ours_is_not_called_unavailable(database: Database) -> None:
    """It would be tried for ever."""
    with pytest.raises(Exception) as caught:
        database.write(lambda connection: connection.execute(text("SELECT * FROM nowhere")))
    assert not isinstance(caught.value, Unavailable)
    with pytest.raises(Exception) as caught, database.read() as connection:
        connection.execute(text("SELEKT"))
    assert not isinstance(caught.value, Unavailable)
    database.write(lambda connection: connection.execute(put(7)))
    assert slots_in(database) == [7]


def test_times_keep_their_moment_and_must_have_a_zone(database: Database) -> None:
    tehran = datetime(2026, 11, 21, 13, 30, tzinfo=timezone(timedelta(hours=3, minutes=30)))
    row = periodic_slot.insert().values(name="a", slot=1, at=tehran)
    database.write(lambda connection: connection.execute(row))
    with database.read() as connection:
        found = connection.scalar(select(periodic_slot.c.at))
    assert found == tehran
    assert found.tzinfo is UTC
    naive = periodic_slot.insert().values(name="a", slot=2, at=datetime(2026, 11, 21))  # noqa: DTZ001
    with pytest.raises(Exception, match="stored with their zone"):
        database.write(lambda connection: connection.execute(naive))


def test_sqlite_locked_by_another_process_is_unavailable_and_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T-DB-2."""
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.3)
    path = tmp_path / "a.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    lock = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('BEGIN IMMEDIATE'); print(1, flush=True)"
    other = subprocess.Popen(
        [sys.executable, "-c", f"{lock}; sys.stdin.read()", str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    assert other.stdout.readline() == b"1\n"
    began = time.monotonic()
    ends = together(*[lambda n=n: database.write(lambda c: c.execute(put(n))) for n in range(30)])
    assert {type(end) for end in ends} == {Unavailable}
    assert time.monotonic() - began < 5, "thirty writers do not wait one after the other"
    assert slots_in(database) == []
    other.communicate(timeout=10)
    database.write(lambda connection: connection.execute(put(2)))
    assert slots_in(database) == [2]
    database.close()


def test_a_full_sqlite_file_is_unavailable_and_undoes_the_whole_batch(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    migrate(database)

    def fill(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")  # never below what the file has: no new page may come
        for number in range(10_000):
            connection.execute(put(number, "x" * 39))

    with pytest.raises(Unavailable):
        database.write(fill)
    database.engine.dispose()
    assert slots_in(database) == []
    database.write(lambda connection: connection.execute(put(1)))
    assert slots_in(database) == [1]
    database.close()


def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/nowhere/a.db", "postgresql+psycopg://nobody@127.0.0.1:9/none"):
        database = Database(url)
        with pytest.raises(Unavailable):
            database.write(lambda connection: None)
        with pytest.raises(Unavailable), database.read() as connection:
            connection.execute(text("SELECT 1"))
        database.close()


def test_durability_is_told(database: Database) -> None:
    assert database.durability_problem() == ""


def test_durability_below_full_is_a_problem(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    event.listen(database.engine, "connect", lambda driver, record: driver.execute("PRAGMA synchronous=NORMAL"))
    assert "FULL" in database.durability_problem()
    database.close()


def test_text_is_made_fit_for_every_database() -> None:
    assert plain("a\0b\udc80c") == "a b?c"


def test_what_counts_as_passing() -> None:
    class Driver(Exception):
        sqlite_errorname = ""
        sqlstate = ""

    def check(expected: bool, name: str = "", state: str = "") -> None:
        driver = Driver()
        driver.sqlite_errorname, driver.sqlstate = name, state
        assert module.is_passing(ProgrammingError("", {}, driver)) is expected, name or state

    check(True, "SQLITE_BUSY_SNAPSHOT")
    check(True, "SQLITE_FULL")
    check(True, "SQLITE_IOERR_FSYNC")
    check(False, "SQLITE_ERROR")
    check(False, "SQLITE_CONSTRAINT_UNIQUE")
    check(True, state="40P01")
    check(True, state="57P01")
    check(True, state="53300")
    check(True, state="25006")
    check(False, state="54000")
    check(False, state="22001")
    check(False, state="42P01")
    assert module.is_passing(sqlite3.OperationalError("bare")) is False
