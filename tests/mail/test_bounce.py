"""Delivery reports of many makes, and mails that are none."""

import pytest

from gateway.mail.bounce import failures
from gateway.mail.inbound import Nature, Severity
from gateway.mail.parse import parse

from .bounces import FAILED, dsn, one, prose


def test_standard_reports_name_recipient_and_status() -> None:
    def check(raw: bytes, *expected: tuple[str, str, Severity]) -> None:
        bounce = parse(raw).bounce
        found = () if bounce is None else tuple((f.recipient, f.status, f.severity) for f in bounce.failures)
        assert found == expected

    hard, soft = Severity.HARD, Severity.SOFT
    check(one("Action: failed\nStatus: 5.1.1"), ("ann@b.example", "5.1.1", hard))
    check(
        one("action:Failed\nstatus:5.1.1 (x)", "final-recipient:RFC822;<ann@b.example>"),
        ("ann@b.example", "5.1.1", hard),
    )
    check(one("Action: failed\nStatus: 5.2.2"), ("ann@b.example", "5.2.2", soft))
    check(one("Action: failed\nStatus: 4.4.7"), ("ann@b.example", "4.4.7", soft))
    check(one("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no"), ("ann@b.example", "5.1.1", hard))
    delivered = "Final-Recipient: rfc822; carl@d.example\nAction: delivered\nStatus: 2.0.0"
    check(dsn(FAILED, delivered), ("ann@b.example", "5.1.1", hard))
    check(dsn(delivered))


def test_the_address_we_wrote_to_counts_more_than_what_became_of_it() -> None:
    def check(names: str, expected: str) -> None:
        assert failures(one("Status: 5.1.1", names)) == [(expected, "5.1.1")]

    original = "Original-Recipient: rfc822; ann@b.example"
    check(f"Final-Recipient: rfc822; a17@store-3.b.example\n{original}", "ann@b.example")
    check(f"Final-Recipient: x; y\n{original}", "ann@b.example")
    check("Final-Recipient: rfc822; ann@daemon\nX-Actual-Recipient: rfc822; ann@b.example", "ann@b.example")
    check("Final-Recipient: utf-8; علی@نمونه.example", "علی@نمونه.example")


def test_what_the_other_host_said_counts_more_than_the_reporting_one() -> None:
    def check(status: str, words: str, expected: str) -> None:
        raw = one(f"Action: failed\nStatus: {status}\nDiagnostic-Code: smtp; {words}")
        assert failures(raw) == [("ann@b.example", expected)]

    check("5.1.1", "552 5.2.2 Over quota", "5.2.2")
    check("4.4.7", "450 4.7.1 Access denied", "4.7.1")
    check("5.4.7", "554 4.4.7 Message expired <421 4.4.2 Connection timed out>", "4.4.2")
    check("5.1.1", "550 5.0.0 no", "5.1.1")
    check("5.0.0", "550 no such user", "5.0.0")
    check("5.1.1", "550 from [10.5.1.2]:25, version 5.1.2.3", "5.1.1")


def test_a_recipient_that_the_form_does_not_name_is_looked_up_in_the_words() -> None:
    raw = dsn(
        "Final-Recipient: rfc822; @relay.example\nAction: failed\nStatus: 5.1.2", said="<ann@b.example>\n  no host"
    )
    assert failures(raw) == [("ann@b.example", "5.1.2")]


def test_the_mail_that_came_back_is_named() -> None:
    bounce = parse(dsn(FAILED)).bounce
    assert bounce is not None
    assert bounce.original_ids == ("7@x.example",)
    bounce = parse(
        prose("<ann@b.example>:\nno such user\n\n--- Below this line is a copy.\n\nMessage-Id: <8@x.example>\n")
    ).bounce
    assert bounce is not None
    assert bounce.original_ids == ("8@x.example",)


def test_reports_in_prose_are_understood() -> None:
    def check(raw: bytes, *expected: tuple[str, str]) -> None:
        assert failures(raw) == list(expected)

    ann, postmaster = "ann@b.example", "postmaster@x.example"
    check(prose("Hi. This is the qmail-send program.\n\n<ann@b.example>:\nSorry, no mailbox here.\n"), (ann, "5.1.1"))
    check(prose("<ann@b.example>:\n1.2.3.4 failed.\nRemote host said: 552 5.2.2 full\n"), (ann, "5.2.2"))
    exim = "A message that you sent could not be delivered:\n\n  ann@b.example\n    Unrouteable address\n"
    check(prose(exim, "Mailer-Daemon@x.example"), (ann, "5.1.2"))
    gmail = "Delivery failed permanently:\n\n     ann@b.example\n\nThe error was: 550 550 5.7.1 blocked\n"
    check(prose(gmail, extra="X-Failed-Recipients: ann@b.example\n"), (ann, "5.7.1"))
    reached = "Your message\n  To: ann@b.example\ndid not reach it: mailbox full"
    check(prose(reached, postmaster, "Undeliverable: hi"), (ann, "5.2.2"))
    exchange = (
        "Your message\n\n  To:      list@b.example\n  Subject: hi\n\ndid not reach the following recipient(s):\n\n"
        "ann@b.example on Thu, 29 Apr 2010 00:00:00 -0000\n    The recipient name is not recognized\n"
    )
    check(prose(exchange, "System Administrator <postmaster@x.example>", "E"), (ann, "5.1.1"))
    check(
        prose("ann@b.example No such account\ncarl@b.example Over quota\n"), (ann, "5.1.1"), ("carl@b.example", "5.2.2")
    )
    sendmail = "554 <ann@b.example>... 550 Host unknown\n554 <carl@d.example>... 550 User unknown\n"
    check(prose(sendmail, subject="Returned mail"), (ann, "5.1.2"), ("carl@d.example", "5.1.1"))
    check(prose("<ann@b.example>\n  421 try again later", subject="Returned mail"), (ann, "4.0.0"))


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("تحویل نشد: پیش‌فاکتور", "پیام شما به گیرندگان زیر نرسید:\n\nann@b.example\n  صندوق پستی پر است\n"),
        ("Unzustellbar: Rechnung", "Folgende Empfänger wurden nicht erreicht:\n\nann@b.example\n  Postfach voll\n"),
        ("Non remis : facture", "Votre message n'a pas pu être délivré à\nann@b.example\n  boîte pleine\n"),
        ("退信", "以下收件人未能投递\nann@b.example\n  邮箱已满\n"),
    ],
)
def test_reports_speak_many_languages(subject: str, text: str) -> None:
    assert failures(prose(text, "postmaster@b.example", subject)) == [("ann@b.example", "5.2.2")]


def test_a_report_inside_of_a_mail_systems_mail_is_read() -> None:
    inner = dsn(FAILED).decode()
    parts = f"--o\n\nScanned.\n--o\nContent-Type: message/rfc822\n\n{inner}\n--o--\n"
    outer = f"Subject: Scanned\nContent-Type: multipart/mixed; boundary=o\n\n{parts}"
    assert failures(f"From: MAILER-DAEMON@scan.example\n{outer}".encode()) == [("ann@b.example", "5.1.1")]
    assert failures(f"From: Bob <bob@c.example>\n{outer}".encode()) is None


def test_people_who_write_about_reports_write_no_reports() -> None:
    def check(raw: bytes) -> None:
        mail = parse(raw)
        assert (mail.bounce, mail.judgement.nature) == (None, Nature.PERSON)

    pasted = (
        "Why do I get this from you?\n\n> From: MAILER-DAEMON@mx.c.example\n> Subject: Returned mail\n>\n"
        "> The following addresses had permanent fatal errors\n> <ann@b.example>\n> 550 5.1.1 User unknown\n"
        "> Final-Recipient: rfc822; ann@b.example\n> Action: failed\n> Status: 5.1.1\n"
    )
    form = f"\n--b\n\nSee below.\n--b\nContent-Type: message/delivery-status\n\n{FAILED}\n--b--\n"
    bob = "Bob <bob@c.example>"
    check(prose(pasted, bob, "Fwd: Returned mail: see transcript"))
    check(prose(pasted, bob, "Undelivered"))
    check(prose("I got an error from carl@d.example: user unknown", bob, "Mail delivery failed"))
    check(prose("نامه‌ام به carl@d.example تحویل داده نشد و برگشت خورد", bob, "تحویل داده نشد"))
    check(prose("Please see the new rules at ann@b.example", "postmaster@x.example", "New rules"))
    check(b"From: bob@c.example\nSubject: Re: Undeliverable: hi\n\nI cannot write to carl@d.example either.")
    check(f"From: {bob}\nSubject: FW: Undeliverable\nContent-Type: multipart/mixed; boundary=b\n{form}".encode())
    check(b"")


def test_a_parcel_that_is_late_or_not_delivered_is_no_report() -> None:
    text = "Your parcel was not delivered. Questions: help@parcels.example. Delivery failed at the door."
    for subject in ("Delivery failure", "Your order is delayed", "Delivery notification"):
        assert failures(prose(text, "no-reply@parcels.example", subject)) is None


def test_postmasters_and_admins_are_people_when_they_write_in_a_program_or_answer() -> None:
    text = "Your mail could not be delivered to carl@d.example, is that address right?"
    assert failures(prose(text, "postmaster@b.example", "Delivery failure")) is not None
    agent = "User-Agent: Mozilla Thunderbird\n"
    assert failures(prose(text, "postmaster@b.example", "Delivery failure", agent)) is None
    assert failures(prose(text, "admin@b.example", "Delivery failure")) is not None
    assert failures(prose(text, "admin@b.example", "Re: Delivery failure", "In-Reply-To: <7@x.example>\n")) is None


def test_complaints_are_no_reports() -> None:
    raw = (
        b"From: fbl@x.example\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nspam\n"
        b"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b--"
    )
    assert failures(raw) is None


def test_a_report_is_judged_a_bounce_and_says_why() -> None:
    judgement = parse(dsn(FAILED)).judgement
    assert judgement.nature is Nature.BOUNCE
    assert judgement.reason == "it reports a failed delivery (no such user, 5.1.1)"


def test_a_warning_is_no_bounce() -> None:
    def check(raw: bytes, status: str) -> None:
        mail = parse(raw)
        assert mail.bounce is not None
        assert mail.bounce.only_warns
        assert [(f.recipient, f.status, f.severity) for f in mail.bounce.delays] == [
            ("ann@b.example", status, Severity.SOFT)
        ]
        assert mail.judgement.nature is Nature.AUTOMATIC
        assert mail.judgement.reason == f"it warns that delivery takes longer ({status})"

    check(one("Action: delayed\nStatus: 4.4.1"), "4.4.1")
    check(one("Action: delayed"), "4.0.0")
    check(prose("Not yet delivered:\n\n  ann@b.example\n", subject="Warning: message delayed 24 hours"), "4.4.7")
    warning = "THIS IS A WARNING MESSAGE ONLY.\nIt could not be delivered to\n  ann@b.example\n  connection timed out\n"
    check(prose(warning, subject="Returned mail: warning"), "4.4.1")


def test_a_report_of_both_is_a_bounce_and_keeps_them_apart() -> None:
    late = "Final-Recipient: rfc822; carl@d.example\nAction: delayed\nStatus: 4.4.1"
    mail = parse(dsn(FAILED, late))
    assert mail.bounce is not None
    assert not mail.bounce.only_warns
    assert [failure.recipient for failure in mail.bounce.failures] == ["ann@b.example"]
    assert [failure.recipient for failure in mail.bounce.delays] == ["carl@d.example"]
    assert mail.judgement.nature is Nature.BOUNCE


def test_a_last_report_after_warnings_is_a_bounce() -> None:
    text = "Delayed for 5 days, giving up.\nIt could not be delivered to\n  ann@b.example\n"
    bounce = parse(prose(text, subject="Delayed mail")).bounce
    assert bounce is not None
    assert [failure.recipient for failure in bounce.failures] == ["ann@b.example"]
