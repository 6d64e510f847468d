"""The tree of parts -> what a person reads, and the attachments (RFC 2046 section 5.1, RFC 2387, RFC 6522)."""

import re
from dataclasses import dataclass, field

from . import header as header_
from .charset import decode
from .flowed import unflow
from .html import to_text
from .inbound import Attachment, Defect
from .mime import Part
from .transfer import uuencoded
from .words import text_of

TEXT_LIMIT = 2 * 1024 * 1024
_META = re.compile(rb"""<meta[^>]{1,200}charset\s{0,3}=\s{0,3}["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_UNSAFE = re.compile("[\0-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    html: str
    attachments: tuple[Attachment, ...]


@dataclass(slots=True)
class _Piece:
    """One stretch of the body: plain, HTML, or both as alternatives of each other."""

    plain: str = ""
    html: str = ""


@dataclass(slots=True)
class _Sheet:
    """What was gathered below one part."""

    pieces: list[_Piece] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def read(root: Part, defects: list[Defect]) -> Body:
    sheet = _leaf_text(root, defects) if _is_named_letter(root) else _gather(root, defects)
    html = "\n".join(piece.html for piece in sheet.pieces if piece.html)
    text = _joined(sheet.pieces, defects)
    return Body(_capped(text, defects), _capped(html, defects), tuple(sheet.attachments))


def _joined(pieces: list[_Piece], defects: list[Defect]) -> str:
    texts: list[str] = []
    for piece in pieces:
        if piece.plain.strip() or not piece.html:
            texts.append(piece.plain)
        elif (text := to_text(piece.html, defects)) and not (texts and _same(text, texts[-1])):
            texts.append(text)
    return "\n".join([*(text.rstrip("\n") for text in texts[:-1]), *texts[-1:]])


def _same(one: str, other: str) -> bool:
    """Some mailers put both forms of a text side by side without saying that they are alternatives."""
    return "".join(one.split()) == "".join(other.split())


def _capped(text: str, defects: list[Defect]) -> str:
    if len(text) <= TEXT_LIMIT:
        return text
    defects.append(Defect.TRUNCATED)
    return text[:TEXT_LIMIT]


def _gather(part: Part, defects: list[Defect]) -> _Sheet:
    if not part.children:
        return _leaf(part, defects)
    match part.content_type:
        case "multipart/alternative":
            return _alternative(part, defects)
        case "multipart/related" | "multipart/report":
            return _first_and_rest(part, defects)
    sheet = _Sheet()
    for child in part.children:
        found = _gather(child, defects)
        sheet.pieces += found.pieces
        sheet.attachments += found.attachments
    return sheet


def _alternative(part: Part, defects: list[Defect]) -> _Sheet:
    """The plain form of the first child that has one, the HTML form of the last that has one."""
    sheet, piece = _Sheet(), _Piece()
    for child in part.children:
        found = _gather(child, defects)
        plain = "\n".join(p.plain for p in found.pieces if p.plain)
        html = "\n".join(p.html for p in found.pieces if p.html)
        if plain.strip() and not piece.plain.strip():
            piece.plain = plain
        piece.html = html or piece.html
        sheet.attachments += found.attachments
    if piece.plain or piece.html:
        sheet.pieces.append(piece)
    return sheet


def _first_and_rest(part: Part, defects: list[Defect]) -> _Sheet:
    """The first part is the body, the others belong to it."""
    sheet = _gather(part.children[0], defects)
    for child in part.children[1:]:
        if child.children or not sheet.pieces:
            found = _gather(child, defects)
            sheet.pieces += [] if sheet.pieces else found.pieces
            sheet.attachments += found.attachments
        else:
            sheet.attachments.append(_attachment(child, defects))
    return sheet


def _leaf(part: Part, defects: list[Defect]) -> _Sheet:
    if not _is_text(part):
        return _Sheet(attachments=[_attachment(part, defects)])
    return _leaf_text(part, defects)


def _is_named_letter(root: Part) -> bool:
    """A mail that is nothing but one text, which has a file name without being attached: a letter all the same."""
    return root.content_type in ("text/plain", "text/html") and root.disposition.value != "attachment"


def _leaf_text(part: Part, defects: list[Defect]) -> _Sheet:
    content = part.content(defects)
    if part.content_type == "text/html":
        html = _text(content, part.type.get("charset") or _declared_inside(content), defects)
        return _Sheet([_Piece(html=html)])
    attachments: list[Attachment] = []
    if enclosures := uuencoded(content):
        kept, position = [], 0
        for enclosure in enclosures:
            kept.append(content[position : enclosure.start])
            position = enclosure.end
            attachments.append(
                Attachment(safe_name(text_of(enclosure.name)), "application/octet-stream", enclosure.content)
            )
        content = b"".join([*kept, content[position:]])
    plain = _text(content, part.type.get("charset"), defects)
    if part.type.get("format").lower() == "flowed":
        plain = unflow(plain, part.type.get("delsp"))
    return _Sheet([_Piece(plain=plain)], attachments)


def _is_text(part: Part) -> bool:
    if part.content_type not in ("text/plain", "text/html"):
        return False
    return part.disposition.value != "attachment" and not part.name


def _text(content: bytes, charset: str, defects: list[Defect]) -> str:
    decoded = decode(content, charset)
    if decoded.lied:
        defects.append(Defect.BAD_CHARSET)
    text = decoded.text
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _declared_inside(html: bytes) -> str:
    found = _META.search(html[:2048])
    return found[1].decode("ascii") if found else ""


def _attachment(part: Part, defects: list[Defect]) -> Attachment:
    content = part.content(defects)
    name = safe_name(part.name)
    if not name and part.content_type == "message/rfc822":
        name = _name_of_mail(content)
    content_id = text_of(part.header.first("content-id")).strip("<> ")[:250]
    inline = part.disposition.value == "inline" or (bool(content_id) and part.disposition.value != "attachment")
    return Attachment(name, part.content_type, content, inline, content_id)


def _name_of_mail(content: bytes) -> str:
    """A forwarded mail is named after its subject."""
    head, _ = header_.read(content)
    subject = text_of(head.first("subject"))
    return safe_name(subject[:120].replace("/", "-").replace("\\", "-") or "mail") + ".eml"


def safe_name(name: str) -> str:
    """A file name without its path, control characters and direction overrides (RFC 2183 section 2.3)."""
    last = _UNSAFE.sub("", name).replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    return "" if last in (".", "..") else last[:250]
