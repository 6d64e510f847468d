"""The reading half of `strict`: octets, entities and parts of exactly the shape that we write; anything else is a
`Surprise`. Shares no code with the serialiser.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from .outbound import OutboundAttachment, OutboundMail

LINE_LIMIT = 998  # RFC 5322 section 2.1.1

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]*):(?: (.*))?", re.DOTALL)
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BARE_CR = re.compile(rb"\r(?!\n)")
_QP_SYMBOLS = b"\t\r\n" + bytes(range(0x20, 0x7F))
_OUTLINE = bytes(ord("x") if o in b"0123456789ABCDEF" else o if o == ord("=") else ord(".") for o in range(256))
_PARAMETER = re.compile(r"; ([a-z]+(?:\*\d*\*?)?)=(?:\"([^\"\\]*)\"|([A-Za-z0-9%'.-]+))")
_LEFT_OUT = bytes(octet for octet in (*range(0x20), 0x7F) if octet not in b"\t\n")  # controls never travel
_LEFT_OUT_TOO = re.compile(rb"\xc2[\x80-\x9f]")  # those beyond ASCII, in UTF-8
_HALVES = re.compile("[\ud800-\udfff]")
_ODD_NAME = re.compile("[/\\\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]|(?! )\\s")
_TEXT_FIELDS = {"Content-Type", "Content-Transfer-Encoding"}
_TEXT_TYPES = {"plain": "text/plain; charset=utf-8", "html": "text/html; charset=utf-8"}


class Surprise(Exception):
    """Ends the reading of a mail that is not as we write it."""


@dataclass(frozen=True, slots=True)
class Entity:
    fields: dict[str, str]
    body: bytes


def octets(raw: bytes) -> Iterator[str]:
    """(Single octets are counted several times as fast as pairs.)"""
    if b"\0" in raw:
        yield "there is a NUL in the mail"
    if raw.count(b"\r") != raw.count(b"\n") or _BARE_CR.search(raw):
        yield "there is a bare CR or LF in the mail"
    if not raw.endswith(b"\r\n"):
        yield "the mail does not end with CRLF"
    if _has_long_line(raw):
        yield f"a line is longer than {LINE_LIMIT} octets"


def _has_long_line(raw: bytes) -> bool:
    """Leaps from line end to line end, as far as a line may be long."""
    at = 0
    while len(raw) - at > LINE_LIMIT:
        end = raw.rfind(b"\r\n", at, at + LINE_LIMIT + 2)
        if end < 0:
            return True
        at = end + 2
    return False


def read_entity(data: bytes) -> Entity:
    """Fields and content of a mail or part; each field once, folded only before white space, nothing but fields."""
    head, gap, content = data.partition(b"\r\n\r\n")
    if not gap:
        raise Surprise("the header block has no end")
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        raise Surprise("the header block is not UTF-8") from None
    if _CONTROL.search(text):
        raise Surprise("there is a control character in the header block")
    fields: dict[str, str] = {}
    for line in text.replace("\r\n ", " ").split("\r\n"):
        field = _FIELD.fullmatch(line)
        if field is None:
            raise Surprise(f"this header line is no field: {line[:60]!r}")
        if field[1] in fields:
            raise Surprise(f"the field {field[1]} stands twice")
        fields[field[1]] = field[2] or ""
    return Entity(fields, content)


# --- the body -----------------------------------------------------------------------------------------------------


def body(whole: Entity, mail: OutboundMail) -> Iterator[str]:
    content = whole
    if mail.attachments:
        content, *files = _parts(whole, "mixed")
        if len(files) != len(mail.attachments):
            raise Surprise(f"there are {len(files)} attachments instead of {len(mail.attachments)}")
        for found, meant in zip(files, mail.attachments, strict=True):
            yield from _file(found, meant)
        _has_only(content, {"Content-Type"} if mail.html else _TEXT_FIELDS)
    texts = _parts(content, "alternative") if mail.html else [content]
    meant_texts = {"plain": mail.text, "html": mail.html} if mail.html else {"plain": mail.text}
    if len(texts) != len(meant_texts):
        raise Surprise(f"there are {len(texts)} forms of the text instead of {len(meant_texts)}")
    for part, (subtype, meant_text) in zip(texts, meant_texts.items(), strict=True):
        if part is not whole:
            _has_only(part, _TEXT_FIELDS)
        yield from _text(part, subtype, meant_text)


def _parts(whole: Entity, subtype: str) -> list[Entity]:
    start = f'multipart/{subtype}; boundary="'
    kind = whole.fields.get("Content-Type", "")
    boundary = kind[len(start) : -1]
    if not kind.startswith(start) or not re.fullmatch(r"=_[0-9a-f]{24}[am]", boundary):
        raise Surprise(f"where multipart/{subtype} was meant there is {kind[:60]!r}")
    first, *parts = (b"\r\n" + whole.body).split(b"\r\n--" + boundary.encode())
    if first or not parts or parts.pop() != b"--\r\n" or any(not part.startswith(b"\r\n") for part in parts):
        raise Surprise(f"multipart/{subtype} does not begin or end as it should")
    return [read_entity(part[2:]) for part in parts]


def _text(part: Entity, subtype: str, meant: str) -> Iterator[str]:
    if part.fields.get("Content-Type") != _TEXT_TYPES[subtype]:
        raise Surprise(f"where text/{subtype} was meant there is something else")
    content = _content(part)
    if content != _as_lines(meant):
        utf8(content, f"text/{subtype} is not UTF-8")
        yield f"text/{subtype} does not say what was meant"


def _as_lines(meant: str) -> bytes:
    """What of a text can travel, with the line ends of mail."""
    whole = "\n".join(meant.replace("\r\n", "\n").split("\r")) if "\r" in meant else meant
    try:
        data = whole.encode()
    except UnicodeEncodeError:
        data = _HALVES.sub("\ufffd", whole).encode()
    data = data.translate(None, _LEFT_OUT)
    data = _LEFT_OUT_TOO.sub(b"", data) if b"\xc2" in data else data
    return data.removesuffix(b"\n").replace(b"\n", b"\r\n") + b"\r\n"


def _file(part: Entity, meant: OutboundAttachment) -> Iterator[str]:
    _has_only(part, _TEXT_FIELDS | {"Content-Disposition"})
    if part.fields["Content-Type"] not in (meant.content_type.lower(), "application/octet-stream"):
        yield "an attachment has another type"
    if _content(part) != meant.content:
        yield "an attachment has another content"
    name = _file_name(part.fields["Content-Disposition"])
    if any(c in name for c in "/\\\r\n\0") or not name or len(name) > 130 or not _from_name(name, meant.name):
        yield "an attachment has another name"


def _from_name(found: str, meant: str) -> bool:
    """Plain names come out as they are; odd ones are made safe, so: no letter that was not there, in their order."""
    if not _ODD_NAME.search(meant) and len(meant) <= 120:
        return found == (re.sub(" +", " ", meant).strip(" .") or "attachment")
    rest = iter(meant)
    return found == "attachment" or all(letter in rest for letter in found if letter.isalnum())


def _has_only(part: Entity, names: set[str]) -> None:
    if part.fields.keys() != names:
        raise Surprise(f"a part has the fields {sorted(part.fields)}")


def _content(part: Entity) -> bytes:
    encoding = part.fields.get("Content-Transfer-Encoding")
    if encoding == "base64":
        return from_base64(part.body.translate(None, b"\r\n"))
    if encoding != "quoted-printable":
        raise Surprise(f"a part has the encoding {encoding!r}")
    lines = part.body.split(b"\r\n")
    if max(map(len, lines)) > 76 or _has_blank_end(part.body):
        raise Surprise("a part is not clean quoted-printable")
    if lines[-1].endswith(b"="):
        raise Surprise("a part ends in the middle of a line")
    return _from_quoted_printable(part.body)


def _has_blank_end(data: bytes) -> bool:
    """A blank at the end of a line may be lost on the way."""
    if data.endswith((b" ", b"\t")) or b" \r\n" in data:
        return True
    return b"\t" in data and b"\t\r\n" in data


def _from_quoted_printable(data: bytes) -> bytes:
    """Nothing but its symbols, and each "=" before two capital hex digits, which make three octets one, or at a line
    end, which takes three away. The decoder leaves any other "=" more. (A pattern takes twenty times as long.)
    """
    content = binascii.a2b_qp(data)
    outline = data.translate(_OUTLINE)
    signs, escaped = outline.count(b"="), outline.count(b"=xx")
    if data.translate(None, _QP_SYMBOLS) or len(data) - len(content) != 2 * escaped + 3 * (signs - escaped):
        raise Surprise("a part is not clean quoted-printable")
    return content


def from_base64(data: bytes) -> bytes:
    """One content has one spelling: stray symbols and bits that say nothing are surprises too."""
    try:
        content = binascii.a2b_base64(data)
    except binascii.Error:
        raise Surprise("there is broken base64") from None
    if base64.b64encode(content) != data:
        raise Surprise("there is base64 that nobody writes")
    return content


def _file_name(disposition: str) -> str:
    kind, _, rest = disposition.partition(";")
    found = {match[1]: match[2] or match[3] or "" for match in _PARAMETER.finditer(f";{rest}")}
    if kind != "attachment" or _PARAMETER.sub("", f";{rest}") or "filename" not in found:
        raise Surprise("a Content-Disposition is not as we write it")
    plain, extended = found["filename"], "".join(value for name, value in found.items() if name != "filename")
    if not extended:
        return plain
    name = utf8(unquote_to_bytes(extended.removeprefix("UTF-8''")), "a file name is not UTF-8")
    if len(plain) != len(name) or any(letter not in (meant, "_") for letter, meant in zip(plain, name, strict=True)):
        raise Surprise("an attachment has two different names")
    return name


def utf8(octets: bytes, otherwise: str) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        raise Surprise(otherwise) from None
