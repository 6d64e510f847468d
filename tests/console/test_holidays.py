"""Holidays in the console: which days will be free, changing them, and what is wrong with a form."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from gateway.config.hours import Holidays
from gateway.config.roster import Roster
from gateway.roster import with_holidays
from gateway.store import rosters

from .house import Browser, ConsoleHouse
from .test_people import in_force, put, words
from .test_rules import admin, base_in

FORM = {"base": "0", "country": "", "jalali": "", "gregorian": "", "worked": "", "reason": "so we work"}
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    return admin(house)


def test_everybody_sees_the_free_days_and_only_admins_change_them(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_holidays(Roster(), Holidays(gregorian=("12-25",))), 0)
    tom = house.signed_in()
    with time_machine.travel(NOW):
        seen = tom.get("/holidays")
    assert "Friday 25 December 2026 4 Dey 1405" in words(seen)
    assert "<textarea" not in seen.text
    assert tom.post("/holidays", FORM).status == 403
    assert "<textarea" in olga.get("/holidays").text
    unproven = house.signed_in("olga@example.org").get("/holidays")
    assert "<textarea" not in unproven.text  # what is typed would be lost on the way to the second factor
    assert 'href="/second-factor?to=/holidays"' in unproven.text


def test_what_is_written_is_free_from_now_on(house: ConsoleHouse, olga: Browser) -> None:
    form = FORM | {
        "country": "ir",
        "jalali": "۰۱-۱۳\n1405/10/04",
        "gregorian": "12-25\n2027-02-03",
        "worked": "1405-10-04",
    }
    assert olga.post("/holidays", form).to == "/holidays?done=saved"
    assert in_force(house)[1].holidays == Holidays(
        country="IR", jalali=("01-13", "1405-10-04"), gregorian=("12-25", "2027-02-03"), worked=("1405-10-04",)
    )
    with house.app.database.read() as connection:
        free = rosters.organised(connection, house.app.policy).departments[0].hours.holidays
    assert date(2027, 2, 3) in free
    assert date(2026, 12, 25) not in free
    with time_machine.travel(NOW):
        seen = words(olga.get("/holidays"))
    assert "Wednesday 3 February 2027 14 Bahman 1405" in seen
    assert "25 December 2026" not in seen
    assert "2 April 2027 13 Farvardin 1406" in seen


def test_days_are_said_in_persian(house: ConsoleHouse) -> None:
    put(house, with_holidays(Roster(), Holidays(gregorian=("12-25",))), 0)
    with time_machine.travel(NOW):
        seen = words(admin(house, "fa").get("/holidays"))
    assert "جمعه ۴ دی ۱۴۰۵ ۲۵ دسامبر ۲۰۲۶" in seen


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("country", "XX", "No country whose holidays are known"),
        ("country", "Iran", "No country whose holidays are known"),
        ("jalali", "01-13\n13-01\nnewyear", "Not so: 13-01, newyear"),
        ("gregorian", "2026-02-30", "Not so: 2026-02-30"),
        ("worked", "12-25", "Not so: 12-25"),
        ("reason", "  ", "Say in a few words why"),
    ],
)
def test_what_is_no_day_is_told_at_the_field(
    house: ConsoleHouse, olga: Browser, field: str, value: str, says: str
) -> None:
    refused = olga.post("/holidays", FORM | {"gregorian": "12-24", field: value})
    assert refused.status == 400
    assert says in words(refused)
    if field != "reason":
        assert "these are the days that are in force" in words(refused)
        assert value.split("\n")[0] in refused.text
    assert in_force(house)[0] == 0


def test_of_two_admins_the_second_is_told(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_holidays(Roster(), Holidays(gregorian=("12-25",))), 0)
    refused = olga.post("/holidays", FORM | {"gregorian": "12-24"})
    assert refused.status == 409
    assert "12-24" in refused.text
    assert olga.post("/holidays", FORM | {"gregorian": "12-24", "base": base_in(refused)}).to
    assert in_force(house)[1].holidays == Holidays(gregorian=("12-24",))


def test_the_configured_ones_count_again(house: ConsoleHouse, olga: Browser) -> None:
    put(house, with_holidays(Roster(), Holidays(gregorian=("12-25",))), 0)
    assert olga.post("/holidays/configured", {"base": "1", "reason": "back"}).to == "/holidays?done=saved"
    assert in_force(house) == (2, Roster())
    assert "it is like that already" in words(olga.post("/holidays", FORM | {"base": "2"}))
