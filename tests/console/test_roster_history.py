"""The history of the roster in the console: who changed what, when and why; and bringing an older one back."""

import re

import pytest

from gateway.config.desk import Person
from gateway.config.roster import Roster
from gateway.roster import with_agent
from gateway.store import rosters
from gateway.store.database import Connection
from gateway.store.revisions import Draft, Revision

from .house import Browser, ConsoleHouse
from .test_people import edit_of, in_force, put, words
from .test_rules import admin

LENA = with_agent(Roster(), Person(name="lena", address="lena@example.org"))
BOTH = with_agent(LENA, Person(name="zoe", address="zoe@example.org"))


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    return admin(house)


def test_the_history_says_who_when_and_why(house: ConsoleHouse, olga: Browser) -> None:
    assert "Nothing was ever changed here" in words(olga.get("/roster"))
    put(house, LENA, 0, reason="she is new")
    put(house, BOTH, 1, reason="one more")
    shown = words(olga.get("/roster"))
    assert shown.index("revision 2") < shown.index("revision 1")
    assert "she is new" in shown
    assert house.signed_in().get("/roster").status == 403
    assert house.signed_in().get("/roster/1").status == 403


def test_a_long_history_has_pages(house: ConsoleHouse, olga: Browser) -> None:
    for number in range(52):
        put(house, LENA if number % 2 else BOTH, number)
    older = re.search(r"/roster\?before=(\d+)", olga.get("/roster").text)
    assert older is not None
    assert older[1] == "3"
    shown = words(olga.get(older[0]))
    assert "revision 2" in shown
    assert "revision 3" not in shown


def test_a_revision_shows_what_it_changed_and_what_changed_since(house: ConsoleHouse, olga: Browser) -> None:
    put(house, LENA, 0)
    put(house, BOTH, 1)
    put(house, Roster(), 2)
    shown = olga.get("/roster/2")
    assert "+name = &#34;zoe&#34;" in shown.text
    assert "-name = &#34;lena&#34;" in shown.text
    assert "This is the first one" in words(olga.get("/roster/1"))
    assert "Bring it back" not in words(olga.get("/roster/3"))
    for path in ("/roster/0", "/roster/4", "/roster/99999999999999999999"):
        assert olga.get(path).status == 404
        assert olga.post(f"{path}/restore", {"reason": "x"}).status == 404


def test_an_old_one_comes_back_as_a_new_revision_and_its_people_with_it(house: ConsoleHouse, olga: Browser) -> None:
    put(house, LENA, 0)
    put(house, BOTH, 1)
    zoe = house.signed_in("zoe@example.org")
    assert "Say in a few words why" in words(olga.post("/roster/1/restore", {"base": "2"}))
    late = olga.post("/roster/1/restore", {"base": "1", "reason": "was right"})
    assert late.status == 409
    assert "revision 2" in words(late)
    assert olga.post("/roster/1/restore", {"base": "2", "reason": "was right"}).to == "/roster/3?done=restored"
    assert "in force from the next mail on" in words(olga.get("/roster/3?done=restored"))
    assert in_force(house) == (3, LENA)
    assert zoe.get("/").to.startswith("/sign-in")
    assert "brings back revision 1" in words(olga.get("/roster"))
    again = olga.post("/roster/1/restore", {"base": "3", "reason": "again"})
    assert "it is like that already" in words(again)


def test_an_old_one_that_fits_no_more_is_not_brought_back(house: ConsoleHouse, olga: Browser) -> None:
    put(house, Roster(agent=(Person(name="x", address="support@example.org"),)), 0)
    put(house, LENA, 1)
    refused = olga.post("/roster/1/restore", {"base": "2", "reason": "why not"})
    assert refused.status == 400
    assert "x: It belongs to another agent" in words(refused)
    assert in_force(house) == (2, LENA)


def test_a_document_that_is_none_is_shown_and_not_brought_back(house: ConsoleHouse, olga: Browser) -> None:
    def write(connection: Connection) -> None:
        draft = Draft(0, "max", "by hand", "this is <b>none</b>")
        assert isinstance(rosters.kept.append(connection, draft, house.app.clock.now()), Revision)

    house.app.database.write(write)
    put(house, LENA, 1)
    assert "this is <b>none</b>" in words(olga.get("/roster/1"))
    assert "cannot be read any more" in words(olga.post("/roster/1/restore", {"base": "2", "reason": "x"}))
    assert in_force(house) == (2, LENA)
    assert olga.get(edit_of("lena")).status == 200
