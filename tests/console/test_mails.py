"""The ledger of mails, one mail's story, its bytes, and another try."""

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from sqlalchemy import select

from gateway.store import mail_listing
from gateway.store.mail_listing import MailFilter
from gateway.store.schema import mail

from .house import Browser, ConsoleHouse
from .rows import attempted, change_mail, change_spool
from .test_tickets import request

NOW = datetime(2026, 11, 28, 10, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def tom(house: ConsoleHouse) -> Browser:
    """Mails 1 to 3: two requests of Ali, and one that waits for a person."""
    house.take_in(request())
    house.take_in(request("Second one", "Another."))
    house.take_in(request("Buy pills", "Now."))
    change_mail(
        house, 3, outcome="quarantined", ticket=None, reason="our relay marked it as spam", sender="Spam@x.example"
    )
    return house.signed_in()


def outcome(house: ConsoleHouse, id: int) -> tuple[str, bool, bool]:
    with house.app.database.read() as connection:
        row = connection.execute(select(mail.c.outcome, mail.c.parked, mail.c.released).where(mail.c.id == id)).one()
    return row.outcome, row.parked, row.released


def test_the_ledger_shows_what_is_asked_for(tom: Browser) -> None:
    assert tom.get("/mails").text.count("<tr>") == 4
    assert tom.get("/mails?outcome=ticket").text.count("<tr>") == 3
    page = tom.get("/mails?outcome=quarantined").text
    assert "Buy pills" in page
    assert "Second one" not in page
    assert tom.get("/mails?sender=ali@customer.example").text.count("<tr>") == 3
    assert tom.get("/mails?sender=Ali@Customer.example&outcome=ticket").text.count("<tr>") == 3
    assert tom.get("/mails?sender=Spam@x.example").text.count("<tr>") == 2
    assert tom.get("/mails?ticket=%231002").text.count("<tr>") == 2
    assert tom.get(f"/mails?ticket={quote('۱۰۰۱')}").text.count("<tr>") == 2
    assert "Printer stops" in tom.get("/mails?before=2").text
    assert "No mails like that" in tom.get("/mails?outcome=bounce").text
    assert tom.get("/mails?before=x&outcome=%00&sender=%27&ticket=99999999999999999999").status == 200


def test_its_balance_stands_above_it(house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tom.get("/mails").text
    assert "All 3 mails that were ever accepted" in page
    assert "it balances" in page
    change_mail(house, 2, outcome="waiting", parked=True)
    monkeypatch.setattr(mail_listing, "COUNTED", 2)
    page = tom.get("/mails").text
    assert "The newest 2 mails" in page
    assert "1 of them parked" in page
    assert "All 3 mails" in tom.get("/mails?all=1").text
    change_mail(house, 3, outcome="lost")
    assert "does NOT balance" in tom.get("/mails").text


def test_pages_follow_each_other(house: ConsoleHouse, tom: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    with house.app.database.read() as connection:
        first = mail_listing.listed(connection, MailFilter(sender="ali@customer.example"), 1)
        rest = mail_listing.listed(connection, MailFilter(sender="ali@customer.example", before=first[-1].id), 5)
    assert [row.id for row in (*first, *rest)] == [2, 1]
    monkeypatch.setattr("gateway.console.mails.LISTED", 1)
    page = tom.get("/mails?outcome=ticket").text
    assert "/mails?outcome=ticket&amp;before=2" in page


def test_a_mail_that_nobody_could_read_is_found_by_its_envelope(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 2, outcome="waiting", parked=True, sender="", error="Unreadable: it hangs")
    page = tom.get("/mails?sender=ali@customer.example&outcome=parked").text
    assert page.count("<tr>") == 2
    assert tom.get("/mails?sender=ali@customer.example").text.count("<tr>") == 3
    story = tom.get("/mails/2").text
    assert "it hangs" in story
    assert "Try again" in story


def test_the_story_tells_everything(house: ConsoleHouse, tom: Browser) -> None:
    attempted(house, 1, "deferred", "451 4.7.1 come back later", NOW)
    page = tom.get("/mails/1").text
    for words in (
        "Taken from a file on",
        "It says that it is from",
        "Nothing proves that they wrote it",
        "nothing proves that its author wrote it",
        "Nothing in it leads to a ticket of ours",
        "It gives no orders",
        "There were no rules to follow",
        "/tickets/1001#a1",
        "acknowledgement",
        "451 4.7.1 come back later",
        "4XyZ",
        "new mail<",
    ):
        assert words in page, words
    tom.post("/tickets/1001/order", {"order": "priority", "argument": "urgent"})
    page = tom.get("/mails/4").text
    assert "Written in this console on" in page
    assert "It belongs to ticket" in page
    assert "signed reply address" in page
    assert "<strong>Priority</strong>" in page


def test_it_is_told_in_persian(tom: Browser) -> None:
    tom.post("/language", {"language": "fa", "to": "/"})
    page = tom.get("/mails/1").text
    assert '<html lang="fa" dir="rtl">' in page
    assert "چه کسی آن را نوشته است" in page
    assert '<bdi dir="auto">چیزی ثابت نمی‌کند که نویسنده‌اش آن را نوشته باشد</bdi>' in page
    assert "تراز است" in tom.get("/mails").text


def test_a_trail_of_an_earlier_version_is_shown_too(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 1, trail={"standing": "odd", "candidates": ["#1001 by a token"], "winner": "subject token"})
    page = tom.get("/mails/1").text
    assert "#1001 by a token" in page
    change_mail(house, 1, trail=None)
    assert tom.get("/mails/1").status == 200


@pytest.mark.parametrize("path", ["/mails/9", "/mails/9/source", "/mails/99999999999999999999999", "/mails/0"])
def test_what_is_not_there_is_one_clear_page(tom: Browser, path: str) -> None:
    assert tom.get(path).status == 404


def test_the_bytes_come_down_as_a_file(house: ConsoleHouse, tom: Browser) -> None:
    answered = tom.get("/mails/1/source")
    assert answered.content == request()
    assert answered.headers["content-type"] == "application/octet-stream"
    assert answered.headers["content-disposition"] == "attachment; filename*=UTF-8''mail-1.eml"


@pytest.mark.parametrize(("why", "words"), [("aged", "older than the house keeps"), ("erased", "were erased on")])
def test_bytes_that_are_gone_say_since_when(house: ConsoleHouse, tom: Browser, why: str, words: str) -> None:
    change_spool(house, 3, gone=NOW, gone_why=why, body=None)
    for path in ("/mails/3", "/mails/3/source"):
        page = tom.get(path)
        assert words in page.text
        assert "28 November 2026" in page.text
    assert page.status == 410
    assert "Let it in" not in tom.get("/mails/3").text
    assert tom.post("/mails/3/requeue").status == 409


def test_bytes_that_are_damaged_are_not_handed_out(house: ConsoleHouse, tom: Browser) -> None:
    change_spool(house, 1, body=b"other bytes")
    answered = tom.get("/mails/1/source")
    assert answered.status == 500
    assert "are damaged" in answered.text


def test_a_parked_mail_is_tried_again(house: ConsoleHouse, tom: Browser) -> None:
    change_mail(house, 2, outcome="waiting", parked=True)
    assert tom.get("/mails/2/requeue").status == 404
    assert outcome(house, 2) == ("waiting", True, False)
    moved = tom.post("/mails/2/requeue")
    assert moved.to == "/mails/2?done=requeue"
    assert outcome(house, 2) == ("waiting", False, False)
    assert "worked on again now" in tom.get(moved.to).text


def test_what_is_in_quarantine_is_let_in(house: ConsoleHouse, tom: Browser) -> None:
    assert "Let it in" in tom.get("/mails/3").text
    assert tom.post("/mails/3/requeue").to
    assert outcome(house, 3) == ("waiting", False, True)


def test_a_mail_that_came_to_its_end_stays_there(house: ConsoleHouse, tom: Browser) -> None:
    for id, end in ((1, "ticket"), (2, "held")):
        change_mail(house, id, outcome=end)
        answered = tom.post(f"/mails/{id}/requeue")
        assert answered.status == 409
        assert "cannot be tried again" in answered.text
        assert outcome(house, id)[0] == end
    assert tom.post("/mails/77/requeue").status == 404


def test_what_a_stranger_wrote_never_runs(house: ConsoleHouse) -> None:
    house.take_in(request(EVIL, EVIL), sender=f'"{EVIL}"@x.example')
    change_mail(house, 1, error=EVIL, reason=EVIL, message_id=EVIL, sender=EVIL)
    tom = house.signed_in()
    for path in ("/mails", "/mails/1", f"/mails?sender={EVIL}", f"/mails?ticket={EVIL}"):
        assert EVIL not in tom.get(path).text, path


def test_an_article_leads_to_the_trail_of_its_mail(tom: Browser) -> None:
    assert 'href="/mails/1"' in tom.get("/tickets/1001").text
