"""The spool on PostgreSQL: bodies of every size in rows, ids from a sequence. Needs a local server with peer login."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from gateway.mail.acceptance import Acceptance
from gateway.store.database import Database
from gateway.store.schema import metadata
from gateway.store.spool import Spool, SpoolSettings
from tests.store.spooling import ENVELOPE, SIZES, UNAVAILABLE, id_of, stream

pytestmark = pytest.mark.service


@pytest.fixture
def database() -> Iterator[Database]:
    name = f"postroom_spool_{os.getpid()}"
    if shutil.which("createdb") is None or subprocess.run(["createdb", name], capture_output=True).returncode != 0:
        pytest.skip("no PostgreSQL here that lets us make a database")
    try:
        database = Database(f"postgresql+psycopg:///{name}")
        metadata.create_all(database.engine)
        yield database
        database.close()
    finally:
        subprocess.run(["dropdb", "-f", name], check=True)


@pytest.fixture
def spool(database: Database, tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(database, SpoolSettings(tmp_path))
    yield spool
    spool.close()


def test_what_goes_in_comes_out_and_many_share_a_commit(spool: Spool, tmp_path: Path) -> None:
    contents = [os.urandom(size) for size in SIZES * 6]

    async def together() -> list[Acceptance]:
        return await asyncio.gather(*(stream(spool, content) for content in contents))

    for content, acceptance in zip(contents, asyncio.run(together()), strict=True):
        assert spool.read(id_of(acceptance)).raw == content
    assert spool.commits < len(contents) / 2
    assert list(tmp_path.iterdir()) == []


def test_another_nodes_mails_may_lie_between_ours(spool: Spool, database: Database) -> None:
    """Two nodes take their numbers from one sequence, in turns."""
    with database.engine.begin() as connection:
        connection.execute(text("ALTER SEQUENCE spool_id INCREMENT 2"))
    mine = [id_of(spool.accept(ENVELOPE, b"mine"))]
    with database.engine.begin() as connection:
        columns = "accepted, source, peer, helo, login, sender, recipients, silent, size, sha256, body, segment, place"
        connection.execute(
            text(f"INSERT INTO spool SELECT s.id + n, {columns} FROM spool s, generate_series(1, 19, 2) n")
        )
        rows = "id + n, outcome, reason, attempts, failures, holder, due, parked, released, confirmed, error"
        names = rows.replace("id + n", "id")
        fields = "message_id, sender, subject"
        connection.execute(
            text(f"INSERT INTO mail ({names}, {fields}) SELECT {rows}, {fields} FROM mail, generate_series(1, 19, 2) n")
        )

    async def together() -> list[Acceptance]:
        return await asyncio.gather(*(stream(spool, b"mine") for _ in range(8)))

    mine += [id_of(acceptance) for acceptance in asyncio.run(together())]
    assert mine == [1, 3, 5, 7, 9, 11, 13, 15, 17]


def test_a_locked_table_and_a_lost_connection_defer_and_recover(spool: Spool, database: Database) -> None:
    """T-DB-2, T-DB-3."""
    spool.accept(ENVELOPE, b"before")
    with database.engine.connect() as connection:
        connection.execute(text("LOCK TABLE spool IN ACCESS EXCLUSIVE MODE"))
        assert spool.accept(ENVELOPE, b"refused") == UNAVAILABLE
    id_of(spool.accept(ENVELOPE, b"between"))
    with database.engine.begin() as connection:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    assert spool.accept(ENVELOPE, b"refused") == UNAVAILABLE
    assert spool.read(id_of(spool.accept(ENVELOPE, b"after"))).raw == b"after"
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM spool")).scalar_one() == 3
