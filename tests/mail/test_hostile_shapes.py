"""Hostile mails read as they are in earnest: in a child of 256 MB and two seconds of processor time for a megabyte."""

import base64
import email
import struct
from collections.abc import Iterator
from dataclasses import replace

import pytest

from gateway.intake.reading import Reader, ReadLimits, Unreadable
from gateway.mail.auth import Authentication, authentication
from gateway.mail.inbound import Defect, Envelope, InboundMail, Source
from gateway.mail.outbound import serialise
from gateway.mail.parse import parse
from gateway.mail.reply import split

from . import tnef_builder as tnef
from .test_hostile import HEADERS, HTML, PAGES, PARTS, SIZE, filled
from .test_outbound import PLAIN

LIMITS = ReadLimits(cpu=2.0, wall=60.0, memory=256 * 1024 * 1024, quick=60.0)
ENVELOPE = Envelope("ali@customer.example", ("support@example.org",), Source.SMTP)

RICH = b"Content-Type: application/rtf\n\n{\\rtf1 "
BASE64 = b"\nContent-Transfer-Encoding: base64\n\n"
SIGNED = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m" + BASE64
WINMAIL = b"Content-Type: application/ms-tnef; name=winmail.dat" + BASE64
OPENED = bytes.fromhex("3080 06092a864886f70d010702 a080 3080 020101 3100")  # a signature of indefinite length, begun
PIECES = bytes.fromhex("3080 060101 a080 2480")
TYPED = b"Content-Type: multipart/mixed; boundary=%s\n\n"
ENRICHED = b"Content-Type: text/enriched\n\n"
CALENDAR = b"Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\n"


def packed(*attributes: bytes) -> bytes:
    return WINMAIL + base64.encodebytes(tnef.stream(*attributes))


def rich_text(compressed: bytes) -> bytes:
    """The head claims four gigabytes."""
    head = struct.pack("<IIII", 0, 0xFFFFFFFF, 0x75465A4C, 0)
    return packed(tnef.message(tnef.value(tnef.BINARY, 0x1009, head + compressed)))


NESTED = {
    "parts in parts": b"".join(TYPED % b"n%d" % n + b"--n%d\n" % n for n in range(11_000)),
    "mails in mails": filled(b"Content-Type: message/rfc822\n\n"),
    "mails in parts": filled(b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n"),
    "parts without an end": filled(b"Content-Type: multipart/mixed; boundary=x\n\n--x\n"),
    "what begins like a long boundary": filled(b"--%s\n" % (b"a" * 69), TYPED % (b"a" * 70)),
    "what begins like a short boundary": filled(b"--a\n--aa\n", TYPED % b"a" + b"--a\n"),
}
CONTAINERS = {
    "rich text of groups": filled(b"{", RICH),
    "rich text of fonts": filled(b"\\f1", RICH),
    "rich text of characters": filled(b"\\u1 ", RICH + b"\\uc0 "),
    "rich text of hidden groups": filled(b"{\\*\\x}", RICH),
    "rich text of hex": filled(b"\\'d8", RICH + b"\\ansicpg1256 "),
    "text with marks": filled(b"<bold>", ENRICHED),
    "text with parameters": filled(b"<param>", ENRICHED),
    "a calendar of folds": filled(b"\n ", CALENDAR + b"SUMMARY:a"),
    "a calendar of events": filled(b"BEGIN:VEVENT\n", CALENDAR),
    "a calendar of parameters": filled(b";X=1", CALENDAR + b"DTSTART"),
    "a calendar of escapes": filled(b"\\", CALENDAR + b"DESCRIPTION:"),
    "a signature of open tags": SIGNED + base64.encodebytes(OPENED + b"\x30\x80" * 300_000),
    "a signature of pieces": SIGNED + base64.encodebytes(OPENED + PIECES + b"\x04\0" * 300_000),
    "a winmail.dat of files": packed(*[tnef.file(b"a", b"")] * 20_000),
    "a winmail.dat of properties": packed(tnef.message(*[tnef.long(1, 1)] * 60_000)),
    "a winmail.dat of values": packed(tnef.message(struct.pack("<HHI", 0x101E, 0x3704, 0xFFFFFFFF) + bytes(600_000))),
    "rich text that expands": rich_text(b"{\\rtf1" + (b"\xff" + b"\x00\x0f" * 8) * 40_000),
}
TEXTS = {
    "files in a text": filled(b"begin 644 a\n!80``\n`\nend\n", b"\n"),
    "escapes of Japanese": filled(b"\x1b$B\x1b(B", b"Content-Type: text/plain; charset=iso-2022-jp\n\n"),
    "halves of UTF-16": filled(b"\xd8\x00", b"Content-Type: text/plain; charset=utf-16\n\n"),
    "shifts of hz": filled(b"~{~}", b"Content-Type: text/plain; charset=hz-gb-2312\n\n"),
    "a megabyte of recipients": filled(b"a b <a@b.example>, ", b"To: "),
    "brackets of addresses": filled(b'(<"@', b"From: "),
    "sixty thousand references": filled(b"<a@b.example>\n ", b"References: "),
}
MAILS = {**HEADERS, **PARTS, **PAGES, **NESTED, **CONTAINERS, **TEXTS}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    opened = Reader(1, LIMITS)
    opened.open()
    yield opened
    opened.close()


def whole(mail: InboundMail, raw: bytes) -> None:
    """Read, and not grown out of proportion."""
    assert len(mail.text) <= 2_200_000 + len(raw)
    assert sum(each.size for each in mail.attachments) <= 3 * len(raw) + 2_200_000


# Near enough to the limit that a neighbour on the same core would push them over it.
HEAVY = {"breaks", "rich text of groups", "files in a text", "rich text fonts", "rich text braces", "no-break spaces"}
HEAVY |= {
    "lists to the limit",
    "quotes",
    "words cut short",
    "tables",
    "angles in From",
    "half a megabyte of blanks typed",
}
NAMES = [pytest.param(name, marks=pytest.mark.alone) if name in HEAVY else name for name in MAILS]


@pytest.mark.parametrize("name", NAMES)
def test_a_megabyte_is_read_within_two_seconds_and_256_megabytes(reader: Reader, name: str) -> None:
    whole(reader.read(MAILS[name], ENVELOPE), MAILS[name])


def test_a_child_that_takes_more_is_ended() -> None:
    """The limits above are no ornament: with less, the same mails are refused."""
    strict = Reader(1, ReadLimits(cpu=0.01, wall=20.0))
    try:
        with pytest.raises(Unreadable, match="CPU"):
            strict.read(PAGES["div"], ENVELOPE)
    finally:
        strict.close()


# --- one each of the facts in the reference ---------------------------------------------------------------------------


def test_a_bare_cr_makes_no_field_and_takes_all_authority() -> None:
    """Python's own parser makes a field of it."""
    passed = b"Authentication-Results: gw; dmarc=pass header.from=customer.example"
    mail = parse(b"From: ali@customer.example\r\nX-A: 1\r" + passed + b"\r\n\r\nx", ENVELOPE)
    assert mail.header("authentication-results") == ""
    assert Defect.STRAY_CONTROL in mail.defects
    assert authentication(mail, "gw") is Authentication.FAILED


def test_an_address_in_the_name_is_not_the_author() -> None:
    mail = parse(b"From: agent@corp.example <evil@x.example>\r\n\r\nx")
    assert mail.writer.address == "evil@x.example"
    assert Defect.BAD_FROM in mail.defects


def test_an_encoded_subject_stays_a_subject_all_the_way_out() -> None:
    """A subject that decodes to lines must not become fields and a body of the mail that answers it."""
    hidden = "Hi \U0001f4a9 =?utf-8?q?=0AReply-To:_evil@x.example=0A=0A<a_href=3Dx>?="
    raw = b"Subject: =?utf-8?b?" + base64.b64encode(hidden.encode()) + b"?=\r\n\r\nx"
    subject = parse(raw).subject
    assert "\n" not in subject
    answer = email.message_from_bytes(serialise(replace(PLAIN, subject=f"Re: {subject}")))
    assert answer["Reply-To"] is None
    assert "<a" not in str(answer.get_payload())


def test_five_thousand_nestings_are_no_recursion() -> None:
    for raw in NESTED.values():
        assert isinstance(parse(raw), InboundMail)
    assert Defect.TOO_DEEP in parse(NESTED["parts in parts"]).defects


def test_a_page_of_lists_does_not_become_a_book() -> None:
    """45 KB of it became 25 MB elsewhere."""
    page = HTML + b"<ul><li>" * 5600
    assert len(parse(page).text) < 10 * len(page)


@pytest.mark.parametrize("line", ["a" * 20_000, "a" * 100_000, "\n" * 100_000, "> " * 50_000, "On " * 33_000])
def test_one_long_line_is_no_trouble_for_the_reply(line: str) -> None:
    assert "".join(piece.text for piece in split(line).pieces) == line


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain\nContent-Type: text/html\n",
        b"Content-Type: text/html; charset=utf-8; charset=utf-7\n",
        b"Content-Type: multipart/mixed; boundary=a; boundary=b\n",
        b"Content-Transfer-Encoding: base64\nContent-Transfer-Encoding: 7bit\n",
    ],
)
def test_statements_that_disagree_are_noted(head: bytes) -> None:
    assert Defect.AMBIGUOUS in parse(head + b"\n--a\n\nx\n--b\n\ny\n--a--\n").defects


@pytest.mark.parametrize("content", [b"QUJD\nQUI", b"QUJDR", b"QQ==QQ==", b"%%%%", b"QU\0JD", b"=QUJD"])
def test_base64_that_is_damaged_gives_what_it_can_and_is_noted(content: bytes) -> None:
    mail = parse(b"Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\n" + content)
    assert len(mail.attachments) == 1
    clean = content == b"QU\0JD"  # a NUL is a blank like others
    assert (Defect.BAD_ENCODING in mail.defects) is not clean


def test_the_shapes_are_as_large_as_they_say() -> None:
    assert all(len(raw) >= SIZE // 2 for raw in (*NESTED.values(), *CONTAINERS.values(), *TEXTS.values()))
