"""The strict check lets nothing pass that is not exactly the mail that was meant."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import AutoSubmitted, OutboundAttachment, OutboundMail, serialise
from gateway.mail.strict import check

from ..thorough import examples

MAIL = OutboundMail(
    envelope_sender="",
    recipient="sara@example.com",
    from_=Mailbox("support@in.example.org", "پشتیبانی"),
    to=Mailbox("sara@example.com", "Sara A. Ahmadi"),
    reply_to=Mailbox("support+abc@in.example.org", "Support"),
    subject="Re: ورود به سامانه [#1042-7KQM]",
    date=datetime(2026, 11, 21, 10, 35, tzinfo=UTC),
    message_id="t.1042.3.abcdef@in.example.org",
    in_reply_to="b@example.com",
    references=("a@example.com", "b@example.com"),
    auto_submitted=AutoSubmitted.REPLIED,
    language="fa",
    text="سلام\n\nHello = world\n",
    html="<p>Hello</p>\n",
    attachments=(OutboundAttachment("report.pdf", "application/pdf", bytes(range(256))),),
)
RAW = serialise(MAIL)

DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "nul": lambda raw: raw.replace(b"Hello", b"Hel\0o"),
    "bare LF": lambda raw: raw.replace(b"\r\n", b"\n", 1),
    "bare CR": lambda raw: raw.replace(b"Date: ", b"Date: \r"),
    "no end": lambda raw: raw[:-2],
    "long line": lambda raw: raw.replace(b"Date: ", b"Date: " + b"x" * 1000),
    "a field more": lambda raw: b"Bcc: evil@example.net\r\n" + raw,
    "a known field more": lambda raw: b"Reply-To: evil@example.net\r\n" + raw,
    "a field in other case": lambda raw: b"subject: x\r\n" + raw,
    "a field less": lambda raw: raw.replace(b"X-Auto-Response-Suppress: All\r\n", b""),
    "no field": lambda raw: b"nonsense\r\n" + raw,
    "folded first line": lambda raw: b" x\r\n" + raw,
    "header cut short": lambda raw: raw.replace(b"\r\nMIME-Version", b"\r\n\r\nMIME-Version"),
    "raw utf-8": lambda raw: raw.replace(b"Content-Language: fa", "Content-Language: فا".encode()),
    "latin-1": lambda raw: raw.replace(b"Content-Language: fa", b"Content-Language: \xe9\xe9"),
    "escape": lambda raw: raw.replace(b"Content-Language: fa", b"Content-Language: \x1b"),
    "another recipient": lambda raw: raw.replace(b"<sara@example.com>", b"<sarah@example.com>"),
    "two recipients": lambda raw: raw.replace(b"<sara@example.com>", b"<sara@example.com>, evil@example.net"),
    "another id": lambda raw: raw.replace(b"t.1042.3", b"t.1043.3"),
    "other references": lambda raw: raw.replace(b"<a@example.com>", b"<c@example.com>"),
    "references turned round": lambda raw: raw.replace(
        b"<a@example.com> <b@example.com>", b"<b@example.com> <a@example.com>"
    ),
    "another language": lambda raw: raw.replace(b"Content-Language: fa", b"Content-Language: en"),
    "another date": lambda raw: raw.replace(b"Sat, 21", b"Sun, 22"),
    "an open end": lambda raw: raw.replace(b"</p>\r\n", b"</p>="),
    "another type": lambda raw: raw.replace(b"text/plain", b"text/x-foo"),
    "another charset": lambda raw: raw.replace(b"charset=utf-8", b"charset=utf-7"),
    "another encoding": lambda raw: raw.replace(b"Encoding: base64", b"Encoding: 8bit"),
    "a part more": lambda raw: raw.replace(b"a--\r\n", b"a\r\nContent-Type: text/html\r\n\r\nx\r\n--x--\r\n"),
    "a preamble": lambda raw: raw.replace(b"m\"\r\n\r\n", b"m\"\r\n\r\nhello\r\n"),
    "an epilogue": lambda raw: raw + b"hello\r\n",
    "another text": lambda raw: raw.replace(b"<p>Hello", b"<p>Hallo"),
    "an inline part": lambda raw: raw.replace(b"Content-Disposition: attachment", b"Content-Disposition: inline"),
    "another file name": lambda raw: raw.replace(b"report.pdf", b"report.exe"),
    "another content": lambda raw: raw.replace(b"AAECAwQF", b"AAECAwQG"),
    "a part with an id": lambda raw: raw.replace(b"Content-Disposition", b"Content-ID: <x>\r\nContent-Disposition"),
}  # fmt: skip


def test_what_was_meant_may_leave() -> None:
    assert check(RAW, MAIL) == ()


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_each_damage_is_a_surprise(damage: Callable[[bytes], bytes]) -> None:
    damaged = damage(RAW)
    assert damaged != RAW
    surprises = check(damaged, MAIL)
    assert surprises
    assert all(isinstance(surprise, str) and surprise for surprise in surprises)


@examples(600)
@given(st.integers(0, len(RAW) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_no_small_change_goes_unseen(at: int, inserted: bytes, removed: int) -> None:
    """Other line breaks alone may be the same mail, folded otherwise."""
    damaged = RAW[:at] + inserted + RAW[at + removed :]
    if damaged.replace(b"\r\n", b"") != RAW.replace(b"\r\n", b""):
        assert check(damaged, MAIL) != ()


@pytest.mark.parametrize(
    "other",
    [
        replace(MAIL, subject="Re: other [#1042-7KQM]"),
        replace(MAIL, from_=Mailbox("support@in.example.org", "Support")),
        replace(MAIL, to=Mailbox("sara@example.org", "Sara A. Ahmadi")),
        replace(MAIL, reply_to=None),
        replace(MAIL, in_reply_to=""),
        replace(MAIL, references=()),
        replace(MAIL, auto_submitted=AutoSubmitted.NO),
        replace(MAIL, text="other"),
        replace(MAIL, html=""),
        replace(MAIL, attachments=()),
        replace(MAIL, attachments=MAIL.attachments * 2),
    ],
)
def test_the_bytes_of_another_mail_are_a_surprise(other: OutboundMail) -> None:
    assert check(RAW, other)


@examples(200)
@given(st.binary(max_size=400))
def test_any_bytes_are_judged_without_an_exception(raw: bytes) -> None:
    assert check(raw, MAIL)
    assert check(raw + b"\r\n\r\n", MAIL)
