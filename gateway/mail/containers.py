"""Parts that hold mail or text in a form of their own: winmail.dat, invitations, rich text.

Their text is a spare: it is read, and made, only where the mail says nothing else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from . import calendar, rtf, tnef
from .attached import safe_name
from .charset import decode
from .inbound import Attachment
from .mime import Part

_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"})
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_ENRICHED = re.compile(r"<<|<param>[^<]{0,500}</param>|</?([A-Za-z-]{1,60})>|\n{1,60}")


@dataclass(slots=True)
class Piece:
    """One stretch of the body: plain, HTML, or both as alternatives of each other."""

    plain: str = ""
    html: str = ""


Spare = Callable[[], Piece]


@dataclass(frozen=True, slots=True)
class Opened:
    """What a winmail.dat held."""

    attachments: tuple[Attachment, ...]
    spare: Spare


def is_tnef(part: Part) -> bool:
    return part.content_type in _TNEF_TYPES or part.name.lower() == "winmail.dat"


def open_tnef(content: bytes) -> Opened | None:
    """None where it is broken: then it stays what it is."""
    unpacked = tnef.read(content)
    if unpacked is None:
        return None
    return Opened(tuple([_file(enclosed) for enclosed in unpacked.files]), lambda: _tnef_text(unpacked))


def spare(part: Part, content: bytes) -> Spare | None:
    """How to make a text of an attachment, None for most."""
    charset = part.type.get("charset")
    if part.content_type == "text/calendar":
        return lambda: Piece(plain=calendar.summary(decode(content, charset).text))
    if part.disposition.value == "attachment":
        return None
    match part.content_type:
        case "text/rtf" | "application/rtf":
            return lambda: _rich(content)
        case "text/enriched" | "text/richtext":
            return lambda: Piece(plain=unenriched(_lines(decode(content, charset).text)))
        case "text/plain" | "text/markdown":  # named, but nothing says that it is not the letter
            return lambda: Piece(plain=_lines(decode(content, charset).text))
        case "text/html":
            return lambda: Piece(html=_lines(decode(content, charset).text))
    return None


def unenriched(text: str) -> str:
    """text/enriched (RFC 1896) as plain text: a line break alone is a blank, of several one is dropped."""
    return _ENRICHED.sub(_plainly, text)


def _plainly(found: re.Match[str]) -> str:
    mark = found[0]
    if mark == "<<":
        return "<"
    return " " if mark == "\n" else mark[1:] if mark[0] == "\n" else ""


def _file(enclosed: tnef.Enclosed) -> Attachment:
    type_ = enclosed.content_type if _TYPE.fullmatch(enclosed.content_type) else "application/octet-stream"
    content_id = enclosed.content_id.strip("<> ")[:250]
    return Attachment(safe_name(enclosed.name), type_, enclosed.content, bool(content_id), content_id)


def _tnef_text(unpacked: tnef.Unpacked) -> Piece:
    if unpacked.text.strip() or unpacked.html:
        return Piece(_lines(unpacked.text), _lines(unpacked.html))
    return _rich(rtf.unpack(unpacked.rtf))


def _rich(content: bytes) -> Piece:
    found = rtf.read(content)
    return Piece(html=found.text) if found.is_html else Piece(plain=found.text)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
