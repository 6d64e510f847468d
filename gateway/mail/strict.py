"""The last look at a mail before it leaves: the bytes are read again by a parser that knows only what we write, and
compared with what was meant. Shares no code with the serialiser. Each surprise is a sentence; none means it may leave.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from .inbound import Mailbox
from .outbound import AutoSubmitted, OutboundMail
from .strict_parts import Surprise, body, from_base64, octets, read_entity, utf8

IDS_LIMIT = 20

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_WORD = re.compile(r"=\?utf-8\?([QB])\?([!->@-~]*)\?=")
_ANGLE = re.compile(r"(?:(.*) )?<([^<>\s]+|\"[^<>]*\"@[^<>\s]+)>")
_CARRIABLE = re.compile(r"[\w!#$%&'*+/=?^`{|}~.@:\[\]-]{1,400}", re.ASCII)
_MAY_BE_UTF8 = frozenset({"From", "To", "Reply-To"})  # RFC 6532, for addresses only
_IDS = re.compile(r"<[^<>\s]+>(?: <[^<>\s]+>)*")
_HEX = re.compile(rb"=([0-9A-F]{2})")
_BLANKS = re.compile("[\\s\x00-\x1f\x7f-\x9f]+")
_HALVES = re.compile("[\ud800-\udfff]")


def check(raw: bytes, mail: OutboundMail) -> tuple[str, ...]:
    """Everything about `raw` that is not exactly `mail`."""
    surprises = list(octets(raw))
    if surprises:
        return tuple(surprises)
    try:
        whole = read_entity(raw)
        surprises += _header(whole.fields, mail)
        surprises += body(whole, mail)
    except Surprise as surprise:
        surprises.append(str(surprise))
    return tuple(surprises)


# --- the header ---------------------------------------------------------------------------------------------------


def _header(fields: dict[str, str], mail: OutboundMail) -> Iterator[str]:
    missing, unexpected = _expected(mail) - fields.keys(), fields.keys() - _expected(mail)
    if missing or unexpected:
        raise Surprise(f"the header fields differ: missing {sorted(missing)}, unexpected {sorted(unexpected)}")
    if any(not value.isascii() and name not in _MAY_BE_UTF8 for name, value in fields.items()):
        yield "there is unencoded text in the header"
    for name, box in (("From", mail.from_), ("To", mail.to), ("Reply-To", mail.reply_to)):
        if box is not None and not _same_mailbox(fields[name], box):
            yield f"{name} does not say who was meant"
    if _words(fields["Subject"]) != _as_line(mail.subject):
        yield "Subject does not say what was meant"
    if fields["Message-ID"] != f"<{mail.message_id}>":
        yield "Message-ID is another one"
    if fields["Date"] != _as_date(mail.date):
        yield "Date is another one"
    if fields.get("In-Reply-To", f"<{mail.in_reply_to}>") != f"<{mail.in_reply_to}>":
        yield "In-Reply-To is another one"
    if not _some_of(fields.get("References"), mail.references):
        yield "References are others"
    if fields.get("Auto-Submitted", "") != mail.auto_submitted.value:
        yield "Auto-Submitted is another one"
    plain = {"X-Auto-Response-Suppress": "All", "Content-Language": mail.language, "MIME-Version": "1.0"}
    if any(fields.get(name, value) != value for name, value in plain.items()):
        yield "a fixed header field does not say what it should"


def _expected(mail: OutboundMail) -> set[str]:
    """The names that must stand in the header: no more, no fewer. Unlawful ids of other systems are left out."""
    names = {"Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"}
    names |= {"Content-Language"} if mail.language else set()
    names |= {"Reply-To"} if mail.reply_to else set()
    names |= {"In-Reply-To"} if _carriable(mail.in_reply_to) else set()
    names |= {"References"} if any(map(_carriable, mail.references)) else set()
    if mail.auto_submitted is not AutoSubmitted.NO:
        names |= {"Auto-Submitted", "X-Auto-Response-Suppress"}
    return names if mail.html or mail.attachments else names | {"Content-Transfer-Encoding"}


def _carriable(one: str) -> bool:
    return _CARRIABLE.fullmatch(one) is not None and "=?" not in one


def _same_mailbox(value: str, meant: Mailbox) -> bool:
    match = _ANGLE.fullmatch(value)
    shown, address = (match[1] or "", match[2]) if match else ("", value)
    quoted = len(shown) > 1 and shown[0] == shown[-1] == '"' and "\\" not in shown
    name = shown[1:-1] if quoted else _words(shown)
    return name == _as_line(meant.name) and _same_address(address, meant.address)


def _same_address(found: str, meant: str) -> bool:
    found_local, _, found_domain = found.rpartition("@")
    local, _, domain = meant.rpartition("@")
    if found_local not in (local, f'"{local}"') or not found_domain.isascii():
        return False
    try:
        return found_domain == domain or found_domain.encode().decode("idna") == domain.encode("idna").decode("idna")
    except UnicodeError:
        return False


def _some_of(value: str | None, meant: tuple[str, ...]) -> bool:
    """The ids found are some of those meant, in their order."""
    if value is None:
        return True
    if not _IDS.fullmatch(value):
        return False
    found = value[1:-1].split("> <")
    rest = iter(dict.fromkeys(meant))
    return len(found) <= IDS_LIMIT and all(one in rest for one in found)


def _as_date(at: datetime) -> str:
    """RFC 5322 section 3.3."""
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02} {month} {at.year:04} {at:%H:%M:%S %z}"


def _words(value: str) -> str:
    """Decoded text of a field that is either all encoded words or has none."""
    if "=?" not in value:
        return value
    decoded = bytearray()
    for word in value.split(" "):
        match = _WORD.fullmatch(word)
        if match is None or len(word) > 75:
            raise Surprise("a header field mixes encoded words with something else")
        one = _word(match[1], match[2])
        decoded += one
        if utf8(one, "an encoded word splits a character") == "":
            raise Surprise("an encoded word is empty")
    return decoded.decode("utf-8")


def _word(encoding: str, text: str) -> bytes:
    if encoding == "B":
        return from_base64(text.encode())
    if "=" in re.sub("=[0-9A-F]{2}", "", text):
        raise Surprise("an encoded word is broken")
    return _HEX.sub(lambda match: bytes([int(match[1], 16)]), text.replace("_", " ").encode())


def _as_line(text: str) -> str:
    """What a header value can say of `text`: one line, single spaces, no controls, no half characters."""
    return _HALVES.sub("\ufffd", _BLANKS.sub(" ", text)).strip(" ")
