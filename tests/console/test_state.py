"""The page that tells how the house does, and says where it does not know."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from gateway import meters
from gateway.meters import Board, Names, catalogue
from gateway.store import states
from gateway.store.migrate import HEAD
from gateway.store.schema import fence, mailbox_folder, mailbox_lease

from .house import ADMIN, CONSOLE, Browser, ConsoleHouse, console_house
from .rows import attempted, change_mail, change_spool
from .test_tickets import request

MAILBOX = """
[[mailbox]]
name = "shared"
host = "imap.example.org"
user = "support"
password = { env = "HOME" }
to = "support@example.org"
[broker]
url = "redis://someone:secret@queue.example.org/0"
"""


@pytest.fixture
def olga(house: ConsoleHouse) -> Browser:
    house.take_in(request())
    return house.signed_in("olga@example.org")


def test_all_is_well(house: ConsoleHouse, olga: Browser) -> None:
    attempted(house, 1, "sent", "250 2.0.0 Ok", house.app.clock.now())
    page = olga.get("/state").text
    told = ("Everything is ready", "250 2.0.0 Ok", "SQLite", f"step {HEAD}", "never restored", "Nobody here knows")
    for words in told:
        assert words in page, words
    olga.post("/language", {"language": "fa", "to": "/"})
    assert "وضعیت سامانه" in olga.get("/state").text


def test_only_leads_and_admins_see_it(house: ConsoleHouse) -> None:
    tom = house.signed_in()
    assert tom.get("/state").status == 403
    assert 'href="/state"' not in tom.get("/").text
    assert 'href="/state"' in house.signed_in("olga@example.org").get("/").text


def test_an_old_mail_and_a_full_disk_are_problems(
    house: ConsoleHouse, olga: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_mail(house, 1, outcome="waiting")
    change_spool(house, 1, accepted=house.app.clock.now() - timedelta(hours=2))
    monkeypatch.setattr("gateway.console.state.free_bytes", lambda folder: 1000)
    page = olga.get("/state").text
    assert "Not everything is ready" in page
    assert "the oldest waits for 7" in page
    assert "1,000 bytes are free" in page
    assert "2 h ago" in page


def test_a_disk_that_does_not_answer_is_not_known(
    house: ConsoleHouse, olga: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang(folder: Path) -> int:
        raise OSError

    monkeypatch.setattr("gateway.console.state.free_bytes", hang)
    page = olga.get("/state").text
    assert "the state folder does not answer" in page
    assert "unknown" in page


def test_processes_that_give_no_sign_are_told(olga: Browser) -> None:
    board = Board(catalogue(Names(("relay",), (), ())), ("web", "worker 1"))
    meters.sit(board, 0)
    meters.beat()
    try:
        page = olga.get("/state").text
    finally:
        meters.stand_up()
    assert "worker 1: does not serve" in page
    assert "0 s ago" in page


def test_a_fence_that_stands_is_told(house: ConsoleHouse, olga: Browser) -> None:
    now = datetime(2026, 11, 28, 10, tzinfo=UTC)
    house.app.database.write(lambda connection: connection.execute(insert(fence).values(number=1, until=now, at=now)))
    page = olga.get("/state").text
    assert "nothing that was to be said before" in page
    assert "28 November 2026" in page


def test_mailboxes_and_a_broker(tmp_path: Path) -> None:
    with console_house(tmp_path, CONSOLE + ADMIN + MAILBOX) as house:
        olga = house.signed_in("olga@example.org")
        page = olga.get("/state").text
        assert "imap.example.org" in page
        assert "not watched by anybody" in page
        assert "redis; whether it answers" in page
        assert "secret" not in page
        now = house.app.clock.now()
        lease = {"mailbox": "shared", "holder": "x", "fence": 1, "until": now + timedelta(minutes=1)}
        row = {"mailbox": "shared", "folder": "INBOX", "validity": 1, "uid": 1, "before": 0, "since": now, "at": now}
        house.app.database.write(
            lambda connection: (
                connection.execute(insert(mailbox_lease).values(lease)),
                connection.execute(insert(mailbox_folder).values(row)),
            )
        )
        assert "not watched by anybody" not in olga.get("/state").text


def test_a_long_line_is_not_counted_to_its_end(
    house: ConsoleHouse, olga: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.take_in(request("Second one", "Another."))
    for id in (1, 2):
        change_mail(house, id, outcome="waiting")
    monkeypatch.setattr(states, "COUNTED", 1)
    with house.app.database.read() as connection:
        found = states.gather(connection, house.app.clock.now())
    assert found.mails.more
    assert "or more" in olga.get("/state").text
