"""`postroom roster`: what was changed in the console is shown, listed and brought back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.app import App
from gateway.config import parse
from gateway.config.desk import Person
from gateway.config.roster import Roster, roster_text
from gateway.roster import with_agent, without_agent
from gateway.store import people, rosters, visits
from gateway.store.revisions import Draft, Revision
from gateway.store.schema import visit
from gateway.store.visits import hashed

from .conftest import Call

CONFIG = """
[site]
state = "var"
[relay]
host = "127.0.0.1"
[trust]
agents = "bearer"
[[agent]]
name = "tom"
address = "tom@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["tom"]
"""
LENA = with_agent(Roster(), Person(name="lena", address="lena@example.org"))
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def app(call: Call) -> App:
    """`call` has made the folder the present one."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    app = App.open(parse(CONFIG, "config.toml"))
    for number, roster in enumerate((LENA, without_agent(LENA, "tom"))):
        put(app, roster_text(roster), number)
    app.close()
    return app


def put(app: App, document: str, base: int) -> None:
    draft = Draft(base, "olga", f"reason {base}", document)
    made = app.database.write(lambda connection: rosters.put(connection, app.policy, draft, NOW))
    assert isinstance(made, Revision)


def test_before_the_first_there_is_nothing(call: Call) -> None:
    for command in (("show",), ("history",)):
        assert call("roster", *command).out == "Nothing was ever changed; everything is as configured.\n"
        assert call("roster", *command, "--json").rows == []
    missing = call("roster", "show", "7")
    assert missing.code != 0
    assert "there is no revision 7" in missing.err


def test_the_document_and_the_history_are_shown(call: Call, app: App) -> None:
    assert call("roster", "show", "1").out == roster_text(LENA)
    assert 'gone = ["tom"]' in call("roster", "show").out
    rows = call("roster", "history", "--json").rows
    assert [(row["number"], row["author"], row["reason"]) for row in rows] == [
        (2, "olga", "reason 1"),
        (1, "olga", "reason 0"),
    ]
    assert "reason 1" in call("roster", "history").out


def test_an_older_one_comes_back(call: Call, app: App) -> None:
    ended = call("roster", "rollback", "1", "--reason", "was right", "--author", "max")
    assert (ended.code, ended.out) == (0, "revision 3 is in force; it restores revision 1\n")
    assert call("roster", "show").out == roster_text(LENA)
    same = call("roster", "rollback", "1", "--reason", "again")
    assert same.code != 0
    assert "in force already, as revision 3" in same.err
    assert call("roster", "rollback", "0", "--reason", "all as configured").code == 0
    assert call("roster", "show").out == "\n"


def test_whoever_is_no_agent_by_it_is_signed_out(call: Call, app: App) -> None:
    opened = App.open(parse(CONFIG, "config.toml"))
    lena = rosters_agent(opened)
    held = "held"
    row = {"name": hashed(held), "agent": lena, "since": NOW, "seen": NOW, "expires": datetime(2099, 1, 1, tzinfo=UTC)}
    opened.database.write(lambda connection: people.insert_new(connection, visit, [row | {"browser": ""}]))
    opened.close()
    assert call("roster", "rollback", "0", "--reason", "x").code == 0
    opened = App.open(parse(CONFIG, "config.toml"))
    with opened.database.read() as connection:
        assert visits.current(connection, held, NOW) is None
    opened.close()


def rosters_agent(app: App) -> str:
    with app.database.read() as connection:
        (name,) = (each.name for each in rosters.organised(connection, app.policy).agents)
    return name


def test_what_fits_no_more_is_named(call: Call, app: App) -> None:
    opened = App.open(parse(CONFIG, "config.toml"))
    put(opened, roster_text(with_agent(Roster(), Person(name="x", address="support@example.org"))), 2)
    put(opened, "", 3)
    put(opened, "none", 4)
    put(opened, roster_text(LENA), 5)
    opened.close()
    refused = call("roster", "rollback", "3", "--reason", "x")
    assert refused.code == 1
    assert refused.out.startswith("revision 3: agent 'x' of the roster: their address belongs to another agent")
    assert call("roster", "rollback", "3", "--reason", "x", "--json").rows[0]["revision"] == 3
    unfit = call("roster", "rollback", "5", "--reason", "x")
    assert "revision 5 is not TOML" in unfit.err
    assert call("roster", "show").out == roster_text(LENA)
