"""The same mail by two ways is the same; a word, a byte or a name makes it another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.mail.fingerprint import fingerprint
from gateway.mail.inbound import Attachment, Envelope, InboundMail, Mailbox, Source
from gateway.mail.parse import parse

from ..builders import NOW, PICTURE, mail

ONE = mail(attachments=(PICTURE,))


@pytest.mark.parametrize(
    "twin",
    [
        replace(ONE, envelope=Envelope("", ("other@example.org",), Source.IMAP, "mailbox")),
        replace(ONE, fields=(("received", "from a by b"), ("x-spam-score", "3"))),
        replace(ONE, from_=(Mailbox("ALI@customer.example", "Another Name"),)),
        replace(ONE, to=(), cc=(Mailbox("reza@customer.example"),)),
        replace(ONE, attachments=(replace(PICTURE, content_type="image/x-png", inline=True, content_id="1"),)),
    ],
)
def test_what_a_transport_changes_does_not_matter(twin: InboundMail) -> None:
    assert fingerprint(twin) == fingerprint(ONE)


OTHERS = [
    replace(ONE, from_=(Mailbox("reza@customer.example"),)),
    replace(ONE, from_=()),
    replace(ONE, message_id="2@customer.example"),
    replace(ONE, message_id=""),
    replace(ONE, date=NOW + timedelta(seconds=1)),
    replace(ONE, date=None),
    replace(ONE, subject="Printer broken."),
    replace(ONE, text=ONE.text + "\n"),
    replace(ONE, html="<p>It is broken.</p>"),
    replace(ONE, text="", html=ONE.text),  # the same words in another place
    replace(ONE, subject=ONE.subject + "It", text=" is broken."),  # the same words, cut elsewhere
    replace(ONE, attachments=()),
    replace(ONE, attachments=(PICTURE, PICTURE)),
    replace(ONE, attachments=(replace(PICTURE, name="other.png"),)),
    replace(ONE, attachments=(replace(PICTURE, content=PICTURE.content + b"\0"),)),
    replace(ONE, attachments=(Attachment("", "image/png", b""), PICTURE)),
]


def test_every_difference_that_a_person_could_mean_makes_another_mail() -> None:
    digests = [fingerprint(message) for message in (ONE, *OTHERS)]
    assert len(set(digests)) == len(digests)


def test_nobody_suppresses_a_mail_by_using_its_id_first() -> None:
    forged = replace(ONE, text="Something else.")
    assert forged.message_id == ONE.message_id
    assert fingerprint(forged) != fingerprint(ONE)


def test_the_same_bytes_by_smtp_and_from_a_file() -> None:
    raw = b"From: ali@customer.example\r\nMessage-ID: <1@x>\r\nSubject: Hi\r\n\r\nHello\r\n"
    traced = b"Received: from a by b; Sat, 21 Nov 2026 10:00:00 +0000\r\nDelivered-To: x@y.example\r\n" + raw
    by_smtp = parse(raw, Envelope("a@b.example", ("support@example.org",), Source.SMTP))
    from_file = parse(traced, Envelope("", (), Source.FILE, "1.eml"))
    assert fingerprint(by_smtp) == fingerprint(from_file)
    assert len(fingerprint(by_smtp)) == 32


def test_characters_that_no_encoding_has_are_no_obstacle() -> None:
    assert fingerprint(replace(ONE, subject="\ud83d")) != fingerprint(replace(ONE, subject="?"))
