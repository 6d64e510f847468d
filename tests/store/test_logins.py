"""Logins as rows: whose password it is, who is an agent no more, and what that costs every mail."""

import threading
import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, select

from gateway.store import logins, passwords
from gateway.store.database import Database, Unavailable
from gateway.store.logins import LoginRow, Logins
from gateway.store.schema import login, notice, person
from gateway.tickets.people import Agent

from ..builders import MINA, NOW, SARA, TOM, policy

PASSWORD = "correct horse"


def give(database: Database, agent: Agent, stored: str = "") -> None:
    stored = stored or passwords.hashed(PASSWORD)
    database.write(lambda connection: logins.set_password(connection, agent.name, stored))


def disable(database: Database, agent: Agent) -> int:
    return database.write(lambda connection: logins.disable(connection, agent, NOW))


def rows(database: Database, *agents: Agent) -> tuple[LoginRow, ...]:
    with database.read() as connection:
        return logins.rows(connection, agents)


def test_a_password_opens_for_its_own_agent_only(database: Database) -> None:
    give(database, TOM)
    check = Logins(database).check
    assert check("tom", PASSWORD)
    assert not check("tom", "wrong password")
    assert not check("sara", PASSWORD)
    assert not check("", PASSWORD)
    assert not check("Tom", PASSWORD), "names are made out before"


def test_a_new_password_replaces_the_old_one(database: Database) -> None:
    give(database, TOM)
    give(database, TOM, passwords.hashed("battery staple"))
    assert Logins(database).check("tom", "battery staple")
    assert not Logins(database).check("tom", PASSWORD)


def test_a_disabled_agent_cannot_log_in_until_enabled_again(database: Database) -> None:
    give(database, TOM)
    disable(database, TOM)
    assert not Logins(database).check("tom", PASSWORD)
    database.write(lambda connection: logins.enable(connection, "tom"))
    assert Logins(database).check("tom", PASSWORD)


def test_a_password_from_cheaper_days_is_hashed_anew_when_it_is_used(database: Database) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    give(database, TOM, cheap)
    check = Logins(database).check
    assert not check("tom", "wrong password")
    assert check("tom", PASSWORD)
    with database.read() as connection:
        stored = connection.scalar(select(login.c.password))
    assert stored != cheap
    assert not passwords.is_outdated(stored or "")
    assert check("tom", PASSWORD)


def test_a_database_that_does_not_answer_is_no_wrong_password(tmp_path: object) -> None:
    database = Database("postgresql+psycopg://postroom@127.0.0.1:1/none")
    try:
        with pytest.raises(Unavailable):
            Logins(database).check("tom", PASSWORD)
    finally:
        database.close()


def test_rows_tell_of_every_agent_whether_there_is_a_row_or_not(database: Database) -> None:
    give(database, TOM)
    disable(database, SARA)
    assert rows(database, TOM, MINA, SARA) == (
        LoginRow("tom", "tom@example.org", password=True, disabled=False, revoked=None),
        LoginRow("mina", "mina@example.org", password=False, disabled=False, revoked=None),
        LoginRow("sara", "sara@example.org", password=False, disabled=True, revoked=NOW),
    )
    database.write(lambda connection: logins.enable(connection, "sara"))
    assert rows(database, SARA)[0] == LoginRow("sara", "sara@example.org", False, False, NOW)


def test_two_who_change_the_same_row_first_do_not_hinder_each_other(database: Database) -> None:
    threads = [threading.Thread(target=disable, args=(database, TOM)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert rows(database, TOM)[0].disabled


def test_the_policy_stands_without_disabled_agents(database: Database) -> None:
    with database.read() as connection:
        known = policy()
        assert logins.standing_policy(connection, known) is known
    give(database, MINA)
    disable(database, TOM)
    with database.read() as connection:
        standing = logins.standing_policy(connection, known)
    assert standing == known.without(["tom"])
    assert standing.agents == (MINA, SARA)
    assert standing.former == (TOM,)
    assert standing.department("support").agents == (MINA,)
    assert standing.department("support").lead == ""
    assert standing.department("poshtibani") == known.department("poshtibani")
    assert standing.agent_named("tom") is None
    assert standing.agent_at("tom@example.org") is None


def test_asking_who_is_disabled_costs_a_mail_next_to_nothing(tmp_path: object, database: Database) -> None:
    if not database.sqlite:
        pytest.skip("PostgreSQL is measured by its network")
    known, took = policy(), []
    with database.read() as connection:
        for _ in range(200):
            started = time.process_time()
            logins.standing_policy(connection, known)
            took.append(time.process_time() - started)
    assert sorted(took)[100] < 0.001, "0.2 ms are meant, on a machine with nothing else to do"


def test_what_waits_for_a_disabled_agent_is_parked_and_nobody_elses(database: Database) -> None:
    def row(number: int, recipient: str, role: str, state: str = "waiting") -> dict[str, object]:
        words = {
            "kind": "x",
            "language": "en",
            "voice": "human",
            "manner": "full",
            "lines": [],
            "message_id": f"{number}@x",
        }
        times = {"due": NOW, "created": NOW}
        return {
            "person": 1,
            "recipient": recipient,
            "role": role,
            "state": state,
            "once": f"{number}",
            **words,
            **times,
        }

    cast = [
        row(1, "tom@example.org", "agent"),
        row(2, "tom@example.org", "agent", "sent"),
        row(3, "tom@example.org", "requester"),
        row(4, "mina@example.org", "agent"),
    ]
    database.write(lambda c: c.execute(insert(person).values(id=1, address="x@example.org", name="", language="")))
    database.write(lambda c: c.execute(insert(notice), cast))
    assert disable(database, TOM) == 1
    with database.read() as connection:
        found = connection.execute(select(notice).order_by(notice.c.once)).all()
    assert [each.state for each in found] == ["parked", "sent", "waiting", "waiting"]
    assert found[0].last_reply == "the agent was disabled"
    assert found[0].finished == NOW
    assert disable(database, TOM) == 0


def test_disabling_again_takes_back_the_addresses_that_were_given_since(database: Database) -> None:
    disable(database, TOM)
    later = NOW + timedelta(days=9)
    database.write(lambda connection: logins.enable(connection, "tom"))
    database.write(lambda connection: logins.disable(connection, TOM, later))
    with database.read() as connection:
        assert logins.revoked(connection, "tom") == later
        assert logins.revoked(connection, "mina") is None
