"""Mail of ours that comes back, or is called spam: its notice, its address, and what agents are told."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.mail.delivery import Attempt, Delivery
from gateway.mail.inbound import Reason
from gateway.mail.outbound import OutboundMail
from gateway.store import due, reach
from gateway.store.schema import notice, person
from gateway.tickets.returns import LOSSES, Loss

from ..mail.own_reports import OWN_REPORTS, About, OwnReport, complaint
from ..scenarios.office import Caught
from .house import ALI, MINA, NIMA, POSHTIBANI, REZA, SARA, SUPPORT, TOM, House, Postbox, open_house

GONE, FULL, POLICY = (
    next(each for each in OWN_REPORTS if each.name == name)
    for name in (
        "Postfix, no such user",
        "Postfix, mailbox full for now",
        "Postfix, against a policy",
    )
)


class Choosy(Postbox):
    """Refuses what goes to one address, in these words."""

    refused = ""
    words = "550 5.1.1 No such user"

    def submit(self, mail: OutboundMail, raw: bytes) -> Attempt:
        if mail.recipient == self.refused:
            return Attempt(Delivery.BOUNCED, self.words)
        return super().submit(mail, raw)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(tmp_path) as house:
        yield house


def refusing(house: House, address: str, words: str) -> None:
    choosy = Choosy(house.postbox.caught)
    choosy.refused, choosy.words = address, words
    house.postbox = choosy
    object.__setattr__(house.app, "relay", choosy)


def feed(house: House) -> None:
    """What is due and has nobody, as the feeder finds it."""
    with house.app.database.read() as connection:
        now = datetime.now(UTC)
        waiting = (*due.answers(connection, now, 100), *due.notices(connection, now, 100))
    house.deliver(waiting)


def back(house: House, report: OwnReport, of: Caught, recipient: str = "") -> int:
    """A report about a mail of ours comes to where it belongs."""
    about = About(recipient or of.recipient, str(of.mail["message-id"]).strip("<>"), of.sender)
    return house.take(report.write(about).replace("\n", "\r\n").encode(), "", of.sender)


def row_of(house: House, caught: Caught) -> Any:
    with house.app.database.read() as connection:
        id = str(caught.mail["message-id"]).strip("<>")
        return connection.execute(select(notice).where(notice.c.message_id == id)).one()


def marks(house: House, address: str) -> Any:
    with house.app.database.read() as connection:
        return connection.execute(select(person).where(person.c.address == address)).one()


def answered(house: House, who: str = ALI, subject: str = "Printer broken") -> Caught:
    house.write(f"Ali Rezaei <{who}>", SUPPORT, subject, "It is broken.")
    house.answer(house.to(TOM)[-1], TOM, "Unplug it.")
    house.look()
    return house.to(who)[-1]


def test_every_reason_has_its_consequence() -> None:
    assert set(LOSSES) == set(Reason)


@pytest.mark.parametrize("by_id", [False, True], ids=["by the bounce address", "by Message-ID and recipient"])
def test_reports_of_many_makes_come_home(house: House, by_id: bool) -> None:
    wanted = [report for report in OWN_REPORTS if report.carries_id][::3] if by_id else OWN_REPORTS
    states = {Loss.GONE: "bounced", Loss.REFUSED: "bounced", Loss.LATER: "waiting", None: "sent"}
    for number, report in enumerate(wanted):
        address = f"person{number}@customer.example"
        of = answered(house, address, f"Request {number}")
        about = About(address, str(of.mail["message-id"]).strip("<>"), SUPPORT if by_id else of.sender)
        id = house.take(report.write(about).replace("\n", "\r\n").encode(), "", about.home)
        assert house.outcome(id) == ("bounce" if report.loss else "automatic"), report.name
        assert row_of(house, of).state == states[report.loss], report.name
        assert (marks(house, address).unreachable is not None) is (report.loss is Loss.GONE), report.name
        told = [house.kind(caught) for caught in house.news(TOM)]
        assert told == (["undelivered"] if report.loss in (Loss.GONE, Loss.REFUSED) else []), report.name
    assert house.tickets() == len(wanted)


def test_agents_read_what_failed_why_and_what_was_in_it(house: House) -> None:
    of = answered(house)
    back(house, GONE, of)
    told = house.only(TOM)
    for words in (
        "NOT DELIVERED: a mail to Ali Rezaei <ali@customer.example> did not arrive.",
        f"It was an answer of ours in request {house.token(1001)}, sent on Saturday 21 November 2026",
        "There is no such mailbox there, or there is none any more.",
        "The mail server said: “smtp; 550 5.1.1 no person of that name”",
        "nothing goes to this address by itself",
        "We know no other address of theirs.",
        "Unplug it.",
    ):
        assert words in told.text
    assert house.silent(ALI, MINA)
    assert marks(house, ALI).trouble == "no such user: smtp; 550 5.1.1 no person of that name"


def test_persian_agents_read_it_in_persian(house: House) -> None:
    house.write(f"Ali <{ALI}>", POSHTIBANI, "چاپگر", "خراب است.")
    house.answer(house.to(SARA)[-1], SARA, "روشنش کنید.")
    house.look()
    back(house, GONE, house.to(ALI)[-1])
    told = house.only(SARA)
    assert "تحویل نشد" in told.text
    assert "چنین صندوقی در آنجا وجود ندارد" in told.text
    assert "«پاسخ ما»" in told.text


def test_who_wrote_the_answer_hears_of_it_beside_the_assignee(house: House) -> None:
    answered(house)
    house.answer(house.to(MINA)[-1], MINA, "And then plug it in again.")
    house.look()
    back(house, POLICY, house.to(ALI)[-1])
    assert house.kind(house.only(TOM)) == house.kind(house.only(MINA)) == "undelivered"


def test_what_writes_itself_does_not_go_where_nothing_arrives(house: House) -> None:
    back(house, GONE, answered(house))
    house.look()
    house.write(ALI, SUPPORT, "Lamp broken", "It is dark.")
    assert house.silent(ALI)
    assert "Mail to this address comes back since Saturday 21 November 2026" in house.news(TOM)[-1].text
    house.answer(house.to(TOM)[-1], TOM, "Change the bulb.")
    assert house.kind(house.only(ALI)) == "answered"
    house.write(ALI, SUPPORT, "Door broken", "It squeaks.", "pass")
    assert house.kind(house.only(ALI)) == "received"
    assert marks(house, ALI).unreachable is None


def test_an_answer_that_does_not_come_back_takes_the_mark_away(house: House) -> None:
    back(house, GONE, answered(house))
    house.answer(house.to(TOM)[0], TOM, "Can you read this?")
    house.later(days=5)
    house.look()
    house.write(ALI, SUPPORT, "Lamp broken", "It is dark.")
    assert house.silent(ALI)
    house.later(days=2)
    house.write(ALI, SUPPORT, "Door broken", "It squeaks.")
    assert house.kind(house.only(ALI)) == "received"


def test_a_full_mailbox_is_tried_again_under_the_same_id_until_it_is_too_late(house: House) -> None:
    of = answered(house)
    back(house, FULL, of)
    assert (row_of(house, of).state, house.ticket(1001).first_response is not None) == ("waiting", True)
    feed(house)
    assert house.silent(ALI, TOM)
    house.later(hours=6, minutes=1)
    feed(house)
    again = house.only(ALI)
    assert again.mail["message-id"] == of.mail["message-id"]
    house.later(days=4)
    about = About(ALI, str(of.mail["message-id"]).strip("<>"), again.sender)
    second = FULL.write(about).replace("<r.", "<second.").replace("\n", "\r\n").encode()
    house.take(second, "", again.sender)
    told = house.only(TOM)
    assert house.kind(told) == "undelivered"
    assert "The mailbox is full. We do not try any longer." in told.text
    assert row_of(house, of).state == "bounced"
    assert house.ticket(1001).first_response is None
    assert marks(house, ALI).unreachable is None


@pytest.mark.parametrize(
    ("words", "marked", "says"),
    [
        ("550 5.1.1 No such user here", True, "There is no such mailbox there"),
        ("552 5.3.4 Message too large", False, "The mail is larger than they allow."),
    ],
)
def test_what_the_relay_refuses_is_told_like_what_comes_back(house: House, words: str, marked: bool, says: str) -> None:
    house.write(ALI, SUPPORT, "Printer broken", "It is broken.")
    house.look()
    refusing(house, ALI, words)
    house.answer(house.to(TOM)[-1], TOM, "Unplug it.")
    feed(house)
    told = house.only(TOM)
    assert house.kind(told) == "undelivered"
    assert says in told.text
    assert words in told.text
    assert (marks(house, ALI).unreachable is not None) is marked
    assert house.ticket(1001).first_response is None


def test_an_agents_dead_mailbox_writes_to_nobody_but_operators_see_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even the mail that tells of undelivered mail goes round."""
    of = answered(house)
    back(house, GONE, of)
    told = house.only(TOM)
    sent = len(house.postbox.caught)
    with caplog.at_level(logging.WARNING, "postroom.mail"):
        assert house.outcome(back(house, GONE, told)) == "bounce"
        assert house.outcome(back(house, GONE, house.to(TOM)[0])) == "bounce"
    assert len(house.postbox.caught) == sent
    assert row_of(house, told).state == "bounced"
    assert caplog.text.count("agent_unreached") == 2
    with house.app.database.read() as connection:
        assert set(reach.troubled(connection, [TOM, MINA])) == {TOM}
    house.write(ALI, SUPPORT, "Lamp broken", "It is dark.", "pass")
    assert len(house.to(TOM)) == 3  # work still goes there


def test_a_mail_to_the_address_that_takes_none_tells_nobody_of_itself(house: House) -> None:
    """An agent asks, and their mailbox is gone: the mail about that does not go there."""
    house.write(TOM, POSHTIBANI, "Printer broken", "It is broken.", "pass")
    house.look()
    back(house, GONE, next(caught for caught in house.to(TOM) if house.kind(caught) == "received"))
    assert house.silent(TOM)
    assert house.kind(house.only(SARA)) == "undelivered"


def test_a_complaint_ends_what_writes_itself_until_they_write_again(house: House) -> None:
    of = answered(house)
    about = About(ALI, str(of.mail["message-id"]).strip("<>"))
    for text in (complaint(about, sender=of.sender), complaint(about, complainer=ALI)):
        house.take(text.replace("\n", "\r\n").encode(), "fbl@far.example", "abuse@example.org")
    told = house.only(TOM)
    assert "MARKED AS SPAM: Ali Rezaei <ali@customer.example> called a mail of ours spam." in told.text
    assert row_of(house, of).state == "sent"
    assert house.ticket(1001).first_response is not None
    assert marks(house, ALI).complained is not None
    house.write(ALI, SUPPORT, "Lamp broken", "It is dark.")
    assert house.silent(ALI)
    house.look()
    house.answer(house.to(TOM)[-1], TOM, "Change the bulb.")
    assert house.kind(house.only(ALI)) == "answered"
    house.answer(house.to(ALI)[-1], ALI, "Thank you, but which one?", "pass")
    assert marks(house, ALI).complained is None


def test_another_address_of_the_same_name_is_offered_where_it_is_on_their_own_ticket(house: House) -> None:
    house.write(
        f"Ali Rezaei <{ALI}>", SUPPORT, "Old request", "Hello.", "pass", Cc=f"Ali  REZAEI <{NIMA}>, Reza <{REZA}>"
    )
    back(house, GONE, answered(house))
    told = house.only(TOM)
    assert f"  #cc {NIMA}" in told.text
    assert REZA not in told.text
    house.answer(house.to(TOM)[-2], TOM, f"#cc {NIMA}\n\nUnplug it, please.", login="tom")
    assert house.kind(house.only(NIMA)) == "answered"


def test_nobody_is_offered_for_having_the_same_name(house: House) -> None:
    """Whoever calls themselves so could read what is meant for another, even if they had them in copy once."""
    house.write(f"Ali Rezaei <{NIMA}>", SUPPORT, "A trap", "Hello.", "pass", Cc=f"Ali Rezaei <{ALI}>")
    back(house, GONE, answered(house))
    assert NIMA not in house.only(TOM).text


def test_what_comes_to_a_bounce_address_and_is_no_report_is_kept_on_its_ticket(house: House) -> None:
    of = answered(house)
    id = house.write("lists@far.example", of.sender, "You are no member", "Only members may write here.")
    assert house.outcome(id) == "automatic"
    assert house.kind(house.only(TOM)) == "note"
    assert house.tickets() == 1
    assert house.silent("lists@far.example")


def test_a_report_about_a_mail_that_is_about_no_ticket_marks_its_person(house: House) -> None:
    house.write(ALI, SUPPORT, "#list", "#list", "pass")
    of = house.only(ALI)
    assert house.outcome(back(house, GONE, of)) == "bounce"
    assert row_of(house, of).state == "bounced"
    assert marks(house, ALI).unreachable is not None
    assert house.tickets() == 0
