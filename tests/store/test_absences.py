"""Who is away, as rows: an order and a vacation reply, one after the other, and time."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from gateway.decisions import Absence, Said
from gateway.store import absences
from gateway.store.database import Database
from gateway.store.in_force import in_force
from gateway.store.schema import absence

from ..builders import NOW, policy

ORDER, REPLY = Said.ORDER, Said.REPLY
TOMORROW, LATER = NOW + timedelta(days=1), NOW + timedelta(days=3)


def away(until: datetime | None, how: Said, agent: str = "tom") -> Absence:
    return Absence(agent, True, until, how)


def back(how: Said) -> Absence:
    return Absence("tom", False, None, how)


def remember(database: Database, *said: Absence, now: datetime = NOW) -> None:
    for each in said:
        database.write(partial(absences.remember, absences=[each], now=now))


def known(database: Database, now: datetime = NOW) -> tuple[Absence, ...]:
    with database.read() as connection:
        return absences.away(connection, now)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ([], None),
        ([away(TOMORROW, ORDER)], away(TOMORROW, ORDER)),
        ([away(None, ORDER)], away(None, ORDER)),
        ([away(TOMORROW, ORDER), away(LATER, ORDER)], away(LATER, ORDER)),
        ([away(TOMORROW, REPLY), away(LATER, REPLY)], away(LATER, REPLY)),
        ([away(LATER, REPLY), away(TOMORROW, ORDER)], away(TOMORROW, ORDER)),
        ([away(TOMORROW, ORDER), away(LATER, REPLY)], away(TOMORROW, ORDER)),  # what was ordered stands
        ([away(None, ORDER), away(LATER, REPLY)], away(None, ORDER)),
        ([away(TOMORROW, ORDER), back(ORDER)], None),
        ([away(TOMORROW, REPLY), back(ORDER)], None),
        ([away(TOMORROW, REPLY), back(REPLY)], None),
        ([away(TOMORROW, ORDER), back(REPLY)], away(TOMORROW, ORDER)),  # writing does not end an order
        ([back(ORDER)], None),
    ],
)
def test_what_was_said_last_counts_and_orders_more(
    database: Database, said: list[Absence], found: Absence | None
) -> None:
    remember(database, *said)
    assert known(database) == ((found,) if found else ())


def test_it_ends_with_its_time(database: Database) -> None:
    remember(database, away(TOMORROW, ORDER), away(None, ORDER, "mina"))
    assert {each.agent for each in known(database, TOMORROW - timedelta(seconds=1))} == {"tom", "mina"}
    assert {each.agent for each in known(database, TOMORROW)} == {"mina"}
    remember(database, away(LATER, REPLY), now=TOMORROW)
    assert {each.agent: each.how for each in known(database, TOMORROW)} == {"tom": REPLY, "mina": ORDER}


def test_it_is_remembered_since_when(database: Database) -> None:
    remember(database, away(LATER, REPLY), now=TOMORROW)
    with database.read() as connection:
        assert connection.execute(select(absence)).one().since == TOMORROW


def test_the_policy_in_force_knows_them(database: Database) -> None:
    remember(database, away(TOMORROW, ORDER), away(LATER, REPLY, "sara"))
    with database.read() as connection:
        today, then = (in_force(connection, policy(), now) for now in (NOW, TOMORROW))
    assert today.away == frozenset({"tom", "sara"})
    assert today.excused == then.away == then.excused == frozenset({"sara"})
