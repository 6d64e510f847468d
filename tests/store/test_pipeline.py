"""Statements on their way to PostgreSQL: when they are sent, who hears of those that fail, what state that leaves."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import psycopg
import pytest
from psycopg.types.array import ListDumper
from sqlalchemy import Connection, bindparam, func, literal, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from gateway.store import pipeline
from gateway.store.database import Database, Unavailable
from gateway.store.people import insert_new, insert_one
from gateway.store.prepared import Prepared
from gateway.store.schema import person

from ..services import stop_connections
from .statements import ADD, ECHO, NAMES, NOTHING_BY, ON_POSTGRESQL, add, row

pytestmark = ON_POSTGRESQL

AT = datetime(2026, 11, 21, 10, tzinfo=UTC)


def names(database: Database) -> list[str]:
    with database.read() as connection:
        return NAMES.scalars(connection)


def backend(connection: Connection) -> int:
    return int(connection.scalar(text("SELECT pg_backend_pid()")) or 0)


def test_what_nobody_waits_for_is_written_with_the_commit(database: Database) -> None:
    def add_three(connection: Connection) -> None:
        for name in ("ali", "reza", "sara"):
            add(connection, name)

    database.write(add_three)
    assert names(database) == ["ali", "reza", "sara"]


def test_an_answer_is_that_of_its_own_statement_in_whatever_order_they_are_read(database: Database) -> None:
    with database.read() as connection:
        asked = [ECHO.execute(connection, {"said": f"number {number}"}) for number in range(50)]
        assert [rows.scalar() for rows in reversed(asked)] == [f"number {number}" for number in range(49, -1, -1)]


def test_an_error_nobody_waited_for_is_heard_at_the_commit_and_nothing_was_written(database: Database) -> None:
    def twice(connection: Connection) -> None:
        add(connection, "ali")
        add(connection, "ali")

    with pytest.raises(IntegrityError, match="INSERT INTO person"):
        database.write(twice)
    assert names(database) == []
    database.write(lambda connection: add(connection, "reza"))  # and the connection is as good as new
    assert names(database) == ["reza"]
    assert database.in_use == 0


def test_an_error_names_the_statement_that_failed_not_the_one_that_was_read(database: Database) -> None:
    def fail(connection: Connection) -> None:
        NOTHING_BY.execute(connection, {"number": 0})
        ECHO.execute(connection, {"said": "after it"}).scalar()

    with pytest.raises(DBAPIError, match="division by zero") as raised:
        database.write(fail)
    assert raised.value.statement is not None
    assert "said" not in raised.value.statement


def test_who_swallows_an_error_gets_no_answers_that_were_never_given(database: Database) -> None:
    def ask_on(connection: Connection) -> None:
        failing = NOTHING_BY.execute(connection, {"number": 0})
        later = ECHO.execute(connection, {"said": "never said"})
        with pytest.raises(DBAPIError, match="division by zero"):
            failing.scalar()
        later.scalar()

    with pytest.raises(DBAPIError, match="another statement of the transaction failed"):
        database.write(ask_on)
    assert names(database) == []


def test_statements_of_sqlalchemy_find_what_was_sent_before_them(database: Database) -> None:
    def count(connection: Connection) -> int:
        add(connection, "ali")
        return int(connection.scalar(select(func.count()).select_from(person)) or 0)

    assert database.write(count) == 1


def test_a_value_that_no_database_takes_is_the_fault_of_its_own_statement(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add(connection, "ali")
        add(connection, "with a NUL: \0")

    with pytest.raises(DataError, match="NUL"):
        database.write(fail)
    database.write(lambda connection: add(connection, "reza"))
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(person)) == 1


def test_a_look_whose_answers_nobody_read_fails_all_the_same_and_leaves_nothing_behind(database: Database) -> None:
    with pytest.raises(DBAPIError, match="division by zero"), database.read() as connection:
        NOTHING_BY.execute(connection, {"number": 0})
    for number in range(3):  # whichever connection comes
        database.write(partial(add, name=f"number {number}"))
    assert len(names(database)) == 3


def test_what_was_sent_before_a_statement_of_sqlalchemy_fails_as_itself(database: Database) -> None:
    def fail(connection: Connection) -> None:
        add(connection, "ali")
        add(connection, "ali")
        connection.scalar(select(func.count()).select_from(person))

    with pytest.raises(IntegrityError):
        database.write(fail)
    assert names(database) == []


def test_a_transaction_that_is_given_up_leaves_nothing_behind(database: Database) -> None:
    def give_up(connection: Connection) -> None:
        add(connection, "ali")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        database.write(give_up)
    assert names(database) == []


def test_statements_stay_prepared_after_a_rollback_and_those_never_prepared_are_prepared_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Prepared(select(person.c.id, person.c.name).where(person.c.name == bindparam("wanted")))

    def fail(connection: Connection) -> None:
        NOTHING_BY.execute(connection, {"number": 0})
        fresh.execute(connection, {"wanted": "ali"})  # is not prepared, for the one before it fails

    for _ in range(2):
        with pytest.raises(DBAPIError, match="division by zero"):
            database.write(fail)
    database.write(lambda connection: add(connection, "ali"))
    assert len(database.write(lambda connection: fresh.execute(connection, {"wanted": "ali"}).all())) == 1


def test_no_more_statements_are_kept_prepared_than_there_is_room_for(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "STATEMENTS", 4)
    many = [Prepared(select(literal(number))) for number in range(12)]
    with database.read() as connection:
        for _ in range(3):
            asked = [each.execute(connection) for each in many]
            assert [rows.scalar() for rows in asked] == list(range(12))
        kept = int(connection.scalar(text("SELECT count(*) FROM pg_prepared_statements")) or 0)
    assert kept <= 4


def test_much_in_both_directions_at_once_does_not_stop_either_side(database: Database) -> None:
    large = "x" * 4_000_000
    with database.read() as connection:
        asked = [ECHO.execute(connection, {"said": f"{number}{large}"}) for number in range(8)]
        assert [len(str(rows.scalar())) for rows in asked] == [4_000_001] * 8


def test_readers_see_one_moment_and_write_nothing(database: Database) -> None:
    with database.read() as connection:
        assert NAMES.scalars(connection) == []
        database.write(lambda other: add(other, "ali"))
        assert NAMES.scalars(connection) == []
        assert connection.scalar(text("SHOW transaction_isolation")) == "repeatable read"
    assert names(database) == ["ali"]
    with pytest.raises(Unavailable, match="ReadOnly"), database.read() as connection:
        ADD.execute(connection, row("reza")).all()
    assert names(database) == ["ali"]
    assert database.write(lambda connection: connection.scalar(text("SHOW transaction_isolation"))) == "read committed"
    database.write(lambda connection: add(connection, "sara"))  # the same connection, which read a moment ago


def test_who_read_holds_no_snapshot_while_nothing_is_asked(database: Database) -> None:
    with database.read() as connection:
        mine = backend(connection)
    other = Database(database.url)
    state = text("SELECT state FROM pg_stat_activity WHERE pid = :pid")
    try:
        for _ in range(200):
            with other.read() as connection:
                if connection.scalar(state, {"pid": mine}) == "idle":
                    return
        pytest.fail("the transaction is still open")
    finally:
        other.close()


@pytest.mark.parametrize("how", ["write", "write_unhurried"])
def test_a_lost_connection_is_trouble_that_passes(database: Database, how: str) -> None:
    write = getattr(database, how)
    write(lambda connection: add(connection, "ali"))

    def cut(connection: Connection) -> None:
        add(connection, "reza")
        stop_connections(database.url)
        add(connection, "sara")
        NAMES.scalars(connection)

    with pytest.raises(Unavailable):
        write(cut)
    assert names(database) == ["ali"]
    write(lambda connection: add(connection, "reza"))
    assert names(database) == ["ali", "reza"]


def test_a_connection_that_is_lost_before_its_commit_says_so(database: Database) -> None:
    def cut(connection: Connection) -> None:
        add(connection, "ali")
        NAMES.scalars(connection)
        stop_connections(database.url)

    with pytest.raises(Unavailable):
        database.write(cut)
    assert names(database) == []


def test_who_did_not_wait_for_a_commit_finds_it_done(database: Database) -> None:
    for number in range(20):
        database.write_unhurried(partial(add, name=f"number {number:02}"))
        assert len(names(database)) == number + 1


def test_whether_a_row_was_new_is_known_to_whoever_asks_later(database: Database) -> None:
    def add_some(connection: Connection) -> list[int]:
        first, second = insert_one(connection, person, row("ali")), insert_one(connection, person, row("ali"))
        insert_new(connection, person, [row("ali"), row("reza")])
        return [first.rowcount, second.rowcount]

    assert database.write(add_some) == [1, 0]
    assert names(database) == ["ali", "reza"]


def test_a_statement_that_does_not_exist_is_an_error_of_ours(database: Database) -> None:
    wrong = Prepared(select(text("no_such_column")).select_from(person))
    with pytest.raises(ProgrammingError), database.read() as connection:
        wrong.execute(connection).all()
    assert names(database) == []


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2, -3, 1 << 62], "bigint[]"),
        ([], "text[]"),
        (["a", 'b"\\c', "", "NULL", "سلام, {x}", "a\nb"], "text[]"),
        ([None, "x"], "text[]"),
        ([AT, None], "timestamptz[]"),
        ([b"a\\\x00"], "bytea[]"),
        ([True, False], "boolean[]"),
        ([[1, 2], [3, 4]], "integer[]"),
    ],
)
def test_lists_arrive_as_they_are(database: Database, values: list[object], kind: str) -> None:
    with database.read() as connection:
        driver: Any = connection.connection.driver_connection
        assert driver.line.ask(f"SELECT $1::{kind}", [values]).rows(list) == [[values]]


def test_values_go_in_our_own_way_and_not_in_the_drivers(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers are of one type whatever their size: there would be a plan for each mixture of sizes."""

    def looked_into(dumper: ListDumper, values: list[object], format: object) -> None:
        raise AssertionError(f"psycopg looks for the type of {values}")

    monkeypatch.setattr(ListDumper, "get_key", looked_into)
    with database.read() as connection:
        driver: Any = connection.connection.driver_connection
        for number in (1, 1 << 20, 1 << 40):
            assert driver.line.ask("SELECT pg_typeof($1)::text", [number]).rows(list) == [["bigint"]]
        for values, kind in ([[1, 2], "bigint[]"], [["a"], "text[]"], [[psycopg.Binary(b"a\\\x00")], "bytea[]"]):
            given = [getattr(each, "obj", each) for each in values]
            assert driver.line.ask(f"SELECT $1::{kind}", [values]).rows(list) == [[given]]


def test_long_texts_are_packed_by_lz4_where_the_server_can(database: Database) -> None:
    able = text("SELECT 'lz4' = ANY(enumvals) FROM pg_settings WHERE name = 'default_toast_compression'")
    long = text("SELECT pg_column_compression(text), text = repeat('moin ', 2000) FROM article")
    with database.read() as connection:
        if not connection.scalar(able):
            pytest.skip("this server was built without LZ4")
    with database.engine.begin() as connection:
        connection.execute(text("CREATE TEMPORARY TABLE article (text text) ON COMMIT DROP"))
        connection.execute(text("INSERT INTO article VALUES (repeat('moin ', 2000))"))
        assert connection.execute(long).all() == [("lz4", True)]
