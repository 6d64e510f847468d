"""Why mails come back: codes, the words of many systems and languages, and what is hard."""

import re

import pytest

from gateway.mail.inbound import Reason, Severity
from gateway.mail.parse import parse
from gateway.mail.phrases import PHRASES, folded
from gateway.mail.reasons import CODES, DEAD, EXACT, LIKELY, by_words, reason_of, severity_of, status_of

from .bounces import dsn, one, prose

SAYINGS = [
    (Reason.NO_SUCH_USER, "550 <ann@b.example>: Recipient address rejected: User unknown in virtual mailbox table"),
    (Reason.NO_SUCH_USER, "The email account that you tried to reach does not exist"),
    (Reason.NO_SUCH_USER, "550 5.1.1 <spam@blocked.example> no such user"),
    (Reason.NO_SUCH_USER, "چنین کاربری وجود ندارد"),
    (Reason.MOVED, "551 User has moved, new address unknown"),
    (Reason.MAILBOX_FULL, "552 Requested mail action aborted: exceeded storage allocation"),
    (Reason.MAILBOX_FULL, "mailbox is full: retry timeout exceeded"),
    (Reason.MAILBOX_FULL, "صندوق پستي پر است"),
    (Reason.SUSPENDED, "550 account ann has been disabled"),
    (Reason.NO_SUCH_HOST, "Host or domain name not found. Name service error for name=b.example type=MX"),
    (Reason.NO_SUCH_HOST, "responded with code NXDOMAIN"),
    (Reason.NO_MAIL_TAKEN, "556 Domain does not accept mail (nullMX)"),
    (Reason.TOO_BIG, "552 Message size exceeds fixed maximum message size (10485760)"),
    (Reason.RELAY, "554 Relay access denied"),
    (Reason.SPAM, "554 rejected as spam, id=17"),
    (Reason.VIRUS, "550 This message contains a virus (Eicar-Test)"),
    (Reason.CONTENT, "550 this file extension is unwelcome"),
    (Reason.AUTHENTICATION, "550 message failed DMARC"),
    (Reason.BLOCKED, "554 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org"),
    (Reason.BLOCKED, "550 no PTR for this host"),
    (Reason.SENDER, "553 sender address rejected: <x@y.example>"),
    (Reason.POLICY, "550 administrative prohibition: policy 17"),
    (Reason.RATE, "452 Too many messages from you today"),
    (Reason.NETWORK, "connect to mx.b.example[192.0.2.1]:25: Connection timed out"),
    (Reason.EXPIRED, "Could not deliver for the last 432000 seconds. Giving up."),
    (Reason.SYSTEM_FULL, "452 4.3.1 Insufficient system storage"),
    (Reason.SYSTEM, "451 Internal server error"),
    (Reason.SYSTEM, "X-Unix; 255"),
    (Reason.NO_SUCH_USER, "x-unix; 67"),
    (Reason.PROTOCOL, "503 Bad sequence of commands"),
    (Reason.UNKNOWN, "550 OFR_999"),
    (Reason.UNKNOWN, ""),
]


@pytest.mark.parametrize(("reason", "words"), SAYINGS)
def test_words_tell_the_reason(reason: Reason, words: str) -> None:
    assert by_words(words) is reason


def test_every_reason_is_told_by_some_words_and_has_a_code() -> None:
    told = {reason for reason, _ in PHRASES} | {Reason.UNKNOWN}
    assert told == set(Reason)
    assert {reason for reason, _ in SAYINGS} == set(Reason)
    assert set(CODES) == set(Reason) - {Reason.UNKNOWN}


def test_the_tables_are_in_the_form_in_which_they_are_compared() -> None:
    for _, phrases in PHRASES:
        assert phrases
        for phrase in phrases:
            assert folded(phrase).strip() == phrase.strip() != "", phrase
    for detail in (*EXACT, *LIKELY):
        assert re.fullmatch(r"[1-7]\.\d{1,3}", detail), detail
    assert not set(EXACT) & set(LIKELY)


def test_words_in_addresses_and_links_tell_nothing() -> None:
    assert by_words("550 <mailbox-full@quota.example> see https://spam.example/virus") is Reason.UNKNOWN


def test_a_code_that_means_one_thing_comes_first_then_words_then_any_code() -> None:
    def check(status: str, words: str, reason: Reason, *more: str) -> None:
        assert reason_of(status, words, *more) is reason

    check("5.2.2", "user unknown", Reason.MAILBOX_FULL)
    check("5.7.26", "rejected as spam", Reason.AUTHENTICATION)
    check("5.1.1", "552 over quota", Reason.MAILBOX_FULL)
    check("5.1.1", "550 go away", Reason.NO_SUCH_USER)
    check("5.7.1", "550 rejected", Reason.POLICY)
    check("5.7.1", "550 your IP is listed", Reason.BLOCKED)
    check("5.2.1", "550 no such user", Reason.NO_SUCH_USER)
    check("5.2.1", "", Reason.SUSPENDED)
    check("5.0.0", "550 x", Reason.MAILBOX_FULL, "the mailbox is full")
    check("5.0.0", "550 no such user", Reason.NO_SUCH_USER, "the mailbox is full")
    check("", "", Reason.UNKNOWN)


def test_hard_is_what_stays_dead() -> None:
    def check(reason: Reason, status: str, severity: Severity) -> None:
        assert severity_of(reason, status) is severity

    check(Reason.NO_SUCH_USER, "5.1.1", Severity.HARD)
    check(Reason.NO_SUCH_USER, "4.1.1", Severity.SOFT)
    check(Reason.MAILBOX_FULL, "5.2.2", Severity.SOFT)
    check(Reason.UNKNOWN, "5.0.0", Severity.SOFT)
    for reason in Reason:
        check(reason, "4.0.0", Severity.SOFT)
        check(reason, "5.0.0", Severity.HARD if reason in DEAD else Severity.SOFT)


def test_prose_without_a_code_gets_one_by_its_reason_and_reply_code() -> None:
    assert status_of("Over quota") == "5.2.2"
    assert status_of("451 over quota") == "4.2.2"
    assert status_of("550 5.7.1 over quota") == "5.7.1"
    assert status_of("421 hm") == "4.0.0"
    assert status_of("hm") == ""


def test_failures_carry_their_reason_from_where_it_is_told() -> None:
    def check(raw: bytes, reason: Reason, severity: Severity, words: str) -> None:
        bounce = parse(raw).bounce
        assert bounce is not None
        failure = bounce.failures[0]
        assert (failure.reason, failure.severity) == (reason, severity)
        assert words in failure.words

    check(one("Status: 5.2.2"), Reason.MAILBOX_FULL, Severity.SOFT, "")
    check(one("Status: 5.0.0\nDiagnostic-Code: smtp; 550 no such user"), Reason.NO_SUCH_USER, Severity.HARD, "550")
    group = "Final-Recipient: rfc822; ann@b.example\nAction: failed\nStatus: 5.0.0"
    check(dsn(group, said="ann@b.example\n  mailbox is full\n"), Reason.MAILBOX_FULL, Severity.SOFT, "mailbox is full")
    check(prose("<ann@b.example>\n  Host unknown\n"), Reason.NO_SUCH_HOST, Severity.HARD, "Host unknown")
    group = "Final-Recipient: rfc822; team@googlegroups.com\nAction: failed\nStatus: 5.0.0"
    check(dsn(group, said="سلام"), Reason.SENDER, Severity.SOFT, "")
