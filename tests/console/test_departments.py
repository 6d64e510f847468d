"""Departments in the console: how each works, changing it, what the next mail meets, and what is wrong with a form."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from gateway.config.desk import Office, Person
from gateway.config.label import Label
from gateway.config.roster import Roster
from gateway.roster import with_agent, with_department
from gateway.store.rosters import organised
from gateway.store.schema import ticket

from .house import Answered, Browser, ConsoleHouse
from .test_people import SUPPORT, in_force, put, words
from .test_rules import admin, base_in
from .test_tickets import request

PATH = "/departments/support"


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    return admin(house)


def saved(answered: Answered) -> bool:
    return answered.to == "/departments?done=saved"


def test_everybody_sees_how_departments_work(house: ConsoleHouse, olga: Browser) -> None:
    tom = house.signed_in()
    seen = words(tom.get("/departments"))
    assert "Support support@example.org Tom Baker around the clock 30 minutes 3 days nobody" in seen
    assert 'href="/departments/support"' not in tom.get("/departments").text
    assert 'href="/departments/support"' in olga.get("/departments").text
    assert tom.get(PATH).status == 403
    assert tom.post(PATH, SUPPORT).status == 403


def test_the_form_is_filled_as_the_department_is_and_saves_as_nothing_new(house: ConsoleHouse, olga: Browser) -> None:
    shown = olga.get(PATH)
    assert base_in(shown) == "0"
    assert 'name="agent-tom" value="yes" checked' in shown.text
    assert 'name="agent-sara" value="yes">' in shown.text
    assert "stand in the configuration and are changed there" in words(shown)
    assert "it is like that already" in words(olga.post(PATH, SUPPORT | {"base": "0"}))
    assert in_force(house)[0] == 0


def test_changed_hours_and_promise_hold_for_the_next_mail(house: ConsoleHouse, olga: Browser) -> None:
    form = SUPPORT | {"base": "0", "hours": "mon-fri 09:00-17:00", "zone": "UTC", "promise_minutes": "60"}
    assert saved(olga.post(PATH, form))
    assert "changed here" in words(olga.get("/departments"))
    friday = datetime(2026, 12, 4, 16, 30, tzinfo=UTC)
    with time_machine.travel(friday, tick=False):
        house.take_in(request())
    with house.app.database.read() as connection:
        promised = connection.scalar(select(ticket.c.promised))
    assert promised == datetime(2026, 12, 7, 9, 30, tzinfo=UTC)
    assert saved(olga.post(PATH, form | {"base": "1", "promise_minutes": "0"}))
    house.take_in(request("Another thing", "Something else."))
    with house.app.database.read() as connection:
        assert connection.scalars(select(ticket.c.promised).order_by(ticket.c.number)).all()[1] is None


def test_all_of_it_is_saved_whatever_digits_it_is_typed_in(house: ConsoleHouse, olga: Browser) -> None:
    form = SUPPORT | {
        "base": "0",
        "label_en": "Help",
        "label_fa": "کمک",
        "agent-sara": "yes",
        "lead": "sara",
        "language": "fa",
        "hours": "SAT-WED ۰۸:۰۰–۱۶:۳۰\n\n thu 08:00-12:00 ",
        "zone": "Asia/Tehran",
        "promise_minutes": "۴۵",
        "window_days": "۵",
        "window_counts": "business",
        "assign": "least_loaded",
    }
    del form["requests"]
    assert saved(olga.post(PATH, form))
    (office,) = in_force(house)[1].department
    assert office == Office(
        name="support",
        label=Label(en="Help", fa="کمک"),
        agents=("tom", "sara"),
        lead="sara",
        language="fa",
        window_days=5,
        window_counts="business",
        hours=("sat-wed 08:00-16:30", "thu 08:00-12:00"),
        zone="Asia/Tehran",
        promise_minutes=45,
        assign="least_loaded",
        requests=False,
    )
    again = olga.get(PATH)
    assert "checked> Mails to requesters" not in again.text
    assert olga.post(PATH, form | {"base": "1", "window_days": "1٫5", "window_counts": "calendar"}).to
    assert in_force(house)[1].department[0].window_days == 1.5


def test_the_week_is_said_back_in_words(house: ConsoleHouse, olga: Browser) -> None:
    form = SUPPORT | {"base": "0", "hours": "sat-wed 08:00-12:00\nsat-wed 13:00-16:30\nthu 08:00-12:00\nnever"}
    told = words(olga.post(PATH, form))
    assert "Saturday to Wednesday 08:00–12:00, 13:00–16:30 Thursday 08:00–12:00" in told
    persian = words(admin_again(olga, "fa").post(PATH, form))
    assert "شنبه تا چهارشنبه ۰۸:۰۰ تا ۱۲:۰۰، ۱۳:۰۰ تا ۱۶:۳۰ پنجشنبه ۰۸:۰۰ تا ۱۲:۰۰" in persian
    assert "نادرست: never" in persian


def admin_again(browser: Browser, language: str) -> Browser:
    browser.cookies["language"] = language
    return browser


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("label_en", " ", "It needs a name in this language"),
        ("label_fa", "", "It needs a name in this language"),
        ("hours", "mon 17:00-09:00\nfri 09:00-12:00", "Not so: mon 17:00-09:00"),
        ("zone", "Mars/Base", "no such time zone"),
        ("promise_minutes", "half an hour", "A whole number of minutes"),
        ("promise_minutes", "-1", "A whole number of minutes"),
        ("promise_minutes", "1.5", "A whole number of minutes"),
        ("window_days", "0", "A number of days above 0"),
        ("window_days", "nan", "A number of days above 0"),
        ("window_days", "inf", "A number of days above 0"),
        ("window_days", "", "A number of days above 0"),
        ("window_counts", "moons", "Choose how days are counted"),
        ("window_counts", "business", "Working days are counted whole"),
        ("assign", "luck", "Choose who gets new tickets"),
        ("language", "xx", "Choose one of the languages"),
        ("lead", "max", "This is no agent: max"),
        ("reason", "", "Say in a few words why"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    house: ConsoleHouse, olga: Browser, field: str, value: str, says: str
) -> None:
    refused = olga.post(PATH, SUPPORT | {"base": "0", "label_en": "Typed", field: value})
    assert refused.status == 400
    assert says in words(refused)
    if field not in ("reason", "lead"):
        assert f'id="wrong-{field}"' in refused.text
    if field != "label_en":
        assert 'value="Typed"' in refused.text
    assert in_force(house)[0] == 0


def test_of_two_admins_the_second_is_told(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_agent(Roster(), Person(name="lena", address="l@example.org")), 0, "max", "a new one")
    refused = olga.post(PATH, SUPPORT | {"base": "0", "label_en": "Mine"})
    assert refused.status == 409
    assert "revision 1 · max" in words(refused)
    assert 'value="Mine"' in refused.text
    assert saved(olga.post(PATH, SUPPORT | {"base": base_in(refused), "label_en": "Mine"}))
    assert [each.name for each in in_force(house)[1].agent] == ["lena"]


def test_the_configurations_word_counts_again(house: ConsoleHouse, olga: Browser) -> None:
    assert "Back to the configuration" not in words(olga.get(PATH))
    saved(olga.post(PATH, SUPPORT | {"base": "0", "promise_minutes": "5"}))
    assert "Back to the configuration" in words(olga.get(PATH))
    assert "Say in a few words why" in words(olga.post(f"{PATH}/configured", {"base": "1"}))
    assert saved(olga.post(f"{PATH}/configured", {"base": "1", "reason": "was better"}))
    assert in_force(house) == (2, Roster())


def test_departments_that_there_are_not(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_department(Roster(), Office(name="gone", label=Label(en="Gone", fa="رفته"))), 0)
    for path in ("/departments/gone", "/departments/..%2fx", "/departments/Support"):
        assert olga.get(path).status == 404
        assert olga.post(path, SUPPORT).status == 404
        assert olga.post(f"{path}/configured", {"reason": "x"}).status == 404
    assert saved(olga.post(PATH, SUPPORT | {"base": "1", "label_en": "Help"}))  # what was wrong before refuses nothing


def test_a_department_may_have_very_many_agents(house: ConsoleHouse, olga: Browser) -> None:
    roster = Roster()
    for number in range(300):
        roster = with_agent(roster, Person(name=f"agent{number}", address=f"agent{number}@example.org"))
    put(house, roster, 0)
    boxes = {f"agent-agent{number}": "yes" for number in range(300)}
    assert saved(olga.post(PATH, SUPPORT | boxes | {"base": "1"}))
    assert len(in_force(house)[1].department[0].agents) == 301


def test_the_window_is_the_one_that_was_changed(house: ConsoleHouse, olga: Browser) -> None:
    assert saved(olga.post(PATH, SUPPORT | {"base": "0", "window_days": "10"}))
    assert "10 days" in words(olga.get("/departments"))
    with house.app.database.read() as connection:
        assert organised(connection, house.app.policy).department("support").window.length == timedelta(days=10)
