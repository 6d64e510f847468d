"""A job runs once in its slot, over all threads, connections and processes."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from gateway.store import slots
from gateway.store.database import Connection, Database
from gateway.store.schema import periodic_slot

from .sorting import together

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)

CHILD = """
import sys
from datetime import datetime, timedelta, UTC
from gateway.store import slots
from gateway.store.database import Database
database = Database(sys.argv[1])
start = datetime(2026, 11, 21, 10, tzinfo=UTC)
won = 0
for number in range(40):
    now = start + timedelta(seconds=15 * number)
    won += database.write(lambda connection: slots.once(connection, "job", 15, now, lambda: 1)) or 0
database.close()
print(won)
"""


def test_of_many_threads_one_runs_the_job(database: Database) -> None:
    ran: list[int] = []
    job = lambda: ran.append(1) or "ran"  # type: ignore[func-returns-value]  # noqa: E731

    def attempt() -> object:
        return database.write(lambda connection: slots.once(connection, "job", 15, AT, job))

    assert sorted(map(str, together(*[attempt] * 8))) == ["None"] * 7 + ["ran"]
    assert ran == [1]
    assert attempt() is None


def test_over_four_processes_each_slot_is_won_once(url: str, database: Database) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", CHILD, url], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    won = [int(child.communicate(timeout=60)[0]) for child in children]
    assert sum(won) == 40, won


def test_slots_and_names_are_apart(database: Database) -> None:
    def attempt(name: str, seconds: float) -> int | None:
        moment = AT + timedelta(seconds=seconds)
        return database.write(lambda connection: slots.once(connection, name, 15, moment, lambda: 1))

    assert [attempt("a", 0), attempt("a", 14.9), attempt("a", 15), attempt("b", 0)] == [1, None, 1, 1]


def test_a_job_that_fails_leaves_its_slot_to_the_next(database: Database) -> None:
    def fail() -> int:
        raise LookupError("broken")

    with pytest.raises(LookupError):
        database.write(lambda connection: slots.once(connection, "job", 15, AT, fail))
    assert database.write(lambda connection: slots.once(connection, "job", 15, AT, lambda: 1)) == 1


def test_old_slots_are_forgotten(database: Database, tmp_path: Path) -> None:
    def fill(connection: Connection) -> None:
        for days in (0, 6, 8, 30):
            slots.once(connection, "job", 15, AT - timedelta(days=days), lambda: 1)

    database.write(fill)
    database.write(lambda connection: slots.forget(connection, AT))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(periodic_slot)) == 2
