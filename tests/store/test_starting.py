"""Many processes may find an empty database at the same moment, as `postroom listen` and `work` on several nodes do."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import inspect

from gateway.store.database import Database, Unavailable
from gateway.store.migrate import migrate
from gateway.store.schema import metadata

from .. import services

CHILD = """
import sys
from gateway.store.database import Database
from gateway.store.migrate import migrate
sys.stdin.readline()
migrate(Database(sys.argv[1]))
"""


def start_together(url: str, count: int = 5) -> None:
    command = [sys.executable, "-c", CHILD, url]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(count)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    ends = [(child.communicate(timeout=60)[1], child.returncode) for child in children]
    assert [code for _, code in ends] == [0] * count, ends
    database = Database(url)
    assert set(inspect(database.engine).get_table_names()) >= set(metadata.tables)
    database.close()


def test_on_an_empty_sqlite_file(tmp_path: Path) -> None:
    start_together(f"sqlite:///{tmp_path / 'a.db'}")


@pytest.mark.service
def test_on_an_empty_postgresql_database() -> None:
    with services.postgresql() as url:
        start_together(url)


def test_a_database_out_of_reach_is_unavailable() -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(Unavailable):
        migrate(database)
    database.close()
