"""Delivery reports of many makes, and mails that are none."""

from gateway.mail.bounce import failures
from gateway.mail.inbound import Nature, Severity
from gateway.mail.parse import parse

FAILED = "Final-Recipient: rfc822; a@b.org\nAction: failed\nStatus: 5.1.1"


def dsn(status: str, *more: str) -> bytes:
    groups = "\n\n".join((status, *more))
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.x.org>\nTo: support@x.org\nSubject: Undelivered Mail\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
        f"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.x.org\n\n{groups}\n"
        "--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <7@x.org>\nSubject: hi\n\n--b--\n"
    ).encode()


def prose(text: str, sender: str = "MAILER-DAEMON@mx.x.org", subject: str = "failure notice", extra: str = "") -> bytes:
    return f"From: {sender}\nTo: support@x.org\nSubject: {subject}\n{extra}\n{text}".encode()


def one(fields: str, recipient: str = "Final-Recipient: rfc822; a@b.org") -> bytes:
    return dsn(f"{recipient}\n{fields}")


def test_standard_reports_name_recipient_and_status() -> None:
    def check(raw: bytes, *expected: tuple[str, str, Severity]) -> None:
        bounce = parse(raw).bounce
        found = () if bounce is None else tuple((f.recipient, f.status, f.severity) for f in bounce.failures)
        assert found == expected

    hard, soft = Severity.HARD, Severity.SOFT
    check(one("Action: failed\nStatus: 5.1.1"), ("a@b.org", "5.1.1", hard))
    check(one("action:Failed\nstatus:5.1.1 (x)", "final-recipient:RFC822;<a@b.org>"), ("a@b.org", "5.1.1", hard))
    check(one("Action: delayed\nStatus: 4.4.1"), ("a@b.org", "4.4.1", soft))
    check(one("Action: delayed"), ("a@b.org", "4.0.0", soft))
    check(one("Action: failed\nStatus: 5.2.2"), ("a@b.org", "5.2.2", soft))
    check(one("Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 5.1.1 no"), ("a@b.org", "5.1.1", hard))
    check(
        one("Final-Recipient: x; y\nStatus: 5.1.1", "Original-Recipient: rfc822; a@b.org"), ("a@b.org", "5.1.1", hard)
    )
    delivered = "Final-Recipient: rfc822; c@d.org\nAction: delivered\nStatus: 2.0.0"
    check(dsn(FAILED, delivered), ("a@b.org", "5.1.1", hard))
    check(dsn(delivered))


def test_the_mail_that_came_back_is_named() -> None:
    bounce = parse(dsn(FAILED)).bounce
    assert bounce is not None
    assert bounce.original_ids == ("7@x.org",)
    bounce = parse(
        prose("<a@b.org>:\nno such user\n\n--- Below this line is a copy.\n\nMessage-Id: <8@x.org>\n")
    ).bounce
    assert bounce is not None
    assert bounce.original_ids == ("8@x.org",)


def test_reports_in_prose_are_understood() -> None:
    def check(raw: bytes, *expected: tuple[str, str]) -> None:
        assert failures(raw) == list(expected)

    check(prose("Hi. This is the qmail-send program.\n\n<a@b.org>:\nSorry, no mailbox here.\n"), ("a@b.org", "5.1.1"))
    check(prose("<a@b.org>:\n1.2.3.4 failed.\nRemote host said: 552 5.2.2 full\n"), ("a@b.org", "5.2.2"))
    exim = "A message that you sent could not be delivered:\n\n  a@b.org\n    Unrouteable address\n"
    check(prose(exim, "Mailer-Daemon@x.org"), ("a@b.org", "5.1.2"))
    gmail = "Delivery failed permanently:\n\n     a@b.org\n\nThe error was: 550 550 5.7.1 blocked\n"
    check(prose(gmail, extra="X-Failed-Recipients: a@b.org\n"), ("a@b.org", "5.7.1"))
    check(
        prose("Your message\n  To: a@b.org\ndid not reach it: mailbox full", "postmaster@x.org", "Undeliverable: hi"),
        ("a@b.org", "5.2.2"),
    )
    check(prose("Not yet delivered:\n\n  a@b.org\n", subject="Warning: message delayed 24 hours"), ("a@b.org", "4.4.7"))


def test_ordinary_mails_are_no_reports() -> None:
    def check(raw: bytes) -> None:
        assert failures(raw) is None

    check(prose("I got an error from c@d.org: user unknown", "ann@b.org", "Mail delivery failed"))
    check(prose("Please see the new rules at a@b.org", "postmaster@x.org", "New rules"))
    check(b"From: a@b.org\nSubject: Re: Undeliverable: hi\n\nI cannot write to c@d.org either.")
    check(b"")
    check(
        b"From: fbl@x.org\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nspam\n"
        b"--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\n\n--b--"
    )


def test_a_report_is_judged_a_bounce() -> None:
    assert parse(dsn(FAILED)).judgement.nature is Nature.BOUNCE
