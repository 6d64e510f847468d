"""What only PostgreSQL does: lost connections, locks between servers, standbys, readers with a moment of their own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Insert, select, text

from gateway.store import database as module
from gateway.store.database import Connection, Database, Unavailable
from gateway.store.migrate import migrate
from gateway.store.schema import periodic_slot

from .. import services

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def put(number: int, name: str = "a") -> Insert:
    return periodic_slot.insert().values(name=name, slot=number, at=AT)


@pytest.mark.service
def test_postgresql_that_ends_our_connections_is_unavailable_once_and_then_back(postgresql_url: str) -> None:
    """T-DB-3: the connection dies in the middle of the work."""
    database = Database(postgresql_url)
    migrate(database)

    def work(connection: Connection) -> None:
        connection.execute(put(1, "gone"))
        services.stop_connections(postgresql_url)
        connection.execute(put(2, "gone"))

    with pytest.raises(Unavailable):
        database.write(work)
    database.write(lambda connection: connection.execute(put(3, "gone")))
    with database.read() as connection:
        query = select(periodic_slot.c.slot).where(periodic_slot.c.name == "gone")
        assert list(connection.scalars(query)) == [3]
    database.close()


@pytest.mark.service
def test_postgresql_waits_for_a_lock_no_longer_than_sqlite_does(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.3)
    database, other = Database(postgresql_url), Database(postgresql_url)
    with other.engine.begin() as connection:
        connection.execute(text("LOCK TABLE periodic_slot IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Unavailable):
            database.write(lambda connection: connection.execute(put(1, "locked")))
    database.write(lambda connection: connection.execute(put(1, "locked")))
    database.close()
    other.close()


@pytest.mark.service
def test_postgresql_that_only_reads_is_unavailable(postgresql_url: str) -> None:
    """A standby after a failover refuses to write; that is not the mail's fault."""
    database = Database(postgresql_url)
    migrate(database)

    def work(connection: Connection) -> None:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(put(1))

    with pytest.raises(Unavailable):
        database.write(work)
    database.close()


@pytest.mark.service
def test_a_postgresql_reader_sees_one_moment_and_cannot_write(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    migrate(database)
    query = select(periodic_slot.c.slot).where(periodic_slot.c.name == "moment")
    with database.read() as connection:
        assert list(connection.scalars(query)) == []
        database.write(lambda other: other.execute(put(1, "moment")))
        assert list(connection.scalars(query)) == []
        with pytest.raises(Exception, match="read-only"):
            connection.execute(put(2, "moment"))
        connection.rollback()
    with database.read() as connection:
        assert list(connection.scalars(query)) == [1]
    database.close()
