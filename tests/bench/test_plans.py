"""No statement gets slower as tickets pile up: SQLite plans without knowing how many rows there are, so a handful shows
what it would do with a million.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select, text

from gateway.app import App
from gateway.store import alerts, letters_particulars, listings
from gateway.store.listed import TicketFilter

from .plans import Statements, live, office
from .through import sink


@pytest.fixture(scope="module")
def app() -> Iterator[App]:
    with sink() as (relay, _), office("", relay) as opened:
        yield opened


def test_nothing_that_an_office_does_all_day_reads_a_growing_table_from_end_to_end(app: App) -> None:
    with Statements().of(app.database) as statements:
        live(app, mails=6)
    assert len(statements.asked) > 60, "hardly anything was asked"
    assert [str(each) for each in statements.scanning] == []


def test_a_question_without_an_index_is_found(app: App) -> None:
    with Statements().of(app.database) as statements, app.database.read() as connection:
        connection.execute(select(text("id FROM notice WHERE notice.last_reply = 'x'")))
    (found,) = statements.scanning
    assert found.scans == ("notice",)


def test_how_long_answers_took_is_read_off_the_answered_tickets_alone(app: App) -> None:
    """A department may have thousands that nobody answered yet, all newer than those."""
    values = {"number": 1001, "since": datetime(2026, 1, 1, tzinfo=UTC)}
    asked = []
    with app.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        letters_particulars.ANSWERED.execute(connection, values)
        words, parameters = asked[-1]
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words, tuple(parameters)).all()
    read = [row.detail for row in plan if "ticket" in row.detail]
    assert ["COVERING INDEX ix_ticket_answered" in each for each in read] == [True], plan


@pytest.mark.parametrize("status", ["", "new", "closed"])
@pytest.mark.parametrize("department", ["", "support"])
@pytest.mark.parametrize("before", [0, 5000])
def test_a_list_by_a_rare_priority_reads_no_other_tickets(app: App, status: str, department: str, before: int) -> None:
    """However many tickets are closed, and however few of them are urgent."""
    wanted = TicketFilter(status, department, priority="urgent", before=before)
    asked = []
    with app.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        list(listings.ticket_rows(connection, wanted, b"for tokens", 50))
        words, parameters = next(each for each in asked if "FROM ticket" in each[0])
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words, tuple(parameters)).all()
    assert "USING INDEX ix_ticket_by_priority (priority=?" in plan[0].detail, plan
    assert not [row for row in plan if "TEMP B-TREE" in row.detail], plan


def test_whether_an_agent_was_told_of_a_brake_is_read_off_the_alerts_alone(app: App) -> None:
    """They may have had thousands of other notices since yesterday, and a flood makes a brake bite with every mail."""
    asked = []
    with app.database.read() as connection:
        event.listen(connection, "before_cursor_execute", lambda *heard: asked.append(heard[2:4]))
        alerts.HEARD.execute(connection, {"address": "tom@example.org", "since": datetime(2026, 1, 1, tzinfo=UTC)})
        words, parameters = asked[-1]
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + words, tuple(parameters)).all()
    used = "COVERING INDEX ix_notice_alert (kind=? AND recipient=? AND created>?)"
    assert [used in row.detail for row in plan] == [True], plan
