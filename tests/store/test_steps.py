"""An upgrade while the previous version works: it only adds, it holds nobody up, and it may be killed at any moment."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from gateway.store.database import Database
from gateway.store.migrate import HEAD, OLDEST, TooNew, fits, migrate, version
from gateway.store.schema import metadata, reach

from . import previous
from .steps import faults, go_back, shape, watched

pytestmark = pytest.mark.usefixtures("restored")


@pytest.fixture
def restored(database: Database) -> Iterator[None]:
    """The tables are as they were for the tests that come after."""
    yield
    if not database.sqlite:
        with database.engine.begin() as connection:
            for statement in ("DELETE FROM alembic_version", "DELETE FROM reach"):
                connection.execute(text(statement))
            connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
            connection.execute(reach.insert().values(number=1, oldest=OLDEST))


def waiting(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def test_the_previous_version_works_on_the_tables_of_this_one(database: Database) -> None:
    """On tables that were made new, and on those that were brought up."""
    for _ in range(2):
        with database.engine.connect() as connection:
            assert previous.work(connection) == dict.fromkeys(previous.COLUMNS, 1)
            connection.rollback()
        go_back(database)
        migrate(database)


def test_the_newest_steps_only_add_and_hold_nobody_up(database: Database) -> None:
    made = shape(database)
    go_back(database)
    assert version(database) == previous.STEP
    with watched(database) as said:
        migrate(database)
    assert version(database) == HEAD
    assert shape(database) == made
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(reach.select().with_only_columns(reach.c.oldest)) == OLDEST
    if not database.sqlite:
        assert len(said) > 5
        assert faults(said) == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE blob DROP COLUMN content",
        "ALTER TABLE blob ADD COLUMN saved TEXT NOT NULL",
        "ALTER TABLE mail ADD COLUMN number BIGINT DEFAULT nextval('a')",
        "ALTER TABLE blob ADD COLUMN person BIGINT REFERENCES person",
        "ALTER TABLE blob ALTER COLUMN content DROP NOT NULL",
        "ALTER TABLE blob RENAME TO contents",
        "ALTER TABLE mail ADD CONSTRAINT one UNIQUE (message_id)",
        "CREATE INDEX ix_blob_saved ON blob (saved)",
        "CREATE UNIQUE INDEX CONCURRENTLY ix_one ON mail (message_id)",
        "DROP TABLE turn",
        "DROP INDEX ix_mail_waiting",
        "UPDATE spool SET source = ''",
        "LOCK TABLE spool",
        "INSERT INTO ticket SELECT 1",
    ],
)
def test_a_step_that_disturbs_the_previous_version_is_found(statement: str) -> None:
    assert faults(["CREATE TABLE reach (a INTEGER)", "INSERT INTO reach VALUES (1)", statement]) == [statement]


def test_killed_at_each_statement_and_begun_again_the_tables_are_the_same(url: str) -> None:
    command = [sys.executable, "-m", "tests.store.steps", url]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = json.loads(ended.stdout)
    assert found["kills"] > 5
    assert found["odd"] == []


def test_an_index_is_made_while_others_write_and_anew_where_it_was_cut_short(database: Database) -> None:
    """Somebody's transaction is open for long: the index waits for it, others write meanwhile; then the server is
    restarted, and what is left of the index counts for nothing.
    """
    if database.sqlite:
        return
    made = shape(database)
    go_back(database)
    ended: list[Exception] = []

    def upgrade() -> None:
        try:
            migrate(database)
        except Exception as error:
            ended.append(error)

    running = "SELECT pid FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%' AND state = 'active'"
    with database.engine.connect() as slow, database.engine.connect() as other:
        slow.execute(text("INSERT INTO blob (sha256, content) VALUES ('x', 'y')"))
        slow.execute(text("LOCK TABLE attachment IN ROW EXCLUSIVE MODE"))
        thread = threading.Thread(target=upgrade)
        thread.start()
        waiting(lambda: _ask(other, running))
        pid = _ask(other, running)
        with database.engine.begin() as writer:
            assert previous.work(writer)["attachment"] == 1
            writer.rollback()
        other.execute(text("SELECT pg_terminate_backend(CAST(:pid AS integer))"), {"pid": pid})
        other.commit()
        thread.join(20)
    assert len(ended) == 1
    with database.engine.connect() as connection:
        assert _ask(connection, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 1
    migrate(database)
    assert shape(database) == made


def _ask(connection: object, query: str) -> object:
    value = connection.scalar(text(query))  # type: ignore[attr-defined]
    connection.commit()  # type: ignore[attr-defined]
    return value


def test_two_nodes_upgrade_at_once(database: Database, url: str) -> None:
    made = shape(database)
    go_back(database)
    nodes = [Database(url) for _ in range(3)]
    threads = [threading.Thread(target=migrate, args=(node,)) for node in nodes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert shape(database) == made
    for node in nodes:
        node.close()


def test_tables_of_a_later_version_are_worked_on_only_where_it_says_so(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    migrate(database)
    assert fits(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE reach SET oldest = '9998'"))
    assert not fits(database)
    with pytest.raises(TooNew):
        migrate(database)
