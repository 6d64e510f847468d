"""Persian replies as the usual programs write them: the same words from each, in UTF-8 and in windows-1256."""

import base64
import quopri
from dataclasses import dataclass

SUBJECT = "پاسخ: [#1042-7KQM] خطای E-105 در نرم‌افزار"
NAME = "علی رضایی‌نژاد"
NEW = "سلام،\nنرم‌افزار Word روی سیستم شماره ۱۲۳ باز نمی‌شود و کد خطا E-105 است.\nلطفاً راهنمایی کنید."
OLD = "با سلام\nلطفاً یک بار دیگر امتحان کنید و نتیجه را بگویید.\nپشتیبانی"
# windows-1256 has neither Persian yeh nor Persian digits.
_WINDOWS = str.maketrans("ی۰۱۲۳۴۵۶۷۸۹", "ي0123456789")


@dataclass(frozen=True)
class Client:
    """A program: the type of its mails, and what it writes between the new text and the old one."""

    name: str
    between: str
    quotes: bool = True  # the old text as `> ` lines
    form: str = "plain"  # plain, flowed, alternative, html
    encoding: str = "8bit"
    mailer: str = "Microsoft Outlook 16.0"


GMAIL = "در تاریخ شنبه ۲۱ نوامبر ۲۰۲۶،\u200f ۱۰:۰۰ Support <support@example.org> نوشت:"
CLIENTS = (
    Client("Gmail", GMAIL, form="alternative", encoding="base64", mailer=""),
    Client("Gmail in English", "On Sat, Nov 21, 2026 at 10:00 AM Support <support@example.org> wrote:", mailer=""),
    Client(
        "Outlook",
        "________________________________\nFrom: Support <support@example.org>\n"
        f"Sent: Saturday, November 21, 2026 10:00 AM\nTo: {NAME}\nSubject: {SUBJECT}\n",
        quotes=False,
        encoding="quoted-printable",
    ),
    Client(
        "Outlook in Persian",
        "-----پیام اصلی-----\nاز: Support <support@example.org>\n"
        f"ارسال شده: ۳۰ آبان ۱۴۰۵ ۱۰:۰۰\nبه: {NAME}\nموضوع: {SUBJECT}\n",
        quotes=False,
    ),
    Client(
        "Apple Mail",
        "در ۳۰ آبان ۱۴۰۵، ساعت ۱۰:۰۰، Support <support@example.org> نوشت:\n",
        encoding="quoted-printable",
        mailer="Apple Mail (2.3826)",
    ),
    Client("Thunderbird", "On 11/21/26 10:00, Support wrote:", form="flowed", mailer="Mozilla Thunderbird"),
    Client(
        "Yahoo",
        "On Saturday, November 21, 2026 at 10:00:00 AM GMT+3:30, Support <support@example.org> wrote:",
        form="html",
        encoding="base64",
        mailer="WebService/1.1 YMailNorrin",
    ),
    Client("Roundcube", "در تاریخ 2026-11-21 10:00، Support نوشت:", mailer="Roundcube Webmail/1.6.6"),
)


def windows(text: str) -> str:
    """As it is typed where the machine knows windows-1256 only."""
    return text.translate(_WINDOWS)


def word(text: str, charset: str = "utf-8", declared: str = "", size: int = 30) -> bytes:
    """Encoded words of at most `size` bytes each; like many programs it cuts inside of characters."""
    data = text.encode(charset)
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"\r\n ".join(b"=?%s?B?%s?=" % ((declared or charset).encode(), base64.b64encode(each)) for each in pieces)


def from_client(client: Client, charset: str) -> bytes:
    said = (NEW, OLD, client.between, SUBJECT, NAME)
    new, old, between, subject, name = map(windows, said) if charset == "windows-1256" else said
    quoted = "\n".join(f"> {line}" for line in old.split("\n")) if client.quotes else old
    plain = f"{new}\n\n{between}\n{quoted}\n"
    head = [
        b"From: %s <ali@customer.example>" % word(name, charset),
        b"To: support+n1@in.example.org\r\nSubject: " + word(subject, charset),
        b"Date: Sat, 21 Nov 2026 12:00:00 +0330\r\nMessage-ID: <%d@customer.example>" % len(plain),
        b"In-Reply-To: <n1@in.example.org>\r\nMIME-Version: 1.0",
        *([b"X-Mailer: " + client.mailer.encode()] if client.mailer else []),
    ]
    page = _page(new, between, old)
    match client.form:
        case "html":
            body = _part("text/html", page, charset, client.encoding)
        case "alternative":
            parts = [
                _part("text/plain", plain, charset, client.encoding),
                _part("text/html", page, charset, client.encoding),
            ]
            body = b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
            body += b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
        case "flowed":
            body = _part("text/plain", plain, charset, client.encoding, "; format=flowed")
        case _:
            body = _part("text/plain", plain, charset, client.encoding)
    return b"\r\n".join([*head, body])


def _part(type_: str, text: str, charset: str, encoding: str, more: str = "") -> bytes:
    raw = text.replace("\n", "\r\n").encode(charset)
    data = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(raw)
    head = f"Content-Type: {type_}; charset={charset}{more}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    return head.encode() + data


def _page(new: str, between: str, old: str) -> str:
    said = new.replace("\n", "<br>")
    below = old.replace("\n", "<br>")
    opening = between.replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<html><body dir="rtl"><div dir="rtl">{said}</div><br>'
        f'<div class="gmail_quote"><div dir="rtl">{opening}<br></div>'
        f'<blockquote type="cite"><div dir="rtl">{below}</div></blockquote></div></body></html>'
    )
