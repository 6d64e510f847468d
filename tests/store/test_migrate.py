from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, select, text

from gateway.store.database import Database
from gateway.store.migrate import HEAD, migrate, version
from gateway.store.schema import mailbox_folder, metadata, person, ticket
from gateway.store.upgrade import settings

COLUMNS = "number, subject, status, department, assignee, priority, type, product, requester, language"
COLUMNS += ", created, resolved, closes, reminded, version"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'postroom.db'}")


CONSOLE = ("entrance", "visit", "second_factor", "guest_entrance", "guest_visit", "guest_draft", "roster_revision")
SEARCH = ("search_part", "search_place", "search_due")


def back_to_the_first_tables(connection: Connection) -> None:
    later = (("article", "seal"), ("attachment", "hidden"), ("attachment", "withheld"), ("mail", "released"))
    for table, column in later:
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for index in (
        "ix_ticket_merged",
        "ix_ticket_snoozed",
        "ix_notice_unproven",
        "ix_ticket_reminds",
        "ix_ticket_nudge_at",
        "ix_ticket_desk",
        "ix_ticket_asked",
        "ix_ticket_created",
        "ix_journal_change",
        "ix_attachment_sha256",
        "ix_spool_segment",
        "ix_notice_answers",
        "ix_ticket_by_status",
        "ix_ticket_by_department",
        "ix_ticket_by_both",
        "ix_ticket_tagged",
        "ix_notice_mail",
        "ix_notice_failed",
        "ix_ticket_answered",
        "ix_mail_sender",
        "ix_ticket_by_priority",
        "ix_notice_alert",
    ):
        connection.execute(text(f"DROP INDEX {index}"))
    recent = (("spool", "login"), ("mail", "confirmed"), ("article", "refused"), ("notice", "domain"))
    newest = [("ticket", column) for column in ("tags", "repeats", "promised", "nudge", "nudge_at", "reminds")]
    newest += [("notice", "answer"), ("notice", "uncertain"), ("attempt", "relay"), ("attempt", "queue_id")]
    newest += [("person", column) for column in ("unreachable", "complained", "trouble")]
    newest += [("spool", "gone"), ("spool", "gone_why"), ("person", "erased"), ("ticket", "emptied")]
    connection.execute(text("DROP INDEX ix_spool_unwiped"))
    for table in ("erasure", "doomed", "retention_place"):
        connection.execute(text(f"DROP TABLE {table}"))
    for table, column in (*recent, ("ticket", "snoozed"), ("ticket", "rating"), *newest):
        connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
    for table in (*("picture", "login", "confirmation", "rule_revision", "turn", "absence"), *CONSOLE, *SEARCH):
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("ALTER TABLE blob DROP COLUMN saved"))
    for table in ("reach", "mailbox_mail", "mailbox_lease", "mailbox_folder", "fence", "number_floor"):
        connection.execute(text(f"DROP TABLE {table}"))
    connection.execute(text("CREATE TABLE mailbox_cursor (mailbox TEXT, validity INTEGER, uid INTEGER, at TEXT)"))


def test_a_new_database_gets_every_table_and_is_at_the_newest_step(database: Database) -> None:
    migrate(database)
    assert version(database) == HEAD
    with database.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    database.close()


def test_starting_again_changes_nothing(database: Database) -> None:
    migrate(database)
    migrate(database)
    assert version(database) == HEAD
    database.close()


def test_tables_without_a_step_are_brought_to_the_newest(database: Database) -> None:
    migrate(database)
    with database.engine.begin() as connection:
        back_to_the_first_tables(connection)
        connection.execute(text("DELETE FROM alembic_version"))
    assert version(database) != HEAD
    migrate(database)
    assert version(database) == HEAD
    database.close()


def test_the_newest_step_is_the_one_that_the_code_asks_for(database: Database) -> None:
    with database.engine.begin() as connection:
        assert ScriptDirectory.from_config(settings(connection)).get_current_head() == HEAD
    database.close()


def test_a_database_of_the_first_step_gets_the_later_ones_and_keeps_its_rows(database: Database) -> None:
    migrate(database)
    with database.engine.begin() as connection:
        back_to_the_first_tables(connection)
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        connection.execute(text("INSERT INTO person (address, name, language) VALUES ('ali@example.com', 'Ali', 'fa')"))
        read = "'support', 7, 42, '2026-11-21 10:00:00.000000'"
        connection.execute(text(f"INSERT INTO mailbox_cursor (mailbox, validity, uid, at) VALUES ({read})"))
        for number, days in ((1001, 3), (1002, 1)):
            values = f"{number}, 'x', 'resolved', 'support', '', 'normal', 'support', '', 1, 'en'"
            moments = ", ".join(f"'2026-11-{day} 10:00:00.000000'" for day in (21, 21, 21 + days))
            connection.execute(text(f"INSERT INTO ticket ({COLUMNS}) VALUES ({values}, {moments}, false, 1)"))
    migrate(database)
    assert version(database) == HEAD
    with database.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        assert connection.scalar(select(person.c.name)) == "Ali"
        assert connection.execute(select(mailbox_folder)).one()[:5] == ("support", "", 7, 42, 42)
        reminders = connection.execute(select(ticket.c.number, ticket.c.reminds)).all()
    assert [tuple(row) for row in reminders] == [
        (1001, datetime(2026, 11, 23, 10, tzinfo=UTC)),  # a day before the end
        (1002, datetime(2026, 11, 21, 22, tzinfo=UTC)),  # half-way
    ]
    database.close()
