"""Parts that are not read -> attachments, under names that are safe to show (RFC 2183 section 2.3)."""

import re

from . import header
from .inbound import Attachment, Defect
from .mime import Part
from .words import text_of

_UNSAFE = re.compile("[\0-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_MAILS = frozenset({"message/rfc822", "message/global"})


def attachment(part: Part, defects: list[Defect]) -> Attachment:
    content = part.content(defects)
    name = safe_name(part.name)
    if not name and part.content_type in _MAILS:
        name = name_of_mail(content)
    content_id = text_of(part.header.first("content-id")).strip("<> ")[:250]
    inline = part.disposition.value == "inline" or (bool(content_id) and part.disposition.value != "attachment")
    return Attachment(name, part.content_type, content, inline, content_id)


def name_of_mail(content: bytes) -> str:
    """A forwarded mail is named after its subject."""
    head, _ = header.read(content.lstrip(b"\r\n"))
    return named_after(text_of(head.first("subject")), ".eml")


def named_after(subject: str, ending: str) -> str:
    return safe_name(subject[:120].replace("/", "-").replace("\\", "-") or "mail") + ending


def safe_name(name: str) -> str:
    """A file name without its path, control characters and direction overrides (RFC 2183 section 2.3)."""
    last = _UNSAFE.sub("", name).replace("\\", "/").rstrip("/").rpartition("/")[2].strip()
    return "" if last in (".", "..") else last[:250]
