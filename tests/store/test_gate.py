"""So many threads at a time, and nobody waits for themselves."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout

from gateway.store import database as module
from gateway.store.database import Database, Unavailable
from gateway.store.gate import Gate


def test_no_more_are_inside_than_there_is_room_for() -> None:
    gate, inside, most, lock = Gate(3, 10), [0], [0], threading.Lock()

    def enter() -> None:
        with gate.passed():
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            threading.Event().wait(0.02)
            with lock:
                inside[0] -= 1

    with ThreadPoolExecutor(12) as threads:
        wait([threads.submit(enter) for _ in range(36)])
    assert most == [3]


def test_who_is_inside_comes_in_again_and_leaves_once() -> None:
    gate = Gate(1, 0.05)
    with gate.passed():
        with gate.passed():
            pass
        with ThreadPoolExecutor(1) as other, pytest.raises(PoolTimeout):
            other.submit(_enter, gate).result()
    with ThreadPoolExecutor(1) as other:
        other.submit(_enter, gate).result()


def test_who_fails_inside_leaves() -> None:
    gate = Gate(1, 0.05)
    for _ in range(3):
        with suppress(ValueError), gate.passed():
            raise ValueError
    _enter(gate)


def _enter(gate: Gate) -> None:
    with gate.passed():
        pass


def test_a_reader_of_sqlite_that_finds_no_room_is_told_that_the_database_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "READERS", 1)
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    database = Database(f"sqlite:///{tmp_path}/a.db")

    def read() -> None:
        with database.read():
            pass

    with ThreadPoolExecutor(1) as other, database.read():
        read()
        with pytest.raises(Unavailable):
            other.submit(read).result()
    read()
    database.close()
