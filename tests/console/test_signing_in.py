"""Links that count once, visits that end, and codes of an authenticator."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import select

from gateway.mail import entering
from gateway.store import visits
from gateway.store.schema import notice, visit

from .house import ConsoleHouse


def sent(house: ConsoleHouse) -> list[str]:
    with house.app.database.read() as connection:
        return list(connection.scalars(select(notice.c.recipient).where(notice.c.kind == "sign_in")))


def test_the_answer_is_the_same_whoever_asks(house: ConsoleHouse) -> None:
    known = house.browser().post("/sign-in", {"address": "Tom@Example.org"})
    unknown = house.browser().post("/sign-in", {"address": "nobody@example.org"})
    assert (known.status, known.content) == (unknown.status, unknown.content)
    assert sent(house) == ["tom@example.org"]


def test_only_the_button_signs_in_and_only_once(house: ConsoleHouse) -> None:
    browser = house.browser()
    path = house.link(browser, "tom@example.org")
    for _ in range(3):  # a scanner of mail opens it as often as it likes
        assert "Sign in as Tom Baker" in house.browser().get(path).text
    assert browser.get("/").to.startswith("/sign-in")
    assert browser.post(path).to == "/"
    assert browser.get("/").status == 200
    again = house.browser().post(path)
    assert again.status == 410
    assert "does not count any more" in again.text


@pytest.mark.parametrize("harm", ["x", "2", "a" * 32, "", "../../", "1-" + "a" * 32])
def test_a_link_that_somebody_made_up_is_one_clear_page(house: ConsoleHouse, harm: str) -> None:
    browser = house.browser()
    good = house.link(browser, "tom@example.org")
    for path in (f"{good[:-1]}{harm}", f"/enter/{harm}"):
        if path == good:
            continue
        assert browser.post(path).status in (404, 405, 410)
        assert not any(name.startswith("postroom") for name in browser.cookies)


def test_a_link_is_good_for_a_quarter_of_an_hour(house: ConsoleHouse) -> None:
    browser = house.browser()
    path = house.link(browser, "tom@example.org")
    with time_machine.travel(house.app.clock.now() + entering.VALID + timedelta(seconds=5)):
        assert browser.get(path).status == 410
        assert browser.post(path).status == 410


def test_nobody_gets_more_than_a_few_links_an_hour(house: ConsoleHouse) -> None:
    for _ in range(visits.AN_HOUR + 3):
        house.browser().post("/sign-in", {"address": "tom@example.org"})
    assert len(sent(house)) == visits.AN_HOUR


def test_a_visit_ends_here_or_everywhere(house: ConsoleHouse) -> None:
    here, there = house.signed_in(), house.signed_in()
    assert here.post("/sign-out").to == "/sign-in"
    assert here.get("/").to
    assert there.get("/").status == 200
    third = house.signed_in()
    there.post("/sign-out", {"where": "everywhere"})
    assert third.get("/").to.startswith("/sign-in")


def test_what_a_browser_holds_is_not_in_the_database(house: ConsoleHouse) -> None:
    browser = house.signed_in()
    with house.app.database.read() as connection:
        name = connection.scalar(select(visit.c.name))
    held = browser.cookies["postroom"].encode()
    assert name is not None
    assert name != held
    assert held not in name


def test_a_visit_ends_by_its_time_and_with_its_agent(house: ConsoleHouse) -> None:
    browser = house.signed_in()
    with time_machine.travel(house.app.clock.now() + timedelta(hours=12, minutes=1)):
        assert browser.get("/").to.startswith("/sign-in")
    tom = house.app.policy.agent_at("tom@example.org")
    assert tom is not None
    from gateway.store import logins

    house.app.database.write(lambda connection: logins.disable(connection, tom, house.app.clock.now()))
    assert browser.get("/").to.startswith("/sign-in")


def test_where_one_goes_after_signing_in_is_never_elsewhere(house: ConsoleHouse) -> None:
    browser = house.signed_in()
    assert browser.get("/sign-in?to=/tickets").to == "/tickets"
    for path in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:1", "/%09x", "/%0d%0ax"):
        assert browser.get(f"/sign-in?to={path}").to == "/"


def code(house: ConsoleHouse, agent: str, number: int = 1) -> str:
    secret = entering.second_secret(agent, number, house.app.policy.ring.signing)
    return str(pyotp.TOTP(secret).at(house.app.clock.now()))


def test_a_code_counts_once_in_any_digits(house: ConsoleHouse) -> None:
    browser = house.signed_in("olga@example.org")
    shown = browser.get("/second-factor").text
    assert entering.second_secret("olga", 1, house.app.policy.ring.signing) in shown
    right = code(house, "olga")
    persian = right.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert browser.post("/second-factor?to=/account", {"code": persian}).to == "/account"
    assert entering.second_secret("olga", 1, house.app.policy.ring.signing) not in browser.get("/second-factor").text
    assert house.signed_in("olga@example.org").post("/second-factor", {"code": right}).status == 400


def test_guessing_codes_is_stopped(house: ConsoleHouse) -> None:
    browser = house.signed_in("olga@example.org")
    for _ in range(visits.TRIES):
        assert browser.post("/second-factor", {"code": "000000"}).status == 400
    answered = browser.post("/second-factor", {"code": code(house, "olga")})
    assert answered.status == 400
    assert "five minutes" in answered.text
    with time_machine.travel(house.app.clock.now() + visits.REST + timedelta(seconds=5)):
        assert browser.post("/second-factor", {"code": code(house, "olga")}).to == "/"


def test_a_lost_telephone_opens_nothing_once_it_is_reported(house: ConsoleHouse) -> None:
    browser = house.signed_in("olga@example.org")
    browser.post("/second-factor", {"code": code(house, "olga")})
    house.app.database.write(lambda connection: visits.forget_factor(connection, "olga"))
    with time_machine.travel(house.app.clock.now() + timedelta(minutes=2)):
        assert browser.post("/second-factor", {"code": code(house, "olga")}).status == 400
        assert browser.post("/second-factor", {"code": code(house, "olga", 2)}).to == "/"
