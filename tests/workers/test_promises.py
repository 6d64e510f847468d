"""A house that promises an answer: what people get as time passes, in English and in Persian."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.config import Config
from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.outbound import OutboundMail
from gateway.tickets.ticket import Nudge, Status

from .house import ALI, MINA, NIMA, POSHTIBANI, SARA, SUPPORT, TOM, House, Postbox, open_house, promising

HOURS = ("sat-wed 08:00-16:30",)


def half_an_hour(config: Config) -> Config:
    """The first mail comes on a Saturday at 13:30 in Tehran."""
    return promising(config, 30, hours=HOURS)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path, changed=half_an_hour) as opened:
        yield opened


def test_a_promise_from_its_first_word_to_its_end(house: House) -> None:
    house.write(f"Ali Rezaei <{ALI}>", SUPPORT, "Printer broken", "It is broken.", "pass")
    received = house.only(ALI)
    assert "You can expect a first answer by Saturday 21 November 2026, 14:00 (UTC+03:30)." in received.text
    house.look()

    house.later(minutes=23)
    house.tick()
    assert house.silent(ALI, TOM, MINA)
    house.later(minutes=1)
    for _ in range(3):
        house.tick()
    assert house.silent(ALI)
    for agent in (TOM, MINA):
        soon = house.only(agent)
        assert house.kind(soon) == "due_soon"
        assert "Little time is left: a first answer is promised by Saturday 21 November 2026, 14:00" in soon.text
        assert "Nobody has taken it yet." in soon.text
        assert "It is broken." in soon.text

    house.later(minutes=6)
    for _ in range(3):
        house.tick()
    assert house.silent(MINA)
    overdue = house.only(TOM)  # the lead
    assert house.kind(overdue) == "overdue"
    assert "has not been answered in time" in overdue.text
    note = house.only(ALI)
    assert house.kind(note) == "holding"
    assert note.subject == received.subject
    assert note.mail["in-reply-to"] == received.mail["message-id"]
    assert note.mail["auto-submitted"] == "auto-replied"
    assert "Hello Ali Rezaei, we meant to answer your request" in note.text
    for inside in ("14:00", "Tom", "overdue", "promise"):
        assert inside not in note.text

    house.later(days=1)
    house.tick()
    assert house.silent(ALI, TOM, MINA)
    house.answer(overdue, TOM, "#note I look at it now.")  # what answers it stays among agents
    assert house.silent(ALI)
    house.answer(house.to(TOM)[0], TOM, "Unplug it.")
    assert house.kind(house.only(ALI)) == "answered"
    number = 1001
    assert house.ticket(number).nudge is Nudge.LATE
    assert [change for change, *_ in house.journal(number)][:4] == ["open", "promise", "warn", "late"]
    assert house.balanced()


def test_the_same_in_persian(house: House) -> None:
    house.write(f"نیما راد <{NIMA}>", POSHTIBANI, "چاپگر خراب است", "چاپگر ما روشن نمی‌شود.", "pass")
    received = house.only(NIMA)
    assert "نخستین پاسخ ما تا شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۴:۰۰ به دست شما می‌رسد." in received.text
    house.look()
    house.later(minutes=25)
    house.tick()
    soon = house.only(SARA)
    assert "زمان کمی مانده است: وعدهٔ نخستین پاسخ شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۴:۰۰ است." in soon.text
    house.later(minutes=6)
    house.tick()
    assert "در زمان وعده‌داده‌شده پاسخ داده نشد" in house.only(SARA).text
    note = house.only(NIMA)
    assert "نیما راد گرامی، قرار بود تا این زمان به درخواست شما" in note.text
    assert note.subject == received.subject
    house.answer(note, NIMA, "باشد، منتظر می‌مانم.")
    assert house.ticket(1001).first_response is None
    assert house.kind(house.only(SARA)) == "new_mail"


def test_a_weekend_is_no_working_time(house: House) -> None:
    house.later(days=4, hours=2, minutes=50)  # Wednesday at 16:20
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    assert "by Saturday 28 November 2026, 08:20" in house.only(ALI).text
    house.look()
    house.later(days=2)
    house.tick()
    assert house.silent(ALI, TOM, MINA)
    house.later(hours=15, minutes=55)  # Saturday at 08:15
    house.tick()
    assert house.kind(house.only(MINA)) == "due_soon"


class Refusing(Postbox):
    """Refuses for good what goes to one address."""

    refused = ""

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        if mail.recipient == self.refused:
            return Attempt(Delivery.BOUNCED, "550 5.1.1 No such user")
        return super().submit(mail, raw)


def test_an_answer_that_the_relay_refuses_does_not_stop_the_clock(house: House) -> None:
    refusing = Refusing()
    object.__setattr__(house.app, "relay", refusing)
    house.postbox = refusing
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    house.look()
    refusing.refused = ALI
    house.answer(house.to(TOM)[0], TOM, "Unplug it.")
    found = house.ticket(1001)
    assert (found.first_response, found.status, found.assignee) == (None, Status.OPEN, "tom")
    refusing.refused = ""
    house.later(minutes=31)
    house.tick()
    assert [house.kind(caught) for caught in house.news(TOM)] == ["overdue"]
    assert house.silent(ALI)  # what writes itself does not go where nothing arrives
    house.answer(house.to(TOM)[0], TOM, "Unplug it, please.")
    assert house.kind(house.only(ALI)) == "answered"
    assert house.ticket(1001).first_response is not None


def test_an_answer_that_comes_home_as_a_bounce_does_not_stop_the_clock(house: House) -> None:
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    house.answer(house.to(TOM)[0], TOM, "Unplug it.")
    answered = house.to(ALI)[-1]
    assert house.ticket(1001).first_response is not None
    house.look()
    report = (
        "From: MAILER-DAEMON@mx.customer.example\r\nTo: support@example.org\r\nSubject: Undelivered\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nIt failed.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.customer.example\r\n\r\n"
        f"Final-Recipient: rfc822; {ALI}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    id = house.take(report.encode(), "", answered.sender)
    assert house.outcome(id) == "bounce"
    assert house.ticket(1001).first_response is None
    assert house.kind(house.only(TOM)) == "undelivered"
    house.later(minutes=31)
    house.tick()
    assert [house.kind(caught) for caught in house.news(TOM)] == ["overdue"]
