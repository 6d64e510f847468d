"""Databases with our tables for many tests: made and upgraded once, emptied or copied for each."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg

from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import metadata, reach

from .. import services


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL database with our tables, dropped afterwards."""
    with services.postgresql() as url:
        _upgraded(url)
        yield url


def lay(place: Path) -> None:
    """A SQLite database with our tables, in which nothing has happened yet, at this place, unless there is one."""
    if place.exists():
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_bytes(_blank())


@cache
def _blank() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        _upgraded(f"sqlite:///{folder}/postroom.db")
        assert not list(Path(folder).glob("*-wal")), "a part of it lies elsewhere"
        return (Path(folder) / "postroom.db").read_bytes()


def _upgraded(url: str) -> None:
    database = Database(url)
    try:
        migrate(database)
    finally:
        database.close()


def empty(url: str) -> None:
    """One statement after the other in one round trip, and in one transaction."""
    with psycopg.connect(_conninfo(url)) as connection:
        connection.execute(_emptying().encode())


@cache
def _emptying() -> str:
    """TRUNCATE and RESTART make files anew, which takes ten times as long."""
    tables = [each.name for each in reversed(metadata.sorted_tables) if each is not reach]
    deleted = "".join(f'DELETE FROM "{name}";' for name in tables)
    return deleted + "DO $$ BEGIN PERFORM setval(seqrelid, seqstart, false) FROM pg_sequence; END $$"


def _conninfo(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
