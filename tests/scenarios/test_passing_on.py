"""An agent forwards a customer's mail to the house: the ticket is the customer's, and a wrong guess is put right."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from .. import canary
from .office import Office
from .test_day import MANY, plain
from .test_first_mail import token_of

pytestmark = pytest.mark.scenario

ALI, REZA, TOM = "ali@customer.example", "reza@customer.example", "tom@example.org"
TEXT = "Hello,\nthe printer prints everything twice.\n\nAli"
ABOVE = canary.note("He called me, please be quick.")
INLINE = f"""{ABOVE}

---------- Forwarded message ---------
From: Ali Rezaei <{ALI}>
Date: Sat, Nov 21, 2026 at 9:12 AM
Subject: Printer broken
To: Tom Baker <{TOM}>


{TEXT}
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office(tmp_path, brakes=MANY)
    opened.start_quickly()
    try:
        yield opened
    finally:
        opened.close()


def proven(office: Office, mail: EmailMessage) -> None:
    """Tom's mail, by the word of the border."""
    mail["From"], mail["To"], mail["Message-ID"] = f"Tom Baker <{TOM}>", "support@example.org", "<f@client.example>"
    mail["Authentication-Results"] = "border.example.org; dmarc=pass header.from=example.org"
    office.send(mail, "support@example.org")


def inline() -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Fwd: Printer broken"
    mail.set_content(INLINE)
    return mail


def attached() -> EmailMessage:
    old = EmailMessage()
    old["From"], old["To"], old["Subject"] = f"Ali Rezaei <{ALI}>", TOM, "Printer broken"
    old["Message-ID"], old["Date"] = "<old@customer.example>", "Sat, 21 Nov 2026 09:12:00 +0330"
    old.set_content(TEXT)
    mail = EmailMessage()
    mail["Subject"] = "Fwd: Printer broken"
    mail.set_content(ABOVE)
    mail.add_attachment(old)
    return mail


@pytest.mark.parametrize("make", [inline, attached])
def test_the_ticket_is_the_customers_and_a_wrong_one_is_put_right(office: Office, make: object) -> None:
    assert callable(make)
    proven(office, make())
    received = office.expect(ALI, 1)[0]
    transcript = office.expect(TOM, 1)[0]
    token, number = token_of(received.subject)
    assert "Printer broken" in received.subject
    assert ALI in plain(transcript)
    assert "#requester" in plain(transcript)
    assert token in transcript.subject
    ticket = office.ticket(number)
    assert (ticket["requester"], ticket["subject"], ticket["status"]) == (ALI, "Printer broken", "new")
    articles = [(each["kind"], each["author"], each["text"].split("\n")[0]) for each in ticket["articles"]]
    assert articles == [("public", ALI, "Hello,"), ("internal", TOM, ABOVE)]

    office.answer(transcript, TOM, f"#requester Reza Karimi <{REZA}>")
    question = office.expect(TOM, 2)[1]
    assert "confirm-" in question.subject
    office.answer(question, TOM, "yes")
    acknowledged = office.expect(REZA, 1)[0]
    assert token in acknowledged.subject
    assert acknowledged.mail["Auto-Submitted"] == "auto-replied"
    assert REZA in plain(office.expect(TOM, 3)[2])
    assert office.ticket(number)["requester"] == REZA

    office.answer(acknowledged, REZA, "Yes, that was me.")
    told = office.expect(TOM, 4)[3]
    office.answer(told, TOM, "It will be repaired.")
    assert "It will be repaired." in plain(office.expect(REZA, 2)[1])
    assert office.settled()["balanced"]
    assert len(office.sink.to(ALI)) == 1, "who was taken for the customer hears no more of it"
