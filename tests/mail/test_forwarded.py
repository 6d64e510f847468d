"""Who wrote a mail that somebody passes on, and what: in the body of every program and language, and attached."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.mail.forwarded import SUBJECT_LIMIT, Forwarded, forwarded
from gateway.mail.inbound import Attachment, Mailbox
from gateway.mail.parse import parse
from gateway.mail.written_dates import moment

from ..builders import mail
from ..folded import every
from ..thorough import examples
from .forwards import (
    ABOVE,
    ALI,
    NAME,
    ODD,
    PAGES,
    SUBJECT,
    TEXT,
    Forward,
    Lookalike,
    forwards,
    lookalikes,
    message,
    quoted,
)
from .hostile_shapes import SHAPES, Shape
from .test_reading_corpus import CORPUS
from .test_time import SIZE, slow

FORWARDS = [*forwards(), *ODD, *PAGES]
LOOKALIKES = [*lookalikes()]
TEHRAN = timezone(timedelta(hours=3, minutes=30))
BLOCK = f"From: {NAME} <{ALI}>\nSent: Saturday, November 21, 2026 10:00 AM\nTo: Support\nSubject: {SUBJECT}\n"
GMAIL = "---------- Forwarded message ---------\n"


def rows(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def read(built: EmailMessage) -> Forwarded | None:
    return forwarded(parse(built.as_bytes(policy=SMTP)))


# --- in the body ------------------------------------------------------------------------------------------------------


@every("case", FORWARDS, ids=lambda case: case.name)
def test_a_forward_is_read(case: Forward) -> None:
    found = forwarded(parse(case.raw))
    assert found is not None
    assert found.writer == Mailbox(case.address, case.person)
    assert found.subject == case.original
    assert rows(found.text) == rows(case.text)
    assert rows(found.above) == rows(case.above)
    assert found.attachments == ()


@every("case", FORWARDS, ids=lambda case: case.name)
def test_its_moment_is_told_as_the_forwarder_saw_it(case: Forward) -> None:
    found = forwarded(parse(case.raw))
    assert found is not None
    if case.name != "Gnus":  # which names none
        assert found.date is not None
        assert found.date.utcoffset() == timedelta(hours=3, minutes=30)
        assert found.date.date().isoformat() in ("2026-11-21", "2026-11-16")
        assert found.date.hour in (10, 12)


@every("case", LOOKALIKES, ids=lambda case: case.name)
def test_what_only_looks_so_is_none(case: Lookalike) -> None:
    assert forwarded(parse(case.raw)) is None


def test_the_tables_are_large_and_mixed() -> None:
    assert len({case.name for case in FORWARDS}) == len(FORWARDS) >= 300
    assert len({case.name for case in LOOKALIKES}) == len(LOOKALIKES) >= 200
    assert sum(bool(case.html) for case in FORWARDS) >= 60
    assert any(not case.body for case in FORWARDS)


@every("case", [case for case in FORWARDS if not case.html], ids=lambda case: case.name)
def test_an_answer_to_a_forward_is_none(case: Forward) -> None:
    """The same body below "Re:", and quoted below an attribution without any mark."""
    assert forwarded(parse(replace(case, subject=f"Re: {case.subject}").raw)) is None
    history = f"Done.\n\nOn Sat, Nov 21, 2026 at 12:00 PM Tom Baker <tom@example.org> wrote:\n{quoted(case.body)}\n"
    assert forwarded(parse(message(SUBJECT, history).as_bytes())) is None


def test_attachments_below_a_forward_are_those_of_the_original() -> None:
    built = message(f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{GMAIL}{BLOCK}\n{TEXT}\n")
    built.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="printer.png")
    found = read(built)
    assert found is not None
    assert [(each.name, each.content) for each in found.attachments] == [("printer.png", b"\x89PNG")]


def test_a_mail_attached_to_a_forwarded_one_is_its_attachment() -> None:
    built = message(f"Fwd: {SUBJECT}", f"{ABOVE}\n\n{GMAIL}{BLOCK}\n{TEXT}\n")
    built.add_attachment(original(sender="Eve <eve@elsewhere.example>"))
    found = read(built)
    assert found is not None
    assert found.writer.address == ALI
    assert [each.content_type for each in found.attachments] == ["message/rfc822"]


def test_a_mail_attached_does_not_stand_in_for_an_author_without_an_address() -> None:
    built = message(f"FW: {SUBJECT}", f"{ABOVE}\n\n{BLOCK.replace(f' <{ALI}>', '')}\n{TEXT}\n")
    built.add_attachment(original(sender="Eve <eve@elsewhere.example>"))
    assert read(built) is None


def test_the_zone_of_the_forwarder_counts_where_the_block_names_none() -> None:
    body = f"{GMAIL}{BLOCK}\n{TEXT}\n"
    for zone in (UTC, TEHRAN, timezone(timedelta(hours=-8))):
        found = forwarded(mail(body, subject="Fwd: a", date=datetime(2026, 11, 21, 18, 0, tzinfo=zone)))
        assert found is not None
        assert found.date == datetime(2026, 11, 21, 10, 0, tzinfo=zone)
    found = forwarded(mail(body, subject="Fwd: a", date=None))
    assert found is not None
    assert found.date == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def test_what_is_long_is_bounded_and_whole() -> None:
    text = "word\n" * 20_000
    found = forwarded(mail(f"{GMAIL}{BLOCK}\n{text}", subject="Fwd: a"))
    assert found is not None
    assert found.text == text.strip()
    long = "s" * 5000
    found = forwarded(mail(f"{GMAIL}{BLOCK.replace(SUBJECT, long)}\nx", subject=f"Fwd: {long}"))
    assert found is not None
    assert len(found.subject) <= SUBJECT_LIMIT
    found = forwarded(mail(f"{GMAIL}{BLOCK.replace(NAME, 'n' * 5000)}\nx", subject="Fwd: a"))
    assert found is None or len(found.writer.name) <= 200


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Sat, Nov 21, 2026 at 10:00 PM", datetime(2026, 11, 21, 22, 0, tzinfo=TEHRAN)),
        ("On Saturday, November 21st, 2026 at 12:05 AM", datetime(2026, 11, 21, 0, 5, tzinfo=TEHRAN)),
        ("mar. 17 nov. 2026 à 10:00", datetime(2026, 11, 17, 10, 0, tzinfo=TEHRAN)),
        ("martes, 16 de marzo de 2027 9:05:06", datetime(2027, 3, 16, 9, 5, 6, tzinfo=TEHRAN)),
        ("16 Mart 2027 Salı 09:05", datetime(2027, 3, 16, 9, 5, tzinfo=TEHRAN)),
        ("maandag 15 maart 2027 12:00", datetime(2027, 3, 15, 12, 0, tzinfo=TEHRAN)),
        ("21.11.26, 10:00", datetime(2026, 11, 21, 10, 0, tzinfo=TEHRAN)),
        ("11/21/2026 10:00", datetime(2026, 11, 21, 10, 0, tzinfo=TEHRAN)),
        ("21-11-2026 10.00", datetime(2026, 11, 21, 10, 0, tzinfo=TEHRAN)),
        ("5/5/2026 10:00", datetime(2026, 5, 5, 10, 0, tzinfo=TEHRAN)),
        ("2026年11月21日(星期六) 下午1:05", datetime(2026, 11, 21, 13, 5, tzinfo=TEHRAN)),
        ("شنبه ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۰۰ ب.ظ", datetime(2026, 11, 21, 22, 0, tzinfo=TEHRAN)),
        ("۱۲ دی ۱۴۰۴ ۰۸:۱۵", datetime(2026, 1, 2, 8, 15, tzinfo=TEHRAN)),
        ("۱۴۰۵/۰۸/۳۰ ۱۰:۰۰", datetime(2026, 11, 21, 10, 0, tzinfo=TEHRAN)),
        ("الاثنين، 16 نوفمبر 2026 1:00 م", datetime(2026, 11, 16, 13, 0, tzinfo=TEHRAN)),
        ("Sat, 21 Nov 2026 06:30:00 +0000", datetime(2026, 11, 21, 6, 30, tzinfo=UTC)),
        ("21 November 2026 10:00:00 GMT+1", datetime(2026, 11, 21, 9, 0, tzinfo=UTC)),
        ("2026-11-21 10:00 UTC", datetime(2026, 11, 21, 10, 0, tzinfo=UTC)),
        ("5/6/2026 10:00", None),
        ("Saturday, November 21, 2026", None),
        ("31/02/2026 10:00", None),
        ("۳۱ آبان ۱۴۰۵ ۱۰:۰۰", None),
        ("21 November 2026 25:00", None),
        ("tomorrow at 10:00", None),
        ("0000-00-00 00:00", None),
        ("9999-12-31 23:59 +14:00", datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=14)))),
        ("", None),
    ],
)
def test_dates_as_programs_write_them(written: str, read: datetime | None) -> None:
    assert moment(written, TEHRAN) == read


# --- attached ---------------------------------------------------------------------------------------------------------


def original(sender: str = f"{NAME} <{ALI}>", text: str = TEXT, **fields: str) -> EmailMessage:
    built = EmailMessage()
    built["From"] = sender
    built["To"] = "support@example.org"
    built["Subject"] = SUBJECT
    built["Date"] = "Sat, 21 Nov 2026 10:00:00 +0330"
    for name, value in fields.items():
        built[name.replace("_", "-")] = value
    built.set_content(text)
    return built


def passing(*mails: EmailMessage, subject: str = f"Fwd: {SUBJECT}", **fields: str) -> EmailMessage:
    built = message(subject, f"{ABOVE}\n\n-- \nTom Baker\n")
    for name, value in fields.items():
        built[name.replace("_", "-")] = value
    for each in mails:
        built.add_attachment(each)
    return built


def test_an_attached_mail_is_read() -> None:
    inner = original()
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="invoice.pdf")
    found = read(passing(inner))
    assert found is not None
    assert found.writer == Mailbox(ALI, NAME)
    assert (found.subject, found.text, found.above) == (SUBJECT, TEXT, ABOVE)
    assert found.date == datetime(2026, 11, 21, 10, 0, tzinfo=TEHRAN)
    assert [each.name for each in found.attachments] == ["invoice.pdf"]


def test_an_attached_mail_in_persian_in_its_own_charset_is_read() -> None:
    inner = original("علی رضایی <ali@customer.example>", "چاپگر کار نمی‌کند.")
    inner.set_content("چاپگر کار نمي کند.", charset="windows-1256", cte="quoted-printable")
    found = read(passing(inner, subject=f"ارجاع: {SUBJECT}"))
    assert found is not None
    assert found.writer == Mailbox(ALI, "علی رضایی")
    assert found.text == "چاپگر کار نمي کند."


@pytest.mark.parametrize("subject", [SUBJECT, "A mail for you", f"FW: {SUBJECT}", "[EXTERNAL] Fwd: x", ""])
def test_an_attached_mail_needs_no_mark(subject: str) -> None:
    assert read(passing(original(), subject=subject)) is not None


@pytest.mark.parametrize("subject", [f"Re: {SUBJECT}", f"AW: {SUBJECT}", f"پاسخ: {SUBJECT}", "[#7-7KQM] Re: x"])
def test_an_answer_with_a_mail_attached_is_none(subject: str) -> None:
    assert read(passing(original(), subject=subject)) is None
    assert read(passing(original(), subject=SUBJECT, In_Reply_To="<1@customer.example>")) is None


@pytest.mark.parametrize("kind", [("application", "octet-stream"), ("application", "eml"), ("text", "x-mail")])
def test_a_file_named_eml_is_an_attached_mail(kind: tuple[str, str]) -> None:
    built = passing()
    built.add_attachment(original().as_bytes(), maintype=kind[0], subtype=kind[1], filename="The mail.EML")
    found = read(built)
    assert found is not None
    assert found.writer.address == ALI


def test_a_file_named_eml_that_is_no_mail_is_none() -> None:
    built = passing()
    built.add_attachment(b"\x89PNG", maintype="application", subtype="octet-stream", filename="x.eml")
    assert read(built) is None


def test_several_attached_mails_are_none_and_other_files_do_not_matter() -> None:
    assert read(passing(original(), original())) is None
    built = passing(original())
    built.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="ours.pdf")
    found = read(built)
    assert found is not None
    assert found.attachments == ()


def test_a_digest_is_none() -> None:
    one, two = (original(sender).as_bytes() for sender in (ALI, "eve@elsewhere.example"))
    head = b"From: tom@example.org\nSubject: Fwd: Digest\nContent-Type: multipart/digest; boundary=b\n\n"
    assert forwarded(parse(head + b"--b\n\n" + one + b"\n--b\n\n" + two + b"\n--b--\n")) is None
    assert forwarded(parse(head + b"--b\n\n" + one + b"\n--b--\n")) is not None


def test_an_attached_mail_in_an_attached_mail_belongs_to_it() -> None:
    inner = original()
    inner.add_attachment(original("Eve <eve@elsewhere.example>"))
    found = read(passing(inner))
    assert found is not None
    assert found.writer.address == ALI
    assert [each.content_type for each in found.attachments] == ["message/rfc822"]


def test_an_attached_mail_that_is_a_forward_belongs_to_who_forwarded_it() -> None:
    inner = original(text=f"See below.\n\n{GMAIL}From: Eve <eve@elsewhere.example>\nSubject: x\n\ndeepest")
    found = read(passing(inner))
    assert found is not None
    assert found.writer.address == ALI


@pytest.mark.parametrize(
    "sender",
    [
        b"From: Ali <ali@customer.example>, Reza <reza@customer.example>\n",
        b"From: Ali <ali@customer.example>\nFrom: Eve <eve@elsewhere.example>\n",
        b"From: agent@example.org <ali@customer.example>\n",
        b"From: Ali <ali@customer>\n",
        b"From: Ali\n",
        b"From:\n",
        b"",
        b"From: Ali <" + b"a" * 65 + b"@customer.example>\n",
        b"From: Ali <ali@" + b"a.b" * 100 + b".example>\n",
        b"From: Ali <ali\x01@customer.example>\n",
        b"From: Ali <ali\xe2\x80\xae@customer.example>\n",
        b"From: Mail Delivery System <MAILER-DAEMON@customer.example>\n",
    ],
)
def test_an_attached_mail_without_one_clean_author_is_none(sender: bytes) -> None:
    inner = sender + b"Subject: a\n\nb\n"
    outer = b"From: tom@example.org\nSubject: Fwd: a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b\n"
    assert forwarded(parse(outer + b"Content-Type: message/rfc822\n\n" + inner + b"\n--b--\n")) is None


def test_a_report_of_a_mail_server_is_none() -> None:
    """Its attached mail is our own, come back."""
    report = (
        b"From: postmaster@mx.example\nSubject: Undelivered\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nIt failed.\n"
        b"--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Final-Recipient: rfc822; carl@d.example\nAction: failed\nStatus: 5.1.1\n"
        b"--r\nContent-Type: message/rfc822\n\nFrom: support@example.org\nSubject: a\n\nb\n--r--\n"
    )
    assert forwarded(parse(report)) is None
    outer = b"From: tom@example.org\nSubject: Fwd: a\nContent-Type: multipart/mixed; boundary=o\n\n--o\n\nWhy?\n--o\n"
    assert forwarded(parse(outer + b"Content-Type: message/rfc822\n\n" + report + b"\n--o--\n")) is None


# --- whatever comes ---------------------------------------------------------------------------------------------------

PIECES = (
    *("---------- Forwarded message ---------", "Begin forwarded message:", "-----Original Message-----", "_" * 32),
    *(
        "From: Ali <ali@customer.example>",
        "From:",
        "*From:* a@b.c",
        "Von: ",
        "از: علی <ali@b.example>",
        "To: a@b",
        "Cc: x,",
    ),
    *(
        "Sent: Saturday, November 21, 2026 10:00 AM",
        "Date: 99/99/9999 99:99",
        "Subject: x",
        "موضوع:",
        "Fwd: x",
        ">",
        "> ",
        ">>",
    ),
    *(
        "On Mon, Nov 16, 2026 at 12:00 PM Ann <a@b.org> wrote:",
        "-- ",
        "words",
        "",
        "",
        "\u202b",
        "\u2028",
        "\r",
        "@",
        "<@>",
        "a@b@c",
    ),
    "----- Forwarded Message ----- From: a <a@b.c>To: b <b@c.d>Sent: 1Subject: x",
)


def checked(found: Forwarded | None) -> None:
    if found is not None:
        assert 3 < len(found.writer.address) <= 254
        assert found.writer.address.isprintable()
        assert len(found.subject) <= SUBJECT_LIMIT
        assert found.date is None or found.date.tzinfo is not None


@given(
    st.lists(st.sampled_from(PIECES), max_size=30),
    st.sampled_from(("Fwd: a", "a", "VS: a", "Re: a", "I: a", "[Fwd: a]")),
)
@examples(1000)
def test_no_mixture_of_lines_raises(pieces: list[str], subject: str) -> None:
    checked(forwarded(mail("\n".join(pieces), subject=subject)))
    checked(forwarded(mail(" ".join(pieces), subject=subject)))


@given(st.text(max_size=300), st.text(max_size=30))
@examples(1000)
def test_no_text_raises(text: str, subject: str) -> None:
    for marked in (subject, f"Fwd: {subject}"):
        checked(forwarded(mail(text, subject=marked)))
        checked(forwarded(mail(f"{GMAIL}From: {text}\nTo: x\n\n{text}", subject=marked)))


@given(st.text(max_size=200))
@examples(1000)
def test_no_date_raises(text: str) -> None:
    found = moment(text, TEHRAN)
    assert found is None or found.tzinfo is not None


def test_no_bytes_raise() -> None:
    dice = random.Random(7)
    start = b"From: t@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n"
    for _ in range(1000):
        noise = dice.randbytes(dice.randrange(300))
        checked(forwarded(parse(noise)))
        checked(forwarded(parse(start + noise)))
        checked(forwarded(mail(attachments=(Attachment("a.eml", "message/rfc822", noise),))))


def test_cut_and_garbled_forwards_do_not_raise() -> None:
    dice = random.Random(8)
    for case in FORWARDS:
        raw = case.raw
        for _ in range(3):
            garbled = bytearray(raw)
            for _ in range(5):
                garbled[dice.randrange(len(garbled))] = dice.randrange(256)
            checked(forwarded(parse(bytes(garbled[: dice.randrange(len(garbled))]))))


def _body(shape: Shape, size: int) -> Any:
    return mail(shape.text(size), subject="Fwd: a")


def _below(shape: Shape, size: int) -> Any:
    return mail(f"{GMAIL}From: {shape.text(size)}\nTo: {shape.text(size)}\n\n{shape.text(size)}", subject="a")


@pytest.mark.parametrize("make", [_body, _below])
def test_reading_a_forward_is_linear(make: Any) -> None:
    assert list(slow(forwarded, make, SIZE, SIZE)) == []


def test_reading_a_date_is_linear() -> None:
    assert list(slow(lambda text: moment(text, UTC), lambda shape, size: shape.text(size), SIZE)) == []


def test_there_are_shapes_to_try() -> None:
    assert len(SHAPES) > 100


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the mail corpus is not here")
def test_real_mails_are_forwards_where_somebody_forwarded_them() -> None:
    names = [name for name in (CORPUS / "mails.txt").read_text("utf-8").split("\n") if name]
    found = {name: each for name in names if (each := forwarded(parse((CORPUS / name).read_bytes())))}
    for each in found.values():
        checked(each)
    assert 15 <= len(found) <= 40
    assert not [name for name in found if Path(name).parent.name in ("sisimai_rb", "dsn", "bounce", "complaints")]
    assert found["flanker/multi-received-headers.eml"].text.startswith("---------- Forwarded message")
    assert found["php_mime/issue158a"].subject == "Test 5"
