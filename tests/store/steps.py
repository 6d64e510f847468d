"""The newest steps of the tables, taken, watched, and cut short: what tests of upgrades share.

Run as a program, it kills itself at each statement of the steps in turn, or at some of them, others each time
(`tests/thorough`): `python -m tests.store.steps URL`.
"""

import json
import os
import random
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event, text

from gateway.store.database import Database
from gateway.store.migrate import migrate
from gateway.store.schema import metadata

from ..thorough import SHARE, THOROUGH
from .previous import COLUMNS, INDEXES, STEP


def go_back(database: Database) -> None:
    """From the tables of this version to those of the previous one: what it does not know is dropped."""
    with database.engine.begin() as connection:
        for statement in _back():
            connection.execute(text(statement))


def _back() -> Iterator[str]:
    for table in metadata.sorted_tables:
        yield from (f"DROP INDEX IF EXISTS {index.name}" for index in table.indexes if index.name not in INDEXES)
        known = COLUMNS.get(table.name, "").split()
        new = [column.name for column in table.columns if known and column.name not in known]
        yield from (f"ALTER TABLE {table.name} DROP COLUMN {each}" for each in new)
    yield from (f"DROP TABLE {table.name}" for table in reversed(metadata.sorted_tables) if table.name not in COLUMNS)
    yield f"UPDATE alembic_version SET version_num = '{STEP}'"


_SQLITE = (  # a column that was added stands elsewhere in the words of its table
    'SELECT m.name, p.name, p.type, p."notnull", p.dflt_value, p.pk FROM sqlite_master m, pragma_table_info(m.name) p'
    " WHERE m.type = 'table' ORDER BY 1, 2",
    "SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1",
)
_SHAPE = (
    "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
    " WHERE table_schema = 'public' ORDER BY 1, 2",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    "SELECT relname, 'broken' FROM pg_index JOIN pg_class ON oid = indexrelid WHERE NOT indisvalid",
)


def shape(database: Database) -> list[Any]:
    """Everything that the tables are, in words."""
    with database.engine.connect() as connection:
        if database.sqlite:
            return [row for query in _SQLITE for row in _rows(connection, query)]
        columns = (
            "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
        )
        found = _rows(connection, f"{columns} WHERE table_schema = 'public' ORDER BY 1, 2")
        found += _rows(connection, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
        return found + _rows(
            connection, "SELECT relname FROM pg_index JOIN pg_class ON oid = indexrelid WHERE NOT indisvalid"
        )


def _rows(connection: Connection, query: str) -> list[Any]:
    return [[str(value) for value in row] for row in connection.execute(text(query))]


@contextmanager
def watched(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is given meanwhile."""
    said: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        said.append(" ".join(statement.split()))

    def commit(connection: Any) -> None:
        said.append("COMMIT")

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "commit", commit)
    try:
        yield said
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "commit", commit)


# What a step may do while the previous version works on the same tables. It expands: it adds, and takes nothing away.
_ALLOWED = (
    r"SELECT ",
    r"(SET|SHOW) (lock_timeout|client_connection_check_interval)",
    r"COMMIT$",
    r"CREATE TABLE ",
    r"CREATE SEQUENCE ",
    r"CREATE INDEX CONCURRENTLY ",
    r"DROP INDEX CONCURRENTLY ",  # of what an earlier attempt left half done
    r"ALTER TABLE \w+ ADD COLUMN (?!.*(UNIQUE|PRIMARY KEY|REFERENCES|nextval|random|gen_|clock_))(?!.*NOT NULL)",
    r"ALTER TABLE \w+ ADD COLUMN (?!.*(UNIQUE|PRIMARY KEY|REFERENCES|nextval|random|gen_|clock_))(?=.* DEFAULT )",
    r"UPDATE alembic_version SET ",
)


def faults(statements: Iterable[str]) -> list[str]:
    """Those by which others are held up or disturbed. What a step does to tables that it made is its own business."""
    found, made = [], set()
    for statement in statements:
        if new := re.match(r"CREATE TABLE (\w+)", statement):
            made.add(new[1])
        own = re.match(r"(?:INSERT INTO|CREATE (?:UNIQUE )?INDEX \w+ ON|ALTER TABLE) (\w+)", statement)
        if (own and own[1] in made) or any(re.match(allowed, statement) for allowed in _ALLOWED):
            continue
        found.append(statement)
    return found


_CHANGES = ("CREATE", "ALTER", "INSERT", "UPDATE", "COMMIT")  # between the others nothing does


def killed_everywhere(url: str) -> dict[str, Any]:
    """Dies at each statement of the steps, one after the other, and takes the steps again. What differed at the end."""
    database = Database(url)
    migrate(database)
    go_back(database)
    with watched(database) as said:
        migrate(database)
    wanted, odd = shape(database), []
    places = [place for place, statement in enumerate(said) if statement.startswith(_CHANGES)]
    tried = places if THOROUGH else places[random.randrange(SHARE) :: SHARE]
    for number in tried:
        go_back(database)
        database.engine.dispose()
        if os.fork() == 0:
            _die_at(url, number)
        _, status = os.wait()
        migrate(database)
        if shape(database) != wanted or not os.WIFSIGNALED(status):
            odd.append([number, said[number], status])
    database.close()
    return {"kills": len(tried), "odd": odd}


def _die_at(url: str, number: int) -> None:
    database = Database(url)
    left = [number]

    def count(*_: Any) -> None:
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    event.listen(database.engine, "before_cursor_execute", count)
    event.listen(database.engine, "commit", count)
    migrate(database)
    os._exit(0)


if __name__ == "__main__":
    print(json.dumps(killed_everywhere(sys.argv[1])))
