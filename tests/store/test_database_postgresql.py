"""What only PostgreSQL does: lost connections, locks between servers, standbys, readers with a moment of their own."""

import re
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Insert, Select, Text, bindparam, event, literal, select, text

from gateway.store import database as module
from gateway.store import ledger
from gateway.store.database import Connection, Database, Unavailable
from gateway.store.prepared import Prepared
from gateway.store.schema import mail, periodic_slot, spool

from .. import services
from . import emptied

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
SPOOLED = {"id": 1, "accepted": AT, "source": "smtp", "peer": "", "helo": "", "sender": "", "recipients": ""}
SPOOLED |= {"silent": False, "size": 0, "sha256": b""}


@pytest.fixture
def place(postgresql_url: str) -> str:
    """The URL of an empty database."""
    emptied.empty(postgresql_url)
    return postgresql_url


def put(number: int, name: str = "a") -> Insert:
    return periodic_slot.insert().values(name=name, slot=number, at=AT)


@pytest.mark.service
def test_postgresql_that_ends_our_connections_is_unavailable_once_and_then_back(place: str) -> None:
    """T-DB-3: the connection dies in the middle of the work."""
    database = Database(place)

    def work(connection: Connection) -> None:
        connection.execute(put(1, "gone"))
        services.stop_connections(place)
        connection.execute(put(2, "gone"))

    with pytest.raises(Unavailable):
        database.write(work)
    database.write(lambda connection: connection.execute(put(3, "gone")))
    with database.read() as connection:
        query = select(periodic_slot.c.slot).where(periodic_slot.c.name == "gone")
        assert list(connection.scalars(query)) == [3]
    database.close()


@pytest.mark.service
def test_postgresql_whose_new_connections_do_not_answer_either_is_unavailable_or_there(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that look dead when they are asked: what is new is used, and says by itself what is wrong."""
    database = Database(place)
    monkeypatch.setattr(module, "IDLE", 0.0)
    monkeypatch.setattr(module, "_lives", lambda engine, connection: False)
    with database.engine.connect() as one, database.engine.connect() as other:
        assert (one.scalar(text("SELECT 1")), other.scalar(text("SELECT 2"))) == (1, 2)
    for number in (1, 2, 3):
        with database.engine.connect() as connection:
            assert connection.scalar(text(f"SELECT {number}")) == number
    database.close()


@pytest.mark.service
def test_postgresql_waits_for_a_lock_no_longer_than_sqlite_does(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.3)
    database, other = Database(place), Database(place)
    with other.engine.begin() as connection:
        connection.execute(text("LOCK TABLE periodic_slot IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Unavailable):
            database.write(lambda connection: connection.execute(put(1, "locked")))
    database.write(lambda connection: connection.execute(put(1, "locked")))
    database.close()
    other.close()


@pytest.mark.service
def test_postgresql_that_only_reads_is_unavailable(place: str) -> None:
    """A standby after a failover refuses to write; that is not the mail's fault."""
    database = Database(place)

    def work(connection: Connection) -> None:
        connection.execute(text("SET TRANSACTION READ ONLY"))
        connection.execute(put(1))

    with pytest.raises(Unavailable):
        database.write(work)
    database.close()


@pytest.mark.service
def test_a_postgresql_reader_sees_one_moment_and_cannot_write(place: str) -> None:
    database = Database(place)
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


@pytest.mark.service
def test_postgresql_keeps_the_statements_of_a_connection_from_one_reader_to_the_next(place: str) -> None:
    """The driver lets go of all with a ROLLBACK."""
    database = Database(place)
    one = Prepared(select(literal(1)))
    for _ in range(10):
        with database.read() as connection:
            assert one.scalar(connection) == 1
    with database.read() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) == 1
    database.close()


@pytest.mark.service
def test_postgresql_reads_constants_of_a_statement_as_they_were_meant(place: str) -> None:
    """They are words of it: quotes, marks of the driver and backslashes among them."""
    words = "it's 100% of %(this)s, \\n and $1"
    constants: list[Any] = [literal(constant) for constant in (words, 7, True)]
    asked: Select[Any] = select(*constants, bindparam("given", type_=Text)).where(literal(words) == words)
    database = Database(place)
    with database.read() as connection:
        assert list(Prepared(asked).execute(connection, {"given": "a"}).one()) == [words, 7, True, "a"]
        given = text("SELECT cardinality(parameter_types) FROM pg_prepared_statements")
        assert connection.scalar(given) == 1
    database.close()


@pytest.mark.service
def test_postgresql_plans_by_the_constants_of_a_statement(place: str) -> None:
    """An index of the rows that wait serves a statement that says so, though its plan is made for any values."""
    database = Database(place)
    waiting = Prepared(select(mail.c.id).where(mail.c.outcome == "waiting", mail.c.due <= bindparam("now")))
    with database.read() as connection:
        assert waiting.scalars(connection, {"now": AT}) == []
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        name = connection.scalar(text("SELECT name FROM pg_prepared_statements WHERE statement LIKE '%mail.due%'"))
        plan = connection.exec_driver_sql(f"EXPLAIN EXECUTE {name}('2026-11-21')").scalars().all()
        assert any("ix_mail_waiting" in line for line in plan)
    database.close()


@pytest.mark.service
def test_postgresql_writes_a_claim_without_waiting_for_the_disk(place: str) -> None:
    """It may be forgotten, where nothing else is written with it; what shares its transaction may not."""
    database = Database(place)
    show = text("SHOW synchronous_commit")

    def arrive(connection: Connection) -> None:
        for number in (2, 3):
            connection.execute(spool.insert().values(SPOOLED | {"id": number}))
            connection.execute(mail.insert().values(id=number, outcome="waiting", due=AT))

    def claimed(connection: Connection, number: int) -> str:
        assert ledger.claim(connection, number, "me") == ledger.Claim(number, 1, 0)
        return str(connection.scalar(show))

    database.write(arrive)
    assert database.write_unhurried(partial(claimed, number=2)) == "off"
    assert database.write(partial(claimed, number=3)) == "on"
    assert database.write(lambda connection: connection.scalar(show)) == "on"
    database.close()


@pytest.mark.service
def test_postgresql_goes_by_indexes_in_a_house_that_it_knows_nothing_of(place: str) -> None:
    """Its tables were never analysed; generic plans are those that a connection keeps."""
    database = Database(place)
    several = "= ANY(ARRAY(SELECT unnest($1::bigint[])))"
    with database.engine.begin() as connection:
        connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        for table, column in (("person", "id"), ("ticket", "number"), ("notice", "ticket"), ("article", "ticket")):
            connection.execute(text(f"PREPARE {table}_plan AS SELECT * FROM {table} WHERE {column} {several}"))
            plan = connection.scalars(text(f"EXPLAIN EXECUTE {table}_plan ('{{1}}')")).all()
            assert not any("Seq Scan" in line for line in plan), plan
            assert any("Index" in line for line in plan), plan
    database.close()


@pytest.mark.service
def test_postgresql_takes_a_mail_by_its_number_however_long_the_line_is(place: str) -> None:
    """Statistics from a quiet hour say that nothing waits: by the index of what waits a claim would read all of it."""
    database = Database(place)
    said: list[str] = []
    with database.engine.begin() as connection:
        rows = [SPOOLED | {"id": number} for number in range(1, 2001)]
        connection.execute(spool.insert(), rows)
        connection.execute(mail.insert(), [{"id": row["id"], "outcome": "ticket", "due": AT} for row in rows])
        connection.execute(text("ANALYZE mail"))
        connection.execute(text("SET LOCAL plan_cache_mode = force_generic_plan"))
        event.listen(connection, "before_cursor_execute", lambda *heard: said.append(heard[2]))
        ledger.claim(connection, 7, "me")
        statement = next(words for words in said if "waiting" in words)
        connection.exec_driver_sql(f"PREPARE taken AS {statement}")
        marks = ", ".join(["NULL"] * len(set(re.findall(r"\$\d+", statement))))
        plan = connection.scalars(text(f"EXPLAIN EXECUTE taken({marks})")).all()
    assert any("pk_" in line for line in plan), plan
    assert not any("_waiting" in line for line in plan), plan
    database.close()
