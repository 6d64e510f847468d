"""`postroom agent`: passwords go in and never come out, and a name is one of the configuration."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.decisions import Absence, Said
from gateway.store import absences
from gateway.store.database import Database
from gateway.store.logins import Logins

from .conftest import Call

PASSWORD = "correct horse"
PERSIAN = """
[relay]
folder = "./out"
[trust]
agents = "bearer"
[[agent]]
name = "سارا"
address = "sara@example.org"
[[department]]
name = "support"
label = "Support"
addresses = ["support@example.org"]
agents = ["سارا"]
"""


def fits(name: str, password: str) -> bool:
    database = Database("sqlite:///var/postroom.db")
    try:
        return Logins(database).check(name, password)
    finally:
        database.close()


def test_agents_are_listed_with_what_they_have(call: Call) -> None:
    assert call("agent", "add", "tom", "--stdin", said=f"{PASSWORD}\n").code == 0
    assert call("agent", "disable", "sara").code == 0
    sara, tom = call("agent", "list", "--json").rows
    known = {"name": "tom", "address": "tom@example.org", "password": True, "disabled": False, "revoked": None}
    assert tom == known | {"away": "", "away_until": None, "unreachable": None, "trouble": ""}
    assert (sara["password"], sara["disabled"]) == (False, True)
    assert sara["revoked"].endswith("Z")
    printed = call("agent", "list").out
    assert "disabled" in next(line for line in printed.splitlines() if line.startswith("sara"))


def test_who_is_away_is_listed_until_when_and_how_we_know(call: Call) -> None:
    call("agent", "list")
    until = datetime(2099, 12, 3, 20, 30, tzinfo=UTC)
    said = [Absence("tom", True, until, Said.REPLY), Absence("sara", True, None, Said.ORDER)]
    database = Database("sqlite:///var/postroom.db")
    database.write(lambda connection: absences.remember(connection, said, until - timedelta(days=9)))
    database.close()
    sara, tom = call("agent", "list", "--json").rows
    assert (tom["away"], tom["away_until"]) == ("vacation reply", "2099-12-03T20:30:00Z")
    assert (sara["away"], sara["away_until"]) == ("order", None)
    printed = call("agent", "list").out
    assert "until 2099-12-04 00:00 (vacation reply)" in printed
    assert "until #back (order)" in printed


def test_a_password_is_read_from_one_line_and_printed_nowhere(call: Call) -> None:
    ended = call("agent", "add", "TOM", "--stdin", said=f"{PASSWORD}\r\nmore\n")
    assert "tom can log in now" in ended.out
    assert PASSWORD not in ended.out + ended.err
    assert fits("tom", PASSWORD)


def test_add_gives_the_first_password_and_passwd_every_other(call: Call) -> None:
    ended = call("agent", "passwd", "tom", "--stdin", said="battery staple\n")
    assert (ended.code, "`postroom agent add tom` gives one" in ended.err) == (1, True)
    call("agent", "add", "tom", "--stdin", said=f"{PASSWORD}\n")
    ended = call("agent", "add", "tom", "--stdin", said="battery staple\n")
    assert (ended.code, "`postroom agent passwd tom` changes it" in ended.err) == (1, True)
    assert call("agent", "passwd", "tom", "--stdin", said="battery staple\n").code == 0
    assert fits("tom", "battery staple")
    assert not fits("tom", PASSWORD)


@pytest.mark.parametrize("said", ["", "\n", "too short\n", "x" * 600 + "\n"])
def test_a_password_that_is_none_is_refused_in_one_line(call: Call, said: str) -> None:
    ended = call("agent", "add", "tom", "--stdin", said=said)
    assert (ended.code, ended.out) == (1, "")
    assert "a password" in ended.err.splitlines()[-1]
    assert not call("agent", "list", "--json").rows[1]["password"]


@pytest.mark.parametrize("command", ["add", "passwd", "disable", "enable"])
def test_a_name_that_nobody_has_ends_with_2_and_the_names_there_are(call: Call, command: str) -> None:
    ended = call("agent", command, "Tomm", said=f"{PASSWORD}\n")
    assert (ended.code, ended.out) == (2, "")
    assert "there is no agent 'Tomm'; did you mean 'tom'? (there are sara, tom)" in ended.err


def test_on_a_terminal_the_password_is_asked_for_twice(call: Call) -> None:
    for typed, says in (
        ((PASSWORD, "correct house"), "differ"),
        (("too short",), "at least 10"),
        ((PASSWORD,), "nothing was changed"),
        ((), "nothing was changed"),
    ):
        ended = call("agent", "add", "tom", typed=typed)
        assert (ended.code, says in ended.err) == (1, True)
    assert call("agent", "add", "tom", typed=(PASSWORD, PASSWORD)).code == 0
    assert fits("tom", PASSWORD)


def test_without_a_terminal_and_without_stdin_nothing_is_read(call: Call) -> None:
    ended = call("agent", "add", "tom", said=f"{PASSWORD}\n")
    assert (ended.code, "--stdin" in ended.err) == (1, True)
    assert sys.stdin.read() == f"{PASSWORD}\n"


def test_disabling_closes_the_login_and_enabling_opens_it_but_takes_nothing_back(call: Call) -> None:
    call("agent", "add", "tom", "--stdin", said=f"{PASSWORD}\n")
    assert "no agent any more" in call("agent", "disable", "tom").out
    assert not fits("tom", PASSWORD)
    revoked = call("agent", "list", "--json").rows[1]["revoked"]
    assert "an agent again" in call("agent", "enable", "tom").out
    assert fits("tom", PASSWORD)
    (row,) = [row for row in call("agent", "list", "--json").rows if row["name"] == "tom"]
    assert (row["disabled"], row["revoked"]) == (False, revoked)


def test_persian_names_work_whichever_keyboard_typed_them(call: Call, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(PERSIAN.replace("سارا", "علی"), encoding="utf-8")
    assert "علی can log in now" in call("agent", "add", "علي", "--stdin", said="گذرواژهٔ بلند\n").out
    assert "علی" in call("agent", "list").out
    assert fits("علی", "گذرواژهٔ بلند")
    assert "there are علی" in call("agent", "enable", "سارا").err


def test_signing_out_ends_visits_to_the_console_and_forgets_a_lost_telephone(call: Call) -> None:
    assert call("agent", "sign-out", "tom").out == "tom is signed out of 0 browsers\n"
    assert "a new key is shown" in call("agent", "sign-out", "tom", "--factor").out
    assert call("agent", "sign-out", "nobody").code == 2
