"""The mail that leaves: `OutboundMail` says what is meant, `serialise` makes the bytes, `strict.check` judges them.

Own header encoding throughout: the standard library lets a subject become a header of its own (CVE-2024-6923).
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from enum import Enum

from .encoded_words import Unsendable, file_name, file_name_parameters, fold, mailbox, unstructured, written
from .inbound import Mailbox

REFERENCES_LIMIT = 20
BASE64_LINE, BASE64_SYMBOLS = 57, 76  # so many octets make so many symbols

_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.@:\[\]-]{1,400}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
_CONTENT_TYPE = re.compile(r"(?:application|audio|font|image|model|text|video)/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,100}")
_UNWANTED = b"".join(bytes([o]) for o in (*range(0x20), 0x7F) if o not in (9, 10))  # controls but for tab and LF
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_UNWANTED_BEYOND = re.compile(b"\xc2[\x80-\x9f]")  # the controls of ISO 6429, in UTF-8
_SURROGATE = re.compile("[\ud800-\udfff]")


class AutoSubmitted(Enum):
    """RFC 3834 section 5. A person's answer carries no such field."""

    NO = ""
    REPLIED = "auto-replied"
    GENERATED = "auto-generated"


@dataclass(frozen=True, slots=True)
class OutboundAttachment:
    """`name` and `content_type` may be a stranger's words; they are made safe on the way out."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OutboundMail:
    """One mail to one recipient. Ids carry no brackets; `date` is aware; texts have "\\n" as line end."""

    envelope_sender: str  # "" is the null sender
    recipient: str
    from_: Mailbox
    to: Mailbox
    reply_to: Mailbox | None
    subject: str
    date: datetime
    message_id: str
    in_reply_to: str
    references: tuple[str, ...]  # oldest first
    auto_submitted: AutoSubmitted
    language: str  # "" where it is not known
    text: str
    html: str  # "" for a mail of plain text only
    attachments: tuple[OutboundAttachment, ...] = ()
    department: str = ""  # whose mail it is: some relays carry that of some departments only


def serialise(mail: OutboundMail) -> bytes:
    """The bytes of a mail, ending in CRLF; raises `Unsendable` for what no mail can carry."""
    if mail.envelope_sender:
        written(mail.envelope_sender)
    written(mail.recipient)
    head = "\r\n".join(_fields(mail)).encode()
    return head + b"\r\n" + _entity(mail)


def needs_smtputf8(mail: OutboundMail) -> bool:
    """RFC 6531: only a local part outside ASCII needs it; domains go out as A-labels."""
    shown = [mail.from_.address, mail.to.address, mail.reply_to.address if mail.reply_to else ""]
    return not all(a.rpartition("@")[0].isascii() for a in [mail.envelope_sender, mail.recipient, *shown])


def threading_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that may stand in References: lawful ones, each once, the first and the newest (RFC 5322 3.6.4)."""
    lawful = tuple(dict.fromkeys(filter(_is_id, ids)))
    return lawful if len(lawful) <= REFERENCES_LIMIT else (lawful[0], *lawful[1 - REFERENCES_LIMIT :])


def _fields(mail: OutboundMail) -> list[str]:
    if not _is_id(mail.message_id) or "@" not in mail.message_id:
        raise Unsendable(f"{mail.message_id[:80]!r} is not a Message-ID")
    if mail.language and not _LANGUAGE.fullmatch(mail.language):
        raise Unsendable(f"{mail.language[:80]!r} is not a language")
    if mail.date.tzinfo is None:
        raise Unsendable("the date has no zone")
    fields = [f"Date: {format_datetime(mail.date)}", mailbox("From", mail.from_), mailbox("To", mail.to)]
    if mail.reply_to:
        fields.append(mailbox("Reply-To", mail.reply_to))
    fields += [unstructured("Subject", mail.subject), fold(f"Message-ID: <{mail.message_id}>")]
    fields += _thread_fields(mail)
    if mail.auto_submitted is not AutoSubmitted.NO:
        fields += [f"Auto-Submitted: {mail.auto_submitted.value}", "X-Auto-Response-Suppress: All"]
    fields += [f"Content-Language: {mail.language}"] if mail.language else []
    return [*fields, "MIME-Version: 1.0"]


def _thread_fields(mail: OutboundMail) -> list[str]:
    fields = [fold(f"In-Reply-To: <{mail.in_reply_to}>")] if _is_id(mail.in_reply_to) else []
    ids = threading_ids(mail.references)
    return [*fields, fold("References: " + " ".join(f"<{one}>" for one in ids))] if ids else fields


def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None and "=?" not in text


# --- the body: an entity is its own fields, an empty line and content that ends in CRLF -----------------------------


def _entity(mail: OutboundMail) -> bytes:
    body = _text_part(mail.text, "plain")
    if not mail.html and not mail.attachments:
        return body
    boundary = _boundary(mail)
    if mail.html:
        body = _multipart("alternative", boundary + "a", [body, _text_part(mail.html, "html")])
    if mail.attachments:
        body = _multipart("mixed", boundary + "m", [body, *map(_attachment, mail.attachments)])
    return body


def _boundary(mail: OutboundMail) -> str:
    """ "=_" cannot stand in quoted-printable nor in base64 (RFC 2045 section 6.7), so it never meets its like."""
    return "=_" + hashlib.sha256(mail.message_id.encode()).hexdigest()[:24]


def _multipart(subtype: str, boundary: str, parts: list[bytes]) -> bytes:
    fence = b"\r\n--" + boundary.encode()
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n'.encode()
    return head + b"".join(fence + b"\r\n" + part for part in parts) + fence + b"--\r\n"


def _text_part(text: str, subtype: str) -> bytes:
    data = _clean(text)
    in_base64 = (len(data) + data.count(b"\n")) * 78 // BASE64_LINE  # 76 symbols and CRLF for 57 octets
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ".encode()
    if _least_quoted(data) <= in_base64:
        quoted = _quoted_printable(data)
        if len(quoted) <= in_base64:
            return head + b"quoted-printable\r\n\r\n" + quoted
    return head + b"base64\r\n\r\n" + _base64(data.replace(b"\n", b"\r\n"))


def _least_quoted(data: bytes) -> int:
    """Octets that quoted-printable takes at least: three for each beyond ASCII. A Persian text needs no look more."""
    return len(data) if data.isascii() else 3 * len(data) - 2 * len(data.translate(None, _BEYOND_ASCII))


def _quoted_printable(data: bytes) -> bytes:
    """RFC 2045 section 6.7. The standard library's lines grow beyond 76 octets where they end in a blank."""
    lines = binascii.b2a_qp(data).split(b"\n")
    if max(map(len, lines)) > 76:
        lines = [line if len(line) <= 76 else line[:-3] + b"=\r\n" + line[-3:] for line in lines]
    return b"\r\n".join(lines)


def _clean(text: str) -> bytes:
    """Text as mail carries it: "\\n" line ends, one at the end, no controls that a terminal might obey. (Octets are
    looked through ten times as fast as letters.)
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = _SURROGATE.sub("\ufffd", text).encode()
    data = data.translate(None, _UNWANTED)
    data = _UNWANTED_BEYOND.sub(b"", data) if b"\xc2" in data else data
    return data if data.endswith(b"\n") else data + b"\n"


def _attachment(attachment: OutboundAttachment) -> bytes:
    """Messages and multiparts may not be base64 (RFC 2046 section 5.2.1), so such a file goes as plain octets."""
    kind = attachment.content_type.lower()
    kind = kind if _CONTENT_TYPE.fullmatch(kind) else "application/octet-stream"
    parameters = file_name_parameters(file_name(attachment.name))
    disposition = "".join(f";\r\n {parameter}" for parameter in parameters)
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment{disposition}"
    return head.encode() + b"\r\n\r\n" + _base64(attachment.content)


def _base64(data: bytes) -> bytes:
    symbols = base64.b64encode(data)
    lines = [symbols[start : start + BASE64_SYMBOLS] for start in range(0, len(symbols), BASE64_SYMBOLS)]
    return b"\r\n".join([*lines, b""])
