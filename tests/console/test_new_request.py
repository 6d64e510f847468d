"""The form for a new request: nothing of it reaches anybody before its author confirmed it by mail."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from gateway.notices import Kind
from gateway.store import guest_drafts, guests
from gateway.store.schema import guest_draft, guest_entrance, guest_visit, mail, spool, ticket

from .guests import confirmed, form_data, guest_house, link_in, mailed, request
from .house import Answered, Browser, ConsoleHouse

ALI = "ali@customer.example"
FORM = {
    "department": "poshtibani",
    "type": "inquiry",
    "priority": "high",
    "subject": "A secret offer",
    "text": "Buy this now.\n\n#close",
    "name": "Ali Evil",
    "address": ALI,
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[ConsoleHouse]:
    with guest_house(tmp_path) as opened:
        yield opened


def send(browser: Browser, files: dict[str, bytes] | None = None, **changes: str) -> Answered:
    body, headers = form_data(FORM | changes, files or {})
    return browser.ask("POST", "/r/new", body, headers)


def number_of(house: ConsoleHouse, table: object) -> int:
    with house.app.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0  # type: ignore[arg-type]


def test_the_whole_way(house: ConsoleHouse) -> None:
    browser = house.browser()
    assert "New request" in browser.get("/r/new").text
    assert send(browser, {"a.gif": b"GIF89a"}).to == "/r/new?asked=1"
    assert "support@example.org" in browser.get("/r/new?asked=1").text
    assert number_of(house, spool) == number_of(house, ticket) == 0
    (asked,) = mailed(house)
    assert (asked.kind, asked.to) == (Kind.NEW_REQUEST, ALI)
    for theirs in ("offer", "Buy", "Evil"):
        assert theirs not in asked.words.text + asked.words.html + asked.words.subject
    link = link_in(asked.words.text, "/r/confirm/")
    assert "Yes, send it" in browser.get(link).text
    assert number_of(house, spool) == 0
    assert browser.post(link).to == "/r/requests/1001?done=new#said"
    with house.app.database.read() as connection:
        row = connection.execute(select(ticket)).one()
        trail = connection.scalar(select(mail.c.trail))
        kept = connection.scalar(select(guest_draft.c.raw))
    assert (row.department, row.type, row.priority, row.subject) == ("poshtibani", "inquiry", "high", "A secret offer")
    assert row.status == "new"
    assert trail is not None
    assert trail["standing"] == "proven"
    assert kept == b""
    page = browser.get("/r/requests/1001").text
    assert "Buy this now." in page
    assert "a.gif" in page
    assert Kind.RECEIVED in {each.kind for each in mailed(house)}
    assert browser.post(link).status == 410
    assert number_of(house, ticket) == 1


def test_who_proved_their_address_needs_no_second_mail(house: ConsoleHouse) -> None:
    house.take_in(request())
    ali = confirmed(house)
    assert ali.get("/r/new").text.count('name="address"') == 0
    assert send(ali, address="eve@evil.example").to == "/r/requests/1002?done=new#said"
    with house.app.database.read() as connection:
        people = set(connection.scalars(select(ticket.c.requester)))
    assert len(people) == 1


def test_in_persian_the_lines_are_persian(house: ConsoleHouse) -> None:
    browser = house.browser("fa")
    send(browser, subject="درخواست", text="سلام")
    (asked,) = mailed(house)
    assert asked.view.language == "fa"
    browser.post(link_in(asked.words.text, "/r/confirm/"))
    with house.app.database.read() as connection:
        row = connection.execute(select(ticket)).one()
    assert (row.department, row.type, row.priority, row.language) == ("poshtibani", "inquiry", "high", "fa")
    assert "اولویت: زیاد" in browser.get("/r/requests/1001").text


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": " "},
        {"subject": "x" * 301},
        {"text": "\n "},
        {"department": "nowhere"},
        {"address": "nobody"},
        {"address": "a@b@c.example"},
        {"address": "ali@customer.example, eve@evil.example"},
        {"address": "ali@customer.example\nBcc: eve@evil.example"},
        {"address": "<ali@customer.example>"},
        {"address": "support@example.org"},
    ],
)
def test_a_mistake_is_named_and_what_was_written_stays(house: ConsoleHouse, changes: dict[str, str]) -> None:
    page = send(house.browser(), None, **changes)
    assert page.status == 400
    assert 'role="alert"' in page.text
    assert number_of(house, guest_draft) == 0
    if "text" not in changes:
        assert "Buy this now." in page.text


def test_lines_of_a_subject_or_a_name_make_no_header(house: ConsoleHouse) -> None:
    send(house.browser(), subject="a\r\nBcc: eve@evil.example", name="b\r\nBcc: eve@evil.example")
    with house.app.database.read() as connection:
        raw = connection.scalar(select(guest_draft.c.raw)) or b""
    assert b"\nBcc:" not in raw
    assert raw


def test_too_much_is_not_kept(house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.console.new_request.LARGEST", 2000)
    page = send(house.browser(), {"a.gif": b"x" * 3000})
    assert page.status == 400
    assert number_of(house, guest_draft) == 0


def test_brakes_for_one_address_one_visitor_and_all(house: ConsoleHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.browser()
    for turn in range(guest_drafts.OPEN + 2):
        assert send(browser, subject=f"Number {turn}").to == "/r/new?asked=1"
    assert number_of(house, guest_draft) == guest_drafts.OPEN
    for turn in range(guest_drafts.A_PEER + 2):
        assert send(browser, address=f"ali{turn}@other{turn}.example").to == "/r/new?asked=1"
    assert number_of(house, guest_draft) == guest_drafts.A_PEER
    monkeypatch.setattr(guest_drafts, "A_PEER", 1000)
    monkeypatch.setattr(guest_drafts, "ALL", 1)
    send(browser, address="new@one.example")
    assert number_of(house, guest_draft) == 10


def test_nobody_is_mailed_by_the_form_beyond_the_brakes_of_the_house(house: ConsoleHouse) -> None:
    object.__setattr__(house.app.policy.brakes, "domain", 2)
    for turn in range(4):
        send(house.browser(), address=f"ali{turn}@customer.example")
    assert len(mailed(house, Kind.NEW_REQUEST)) == 2


def test_what_nobody_confirms_is_gone_after_a_day(house: ConsoleHouse) -> None:
    send(house.browser())
    (asked,) = mailed(house)
    now = house.app.clock.now()
    house.app.database.write(lambda connection: guest_drafts.forget(connection, now))
    assert number_of(house, guest_draft) == 1
    past = now - timedelta(minutes=1)
    house.app.database.write(lambda connection: connection.execute(update(guest_draft).values(expires=past)))
    assert house.browser().post(link_in(asked.words.text, "/r/confirm/")).status == 410
    house.app.database.write(lambda connection: guest_drafts.forget(connection, now))
    assert number_of(house, guest_draft) == number_of(house, spool) == 0


def test_old_links_and_visits_are_forgotten(house: ConsoleHouse) -> None:
    house.take_in(request())
    confirmed(house)
    now = house.app.clock.now()
    house.app.database.write(lambda connection: guests.forget(connection, now))
    assert (number_of(house, guest_entrance), number_of(house, guest_visit)) == (1, 1)
    house.app.database.write(lambda connection: guests.forget(connection, now + timedelta(days=2)))
    assert (number_of(house, guest_entrance), number_of(house, guest_visit)) == (0, 0)


@pytest.mark.parametrize(
    ("peer", "counts_as"),
    [("192.0.2.1", "192.0.2.1"), ("2001:db8::1:2:3:4", "2001:db8::/64"), ("a socket", "a socket")],
)
def test_whom_the_brakes_take_for_one(peer: str, counts_as: str) -> None:
    assert guests.counted(peer) == counts_as
