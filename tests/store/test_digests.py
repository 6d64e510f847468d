"""What an agent's morning tells: each ticket once, where it belongs; nothing of what is over or put aside."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Index, event, insert, text

from gateway.notices import DeskFigures, DigestList, DigestView
from gateway.policy import Policy
from gateway.store import digests
from gateway.store.database import Connection, Database
from gateway.store.schema import person, ticket
from gateway.tickets.people import Agent

from ..builders import MINA, NOW, POSHTIBANI, SARA, SUPPORT, TOM, policy

OMID = Agent("omid", "omid@example.org", "Omid", "fa")
SOON, GONE, FAR = NOW + timedelta(minutes=35), NOW - timedelta(minutes=125), NOW + timedelta(days=1)


def office() -> Policy:
    """Tom and Mina answer in support, Omid leads it and works nowhere; Sara answers in poshtibani and leads it."""
    support = replace(SUPPORT, agents=(TOM, MINA), lead="omid")
    return policy(departments=(support, POSHTIBANI), agents=(TOM, MINA, SARA, OMID))


class Shelf:
    """Tickets are put on it by hand, numbered from 1001."""

    def __init__(self, database: Database) -> None:
        self.database, self.number = database, 1000
        asker = {"id": 1, "address": "ali@customer.example", "name": "Ali Rezaei", "language": ""}
        database.write(lambda connection: connection.execute(insert(person), asker))

    def put(self, assignee: str = "", status: str = "open", promised: datetime | None = None, **changes: Any) -> int:
        self.number += 1
        row = {"number": self.number, "subject": f"Question {self.number}", "status": status, "assignee": assignee}
        row |= {"department": "support", "priority": "normal", "type": "support", "requester": 1, "language": "en"}
        row |= {"created": NOW - timedelta(hours=3), "promised": promised, **changes}
        self.database.write(lambda connection: connection.execute(insert(ticket), row))
        return self.number

    def morning(self, agent: Agent, language: str = "en") -> DigestView:
        with self.database.read() as connection:
            return digests.gather(connection, agent.address, language, office(), NOW)


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database)


def numbers(listed: DigestList) -> list[int]:
    return [int(line.token.strip("[#]").partition("-")[0]) for line in listed.lines]


def test_each_ticket_stands_in_one_list_where_it_belongs(shelf: Shelf) -> None:
    mine, fresh = shelf.put("tom"), shelf.put("tom", "new", promised=FAR)
    nobodys, waiting = shelf.put(), shelf.put("tom", "waiting")
    late, soon = shelf.put("tom", "new", promised=GONE), shelf.put("", "new", promised=SOON)
    answered = shelf.put("tom", promised=GONE, first_response=NOW)
    shelf.put("mina")
    shelf.put("mina", "new", promised=GONE)
    for status in ("resolved", "closed", "merged", "spam"):
        shelf.put("tom", status)
    shelf.put(department="poshtibani")
    elsewhere = shelf.put("tom", department="poshtibani")
    view = shelf.morning(TOM)
    assert numbers(view.pressing) == [late, soon]
    assert sorted(numbers(view.mine)) == [mine, fresh, answered, elsewhere]
    assert numbers(view.unassigned) == [nobodys]
    assert numbers(view.waiting) == [waiting]
    assert view.desks == ()
    assert view.says_something


def test_a_line_says_whose_it_is_how_old_and_how_late(shelf: Shelf) -> None:
    shelf.put("mina", "new", promised=GONE, priority="urgent")
    shelf.put("", "new", promised=SOON)
    late, soon = shelf.morning(OMID, "fa").pressing.lines
    assert (late.subject, late.requester, late.priority) == ("Question 1001", "Ali Rezaei", "فوری")
    assert (late.department, late.assignee, late.age, late.left) == ("پشتیبانی", "Mina Sadr", 180, -125)
    assert (soon.priority, soon.assignee, soon.left) == ("", "", 35)


def test_what_is_put_aside_is_told_when_its_time_has_come(shelf: Shelf) -> None:
    shelf.put("tom", snoozed=NOW + timedelta(hours=1))
    shelf.put("tom", "waiting", snoozed=NOW + timedelta(hours=1))
    shelf.put("", "new", promised=GONE, snoozed=NOW + timedelta(hours=1))
    assert not shelf.morning(TOM).says_something
    awake = shelf.put("tom", snoozed=NOW)
    assert numbers(shelf.morning(TOM).mine) == [awake]


def test_the_urgent_ones_come_first_and_then_the_old_ones(shelf: Shelf) -> None:
    for priority in ("low", "normal", "urgent", "high"):
        shelf.put("tom", priority=priority)
    shelf.put("tom", created=NOW - timedelta(days=2))
    assert numbers(shelf.morning(TOM).mine) == [1003, 1004, 1005, 1002, 1001]


def test_lists_are_bounded_and_say_how_many_more_there_are(shelf: Shelf) -> None:
    for _ in range(digests.LISTED + 7):
        shelf.put("tom")
    mine = shelf.morning(TOM).mine
    assert (len(mine.lines), mine.more, mine.total) == (digests.LISTED, 7, digests.LISTED + 7)


def test_a_lead_is_told_of_whole_departments(shelf: Shelf) -> None:
    for assignee, status, promised in [
        ("mina", "new", GONE), ("tom", "new", SOON), ("", "open", None), ("tom", "waiting", None),
        ("tom", "resolved", None), ("tom", "closed", None),
    ]:  # fmt: skip
        shelf.put(assignee, status, promised)
    view = shelf.morning(OMID)
    assert view.desks == (DeskFigures("Support", open=3, unassigned=1, late=1, waiting=1),)
    assert numbers(view.pressing) == [1001, 1002], "whoever has them"
    assert numbers(view.unassigned) == [1003]
    assert shelf.morning(SARA, "fa").desks == (DeskFigures("پشتیبانی", 0, 0, 0, 0),)
    assert not shelf.morning(SARA).says_something


def test_who_is_no_agent_is_told_nothing(shelf: Shelf) -> None:
    shelf.put()
    assert shelf.morning(Agent("gone", "gone@example.org", "Gone", "en")) == DigestView()


def _leaves_closed_out(index: Index) -> bool:
    return "status" in index.columns or "status" in str(index.dialect_options["postgresql"]["where"])


# Which of them a database takes is its business.
LEAVING_CLOSED_OUT = [index.name for index in ticket.indexes if _leaves_closed_out(index)]


@pytest.mark.parametrize("agent", [TOM, OMID, SARA])
def test_closed_tickets_cost_nothing(shelf: Shelf, agent: Agent) -> None:
    shelf.database.write(_many_closed)
    asked = _asked(shelf, agent)
    assert len(asked) >= 4
    for plan in asked:
        assert any(f"{name} " in plan for name in LEAVING_CLOSED_OUT), plan
        assert "SCAN ticket" not in plan, plan
        assert "Seq Scan on ticket" not in plan, plan


def _many_closed(connection: Connection) -> None:
    common = {"subject": "x", "priority": "normal", "type": "support", "requester": 1, "language": "en", "created": NOW}
    rows = [
        {**common, "number": n, "department": "support", "assignee": "tom", "status": "closed" if n % 100 else "open"}
        for n in range(2001, 6001)
    ]
    connection.execute(insert(ticket), rows)


def _asked(shelf: Shelf, agent: Agent) -> list[str]:
    """The plan of each question about tickets. Both indexes lead to what is open and to nothing else."""
    engine, plans = shelf.database.engine, []
    explain = "EXPLAIN QUERY PLAN " if shelf.database.sqlite else "EXPLAIN "
    if not shelf.database.sqlite:
        shelf.database.write(lambda connection: connection.execute(text("ANALYZE ticket")))

    def look(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "FROM ticket" in statement and not statement.startswith(explain):
            asked = connection.exec_driver_sql(explain + statement, parameters)
            plans.append("\n".join(str(tuple(row)) for row in asked))

    event.listen(engine, "before_cursor_execute", look)
    try:
        shelf.morning(agent)
    finally:
        event.remove(engine, "before_cursor_execute", look)
    return plans
