"""Turns: fair whatever threads, nodes and restarts there are; and what an agent has counts, what is over does not."""

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import insert, select, text, update

from gateway.decisions import Turn
from gateway.facts import DeskState
from gateway.policy import Assigning, Policy
from gateway.store import desks, turns
from gateway.store.database import Connection, Database
from gateway.store.schema import journal, person, ticket, turn
from gateway.store.tickets import Stale
from gateway.tickets.ticket import Status

from ..builders import NOW
from .sorting import Sorting, together
from .turning import decide, in_processes, office, request

TURNS, LEAST = Assigning.ROUND_ROBIN, Assigning.LEAST_LOADED
AGENTS = ("tom", "mina", "anna", "omid")


def shares(sorting: Sorting) -> dict[str, int]:
    return dict(Counter(row.assignee for row in sorting.all(select(ticket.c.assignee))))


def spooled(sorting: Sorting, count: int) -> list[tuple[int, int]]:
    return [(sorting.arrive(request(number)).id, number) for number in range(count)]


def gathered(sorting: Sorting, on: Policy) -> tuple[DeskState, ...]:
    with sorting.database.read() as connection:
        return desks.gather(connection, on)


# --- fair -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("assigns", [TURNS, LEAST])
def test_mails_over_four_threads_are_shared_exactly(sorting: Sorting, assigns: Assigning) -> None:
    mails, on = spooled(sorting, 40), office(assigns)

    def work(mine: list[tuple[int, int]]) -> int:
        return sum(decide(sorting.database, id, number, on) for id, number in mine)

    ends = together(*(partial(work, mails[node::4]) for node in range(4)))
    assert all(isinstance(end, int) for end in ends), ends
    assert shares(sorting) == dict.fromkeys(AGENTS, 10)


def test_a_hundred_mails_over_four_processes_are_shared_exactly(sorting: Sorting, url: str) -> None:
    lost = in_processes(url, spooled(sorting, 100), 4, TURNS)
    assert len(lost) == 100
    assert shares(sorting) == dict.fromkeys(AGENTS, 25)
    assert gathered(sorting, office(TURNS))[0].version == 100


def test_turns_go_on_after_a_restart(sorting: Sorting, url: str) -> None:
    mails, on = spooled(sorting, 6), office(TURNS)
    for id, number in mails:
        database = Database(url)
        decide(database, id, number, on)
        database.close()
    order = [row.assignee for row in sorting.all(select(ticket.c.assignee).order_by(ticket.c.number))]
    assert order == ["tom", "mina", "anna", "omid", "tom", "mina"]
    told = [(row.change, row.new) for row in sorting.all(select(journal).where(journal.c.change == "assign"))]
    assert told == [("assign", name) for name in order]


def test_a_turn_is_taken_once(sorting: Sorting) -> None:
    def take(version: int, agent: str = "tom") -> Callable[[], None]:
        return partial(sorting.write, lambda connection: turns.take(connection, [Turn("support", agent, version)]))

    for version in range(3):
        ends = together(*(take(version, agent) for agent in AGENTS))
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "Stale", "Stale", "Stale"]
    assert [(row.department, row.version) for row in sorting.all(select(turn))] == [("support", 3)]
    for wrong in (0, 2, 7):
        with pytest.raises(Stale):
            take(wrong)()


# --- what is asked ----------------------------------------------------------------------------------------------------


def test_nothing_is_asked_where_nothing_is_given_by_turn(sorting: Sorting) -> None:
    assert gathered(sorting, office(Assigning.NOBODY)) == ()


def test_loads_are_counted_where_they_matter_and_of_what_is_worked_on(sorting: Sorting) -> None:
    for id, number in spooled(sorting, 9):
        decide(sorting.database, id, number, office(TURNS))
    ended = {1001: Status.CLOSED, 1002: Status.RESOLVED, 1003: Status.SPAM, 1004: Status.WAITING, 1005: Status.MERGED}
    for number, status in ended.items():
        query = update(ticket).where(ticket.c.number == number).values(status=status.value)
        sorting.write(partial(Connection.execute, statement=query))
    assert gathered(sorting, office(TURNS)) == (DeskState("support", "tom", 9),)
    (desk,) = gathered(sorting, office(LEAST))
    assert (desk.last, desk.version) == ("tom", 9)
    assert dict(desk.loads) == {"tom": 1, "mina": 1, "anna": 1, "omid": 2}


def test_who_is_away_gets_nothing_and_who_is_back_gets_their_turn_again(sorting: Sorting) -> None:
    away = office(TURNS, frozenset({"mina", "omid"}))
    for place, (id, number) in enumerate(spooled(sorting, 8)):
        decide(sorting.database, id, number, away if place < 4 else office(TURNS))
    order = [row.assignee for row in sorting.all(select(ticket.c.assignee).order_by(ticket.c.number))]
    assert order == ["tom", "anna", "tom", "anna", "omid", "tom", "mina", "anna"]


# --- what it costs ----------------------------------------------------------------------------------------------------


def test_closed_tickets_cost_nothing(sorting: Sorting) -> None:
    """The index holds what is worked on only, and answers alone."""
    sorting.write(_many_closed)
    found = _plans(sorting, (desks.LOADS,))
    assert all("ix_ticket_desk" in plan for plan in found), found
    assert not any("SCAN ticket" in plan or "Seq Scan on ticket" in plan for plan in found), found


def _many_closed(connection: Connection) -> None:
    connection.execute(insert(person), {"id": 1, "address": "ali@customer.example", "name": "", "language": ""})
    common = {"subject": "x", "priority": "normal", "type": "support", "requester": 1, "language": "en", "created": NOW}
    rows = [
        {
            **common,
            "number": n,
            "department": "support",
            "assignee": "tom",
            "status": "open" if n % 100 == 0 else "closed",
        }
        for n in range(2001, 6001)
    ]
    connection.execute(insert(ticket), rows)


def _plans(sorting: Sorting, statements: tuple[object, ...]) -> list[str]:
    engine = sorting.database.engine
    explain = "EXPLAIN QUERY PLAN " if sorting.database.sqlite else "EXPLAIN "
    if not sorting.database.sqlite:
        with engine.begin() as connection:
            connection.execute(text("ANALYZE ticket"))
    plans = []
    for statement in statements:
        shown = statement.params(departments=["support", "poshtibani"])  # type: ignore[attr-defined]
        sql = str(shown.compile(engine, compile_kwargs={"literal_binds": True, "render_postcompile": True}))
        plans.append("\n".join(str(tuple(row)) for row in sorting.all(text(explain + sql.replace(":", "\\:")))))
    return plans
