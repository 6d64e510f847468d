"""Reports and signs made to cost time or to break the reader."""

import base64
import random
from functools import cache
from time import process_time

import pytest

from gateway.mail import delivery_status, named
from gateway.mail.inbound import Envelope, InboundMail, Nature, Source
from gateway.mail.parse import parse
from gateway.mail.reasons import by_words, status_of

from .bounces import FAILED, dsn, prose

BY_SMTP = Envelope("", ("support@x.example",), Source.SMTP)
GROUP = "Final-Recipient: rfc822; a{0}@b.example\nAction: failed\nStatus: 5.1.1\n"


@cache
def hostile() -> dict[str, bytes]:
    million = 1_000_000
    nested = b"".join(
        b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(500)
    )
    return {
        "recipients in groups": dsn(*(GROUP.format(n) for n in range(100_000))),
        "recipients in one group": dsn("".join(GROUP.format(n) for n in range(100_000))),
        "recipients in prose": prose("".join(f"<a{n}@b.example>:\nno such user\n" for n in range(100_000))),
        "recipients on a line": prose(" ".join(f"a{n}@b.example" for n in range(60_000))),
        "failed recipients in the header": prose("failed", extra="X-Failed-Recipients: " + "a@b.example, " * 20_000),
        "a long line of prose": prose("a" * million),
        "a long line of ats": prose("@" * million),
        "a long line of addresses without end": prose("a@b." * (million // 4)),
        "a long diagnostic": dsn(f"{FAILED}\nDiagnostic-Code: smtp; 550 {'5.1.' * (million // 4)}"),
        "a folded diagnostic": dsn(f"{FAILED}\nDiagnostic-Code: smtp;" + "\n 550 mailbox" * 80_000),
        "blank lines": dsn("\n \n" * 300_000),
        "colons": dsn(":" * million),
        "quotes before a copy": prose("> = - _ " * 100_000 + "original message"),
        "message ids": prose("<a@b.example>:\nno\n" + "Message-ID: <" * 80_000),
        "comments": b"Auto-Submitted: " + b"(" * 100_000 + b"auto-replied\n\nx",
        "list fields": b"List-Post: " + b"<mailto:a@" * 20_000 + b"\n\nx",
        "reports in reports": b"From: MAILER-DAEMON@x.example\n" + nested,
        "a subject": b"Subject: " + b"automatic reply: " * 60_000 + b"\n\nx",
        "calendar": b"Content-Type: text/calendar\n\n" + b"METHOD:REPL " * 80_000,
    }


@pytest.mark.parametrize("name", hostile())
def test_hostile_reports_are_read_within_a_second(name: str) -> None:
    raw = hostile()[name]
    started = process_time()
    mail = parse(raw, BY_SMTP)
    assert process_time() - started < 1.5
    assert mail.judgement.nature is not Nature.PERSON
    report = mail.bounce
    if report is not None:
        assert len(report.failures) + len(report.delays) <= delivery_status.LIMIT
        assert all(len(failure.words) <= 500 and len(failure.recipient) <= 400 for failure in report.failures)
        assert len(report.original_ids) <= 20


def test_of_very_many_recipients_the_first_are_kept() -> None:
    bounce = parse(dsn(*(GROUP.format(n) for n in range(5000)))).bounce
    assert bounce is not None
    assert len(bounce.failures) == delivery_status.LIMIT
    assert bounce.failures[0].recipient == "a0@b.example"
    bounce = parse(prose("".join(f"<a{n}@b.example>:\nno such user\n" for n in range(500)))).bounce
    assert bounce is not None
    assert len(bounce.failures) == named.RECIPIENT_LIMIT


def damaged(raw: bytes, dice: random.Random) -> bytes:
    data = bytearray(raw)
    for _ in range(dice.randrange(1, 12)):
        place = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[place] = dice.randrange(256)
            case 1:
                del data[place : place + dice.randrange(40)]
            case 2:
                data[place:place] = data[:place][-dice.randrange(1, 60) :]
            case _:
                data[place:place] = bytes(dice.choices(b"\0\r\n:;<>@.\xff-= 45", k=dice.randrange(1, 9)))
        if not data:
            data = bytearray(b"x")
    return bytes(data)


def test_damaged_reports_give_a_value() -> None:
    dice = random.Random(17)
    sources = [
        dsn(FAILED, GROUP.format(2), said="ann@b.example\n mailbox full"),
        prose(
            "<ann@b.example>:\n550 5.1.1 no such user\n\n--- Below this line is a copy\n\nMessage-ID: <8@x.example>\n"
        ),
        prose(
            "delayed\n  ann@b.example", extra="X-Failed-Recipients: ann@b.example\nList-Post: <mailto:a@b.example>\n"
        ),
    ]
    for turn in range(1500):
        mail = parse(damaged(sources[turn % len(sources)], dice), BY_SMTP)
        assert isinstance(mail, InboundMail)
        assert mail.bounce is None or mail.bounce.failures or mail.bounce.delays


@pytest.mark.parametrize(
    "unit", ["5.1.", "550 ", "a@", "mailbox ", "(", "\u200c", "https://", "x-unix; ", "سلام ", "."]
)
def test_words_are_judged_in_linear_time(unit: str) -> None:
    def cost(count: int) -> float:
        words = unit * count
        best = 9.0
        for _ in range(3):
            started = process_time()
            status_of(words)
            by_words(words)
            best = min(best, process_time() - started)
        return best

    assert cost(40_000) <= 2.6 * cost(20_000) + 0.005


def test_no_report_brings_a_nul() -> None:
    group = f"{FAILED}\nDiagnostic-Code: smtp; 550 no\0 such\0 user"
    for raw in (dsn(group), prose("<ann@b.example>:\n550 no\0 such user\n"), dsn(FAILED).replace(b"ann@", b"a\0nn@")):
        bounce = parse(raw).bounce
        assert bounce is not None
        for failure in bounce.failures:
            assert "\0" not in failure.recipient + failure.words + failure.status


def test_a_report_in_two_bytes_a_letter_is_read() -> None:
    group = f"Reporting-MTA: dns; mx\n\n{FAILED}\n".encode("utf-16")
    head = b"From: MAILER-DAEMON@x.example\nContent-Type: multipart/report; boundary=b\n\n--b\n"
    part = b"Content-Type: message/delivery-status; charset=utf-16\nContent-Transfer-Encoding: base64\n\n"
    bounce = parse(head + part + base64.encodebytes(group) + b"--b--\n").bounce
    assert bounce is not None
    assert bounce.failures[0].recipient == "ann@b.example"
