"""Revisions of the roster: the latest is in force for the next look, and makes one policy while it is the latest."""

from gateway.config.desk import Person
from gateway.config.roster import NOTHING_CHANGED, Roster, roster_text
from gateway.policy import Policy
from gateway.roster import with_agent, without_agent
from gateway.store import logins, rosters
from gateway.store.database import Database
from gateway.store.in_force import in_force
from gateway.store.revisions import Draft, Overtaken, Revision

from ..builders import NOW, policy

LENA = Person(name="lena", address="lena@example.org")


def apply(database: Database, base: int, roster: Roster | str) -> object:
    document = roster if isinstance(roster, str) else roster_text(roster)
    draft = Draft(base, "olga", "because", document)
    return database.write(lambda connection: rosters.kept.append(connection, draft, NOW))


def looked(database: Database, configured: Policy) -> Policy:
    with database.read() as connection:
        return in_force(connection, configured, NOW)


def test_the_latest_is_in_force(database: Database) -> None:
    configured = policy()
    assert isinstance(apply(database, 0, with_agent(NOTHING_CHANGED, LENA)), Revision)
    assert looked(database, configured).agent_named("lena") is not None
    assert isinstance(apply(database, 1, NOTHING_CHANGED), Revision)
    assert looked(database, configured).agent_named("lena") is None
    assert apply(database, 1, with_agent(NOTHING_CHANGED, LENA)) == Overtaken(2)


def test_while_it_is_the_latest_it_makes_one_policy(database: Database) -> None:
    configured = policy()
    apply(database, 0, with_agent(NOTHING_CHANGED, LENA))
    with database.read() as connection:
        first, second = (rosters.organised(connection, configured) for _ in range(2))
    assert first is second
    assert first is not configured


def test_a_new_agent_can_be_disabled_like_any_other(database: Database) -> None:
    configured = policy()
    apply(database, 0, with_agent(NOTHING_CHANGED, LENA))
    lena = looked(database, configured).agent_named("lena")
    assert lena is not None
    database.write(lambda connection: logins.disable(connection, lena, NOW))
    assert looked(database, configured).agent_named("lena") is None
    with database.read() as connection:
        assert rosters.organised(connection, configured).agent_named("lena") is not None


def test_who_left_is_former(database: Database) -> None:
    configured = policy()
    name = configured.agents[0].name
    apply(database, 0, without_agent(NOTHING_CHANGED, name))
    seen = looked(database, configured)
    assert (seen.agent_named(name), [agent.name for agent in seen.former]) == (None, [name])


def test_a_document_that_is_none_changes_nothing(database: Database) -> None:
    configured = policy()
    apply(database, 0, "this is no roster")
    assert looked(database, configured).agents == configured.agents
    with database.read() as connection:
        assert rosters.current(connection) == (1, NOTHING_CHANGED)
