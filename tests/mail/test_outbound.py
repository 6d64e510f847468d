"""T-OUT-1: whatever stands in a slot, the mail says exactly what was meant, or it is not made at all."""

import email
import email.policy
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.encoded_words import Unsendable, file_name, one_line, written
from gateway.mail.inbound import Mailbox
from gateway.mail.outbound import (
    AutoSubmitted,
    OutboundAttachment,
    OutboundMail,
    needs_smtputf8,
    serialise,
    threading_ids,
)
from gateway.mail.strict import check

from ..thorough import examples

PLAIN = OutboundMail(
    envelope_sender="support+bounce@in.example.org",
    recipient="sara@example.com",
    from_=Mailbox("support@in.example.org", "Support"),
    to=Mailbox("sara@example.com", "Sara Ahmadi"),
    reply_to=None,
    subject="Re: Cannot log in [#1042-7KQM]",
    date=datetime(2026, 11, 21, 14, 5, tzinfo=timezone(timedelta(hours=3, minutes=30))),
    message_id="t.1042.3.abcdef@in.example.org",
    in_reply_to="",
    references=(),
    auto_submitted=AutoSubmitted.NO,
    language="en",
    text="We have your message.\n",
    html="",
)

HOSTILE_PIECES = [
    "\r\nBcc: evil@example.net",
    "\nContent-Type: text/html\n\n<a href=x>",
    "\r\n\r\n",
    "\r",
    "\n.\r\n",
    "\x00",
    "\x1b[2J",
    "\x85",
    "\u2028",
    "\ud83d",
    "\udca9",
    "💩",
    "\u202eexe.",
    "\u2066",
    "می‌خواهم",
    "é",
    "=?utf-8?q?=0AReply-To:_evil=40example.net?=",
    "=?utf-8?b?SGk=?=",
    "=?",
    "?=",
    "=\r\n",
    '"',
    "\\",
    "<evil@example.net>",
    ",",
    ";",
    "(",
    "@",
    "--",
    "=_",
    "From x\n",
    " ",
    "\t",
    "a" * 90,
    "x" * 1100,
    "{{7*7}}",
]
hostile = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(HOSTILE_PIECES), st.text(max_size=8)), max_size=8).map("".join),
    st.builds(lambda piece: (piece * 10_240)[:10_240], st.sampled_from(HOSTILE_PIECES)),
)
addresses = st.one_of(
    st.just("sara@example.com"),
    st.builds("{}@{}".format, hostile, st.sampled_from(["example.com", "نمونه.ایران"])),
    st.builds("sara@{}".format, hostile),
    hostile,
)
boxes = st.builds(Mailbox, addresses, hostile)
files = st.builds(OutboundAttachment, hostile, hostile, st.binary(max_size=200))
moments = st.datetimes(timezones=st.just(UTC)).filter(lambda moment: 1990 <= moment.year <= 2100)


@st.composite
def mails(draw: st.DrawFn) -> OutboundMail:
    """Some slots hostile, the others plain: all hostile at once would hardly ever be sendable."""
    slots: dict[str, st.SearchStrategy[object]] = {
        "envelope_sender": st.one_of(st.just(""), addresses),
        "recipient": addresses,
        "from_": boxes,
        "to": boxes,
        "reply_to": boxes,
        "subject": hostile,
        "date": moments,
        "message_id": hostile,
        "in_reply_to": hostile,
        "references": st.lists(hostile, max_size=30).map(tuple),
        "auto_submitted": st.sampled_from(AutoSubmitted),
        "language": st.one_of(st.sampled_from(["en", "fa", ""]), hostile),
        "text": hostile,
        "html": hostile,
        "attachments": st.lists(files, max_size=3).map(tuple),
    }
    chosen = draw(st.lists(st.sampled_from(sorted(slots)), max_size=4, unique=True))
    changes = {name: draw(slots[name]) for name in chosen}
    return replace(PLAIN, **changes)  # type: ignore[arg-type]


@examples(500)
@given(mails())
def test_every_value_comes_out_as_meant_or_not_at_all(mail: OutboundMail) -> None:
    try:
        raw = serialise(mail)
    except Unsendable:
        return
    assert check(raw, mail) == ()
    _third_judge(raw, mail)


@examples(120)
@given(hostile, hostile, hostile, hostile)
def test_words_of_people_are_never_a_reason_not_to_send(subject: str, name: str, text: str, html: str) -> None:
    mail = replace(PLAIN, subject=subject, to=Mailbox("sara@example.com", name), text=text, html=html)
    raw = serialise(mail)
    assert check(raw, mail) == ()
    _third_judge(raw, mail)


def _third_judge(raw: bytes, mail: OutboundMail) -> None:
    """The standard library's parser, with which neither half shares code."""
    parsed = email.message_from_bytes(raw, policy=email.policy.compat32)
    names = [name for name, _ in parsed.raw_items()]
    assert len(names) == len(set(names))
    assert not {"Bcc", "Cc", "Sender"} & set(names)
    assert _decoded(parsed["Subject"]) == one_line(mail.subject)
    assert ("Auto-Submitted" in names) == (mail.auto_submitted is not AutoSubmitted.NO)
    leaves = [part for part in parsed.walk() if not part.is_multipart()]
    assert len(leaves) == 1 + bool(mail.html) + len(mail.attachments)
    assert _text(leaves[0]) == _as_carried(mail.text)
    if mail.html:
        assert _text(leaves[1]) == _as_carried(mail.html)
    for leaf, attachment in zip(leaves[1 + bool(mail.html) :], mail.attachments, strict=True):
        assert leaf.get_payload(decode=True) == attachment.content
        assert leaf.get_content_disposition() == "attachment"


def _decoded(value: str) -> str:
    return str(make_header(decode_header(value.replace("\r\n", ""))))


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode("utf-8").replace("\r\n", "\n")


def _as_carried(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(c for c in text if c in "\t\n" or not (ord(c) < 32 or 127 <= ord(c) < 160))
    text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text if text.endswith("\n") else text + "\n"


def test_a_subject_cannot_become_a_header_or_a_body() -> None:
    """Fact 8: on unpatched Pythons this subject injects Reply-To and HTML through EmailMessage."""
    subject = "Hi 💩 =?utf-8?q?=0AReply-To:_evil=40example.net=0A=0A<a_href=x>?="
    raw = serialise(replace(PLAIN, subject=subject))
    parsed = email.message_from_bytes(raw)
    assert parsed["Reply-To"] is None
    assert _decoded(parsed["Subject"]) == subject


def test_header_lines_stay_within_78_octets() -> None:
    mail = replace(
        PLAIN,
        subject="درخواست بررسی دسترسی به سامانهٔ پشتیبانی و گزارش خطا " * 6 + "[#1042-7KQM]",
        from_=Mailbox("support@in.example.org", "پشتیبانی سازمان نمونهٔ بزرگ با نامی بسیار بلند"),
        references=tuple(f"id{n}@mail.example.com" for n in range(40)),
    )
    head = serialise(mail).partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78
    for line in head.split(b"\r\n"):
        assert all(len(word) <= 75 for word in line.split() if word.startswith(b"=?"))


def test_references_are_capped_to_the_first_and_the_newest() -> None:
    ids = tuple(f"{n}@example.com" for n in range(10_000))
    assert threading_ids(ids) == ("0@example.com", *ids[-19:])
    raw = serialise(replace(PLAIN, references=ids))
    assert raw.partition(b"\r\n\r\n")[0].count(b"@example.com>") <= 20 + 1
    assert check(raw, replace(PLAIN, references=ids)) == ()


def test_automatic_mail_asks_not_to_be_answered() -> None:
    """RFC 3834 section 5; Exchange reads the second field."""
    raw = serialise(replace(PLAIN, auto_submitted=AutoSubmitted.REPLIED))
    assert b"\r\nAuto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n" in raw
    assert b"Auto-" not in serialise(PLAIN)


def test_the_same_mail_is_the_same_bytes() -> None:
    mail = replace(PLAIN, html="<p>x</p>", attachments=(OutboundAttachment("a.txt", "text/plain", b"x"),))
    assert serialise(mail) == serialise(mail)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("sara@example.com", "sara@example.com"),
        ("sara+x@EXAMPLE.com", "sara+x@EXAMPLE.com"),
        ("-sara@example.com", "-sara@example.com"),
        ("a..b@docomo.example", '"a..b"@docomo.example'),
        ('"sara a"@example.com', '"sara a"@example.com'),
        ("sara@نمونه.ایران", "sara@xn--mgbu7c9ef.xn--mgba3a4f16a"),
        ("سارا@نمونه.ایران", "سارا@xn--mgbu7c9ef.xn--mgba3a4f16a"),
        ("sara@[192.0.2.1]", "sara@[192.0.2.1]"),
    ],
)
def test_addresses_are_written_for_the_wire(address: str, expected: str) -> None:
    local, _, domain = expected.rpartition("@")
    assert written(address).rpartition("@")[0] == local
    if "xn--" not in domain:
        assert written(address) == expected
    assert written(address).rpartition("@")[2].isascii()


@pytest.mark.parametrize(
    "address",
    ["", "sara", "@example.com", "sara@", "a b@example.com", "a@b@example.com", "$(id)@example.com", "a@exa mple.com",
     "a@b\r\nRCPT TO:<x@y>", "a>@example.com", "a@example.com>", "a@-.com", "a" * 300 + "@example.com", "\ud800@a.com",
     "a\u202eb@example.com", "=?utf-8?q?x?=@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_not_sent(address: str) -> None:
    with pytest.raises(Unsendable):
        written(address)


def test_only_a_local_part_outside_ascii_needs_smtputf8() -> None:
    assert not needs_smtputf8(replace(PLAIN, recipient="sara@نمونه.ایران"))
    assert needs_smtputf8(replace(PLAIN, recipient="سارا@example.com"))
    assert needs_smtputf8(replace(PLAIN, reply_to=Mailbox("سارا@example.com")))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("گزارش نهایی.pdf", "گزارش نهایی.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("a\r\nb.txt", "a b.txt"),
        ("", "attachment"),
        ("...", "attachment"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_file_names_are_hints_and_made_safe(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_a_persian_file_name_reaches_old_and_new_clients() -> None:
    """RFC 2231 sections 3 and 4, and a plain name for the rest."""
    name = "گزارش نهایی سال ۱۴۰۵ برای مدیریت پشتیبانی.pdf"
    raw = serialise(replace(PLAIN, attachments=(OutboundAttachment(name, "application/pdf", b"x"),)))
    part = email.message_from_bytes(raw).get_payload()[1]  # type: ignore[index]
    assert isinstance(part, Message)
    continued = part["Content-Disposition"].replace("\r\n", "").replace(' filename="', ' plain="')
    again = email.message_from_string(f"Content-Disposition: {continued}\n\n")
    assert again.get_filename() == name
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_message_goes_along_as_plain_octets() -> None:
    """RFC 2046 section 5.2.1 forbids base64 for message/rfc822."""
    raw = serialise(replace(PLAIN, attachments=(OutboundAttachment("m.eml", "message/rfc822", b"From: a\r\n"),)))
    assert b"application/octet-stream" in raw
    assert b"rfc822" not in raw


def test_a_usual_notice_takes_little_time() -> None:
    mail = replace(PLAIN, text="سلام، پیام شما رسید.\n" * 20, html="<p>سلام، پیام شما رسید.</p>\n" * 80, language="fa")
    begin = time.process_time()
    for _ in range(100):
        check(serialise(mail), mail)
    assert (time.process_time() - begin) / 100 < 0.02


def test_a_blank_at_the_end_of_a_line_never_makes_it_too_long() -> None:
    """Whatever stands before it, and however its letters are written."""
    for letter in ("a", "é", "ش"):
        for length in range(1, 160):
            for blank in (" ", "\t", "  "):
                text = f"{letter * length}{blank}\nnext{blank}\n"
                mail = replace(PLAIN, text=text)
                raw = serialise(mail)
                assert check(raw, mail) == ()
                assert max(map(len, raw.split(b"\r\n"))) <= 76 + 2
