"""Person or machine: the matrix of signs (RFC 3834)."""

from gateway.mail.auto import Signs, judge, suppresses_answer
from gateway.mail.inbound import Envelope, Mailbox, Nature, Source
from gateway.mail.parse import parse

PERSON, VACATION, AUTOMATIC = Nature.PERSON, Nature.VACATION, Nature.AUTOMATIC
LIST, BULK, RECEIPT, COMPLAINT = Nature.LIST, Nature.BULK, Nature.RECEIPT, Nature.COMPLAINT
BY_SMTP = Envelope("ann@b.org", ("support@x.org",), Source.SMTP)
NULL = Envelope("", ("support@x.org",), Source.SMTP)


def check(fields: str, nature: Nature, envelope: Envelope = BY_SMTP, sender: str = "ann@b.org") -> None:
    pairs = tuple((n.strip().lower(), v.strip()) for n, _, v in (f.partition(":") for f in fields.split("|") if f))
    type_ = dict(pairs).get("content-type", "text/plain").partition(";")[0]
    assert judge(Signs(envelope, pairs, (Mailbox(sender),), type_, None)).nature is nature, fields


def test_auto_submitted_is_read_as_a_token() -> None:
    for value in ("no", "NO", "No; x=y", "(c) no", "no (really)", '"no"', "", "  "):
        check(f"Auto-Submitted: {value}", PERSON)
    for value in ("auto-generated", "AUTO-GENERATED", "auto-notified; owner-email=x", "yes", "(no) auto-generated"):
        check(f"Auto-Submitted: {value}", AUTOMATIC)
    for value in ("auto-replied", "Auto-Replied (vacation)", "auto-replied; no"):
        check(f"Auto-Submitted: {value}", VACATION)
    check("Auto-Submitted: no|Auto-Submitted: auto-generated", AUTOMATIC)


def test_null_and_daemon_senders_are_machines() -> None:
    check("", AUTOMATIC, NULL)
    check("", PERSON, Envelope("", ()))
    check("Return-Path: <>", AUTOMATIC, Envelope("", ()))
    check("", AUTOMATIC, sender="MAILER-DAEMON@b.org")
    check("", PERSON, sender="postmaster@b.org")


def test_lists_and_bulk_are_told() -> None:
    check("List-Id: <x.org>", LIST)
    check("List-Post: <mailto:x@y>", LIST)
    check("Precedence: list", LIST)
    check("Precedence: bulk", BULK)
    check("Precedence: JUNK (really)", BULK)
    check("Precedence: first-class", PERSON)
    check("List-Unsubscribe: <https://x.org>", BULK)


def test_vacations_are_told() -> None:
    check("X-Autoreply: yes", VACATION)
    check("X-Autorespond: subject", VACATION)
    check("X-Autoreply: no", PERSON)
    check("Precedence: auto_reply", VACATION)
    check("Subject: Automatic reply: your order", VACATION)
    check("Subject: پاسخ خودکار: سفارش", VACATION)
    check("Subject: Automatische Antwort: x", VACATION)
    check("Subject: How do I set an out of office message?", PERSON)
    check("Subject: درخواست مرخصی", PERSON)
    check("Subject: I am out of office|Auto-Submitted: auto-generated", VACATION)
    check("Subject: من در مرخصی هستم", VACATION, NULL)


def test_reports_are_told() -> None:
    check("Content-Type: multipart/report; report-type=disposition-notification", RECEIPT)
    check("Content-Type: multipart/report; report-type=feedback-report", COMPLAINT)
    check("Content-Type: multipart/report; report-type=delivery-status", RECEIPT)


def test_a_wish_for_silence_does_not_make_a_machine() -> None:
    check("X-Auto-Response-Suppress: All", PERSON)
    assert suppresses_answer((("x-auto-response-suppress", "DR, OOF"),))
    assert suppresses_answer((("x-auto-response-suppress", "All"),))
    assert not suppresses_answer((("x-auto-response-suppress", "None"),))
    assert not suppresses_answer(())


def test_the_reason_is_told() -> None:
    mail = parse(b"From: a@b.org\r\nPrecedence: bulk\r\n\r\nx", BY_SMTP)
    assert (mail.judgement.nature, mail.judgement.reason) == (BULK, "Precedence: bulk")
