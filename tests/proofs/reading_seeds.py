"""The sound mails that the reading proof damages: written here by their kinds, and the corpus where it is at hand."""

import base64
import quopri
from collections.abc import Iterator
from pathlib import Path

from ..mail import tnef_builder as tnef

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SIZE_LIMIT = 64_000  # larger mails only make the proof slow; damage makes them large again

PERSIAN = "سلام،\nنرم‌افزار شماره ۱۲۳ از دیروز باز نمی‌شود. لطفاً راهنمایی کنید.\n\nبا احترام\nعلی رضایی\n"
ARABIC = "مرحبا، أريد المساعدة في هذا الطلب رقم ١٢٣ من فضلكم.\n"
JAPANESE = "お世話になっております。\n印刷できません。\n"
ENGLISH = "Hello,\n\nthe printer on floor 3 says E-105.\nCan you help?\n\n-- \nAli Rezaei\n+98 21 555 0100\n"
QUOTED = (
    "It works now, thanks.\n\nOn Sat, Nov 21, 2026 at 10:00 AM Support <support@example.org> wrote:\n"
    "> Please try again.\n> > It is broken.\n>\nOne more thing below.\n"
)
OUTLOOK = (
    "See below.\n\nVon: Support <support@example.org>\nGesendet: Samstag, 21. November 2026 10:00\n"
    "An: Ali\nBetreff: AW: [#1042-7KQM] Drucker\n\nBitte neu starten.\n"
)
PAGE = (
    '<html><head><meta charset="utf-8"><style>p{color:red}</style></head><body dir="rtl"><p>It&nbsp;works</p>'
    '<ul><li>one<li><a href="https://example.org/a?b=c">two</a></ul><table><tr><td>a<td>b</table>'
    '<div style="display:none">hidden</div><blockquote type="cite">old</blockquote><pre> x\n y</pre></body></html>'
)
REPORT = (
    "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; nobody@customer.example\nAction: failed\n"
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <nobody@customer.example>: user unknown\n"
)
PROSE = (
    "Hi. This is the qmail-send program at example.org.\nI wasn't able to deliver your message.\n\n"
    "<nobody@customer.example>:\n550 5.2.2 mailbox full\n\n--- Below this line is a copy of the message.\n\n"
    "Message-ID: <n1@in.example.org>\nSubject: old\n\nold\n"
)
CALENDAR = (
    "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nSUMMARY:Talk\nDTSTART:20261121T100000Z\nEND:VEVENT\nEND:VCALENDAR\n"
)
UUENCODED = "Here it is.\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye.\n"
RICH = (
    rb"{\rtf1\ansi\ansicpg1256\fromhtml1{\fonttbl{\f0\fcharset178 Tahoma;}}{\*\htmltag64 <p>}\htmlrtf\par\htmlrtf0 "
    rb"\'d3\'e1\u1740?\f0 and {\*\generator x;}more\tab\par}"
)
TNEF = tnef.stream(
    tnef.codepage(1256),
    tnef.message(
        tnef.long(0x3FDE, 65001),
        tnef.wide(0x1000, "سلام"),
        tnef.named("key"),
        tnef.value(tnef.BINARY, 0x1009, tnef.compressed(RICH)),
    ),
    tnef.text(b"hello"),
    tnef.file(b"a.txt", b"words", tnef.wide(0x3707, "گزارش.txt"), tnef.wide(0x370E, "text/plain")),
    tnef.file(b"mail", b"", tnef.value(tnef.OBJECT, 0x3701, bytes(16) + tnef.stream(tnef.text(b"inner")))),
)
CMS = bytes.fromhex("3080 06092a864886f70d010702 a080 3080 020101 3100 3080 06092a864886f70d010701 a080 2480 0420")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


def own_mails() -> tuple[bytes, ...]:
    """One of every kind that a reader meets."""
    return (*_letters(), *_multiparts(), *_reports(), *_oddities())


def corpus_mails(limit: int = SIZE_LIMIT) -> tuple[bytes, ...]:
    """The real mails up to a size, none where they are not at hand."""
    index = CORPUS / "mails.txt"
    if not index.is_file():
        return ()
    names = [name for name in index.read_text("utf-8").split("\n") if name]
    found = [(CORPUS / name).read_bytes() for name in names]
    return tuple(raw for raw in found if len(raw) <= limit)


def word(text: str, charset: str = "utf-8") -> str:
    """An encoded word (RFC 2047)."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="


def mail(content: bytes | str, type_: str = "text/plain; charset=utf-8", *more: str, subject: str = "Printer") -> bytes:
    fields = [
        "Return-Path: <ali@customer.example>",
        "Received: from mx.example.org (mx.example.org [192.0.2.1]) by in.example.org; Sat, 21 Nov 2026 10:00:00 +0330",
        f'From: "Ali Rezaei" <ali@customer.example>\nTo: support@example.org, {word("علی")} <a@b.example>',
        f"Subject: {subject}\nMessage-ID: <1@customer.example>\nIn-Reply-To: <n1@in.example.org>",
        "References: <n0@in.example.org>\n <n1@in.example.org>\nDate: Sat, 21 Nov 2026 10:00:00 +0330",
        f"MIME-Version: 1.0\nContent-Type: {type_}",
        *more,
    ]
    body = content.encode() if isinstance(content, str) else content
    return ("\n".join(fields) + "\n\n").encode("utf-8", "surrogateescape").replace(b"\n", b"\r\n") + body


def encoded(text: str, charset: str) -> bytes:
    return base64.encodebytes(text.encode(charset, "replace"))


def part(content: bytes | str, *fields: str) -> bytes:
    body = content.encode() if isinstance(content, str) else content
    return "\n".join(fields).encode() + b"\n\n" + body


def multipart(kind: str, *parts: bytes, boundary: str = "=_b1", extra: str = "") -> bytes:
    mark = f"\n--{boundary}".encode()
    content = b"This is a multi-part message." + b"".join(mark + b"\n" + each for each in parts) + mark + b"--\n"
    return mail(content, f'multipart/{kind}; boundary="{boundary}"{extra}')


def _letters() -> Iterator[bytes]:
    base64_ = "Content-Transfer-Encoding: base64"
    quoted = "Content-Transfer-Encoding: quoted-printable"
    yield mail(ENGLISH)
    yield mail(QUOTED, "text/plain; charset=us-ascii", subject="Re: [#1042-7KQM] Printer")
    yield mail(OUTLOOK, "text/plain", subject="AW: =?iso-8859-1?Q?Dr=FCcker?=")
    yield mail(encoded(PERSIAN, "utf-8"), "text/plain; charset=UTF-8", base64_, subject=word("پاسخ: درخواست ۱۲"))
    windows = PERSIAN.replace("ی", "ي").encode("cp1256", "replace")
    yield mail(windows, "text/plain; charset=windows-1256", subject=word("سلام", "cp1256"))
    yield mail(ARABIC.encode("iso8859_6", "replace"), "text/plain; charset=iso-8859-6")
    yield mail(JAPANESE.encode("iso2022_jp"), "text/plain; charset=iso-2022-jp", subject=word("印刷", "iso2022_jp"))
    yield mail(encoded(ENGLISH, "utf-16"), "text/plain; charset=utf-16", base64_)
    yield mail(quopri.encodestring(PERSIAN.encode()), "text/plain; charset=utf-8", quoted)
    yield mail("Long and\nflowing text \nof two lines \n>> quoted \n>> here\n-- \nAli\n", "text/plain; format=flowed")
    yield mail(PAGE, "text/html; charset=utf-8")
    yield mail(quopri.encodestring(PAGE.encode()), "text/html", quoted)
    yield mail(UUENCODED)
    yield mail("away", "text/plain", "Auto-Submitted: auto-replied (vacation)", subject="Out of office: Printer")
    yield mail(
        "news", "text/plain", "List-Id: <l.example.org>\nPrecedence: bulk\nList-Unsubscribe: <mailto:x@y.example>"
    )


def _multiparts() -> Iterator[bytes]:
    plain = part(QUOTED, "Content-Type: text/plain; charset=utf-8")
    html = part(PAGE, "Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: 8bit")
    image = part(
        base64.encodebytes(PNG), 'Content-Type: image/png; name="a.png"', "Content-Transfer-Encoding: base64",
        "Content-ID: <i1@x>", "Content-Disposition: inline; filename=a.png",
    )  # fmt: skip
    named = part(
        base64.encodebytes(b"x" * 300), "Content-Type: application/octet-stream",
        "Content-Transfer-Encoding: base64",
        "Content-Disposition: attachment;\n filename*0*=UTF-8''%D8%B9%DA%A9;\n filename*1*=%D8%B3;\n filename*2=.pdf",
    )  # fmt: skip
    forward = part(mail(ENGLISH), "Content-Type: message/rfc822", "Content-Disposition: attachment")
    both = b"\n\n".join(multipart("alternative", plain, html, boundary="in").split(b"\r\n\r\n", 1)[1:])
    yield multipart("alternative", plain, html)
    yield multipart("mixed", part(both, 'Content-Type: multipart/alternative; boundary="in"'), image, named)
    yield multipart("related", html, image, extra="; type=text/html")
    yield multipart("mixed", plain, forward)
    yield multipart("digest", part(mail(ENGLISH)), part(mail(PERSIAN)))
    winmail = ("Content-Type: application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding: base64")
    yield multipart("mixed", plain, part(base64.encodebytes(TNEF), *winmail))
    yield mail(TNEF, "application/ms-tnef", "Content-Transfer-Encoding: binary")
    yield mail(RICH, "application/rtf")
    yield mail("<bold>Hello</bold>\n\n<param>red</param>there <<\n", "text/enriched")
    yield mail(CMS + part("inside", "Content-Type: text/plain") + bytes(8), "application/pkcs7-mime; name=smime.p7m")
    yield multipart("alternative", plain, part(CALENDAR, "Content-Type: text/calendar; method=REQUEST"))
    signature = part("-----BEGIN PGP SIGNATURE-----\n\nAA\n", "Content-Type: application/pgp-signature")
    yield multipart("signed", plain, signature, extra="; protocol=application/pgp-signature; micalg=pgp-sha1")
    yield multipart("encrypted", part("Version: 1", "Content-Type: application/pgp-encrypted"), named)
    yield mail(base64.encodebytes(PNG), "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m")


def _reports() -> Iterator[bytes]:
    words = part("Your mail did not reach its recipients.", "Content-Type: text/plain")
    status = part(REPORT, "Content-Type: message/delivery-status")
    returned = part("Message-ID: <n1@in.example.org>\nSubject: old\n", "Content-Type: text/rfc822-headers")
    feedback = part("Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n", "Content-Type: message/feedback-report")
    displayed = "Final-Recipient: rfc822;a@b.example\nDisposition: x; displayed\n"
    receipt = part(displayed, "Content-Type: message/disposition-notification")
    yield multipart("report", words, status, returned, extra="; report-type=delivery-status")
    yield multipart("report", words, feedback, returned, extra="; report-type=feedback-report")
    yield multipart("report", words, receipt, extra="; report-type=disposition-notification")
    yield mail(PROSE, "text/plain", "Auto-Submitted: auto-generated", subject="failure notice").replace(
        b'"Ali Rezaei" <ali@customer.example>', b"MAILER-DAEMON@example.org"
    )


def _oddities() -> Iterator[bytes]:
    yield b"Subject: only this\n"
    yield b"no header at all\n"
    yield "Subject: سلام\nFrom: علي <ali@customer.example>\n\nمتن\n".encode("cp1256")
    yield "Subject: سلام\nFrom: علی <ali@customer.example>\n\nمتن\n".encode()
    yield mail(ENGLISH).replace(b"\r\n", b"\r")
    yield b"From ali Sat Nov 21 10:00:00 2026\n" + mail(ENGLISH).replace(b"\r\n", b"\n")
