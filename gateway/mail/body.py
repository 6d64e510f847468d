"""The tree of parts -> what a person reads, and the attachments (RFC 2046 section 5.1, RFC 2387, RFC 6522)."""

import re
from dataclasses import dataclass, field

from . import cms, containers, mime, protection
from .attached import attachment, safe_name
from .charset import codec_of, decode
from .containers import Piece
from .flowed import unflow
from .html import to_text
from .inbound import Attachment, Defect, Protection
from .mime import Part
from .transfer import uuencoded
from .words import text_of

TEXT_LIMIT = 2 * 1024 * 1024
_ENVELOPE_LIMIT = 3  # S/MIME objects of one mail that are opened
_META = re.compile(rb"""<meta[^>]{1,200}charset\s{0,3}=\s{0,3}["']?([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_LETTERS = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown"})
_OTHER_FORMS = frozenset({"text/x-amp-html", "text/watch-html"})  # the same words once more, for special programs


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    protections: tuple[Protection, ...] = ()


@dataclass(slots=True)
class _Sheet:
    """What was gathered below one part."""

    pieces: list[Piece] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What is noted while the tree is read. `spares` give the text of a mail that has no other."""

    defects: list[Defect]
    protections: list[Protection] = field(default_factory=list)
    spares: list[containers.Spare] = field(default_factory=list)
    envelopes: int = _ENVELOPE_LIMIT


def read(root: Part, defects: list[Defect]) -> Body:
    reading = _Reading(defects)
    sheet = _leaf_text(root, reading) if _is_named_letter(root) else _gather(root, reading)
    html = "\n".join(piece.html for piece in sheet.pieces if piece.html)
    text = _joined(sheet.pieces, defects)
    if not text.strip():
        for spare in reading.spares:
            piece = spare()
            if (found := _joined([piece], defects)).strip():
                text, html = found, html or piece.html
                break
    bared = protection.bare(text)
    protections = tuple(dict.fromkeys([*reading.protections, *bared.protections]))
    return Body(_capped(bared.text, defects), _capped(html, defects), tuple(sheet.attachments), protections)


def _joined(pieces: list[Piece], defects: list[Defect]) -> str:
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


def _gather(part: Part, reading: _Reading) -> _Sheet:
    if not part.children:
        return _leaf(part, reading)
    if kind := protection.of_multipart(part):
        reading.protections.append(kind)
    match part.content_type:
        case "multipart/alternative":
            return _alternative(part, reading)
        case "multipart/related" | "multipart/report":
            return _first_and_rest(part, reading)
    sheet = _Sheet()
    for child in part.children:
        found = _gather(child, reading)
        sheet.pieces += found.pieces
        sheet.attachments += found.attachments
    return sheet


def _alternative(part: Part, reading: _Reading) -> _Sheet:
    """The plain form of the first child that has one, the HTML form of the last that has one."""
    sheet, piece = _Sheet(), Piece()
    for child in part.children:
        if child.content_type in _OTHER_FORMS and len(part.children) > 1:
            continue
        is_letter = _may_be_letter(child) and child.disposition.value != "attachment"
        found = _leaf_text(child, reading) if is_letter else _gather(child, reading)
        plain = "\n".join(p.plain for p in found.pieces if p.plain)
        html = "\n".join(p.html for p in found.pieces if p.html)
        if plain.strip() and not piece.plain.strip():
            piece.plain = plain
        piece.html = html or piece.html
        sheet.attachments += found.attachments
    if piece.plain or piece.html:
        sheet.pieces.append(piece)
    return sheet


def _first_and_rest(part: Part, reading: _Reading) -> _Sheet:
    """The first part is the body (or the one that `start` names), the others belong to it."""
    start = part.type.get("start").strip("<> ")
    named = [child for child in part.children if start and _id(child) == start]
    first = named[0] if named else part.children[0]
    sheet = _gather(first, reading)
    for child in part.children:
        if child is first:
            continue
        if child.children or not sheet.pieces:
            found = _gather(child, reading)
            sheet.pieces += [] if sheet.pieces else found.pieces
            sheet.attachments += found.attachments
        else:
            sheet.attachments.append(attachment(child, reading.defects))
    return sheet


def _id(part: Part) -> str:
    return text_of(part.header.first("content-id")).strip("<> ")


def _leaf(part: Part, reading: _Reading) -> _Sheet:
    if part.is_unread:
        return _unread(part, reading)
    if _is_text(part):
        return _leaf_text(part, reading)
    if protection.is_envelope(part):
        return _envelope(part, reading)
    if containers.is_tnef(part):
        return _tnef(part, reading)
    found = attachment(part, reading.defects)
    if spare := containers.spare(part, found.content):
        reading.spares.append(spare)
    return _Sheet(attachments=[found])


def _is_named_letter(root: Part) -> bool:
    """A mail that is nothing but one text, which has a file name without being attached: a letter all the same."""
    return _may_be_letter(root) and root.disposition.value != "attachment"


def _unread(part: Part, reading: _Reading) -> _Sheet:
    """A multipart inside, of which no part can be told: kept whole, and read where there is nothing else."""
    if not part.raw.strip():
        return _Sheet()
    reading.spares.append(lambda: _leaf_text(part, reading).pieces[0])
    return _Sheet(attachments=[attachment(part, reading.defects)])


def _envelope(part: Part, reading: _Reading) -> _Sheet:
    """S/MIME: what was only signed can be read; the object itself stays attached, for its signature."""
    found = attachment(part, reading.defects)
    kind = protection.of_envelope(part, found.content)
    if kind is None:
        return _Sheet(attachments=[found])
    reading.protections.append(kind)
    content = cms.signed_content(found.content) if reading.envelopes > 0 else b""
    reading.envelopes -= 1
    if not content:
        return _Sheet(attachments=[found])
    sheet = _gather(mime.read(content, reading.defects), reading)
    sheet.attachments.append(found)
    return sheet


def _tnef(part: Part, reading: _Reading) -> _Sheet:
    found = attachment(part, reading.defects)
    opened = containers.open_tnef(found.content)
    if opened is None:
        return _Sheet(attachments=[found])
    reading.spares.append(opened.spare)
    return _Sheet(attachments=list(opened.attachments))


def _leaf_text(part: Part, reading: _Reading) -> _Sheet:
    content = part.letter(reading.defects)
    if part.content_type == "text/html" or _is_unsaid_html(part, content):
        charset = part.type.get("charset")
        html = _text(content, charset if codec_of(charset) else _declared_inside(content) or charset, reading.defects)
        return _Sheet([Piece(html=html)])
    attachments: list[Attachment] = []
    if enclosures := uuencoded(content):
        kept, position = [], 0
        for enclosure in enclosures:
            kept.append(content[position : enclosure.start])
            position = enclosure.end
            name = safe_name(text_of(enclosure.name))
            attachments.append(Attachment(name, "application/octet-stream", enclosure.content))
        content = b"".join([*kept, content[position:]])
    plain = _text(content, part.type.get("charset"), reading.defects)
    if part.type.get("format").lower() == "flowed":
        plain = unflow(plain, part.type.get("delsp"))
    if part.content_type in ("text/enriched", "text/richtext"):
        plain = containers.unenriched(plain)
    return _Sheet([Piece(plain=plain)], attachments)


def _may_be_letter(part: Part) -> bool:
    return part.content_type in _LETTERS and not part.is_unread


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


def _is_unsaid_html(part: Part, content: bytes) -> bool:
    """A page without any Content-Type: scripts send them so."""
    start = content[:200].lstrip().lower() if not part.header.first("content-type") else b""
    return start.startswith((b"<html", b"<!doctype html"))


def _declared_inside(html: bytes) -> str:
    found = _META.search(html[:2048])
    return found[1].decode("ascii") if found else ""
