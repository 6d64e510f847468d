"""What needs a person, and how busy it is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update

from gateway.console.today import _hours
from gateway.reports import Promises
from gateway.store import rhythm
from gateway.store.rhythm import Day
from gateway.store.schema import article, journal, mail, notice, person, ticket

from .house import Browser, ConsoleHouse
from .rows import change_mail, change_notice, change_spool
from .test_tickets import request

LISTS = ("Held mail", "Quarantined in", "did not arrive", "could not be read", "that are parked", "Brakes that bit")


@pytest.fixture
def tom(house: ConsoleHouse) -> Browser:
    house.take_in(request())
    return house.signed_in()


def write(house: ConsoleHouse, statement: Any) -> None:
    house.app.database.write(lambda connection: connection.execute(statement))


def test_only_what_is_there_is_shown(tom: Browser) -> None:
    page = tom.get("/").text
    assert [words for words in LISTS if words in page] == []
    assert "1 altogether" in page


def test_held_mail_until_somebody_refuses_it(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 1, outcome="held")
    write(house, update(article).where(article.c.mail == 1).values(kind="held"))
    assert "Held mail" in tom.get("/").text
    assert "Held mail" not in house.signed_in("sara@example.org").get("/").text, "of another department"
    assert "Held mail" in house.signed_in("olga@example.org").get("/").text
    write(house, update(article).values(refused=True))
    assert "Held mail" not in tom.get("/").text


def test_quarantined_mail_of_late(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 1, outcome="quarantined", ticket=None)
    assert "Quarantined in" in tom.get("/").text
    change_spool(house, 1, accepted=house.app.clock.now() - timedelta(days=20))
    assert "Quarantined in" not in tom.get("/").text


def test_answers_that_came_back(house: ConsoleHouse, tom: Browser) -> None:
    tom.post("/tickets/1001/say", {"text": "Try it again.", "kind": "answer"})
    with house.app.database.read() as connection:
        answer = connection.scalar(select(notice.c.id).where(notice.c.kind == "answered"))
    assert answer
    change_notice(house, answer, state="bounced", finished=house.app.clock.now(), last_reply="550 nobody here")
    page = tom.get("/").text
    assert "Answers that did not arrive" in page
    assert "550 nobody here" in page
    change_notice(house, answer, finished=house.app.clock.now() - timedelta(days=20))
    assert "Answers that did not arrive" not in tom.get("/").text


def test_what_is_parked(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 1, outcome="waiting", parked=True)
    change_notice(house, 1, state="parked", finished=None, last_reply="TemplateError")
    page = tom.get("/").text
    assert "could not be read" in page
    assert "TemplateError" in page


def test_more_than_a_few_are_counted(house: ConsoleHouse, tom: Browser) -> None:
    for index in range(2, 9):
        house.take_in(request(f"Number {index}", f"Words {index}"))
    write(house, update(mail).values(outcome="quarantined", ticket=None))
    page = tom.get("/").text
    assert '<span class="chip">8</span>' in page
    assert "/mails?outcome=quarantined" in page


def test_brakes_of_today(house: ConsoleHouse, tom: Browser) -> None:
    with house.app.database.read() as connection:
        told = connection.execute(select(notice).where(notice.c.recipient == "tom@example.org").limit(1))
        row = dict(told.mappings().one())
    now = house.app.clock.now()
    for index in (1, 2):  # each of several people is told
        row |= {"id": 90 + index, "kind": "alert", "once": f"x{index}", "message_id": f"x{index}", "created": now}
        write(house, insert(notice).values(row | {"lines": ["flood_brake", "1001", "60", "1"], "ticket": None}))
    page = tom.get("/").text
    assert "too many mails to one ticket within an hour" in page
    assert 'Brakes that bit today <span class="chip">1</span>' in page
    assert "Brakes that bit" not in house.signed_in("sara@example.org").get("/").text
    assert "Brakes that bit" in house.signed_in("olga@example.org").get("/").text
    write(house, update(notice).where(notice.c.kind == "alert").values(created=now - timedelta(days=2)))
    assert "Brakes that bit" not in tom.get("/").text


def test_mails_by_the_hour(house: ConsoleHouse, tom: Browser) -> None:
    hours = _hours(date(2026, 11, 28), ZoneInfo("Asia/Tehran"))
    assert (len(hours), hours[0]) == (25, datetime(2026, 11, 27, 20, 30, tzinfo=UTC))
    assert len(_hours(date(2026, 3, 29), ZoneInfo("Europe/Berlin"))) == 24
    for index in range(2, 7):
        house.take_in(request(f"Number {index}", f"Words {index}"))
    moments = (-1, 0, 5, 70, 75, 1500)  # minutes from its beginning
    for id, minutes in enumerate(moments, 1):
        change_spool(house, id, accepted=hours[0] + timedelta(minutes=minutes))
    with house.app.database.read() as connection:
        counts = rhythm.accepted_between(connection, hours)
        assert (counts[:3], sum(counts)) == ((2, 2, 0), 4)
        write(house, update(mail).where(mail.c.id == 3).values(outcome="waiting", parked=True))
        assert rhythm.accepted_between(connection, hours)[0] == 2


def test_tickets_by_the_day(house: ConsoleHouse, tom: Browser) -> None:
    noon = datetime(2026, 11, 20, 12, tzinfo=UTC)
    bounds = [noon + timedelta(days=day) for day in range(3)]
    now = bounds[-1]
    late, kept = noon + timedelta(hours=9), noon + timedelta(hours=1)
    with house.app.database.read() as connection:
        row = dict(connection.execute(select(ticket)).mappings().one())
        asker = connection.scalar(select(person.c.id))
    common = row | {"requester": asker, "created": noon, "promised": noon + timedelta(hours=8), "status": "open"}
    each: tuple[dict[str, Any], ...] = (
        {"first_response": kept},
        {"first_response": late},
        {},
        {"status": "spam"},
        {"promised": now + timedelta(1)},
    )
    for number, values in enumerate(each, 2001):
        write(house, insert(ticket).values(common | values | {"number": number}))
    entry = {"ticket": 2001, "at": noon + timedelta(days=1), "change": "resolve", "old": "open", "new": "resolved"}
    write(house, insert(journal).values(entry))
    with house.app.database.read() as connection:
        days = rhythm.days(connection, bounds, now)
    assert days == (Day(5, 0, Promises(1, 1, 1)), Day(0, 1, Promises()))


def test_the_last_thirty_days_are_a_page_and_a_part_of_one(house: ConsoleHouse, tom: Browser) -> None:
    assert 'hx-get="/month"' in tom.get("/").text
    page, part = tom.get("/month").text, tom.get("/month", hx_request="true").text
    assert "<html" in page
    assert "<html" not in part
    assert part.count("<svg") == page.count("<svg") == 2
    assert "Opened: 1" in part
    assert "too few" in part
    assert "سی روز گذشته" in house.signed_in("sara@example.org", "fa").get("/month").text


def test_no_chart_needs_what_the_policy_forbids(tom: Browser) -> None:
    for path in ("/", "/month", "/mails", "/mails/1", "/outbox", "/outbox/1"):
        page = tom.get(path).text
        assert " style=" not in page
        assert "<style" not in page
