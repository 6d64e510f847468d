"""The outbox: what is shown of it, and orders that say what they cannot do."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from gateway.store.schema import journal, notice

from .house import Browser, ConsoleHouse
from .rows import attempted, change_notice
from .test_tickets import request

NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)
EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture
def tom(house: ConsoleHouse) -> Browser:
    """Notice 1 acknowledges to Ali, notice 2 tells Tom; 3 is his link to sign in."""
    house.take_in(request())
    for id in (1, 2):  # nobody has them in hand
        change_notice(house, id, holder="")
    return house.signed_in()


def state(house: ConsoleHouse, id: int) -> tuple[str, str]:
    with house.app.database.read() as connection:
        row = connection.execute(select(notice.c.state, notice.c.last_reply).where(notice.c.id == id)).one()
    return row.state, row.last_reply


def test_the_list_shows_what_is_asked_for(house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    change_notice(house, 1, state="bounced", finished=NOW, last_reply="550 5.1.1 nobody here")
    page = tom.get("/outbox").text
    assert page.count("<tr>") == 4
    assert "did not arrive 1" in page
    assert "waiting 2" in page
    assert "550 5.1.1 nobody here" in tom.get("/outbox?state=bounced").text
    assert tom.get("/outbox?recipient=TOM@example.org").text.count("<tr>") == 3
    assert tom.get("/outbox?ticket=1001&recipient=tom@example.org").text.count("<tr>") == 2
    assert tom.get("/outbox?before=2").text.count("<tr>") == 2
    assert "Nothing like that" in tom.get("/outbox?state=uncertain").text
    assert tom.get("/outbox?state=%00&before=x&ticket=99999999999999999999999").status == 200
    monkeypatch.setattr("gateway.console.outbox.LISTED", 1)
    assert "/outbox?ticket=1001&amp;before=2" in tom.get("/outbox?ticket=1001").text


def test_totals_end_at_the_newest(house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.store.outbox_listing.COUNTED", 2)
    monkeypatch.setattr("gateway.console.outbox.COUNTED", 2)
    assert "Of the newest 2" in tom.get("/outbox").text


def test_one_notice_with_every_attempt(house: ConsoleHouse, tom: Browser) -> None:
    attempted(house, 1, "deferred", "451 4.7.1 later", NOW)
    attempted(house, 1, "bounced", "550 5.1.1 nobody here", NOW + timedelta(minutes=5), 2)
    page = tom.get("/outbox/1").text
    for words in ("acknowledgement", "ali@customer.example", "451 4.7.1 later", "refused for good", "4XyZ", "/mails/1"):
        assert words in page, words
    assert "acknowledgement" in tom.get("/tickets/1001").text
    for path in ("/outbox/9", "/outbox/0", "/outbox/99999999999999999999999"):
        assert tom.get(path).status == 404
    assert "فرستاده" in house.signed_in("sara@example.org", "fa").get("/outbox/1").text


def test_a_notice_is_taken_back_with_a_reason_and_tried_again(house: ConsoleHouse, tom: Browser) -> None:
    moved = tom.post("/outbox/1/cancel", {"reason": "told  by\nphone"})
    assert moved.to == "/outbox/1?done=cancel"
    assert "It is taken back" in tom.get(moved.to).text
    assert state(house, 1) == ("cancelled", "cancelled: told by phone")
    again = tom.post("/outbox/1/cancel")
    assert again.status == 409
    assert "does not allow that" in again.text
    assert tom.post("/outbox/1/requeue").to == "/outbox/1?done=requeue"
    assert state(house, 1)[0] == "waiting"
    with house.app.database.read() as connection:
        told = list(connection.scalars(select(journal.c.change).where(journal.c.ticket == 1001)))
    assert told[-2:] == ["cancel", "requeue"]


def test_what_a_worker_has_in_hand_is_left_alone(house: ConsoleHouse, tom: Browser) -> None:
    change_notice(house, 1, holder="worker 1", due=house.app.clock.now() + timedelta(minutes=2))
    page = tom.get("/outbox/1").text
    assert "being sent at this moment" in page
    assert "/outbox/1/cancel" not in page
    for order in ("cancel", "requeue"):
        answered = tom.post(f"/outbox/1/{order}")
        assert answered.status == 409
        assert "neither tried again nor taken back" in answered.text
    assert state(house, 1)[0] == "waiting"


def test_what_was_sent_is_never_sent_again(house: ConsoleHouse, tom: Browser) -> None:
    change_notice(house, 1, state="sent", finished=NOW)
    assert "Nothing can be ordered about it" in tom.get("/outbox/1").text
    assert tom.post("/outbox/1/requeue").status == 409
    assert state(house, 1)[0] == "sent"


def test_a_second_copy_is_warned_about(house: ConsoleHouse, tom: Browser) -> None:
    attempted(house, 1, "uncertain", "no answer after the last dot", NOW)
    change_notice(house, 1, uncertain=1, due=NOW + timedelta(days=1000), holder="")
    assert "uncertain" in tom.get("/outbox?state=uncertain").text
    assert "a second copy" in tom.get("/outbox/1").text
    refused = tom.post("/outbox/1/requeue")
    assert refused.status == 409
    assert "may have arrived already" in refused.text
    with house.app.database.read() as connection:
        assert connection.scalar(select(notice.c.due).where(notice.c.id == 1)) == NOW + timedelta(days=1000)
    assert tom.post("/outbox/1/requeue", {"sure": "yes"}).to


def test_orders_about_nothing_are_one_clear_page(tom: Browser) -> None:
    assert tom.post("/outbox/77/requeue").status == 404
    assert tom.post("/outbox/99999999999999999999999/cancel").status == 404


def test_what_a_server_said_never_runs(house: ConsoleHouse, tom: Browser) -> None:
    attempted(house, 1, "bounced", EVIL, NOW)
    change_notice(house, 1, state="bounced", finished=NOW, last_reply=EVIL)
    for path in ("/outbox", "/outbox/1", "/mails/1", "/", f"/outbox?recipient={EVIL}"):
        assert EVIL not in tom.get(path).text, path
