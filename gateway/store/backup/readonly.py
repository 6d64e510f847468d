"""Reads the SQLite database of a backup where it lies, without writing a byte beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool


@contextmanager
def reading(path: Path) -> Iterator[Connection]:
    """Nobody else may write to it meanwhile; of a backup that holds."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(address, uri=True), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
